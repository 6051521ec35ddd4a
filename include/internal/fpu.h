/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_FPU_H
#define INTERNAL_FPU_H

/*
 * Floating point in threads, for applications and the C library; the kernel itself is compiled to have
 * none.  A thread's first such instruction gives it the registers, all zero.  See kernel/fpu.c.
 * CONFIG_FPU; on the host port all code may use the processor's.
 */

#include <linux/types.h>

struct task_struct;

#ifdef CONFIG_FPU

/*
 * For a port's trap handler: an instruction found the registers switched off.  True if they are on now, and
 * the instruction is to be made again.  Interrupts off.
 */
bool fpu_trap(void);

/* The CPU switches to that thread.  Interrupts off. */
void fpu_switch(const struct task_struct *next);

/* The thread ends.  Thread context. */
void fpu_exit(void);

/* An interrupt begins, and ends with what the first one returned: off in between.  Interrupts off. */
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
