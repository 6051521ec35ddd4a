/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_JUMP_LABEL_H
#define ASM_JUMP_LABEL_H

#include <linux/types.h>

struct static_key;

/*
 * Return true if the instruction at label 1 is a jump.  A NOP and a B may replace each other while
 * another CPU executes them (B2.2.5).
 */
static __always_inline bool arch_static_branch(struct static_key *key, bool inverted)
{
	__asm__ goto("1:	nop\n\t"
		     ".pushsection tbl_jump, \"a\"\n\t"
		     ".balign 8\n\t"
		     ".quad 1b, %l[yes], %c0 + %1\n\t"
		     ".popsection"
		     : : "i"(key), "i"(inverted) : : yes);
	return false;
yes:
	return true;
}

static inline u32 arch_jump_instruction(unsigned long code, unsigned long target, bool jump)
{
	return jump ? 0x14000000 | ((target - code) >> 2 & 0x3ffffff) : 0xd503201f;
}

#endif /* ASM_JUMP_LABEL_H */
