/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_PTRACE_H
#define ASM_PTRACE_H

/*
 * Registers at a fault, from the context of the signal.  This header includes no other header, for
 * the same reason as <asm/pte.h>.
 */

enum { HOST_RAX, HOST_RBX, HOST_RCX, HOST_RDX, HOST_RSI, HOST_RDI, HOST_RBP, HOST_RSP,
       HOST_R8, HOST_R9, HOST_R10, HOST_R11, HOST_R12, HOST_R13, HOST_R14, HOST_R15, HOST_NR_REGS };

#define TRAP_PAGE_FAULT	14	/* x86's trap number; set for each faulting instruction fetch */

struct pt_regs {
	unsigned long regs[HOST_NR_REGS];
	unsigned long ip;
	unsigned long flags;
	unsigned long trap;		/* trap number of the processor, TRAP_*, or 0 */
	unsigned long address;
	unsigned long irqs_off;		/* host_irqs_off at the fault */
};

static inline unsigned long instruction_pointer(const struct pt_regs *regs)
{
	return regs->ip;
}

static inline void instruction_pointer_set(struct pt_regs *regs, unsigned long ip)
{
	regs->ip = ip;
}

static inline unsigned long kernel_stack_pointer(const struct pt_regs *regs)
{
	return regs->regs[HOST_RSP];
}

/* Return true if interrupts were disabled in the interrupted code. */
static inline _Bool regs_irqs_disabled(const struct pt_regs *regs)
{
	return regs->irqs_off;
}

static inline unsigned long frame_pointer(const struct pt_regs *regs)
{
	return regs->regs[HOST_RBP];
}

/*
 * Return the return address of the interrupted function, or 0 if it is unknown (arch/host/trap.c).
 */
unsigned long function_return_address(const struct pt_regs *regs);

/* rbp points to the saved rbp of the caller.  The return address is above it. */
#define ARCH_FRAME_RECORD	0
#define ARCH_LEAF_KEEPS_RETURN	0

#endif /* ASM_PTRACE_H */
