/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_FAULT_H
#define INTERNAL_FAULT_H

#include <linux/compiler.h>
#include <linux/types.h>

struct pt_regs;

enum fault_access {
	FAULT_NONE,	/* not a memory access; the address has no meaning */
	FAULT_READ,
	FAULT_WRITE,
	FAULT_EXEC,
};

/* Return true if arch_try_read() or a similar function made the access that faulted. */
bool fault_is_tried(const struct pt_regs *regs);

/*
 * Handle a page fault.  @cause is its text for reports.  @no_entry is true if no valid page-table
 * entry allows the access.  The function returns if the access must be retried, because the entry
 * was being changed or a guarded object was reported.  It also returns if the fault was expected;
 * @regs then continue at the error path of arch_try_read() or a similar function.  Otherwise the
 * function reports the fault and stops the machine.  Called by a port's trap handler with
 * interrupts off, on the stack on which the fault happened.
 */
void fault_handle(struct pt_regs *regs, const char *cause, enum fault_access access,
		  unsigned long address, bool no_entry);

/*
 * Report a fault that has no handler, and stop the machine.  The report contains the cause, the
 * memory at the address, the registers and a back-trace.  Called on the stack of the fault, or on
 * the overflow stack.
 */
void fault_panic(const struct pt_regs *regs, const char *cause, enum fault_access access,
		 unsigned long address) __noreturn;

/*
 * Print the back-trace of @regs, or of the caller if @regs is NULL.  @level is KERN_WARNING or
 * similar.
 */
void show_trace(const char *level, const struct pt_regs *regs);

/* Describe the memory at an address, such as "guard page below the stack of kthread/2". */
void describe_address(char *buf, size_t size, unsigned long address);

#endif /* INTERNAL_FAULT_H */
