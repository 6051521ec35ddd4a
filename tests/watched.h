/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_WATCHED_H
#define TESTS_WATCHED_H

#include <kunit/test.h>

#include "../mm/slab.h"

/* For who looks at the engine's insides, or counts the pages that objects take. */
static inline void skip_if_watched(struct kunit *test)
{
	if (slab_debug_wanted())
		kunit_skip(test, "objects are under watch, not the engine's");
}

static inline __maybe_unused int init_skip_if_watched(struct kunit *test)
{
	skip_if_watched(test);
	return 0;
}

#endif /* TESTS_WATCHED_H */
