/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_PERCPU_H
#define MM_PERCPU_H

/* Data structures of the per-CPU allocator, and functions that its files share: see percpu.c. */

#include <linux/list.h>
#include <linux/percpu.h>
#include <linux/rbtree.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <asm/page.h>

#define PCPU_PAGE_GRANULES	(PAGE_SIZE >> PCPU_MIN_ALLOC_SHIFT)

/*
 * Lists of free blocks: one list for each size up to PCPU_EXACT granules, then four lists for each
 * power of two.  A chunk has fewer than 2^13 granules, so that every size has a list.
 */
#define PCPU_EXACT		31
#define PCPU_NR_BINS		63
#define PCPU_MAX_GRANULES	8191
#define PCPU_FULL		PCPU_NR_BINS	/* slot number of a chunk that has no free blocks */
#define PCPU_NO_BLOCK		0xffff		/* not a valid granule number */

/*
 * Header in the first granule of a free block, in unit 0.  The last granule stores the size, too.
 */
struct pcpu_block {
	u16 next, prev;	/* granule numbers of the neighbours on the list, or PCPU_NO_BLOCK */
	u16 size;		/* number of granules */
	u16 bin;		/* list that contains the block */
};

struct pcpu_map {
	unsigned long used;	/* bit set: the granule is not free */
	unsigned long last;	/* bit set: an allocation ends with the granule */
	unsigned long live;	/* bit set: an allocation in use starts here; changed atomically */
};

/*
 * Allocations of one size that a CPU freed recently, in the first chunk.  They are not on the lists
 * of free blocks: the CPU allocates them again without a lock.  Accessed only by the CPU itself,
 * with interrupts off.
 */
#define PCPU_RECENT		7
#define PCPU_REFILL		3
#define PCPU_RECENT_SIZES	4	/* 1 to 4 granules */
struct pcpu_recent {
	u16 nr;
	u16 granule[PCPU_RECENT];
};
DECLARE_PER_CPU(struct pcpu_recent, pcpu_recent[PCPU_RECENT_SIZES]);

/*
 * pcpu.lock protects all members.  Updates of those marked "grow mutex" also need pcpu_grow_mutex.
 */
struct pcpu_chunk {
	struct hlist_node slot_node;	/* entry in the list pcpu.slots[slot] */
	u64 bins;			/* a bit for each list: set if it is not empty */
	char *base;			/* address of granule 0 in unit 0; constant */
	u32 nr_granules;		/* granules with populated memory; grow mutex */
	u32 nr_free;
	u32 empty_at;	/* the value of nr_free if all granules are free; ~0: never freed */
	u32 max_pages;			/* pages that each unit can have; constant */
	u8 slot;			/* highest list with blocks, or PCPU_FULL */
	struct rb_node node;		/* entry in pcpu.tree, by base; grow mutex */
	/* first block of each list; valid if the list's bit in bins is set */
	u16 head[PCPU_NR_BINS];
	struct pcpu_map map[];		/* includes one granule for the end mark */
};

#define pcpu_map_words(nr_granules)	((nr_granules) / 64 + 1)

/* The members that each call accesses first are at the start. */
struct pcpu_state {
	spinlock_t lock;
	u32 nr_units;			/* one for each possible CPU; constant after boot */
	u64 slot_mask;			/* slots that have chunks, except PCPU_FULL */
	unsigned long nr_free;		/* free granules of all chunks */
	struct pcpu_chunk *first;	/* chunk with the static variables; constant */
	unsigned long first_ptr;	/* __percpu pointer to granule 0 of first; constant */
	unsigned long stride;		/* bytes from one unit to the next; constant */
	unsigned long first_pages;	/* pages per unit of the first chunk; constant */
	struct rb_root tree;		/* all chunks except first; updated with pcpu_grow_mutex */
	u32 nr_empty;			/* number of empty chunks, which may be freed */
	u32 missed;			/* largest failed atomic request, in granules */
	struct hlist_head slots[PCPU_NR_BINS + 1];
};

extern struct pcpu_state pcpu;

/* If fewer granules than PCPU_FREE_LOW are free, a work item adds pages up to PCPU_FREE_HIGH. */
#define PCPU_FREE_LOW	(PCPU_PAGE_GRANULES / 4)
#define PCPU_FREE_HIGH	PCPU_PAGE_GRANULES

static __fast_inline struct pcpu_block *pcpu_block(const struct pcpu_chunk *chunk, unsigned long i)
{
	return (struct pcpu_block *)(chunk->base + (i << PCPU_MIN_ALLOC_SHIFT));
}

static __fast_inline bool pcpu_used(const struct pcpu_chunk *chunk, unsigned long i)
{
	return chunk->map[i / 64].used >> i % 64 & 1;
}

static inline bool pcpu_live(const struct pcpu_chunk *chunk, unsigned long i)
{
	return READ_ONCE(chunk->map[i / 64].live) >> i % 64 & 1;
}

static inline bool pcpu_last(const struct pcpu_chunk *chunk, unsigned long i)
{
	return chunk->map[i / 64].last >> i % 64 & 1;
}

/* Return the list for blocks of @size granules. */
static inline unsigned int pcpu_bin_of(unsigned int size)
{
	unsigned int log;

	if (size <= PCPU_EXACT)
		return size - 1;
	log = __fls(size);
	return PCPU_EXACT + (log - 5) * 4 + (size >> (log - 2) & 3);
}

/* Return true if the list contains several sizes and @size is one of them. */
static __fast_inline bool pcpu_bin_holds(unsigned long bin, unsigned long size)
{
	bin -= PCPU_EXACT;
	return (long)bin >= 0 && size >> (bin / 4 + 3) == 4 + bin % 4;
}

/* Return the smallest size on the list. */
static inline unsigned int pcpu_bin_size(unsigned int bin)
{
	if (bin < PCPU_EXACT)
		return bin + 1;
	bin -= PCPU_EXACT;
	return (4 + bin % 4) << (bin / 4 + 3);
}

/*
 * Return the size of the allocation that starts at granule @i, in granules.  The owner of the
 * allocation needs no lock: only bits of other granules can change.
 */
unsigned int pcpu_size_at(const struct pcpu_chunk *chunk, unsigned long i);
/* Return the number of granules that the CPUs freed recently and that are on no list. */
unsigned long pcpu_nr_recent(void);
/* Move the chunk to the slot of its highest list. */
void __pcpu_refile(struct pcpu_chunk *chunk);
/* Free granules [i, i + n), whose used bits are clear already. */
void __pcpu_give(struct pcpu_chunk *chunk, unsigned long i, unsigned long n);

/*
 * Add pages for an allocation.  Returns false if that fails.  Callers of this function and of
 * pcpu_shrink() hold pcpu_grow_mutex, so they are threads.  Implemented in percpu_grow.c.
 */
struct mutex;
struct work_struct;
extern struct mutex pcpu_grow_mutex;
extern struct work_struct pcpu_balance_work;
bool pcpu_grow(unsigned int n, unsigned int align, gfp_t gfp);
/* Free empty chunks, except for @keep of them.  Returns the number of freed pages. */
unsigned long pcpu_shrink(unsigned int keep);
/* Schedule work that adds free granules or frees empty chunks.  May be called in any context. */
void pcpu_balance(void);

/* Check all invariants.  Prints the first violation and returns the number of violations. */
int percpu_validate(void);

#endif /* MM_PERCPU_H */
