// SPDX-License-Identifier: BSD-2-Clause
/*
 * A fuzz target for lib/dtb.c.  It passes arbitrary bytes to every function of lib/dtb.c, whether
 * or not dtb_validate() accepts them.  The sanitizers find reads outside of the blob, libFuzzer
 * finds endless loops, and this file checks the guarantees in the header <internal/dtb.h>.
 */

#include <internal/dtb.h>
#include <linux/errno.h>
#include <linux/types.h>

#define MAX_QUERIES 48	/* maximum number of calls that walk the whole tree */

int LLVMFuzzerTestOneInput(const u8 *data, size_t size);

static void check(bool ok)
{
	if (!ok)
		__builtin_trap();
}

static volatile u8 sink;

/* Check that the value is in the blob, and read every byte of it. */
static void touch(const struct dtb *dtb, const void *value, u32 size)
{
	const u8 *p = value;

	check(p >= dtb->blob && p + size <= dtb->blob + dtb->size);
	for (u32 i = 0; i < size; i++)
		sink += p[i];
}

static u32 touch_string(const struct dtb *dtb, const char *s)
{
	touch(dtb, s, __builtin_strlen(s) + 1);
	return __builtin_strlen(s);
}

static void walk_tokens(const struct dtb *dtb)
{
	struct dtb_token token;

	for (int at = 0; at >= 0; at = token.next) {
		dtb_token(dtb, at, &token);
		check(token.next < 0 ? token.type == DTB_END : token.next > at);
		if (token.type == DTB_BEGIN_NODE || token.type == DTB_PROP)
			touch_string(dtb, token.name);
		if (token.type == DTB_PROP)
			touch(dtb, token.value, token.size);
		if (token.type == DTB_END)
			break;
	}
	/* Read also at offsets at which no token begins. */
	for (int at = -4; at < 64; at++)
		dtb_token(dtb, at, &token);
	dtb_token(dtb, dtb->structs_size, &token);
	dtb_token(dtb, -__INT_MAX__ - 1, &token);
	dtb_token(dtb, __INT_MAX__ & ~3, &token);
}

static void ask_node(const struct dtb *dtb, int node, const char *last_name)
{
	static const char *const names[] = { "reg", "ranges", "compatible", "status", "" };
	u32 size;
	const void *value;

	for (unsigned int i = 0; i < sizeof(names) / sizeof(*names); i++) {
		const char *string = dtb_prop_string(dtb, node, names[i]);

		value = dtb_prop(dtb, node, names[i], &size);
		check(value || !size);
		if (value)
			touch(dtb, value, size);
		if (string)
			touch_string(dtb, string);
		dtb_prop_u32(dtb, node, names[i], 0);
	}
	dtb_compatible(dtb, node, "");
	dtb_compatible(dtb, node, last_name);
	dtb_available(dtb, node);
}

static void ask_tree(const struct dtb *dtb, int node, const char *name)
{
	u64 address, size;
	int found;

	for (unsigned int i = 0; i < 4; i++)
		dtb_reg(dtb, node, i, &address, i & 1 ? &size : NULL);
	dtb_reg(dtb, node, ~0U, &address, &size);
	found = dtb_find_phandle(dtb, dtb_prop_u32(dtb, node, "phandle", node));
	check(found == -ENOENT || found >= 0);
	found = dtb_find_path(dtb, name, __builtin_strlen(name));
	check(found == -ENOENT || found >= 0);
}

static void walk_nodes(const struct dtb *dtb, bool valid)
{
	int node = -1, before = -1, depth = -1, n = 0;
	const char *name = "";

	while ((node = dtb_next_node(dtb, node, &depth)) >= 0) {
		check(node > before);
		check(!valid || (depth >= 0 && depth < DTB_MAX_DEPTH));
		before = node;
		ask_node(dtb, node, name);
		name = dtb_node_name(dtb, node);
		touch_string(dtb, name);
		if (n++ < MAX_QUERIES)
			ask_tree(dtb, node, name);
	}
	check(node == -ENOENT);
	check(!valid || (n && depth >= 0));
}

/* Read the reg entries of all nodes.  Their number is limited by the size of the blob. */
static void walk_entries(const struct dtb *dtb)
{
	struct dtb_path path = { .node = -1, .depth = -1 };
	struct dtb_regs regs;
	u64 address, size;
	u32 n = 0;
	int err;

	while (dtb_path_next(dtb, &path) >= 0) {
		err = dtb_regs_start(dtb, &path, &regs);
		check(!err || err == -ENOENT || err == -EINVAL);
		while ((err = dtb_regs_next(&regs, &address, &size)) != -ENOENT) {
			check(!err || err == -EINVAL || err == -ERANGE);
			n++;
		}
	}
	check(n <= dtb->size / 4);
}

/* Look up each property value as a path, and each property name as an alias. */
static void ask_paths(const struct dtb *dtb)
{
	struct dtb_token token;
	int n = 0;

	for (int at = 0; at >= 0 && n < MAX_QUERIES; at = token.next) {
		dtb_token(dtb, at, &token);
		if (token.type == DTB_END)
			break;
		if (token.type != DTB_PROP)
			continue;
		n++;
		dtb_find_path(dtb, token.name, __builtin_strlen(token.name));
		dtb_find_path(dtb, (const char *)token.value, token.size);
	}
}

int LLVMFuzzerTestOneInput(const u8 *data, size_t size)
{
	struct dtb dtb;
	u64 address, extent;
	int err = dtb_open(&dtb, data, size);
	bool valid;

	check(!err || err == -EFAULT || err == -ENOENT || err == -EINVAL);
	if (err)
		return 0;
	err = dtb_validate(&dtb);
	check(!err || err == -EINVAL);
	valid = !err;
	walk_tokens(&dtb);
	walk_nodes(&dtb, valid);
	walk_entries(&dtb);
	ask_paths(&dtb);
	for (unsigned int i = 0; !dtb_reservation(&dtb, i, &address, &extent); i++)
		check(i < size / 16);
	dtb_reservation(&dtb, ~0U, &address, &extent);
	return 0;
}
