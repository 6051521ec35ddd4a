// SPDX-License-Identifier: BSD-2-Clause
/*
 * The state of each line of RAM in a cache that all CPUs see.  Accesses that bypass the cache do not
 * see it: those of CPUs with the MMU off, of uncached mappings and of devices.
 *
 * A line without a flag is unknown: no CPU has stored to it since the start, and a cache may have it.
 */

#include "rules.h"

enum {
	DIRTY = 1,	/* the cache has data that memory does not have */
	NEWER = 2,	/* memory has data that the cache, if it holds the line, does not have */
	CLEAN = 4,	/* cleaned or invalidated: an eviction writes nothing */
	ABSENT = 8,	/* invalidated, and no cacheable mapping since: the cache cannot hold it */
};

static u8 *states;

static u8 *state_of(u64 pa)
{
	return &states[(pa - ram.start) / LINE_SIZE];
}

/* @image is the range that the loader wrote. The boot protocols promise that its lines are clean. */
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

/* While the MMU is off, instructions are fetched past the cache. */
void lines_fetch(u64 pa)
{
	if (*state_of(pa) & DIRTY)
		report(COH_PAST, pa, NULL);
}

/* The first cacheable mapping of a frame: speculation may bring its lines into the cache. */
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

/* Maintenance by set and way is treated as maintenance of all lines. */
void lines_clean_all(void)
{
	for (u64 i = 0; i < ram.size / LINE_SIZE; i++)
		states[i] = (states[i] & ~(DIRTY | NEWER)) | CLEAN;
}
