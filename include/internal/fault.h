/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_FAULT_H
#define INTERNAL_FAULT_H

#include <linux/compiler.h>
#include <linux/types.h>

struct pt_regs;

enum fault_access {
	FAULT_NONE,	/* the address means nothing */
	FAULT_READ,
	FAULT_WRITE,
	FAULT_EXEC,
};

/* Was the access made by arch_try_read() or its like? */
bool fault_is_tried(const struct pt_regs *regs);

/*
 * For a port's trap handler: the cause in words, the access and its address, and whether the page table
 * had no valid entry that allows it (no_entry).  Returns if the access is to be made again: the entry was
 * being changed, or a guarded object was reported; or if the fault was expected: regs then lead to where
 * arch_try_read() and its like fail.
 * Otherwise reports the fault and stops.  Interrupts off, on the stack of the fault.
 */
void fault_handle(struct pt_regs *regs, const char *cause, enum fault_access access,
		  unsigned long address, bool no_entry);

/*
 * Report a fault that has no handler, and stop.  The report has the cause in words, the memory that the
 * address belongs to, the registers and a back-trace.  Called on the stack of the fault, or on the overflow
 * stack.
 */
void fault_panic(const struct pt_regs *regs, const char *cause, enum fault_access access,
		 unsigned long address) __noreturn;

/* Print the chain of callers from the registers on, or of the caller if NULL.  @level: KERN_WARNING. */
void show_trace(const char *level, const struct pt_regs *regs);

/* Write the memory that an address belongs to, such as "guard page below the stack of kthread/2". */
void describe_address(char *buf, size_t size, unsigned long address);

#endif /* INTERNAL_FAULT_H */
