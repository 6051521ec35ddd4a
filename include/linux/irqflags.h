/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_IRQFLAGS_H
#define LINUX_IRQFLAGS_H

/* Disable this CPU's interrupts.  Pairs of save and restore may be nested.  Context: any. */

#include <linux/compiler.h>
#include <asm/irqflags.h>

/* Do the same as local_irq_save(), but return the flags, for the initializer of a variable. */
static __always_inline unsigned long __local_irq_save(void)
{
	return arch_local_irq_save();
}

#define local_irq_save(flags)		((flags) = __local_irq_save())
#define local_irq_restore(flags)	arch_local_irq_restore(flags)
/*
 * End a section that neither slept nor changed another bit of the CPU's status register.  RISC-V
 * then restores all saved bits, which needs one instruction less than local_irq_restore().
 */
#ifndef arch_local_irq_restore_short
#define arch_local_irq_restore_short(flags)	arch_local_irq_restore(flags)
#endif
#define local_irq_restore_short(flags)	arch_local_irq_restore_short(flags)
#define local_irq_enable()		arch_local_irq_enable()
#define local_irq_disable()		arch_local_irq_disable()
#define irqs_disabled()			arch_irqs_disabled()
#define irqs_disabled_flags(flags)	arch_irqs_disabled_flags(flags)

#endif /* LINUX_IRQFLAGS_H */
