/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_TIMER_H
#define LINUX_TIMER_H

/*
 * One-shot timers in jiffies.  The function runs in interrupt context, on the CPU that armed the timer
 * last, or, if the function ran then, on the CPU where it ran.
 */

#include <linux/container_of.h>
#include <linux/jiffies.h>
#include <linux/rbtree.h>
#include <linux/types.h>

/* A C library has a function of that name. */
#ifdef CONFIG_LIBC
#if __has_include(<time.h>)
#include <time.h>
#endif
#define timer_delete	linux_timer_delete
#endif

struct timer_list {
	struct rb_node node;
	unsigned long expires;
	unsigned long due;	/* expires, or, if that had passed when it was armed, that time */
	void (*function)(struct timer_list *timer);
	u32 flags;		/* the last CPU's number, and the flags below */
};

#define TIMER_CPUMASK		0x0003ffff
#define TIMER_MIGRATING		0x00040000	/* between two CPUs */
#define TIMER_DEFERRABLE	0x00080000	/* accepted; this timer wakes the CPU all the same */
#define TIMER_PINNED		0x00100000	/* accepted; only arming moves a timer to a CPU */
#define TIMER_IRQSAFE		0x00200000	/* accepted; each function runs with interrupts off */
#define TIMER_PENDING		0x80000000U

void init_timer_key(struct timer_list *timer, void (*function)(struct timer_list *), u32 flags);
#define timer_setup(timer, function, flags) init_timer_key(timer, function, flags)

#define DEFINE_TIMER(name, fn) struct timer_list name = { .function = (fn) }

#define from_timer(var, timer, field) container_of(timer, __typeof__(*(var)), field)
#define timer_container_of(var, timer, field) from_timer(var, timer, field)

static inline bool timer_pending(const struct timer_list *timer)
{
	return READ_ONCE(timer->flags) & TIMER_PENDING;
}

/*
 * Arm for the time @expires, in jiffies, or change the time: 1 if it was pending before, else 0.  A time
 * that has passed means at once, from an interrupt; in a timer's function it means the next jiffy.  A timer
 * that was shut down stays idle.  Any context.
 */
int mod_timer(struct timer_list *timer, unsigned long expires);

/* The same for timer->expires.  A timer that is pending already is reported, and left as it is. */
void add_timer(struct timer_list *timer);

/* Disarm: 1 if it was pending.  The function may still be running on another CPU.  Any context. */
int timer_delete(struct timer_list *timer);
#define del_timer(timer) timer_delete(timer)

/*
 * Disarm, and wait until the function, which may arm the timer again, does not run.  Any context but that
 * function, which is reported; the caller holds no lock that the function takes.
 */
int timer_delete_sync(struct timer_list *timer);
#define del_timer_sync(timer) timer_delete_sync(timer)

/* The same, and from now on arming it does nothing, until timer_setup(). */
int timer_shutdown(struct timer_list *timer);
int timer_shutdown_sync(struct timer_list *timer);

#endif /* LINUX_TIMER_H */
