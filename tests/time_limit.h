/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_TIME_LIMIT_H
#define TESTS_TIME_LIMIT_H

/*
 * For a suite whose threads execute a number of steps. Its parameter seconds= ends them earlier, or not
 * if it is 0. An emulated machine with more CPUs than the build machine has cores may need any time for
 * the steps, because the next holder of a lock is often a CPU that is not running.
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
