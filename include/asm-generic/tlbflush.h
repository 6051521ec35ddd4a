/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_GENERIC_TLBFLUSH_H
#define ASM_GENERIC_TLBFLUSH_H

#include <linux/types.h>

/* Forget the translations of that range on all CPUs; size 0: all translations.  <internal/arch.h> */
void arch_tlb_flush(unsigned long start, size_t size);

/* No CPU's TLB knows [start, end) any more, in bytes; start is the address of a page.  Any context. */
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
