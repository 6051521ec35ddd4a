// SPDX-License-Identifier: BSD-2-Clause
/* A warning that a case does not expect is its failure, whoever caused it. */

#include <kunit/test.h>
#include <linux/panic.h>
#include <linux/printk.h>

#include "warnings.h"

static unsigned long nr_seen;

unsigned long warnings_seen(void)
{
	unsigned long nr = warn_count();

	WRITE_ONCE(nr_seen, nr);
	return nr;
}

/* The number of warnings that nobody expected. */
static int warnings_validate(void)
{
	unsigned long before = READ_ONCE(nr_seen);

	return (int)(warnings_seen() - before);
}
kunit_validator(warnings, warnings_validate);
