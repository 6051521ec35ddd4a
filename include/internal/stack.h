/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_STACK_H
#define INTERNAL_STACK_H

/*
 * A stack has THREAD_SIZE bytes in the vmalloc window, is aligned to STACK_ALIGN, and has an
 * unmapped page below.  Every CPU has one stack for interrupts and one for the report of a stack
 * overflow.
 */

#include <internal/thread_info.h>
#include <linux/percpu.h>

struct pt_regs;
struct task_struct;

/* Ends of this CPU's interrupt stack and overflow stack, or NULL before stacks_init_cpu(). */
DECLARE_PER_CPU(void *, irq_stack_top);
DECLARE_PER_CPU(void *, overflow_stack_top);

/* Allocate a stack.  Returns its end, or NULL.  May sleep. */
void *stack_alloc(const char *owner);
void stack_free(void *top);

/* Allocate the two stacks of a CPU.  Returns 0 or -ENOMEM. */
int stacks_init_cpu(unsigned int cpu);

/*
 * Store the lowest address and the end of the stack that contains @sp.  Returns false if @sp is in
 * no stack.
 */
bool stack_bounds(unsigned long sp, unsigned long *low, unsigned long *high);

/*
 * Store at most @max return addresses, innermost first, starting with the address in @regs, or with
 * the caller if @regs is NULL.  Returns the number of stored addresses.  Never faults, because the
 * walk stops at the first frame outside of all stacks.  Context: any.
 */
unsigned int stack_walk(const struct pt_regs *regs, unsigned long *addresses, unsigned int max);

/*
 * Return true if the frames from @fp outwards reach the frame at @end, and @allowed returns true
 * for each return address on this way.  The last of these, which lies in the function that has the
 * frame at @end, is not checked.  stack_within_regs() starts at the interrupted address in @regs,
 * which @allowed must accept, too.  Never faults.  Needs CONFIG_FRAME_POINTER.
 */
bool stack_within(unsigned long fp, unsigned long end, bool (*allowed)(unsigned long address));
bool stack_within_regs(const struct pt_regs *regs, unsigned long end,
		       bool (*allowed)(unsigned long address));

/*
 * Store return addresses like stack_walk(), for a thread that does not run.  The walk starts at the
 * caller of the function that switched to another thread.
 */
unsigned int stack_walk_task(const struct task_struct *task, unsigned long *addresses,
			     unsigned int max);

#endif /* INTERNAL_STACK_H */
