/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_IRQFLAGS_H
#define ASM_IRQFLAGS_H

/*
 * A CPU is a thread of the process.  host_irqs_off is its interrupt mask, and the bits of
 * *host_pending are its pending interrupts.  A signal announces an interrupt, but its handler does
 * nothing while host_irqs_off is set.  Therefore, arch_local_irq_enable() checks *host_pending
 * after it has cleared host_irqs_off, so that no interrupt is lost.
 */

#include <linux/types.h>
#include <linux/compiler.h>

extern __thread volatile unsigned int host_irqs_off;
extern __thread unsigned int *host_pending;

/* Handle the pending interrupts of this CPU (arch/host/trap.c). */
void host_interrupts(void);

static inline void arch_local_irq_disable(void)
{
	host_irqs_off = 1;
	barrier();
}

static inline void arch_local_irq_enable(void)
{
	barrier();
	host_irqs_off = 0;
	barrier();
	if (__atomic_load_n(host_pending, __ATOMIC_RELAXED))
		host_interrupts();
}

static inline unsigned long arch_local_irq_save(void)
{
	unsigned long flags = host_irqs_off;

	arch_local_irq_disable();
	return flags;
}

static inline void arch_local_irq_restore(unsigned long flags)
{
	if (!flags)
		arch_local_irq_enable();
}

static inline bool arch_irqs_disabled_flags(unsigned long flags)
{
	return flags;
}

static inline bool arch_irqs_disabled(void)
{
	return host_irqs_off;
}

#endif /* ASM_IRQFLAGS_H */
