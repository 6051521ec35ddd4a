/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_PTE_H
#define ASM_PTE_H

/*
 * Bits of the host port's page-table entries.  <asm/pgtable.h> writes them, and the software TLB of
 * the process reads them (libc_pte.c).  This header includes no other header, because the TLB is
 * compiled with the headers of the C library.
 */

#ifdef CONFIG_HOST_THEAD
#define PTE_CONT_BITS	0		/* RISC-V's bits (libc_thead.c), without groups */
#else
#define PTE_V		(1UL << 0)
#define PTE_LEAF	(1UL << 1)
#define PTE_R		(1UL << 2)
#define PTE_W		(1UL << 3)
#define PTE_X		(1UL << 4)
#define PTE_CONT	(1UL << 8)
#define PTE_CONT_BITS	4		/* log2 of the number of entries in a group */
#define PTE_TYPE_SHIFT	5
#define PTE_TYPE_MASK	(7UL << PTE_TYPE_SHIFT)
#define PTE_PA_MASK	(-1UL >> 12 & -1UL << CONFIG_PAGE_SHIFT)
#endif

#define PTE_INDEX_BITS	(CONFIG_PAGE_SHIFT - 3)	/* a table is a page */
#define PTE_LEVELS	((48 - CONFIG_PAGE_SHIFT + PTE_INDEX_BITS - 1) / PTE_INDEX_BITS)

#endif /* ASM_PTE_H */
