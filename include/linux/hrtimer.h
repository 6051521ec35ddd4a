/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_HRTIMER_H
#define LINUX_HRTIMER_H

/*
 * A high-resolution timer calls its function at a time in nanoseconds.  It is in the same queue as
 * the timers of linux/timer.h, and its function runs like theirs: in interrupt context, on the CPU
 * that started it.
 */

#include <linux/container_of.h>
#include <linux/ktime.h>
#include <linux/timer.h>
#include <linux/types.h>

enum hrtimer_restart {
	HRTIMER_NORESTART,
	HRTIMER_RESTART,	/* start the timer again for the time that the function has set */
};

/*
 * The time is absolute, as ktime_get() returns it, or relative to the present.  The other bits are
 * accepted and have no effect: a timer stays on its CPU, and all functions run with interrupts off.
 */
enum hrtimer_mode {
	HRTIMER_MODE_ABS	= 0x00,
	HRTIMER_MODE_REL	= 0x01,
	HRTIMER_MODE_PINNED	= 0x02,
	HRTIMER_MODE_SOFT	= 0x04,
	HRTIMER_MODE_HARD	= 0x08,

	HRTIMER_MODE_ABS_PINNED		= HRTIMER_MODE_ABS | HRTIMER_MODE_PINNED,
	HRTIMER_MODE_REL_PINNED		= HRTIMER_MODE_REL | HRTIMER_MODE_PINNED,
	HRTIMER_MODE_ABS_SOFT		= HRTIMER_MODE_ABS | HRTIMER_MODE_SOFT,
	HRTIMER_MODE_REL_SOFT		= HRTIMER_MODE_REL | HRTIMER_MODE_SOFT,
	HRTIMER_MODE_ABS_PINNED_SOFT	= HRTIMER_MODE_ABS_PINNED | HRTIMER_MODE_SOFT,
	HRTIMER_MODE_REL_PINNED_SOFT	= HRTIMER_MODE_REL_PINNED | HRTIMER_MODE_SOFT,
	HRTIMER_MODE_ABS_HARD		= HRTIMER_MODE_ABS | HRTIMER_MODE_HARD,
	HRTIMER_MODE_REL_HARD		= HRTIMER_MODE_REL | HRTIMER_MODE_HARD,
	HRTIMER_MODE_ABS_PINNED_HARD	= HRTIMER_MODE_ABS_PINNED | HRTIMER_MODE_HARD,
	HRTIMER_MODE_REL_PINNED_HARD	= HRTIMER_MODE_REL_PINNED | HRTIMER_MODE_HARD,
};

/*
 * The clocks of a timer.  CLOCK_BOOTTIME is the same as CLOCK_MONOTONIC.  With CLOCK_REALTIME, an
 * absolute time is converted when the timer is started; setting the clock later does not move it.
 */
#ifndef CLOCK_REALTIME
#define CLOCK_REALTIME	0
#endif
#ifndef CLOCK_MONOTONIC
#define CLOCK_MONOTONIC	1
#endif
#ifndef CLOCK_BOOTTIME
#define CLOCK_BOOTTIME	7
#endif

struct hrtimer {
	struct timer_list timer;
	ktime_t expires;		/* in the timer's clock */
	enum hrtimer_restart (*function)(struct hrtimer *timer);
	int clock;
};

/*
 * Set up a timer.  hrtimer_init() is the function of Linux 6.12, whose caller then sets
 * timer->function.  An _on_stack timer is cancelled before its function returns.
 */
void hrtimer_setup(struct hrtimer *timer, enum hrtimer_restart (*function)(struct hrtimer *),
		   int clock, enum hrtimer_mode mode);
void hrtimer_init(struct hrtimer *timer, int clock, enum hrtimer_mode mode);
#define hrtimer_setup_on_stack(timer, function, clock, mode) \
	hrtimer_setup(timer, function, clock, mode)
#define hrtimer_init_on_stack(timer, clock, mode)	hrtimer_init(timer, clock, mode)
static inline void destroy_hrtimer_on_stack(struct hrtimer *timer)
{
}

/* Change the function of a timer that is neither started nor running. */
static inline void hrtimer_update_function(struct hrtimer *timer,
					   enum hrtimer_restart (*function)(struct hrtimer *))
{
	timer->function = function;
}

/*
 * Start the timer, or change the time of a started timer.  The function is never called early.
 * @delta is the time in nanoseconds that it may be late, and is ignored.  A time in the past
 * interrupts the CPU immediately, or after HRTIMER_MIN_DELTA_NS if the function of a timer makes
 * the call.  hrtimer_restart() starts the timer for the time that it has.  Context: any.
 */
#define HRTIMER_MIN_DELTA_NS	10000
void hrtimer_start_range_ns(struct hrtimer *timer, ktime_t time, u64 delta, enum hrtimer_mode mode);

static inline void hrtimer_start(struct hrtimer *timer, ktime_t time, enum hrtimer_mode mode)
{
	hrtimer_start_range_ns(timer, time, 0, mode);
}

static inline void hrtimer_start_expires(struct hrtimer *timer, enum hrtimer_mode mode)
{
	hrtimer_start_range_ns(timer, timer->expires, 0, mode);
}

static inline void hrtimer_restart(struct hrtimer *timer)
{
	hrtimer_start_expires(timer, HRTIMER_MODE_ABS);
}

/*
 * Stop the timer.  hrtimer_cancel() waits until a running function has returned, and the timer is
 * not started by its result.  It returns 1 if the timer was started, else 0; a call in the
 * function of the timer is reported.  hrtimer_try_to_cancel() does not wait: it returns
 * -1, and does not stop the timer, if the function is running, 1 if the timer was started, else 0.
 * Context: any.
 */
int hrtimer_cancel(struct hrtimer *timer);
int hrtimer_try_to_cancel(struct hrtimer *timer);

/*
 * Move the time of a timer, which is not started, by a multiple of @interval to a time after @now.
 * Returns the multiple, or 0 if the time is after @now already.  An interval of less than 1 ns
 * counts as 1 ns.
 */
u64 hrtimer_forward(struct hrtimer *timer, ktime_t now, ktime_t interval);
ktime_t hrtimer_cb_get_time(const struct hrtimer *timer);

static inline u64 hrtimer_forward_now(struct hrtimer *timer, ktime_t interval)
{
	return hrtimer_forward(timer, hrtimer_cb_get_time(timer), interval);
}

/*
 * hrtimer_is_queued() returns true if the timer is started, hrtimer_callback_running() if its
 * function is running, and hrtimer_active() if either is true.  Context: any.
 */
static inline bool hrtimer_is_queued(struct hrtimer *timer)
{
	return timer_pending(&timer->timer);
}

bool hrtimer_callback_running(struct hrtimer *timer);
bool hrtimer_active(const struct hrtimer *timer);

/* Read or change the time of a timer that is not started. */
static inline ktime_t hrtimer_get_expires(const struct hrtimer *timer)
{
	return timer->expires;
}

static inline s64 hrtimer_get_expires_ns(const struct hrtimer *timer)
{
	return timer->expires;
}

#define hrtimer_get_softexpires(timer)	hrtimer_get_expires(timer)

static inline void hrtimer_set_expires(struct hrtimer *timer, ktime_t time)
{
	timer->expires = time;
}

static inline void hrtimer_add_expires(struct hrtimer *timer, ktime_t time)
{
	timer->expires = ktime_add_safe(timer->expires, time);
}

static inline void hrtimer_add_expires_ns(struct hrtimer *timer, u64 ns)
{
	timer->expires = ktime_add_ns(timer->expires, ns);
}

/* Return the time until the timer expires, which is negative if it is late. */
static inline ktime_t hrtimer_get_remaining(const struct hrtimer *timer)
{
	return ktime_sub(timer->expires, hrtimer_cb_get_time(timer));
}

static inline ktime_t hrtimer_expires_remaining(const struct hrtimer *timer)
{
	return hrtimer_get_remaining(timer);
}

#endif /* LINUX_HRTIMER_H */
