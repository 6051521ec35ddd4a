/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_OF_TREE_H
#define TESTS_OF_TREE_H

/*
 * Writer of flattened device trees.  Call tree_start(), add nodes and properties in document order,
 * and call tree_finish(), which writes the tree to `blob`.  If the tree is too large, tree_finish()
 * returns -ENOSPC.
 */

#include <internal/of_tree.h>
#include <linux/types.h>

struct tree {
	u32 structs_size, strings_size, rsvmap_size;
	bool full;
	u8 structs[6144];
	u8 strings[1024];
	u8 rsvmap[80];
	u8 blob[7680] __aligned(8);
	u32 size;			/* size of `blob` in bytes, after tree_finish() */
};

void tree_start(struct tree *t);
void tree_begin(struct tree *t, const char *name);
void tree_end(struct tree *t);
void tree_nop(struct tree *t);
void tree_bytes(struct tree *t, const char *name, const void *value, u32 size);
void tree_string(struct tree *t, const char *name, const char *value);
void tree_words(struct tree *t, const char *name, const u32 *cells, u32 n);
void tree_reserve(struct tree *t, u64 address, u64 size);
int tree_finish(struct tree *t);

/*
 * Finish, open, validate and index the tree.  @max is the number of entries in of->nodes.  Returns
 * 0 or a negative error number.
 */
int tree_index(struct tree *t, struct of_tree *of, unsigned int max);

#define tree_cells(t, name, ...) tree_words(t, name, (const u32 []){ __VA_ARGS__ }, \
					    sizeof((const u32 []){ __VA_ARGS__ }) / sizeof(u32))

/* Begin a node with the properties #address-cells and #size-cells. */
static inline void tree_begin_bus(struct tree *t, const char *name, u32 address_cells,
				  u32 size_cells)
{
	tree_begin(t, name);
	tree_cells(t, "#address-cells", address_cells);
	tree_cells(t, "#size-cells", size_cells);
}

/* Write a node that has only the properties reg and phandle. */
#define tree_leaf(t, name, handle, ...) do {			\
		tree_begin(t, name);				\
		tree_cells(t, "reg", __VA_ARGS__);		\
		tree_cells(t, "phandle", handle);		\
		tree_end(t);					\
	} while (0)

static inline void tree_put32(u8 *p, u32 value)
{
	p[0] = value >> 24;
	p[1] = value >> 16;
	p[2] = value >> 8;
	p[3] = value;
}

#endif /* TESTS_OF_TREE_H */
