/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_GENERIC_TLBFLUSH_H
#define ASM_GENERIC_TLBFLUSH_H

#include <linux/types.h>

/*
 * Flush the translations of @size bytes at @start on all CPUs.  Size 0 flushes all translations.
 * See <internal/arch.h>.
 */
void arch_tlb_flush(unsigned long start, size_t size);

/* Flush the translations of [@start, @end) on all CPUs.  @start is page aligned.  Context: any. */
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
