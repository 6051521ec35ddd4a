/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_IN_INTERRUPT_H
#define TESTS_IN_INTERRUPT_H

#include <linux/container_of.h>
#include <linux/jiffies.h>
#include <linux/timer.h>
#include <asm/processor.h>

struct interrupt_call {
	struct timer_list timer;
	void (*fn)(void);
	bool done;
};

static inline void interrupt_calls(struct timer_list *timer)
{
	struct interrupt_call *call = container_of(timer, struct interrupt_call, timer);

	call->fn();
	WRITE_ONCE(call->done, true);
}

/*
 * Call a function from a timer interrupt of this CPU, and wait until the function has ended.  The
 * caller does not sleep, so no other thread of this CPU runs during this time.
 */
static inline void call_in_interrupt(void (*fn)(void))
{
	struct interrupt_call call = { .fn = fn };

	timer_setup(&call.timer, interrupt_calls, 0);
	mod_timer(&call.timer, jiffies + 1);
	while (!READ_ONCE(call.done))
		cpu_relax();
	timer_delete_sync(&call.timer);
}

#endif /* TESTS_IN_INTERRUPT_H */
