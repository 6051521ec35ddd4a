/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_TIMER_H
#define LINUX_TIMER_H

/* One-shot timers in jiffies.  The function runs in interrupt context on the CPU that armed it. */

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
	void (*function)(struct timer_list *timer);
	u32 flags;
	int cpu;		/* whose queue it is in; -1: in none */
};

#define TIMER_DEFERRABLE 0x1	/* accepted; this timer wakes the CPU all the same */

void init_timer_key(struct timer_list *timer, void (*function)(struct timer_list *), u32 flags);
#define timer_setup(timer, function, flags) init_timer_key(timer, function, flags)

#define DEFINE_TIMER(name, fn) struct timer_list name = { .function = (fn), .cpu = -1 }

#define from_timer(var, timer, field) container_of(timer, __typeof__(*(var)), field)
#define timer_container_of(var, timer, field) from_timer(var, timer, field)

static inline bool timer_pending(const struct timer_list *timer)
{
	return READ_ONCE(timer->cpu) >= 0;
}

/* (Re)arm for jiffies value expires: 1 if it was pending before, else 0.  Any context. */
int mod_timer(struct timer_list *timer, unsigned long expires);
void add_timer(struct timer_list *timer);

/* Disarm: 1 if it was pending.  The function may still be running on another CPU.  Any context. */
int timer_delete(struct timer_list *timer);
#define del_timer(timer) timer_delete(timer)

/* Disarm and wait for the function to end.  Not from that function. */
int timer_delete_sync(struct timer_list *timer);
#define del_timer_sync(timer) timer_delete_sync(timer)

#endif /* LINUX_TIMER_H */
