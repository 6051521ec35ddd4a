// SPDX-License-Identifier: BSD-2-Clause
/* A warning that a case does not expect fails the case, even if other code caused it. */

#include <kunit/test.h>
#include <linux/panic.h>
#include <linux/printk.h>

#include "kunit/kunit.h"
#include "warnings.h"

static unsigned long nr_seen;

unsigned long warnings_seen(void)
{
	unsigned long nr = warn_count();

	WRITE_ONCE(nr_seen, nr);
	return nr;
}

/* Warnings from before the run do not count for a case. */
void kunit_run_begins(void)
{
	warnings_seen();
}

/* Return the number of warnings that no case expected, or 0 while allocations fail on purpose. */
static int warnings_validate(void)
{
	unsigned long before = READ_ONCE(nr_seen), nr = warnings_seen() - before;

	return kunit_fails_nth() ? 0 : (int)nr;
}
kunit_validator(warnings, warnings_validate);
