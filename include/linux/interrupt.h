/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_INTERRUPT_H
#define LINUX_INTERRUPT_H

#include <linux/irqreturn.h>
#include <linux/types.h>

#define IRQF_SHARED	0x00000080
#define IRQF_ONESHOT	0x00002000
#define IRQF_TRIGGER_NONE	0x0
#define IRQF_TRIGGER_RISING	0x1
#define IRQF_TRIGGER_FALLING	0x2
#define IRQF_TRIGGER_HIGH	0x4
#define IRQF_TRIGGER_LOW	0x8

typedef irqreturn_t (*irq_handler_t)(int irq, void *dev_id);

/*
 * Install a handler and enable the line.  handler runs in interrupt context; with a thread_fn it may
 * return IRQ_WAKE_THREAD, and thread_fn then runs in a thread, with the line masked until it is done if
 * IRQF_ONESHOT is given (which a NULL handler needs).  0; -EINVAL for a number that is none; -EBUSY if
 * the line is taken and not shared by both; -ENOMEM.  Thread context.
 */
int request_threaded_irq(unsigned int irq, irq_handler_t handler, irq_handler_t thread_fn,
			 unsigned long flags, const char *name, void *dev_id);

static inline int request_irq(unsigned int irq, irq_handler_t handler, unsigned long flags,
			      const char *name, void *dev_id)
{
	return request_threaded_irq(irq, handler, NULL, flags, name, dev_id);
}

/* Remove the handler, waiting for it to end; returns dev_id.  Thread context. */
const void *free_irq(unsigned int irq, void *dev_id);

/* Mask and unmask, counted.  disable_irq() also waits for a running handler to end. */
void disable_irq(unsigned int irq);
void disable_irq_nosync(unsigned int irq);
void enable_irq(unsigned int irq);
void synchronize_irq(unsigned int irq);

/* For the port's trap entry: run fn(arg) as an interrupt, on the CPU's interrupt stack. */
void irq_run(void (*fn)(void *arg), void *arg);

#endif /* LINUX_INTERRUPT_H */
