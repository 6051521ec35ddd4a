/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_TIME_H
#define INTERNAL_TIME_H

/*
 * The seam between kernel/time.c and a timer driver.  arch_counter() counts at arch_counter_hz from reset
 * on all CPUs; the driver interrupts a CPU when the counter reaches a value.
 */

#include <linux/types.h>

extern u64 arch_counter_hz;

struct timer_driver {
	const char *name;
	/* Interrupt this CPU once when arch_counter() reaches deadline; U64_MAX: never. */
	void (*set_deadline)(u64 deadline);
	/* Make the CPU's timer usable, interrupt source off.  On each CPU. */
	void (*init_cpu)(void);
	/* There is no interrupt: whoever is idle has to call timer_poll(). */
	bool polled;
};

/* Called once by the driver that is in charge. */
void timer_register(const struct timer_driver *driver, u64 hz);

/* False if the counter does not change while it is watched: see timer_register(), which panics then. */
bool timer_counter_runs(u64 (*counter)(void));

/* Called by the port or driver in interrupt context when the deadline is reached. */
void timer_interrupt(void);

void timer_init_cpu(void);

/* Whether the CPU must not wait but poll; running what is due, with interrupts off. */
bool timer_is_polled(void);
void timer_poll(void);

/* Nanoseconds since the counter started; monotonic on all CPUs. */
u64 ktime_get_ns(void);

#endif /* INTERNAL_TIME_H */
