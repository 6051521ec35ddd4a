// SPDX-License-Identifier: BSD-2-Clause
/*
 * The command "slob_links": overwrite the links of one of SLOB's lists, as a write to freed memory would,
 * and allocate until the list is used.  With CONFIG_LIST_HARDENED the machine stops there.
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

/* Freed memory of that size, between objects. */
static void make_holes(size_t size)
{
	for (unsigned int i = 0; i < NR; i++)
		objects[i] = kmalloc(size, GFP_KERNEL);
	for (unsigned int i = 0; i < NR; i += 2)
		kfree(objects[i]);
}

static void use_holes(size_t size)
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
	make_holes(64);
	return overwrite(room_for(slabs_of(own_pool(POOL_SLABS)), 64)->first);
}

static bool place(void)
{
	make_holes(256);
	return HAS_PLACES && overwrite(first_links(places_of(own_pool(POOL_PLACES)), room_of_size(256)));
}

static bool block(void)
{
	struct slob_blocks *blocks = blocks_of(own_pool(POOL_LARGE));
	bool found = false;

	make_holes(1504);
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
	{ "slab", slab, 64 }, { "place", place, 256 }, { "block", block, 1504 },
};

static int slob_links(int argc, char **argv)
{
	for (unsigned int i = 0; argc > 1 && i < ARRAY_SIZE(kinds); i++) {
		bool found;

		if (strcmp(argv[1], kinds[i].name))
			continue;
		found = kinds[i].overwrite();
		if (found)
			use_holes(kinds[i].size);
		console_printf("the machine goes on%s\n", found ? "" : ": no list has any");
		return 1;
	}
	return -EINVAL;
}
SHELL_COMMAND(slob_links, "slob_links", "slab|place|block", "overwrite links of SLOB, for tests",
	      slob_links);
