/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_GENERIC_TLBFLUSH_H
#define ASM_GENERIC_TLBFLUSH_H

#include <linux/types.h>

/* Flush the translations of a range on all CPUs; size 0 flushes all.  See <internal/arch.h>. */
void arch_tlb_flush(unsigned long start, size_t size);

/*
 * Flush [@start, @end) from the TLBs of all CPUs, in bytes; @start is page aligned.  Context: any.
 */
static inline void flush_tlb_kernel_range(unsigned long start, unsigned long end)
{
	if (start < end)
		arch_tlb_flush(start, end - start);
}

static inline void flush_tlb_all(void)
{
	arch_tlb_flush(0, 0);
}

#endif /* ASM_GENERIC_TLBFLUSH_H */
