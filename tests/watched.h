/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_WATCHED_H
#define TESTS_WATCHED_H

#include <kunit/test.h>
#include <linux/stackdepot.h>

#include "mm/objects/objects.h"

/*
 * Skip a test that checks internals of the allocator or counts the pages of objects, if object
 * debugging is on.
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
 * Return the number of free pages, plus the number of pages in which the stack depot stores stacks
 * permanently.
 */
static inline __maybe_unused unsigned long free_or_seen_pages(void)
{
	struct stack_depot_stats stats = { 0 };

	if (IS_ENABLED(CONFIG_STACKDEPOT))
		stack_depot_stats(&stats);
	return nr_free_pages() + stats.nr_pages;
}

/*
 * Expect a number of free pages, in tests that allocate or free objects indirectly.  With object
 * debugging, no number is expected: freed objects are retained, and their stacks use memory.
 */
#define EXPECT_FREE_PAGES(test, nr)						\
do {										\
	if (!slab_debug_wanted())						\
		KUNIT_EXPECT_EQ(test, nr_free_pages(), nr);			\
} while (0)

#endif /* TESTS_WATCHED_H */
