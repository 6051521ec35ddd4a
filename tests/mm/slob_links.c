// SPDX-License-Identifier: BSD-2-Clause
/*
 * The shell command "slob_links": overwrite the links in one of SLOB's lists, as a write to freed
 * memory could, and allocate until SLOB uses the list.  With CONFIG_LIST_HARDENED, the machine
 * stops when the list is used.
 */

#include <linux/array_size.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <quarry/console.h>
#include <quarry/shell.h>

#include "mm/objects/slob/slob_entry.h"

#define NR	512

static void *objects[NR];
static unsigned long fake[4];

/* Allocate NR objects, and free every second one. */
static void make_gaps(size_t size)
{
	for (unsigned int i = 0; i < NR; i++)
		objects[i] = kmalloc(size, GFP_KERNEL);
	for (unsigned int i = 0; i < NR; i += 2)
		kfree(objects[i]);
}

static void fill_gaps(size_t size)
{
	for (unsigned int i = 0; i < NR; i += 2)
		objects[i] = kmalloc(size, GFP_KERNEL);
}

static bool overwrite(struct hlist_node *links)
{
	if (links)
		links->pprev = (struct hlist_node **)fake;
	return links;
}

static bool slab(void)
{
	make_gaps(64);
	return overwrite(slab_list(slabs_of(own_pool(POOL_SLABS)), 64)->first);
}

static bool page_slab(void)
{
	struct slob_page_slabs *page_slabs = page_slabs_of(own_pool(POOL_PAGE_SLABS));

	make_gaps(256);
	return HAS_PAGE_SLABS && overwrite(first_links(page_slabs, page_slab_list_offset(256)));
}

static bool block(void)
{
	struct slob_blocks *blocks = blocks_of(own_pool(POOL_LARGE));
	bool found = false;

	make_gaps(1504);
	for (unsigned int i = 0; i < NR_LISTS; i++) {
		unsigned long *first = blocks->list[i];

		if (!first)
			continue;
		first[1] = (unsigned long)fake << LINK_SHIFT | (first[1] & SIZE_MASK);
		found = true;
	}
	return found;
}

static const struct {
	const char *name;
	bool (*overwrite)(void);
	size_t size;
} kinds[] = {
	{ "slab", slab, 64 }, { "page", page_slab, 256 }, { "block", block, 1504 },
};

static int slob_links(int argc, char **argv)
{
	for (unsigned int i = 0; argc > 1 && i < ARRAY_SIZE(kinds); i++) {
		bool found;

		if (strcmp(argv[1], kinds[i].name))
			continue;
		found = kinds[i].overwrite();
		if (found)
			fill_gaps(kinds[i].size);
		console_printf("the machine goes on%s\n", found ? "" : ": no list has any");
		return 1;
	}
	return -EINVAL;
}
SHELL_COMMAND(slob_links, "slob_links", "slab|page|block", "overwrite links of SLOB, for tests",
	      slob_links);
