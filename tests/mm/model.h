/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_MM_MODEL_H
#define TESTS_MM_MODEL_H

/*
 * A simple model of the page allocator.  It has a byte for each page frame, with the number of the
 * live block that contains the frame.
 *
 * model_add() is called for allocated memory.  It checks that the memory has no owner, is aligned,
 * is in an allowed zone and has one reference, and writes a pattern to the ends of each page.
 * model_take() is called before memory is freed, and checks the pattern.  The first mistake is
 * printed with the values that are necessary to repeat it, and sets `broken`.
 */

#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/prandom.h>

struct kunit;

enum model_kind {
	MODEL_PLAIN,		/* 2^order pages, freed as one block */
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
	u8 owner;		/* value in the map for its pages */
	u64 stamp;		/* value in the pattern of the first page */
};

#define MODEL_BLOCKS	8192

struct model {
	struct kunit *test;
	struct rnd_state rnd;
	unsigned int seed;
	unsigned long step;
	const char *op;			/* the current operation */
	bool broken;			/* a mistake was found: the run stops */
	bool lost;			/* it is unknown which memory may be freed */
	struct zone *zone;		/* the only zone, or NULL for the machine's zones */
	u8 *map;			/* owner of each page, by page number */
	unsigned long nr_map;
	unsigned long nr_total;		/* free pages at the start, when no block was allocated */
	unsigned long nr_live;		/* pages of all blocks */
	unsigned long peak;		/* maximum of nr_live */
	unsigned long nr_added[NR_MODEL_KINDS], nr_refused;
	unsigned int nr_blocks;
	u64 next_stamp;
	struct model_block blocks[MODEL_BLOCKS];	/* nr_blocks entries, in no order */
};

/*
 * Start a model without blocks.  Returns false if there is no memory for the map.  model_end()
 * frees the live blocks and the map.
 */
bool model_begin(struct model *m, struct kunit *test, struct zone *zone, unsigned int seed);
void model_end(struct model *m);

/* Report a mistake, and how to repeat it.  Always returns false. */
bool model_fail(struct model *m, const char *what, unsigned long a, unsigned long b);

/* Record that @nr_pages at @page were allocated by a request with @gfp. */
bool model_add(struct model *m, struct page *page, unsigned long nr_pages, enum model_kind kind,
	       gfp_t gfp);
/* Return a random block, or NULL if there is none. */
struct model_block *model_any(struct model *m);
/* Return true if the block has the contents that were written to it. */
bool model_contents(struct model *m, const struct model_block *block);
/* Remove a block from the model before it is freed, and return it. */
struct model_block model_take(struct model *m, struct model_block *block);
/* Split a block of several pages into single ones. */
void model_split(struct model *m, struct model_block *block);
/* Return the number of live pages in [page, page + nr). */
unsigned long model_count(const struct model *m, const struct page *page, unsigned long nr);
/* Return true if the number of free pages is the number that the model expects. */
bool model_free_count(struct model *m);
/* Return true if each struct page of the model's private zone agrees with the map. */
bool model_tiles(struct model *m, struct page *first, unsigned long nr_pages);

#endif /* TESTS_MM_MODEL_H */
