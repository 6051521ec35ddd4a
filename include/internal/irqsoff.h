/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_IRQSOFF_H
#define INTERNAL_IRQSOFF_H

/*
 * The irqsoff tracer (kernel/irqsoff.c): hooks of the scheduler and of the entries of interrupts
 * and faults, and the tables of the longest sections.  <linux/irqflags.h> has the hooks of
 * local_irq_disable() and local_irq_enable().
 */

#include <linux/types.h>

#define IRQSOFF_SECTIONS	16	/* entries of each CPU's table */

enum irqsoff_kind {
	IRQSOFF_IRQS_OFF,	/* interrupts were off */
	IRQSOFF_NO_YIELD,	/* a thread neither waited nor yielded */
	NR_IRQSOFF_KINDS
};

struct irqsoff_section {
	u64 length;	/* of the longest section with these ends, in units of the counter */
	unsigned long from, to;	/* return addresses: where the section began and ended */
	unsigned int cpu;
};

#ifdef CONFIG_IRQSOFF_TRACER
/*
 * Begin a section with interrupts off, unless there is one.  Returns true if it began here; then
 * the caller calls irqsoff_leave() before interrupts are enabled.  Interrupts are off.
 */
bool irqsoff_enter(unsigned long from);
void irqsoff_leave(unsigned long to);
/*
 * A thread that is not an idle thread begins to use the CPU, or ends to do so: it waits, yields, or
 * calls cond_resched().
 */
void irqsoff_begin_turn(unsigned long from);
void irqsoff_end_turn(unsigned long to);
/*
 * Copy the @max longest sections of all CPUs to @sections, the longest first.  Returns how many
 * there are.
 */
unsigned int irqsoff_read(enum irqsoff_kind kind, struct irqsoff_section *sections,
			  unsigned int max);
/* Clear the tables of all CPUs.  @instructions: from now on count instructions instead of time. */
void irqsoff_reset(bool instructions);
#else
static inline bool irqsoff_enter(unsigned long from)
{
	return false;
}

static inline void irqsoff_leave(unsigned long to)
{
}

static inline void irqsoff_begin_turn(unsigned long from)
{
}

static inline void irqsoff_end_turn(unsigned long to)
{
}
#endif

#endif /* INTERNAL_IRQSOFF_H */
