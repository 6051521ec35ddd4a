/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_TIME_LIMIT_H
#define TESTS_TIME_LIMIT_H

/*
 * Time limit for suites whose threads execute a number of steps.  The boot argument seconds= of the
 * suite sets the limit, and 0 means no limit.  If an emulated machine has more CPUs than the build
 * machine has cores, the steps may take very long, because the next owner of a lock is often a CPU
 * that is not running.
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
