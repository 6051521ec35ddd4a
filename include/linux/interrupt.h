/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_INTERRUPT_H
#define LINUX_INTERRUPT_H

#include <linux/cpumask.h>
#include <linux/irqreturn.h>
#include <linux/types.h>

#define IRQF_TRIGGER_NONE	0x00000000
#define IRQF_TRIGGER_RISING	0x00000001
#define IRQF_TRIGGER_FALLING	0x00000002
#define IRQF_TRIGGER_HIGH	0x00000004
#define IRQF_TRIGGER_LOW	0x00000008
#define IRQF_TRIGGER_MASK	0x0000000f
#define IRQF_SHARED		0x00000080
#define IRQF_PERCPU		0x00000400	/* each CPU has such a line of its own */
#define IRQF_ONESHOT		0x00002000
#define IRQF_NO_AUTOEN		0x00080000	/* the line stays masked until enable_irq() */

typedef irqreturn_t (*irq_handler_t)(int irq, void *dev_id);

/*
 * Install a handler and enable the line.  handler runs in interrupt context; with a thread_fn it may
 * return IRQ_WAKE_THREAD, and thread_fn then runs in a thread, with the line masked until it is done if
 * IRQF_ONESHOT is given (which a NULL handler needs).  0; -EINVAL for a number that is none, or a trigger
 * that the controller does not have; -EBUSY if the line is taken and not shared by both, or they differ
 * in trigger or IRQF_ONESHOT; -ENOMEM.  Thread context.
 *
 * IRQF_PERCPU: the line is one that each CPU has for itself.  Its handler may run on several at once, and
 * has no thread and no other handler beside it: -EINVAL.
 *
 * A line with 1,000 interrupts in a row that no handler takes for its own is masked, and reported.
 */
int request_threaded_irq(unsigned int irq, irq_handler_t handler, irq_handler_t thread_fn,
			 unsigned long flags, const char *name, void *dev_id);

static inline int request_irq(unsigned int irq, irq_handler_t handler, unsigned long flags,
			      const char *name, void *dev_id)
{
	return request_threaded_irq(irq, handler, NULL, flags, name, dev_id);
}

/* Remove the handler, waiting for it and its thread to end; returns dev_id.  Thread context. */
const void *free_irq(unsigned int irq, void *dev_id);

/*
 * The same for a driver of dev: the handler is removed when the driver is unbound.  An error is printed.
 * name NULL: the device's.  devm_free_irq(): before that; what is not of the device is reported and left
 * alone.
 */
struct device;
int devm_request_threaded_irq(struct device *dev, unsigned int irq, irq_handler_t handler,
			      irq_handler_t thread_fn, unsigned long flags, const char *name, void *dev_id);
void devm_free_irq(struct device *dev, unsigned int irq, void *dev_id);

static inline int devm_request_irq(struct device *dev, unsigned int irq, irq_handler_t handler,
				   unsigned long flags, const char *name, void *dev_id)
{
	return devm_request_threaded_irq(dev, irq, handler, NULL, flags, name, dev_id);
}

/* Mask and unmask, counted.  Any context. */
void disable_irq_nosync(unsigned int irq);
void enable_irq(unsigned int irq);

/* Mask, and wait as synchronize_irq() and synchronize_hardirq() do; false: a thread has still work. */
void disable_irq(unsigned int irq);
bool disable_hardirq(unsigned int irq);

/*
 * Wait for handlers that run, and for threads that they woke: thread context, not from that thread.
 * _hardirq: for handlers only, in any context but theirs.
 */
void synchronize_irq(unsigned int irq);
void synchronize_hardirq(unsigned int irq);

/*
 * Move the line's interrupts to an online CPU of the set.  At first the boot CPU has them, or the first one
 * that the controller serves.  0; -EINVAL: there is no such interrupt, each CPU has such a line for itself,
 * no CPU of the set is online, or the controller cannot reach it.  Any context.
 */
int irq_set_affinity(unsigned int irq, const struct cpumask *mask);
int irq_can_set_affinity(unsigned int irq);

/* The same as a wish: 0 if there is such an interrupt.  A NULL mask moves nothing. */
int irq_set_affinity_and_hint(unsigned int irq, const struct cpumask *mask);

static inline int irq_set_affinity_hint(unsigned int irq, const struct cpumask *mask)
{
	return irq_set_affinity_and_hint(irq, mask);
}

/* For the port's trap entry: run fn(arg) as an interrupt, on the CPU's interrupt stack. */
void irq_run(void (*fn)(void *arg), void *arg);

#endif /* LINUX_INTERRUPT_H */
