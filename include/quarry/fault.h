/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUARRY_FAULT_H
#define QUARRY_FAULT_H

#include <linux/compiler.h>
#include <linux/types.h>

struct pt_regs;

enum fault_access {
	FAULT_NONE,	/* the address means nothing */
	FAULT_READ,
	FAULT_WRITE,
	FAULT_EXEC,
};

/*
 * What a port does with a fault of its own code: cause in words, the address, and whether the page table
 * refused the access (no_entry).  Returns where the faulting code is to go on, with regs changed, if it
 * expected the fault (arch_try_read() and its like) or if a guarded object was touched and that is
 * reported.  Otherwise a report and the end.  Interrupts off.
 */
void fault_handle(struct pt_regs *regs, const char *cause, enum fault_access access, unsigned long address,
		  bool no_entry);

/*
 * Report a fault that nobody handles and stop: cause in words, what the address belongs to, registers,
 * back-trace.  On the stack of the fault, or on the overflow stack.
 */
void fault_panic(const struct pt_regs *regs, const char *cause, enum fault_access access,
		 unsigned long address) __noreturn;

/* What an address belongs to ("guard page below the stack of kthread/2"), for reports. */
void describe_address(char *buf, size_t size, unsigned long address);

#endif /* QUARRY_FAULT_H */
