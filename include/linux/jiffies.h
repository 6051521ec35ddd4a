/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_JIFFIES_H
#define LINUX_JIFFIES_H

/*
 * A jiffy is 1 ms.  There is no periodic tick: reading jiffies computes the value from the counter.
 */

#include <linux/cache.h>
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/types.h>

/* The C library defines HZ, too; this definition replaces it. */
#if defined(CONFIG_LIBC) && __has_include(<sys/param.h>)
#include <sys/param.h>
#endif
#undef HZ
#define HZ 1000

unsigned long get_jiffies(void);
#define jiffies get_jiffies()
#define get_jiffies_64() ((u64)get_jiffies())

/*
 * Value of jiffies at boot.  The lower 32 bits wrap after five minutes, so that code that ignores
 * wrapping fails early.
 */
#define INITIAL_JIFFIES ((unsigned long)(unsigned int)(-300 * HZ))

#define MAX_JIFFY_OFFSET ((LONG_MAX >> 1) - 1)

/*
 * Convert a time, rounding up to jiffies.  As in Linux, negative ints and values that exceed the
 * result become MAX_JIFFY_OFFSET; jiffies_to_msecs() and jiffies_to_usecs() truncate to 32 bits.
 */
static inline unsigned long msecs_to_jiffies(unsigned int msecs)
{
	return (int)msecs < 0 ? MAX_JIFFY_OFFSET : msecs;
}

static inline unsigned int jiffies_to_msecs(unsigned long j)
{
	return j;
}

static inline unsigned int jiffies_to_usecs(unsigned long j)
{
	return j * 1000;
}

static inline unsigned long usecs_to_jiffies(unsigned int usecs)
{
	if (usecs > jiffies_to_usecs(MAX_JIFFY_OFFSET))
		return MAX_JIFFY_OFFSET;
	return ((unsigned long)usecs + 999) / 1000;
}

static inline u64 jiffies_to_nsecs(unsigned long j)
{
	return (u64)j * 1000000;
}

static inline u64 jiffies64_to_nsecs(u64 j)
{
	return j * 1000000;
}

static inline u64 jiffies64_to_msecs(u64 j)
{
	return j;
}

/* Convert a difference of two times to milliseconds.  A negative difference becomes 0. */
static inline unsigned int jiffies_delta_to_msecs(long delta)
{
	return jiffies_to_msecs(delta < 0 ? 0 : delta);
}

/* Convert a time, rounding down to jiffies. */
static inline unsigned long nsecs_to_jiffies(u64 nsecs)
{
	return nsecs / 1000000;
}

static inline u64 nsecs_to_jiffies64(u64 nsecs)
{
	return nsecs / 1000000;
}

#define secs_to_jiffies(seconds) ((unsigned long)(seconds) * HZ)

/*
 * Compare two times that are less than LONG_MAX jiffies apart.  The forms with _jiffies compare a
 * time with the present.  time_in_range() contains both limits, time_in_range_open() the lower one.
 */
#define time_after(a, b)	((long)((b) - (a)) < 0)
#define time_before(a, b)	time_after(b, a)
#define time_after_eq(a, b)	((long)((a) - (b)) >= 0)
#define time_before_eq(a, b)	time_after_eq(b, a)
#define time_in_range(a, b, c)		(time_after_eq(a, b) && time_before_eq(a, c))
#define time_in_range_open(a, b, c)	(time_after_eq(a, b) && time_before(a, c))
#define time_is_before_jiffies(a)	time_after(jiffies, a)
#define time_is_after_jiffies(a)	time_before(jiffies, a)
#define time_is_before_eq_jiffies(a)	time_after_eq(jiffies, a)
#define time_is_after_eq_jiffies(a)	time_before_eq(jiffies, a)

/* The same for times of get_jiffies_64(). */
#define time_after64(a, b)	((s64)((b) - (a)) < 0)
#define time_before64(a, b)	time_after64(b, a)
#define time_after_eq64(a, b)	((s64)((a) - (b)) >= 0)
#define time_before_eq64(a, b)	time_after_eq64(b, a)
#define time_in_range64(a, b, c)	(time_after_eq64(a, b) && time_before_eq64(a, c))
#define time_is_before_jiffies64(a)	time_after64(get_jiffies_64(), a)
#define time_is_after_jiffies64(a)	time_before64(get_jiffies_64(), a)
#define time_is_before_eq_jiffies64(a)	time_after_eq64(get_jiffies_64(), a)
#define time_is_after_eq_jiffies64(a)	time_before_eq64(get_jiffies_64(), a)

#endif /* LINUX_JIFFIES_H */
