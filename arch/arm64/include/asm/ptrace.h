/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_PTRACE_H
#define ASM_PTRACE_H

#ifndef __ASSEMBLY__
#include <linux/types.h>

#define PSR_I_BIT	0x80

/* Registers of the interrupted code, in the layout in which entry.S saves them. */
struct pt_regs {
	unsigned long regs[31];
	unsigned long sp;
	unsigned long pc;
	unsigned long pstate;
	unsigned long esr;
	unsigned long far;
	unsigned long frame[2];	/* a frame record, for backtraces through an exception */
};

static inline unsigned long instruction_pointer(const struct pt_regs *regs)
{
	return regs->pc;
}

static inline void instruction_pointer_set(struct pt_regs *regs, unsigned long ip)
{
	regs->pc = ip;
}

static inline unsigned long kernel_stack_pointer(const struct pt_regs *regs)
{
	return regs->sp;
}

/* Return true if interrupts were disabled in the interrupted code. */
static inline bool regs_irqs_disabled(const struct pt_regs *regs)
{
	return regs->pstate & PSR_I_BIT;
}

static inline unsigned long frame_pointer(const struct pt_regs *regs)
{
	return regs->regs[29];
}

static inline unsigned long function_return_address(const struct pt_regs *regs)
{
	return regs->regs[30];
}

/* AAPCS64: x29 points to a record of the saved x29 and x30.  A leaf function has no such record. */
#define ARCH_FRAME_RECORD	0
#define ARCH_LEAF_KEEPS_RETURN	1
#endif

#define PT_SIZE		(38 * 8)
#define PT_SP		(31 * 8)
#define PT_PC		(32 * 8)
#define PT_ESR		(34 * 8)
#define PT_FRAME	(36 * 8)

#endif /* ASM_PTRACE_H */
