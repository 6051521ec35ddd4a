/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_PTRACE_H
#define ASM_PTRACE_H

#ifndef __ASSEMBLY__
#include <linux/types.h>

/* As entry.S stores it; regs[0] holds the pc, regs[n] x<n>. */
struct pt_regs {
	unsigned long epc;
	unsigned long regs[31];	/* x1 .. x31 */
	unsigned long status;
	unsigned long cause;
	unsigned long badaddr;
	unsigned long pad;
	unsigned long frame[2];	/* saved frame pointer and pc, where a back-trace looks for them */
};

#define PT_RA(regs)	((regs)->regs[0])
#define PT_SP(regs)	((regs)->regs[1])
#define PT_FP(regs)	((regs)->regs[7])
#endif

#define PT_SIZE		(38 * 8)
#define PT_STATUS	(32 * 8)
#define PT_CAUSE	(33 * 8)
#define PT_BADADDR	(34 * 8)

#endif /* ASM_PTRACE_H */
