/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_PTRACE_H
#define ASM_PTRACE_H

#ifndef __ASSEMBLY__
#include <linux/types.h>
#include <asm/csr.h>

/*
 * Registers in the layout in which entry.S saves them: the array of words starts with the pc, and
 * word n is register x<n>.
 */
struct pt_regs {
	unsigned long epc;
	unsigned long regs[31];	/* x1 .. x31 */
	unsigned long status;
	unsigned long cause;
	unsigned long badaddr;
	unsigned long pad;
	unsigned long frame[2];	/* frame record for backtraces: frame pointer and pc */
};

static inline unsigned long instruction_pointer(const struct pt_regs *regs)
{
	return regs->epc;
}

static inline void instruction_pointer_set(struct pt_regs *regs, unsigned long ip)
{
	regs->epc = ip;
}

static inline unsigned long kernel_stack_pointer(const struct pt_regs *regs)
{
	return regs->regs[1];
}

/* Return true if interrupts were disabled in the interrupted code. */
static inline bool regs_irqs_disabled(const struct pt_regs *regs)
{
	return !(regs->status & SR_SPIE);
}

static inline unsigned long frame_pointer(const struct pt_regs *regs)
{
	return regs->regs[7];
}

static inline unsigned long function_return_address(const struct pt_regs *regs)
{
	return regs->regs[0];
}

/*
 * psABI: the frame pointer points past the record.  A leaf function saves only the frame pointer.
 */
#define ARCH_FRAME_RECORD	(-16)
#define ARCH_LEAF_KEEPS_RETURN	1
#endif

#define PT_SIZE		(38 * 8)
#define PT_STATUS	(32 * 8)
#define PT_CAUSE	(33 * 8)
#define PT_BADADDR	(34 * 8)

#endif /* ASM_PTRACE_H */
