/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_STACK_H
#define INTERNAL_STACK_H

/*
 * Stacks: THREAD_SIZE bytes in the vmalloc window, at a multiple of STACK_ALIGN, the page below
 * unmapped.  Every CPU has one for interrupts and one for the report of an overflow.
 */

#include <internal/thread_info.h>
#include <linux/percpu.h>

struct pt_regs;
struct task_struct;

/* One past the last byte of this CPU's stack; NULL until stacks_init_cpu(). */
DECLARE_PER_CPU(void *, irq_stack_top);
DECLARE_PER_CPU(void *, overflow_stack_top);

/* A new stack: its top, or NULL.  May sleep. */
void *stack_alloc(const char *owner);
void stack_free(void *top);

/* The CPU's own two stacks.  0 or -ENOMEM. */
int stacks_init_cpu(unsigned int cpu);

/* Lowest and one past the highest address of the stack that sp is in; false if it is in none. */
bool stack_bounds(unsigned long sp, unsigned long *low, unsigned long *high);

/*
 * Return addresses from the frame of regs (of the caller if NULL) outwards, with regs' own address first:
 * fills at most max, returns how many.  Never faults: it stops at the first frame that is in no stack.
 * Any context.
 */
unsigned int stack_walk(const struct pt_regs *regs, unsigned long *addresses, unsigned int max);

/*
 * True if the chain of frames from @fp outwards leads to the frame at @end, and each return address before
 * that, but the one that leads into its function, is @allowed.  Never faults.  Needs CONFIG_FRAME_POINTER.
 * _regs: from registers on, whose own address has to be allowed as well.
 */
bool stack_within(unsigned long fp, unsigned long end, bool (*allowed)(unsigned long address));
bool stack_within_regs(const struct pt_regs *regs, unsigned long end,
		       bool (*allowed)(unsigned long address));

/* stack_walk() of a thread that does not run: from the caller of the function that switched on outwards. */
unsigned int stack_walk_task(const struct task_struct *task, unsigned long *addresses, unsigned int max);

#endif /* INTERNAL_STACK_H */
