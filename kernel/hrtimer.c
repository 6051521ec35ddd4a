// SPDX-License-Identifier: BSD-2-Clause
/*
 * High-resolution timers.  Each is a timer of kernel/time.c whose time is in nanoseconds
 * (TIMER_HIGHRES), so that its states, its lock and the interrupt are those of all timers.
 */

#include <internal/time.h>
#include <linux/bug.h>
#include <linux/hrtimer.h>

static u64 hrtimer_monotonic(const struct hrtimer *timer, ktime_t time)
{
	ktime_t real;

	if (timer->clock != CLOCK_REALTIME)
		return time < 0 ? 0 : time;
	/* The real time is read first: a delay between both reads makes the result later. */
	real = ktime_get_real();
	time = ktime_add_safe(time < real ? 0 : time - real, ktime_get());
	return time;
}

static void hrtimer_run(struct timer_list *t)
{
	struct hrtimer *timer = container_of(t, struct hrtimer, timer);

	if (timer->function(timer) == HRTIMER_RESTART)
		timer_arm_ns(t, hrtimer_monotonic(timer, timer->expires), true);
}

void hrtimer_setup(struct hrtimer *timer, enum hrtimer_restart (*function)(struct hrtimer *),
		   int clock, enum hrtimer_mode mode)
{
	timer_setup(&timer->timer, hrtimer_run, TIMER_HIGHRES);
	timer->expires = 0;
	timer->function = function;
	timer->clock = clock;
}

void hrtimer_init(struct hrtimer *timer, int clock, enum hrtimer_mode mode)
{
	hrtimer_setup(timer, NULL, clock, mode);
}

void hrtimer_start_range_ns(struct hrtimer *timer, ktime_t time, u64 delta, enum hrtimer_mode mode)
{
	if (WARN(!timer->function, "hrtimer %p has no function\n", timer))
		return;
	/* A pending timer must not expire between the store of the time and the change. */
	timer_delete(&timer->timer);
	if (mode & HRTIMER_MODE_REL)
		time = ktime_add_safe(hrtimer_cb_get_time(timer), time < 0 ? 0 : time);
	timer->expires = time;
	timer_arm_ns(&timer->timer, hrtimer_monotonic(timer, time), false);
}

int hrtimer_cancel(struct hrtimer *timer)
{
	return timer_delete_sync(&timer->timer);
}

int hrtimer_try_to_cancel(struct hrtimer *timer)
{
	return timer_delete_sync_try(&timer->timer);
}

u64 hrtimer_forward(struct hrtimer *timer, ktime_t now, ktime_t interval)
{
	s64 late = ktime_sub(now, timer->expires);
	u64 steps;

	if (WARN(hrtimer_is_queued(timer), "hrtimer_forward: %ps is started\n", timer->function) ||
	    late < 0)
		return 0;
	if (interval < 1)
		interval = 1;
	steps = late / interval + 1;
	timer->expires = ktime_add_safe(timer->expires + (ktime_t)(steps - 1) * interval, interval);
	return steps;
}

ktime_t hrtimer_cb_get_time(const struct hrtimer *timer)
{
	return timer->clock == CLOCK_REALTIME ? ktime_get_real() : ktime_get();
}

bool hrtimer_callback_running(struct hrtimer *timer)
{
	return timer_is_running(&timer->timer);
}

bool hrtimer_active(const struct hrtimer *timer)
{
	return timer_pending(&timer->timer) || timer_is_running(&timer->timer);
}
