/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_PTRACE_H
#define ASM_PTRACE_H

#ifndef __ASSEMBLY__
#include <linux/types.h>

/* As entry.S stores it. */
struct pt_regs {
	unsigned long regs[31];
	unsigned long sp;
	unsigned long pc;
	unsigned long pstate;
	unsigned long esr;
	unsigned long far;
	unsigned long frame[2];	/* a frame record, for back-traces through an exception */
};
#endif

#define PT_SIZE		(38 * 8)
#define PT_SP		(31 * 8)
#define PT_PC		(32 * 8)
#define PT_ESR		(34 * 8)
#define PT_FRAME	(36 * 8)

#endif /* ASM_PTRACE_H */
