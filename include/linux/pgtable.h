/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PGTABLE_H
#define LINUX_PGTABLE_H

/*
 * The page-table walker's interface.  See mm/virtual/pgtable.c for how it works.
 *
 * Levels are counted from the leaves: an entry of level 0 maps a page, one of level n maps
 * PAGE_SIZE << (n * index_bits) bytes.  Addresses and sizes are in bytes and page aligned.
 *
 * Locking: the caller serialises changes of the same range; the tables of different ranges may be
 * changed at the same time only if they share no table page, or under one lock.
 */

#include <linux/types.h>
#include <linux/pgtable_types.h>

struct pgtable {
	pte_t *root;
	u8 levels;		/* table levels, root included: 3 for Sv39 */
	u8 index_bits;		/* log2 of the entries of a table: 9 for 4 KiB tables */
	u8 page_shift;
	u8 max_leaf;		/* highest level at which leaves are used */
	u8 cont_bits;		/* log2 of the entries of a group at level 0; 0: there are none */
	unsigned long offset;	/* virtual minus physical address of table pages */
	/* A zeroed table page, as an address that offset applies to; NULL if there is none. */
	pte_t *(*alloc)(struct pgtable *table);
	/* Of one that no walker knows any more; NULL: tables are never given back. */
	void (*free)(struct pgtable *table, pte_t *page);
};

extern struct pgtable kernel_pgtable;

/* pgtable_walk() reports runs of leaves that are contiguous and have one size and protection. */
struct pgtable_range {
	unsigned long start;
	unsigned long size;
	phys_addr_t pa;
	pgprot_t prot;
	unsigned long leaf;	/* bytes of each; a group of entries is one */
};

/*
 * Map [va, va + size) to pa with the largest leaves that alignment allows.  0; -EEXIST if something is
 * mapped there already; -ENOMEM if a table page is missing.  On error nothing stays mapped.
 */
int pgtable_map(struct pgtable *table, unsigned long va, phys_addr_t pa, unsigned long size,
		pgprot_t prot);

/*
 * The alignment of addresses at which the range is mapped with the largest leaves that it can have.
 * CONFIG_PGTABLE_CONT.
 */
unsigned long pgtable_align(const struct pgtable *table, phys_addr_t pa, unsigned long size);

/*
 * Unmap what is mapped in the range; a leaf that sticks out of it is split.  -ENOMEM if a split needs a
 * table page that is not to be had: then what lies before it is unmapped.  The TLB is flushed on all
 * CPUs only where a split needs it: the caller flushes when it is done.
 */
int pgtable_unmap(struct pgtable *table, unsigned long va, unsigned long size);

/* What becomes of a leaf: bits of its protection go, others come; then it is hidden, shown, or neither. */
struct pgtable_change {
	unsigned int clear, set;
	bool hide, show;
};

/* Split leaves that are to change and stick out of the range, change all; otherwise as pgtable_unmap(). */
int pgtable_change(struct pgtable *table, unsigned long va, unsigned long size,
		   const struct pgtable_change *change);

/* Would any leaf, a hidden one as well, be written and executed afterwards?  0, or -EPERM. */
int pgtable_check(struct pgtable *table, unsigned long va, unsigned long size,
		  const struct pgtable_change *change);

/* Only split, so that the change does not fail. */
int pgtable_split(struct pgtable *table, unsigned long va, unsigned long size,
		  const struct pgtable_change *change);

/*
 * Where a table of pages around the range maps, with that protection, what one leaf of the next level can,
 * that takes its place.  The TLB is flushed where it does.
 */
void pgtable_join(struct pgtable *table, unsigned long va, unsigned long size, pgprot_t prot);

/* Where a leaf leads that is mapped or hidden; all ones if there is none. */
phys_addr_t pgtable_pa(struct pgtable *table, unsigned long va);

/* Change the protection of what is mapped in the range; otherwise as pgtable_unmap(). */
int pgtable_protect(struct pgtable *table, unsigned long va, unsigned long size, pgprot_t prot);

/* The lock of the kernel's tables once others use them, with interrupts off; returns what to restore. */
unsigned long pgtable_lock(void);
void pgtable_unlock(unsigned long irq);

/* The same on the kernel's tables, under that lock.  Any context. */
int pgtable_map_locked(unsigned long va, phys_addr_t pa, unsigned long size, pgprot_t prot);
int pgtable_unmap_locked(unsigned long va, unsigned long size);
/* For addresses that are not the caller's: pgtable_join() frees tables under the lock. */
bool pgtable_lookup_locked(unsigned long va, struct pgtable_range *range);

/*
 * The entries of that many pages from va on, if they lie in one table and no larger leaf is in the way:
 * there they stay.  NULL otherwise, or if a table page is missing.  Whoever stores one calls
 * arch_pte_sync(), and leaves no part of a group.
 */
pte_t *pgtable_slots(struct pgtable *table, unsigned long va, unsigned long pages);
pte_t *pgtable_slots_locked(unsigned long va, unsigned long pages);

/* The leaf that maps va: true and *range, its size that of the leaf; false, and its place, if none does. */
bool pgtable_lookup(struct pgtable *table, unsigned long va, struct pgtable_range *range);

/*
 * Call fn for each maximal run of equal leaves in [start, end), in order of address; stops and returns
 * what fn returned if that is not 0.
 */
int pgtable_walk(struct pgtable *table, unsigned long start, unsigned long end,
		 int (*fn)(const struct pgtable_range *range, void *arg), void *arg);

#include <asm/pgtable.h>

#endif /* LINUX_PGTABLE_H */
