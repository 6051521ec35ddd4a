// SPDX-License-Identifier: BSD-2-Clause
/*
 * A case fails if a warning is printed that the case does not expect, even if other code caused the
 * warning.
 */

#include <kunit/test.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <trace/events/printk.h>

#include "kunit/kunit.h"
#include "warnings.h"

static unsigned long nr_seen;

unsigned long warnings_seen(void)
{
	unsigned long nr = warn_count();

	WRITE_ONCE(nr_seen, nr);
	return nr;
}

/* Ignore warnings that were printed before the first case. */
void kunit_run_begins(void)
{
	warnings_seen();
}

/*
 * Return the number of unexpected warnings.  While allocations fail on purpose, or while the suite
 * reads the messages itself, no warning is unexpected.
 */
static int warnings_validate(void)
{
	unsigned long before = READ_ONCE(nr_seen), nr = warnings_seen() - before;

	return kunit_fails_nth() || trace_console_enabled() ? 0 : (int)nr;
}
kunit_validator(warnings, warnings_validate);
