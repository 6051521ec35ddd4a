/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_IRQFLAGS_H
#define LINUX_IRQFLAGS_H

/* Disable this CPU's interrupts.  Pairs of save and restore may be nested.  Context: any. */

#include <linux/cleanup.h>
#include <linux/compiler.h>
#include <asm/irqflags.h>

#ifdef CONFIG_IRQSOFF_TRACER
/* Interrupts were just disabled, or will be enabled next (kernel/irqsoff.c). */
void trace_hardirqs_off(void);
void trace_hardirqs_on(void);
/* The CPU waits for an interrupt: this time does not count, although interrupts are off. */
void stop_critical_timings(void);
void start_critical_timings(void);
#else
static inline void trace_hardirqs_off(void)
{
}

static inline void trace_hardirqs_on(void)
{
}

static inline void stop_critical_timings(void)
{
}

static inline void start_critical_timings(void)
{
}
#endif

#define irqs_disabled()			arch_irqs_disabled()
#define irqs_disabled_flags(flags)	arch_irqs_disabled_flags(flags)

/* Do the same as local_irq_save(), but return the flags, for the initializer of a variable. */
static __always_inline unsigned long __local_irq_save(void)
{
	unsigned long flags = arch_local_irq_save();

	if (!irqs_disabled_flags(flags))
		trace_hardirqs_off();
	return flags;
}

#define local_irq_save(flags)		((flags) = __local_irq_save())

#define local_irq_restore(flags)			\
do {							\
	if (!irqs_disabled_flags(flags))		\
		trace_hardirqs_on();			\
	arch_local_irq_restore(flags);			\
} while (0)

/*
 * End a section that neither slept nor changed another bit of the CPU's status register.  RISC-V
 * then restores all saved bits, which needs one instruction less than local_irq_restore().
 */
#ifndef arch_local_irq_restore_short
#define arch_local_irq_restore_short(flags)	arch_local_irq_restore(flags)
#endif
#define local_irq_restore_short(flags)			\
do {							\
	if (!irqs_disabled_flags(flags))		\
		trace_hardirqs_on();			\
	arch_local_irq_restore_short(flags);		\
} while (0)

#define local_irq_disable()				\
do {							\
	arch_local_irq_disable();			\
	trace_hardirqs_off();				\
} while (0)

#define local_irq_enable()				\
do {							\
	trace_hardirqs_on();				\
	arch_local_irq_enable();			\
} while (0)

/* Usage: guard(irqsave)(); or scoped_guard(irq) { ... } */
DEFINE_LOCK_GUARD_0(irq, local_irq_disable(), local_irq_enable())
DEFINE_LOCK_GUARD_0(irqsave, local_irq_save(_T->flags), local_irq_restore(_T->flags),
		    unsigned long flags)

#endif /* LINUX_IRQFLAGS_H */
