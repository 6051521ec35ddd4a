/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_TIMER_H
#define LINUX_TIMER_H

/*
 * A timer calls its function once, at a time in jiffies.  The function runs in interrupt context on
 * the CPU that armed the timer, or that add_timer_on() selected.  If a timer is armed while its
 * function runs, it stays on the CPU that runs the function, whichever CPU arms it.
 */

#include <linux/container_of.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/rbtree.h>
#include <linux/stringify.h>
#include <linux/types.h>

/* The C library's <time.h> declares a timer_delete(), so this file renames its own. */
#ifdef CONFIG_LIBC
#if __has_include(<time.h>)
#include <time.h>
#endif
#define timer_delete	linux_timer_delete
#endif

struct timer_list {
	struct rb_node node;
	unsigned long expires;
	u64 due;		/* the later of expires and the time of arming, of ktime_get_ns() */
	void (*function)(struct timer_list *timer);
	u32 flags;		/* number of the timer's last CPU, and the flags below */
};

#define TIMER_CPUMASK		0x0003ffff
#define TIMER_MIGRATING		0x00040000	/* the timer is moving between two CPUs */
#define TIMER_DEFERRABLE	0x00080000	/* ignored: the timer wakes an idle CPU */
#define TIMER_PINNED		0x00100000	/* ignored: a timer stays on the CPU that arms it */
#define TIMER_IRQSAFE		0x00200000	/* ignored: all functions run with interrupts off */
#define TIMER_HIGHRES		0x00400000	/* expires is in nanoseconds: linux/hrtimer.h */
#define TIMER_INIT_FLAGS	(TIMER_DEFERRABLE | TIMER_PINNED | TIMER_IRQSAFE | TIMER_HIGHRES)
#define TIMER_PENDING		0x80000000U

void init_timer_key(struct timer_list *timer, void (*function)(struct timer_list *), u32 flags);
#define timer_setup(timer, function, flags) init_timer_key(timer, function, flags)

/*
 * Set up a timer on the stack of a function.  The function must delete the timer and wait for it,
 * for example with timer_delete_sync(), before it returns.
 */
#define timer_setup_on_stack(timer, function, flags) timer_setup(timer, function, flags)
static inline void timer_destroy_on_stack(struct timer_list *timer)
{
}
#define destroy_timer_on_stack(timer) timer_destroy_on_stack(timer)

#define __TIMER_INITIALIZER(fn, _flags) { .function = (fn), .flags = (_flags) }
#define DEFINE_TIMER(name, fn) struct timer_list name = __TIMER_INITIALIZER(fn, 0)

#define from_timer(var, timer, field) container_of(timer, __typeof__(*(var)), field)
#define timer_container_of(var, timer, field) from_timer(var, timer, field)

static inline bool timer_pending(const struct timer_list *timer)
{
	return READ_ONCE(timer->flags) & TIMER_PENDING;
}

/*
 * Arm the timer for @expires (in jiffies), or change the time of a pending timer.  Returns 1 if the
 * timer was pending, otherwise 0.  If @expires is in the past, the timer interrupt is raised
 * immediately, or at the next jiffy if a timer's function makes the call.  A timer that was shut
 * down is not armed.  Context: any.
 */
int mod_timer(struct timer_list *timer, unsigned long expires);

/*
 * Change the time of a pending timer.  Returns 1, or 0 if the timer was not pending, which it then
 * remains.  Context: any.
 */
int mod_timer_pending(struct timer_list *timer, unsigned long expires);

/* Arm the timer like mod_timer(), but do not change a pending timer that expires earlier. */
int timer_reduce(struct timer_list *timer, unsigned long expires);

/*
 * Arm the timer for timer->expires.  A pending timer is reported and not changed.  A timer stays on
 * its CPU, so add_timer_local() and add_timer_global() are the same.
 */
void add_timer(struct timer_list *timer);
#define add_timer_local(timer)	add_timer(timer)
#define add_timer_global(timer)	add_timer(timer)
/*
 * Arm the timer on the CPU @cpu, where its function runs.  A CPU that is not online is reported,
 * and the timer is not armed.
 */
void add_timer_on(struct timer_list *timer, int cpu);

/*
 * Disarm the timer.  Returns 1 if the timer was pending.  The timer's function may still be running
 * on another CPU.  Context: any.
 */
int timer_delete(struct timer_list *timer);
#define del_timer(timer) timer_delete(timer)

/*
 * Disarm the timer and wait until its function has returned, even if the function arms the timer
 * again.  The caller must not hold a lock that the function acquires.  Context: any, except that a
 * call from the timer's function is reported.
 */
int timer_delete_sync(struct timer_list *timer);
#define del_timer_sync(timer) timer_delete_sync(timer)

/*
 * Disarm the timer like timer_delete(), unless its function is running.  Returns 1 if the timer was
 * pending, 0 if not, or -1 if its function is running.  Context: any.
 */
int timer_delete_sync_try(struct timer_list *timer);
#define try_to_del_timer_sync(timer) timer_delete_sync_try(timer)

/* Disarm like timer_delete() and timer_delete_sync(), and ignore all arming until timer_setup(). */
int timer_shutdown(struct timer_list *timer);
int timer_shutdown_sync(struct timer_list *timer);

/*
 * Round a time in jiffies to a whole second, so that timers which may be late expire together.
 * round_jiffies() rounds down by less than a quarter of a second, and otherwise up.  A result that
 * is in the past is not used: the functions then return @j.  The _relative forms round a distance
 * from the present.
 */
static inline unsigned long __timer_round(unsigned long j, unsigned long down)
{
	unsigned long rest = j % HZ, rounded = rest < down ? j - rest : j - rest + HZ;

	return time_is_after_jiffies(rounded) ? rounded : j;
}

static inline unsigned long round_jiffies(unsigned long j)
{
	return __timer_round(j, HZ / 4);
}

static inline unsigned long round_jiffies_up(unsigned long j)
{
	return __timer_round(j, 0);
}

static inline unsigned long round_jiffies_relative(unsigned long j)
{
	unsigned long now = jiffies;

	return round_jiffies(j + now) - now;
}

static inline unsigned long round_jiffies_up_relative(unsigned long j)
{
	unsigned long now = jiffies;

	return round_jiffies_up(j + now) - now;
}

#endif /* LINUX_TIMER_H */
