/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_WATCHED_H
#define TESTS_WATCHED_H

#include <kunit/test.h>
#include <linux/stackdepot.h>

#include "mm/objects/objects.h"

/*
 * Skip a test if object debugging is on.  Tests call this function if they check internals of the
 * allocator, or count the pages of objects.
 */
static inline void skip_if_watched(struct kunit *test)
{
	if (slab_debug_wanted())
		kunit_skip(test, "objects are under watch, not the engine's");
}

static inline __maybe_unused int init_skip_if_watched(struct kunit *test)
{
	skip_if_watched(test);
	if (IS_ENABLED(CONFIG_SLAB_SHEAVES) && slab_inits())
		kunit_skip(test, "no objects are kept at hand: they are cleared");
	return 0;
}

/*
 * Return the number of free pages, plus the number of pages of the stack depot, which stores stacks
 * and never frees pages.
 */
static inline __maybe_unused unsigned long free_or_seen_pages(void)
{
	struct stack_depot_stats stats = { 0 };

	if (IS_ENABLED(CONFIG_STACKDEPOT))
		stack_depot_stats(&stats);
	return nr_free_pages() + stats.nr_pages;
}

/*
 * Expect @nr free pages.  Tests that allocate or free objects indirectly use this macro.  With
 * object debugging, nothing is checked, because freed objects are retained, and the call chains of
 * objects use memory.
 */
#define EXPECT_FREE_PAGES(test, nr)						\
do {										\
	if (!slab_debug_wanted())						\
		KUNIT_EXPECT_EQ(test, nr_free_pages(), nr);			\
} while (0)

#endif /* TESTS_WATCHED_H */
