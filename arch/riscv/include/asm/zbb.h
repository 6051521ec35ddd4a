/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_ZBB_H
#define ASM_ZBB_H

/*
 * Return the number of the lowest set bit, or an undefined result for 0.  The code is short,
 * although Zbb is detected only during boot.
 *
 * Without Zbb, the code uses the table of <asm-generic/bitscan.h>.  Each CPU has a copy of this
 * table, which is accessed through gp.  With Zbb, the first instruction of the code is patched to a
 * jump to a ctz instruction, before other CPUs run.  The patch is final: static_branch_disable()
 * would not restore the first instruction.
 */

#include <asm-generic/debruijn.h>
#include <linux/jump_label.h>
#include <linux/percpu-defs.h>

DECLARE_PER_CPU_CACHE_HOT(struct bitscan_debruijn, riscv_debruijn);

#ifdef CONFIG_JUMP_LABEL
DECLARE_STATIC_KEY_FALSE(riscv_zbb);
/* The instruction ctz, encoded because older assemblers do not know the mnemonic. */
#define RISCV_CTZ							\
	".subsection 1\n"						\
	"3:	.insn i 0x13, 1, %0, %2, 0x601\n\t"			\
	"j	2b\n\t"							\
	".previous\n\t"							\
	".pushsection tbl_jump, \"a\"\n\t"				\
	".balign 8\n\t"							\
	".dword 1b, 3b, riscv_zbb\n\t"					\
	".popsection\n\t"
#else
#define RISCV_CTZ
#endif

/*
 * @multiply contains the instructions that multiply the isolated lowest bit of %2 by %1, and store
 * the result in %0.
 */
#define RISCV_FFS(x, multiply)						\
({									\
	unsigned long __n, __sequence;					\
									\
	__asm__(".option push\n\t.option norelax\n\t"			\
		".option push\n\t.option norvc\n"				\
		"1:	ld	%1, %%lo(%3)(gp)\n\t"			\
		".option pop\n\t"					\
		multiply						\
		"srli	%0, %0, 58\n\t"				\
		"add	%0, %0, gp\n\t"				\
		"lbu	%0, %%lo(%4)(%0)\n\t"				\
		".option pop\n"						\
		"2:\n\t"						\
		RISCV_CTZ						\
		: "=&r"(__n), "=&r"(__sequence)				\
		: "r"((unsigned long)(x)),				\
		  "i"(&riscv_debruijn.sequence), "i"(riscv_debruijn.number));	\
	__n;								\
})

static __always_inline unsigned long riscv_ffs_hot(unsigned long x)
{
	return RISCV_FFS(x, "neg	%0, %2\n\tand	%0, %0, %2\n\tmul	%0, %0, %1\n\t");
}

static __always_inline unsigned long riscv_ffs_bit_hot(unsigned long bit)
{
	return RISCV_FFS(bit, "mul	%0, %2, %1\n\t");
}

#endif /* ASM_ZBB_H */
