// SPDX-License-Identifier: BSD-2-Clause
/*
 * A mirror of RAM.
 *
 * QEMU's plugin interface cannot read physical memory.  The mirror contains the data that CPUs have
 * stored.  Data that a loader wrote before the first instruction is 0 in the mirror.  For page
 * tables, this is sufficient.
 */

#include <stdlib.h>
#include <sys/mman.h>

#include "rules.h"

struct range ram;
struct range denied[MAX_RANGES];
/* The first nr_denied_by_options entries of denied[] come from options of the plugin. */
unsigned int nr_denied, nr_denied_by_options;

static u8 *mirror;
static struct page *pages;

/*
 * Return @size bytes of zeroed memory.  The host allocates a page of this memory at the first
 * write.
 */
void *zeroed(u64 size)
{
	void *memory = mmap(NULL, size, PROT_READ | PROT_WRITE,
			    MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);

	if (memory == MAP_FAILED) {
		perror("rules: no memory for the mirror of RAM");
		exit(1);
	}
	return memory;
}

void memory_init(void)
{
	mirror = zeroed(ram.size);
	pages = zeroed(ram.size / FRAME_SIZE * sizeof(*pages));
}

bool in_ram(u64 pa)
{
	return pa - ram.start < ram.size;
}

/* Return true if the frame may be mapped cacheable: it is RAM that firmware does not reserve. */
bool may_be_cached(u64 pa)
{
	for (unsigned int i = 0; i < nr_denied; i++)
		if (pa - denied[i].start < denied[i].size)
			return false;
	return in_ram(pa);
}

struct page *page_of(u64 pa)
{
	return &pages[(pa - ram.start) / FRAME_SIZE];
}

/* Read an aligned word of RAM.  Returns 0 outside of RAM. */
u64 mirror_read(u64 pa)
{
	return in_ram(pa) ? *(u64 *)(mirror + (pa - ram.start)) : 0;
}

void mirror_write(u64 pa, u64 value)
{
	*(u64 *)(mirror + (pa - ram.start)) = value;
}
