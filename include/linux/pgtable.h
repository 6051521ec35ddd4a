/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PGTABLE_H
#define LINUX_PGTABLE_H

/*
 * Page-table functions; mm/virtual/pgtable.c explains how they work.
 *
 * Levels are counted from the leaves: an entry of level 0 maps a page, an entry of level n maps
 * PAGE_SIZE << (n * index_bits) bytes.  Addresses and sizes are in bytes and page aligned.
 *
 * Locking: the caller serializes changes of the same range.  Different ranges may be changed
 * concurrently if they share no table page; otherwise the changes need a common lock.
 */

#include <linux/types.h>
#include <linux/pgtable_types.h>

struct pgtable {
	pte_t *root;
	u8 levels;		/* including the root: 3 for Sv39 */
	u8 index_bits;		/* log2 of the number of entries in a table: 9 for 4 KiB tables */
	u8 page_shift;
	u8 max_leaf;		/* highest level at which leaves are used */
	u8 cont_bits;		/* log2 of the entries in a level-0 group; 0: no groups */
	unsigned long offset;	/* virtual minus physical address of table pages */
	/*
	 * Allocate a zeroed table page and return its virtual address, from which table->offset
	 * leads to the physical one.  Returns NULL on failure.
	 */
	pte_t *(*alloc)(struct pgtable *table);
	/* Free a table page that no walker uses any more.  NULL: table pages are never freed. */
	void (*free)(struct pgtable *table, pte_t *page);
};

extern struct pgtable kernel_pgtable;

/* A run of contiguous leaves of equal size and protection, as pgtable_walk() reports it. */
struct pgtable_range {
	unsigned long start;
	unsigned long size;
	phys_addr_t pa;
	pgprot_t prot;
	unsigned long leaf;	/* size of each leaf in bytes; a group of entries is one leaf */
};

/*
 * Map [@va, @va + @size) to @pa with the largest leaves that the alignment allows.  Returns 0,
 * -EEXIST if a part is mapped already, or -ENOMEM.  After an error nothing is mapped.
 */
int pgtable_map(struct pgtable *table, unsigned long va, phys_addr_t pa, unsigned long size,
		pgprot_t prot);

/*
 * Return the alignment at which the range can be mapped with the largest possible leaves.  Needs
 * CONFIG_PGTABLE_CONT.
 */
unsigned long pgtable_align(const struct pgtable *table, phys_addr_t pa, unsigned long size);

/*
 * Unmap the mapped parts of the range, and split leaves that extend beyond it.  Returns 0, or
 * -ENOMEM if a split needs a table page and none is available; then the part before that leaf is
 * unmapped.  Only splits flush the TLBs of all CPUs; the caller flushes after the last change.
 */
int pgtable_unmap(struct pgtable *table, unsigned long va, unsigned long size);

/*
 * How to change a leaf: protection bits to clear and set, and whether to hide it (not present) or
 * to show it again.
 */
struct pgtable_change {
	unsigned int clear, set;
	bool hide, show;
};

/*
 * Change the leaves in the range, and split those that extend beyond it.  Errors and flushing are
 * those of pgtable_unmap().
 */
int pgtable_change(struct pgtable *table, unsigned long va, unsigned long size,
		   const struct pgtable_change *change);

/*
 * Return -EPERM if the change would make any leaf, mapped or hidden, writable and executable;
 * otherwise return 0.
 */
int pgtable_check(struct pgtable *table, unsigned long va, unsigned long size,
		  const struct pgtable_change *change);

/* Split leaves as pgtable_change() would, so that the change cannot fail. */
int pgtable_split(struct pgtable *table, unsigned long va, unsigned long size,
		  const struct pgtable_change *change);

/*
 * Replace tables by one leaf of the next level where their entries around the range map a
 * contiguous block with this protection.  Flushes the TLB for each replacement.
 */
void pgtable_join(struct pgtable *table, unsigned long va, unsigned long size, pgprot_t prot);

/* Return the physical address of a mapped or hidden leaf, or all ones if @va has no leaf. */
phys_addr_t pgtable_pa(struct pgtable *table, unsigned long va);

/* Change the protection in the range.  Errors and flushing are those of pgtable_unmap(). */
int pgtable_protect(struct pgtable *table, unsigned long va, unsigned long size, pgprot_t prot);

/*
 * Lock the kernel's tables with interrupts off, which is needed once several CPUs or threads run.
 * Returns the interrupt state to be restored.
 */
unsigned long pgtable_lock(void);
void pgtable_unlock(unsigned long irq);

/* Variants for the kernel's tables, which acquire that lock.  Context: any. */
int pgtable_map_locked(unsigned long va, phys_addr_t pa, unsigned long size, pgprot_t prot);
int pgtable_unmap_locked(unsigned long va, unsigned long size);
/*
 * Use this form for addresses that the caller does not own: pgtable_join() frees tables under the
 * lock.
 */
bool pgtable_lookup_locked(unsigned long va, struct pgtable_range *range);

/*
 * Return the entries of @pages pages from @va on, if they lie in one table and no larger leaf maps
 * them.  The table remains valid.  Otherwise, or if no table page is available, return NULL.  After
 * storing entries, the caller calls arch_pte_sync(); groups must be stored as a whole.
 */
pte_t *pgtable_slots(struct pgtable *table, unsigned long va, unsigned long pages);
pte_t *pgtable_slots_locked(unsigned long va, unsigned long pages);

/*
 * Return true and the leaf that maps @va in *@range.  If there is none, return false and set start
 * and size of *@range to those of the empty entry.
 */
bool pgtable_lookup(struct pgtable *table, unsigned long va, struct pgtable_range *range);

/*
 * Call @fn for each maximal run of equal leaves in [@start, @end), in ascending order.  Stops at
 * the first nonzero result of @fn and returns it.
 */
int pgtable_walk(struct pgtable *table, unsigned long start, unsigned long end,
		 int (*fn)(const struct pgtable_range *range, void *arg), void *arg);

#include <asm/pgtable.h>

#endif /* LINUX_PGTABLE_H */
