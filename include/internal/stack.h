/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_STACK_H
#define INTERNAL_STACK_H

/*
 * A stack has THREAD_SIZE bytes in the vmalloc window, is aligned to THREAD_ALIGN, and has an
 * unmapped page below.  Every CPU has one stack for interrupts, and one on which stack overflows
 * are reported.
 *
 * A thread may have an application stack of any size in addition, on which its function runs
 * (kernel/app_stack.c).
 */

#include <internal/arch.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/thread_info.h>

struct pt_regs;
struct task_struct;

/* Ends of this CPU's interrupt stack and overflow stack, or NULL before stacks_init_cpu(). */
DECLARE_PER_CPU(void *, irq_stack_top);
DECLARE_PER_CPU(void *, overflow_stack_top);

/* Allocate a stack.  Returns its end, or NULL.  May sleep. */
void *stack_alloc(const char *owner);
void stack_free(void *top);

/*
 * Give @task, which has not started, an application stack of @size bytes, which is freed at the end
 * of the thread.  Returns 0 or -ENOMEM.  May sleep.
 */
int app_stack_alloc(struct task_struct *task, size_t size);

/* Call @fn(@arg) on the current thread's application stack. */
void app_stack_run(void (*fn)(void *arg), void *arg);

/*
 * Free the current thread's application stack, and call @fn(@arg), which does not return, on the
 * thread's own stack.
 */
void app_stack_leave(void (*fn)(void *arg), void *arg) __noreturn;

DECLARE_PER_CPU(struct task_struct *, app_stack_task);

/* Switch the place where traps are handled.  Called last before arch_switch_to(). */
static __always_inline void app_stack_switch(struct task_struct *prev, struct task_struct *next)
{
	if (likely(!prev->app_low && !next->app_low))
		return;
	prev->app_trap = arch_trap_stack();
	arch_set_trap_stack(next->app_trap);
	__this_cpu_write(app_stack_task, next->app_low ? next : NULL);
}

/*
 * Handle a page fault in the application stack of the running thread.  @irqs_off: the thread had
 * disabled interrupts.  Returns false if the address is not in this stack.
 */
bool app_stack_fault(unsigned long address, bool irqs_off);

/* Return true if the address is just below the current thread's application stack. */
bool app_stack_overflowed(unsigned long address);

/* Replace the pages that app_stack_fault() has used.  Called in interrupts. */
void app_stack_refill(void);

/* Allocate the two stacks of a CPU.  Returns 0 or -ENOMEM. */
int stacks_init_cpu(unsigned int cpu);

/*
 * Store the lowest address and the end of the stack that contains @sp.  Returns false if @sp is in
 * no stack.  Only the application stack of @task, which may be NULL, is found; stack_bounds() finds
 * that of the current thread.
 */
bool task_stack_bounds(const struct task_struct *task, unsigned long sp, unsigned long *low,
		       unsigned long *high);
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
