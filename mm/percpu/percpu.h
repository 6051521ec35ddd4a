/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_PERCPU_H
#define MM_PERCPU_H

/* Chunks of per-CPU memory: see mm/percpu/percpu.c. */

#include <linux/list.h>
#include <linux/percpu.h>
#include <linux/rbtree.h>
#include <linux/spinlock.h>
#include <linux/types.h>
#include <asm/page.h>

#define PCPU_PAGE_GRANULES	(PAGE_SIZE >> PCPU_MIN_ALLOC_SHIFT)

/*
 * Lists of free blocks: one for each size up to PCPU_EXACT granules, then four for each power of
 * two.  A chunk holds less than 2^13 granules, so that all sizes have a list.
 */
#define PCPU_EXACT		31
#define PCPU_NR_BINS		63
#define PCPU_MAX_GRANULES	8191
#define PCPU_FULL		PCPU_NR_BINS	/* slot of a chunk without free blocks */
#define PCPU_NO_BLOCK		0xffff		/* no granule's number */

/* The first granule of a free block, in unit 0; the last one has the size, too. */
struct pcpu_block {
	u16 next, prev;		/* on its list: granules, or PCPU_NO_BLOCK */
	u16 size;		/* granules */
	u16 bin;		/* its list */
};

struct pcpu_map {
	u64 used;		/* the granule is allocated */
	u64 start;		/* an allocation starts at it */
};

/* pcpu.lock protects all of it, pcpu_grow_mutex besides what is marked so. */
struct pcpu_chunk {
	struct hlist_node slot_node;	/* in pcpu.slots[slot] */
	u64 bins;			/* lists that are not empty */
	char *base;			/* granule 0 in unit 0; constant */
	u32 nr_granules;		/* that have memory; grow mutex */
	u32 nr_free;
	u32 empty_at;			/* nr_free if it is empty; ~0: it stays */
	u32 max_pages;			/* in each unit; constant */
	u8 slot;			/* its highest list, or PCPU_FULL */
	struct rb_node node;		/* in pcpu.tree, by base; grow mutex */
	u16 head[PCPU_NR_BINS];		/* lists of free blocks; valid where bins says so */
	struct pcpu_map map[];		/* one granule more than there can be */
};

#define pcpu_map_words(nr_granules)	((nr_granules) / 64 + 1)

/* What is touched by each call first. */
struct pcpu_state {
	spinlock_t lock;
	u32 nr_units;			/* constant after boot, as stride, first, first_pages */
	u64 slot_mask;			/* slots that have chunks, PCPU_FULL left out */
	struct pcpu_chunk *lowest;	/* the first of the lowest of them; NULL */
	unsigned long nr_free;		/* granules of all chunks */
	struct pcpu_chunk *first;	/* with the static variables' reserve; for ever */
	unsigned long first_ptr;	/* the __percpu pointer to its granule 0 */
	unsigned long stride;		/* from a unit to the next one */
	unsigned long first_pages;	/* in each unit of the first, static variables included */
	struct rb_root tree;		/* the other chunks; grow mutex */
	u32 nr_empty;			/* chunks that could be given back */
	u32 missed;			/* granules that an atomic request did not get */
	struct hlist_head slots[PCPU_NR_BINS + 1];
};

extern struct pcpu_state pcpu;

/* Below that many free granules a work item adds some, up to the second figure. */
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

/* The list of blocks of that size. */
static inline unsigned int pcpu_bin_of(unsigned int size)
{
	unsigned int log;

	if (size <= PCPU_EXACT)
		return size - 1;
	log = __fls(size);
	return PCPU_EXACT + (log - 5) * 4 + (size >> (log - 2) & 3);
}

/* Is it the list of several sizes, with that one among them? */
static __fast_inline bool pcpu_bin_holds(unsigned long bin, unsigned long size)
{
	bin -= PCPU_EXACT;
	return (long)bin >= 0 && size >> (bin / 4 + 3) == 4 + bin % 4;
}

/* The smallest size on a list. */
static inline unsigned int pcpu_bin_size(unsigned int bin)
{
	if (bin < PCPU_EXACT)
		return bin + 1;
	bin -= PCPU_EXACT;
	return (4 + bin % 4) << (bin / 4 + 3);
}

/* The granules of the allocation that starts at granule @i. */
unsigned int pcpu_size_at(const struct pcpu_chunk *chunk, unsigned long i);
/* The slots changed: pcpu.lowest follows.  __pcpu_refile() does that. */
void __pcpu_set_lowest(void);
/* File the chunk by its highest list again. */
void __pcpu_refile(struct pcpu_chunk *chunk);
/* Granules [i, i + n), which are not marked as used, become free. */
void __pcpu_give(struct pcpu_chunk *chunk, unsigned long i, unsigned long n);

/*
 * mm/percpu/percpu_grow.c.  Make room for an allocation: false if memory is short.  Both with the mutex
 * held, which is only taken by threads.
 */
struct mutex;
struct work_struct;
extern struct mutex pcpu_grow_mutex;
extern struct work_struct pcpu_balance_work;
bool pcpu_grow(unsigned int n, unsigned int align, gfp_t gfp);
/* Give empty chunks back but @keep: pages. */
unsigned long pcpu_shrink(unsigned int keep);
/* Something is to be done: free granules are few, or empty chunks many.  Any context. */
void pcpu_balance(void);

/* mm/percpu/percpu_validate.c: the number of violations, the first one printed. */
int percpu_validate(void);

#endif /* MM_PERCPU_H */
