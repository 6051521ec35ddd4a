/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_MM_MODEL_H
#define TESTS_MM_MODEL_H

/*
 * A plain model of the page allocator: a byte for each page frame says which live block it is of.
 *
 * What the allocator hands out is told to model_add(), which checks that it is nobody's, aligned, of a
 * zone that was allowed, with one reference, and writes a pattern into the ends of each page; what is
 * given back passes model_take() first, which checks the pattern.  Whatever does not agree is printed
 * once, with all that is needed to repeat it, and sets `broken`.
 */

#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/prandom.h>

struct kunit;

enum model_kind {
	MODEL_PLAIN,		/* of 2^order pages, freed as one */
	MODEL_COMPOUND,
	MODEL_EXACT,		/* alloc_pages_exact() */
	MODEL_RANGE,		/* alloc_contig_range() */
	NR_MODEL_KINDS
};

struct model_block {
	struct page *page;
	u32 nr_pages;
	u8 kind;
	u8 refs;
	u8 owner;		/* what the map says of its pages */
	u64 stamp;		/* of the first page */
};

#define MODEL_BLOCKS	8192

struct model {
	struct kunit *test;
	struct rnd_state rnd;
	unsigned int seed;
	unsigned long step;
	const char *op;			/* what is being done */
	bool broken;			/* no further step is of use */
	bool lost;			/* it is not known what may be freed */
	struct zone *zone;		/* the only one; NULL: the machine's */
	u8 *map;			/* by page number */
	unsigned long nr_map;
	unsigned long nr_total;		/* free pages when there was no block */
	unsigned long nr_live;		/* pages of all blocks */
	unsigned long peak;		/* of nr_live */
	unsigned long nr_added[NR_MODEL_KINDS], nr_refused;
	unsigned int nr_blocks;
	u64 next_stamp;
	struct model_block blocks[MODEL_BLOCKS];	/* in no order; nr_blocks of them */
};

/* Nothing is live.  False: no memory for the map.  model_end() frees what is live, and the map. */
bool model_begin(struct model *m, struct kunit *test, struct zone *zone, unsigned int seed);
void model_end(struct model *m);

/* Says that something is wrong, and how to see it again.  Always false. */
bool model_fail(struct model *m, const char *what, unsigned long a, unsigned long b);

/* @nr_pages at @page were handed out for a request with @gfp. */
bool model_add(struct model *m, struct page *page, unsigned long nr_pages, enum model_kind kind,
	       gfp_t gfp);
/* A block, any; NULL if there is none. */
struct model_block *model_any(struct model *m);
/* Is what is in the block what was written there? */
bool model_contents(struct model *m, const struct model_block *block);
/* The block is about to be given back: it is the model's no longer, and returned. */
struct model_block model_take(struct model *m, struct model_block *block);
/* A block of several pages becomes single ones. */
void model_split(struct model *m, struct model_block *block);
/* Pages of [page, page + nr) that are live. */
unsigned long model_count(const struct model *m, const struct page *page, unsigned long nr);
/* Free pages are what the model says. */
bool model_free_count(struct model *m);
/* Each struct page of the model's own zone says what the map says. */
bool model_tiles(struct model *m, struct page *first, unsigned long nr_pages);

#endif /* TESTS_MM_MODEL_H */
