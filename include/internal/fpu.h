/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_FPU_H
#define INTERNAL_FPU_H

/*
 * Floating point in threads of applications and the C library; the kernel is compiled without it.
 * The first such instruction of a thread assigns it the registers, initialized to 0.  See
 * kernel/fpu.c.  Needs CONFIG_FPU; on the host port, all code may use the processor's.
 */

#include <linux/types.h>

struct task_struct;

#ifdef CONFIG_FPU

/*
 * Called by a port's trap handler if an instruction found the registers disabled.  Returns true if
 * they are enabled now and the instruction must be retried.  Interrupts are off.
 */
bool fpu_trap(void);

/* Called when the CPU switches to @next.  Interrupts are off. */
void fpu_switch(const struct task_struct *next);

/* Called when the thread ends.  Context: thread. */
void fpu_exit(void);

/*
 * Called when an interrupt begins and ends; the registers are disabled in between.  @was_on is the
 * result of fpu_irq_enter().  Interrupts are off.
 */
bool fpu_irq_enter(void);
void fpu_irq_exit(bool was_on);

#else

static inline void fpu_switch(const struct task_struct *next)
{
}

static inline void fpu_exit(void)
{
}

static inline bool fpu_irq_enter(void)
{
	return false;
}

static inline void fpu_irq_exit(bool was_on)
{
}

#endif

#endif /* INTERNAL_FPU_H */
