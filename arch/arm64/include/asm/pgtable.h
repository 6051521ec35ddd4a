/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_PGTABLE_H
#define ASM_PGTABLE_H

/*
 * VMSAv8-64 stage 1 descriptors (DDI 0487, D8.3).  Level 0 here is the architecture's level 3: a page is
 * told from an invalid entry by bit 1, where a table of the upper levels has it too.
 */

#include <linux/types.h>
#include <linux/pgtable_types.h>

#define PTE_VALID	(1UL << 0)
#define PTE_TABLE	(1UL << 1)	/* table at upper levels, page at level 0 */
#define PTE_ATTR_SHIFT	2
#define PTE_RDONLY	(1UL << 7)
#define PTE_SH_INNER	(3UL << 8)
#define PTE_AF		(1UL << 10)
#define PTE_CONT	(1UL << 52)
#define PTE_PXN		(1UL << 53)
#define PTE_UXN		(1UL << 54)
#define PTE_ADDR_MASK	0x0000fffffffff000UL

/* MAIR_EL1 indices, in the order of enum pgprot_type. */
#define MAIR_VALUE	0xbb000444ffUL	/* normal WB RWA, normal NC, device nGnRE, nGnRnE, normal WT RWA */

#define ARCH_HAS_NONPOSTED	1

#define ARCH_NEEDS_BREAK_BEFORE_MAKE	1

static inline pte_t arch_pte_leaf(phys_addr_t pa, pgprot_t prot, unsigned int level)
{
	u64 pte = (pa & PTE_ADDR_MASK) | PTE_VALID | PTE_AF | PTE_SH_INNER | PTE_UXN |
		  (u64)pgprot_type(prot) << PTE_ATTR_SHIFT;

	if (!level)
		pte |= PTE_TABLE;
	if (!(prot.bits & _PAGE_WRITE))
		pte |= PTE_RDONLY;
	if (!(prot.bits & _PAGE_EXEC))
		pte |= PTE_PXN;
	return (pte_t){ pte };
}

static inline pte_t arch_pte_at(pte_t zero, phys_addr_t pa)
{
	return (pte_t){ zero.bits | (pa & PTE_ADDR_MASK) };
}

static inline pte_t arch_pte_table(phys_addr_t table)
{
	return (pte_t){ (table & PTE_ADDR_MASK) | PTE_VALID | PTE_TABLE };
}

/* The same entry, as no walker follows it, and as one does. */
static inline pte_t arch_pte_hide(pte_t pte)
{
	return (pte_t){ pte.bits & ~PTE_VALID };
}

static inline pte_t arch_pte_show(pte_t pte)
{
	return (pte_t){ pte.bits | PTE_VALID };
}

/* Contiguous bit (D8.7.1): the members of a group have their own addresses. */
static inline bool arch_pte_is_cont(pte_t pte)
{
	return pte.bits & PTE_CONT;
}

static inline pte_t arch_pte_cont(pte_t pte)
{
	return (pte_t){ pte.bits | PTE_CONT };
}

static inline pte_t arch_pte_single(pte_t pte)
{
	return (pte_t){ pte.bits & ~PTE_CONT };
}

static inline bool arch_pte_valid(pte_t pte)
{
	return pte.bits & PTE_VALID;
}

static inline bool arch_pte_is_leaf(pte_t pte, unsigned int level)
{
	return !level || !(pte.bits & PTE_TABLE);
}

static inline phys_addr_t arch_pte_pa(pte_t pte, unsigned int level)
{
	return pte.bits & PTE_ADDR_MASK;
}

static inline pgprot_t arch_pte_prot(pte_t pte, unsigned int level)
{
	unsigned int bits = _PAGE_READ;

	if (!(pte.bits & PTE_RDONLY))
		bits |= _PAGE_WRITE;
	if (!(pte.bits & PTE_PXN))
		bits |= _PAGE_EXEC;
	return (pgprot_t){ bits | (pte.bits >> PTE_ATTR_SHIFT & 7) << _PAGE_TYPE_SHIFT };
}

/* Blocks exist at levels 1 and 2 with the 4K granule. */
static inline bool arch_leaf_allowed(unsigned int level)
{
	return level <= 2;
}

static inline void arch_pte_set(pte_t *slot, pte_t pte)
{
	*(volatile u64 *)&slot->bits = pte.bits;
}

#endif /* ASM_PGTABLE_H */
