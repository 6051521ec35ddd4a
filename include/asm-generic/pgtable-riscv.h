/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_GENERIC_PGTABLE_RISCV_H
#define ASM_GENERIC_PGTABLE_RISCV_H

/*
 * Page-table entries of Sv39, Sv48 and Sv57 (Privileged Architecture, section 4.4): 9 address bits
 * per level, leaves at every level.  The A and D bits are always set, so that CPUs that fault if
 * they are clear (Svade) and CPUs that set them (Svadu) behave alike.  Svpbmt or T-Head's extension
 * encodes the memory type, if the CPU has either.  This is detected at boot; see
 * arch/riscv/memory_types.c.
 */

#include <linux/types.h>
#include <linux/pgtable_types.h>

#define PTE_V		(1UL << 0)
#define PTE_R		(1UL << 1)
#define PTE_W		(1UL << 2)
#define PTE_X		(1UL << 3)
#define PTE_U		(1UL << 4)
#define PTE_G		(1UL << 5)
#define PTE_A		(1UL << 6)
#define PTE_D		(1UL << 7)
#define PTE_PPN_SHIFT	10
#define PTE_PPN_MASK	0x003ffffffffffc00UL
#define PTE_TYPE_MASK	0xf800000000000000UL	/* Svpbmt: 62:61; T-Head: 63:59 */
#define PTE_N		(1UL << 63)		/* Svnapot */
#define PTE_NAPOT_MASK	(15UL << PTE_PPN_SHIFT)
#define PTE_NAPOT_64K	(8UL << PTE_PPN_SHIFT)

#define ARCH_NEEDS_BREAK_BEFORE_MAKE	0
#define ARCH_HAS_NONPOSTED		0	/* the platform decides whether writes are posted */

/*
 * Bits of an entry for each memory type of pgprot_t.  All are 0 if the CPU cannot encode memory
 * types.
 */
extern u64 riscv_memory_types[PGPROT_NR_TYPES];

/*
 * Fill the zeroed array @bits with the memory-type bits of a CPU.  @thead is true for a T-Head CPU;
 * @sxstatus is the value of its register th.sxstatus.  @svpbmt is true if the CPU has Svpbmt.
 * T-Head's bits take precedence.
 */
void riscv_choose_memory_types(u64 *bits, bool thead, unsigned long sxstatus, bool svpbmt);

/*
 * Fill riscv_memory_types.  riscv_early_memory_types() sets T-Head's bits according to the device
 * tree, with the MMU off.  riscv_use_svpbmt() sets Svpbmt's bits if all harts have Svpbmt.  Then
 * @works tries mappings with these bits; if it returns false, the bits are cleared again.
 */
void riscv_early_memory_types(const void *dtb);
void riscv_use_svpbmt(bool (*works)(void));
const char *riscv_memory_types_name(void);

/* Return true if memory can be mapped uncached. */
static inline bool arch_pte_has_uncached(void)
{
	return riscv_memory_types[PGPROT_NC];
}

static inline pte_t arch_pte_leaf(phys_addr_t pa, pgprot_t prot, unsigned int level)
{
	u64 pte = (pa >> 12 << PTE_PPN_SHIFT) | PTE_V | PTE_G | PTE_A;

	if (prot.bits & _PAGE_READ)
		pte |= PTE_R;
	if (prot.bits & _PAGE_WRITE)
		pte |= PTE_R | PTE_W | PTE_D;
	if (prot.bits & _PAGE_EXEC)
		pte |= PTE_X;
	return (pte_t){ pte | riscv_memory_types[pgprot_type(prot)] };
}

static inline pte_t arch_pte_at(pte_t zero, phys_addr_t pa)
{
	return (pte_t){ zero.bits | pa >> 12 << PTE_PPN_SHIFT };
}

static inline pte_t arch_pte_table(phys_addr_t table)
{
	return (pte_t){ (table >> 12 << PTE_PPN_SHIFT) | PTE_V };
}

/*
 * arch_pte_hide() makes the entry invalid for page-table walkers, arch_pte_show() makes it valid
 * again.
 */
static inline pte_t arch_pte_hide(pte_t pte)
{
	return (pte_t){ pte.bits & ~PTE_V };
}

static inline pte_t arch_pte_show(pte_t pte)
{
	return (pte_t){ pte.bits | PTE_V };
}

/*
 * Svnapot (Privileged Architecture, chapter 8): all entries of a group are equal, and their lowest
 * address bits encode the size of the group.  For each page, a walker replaces these bits by the
 * corresponding bits of the page's number.
 */
static inline bool arch_pte_is_cont(pte_t pte)
{
	return pte.bits & PTE_N;
}

static inline pte_t arch_pte_cont(pte_t pte)
{
	return (pte_t){ (pte.bits & ~PTE_NAPOT_MASK) | PTE_N | PTE_NAPOT_64K };
}

static inline pte_t arch_pte_single(pte_t pte)
{
	return (pte_t){ pte.bits & ~(PTE_N | PTE_NAPOT_MASK) };
}

static inline bool arch_pte_valid(pte_t pte)
{
	return pte.bits & PTE_V;
}

static inline bool arch_pte_is_leaf(pte_t pte, unsigned int level)
{
	return pte.bits & (PTE_R | PTE_W | PTE_X);
}

static inline phys_addr_t arch_pte_pa(pte_t pte, unsigned int level)
{
	return (pte.bits & PTE_PPN_MASK) >> PTE_PPN_SHIFT << 12;
}

static inline pgprot_t arch_pte_prot(pte_t pte, unsigned int level)
{
	unsigned int bits = 0, type = PGPROT_NORMAL;

	if (pte.bits & PTE_R)
		bits |= _PAGE_READ;
	if (pte.bits & PTE_W)
		bits |= _PAGE_WRITE;
	if (pte.bits & PTE_X)
		bits |= _PAGE_EXEC;
	while (type < PGPROT_NR_TYPES - 1 && (pte.bits & PTE_TYPE_MASK) != riscv_memory_types[type])
		type++;
	return (pgprot_t){ bits | type << _PAGE_TYPE_SHIFT };
}

static inline bool arch_leaf_allowed(unsigned int level)
{
	return level <= 2;	/* up to 1 GiB: larger leaves have no benefit */
}

static inline void arch_pte_set(pte_t *slot, pte_t pte)
{
	*(volatile u64 *)&slot->bits = pte.bits;
}

#endif /* ASM_GENERIC_PGTABLE_RISCV_H */
