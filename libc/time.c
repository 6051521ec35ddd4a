// SPDX-License-Identifier: BSD-2-Clause
/* Time and random numbers for the C library. */

#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/math.h>
#include <linux/random.h>
#include "libc/os.h"

unsigned long long os_time_monotonic(void)
{
	return ktime_get_ns();
}

unsigned long long os_time_real(void)
{
	return ktime_get_real_ns();
}

void os_set_time(unsigned long long ns)
{
	ktime_set_real_ns(ns);
}

void os_sleep(unsigned long long ns)
{
	while (ns > NSEC_PER_SEC) {
		msleep(MSEC_PER_SEC);
		ns -= NSEC_PER_SEC;
	}
	msleep(DIV_ROUND_UP_ULL(ns, NSEC_PER_MSEC));
}

void os_random(void *buf, size_t size)
{
	get_random_bytes(buf, size);
}
