/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_FPU_H
#define INTERNAL_FPU_H

/*
 * Floating point for threads of applications and the C library.  The kernel is compiled without
 * floating-point instructions.  The first floating-point instruction of a thread assigns the
 * registers, initialized to 0, to the thread.  See kernel/fpu.c.  Needs CONFIG_FPU; on the host
 * port, all code may use the host's registers.
 */

#include <linux/types.h>

struct task_struct;

#ifdef CONFIG_FPU

/*
 * Handle the trap of an instruction that used disabled floating-point registers.  Returns true if
 * the registers are enabled now and the instruction must be retried.  Called by a port's trap
 * handler with interrupts off.
 */
bool fpu_trap(void);

/* Enable the registers if @next owns them, otherwise disable them.  Interrupts are off. */
void fpu_switch(const struct task_struct *next);

/* Release the registers of the current thread, which is about to end.  Context: thread. */
void fpu_exit(void);

/*
 * Disable the registers at the start of an interrupt, and restore their state at its end.  @was_on
 * is the result of fpu_irq_enter().  Interrupts are off.
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
