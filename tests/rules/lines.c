// SPDX-License-Identifier: BSD-2-Clause
/*
 * Rules for the state of each line of RAM in a cache that all CPUs share.  Accesses by CPUs with
 * the MMU off, accesses through uncached mappings, and accesses by devices bypass the cache.
 *
 * The state of a line without a flag is unknown: no CPU has stored to the line since the start, and
 * the cache may contain it.
 */

#include "rules.h"

enum {
	DIRTY = 1,	/* the cache has newer data than memory */
	NEWER = 2,	/* memory has newer data than the cache, if the line is in the cache */
	CLEAN = 4,	/* cleaned or invalidated: eviction writes no data */
	ABSENT = 8, /* invalidated, and not mapped cacheable since: the line is not in the cache */
};

static u8 *states;

static u8 *state_of(u64 pa)
{
	return &states[(pa - ram.start) / LINE_SIZE];
}

/*
 * Initialize the states.  The loader wrote the lines of @image.  These lines are clean, as the boot
 * protocols require.
 */
void lines_init(const struct range *image)
{
	states = zeroed(ram.size / LINE_SIZE);
	for (u64 pa = image->start; pa < image->start + image->size; pa += LINE_SIZE)
		if (in_ram(pa))
			*state_of(pa) = CLEAN;
}

void lines_load(u64 pa, enum memory_type type)
{
	u8 state = *state_of(pa);

	if (type == WRITE_BACK && state & NEWER)
		report(COH_READ, pa, NULL);
	if (type != WRITE_BACK && state & DIRTY)
		report(COH_PAST, pa, NULL);
}

void lines_store(u64 pa, enum memory_type type)
{
	u8 *state = state_of(pa);

	if (type == WRITE_BACK) {
		if (*state & NEWER)
			report(COH_READ, pa, NULL);
		*state = DIRTY;
		return;
	}
	if (*state & DIRTY)
		report(COH_OVER, pa, NULL);
	else if (arch == &arm64 && !(*state & (CLEAN | NEWER | ABSENT)))
		report(COH_STORE, pa, NULL);
	if (!(*state & ABSENT))
		*state |= NEWER;
}

/* Check an instruction fetch with the MMU off, which bypasses the cache. */
void lines_fetch(u64 pa)
{
	if (*state_of(pa) & DIRTY)
		report(COH_PAST, pa, NULL);
}

/*
 * Handle the first cacheable mapping of a frame.  After that, speculation may load lines of the
 * frame into the cache.
 */
void lines_mapped_cacheable(u64 pa)
{
	u8 *state = state_of(pa);

	for (unsigned int i = 0; i < FRAME_SIZE / LINE_SIZE; i++)
		state[i] &= ~ABSENT;
}

bool lines_newer(u64 pa, u64 size)
{
	for (u64 end = pa + size; pa < end; pa += LINE_SIZE)
		if (*state_of(pa) & NEWER)
			return true;
	return false;
}

void lines_clean(u64 pa)
{
	u8 *state = state_of(pa);

	*state = (*state & ~DIRTY) | CLEAN;
}

void lines_invalidate(u64 pa, bool clean_first)
{
	u8 *state = state_of(pa);

	if (!clean_first && *state & DIRTY)
		report(COH_LOSS, pa, NULL);
	*state = CLEAN;
	if (now.cpu->mmu && !page_of(pa)->cacheable)
		*state |= ABSENT;
}

/* Clean all lines.  Maintenance by set and way is treated as maintenance of all lines. */
void lines_clean_all(void)
{
	for (u64 i = 0; i < ram.size / LINE_SIZE; i++)
		states[i] = (states[i] & ~(DIRTY | NEWER)) | CLEAN;
}
