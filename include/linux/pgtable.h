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
	u8 levels;		/* number of levels including the root: 3 for Sv39 */
	u8 index_bits;		/* log2 of the number of entries in a table: 9 for 4 KiB tables */
	u8 page_shift;
	u8 max_leaf;		/* highest level at which leaves are used */
	/*
	 * log2 of the number of leaves of one page each that form a contiguous group (Arm's
	 * contiguous bit, Svnapot); 0: there are no groups
	 */
	u8 cont_bits;
	unsigned long offset;	/* virtual minus physical address of table pages */
	/*
	 * Allocate a zeroed table page and return its virtual address.  This address minus
	 * table->offset is the physical address.  Returns NULL on failure.
	 */
	pte_t *(*alloc)(struct pgtable *table);
	/*
	 * Free a table page that no page-table walker uses any more.  If free is NULL, table pages
	 * are never freed.
	 */
	void (*free)(struct pgtable *table, pte_t *page);
};

extern struct pgtable kernel_pgtable;

/* A run of contiguous leaves of equal size and protection, reported by pgtable_walk(). */
struct pgtable_range {
	unsigned long start;
	unsigned long size;
	phys_addr_t pa;
	pgprot_t prot;
	unsigned long leaf;	/* size of each leaf in bytes; a group of entries is one leaf */
};

/*
 * Map [@va, @va + @size) to @pa with the largest leaves that the alignment allows.  Returns 0,
 * -EEXIST if a part of the range is already mapped, or -ENOMEM.  After an error nothing is mapped.
 */
int pgtable_map(struct pgtable *table, unsigned long va, phys_addr_t pa, unsigned long size,
		pgprot_t prot);
/*
 * Map the first part of [*@at, @end) to @pa, a limited number of leaves, and advance *@at.  The
 * errors are those of pgtable_map().  After an error, the pages before *@at stay mapped.
 */
int pgtable_map_part(struct pgtable *table, unsigned long *at, phys_addr_t pa, unsigned long end,
		     pgprot_t prot);

/*
 * Return the alignment at which the range can be mapped with the largest possible leaves.  Needs
 * CONFIG_PGTABLE_CONT.
 */
unsigned long pgtable_align(const struct pgtable *table, phys_addr_t pa, unsigned long size);

/*
 * Unmap the mapped parts of the range, and split leaves that extend beyond it.  Returns 0, or
 * -ENOMEM if a split needs a table page and none is available; the part of the range before that
 * leaf is then unmapped.  Only splits flush the TLBs of all CPUs; the caller must flush after the
 * last change.
 */
int pgtable_unmap(struct pgtable *table, unsigned long va, unsigned long size);

/*
 * Change of a leaf: protection bits to clear and to set, and whether to hide the leaf (make it not
 * present) or to show it again.
 */
struct pgtable_change {
	unsigned int clear, set;
	bool hide, show;
};

/*
 * Change the leaves in the range, and split leaves that extend beyond it.  Errors and TLB flushes
 * are those of pgtable_unmap().
 */
int pgtable_change(struct pgtable *table, unsigned long va, unsigned long size,
		   const struct pgtable_change *change);

/*
 * Return -EPERM if the change would make any leaf, mapped or hidden, writable and executable;
 * otherwise return 0.
 */
int pgtable_check(struct pgtable *table, unsigned long va, unsigned long size,
		  const struct pgtable_change *change);

/* Split leaves as pgtable_change() would, so that pgtable_change() cannot fail afterwards. */
int pgtable_split(struct pgtable *table, unsigned long va, unsigned long size,
		  const struct pgtable_change *change);

/* The steps of a change: pgtable_check(), pgtable_split() and pgtable_change(). */
enum pgtable_step { PGTABLE_CHECK, PGTABLE_SPLIT, PGTABLE_CHANGE };

/*
 * Do a step for the first part of [*@at, @end), a limited number of leaves, and advance *@at.  With
 * PGTABLE_CHANGE and a @change of NULL, unmap the part.
 */
int pgtable_change_part(struct pgtable *table, unsigned long *at, unsigned long end,
			const struct pgtable_change *change, enum pgtable_step step);

/*
 * Replace the lowest table of @va by one leaf of the next level if its entries map a contiguous
 * block with the protection @prot, and flush the TLBs.  Returns the end of the block.
 */
unsigned long pgtable_join(struct pgtable *table, unsigned long va, pgprot_t prot);

/*
 * Return the physical address that a mapped or hidden leaf maps @va to, or all ones if @va has no
 * leaf.
 */
phys_addr_t pgtable_pa(struct pgtable *table, unsigned long va);

/* Change the protection of the range.  Errors and TLB flushes are those of pgtable_unmap(). */
int pgtable_protect(struct pgtable *table, unsigned long va, unsigned long size, pgprot_t prot);

/*
 * Lock the kernel's page tables and disable interrupts.  This is needed once several CPUs or
 * threads run.  Returns the interrupt state, which is the argument of pgtable_unlock().
 */
unsigned long pgtable_lock(void);
void pgtable_unlock(unsigned long irq);

/*
 * Map or unmap a range in the kernel's page tables, or do a step of a change.  The lock of
 * pgtable_lock() is held for one part of the range at a time, so that another CPU may find a part
 * of the range in its old state.  After an error, pgtable_map_locked() has unmapped and flushed
 * what it had mapped.  Context: any.
 */
int pgtable_map_locked(unsigned long va, phys_addr_t pa, unsigned long size, pgprot_t prot);
int pgtable_unmap_locked(unsigned long va, unsigned long size);
int pgtable_change_locked(unsigned long va, unsigned long size, const struct pgtable_change *change,
			  enum pgtable_step step);
/*
 * Look up an address like pgtable_lookup() while holding the lock.  Use this function for addresses
 * that the caller does not own, because pgtable_join() frees tables under the lock.
 */
bool pgtable_lookup_locked(unsigned long va, struct pgtable_range *range);

/*
 * Return a pointer to the entries of @pages pages from @va on, if the entries lie in one table and
 * no larger leaf maps them.  Missing tables are allocated.  Returns NULL otherwise, or if no table
 * page is available.  The table is not freed later.  After storing entries, the caller must call
 * arch_pte_sync(); groups must be stored as a whole.
 */
pte_t *pgtable_slots(struct pgtable *table, unsigned long va, unsigned long pages);
pte_t *pgtable_slots_locked(unsigned long va, unsigned long pages);
/*
 * Return the first address in [va, end) whose leaf of level 0 has no table yet, or @end if all
 * tables exist.  Costs a few instructions for each table.  The caller owns the addresses of the
 * range, so that a table that exists is not removed.
 */
unsigned long pgtable_skip_tables(struct pgtable *table, unsigned long va, unsigned long end);

/*
 * Return true and store the leaf that maps @va in *@range.  If no leaf maps @va, return false and
 * store the start and the size of the empty entry.
 */
bool pgtable_lookup(struct pgtable *table, unsigned long va, struct pgtable_range *range);

/*
 * Call @fn for each maximal run of equal leaves in [@start, @end), in ascending order, until @fn
 * returns a nonzero value.  Returns that value, or 0.  Calls cond_resched() once threads run.
 */
int pgtable_walk(struct pgtable *table, unsigned long start, unsigned long end,
		 int (*fn)(const struct pgtable_range *range, void *arg), void *arg);

#include <asm/pgtable.h>

#endif /* LINUX_PGTABLE_H */
