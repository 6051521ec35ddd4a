/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_JUMP_LABEL_H
#define ASM_JUMP_LABEL_H

#include <linux/types.h>

struct static_key;

/*
 * Return true if the instruction at label 1 is a jump.  The instruction has four bytes and is
 * aligned, so that one store can replace it.
 */
static __always_inline bool arch_static_branch(struct static_key *key, bool inverted)
{
	__asm__ goto(".balign 4\n\t"
		     ".option push\n\t.option norelax\n\t.option norvc\n"
		     "1:	nop\n\t"
		     ".option pop\n\t"
		     ".pushsection tbl_jump, \"a\"\n\t"
		     ".balign 8\n\t"
		     ".dword 1b, %l[yes], %0 + %1\n\t"
		     ".popsection"
		     : : "i"(key), "i"(inverted) : : yes);
	return false;
yes:
	return true;
}

/* Return the encoding of "jal x0, offset" if @jump is true, or of "addi x0, x0, 0" otherwise. */
static inline u32 arch_jump_instruction(unsigned long code, unsigned long target, bool jump)
{
	u32 offset = target - code;

	if (!jump)
		return 0x13;
	return 0x6f | (offset & 0xff000) | (offset & 0x800) << 9 | (offset & 0x7fe) << 20 |
	       (offset & 0x100000) << 11;
}

#endif /* ASM_JUMP_LABEL_H */
