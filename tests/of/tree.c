// SPDX-License-Identifier: BSD-2-Clause

#include <linux/errno.h>
#include <linux/string.h>
#include "tree.h"

#define HEADER_SIZE 40

static u8 *grow(struct tree *t, u32 bytes)
{
	u8 *p = t->structs + t->structs_size;

	if (bytes > sizeof(t->structs) - t->structs_size) {
		t->full = true;
		return NULL;
	}
	t->structs_size += bytes;
	memset(p, 0, bytes);
	return p;
}

static void put(struct tree *t, u32 cell)
{
	u8 *p = grow(t, 4);

	if (p)
		tree_put32(p, cell);
}

/* Return the offset of a name in the strings block.  Like dtc, add each name only once. */
static u32 string_offset(struct tree *t, const char *name)
{
	u32 size = strlen(name) + 1, at = 0;

	for (; at < t->strings_size; at += strlen((char *)t->strings + at) + 1) {
		if (!strcmp((char *)t->strings + at, name))
			return at;
	}
	if (size > sizeof(t->strings) - at) {
		t->full = true;
		return 0;
	}
	memcpy(t->strings + at, name, size);
	t->strings_size += size;
	return at;
}

void tree_start(struct tree *t)
{
	memset(t, 0, sizeof(*t));
}

void tree_begin(struct tree *t, const char *name)
{
	u32 size = strlen(name) + 1;
	u8 *p;

	put(t, DTB_BEGIN_NODE);
	p = grow(t, (size + 3) & ~3u);
	if (p)
		memcpy(p, name, size);
}

void tree_end(struct tree *t)
{
	put(t, DTB_END_NODE);
}

void tree_nop(struct tree *t)
{
	put(t, DTB_NOP);
}

void tree_bytes(struct tree *t, const char *name, const void *value, u32 size)
{
	u8 *p;

	put(t, DTB_PROP);
	put(t, size);
	put(t, string_offset(t, name));
	p = grow(t, (size + 3) & ~3u);
	if (p && size)
		memcpy(p, value, size);
}

void tree_string(struct tree *t, const char *name, const char *value)
{
	tree_bytes(t, name, value, strlen(value) + 1);
}

void tree_words(struct tree *t, const char *name, const u32 *cells, u32 n)
{
	put(t, DTB_PROP);
	put(t, 4 * n);
	put(t, string_offset(t, name));
	for (u32 i = 0; i < n; i++)
		put(t, cells[i]);
}

void tree_reserve(struct tree *t, u64 address, u64 size)
{
	u8 *p = t->rsvmap + t->rsvmap_size;

	/* The new entry and the terminating entry need 16 bytes each. */
	if (t->rsvmap_size + 32 > sizeof(t->rsvmap)) {
		t->full = true;
		return;
	}
	tree_put32(p, address >> 32);
	tree_put32(p + 4, address);
	tree_put32(p + 8, size >> 32);
	tree_put32(p + 12, size);
	t->rsvmap_size += 16;
}

int tree_finish(struct tree *t)
{
	u32 rsvmap = HEADER_SIZE, structs, strings;
	u8 *b = t->blob;

	put(t, DTB_END);
	structs = rsvmap + t->rsvmap_size + 16;
	strings = structs + t->structs_size;
	t->size = strings + t->strings_size;
	if (t->full || t->size > sizeof(t->blob))
		return -ENOSPC;
	memset(b, 0, sizeof(t->blob));
	tree_put32(b, 0xd00dfeed);
	tree_put32(b + 4, t->size);
	tree_put32(b + 8, structs);
	tree_put32(b + 12, strings);
	tree_put32(b + 16, rsvmap);
	tree_put32(b + 20, 17);
	tree_put32(b + 24, 16);
	tree_put32(b + 32, t->strings_size);
	tree_put32(b + 36, t->structs_size);
	memcpy(b + rsvmap, t->rsvmap, t->rsvmap_size);
	memcpy(b + structs, t->structs, t->structs_size);
	memcpy(b + strings, t->strings, t->strings_size);
	/*
	 * Remove the end token, so that nodes can be added and tree_finish() can be called again.
	 */
	t->structs_size -= 4;
	return 0;
}

int tree_index(struct tree *t, struct of_tree *of, unsigned int max)
{
	int err = tree_finish(t);

	if (!err)
		err = dtb_open(&of->dtb, t->blob, t->size);
	if (!err)
		err = dtb_validate(&of->dtb);
	if (!err && of_tree_count(&of->dtb) > max)
		err = -ENOSPC;
	if (!err)
		of_tree_index(of);
	return err;
}
