/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_TIME64_H
#define LINUX_TIME64_H

/* Times in seconds and nanoseconds.  Context: any. */

#include <linux/limits.h>
#include <linux/types.h>

#define NSEC_PER_SEC	1000000000L
#define NSEC_PER_MSEC	1000000L
#define NSEC_PER_USEC	1000L
#define PSEC_PER_NSEC	1000L
#define USEC_PER_SEC	1000000L
#define USEC_PER_MSEC	1000L
#define MSEC_PER_SEC	1000L

typedef u64 timeu64_t;

#define TIME64_MAX	S64_MAX
#define TIME64_MIN	S64_MIN
#define KTIME_MAX	S64_MAX
#define KTIME_MIN	S64_MIN
#define KTIME_SEC_MAX	(KTIME_MAX / NSEC_PER_SEC)
#define KTIME_SEC_MIN	(KTIME_MIN / NSEC_PER_SEC)

/* A time before zero has negative seconds.  tv_nsec of a normalized time is 0 to 999,999,999. */
struct timespec64 {
	time64_t tv_sec;
	long tv_nsec;
};

struct itimerspec64 {
	struct timespec64 it_interval;
	struct timespec64 it_value;
};

/* Store a time with any number of nanoseconds, normalized. */
static inline void set_normalized_timespec64(struct timespec64 *ts, time64_t sec, s64 nsec)
{
	s64 rest = nsec % NSEC_PER_SEC;

	ts->tv_sec = sec + nsec / NSEC_PER_SEC - (rest < 0);
	ts->tv_nsec = rest < 0 ? rest + NSEC_PER_SEC : rest;
}

static inline struct timespec64 ns_to_timespec64(s64 nsec)
{
	struct timespec64 ts;

	set_normalized_timespec64(&ts, 0, nsec);
	return ts;
}

/* Return a time in nanoseconds, or KTIME_MAX or KTIME_MIN if it is too large or small for this. */
static inline s64 timespec64_to_ns(const struct timespec64 *ts)
{
	if (ts->tv_sec >= KTIME_SEC_MAX)
		return KTIME_MAX;
	return ts->tv_sec <= KTIME_SEC_MIN ? KTIME_MIN : ts->tv_sec * NSEC_PER_SEC + ts->tv_nsec;
}

static inline int timespec64_equal(const struct timespec64 *a, const struct timespec64 *b)
{
	return a->tv_sec == b->tv_sec && a->tv_nsec == b->tv_nsec;
}

/* Return a negative number, 0, or a positive number if @a is before, equal to or after @b. */
static inline int timespec64_compare(const struct timespec64 *a, const struct timespec64 *b)
{
	if (a->tv_sec != b->tv_sec)
		return a->tv_sec < b->tv_sec ? -1 : 1;
	return (int)(a->tv_nsec - b->tv_nsec);
}

static inline struct timespec64 timespec64_add(struct timespec64 a, struct timespec64 b)
{
	struct timespec64 sum;

	set_normalized_timespec64(&sum, a.tv_sec + b.tv_sec, a.tv_nsec + b.tv_nsec);
	return sum;
}

static inline struct timespec64 timespec64_sub(struct timespec64 a, struct timespec64 b)
{
	struct timespec64 rest;

	set_normalized_timespec64(&rest, a.tv_sec - b.tv_sec, a.tv_nsec - b.tv_nsec);
	return rest;
}

static inline void timespec64_add_ns(struct timespec64 *ts, u64 ns)
{
	ns += (u64)ts->tv_nsec;
	ts->tv_sec += (time64_t)(ns / NSEC_PER_SEC);
	ts->tv_nsec = (long)(ns % NSEC_PER_SEC);
}

/* Return the sum of two times that are not negative, or TIME64_MAX seconds if it is too large. */
static inline struct timespec64 timespec64_add_safe(struct timespec64 a, struct timespec64 b)
{
	struct timespec64 sum;

	set_normalized_timespec64(&sum, (time64_t)((u64)a.tv_sec + (u64)b.tv_sec),
				  a.tv_nsec + b.tv_nsec);
	if (sum.tv_sec < a.tv_sec || sum.tv_sec < b.tv_sec) {
		sum.tv_sec = TIME64_MAX;
		sum.tv_nsec = 0;
	}
	return sum;
}

/* Return true if a time is normalized and not negative.  _strict: and if a ktime_t can hold it. */
static inline bool timespec64_valid(const struct timespec64 *ts)
{
	return ts->tv_sec >= 0 && ts->tv_nsec >= 0 && ts->tv_nsec < NSEC_PER_SEC;
}

static inline bool timespec64_valid_strict(const struct timespec64 *ts)
{
	return timespec64_valid(ts) && ts->tv_sec < KTIME_SEC_MAX;
}

#endif /* LINUX_TIME64_H */
