/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_CACHEFLUSH_H
#define ASM_CACHEFLUSH_H

/*
 * Bytes of a line as Zicbom has it, the largest of all harts, 0 without.  A driver of a cache may set it
 * before it registers.
 */
extern unsigned int riscv_cbom_block_size;

/* Accepted: that a driver registered operations says it. */
static inline void riscv_noncoherent_supported(void)
{
}

#endif /* ASM_CACHEFLUSH_H */
