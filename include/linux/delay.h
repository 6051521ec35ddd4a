/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_DELAY_H
#define LINUX_DELAY_H

#include <linux/math.h>
#include <linux/sched.h>

/* Sleep for at least this time.  Context: thread. */
void msleep(unsigned int msecs);
void usleep_range(unsigned long min, unsigned long max);

static inline void ssleep(unsigned int seconds)
{
	msleep(seconds * 1000);
}

/*
 * Sleep in the state TASK_INTERRUPTIBLE or @state.  Quarry has no signals, so
 * msleep_interruptible() sleeps for the whole time and returns 0, the milliseconds that remain.
 */
unsigned long msleep_interruptible(unsigned int msecs);
void usleep_range_state(unsigned long min, unsigned long max, unsigned int state);

static inline void usleep_idle_range(unsigned long min, unsigned long max)
{
	usleep_range_state(min, max, TASK_IDLE);
}

/*
 * Busy-wait for at least this time.  Before the timer is initialized, the functions return
 * immediately.  Context: any.
 */
void mdelay(unsigned long ms);
void udelay(unsigned long us);
void ndelay(unsigned long ns);

/*
 * Ticks of the machine's counter in a jiffy, as in a Linux whose delays read a counter.  It says
 * nothing about how long a loop takes.  0 before the timer is initialized.
 */
extern unsigned long loops_per_jiffy;

/*
 * Wait for at least @usecs microseconds: busy-wait for at most 10, and sleep for a longer time.
 * Context: thread.
 */
static inline void fsleep(unsigned long usecs)
{
	if (usecs <= 10)
		udelay(usecs);
	else
		usleep_range(usecs, 2 * usecs);
}

#endif /* LINUX_DELAY_H */
