/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_TIME_LIMIT_H
#define TESTS_TIME_LIMIT_H

/*
 * A time limit for suites whose threads execute a number of steps.  The suite's parameter seconds
 * sets the limit; 0 means no limit.  A limit is necessary if an emulated machine has more CPUs than
 * the build machine has cores.  Then the steps may take very long, because the next owner of a lock
 * is often a CPU that the build machine does not run at that time.
 */

#include <linux/jiffies.h>
#include <linux/moduleparam.h>

static unsigned int seconds;
module_param(seconds, uint, 0444);

static unsigned long time_limit_started;

static inline void time_limit_start(void)
{
	time_limit_started = jiffies;
}

static inline bool time_limit_passed(void)
{
	return seconds && time_after(jiffies, time_limit_started + seconds * HZ);
}

#endif /* TESTS_TIME_LIMIT_H */
