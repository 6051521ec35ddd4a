/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_DELAY_H
#define LINUX_DELAY_H

#include <linux/math.h>
#include <linux/sched.h>

/* Sleep for at least this time.  Context: thread. */
void msleep(unsigned int msecs);
void usleep_range(unsigned long min, unsigned long max);

/*
 * Busy-wait for at least this time.  Before the timer is initialized, the functions return
 * immediately.  Context: any.
 */
void mdelay(unsigned long ms);
void udelay(unsigned long us);
void ndelay(unsigned long ns);

#endif /* LINUX_DELAY_H */
