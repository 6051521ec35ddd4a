/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_TIME_H
#define INTERNAL_TIME_H

/*
 * The interface between kernel/time.c and a timer driver.  arch_counter() counts at arch_counter_hz
 * on all CPUs, starting at reset.  The driver interrupts a CPU when the counter reaches a value.
 */

#include <linux/types.h>

extern u64 arch_counter_hz;

struct timer_driver {
	const char *name;
	/* Interrupt this CPU once when arch_counter() reaches @deadline; U64_MAX means never. */
	void (*set_deadline)(u64 deadline);
	/* Enable the CPU's timer with its interrupt masked.  Called on each CPU. */
	void (*init_cpu)(void);
	/* No interrupt is available: idle CPUs must call timer_poll(). */
	bool polled;
};

/* Called once by the active driver. */
void timer_register(const struct timer_driver *driver, u64 hz);

/* False if the counter does not change while it is polled; then timer_register() panics. */
bool timer_counter_runs(u64 (*counter)(void));

/* Called by the port or driver in interrupt context when the deadline is reached. */
void timer_interrupt(void);

void timer_init_cpu(void);

/*
 * timer_is_polled() returns true if the CPU must poll instead of waiting; timer_poll() runs due
 * timers with interrupts off.
 */
bool timer_is_polled(void);
void timer_poll(void);

/* Return the nanoseconds since the counter started; monotonic on all CPUs. */
u64 ktime_get_ns(void);

#endif /* INTERNAL_TIME_H */
