/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_CACHEFLUSH_H
#define ASM_CACHEFLUSH_H

/*
 * Largest Zicbom line size of all harts in bytes, or 0 without Zicbom.  A cache driver may set this
 * variable before it registers its operations.
 */
extern unsigned int riscv_cbom_block_size;

/* Do nothing, for drivers of Linux: registering operations is sufficient. */
static inline void riscv_noncoherent_supported(void)
{
}

#endif /* ASM_CACHEFLUSH_H */
