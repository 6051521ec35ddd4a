/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_PGTABLE_H
#define ASM_PGTABLE_H

/*
 * VMSAv8-64 stage 1 descriptors (DDI 0487, D8.3).  Levels are counted from the leaves: level 0 in
 * this file is level 3 in the architecture.  At level 0, bit 1 distinguishes a page from an invalid
 * entry.  At upper levels, bit 1 is set in an entry that points to a table.
 *
 * An entry has bits 47 and below of an address at the same positions.  With pages of 64 KiB, bits
 * 15 to 12 of the entry are bits 51 to 48 of the address (FEAT_LPA).  With other page sizes and
 * FEAT_LPA2 (TCR_EL1.DS), bits 49 and 48 of the entry are those of the address, and bits 9 and 8,
 * otherwise the shareability, are bits 51 and 50 of the address.  The shareability of all entries
 * is then that in TCR_EL1.
 */

#include <linux/kconfig.h>
#include <linux/types.h>
#include <linux/pgtable_types.h>
#include <asm/page.h>

#define PTE_VALID	(1UL << 0)
#define PTE_TABLE	(1UL << 1)	/* a table at upper levels, a page at level 0 */
#define PTE_ATTR_SHIFT	2
#define PTE_RDONLY	(1UL << 7)
#define PTE_SH_INNER	(3UL << 8)
#define PTE_AF		(1UL << 10)
#define PTE_CONT	(1UL << 52)
#define PTE_PXN		(1UL << 53)
#define PTE_UXN		(1UL << 54)
/* number of low address bits that have the same positions in an entry */
#define PTE_ADDR_BITS	(IS_ENABLED(CONFIG_ARM64_LPA2) ? 50 : 48)
#define PTE_ADDR_MASK	(-1UL << PAGE_SHIFT & -1UL >> (64 - PTE_ADDR_BITS))
#define PTE_HIGH_64K	0xf000UL
#define PTE_HIGH_LPA2	PTE_SH_INNER

/*
 * MAIR_EL1 indices, in the order of enum pgprot_type.  Without tags, the last index is normal WB
 * RWA.
 */
#define MAIR_VALUE 0xffbb000444ffUL /* normal WB RWA, NC, device nGnRE, nGnRnE, normal WT RWA */
/* Bits to clear if the CPU has tags: the last index is then 0xf0, normal WB RWA with tags. */
#define MAIR_NO_TAGS	(0x0fUL << 40)

#define ARCH_HAS_NONPOSTED	1

#define ARCH_NEEDS_BREAK_BEFORE_MAKE	1

#ifdef CONFIG_ARM64_LPA2
extern u64 arm64_pte_sh;	/* shareability of leaves: PTE_SH_INNER, or 0 with LPA2 */
#else
#define arm64_pte_sh	PTE_SH_INNER
#endif

static inline u64 arm64_pte_addr(phys_addr_t pa)
{
	u64 bits = pa & PTE_ADDR_MASK;

	if (PAGE_SHIFT == 16)
		bits |= pa >> 36 & PTE_HIGH_64K;
	else if (IS_ENABLED(CONFIG_ARM64_LPA2))
		bits |= pa >> 42 & PTE_HIGH_LPA2;
	return bits;
}

static inline pte_t arch_pte_leaf(phys_addr_t pa, pgprot_t prot, unsigned int level)
{
	u64 pte = arm64_pte_addr(pa) | PTE_VALID | PTE_AF | arm64_pte_sh | PTE_UXN |
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
	return (pte_t){ zero.bits | arm64_pte_addr(pa) };
}

static inline pte_t arch_pte_table(phys_addr_t table)
{
	return (pte_t){ arm64_pte_addr(table) | PTE_VALID | PTE_TABLE };
}

/* Convert an entry to a form that table walks ignore.  arch_pte_show() converts it back. */
static inline pte_t arch_pte_hide(pte_t pte)
{
	return (pte_t){ pte.bits & ~PTE_VALID };
}

static inline pte_t arch_pte_show(pte_t pte)
{
	return (pte_t){ pte.bits | PTE_VALID };
}

/* Contiguous bit (D8.7.1).  Each member of a group contains the address of its own page. */
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
	phys_addr_t pa = pte.bits & PTE_ADDR_MASK;

	if (PAGE_SHIFT == 16)
		pa |= (pte.bits & PTE_HIGH_64K) << 36;
	else if (IS_ENABLED(CONFIG_ARM64_LPA2) && arm64_pte_sh == 0)
		pa |= (pte.bits & PTE_HIGH_LPA2) << 42;
	return pa;
}

static inline pgprot_t arch_pte_prot(pte_t pte, unsigned int level)
{
	unsigned int bits = _PAGE_READ;

	if (!(pte.bits & PTE_RDONLY))
		bits |= _PAGE_WRITE;
	if (!(pte.bits & PTE_PXN))
		bits |= _PAGE_EXEC;
	bits |= (pte.bits >> PTE_ATTR_SHIFT & 7) << _PAGE_TYPE_SHIFT;
	return (pgprot_t){ bits };
}

/* Blocks exist at level 1.  With pages of 4 KiB, they also exist at level 2. */
static inline bool arch_leaf_allowed(unsigned int level)
{
	return level <= (PAGE_SHIFT == 12 ? 2 : 1);
}

static inline void arch_pte_set(pte_t *slot, pte_t pte)
{
	*(volatile u64 *)&slot->bits = pte.bits;
}

#endif /* ASM_PGTABLE_H */
