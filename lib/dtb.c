// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reader of the flattened device tree.
 *
 * The structure block is a stream of 32-bit big-endian tokens.  read_token() is the only function
 * that decodes it, and the only one that compares offsets with the block's end; all others call
 * it in a loop.  Each search starts at the beginning and costs O(size of the tree), which is
 * acceptable for the dozen queries before the allocator works.  Later queries use the index in of/.
 * Walks over all nodes or all entries of reg are in dtb_address.c; they continue from the last
 * node, without a search.
 *
 * This file runs before the MMU is on: it must have no static data that contains an address, and no
 * jump tables.
 */

#include <asm/byteorder.h>
#include <internal/dtb.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/string.h>

#define FDT_MAGIC		0xd00dfeed
#define FDT_HEADER_SIZE		40
#define FDT_OLDEST_VERSION	16
#define FDT_RESERVATION_SIZE	16

int dtb_open(struct dtb *dtb, const void *blob, size_t limit)
{
	const u8 *b = blob;
	u32 version;

	if (!b || (unsigned long)b % 4)
		return -EFAULT;
	if (limit < FDT_HEADER_SIZE || dtb_be32(b) != FDT_MAGIC)
		return -ENOENT;
	*dtb = (struct dtb){
		.blob = b,
		.size = dtb_be32(b + 4),
		.structs = dtb_be32(b + 8),
		.strings = dtb_be32(b + 12),
		.rsvmap = dtb_be32(b + 16),
		.boot_cpuid = dtb_be32(b + 28),
		.strings_size = dtb_be32(b + 32),
		.structs_size = dtb_be32(b + 36),
	};
	version = dtb_be32(b + 20);
	if (version < FDT_OLDEST_VERSION || dtb_be32(b + 24) > FDT_OLDEST_VERSION + 1)
		return -EINVAL;
	if (version == FDT_OLDEST_VERSION)	/* without structs_size, use the rest of the blob */
		dtb->structs_size = dtb->size - dtb->structs;
	if (dtb->size < FDT_HEADER_SIZE || dtb->size > limit || dtb->size > INT_MAX)
		return -EINVAL;
	if (dtb->structs % 4 || dtb->structs > dtb->size ||
	    dtb->structs_size > dtb->size - dtb->structs)
		return -EINVAL;
	if (dtb->strings > dtb->size || dtb->strings_size > dtb->size - dtb->strings)
		return -EINVAL;
	if (dtb->rsvmap > dtb->size)
		return -EINVAL;
	/*
	 * Remove the bytes after the last NUL, so that every name in the block is terminated,
	 * without further checks.
	 */
	while (dtb->strings_size && b[dtb->strings + dtb->strings_size - 1])
		dtb->strings_size--;
	return 0;
}

/*
 * Return the size of the C string at @p including its NUL, or 0 if there is no NUL within @limit
 * bytes.
 */
static u32 string_extent(const u8 *p, u32 limit)
{
	for (u32 i = 0; i < limit; i++) {
		if (!p[i])
			return i + 1;
	}
	return 0;
}

/* Read a token with one load.  dtb_open() and read_token() ensure that tokens are aligned. */
static __always_inline u32 word(const struct dtb *dtb, u32 at)
{
	return be32_to_cpup((const __be32 *)(dtb->blob + dtb->structs + at));
}

static void malformed(struct dtb_token *token)
{
	token->type = DTB_END;
	token->next = -EINVAL;
}

/*
 * Return the offset after the node's name at offset @at, its NUL, and the padding to a multiple of
 * 4 bytes.  Returns 0 if the name has no NUL.  Four bytes are tested at a time, by Mycroft's test
 * for a zero byte (Warren, Hacker's Delight, 6-1).
 */
static u32 name_end(const struct dtb *dtb, u32 at)
{
	const u8 *base = dtb->blob + dtb->structs;

	while (dtb->structs_size - at >= 4) {
		u32 bytes = *(const u32 *)(base + at);

		at += 4;
		if ((bytes - 0x01010101) & ~bytes & 0x80808080)
			return at;
	}
	return 0;
}

static __always_inline void property_token(const struct dtb *dtb, u32 at, struct dtb_token *token)
{
	const u8 *base = dtb->blob + dtb->structs;
	u32 name;

	if (dtb->structs_size - at < 8)
		return malformed(token);
	token->size = word(dtb, at);
	name = word(dtb, at + 4);
	at += 8;
	if (token->size > dtb->structs_size - at || name >= dtb->strings_size)
		return malformed(token);
	token->name = (const char *)dtb->blob + dtb->strings + name;
	token->value = base + at;
	token->next = (at + token->size + 3) & ~3u;
}

/*
 * Read the token at @offset.  The function is inlined into the loops over tokens, which use only
 * some of the members.
 */
static __always_inline void read_token(const struct dtb *dtb, int offset, struct dtb_token *token)
{
	const u8 *base = dtb->blob + dtb->structs;
	u32 at = offset;

	*token = (struct dtb_token){ .type = DTB_END, .next = -EINVAL };
	if (offset < 0 || at % 4 || at > dtb->structs_size || dtb->structs_size - at < 4)
		return;
	token->type = word(dtb, at);
	at += 4;
	token->next = at;
	if (token->type == DTB_BEGIN_NODE) {
		token->name = (const char *)base + at;
		token->next = name_end(dtb, at);
		if (!token->next)
			malformed(token);
	} else if (token->type == DTB_PROP) {
		property_token(dtb, at, token);
	} else if (token->type != DTB_END_NODE && token->type != DTB_NOP &&
		   token->type != DTB_END) {
		malformed(token);
	}
}

void dtb_token(const struct dtb *dtb, int offset, struct dtb_token *token)
{
	read_token(dtb, offset, token);
}

int dtb_validate(const struct dtb *dtb)
{
	struct dtb_token token;
	int depth = 0, offset = 0;
	bool root = false;

	for (;; offset = token.next) {
		dtb_token(dtb, offset, &token);
		if (token.next < 0)
			return -EINVAL;
		if (token.type == DTB_BEGIN_NODE) {
			if (++depth > DTB_MAX_DEPTH || (depth == 1 && root))
				return -EINVAL;
			root = true;
		} else if (token.type == DTB_END_NODE && --depth < 0) {
			return -EINVAL;
		} else if (token.type == DTB_PROP && !depth) {
			return -EINVAL;
		} else if (token.type == DTB_END) {
			return depth || !root ? -EINVAL : 0;
		}
	}
}

int dtb_next_node(const struct dtb *dtb, int node, int *depth)
{
	struct dtb_token token;
	int offset = 0, level = depth ? *depth : 0;

	if (node >= 0) {
		dtb_token(dtb, node, &token);
		offset = token.next;
	}
	for (; offset >= 0; offset = token.next) {
		read_token(dtb, offset, &token);
		if (token.type == DTB_BEGIN_NODE) {
			if (depth)
				*depth = level + 1;
			return offset;
		}
		if (token.type == DTB_END_NODE)
			level--;
		if (token.type == DTB_END)
			break;
	}
	return -ENOENT;
}

const char *dtb_node_name(const struct dtb *dtb, int node)
{
	struct dtb_token token;

	dtb_token(dtb, node, &token);
	return token.type == DTB_BEGIN_NODE ? token.name : "";
}

const void *dtb_prop(const struct dtb *dtb, int node, const char *name, u32 *size)
{
	struct dtb_token token;

	if (size)
		*size = 0;
	dtb_token(dtb, node, &token);
	if (token.type != DTB_BEGIN_NODE)
		return NULL;
	while (token.next >= 0) {
		read_token(dtb, token.next, &token);
		if (token.type == DTB_NOP)
			continue;
		if (token.type != DTB_PROP)
			return NULL;
		if (!strcmp(token.name, name)) {
			if (size)
				*size = token.size;
			return token.value;
		}
	}
	return NULL;
}

u32 dtb_prop_u32(const struct dtb *dtb, int node, const char *name, u32 fallback)
{
	u32 size;
	const void *value = dtb_prop(dtb, node, name, &size);

	return value && size >= 4 ? dtb_be32(value) : fallback;
}

const char *dtb_prop_string(const struct dtb *dtb, int node, const char *name)
{
	u32 size;
	const char *value = dtb_prop(dtb, node, name, &size);

	return value && size && string_extent((const u8 *)value, size) ? value : NULL;
}

bool dtb_prop_lists(const struct dtb *dtb, int node, const char *name, const char *string)
{
	u32 size, extent;
	const u8 *list = dtb_prop(dtb, node, name, &size);

	for (; list && size; list += extent, size -= extent) {
		extent = string_extent(list, size);
		if (!extent)
			return false;
		if (!strcmp((const char *)list, string))
			return true;
	}
	return false;
}

bool dtb_compatible(const struct dtb *dtb, int node, const char *compatible)
{
	return dtb_prop_lists(dtb, node, "compatible", compatible);
}

bool dtb_available(const struct dtb *dtb, int node)
{
	const char *status = dtb_prop_string(dtb, node, "status");

	return !status || !strcmp(status, "okay") || !strcmp(status, "ok");
}

/*
 * Return true if @name, a C string, starts with the @size bytes at @part, which may contain NUL.
 * AArch64's memcmp() is not used, because it does unaligned accesses and the MMU may be disabled.
 */
static bool starts_with(const char *name, const char *part, size_t size)
{
	return strnlen(name, size) == size && !strncmp(name, part, size);
}

/* Return true if a component of a path matches a node's name, with or without its unit address. */
static bool name_matches(const char *name, const char *part, size_t size)
{
	return starts_with(name, part, size) && (!name[size] || name[size] == '@');
}

static int find_child(const struct dtb *dtb, int parent, const char *part, size_t size)
{
	int depth = 0, node = parent;

	for (;;) {
		node = dtb_next_node(dtb, node, &depth);
		if (node < 0 || depth < 1)
			return -ENOENT;
		if (depth == 1 && name_matches(dtb_node_name(dtb, node), part, size))
			return node;
	}
}

static int walk_path(const struct dtb *dtb, int node, const char *path, size_t size)
{
	while (node >= 0) {
		size_t part = 0;

		while (size && *path == '/')
			path++, size--;
		if (!size)
			break;
		while (part < size && path[part] != '/')
			part++;
		node = find_child(dtb, node, path, part);
		path += part;
		size -= part;
	}
	return node;
}

/*
 * In /aliases, find the property that is named by the first @size bytes at @name.  Returns its
 * value, or NULL.
 */
static const char *find_alias(const struct dtb *dtb, const char *name, size_t size)
{
	struct dtb_token token;
	int aliases = walk_path(dtb, dtb_next_node(dtb, -1, NULL), "aliases", 7);

	for (dtb_token(dtb, aliases, &token); token.next >= 0;) {
		dtb_token(dtb, token.next, &token);
		if (token.type == DTB_NOP)
			continue;
		if (token.type != DTB_PROP)
			break;
		if (starts_with(token.name, name, size) && !token.name[size])
			return token.size && string_extent(token.value, token.size) ?
				(const char *)token.value : NULL;
	}
	return NULL;
}

int dtb_find_path(const struct dtb *dtb, const char *path, size_t size)
{
	int root = dtb_next_node(dtb, -1, NULL);
	const char *alias;
	size_t part = 0;

	if (!size)
		return -ENOENT;
	if (*path == '/')
		return walk_path(dtb, root, path, size);
	while (part < size && path[part] != '/')
		part++;
	alias = find_alias(dtb, path, part);
	if (!alias || *alias != '/')
		return -ENOENT;
	return walk_path(dtb, walk_path(dtb, root, alias, strlen(alias)), path + part, size - part);
}

u32 dtb_phandle(const struct dtb *dtb, int node)
{
	u32 size;
	const void *value = dtb_prop(dtb, node, "phandle", &size);

	if (!value || size != 4)
		value = dtb_prop(dtb, node, "linux,phandle", &size);
	return value && size == 4 ? dtb_be32(value) : 0;
}

int dtb_find_phandle(const struct dtb *dtb, u32 phandle)
{
	int node = -1;

	if (!phandle || phandle == U32_MAX)
		return -ENOENT;
	while ((node = dtb_next_node(dtb, node, NULL)) >= 0) {
		if (dtb_phandle(dtb, node) == phandle)
			return node;
	}
	return -ENOENT;
}

u64 dtb_read_cells(const void *cells, unsigned int nr_cells)
{
	const u8 *p = cells;
	u64 value = 0;

	for (; nr_cells; nr_cells--, p += 4)
		value = value << 32 | dtb_be32(p);
	return value;
}

int dtb_reservation(const struct dtb *dtb, unsigned int index, u64 *address, u64 *size)
{
	const u8 *entry;

	if (index >= (dtb->size - dtb->rsvmap) / FDT_RESERVATION_SIZE)
		return -ENOENT;
	entry = dtb->blob + dtb->rsvmap + index * FDT_RESERVATION_SIZE;
	*address = dtb_read_cells(entry, 2);
	*size = dtb_read_cells(entry + 8, 2);
	return *address || *size ? 0 : -ENOENT;
}
