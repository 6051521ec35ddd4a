/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_MM_MODEL_H
#define TESTS_MM_MODEL_H

/*
 * A simple model of the page allocator.  The model has a byte for each page frame: the number of
 * the live block that contains the frame.
 *
 * model_add() is called after an allocation.  It checks that the memory has no owner, is aligned,
 * is in an allowed zone and has one reference, and writes a pattern to both ends of each page.
 * model_take() is called before memory is freed, and checks the pattern.  The first mistake is
 * printed with the values that are necessary to repeat the run, and sets `broken`.
 */

#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/prandom.h>

struct kunit;

enum model_kind {
	MODEL_PLAIN,		/* 2^order pages, freed as one block */
	MODEL_COMPOUND,
	MODEL_EXACT,		/* memory of alloc_pages_exact() */
	MODEL_RANGE,		/* memory of alloc_contig_range() */
	NR_MODEL_KINDS
};

struct model_block {
	struct page *page;
	u32 nr_pages;
	u8 kind;
	u8 refs;
	u8 owner;		/* value of model.map[] for the pages of this block */
	u64 stamp;		/* value that the pattern has in the block's first page */
};

#define MODEL_BLOCKS	8192

struct model {
	struct kunit *test;
	struct rnd_state rnd;
	unsigned int seed;
	unsigned long step;
	const char *op;			/* name of the current operation */
	bool broken;			/* true after a mistake was found; the run stops */
	/* true if the model does not know which memory may be freed */
	bool lost;
	/* the only zone that is used, or NULL for all zones of the machine */
	struct zone *zone;
	u8 *map;			/* owner of each page, indexed by page number */
	unsigned long nr_map;
	unsigned long nr_total;		/* number of free pages before the run */
	unsigned long nr_live;		/* number of pages in all blocks */
	unsigned long peak;		/* maximum of nr_live */
	unsigned long nr_added[NR_MODEL_KINDS], nr_refused;
	unsigned int nr_blocks;
	u64 next_stamp;
	/* the live blocks: the first nr_blocks entries, in no particular order */
	struct model_block blocks[MODEL_BLOCKS];
};

/*
 * Start a model without blocks.  Returns false if there is no memory for the map.  model_end()
 * frees the remaining blocks and the map.
 */
bool model_begin(struct model *m, struct kunit *test, struct zone *zone, unsigned int seed);
void model_end(struct model *m);

/* Report a mistake, the values @a and @b, and how to repeat the run.  Always returns false. */
bool model_fail(struct model *m, const char *what, unsigned long a, unsigned long b);

/*
 * Record that a request with the flags @gfp allocated @nr_pages at @page.  Returns false after a
 * mistake.
 */
bool model_add(struct model *m, struct page *page, unsigned long nr_pages, enum model_kind kind,
	       gfp_t gfp);
/* Return a random block, or NULL if there is none. */
struct model_block *model_any(struct model *m);
/* Return true if the block still has the pattern that model_add() wrote. */
bool model_contents(struct model *m, const struct model_block *block);
/* Remove a block from the model before it is freed, and return it. */
struct model_block model_take(struct model *m, struct model_block *block);
/* Replace a block of several pages by blocks of one page, after split_page(). */
void model_split(struct model *m, struct model_block *block);
/* Return the number of live pages in [page, page + nr). */
unsigned long model_count(const struct model *m, const struct page *page, unsigned long nr);
/* Return true if the number of free pages is the one that the model expects. */
bool model_free_count(struct model *m);
/* Return true if each struct page of the private zone agrees with the map of the model. */
bool model_tiles(struct model *m, struct page *first, unsigned long nr_pages);

#endif /* TESTS_MM_MODEL_H */
