/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_TIME_H
#define LINUX_TIME_H

/* Times, as 64-bit numbers of nanoseconds or struct timespec64. */

#include <linux/cache.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/time64.h>
#include <linux/timekeeping.h>

/*
 * Return the seconds from 1970 to a date of the Gregorian calendar.  The month begins with 1.  A
 * second or an hour beyond the day or the minute is counted on.  Context: any.
 */
time64_t mktime64(unsigned int year, unsigned int month, unsigned int day, unsigned int hour,
		  unsigned int min, unsigned int sec);

#endif /* LINUX_TIME_H */
