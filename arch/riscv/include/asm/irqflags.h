/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_IRQFLAGS_H
#define ASM_IRQFLAGS_H

#include <linux/types.h>
#include <asm/csr.h>

static inline unsigned long arch_local_irq_save(void)
{
	return csr_read_clear(sstatus, SR_SIE);
}

static inline void arch_local_irq_restore(unsigned long flags)
{
	csr_set(sstatus, flags & SR_SIE);
}

/*
 * Restore the interrupt state with fewer instructions.  The caller guarantees that no other bit of
 * sstatus has changed since @flags was read.
 */
#define arch_local_irq_restore_short(flags)	csr_set(sstatus, flags)

static inline void arch_local_irq_enable(void)
{
	csr_set(sstatus, SR_SIE);
}

static inline void arch_local_irq_disable(void)
{
	csr_clear(sstatus, SR_SIE);
}

static inline bool arch_irqs_disabled_flags(unsigned long flags)
{
	return !(flags & SR_SIE);
}

static inline bool arch_irqs_disabled(void)
{
	return arch_irqs_disabled_flags(csr_read(sstatus));
}

#endif /* ASM_IRQFLAGS_H */
