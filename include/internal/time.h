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
	/* True if the timer has no interrupt, so that idle CPUs must call timer_poll(). */
	bool polled;
};

/* Register the machine's timer.  Called once by the driver of the timer. */
void timer_register(const struct timer_driver *driver, u64 hz);

/* Return false if the counter does not change while it is polled; timer_register() then panics. */
bool timer_counter_runs(u64 (*counter)(void));

/* Run due timers.  Called by the port or driver in interrupt context at the deadline. */
void timer_interrupt(void);

void timer_init_cpu(void);

/* Handle timers that another CPU has added to this CPU.  Context: interrupt between CPUs. */
void timer_check_reprogram(void);

/*
 * timer_is_polled() returns true if the CPU must poll instead of waiting; timer_poll() runs due
 * timers with interrupts off.
 */
bool timer_is_polled(void);
void timer_poll(void);

struct timer_list;

/*
 * Arm a timer with TIMER_HIGHRES for a time of ktime_get_ns(), like mod_timer().  @restart: do not
 * change a timer that is pending already.
 */
void timer_arm_ns(struct timer_list *timer, u64 ns, bool restart);

/* Return true if a CPU runs the timer's function.  Context: any. */
bool timer_is_running(const struct timer_list *timer);

/* Return the nanoseconds since the counter started; monotonic on all CPUs. */
u64 ktime_get_ns(void);

#endif /* INTERNAL_TIME_H */
