/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_ZBB_H
#define ASM_ZBB_H

/* Zbb where the CPUs turn out to have it: for the few places where the choice is worth a patched branch. */

#include <linux/jump_label.h>

#ifdef CONFIG_JUMP_LABEL
DECLARE_STATIC_KEY_FALSE(riscv_zbb);
#define arch_has_ctz()	static_branch_unlikely(&riscv_zbb)
#else
#define arch_has_ctz()	false
#endif

/* ctz, encoded for assemblers that do not know the name; undefined for 0 elsewhere, 64 here. */
static __always_inline __attribute_const__ unsigned long arch_ctz(unsigned long x)
{
	unsigned long n;

	__asm__(".insn i 0x13, 1, %0, %1, 0x601" : "=r"(n) : "r"(x));
	return n;
}

#endif /* ASM_ZBB_H */
