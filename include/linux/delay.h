/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_DELAY_H
#define LINUX_DELAY_H

/* At least that long, asleep.  Thread context. */
void msleep(unsigned int msecs);
void usleep_range(unsigned long min, unsigned long max);

/* At least that long, busy.  Any context; no delay before the timer is known. */
void mdelay(unsigned long ms);
void udelay(unsigned long us);
void ndelay(unsigned long ns);

#endif /* LINUX_DELAY_H */
