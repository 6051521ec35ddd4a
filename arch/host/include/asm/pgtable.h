/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_PGTABLE_H
#define ASM_PGTABLE_H

#include <asm/pte.h>

#ifdef CONFIG_HOST_THEAD
#include <asm-generic/pgtable-riscv.h>
#else

#include <linux/types.h>
#include <linux/pgtable_types.h>
#include <asm/page.h>

/*
 * An entry can store any memory type.  The types have different effects only with -noncoherent
 * (libc_cache.c).
 */

#define ARCH_NEEDS_BREAK_BEFORE_MAKE	0
#define ARCH_HAS_NONPOSTED		1	/* a device answers an access before the next one */

static inline pte_t arch_pte_leaf(phys_addr_t pa, pgprot_t prot, unsigned int level)
{
	u64 pte = (pa & PTE_PA_MASK) | PTE_V | PTE_LEAF;

	if (prot.bits & _PAGE_READ)
		pte |= PTE_R;
	if (prot.bits & _PAGE_WRITE)
		pte |= PTE_R | PTE_W;
	if (prot.bits & _PAGE_EXEC)
		pte |= PTE_X;
	return (pte_t){ pte | (u64)pgprot_type(prot) << PTE_TYPE_SHIFT };
}

static inline pte_t arch_pte_at(pte_t zero, phys_addr_t pa)
{
	return (pte_t){ zero.bits | (pa & PTE_PA_MASK) };
}

static inline pte_t arch_pte_table(phys_addr_t table)
{
	return (pte_t){ (table & PTE_PA_MASK) | PTE_V };
}

/* Convert an entry to a form that table walks ignore.  arch_pte_show() converts it back. */
static inline pte_t arch_pte_hide(pte_t pte)
{
	return (pte_t){ pte.bits & ~PTE_V };
}

static inline pte_t arch_pte_show(pte_t pte)
{
	return (pte_t){ pte.bits | PTE_V };
}

/*
 * As in Svnapot, all members of a group are equal, and the lowest bits of the address encode the
 * size of the group.
 */
#define PTE_CONT_MASK	((PAGE_SIZE << PTE_CONT_BITS) - PAGE_SIZE)
#define PTE_CONT_SIZE	(PAGE_SIZE << (PTE_CONT_BITS - 1))

static inline bool arch_pte_is_cont(pte_t pte)
{
	return pte.bits & PTE_CONT;
}

static inline pte_t arch_pte_cont(pte_t pte)
{
	return (pte_t){ (pte.bits & ~PTE_CONT_MASK) | PTE_CONT | PTE_CONT_SIZE };
}

static inline pte_t arch_pte_single(pte_t pte)
{
	return (pte_t){ pte.bits & ~(PTE_CONT | PTE_CONT_MASK) };
}

static inline bool arch_pte_valid(pte_t pte)
{
	return pte.bits & PTE_V;
}

static inline bool arch_pte_is_leaf(pte_t pte, unsigned int level)
{
	return pte.bits & PTE_LEAF;
}

static inline phys_addr_t arch_pte_pa(pte_t pte, unsigned int level)
{
	return pte.bits & PTE_PA_MASK;
}

static inline pgprot_t arch_pte_prot(pte_t pte, unsigned int level)
{
	unsigned int bits = 0;

	if (pte.bits & PTE_R)
		bits |= _PAGE_READ;
	if (pte.bits & PTE_W)
		bits |= _PAGE_WRITE;
	if (pte.bits & PTE_X)
		bits |= _PAGE_EXEC;
	return PGPROT(bits, (pte.bits & PTE_TYPE_MASK) >> PTE_TYPE_SHIFT);
}

static inline bool arch_leaf_allowed(unsigned int level)
{
	return level <= 2;
}

static inline void arch_pte_set(pte_t *slot, pte_t pte)
{
	__atomic_store_n(&slot->bits, pte.bits, __ATOMIC_RELEASE);
}

static inline bool arch_pte_has_uncached(void)
{
	return true;
}

#endif /* CONFIG_HOST_THEAD */
#endif /* ASM_PGTABLE_H */
