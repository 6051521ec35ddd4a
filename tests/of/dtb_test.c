// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of lib/dtb.c with valid and damaged device trees that this file writes.  Damaged trees end
 * at the end of a mapping, so that a read beyond the blob faults on every architecture.
 */

#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include "tree.h"

#define ROOM (2 * PAGE_SIZE)	/* size of the largest tree in this file */

static struct tree tree;
static struct dtb dtb;
static u8 *room;

static int dtb_test_suite_init(struct kunit_suite *suite)
{
	room = vmalloc(ROOM);
	return room ? 0 : -ENOMEM;
}

static void dtb_test_suite_exit(struct kunit_suite *suite)
{
	vfree(room);
}

static void write_sample(struct tree *t)
{
	tree_start(t);
	tree_reserve(t, 0x80000000, 0x1000);
	tree_reserve(t, 0x123456789000, 0x200000);
	tree_nop(t);
	tree_begin_bus(t, "", 2, 2);
	tree_begin(t, "aliases");
	tree_string(t, "serial0", "/soc/serial@1000");
	tree_string(t, "bus", "/soc");
	tree_bytes(t, "open", "/soc", 4);
	tree_string(t, "indirect", "serial0");
	tree_end(t);
	tree_begin(t, "soc");
	tree_nop(t);
	tree_cells(t, "#address-cells", 1);
	tree_cells(t, "#size-cells", 1);
	tree_cells(t, "ranges", 0, 0x10, 0, 0x10000, 0x20000, 0, 0x80000000, 0x10000);
	tree_begin(t, "serial@1000");
	tree_bytes(t, "compatible", "acme,uart-2\0acme,uart", 22);
	tree_cells(t, "reg", 0x1000, 0x100, 0x20010, 0x20, 0x18000, 0x10);
	tree_cells(t, "linux,phandle", 8);
	tree_cells(t, "phandle", 7);
	tree_bytes(t, "empty", NULL, 0);
	tree_nop(t);
	tree_string(t, "status", "okay");
	tree_end(t);
	tree_begin(t, "serial@2000");
	tree_cells(t, "reg", 0x2000, 0x100);
	tree_cells(t, "linux,phandle", 9);
	tree_string(t, "status", "disabled");
	tree_begin(t, "port");
	tree_end(t);
	tree_end(t);
	tree_end(t);
	tree_end(t);
}

static void open_sample(struct kunit *test)
{
	write_sample(&tree);
	KUNIT_ASSERT_EQ(test, tree_finish(&tree), 0);
	KUNIT_ASSERT_EQ(test, dtb_open(&dtb, tree.blob, tree.size), 0);
	KUNIT_ASSERT_EQ(test, dtb_validate(&dtb), 0);
}

static int find(const char *path)
{
	return dtb_find_path(&dtb, path, strlen(path));
}

/* ---- valid trees ----------------------------------------------------------------------------- */

static void dtb_header(struct kunit *test)
{
	static const struct {
		u32 at, value;
		int err;
	} cases[] = {
		{ 0, 0xd00dfeee, -ENOENT }, { 4, 39, -EINVAL }, { 4, 0xffffffff, -EINVAL },
		{ 8, 0x42, -EINVAL }, { 8, 0xfffffffc, -EINVAL }, { 12, 0xffffffff, -EINVAL },
		{ 16, 0xffffffff, -EINVAL }, { 20, 15, -EINVAL }, { 24, 18, -EINVAL },
		{ 32, 0xffffffff, -EINVAL }, { 36, 0xffffffff, -EINVAL },
	};

	open_sample(test);
	KUNIT_EXPECT_EQ(test, dtb.size, tree.size);
	for (int i = 0; i < (int)ARRAY_SIZE(cases); i++) {
		KUNIT_ASSERT_EQ(test, tree_finish(&tree), 0);
		tree_put32(tree.blob + cases[i].at, cases[i].value);
		KUNIT_EXPECT_EQ_MSG(test, dtb_open(&dtb, tree.blob, sizeof(tree.blob)),
				    cases[i].err, "header at %u", cases[i].at);
	}
	KUNIT_EXPECT_EQ(test, dtb_open(&dtb, NULL, SIZE_MAX), -EFAULT);
	KUNIT_EXPECT_EQ(test, dtb_open(&dtb, tree.blob, 39), -ENOENT);
}

static void dtb_version_16(struct kunit *test)
{
	open_sample(test);
	tree_put32(tree.blob + 20, 16);
	tree_put32(tree.blob + 36, 0);
	KUNIT_ASSERT_EQ(test, dtb_open(&dtb, tree.blob, tree.size), 0);
	KUNIT_EXPECT_EQ(test, dtb_validate(&dtb), 0);
	KUNIT_EXPECT_GT(test, find("/soc/serial@2000"), 0);
}

/*
 * The specification requires that a blob is aligned to 8 bytes.  dtb_open() also accepts 4 bytes,
 * because boot loaders append a blob to other data.
 */
static void dtb_alignment(struct kunit *test)
{
	open_sample(test);
	for (int shift = 0; shift < 8; shift++) {
		memcpy(room + shift, tree.blob, tree.size);
		KUNIT_EXPECT_EQ(test, dtb_open(&dtb, room + shift, tree.size),
				shift % 4 ? -EFAULT : 0);
		if (shift == 4)
			KUNIT_EXPECT_EQ(test, dtb_validate(&dtb), 0);
	}
}

static void dtb_nodes(struct kunit *test)
{
	static const char *const names[] = { "", "aliases", "soc", "serial@1000", "serial@2000",
					     "port" };
	static const int depths[] = { 0, 1, 1, 2, 2, 3 };
	int node = -1, depth = -1;

	open_sample(test);
	for (int i = 0; i < (int)ARRAY_SIZE(names); i++) {
		node = dtb_next_node(&dtb, node, &depth);
		KUNIT_ASSERT_GE(test, node, 0);
		KUNIT_EXPECT_STREQ(test, dtb_node_name(&dtb, node), names[i]);
		KUNIT_EXPECT_EQ(test, depth, depths[i]);
	}
	KUNIT_EXPECT_EQ(test, dtb_next_node(&dtb, node, &depth), -ENOENT);
	KUNIT_EXPECT_EQ(test, dtb_find_phandle(&dtb, 7), find("/soc/serial@1000"));
	/* The node with linux,phandle 8 has the phandle 7, which is used instead. */
	KUNIT_EXPECT_EQ(test, dtb_find_phandle(&dtb, 8), -ENOENT);
	KUNIT_EXPECT_EQ(test, dtb_find_phandle(&dtb, 9), find("/soc/serial@2000"));
	KUNIT_EXPECT_EQ(test, dtb_phandle(&dtb, find("/soc")), 0U);
	KUNIT_EXPECT_EQ(test, dtb_find_phandle(&dtb, 0), -ENOENT);
	KUNIT_EXPECT_EQ(test, dtb_find_phandle(&dtb, U32_MAX), -ENOENT);
}

static void dtb_properties(struct kunit *test)
{
	int uart, off;
	u32 size = 1;

	open_sample(test);
	uart = find("/soc/serial@1000");
	off = find("/soc/serial@2000");
	KUNIT_EXPECT_NOT_NULL(test, dtb_prop(&dtb, uart, "empty", &size));
	KUNIT_EXPECT_EQ(test, size, 0U);
	KUNIT_EXPECT_NOT_NULL(test, dtb_prop(&dtb, uart, "status", &size));
	KUNIT_EXPECT_EQ(test, size, 5U);
	KUNIT_EXPECT_NULL(test, dtb_prop(&dtb, uart, "stat", &size));
	KUNIT_EXPECT_EQ(test, size, 0U);
	KUNIT_EXPECT_NULL(test, dtb_prop(&dtb, uart, "ranges", NULL));
	KUNIT_EXPECT_NULL(test, dtb_prop(&dtb, find("/soc"), "reg", NULL));
	KUNIT_EXPECT_NULL(test, dtb_prop(&dtb, -ENOENT, "reg", NULL));
	KUNIT_EXPECT_EQ(test, dtb_prop_u32(&dtb, uart, "phandle", 1), 7U);
	KUNIT_EXPECT_EQ(test, dtb_prop_u32(&dtb, uart, "empty", 5), 5U);
	KUNIT_EXPECT_NULL(test, dtb_prop_string(&dtb, uart, "empty"));
	KUNIT_EXPECT_NULL(test, dtb_prop_string(&dtb, find("/aliases"), "open"));
	KUNIT_EXPECT_STREQ(test, dtb_prop_string(&dtb, uart, "compatible"), "acme,uart-2");
	KUNIT_EXPECT_TRUE(test, dtb_compatible(&dtb, uart, "acme,uart"));
	KUNIT_EXPECT_TRUE(test, dtb_compatible(&dtb, uart, "acme,uart-2"));
	KUNIT_EXPECT_FALSE(test, dtb_compatible(&dtb, uart, "acme,uart-"));
	KUNIT_EXPECT_FALSE(test, dtb_compatible(&dtb, off, "acme,uart"));
	KUNIT_EXPECT_TRUE(test, dtb_available(&dtb, uart));
	KUNIT_EXPECT_FALSE(test, dtb_available(&dtb, off));
	KUNIT_EXPECT_TRUE(test, dtb_available(&dtb, find("/soc")));
}

static void dtb_paths(struct kunit *test)
{
	int uart;

	open_sample(test);
	uart = find("/soc/serial@1000");
	KUNIT_ASSERT_GT(test, uart, 0);
	KUNIT_EXPECT_EQ(test, find("//soc//serial/"), uart);
	KUNIT_EXPECT_EQ(test, find("serial0"), uart);
	KUNIT_EXPECT_EQ(test, find("bus/serial@1000"), uart);
	KUNIT_EXPECT_EQ(test, dtb_find_path(&dtb, "serial0:115200n8", 7), uart);
	KUNIT_EXPECT_GT(test, find("/soc/serial@2000/port"), uart);
	KUNIT_EXPECT_EQ(test, find("/"), dtb_next_node(&dtb, -1, NULL));
	KUNIT_EXPECT_EQ(test, find("/soc/serial@2000/port/x"), -ENOENT);
	KUNIT_EXPECT_EQ(test, find("/soc/port"), -ENOENT);
	KUNIT_EXPECT_EQ(test, find("/soc/serial@100"), -ENOENT);
	KUNIT_EXPECT_EQ(test, find("/so"), -ENOENT);
	KUNIT_EXPECT_EQ(test, find("serial"), -ENOENT);
	KUNIT_EXPECT_EQ(test, find("open"), -ENOENT);
	KUNIT_EXPECT_EQ(test, find("indirect"), -ENOENT);
	KUNIT_EXPECT_EQ(test, find(""), -ENOENT);
	/*
	 * The length of a path includes the bytes after a NUL.  No name contains a NUL, so no node
	 * matches.
	 */
	KUNIT_EXPECT_EQ(test, dtb_find_path(&dtb, "bus\0\0\0\0\0", 8), -ENOENT);
	KUNIT_EXPECT_EQ(test, dtb_find_path(&dtb, "/soc\0\0\0\0", 8), -ENOENT);
}

static void dtb_addresses(struct kunit *test)
{
	u64 address, size;
	int uart;

	open_sample(test);
	uart = find("serial0");
	KUNIT_EXPECT_EQ(test, dtb_reg(&dtb, uart, 0, &address, &size), 0);
	KUNIT_EXPECT_EQ(test, address, 0x1000001000ULL);
	KUNIT_EXPECT_EQ(test, size, 0x100ULL);
	KUNIT_EXPECT_EQ(test, dtb_reg(&dtb, uart, 1, &address, NULL), 0);
	KUNIT_EXPECT_EQ(test, address, 0x80000010ULL);
	KUNIT_EXPECT_EQ(test, dtb_reg(&dtb, uart, 2, &address, &size), -ERANGE);
	KUNIT_EXPECT_EQ(test, dtb_reg(&dtb, uart, 3, &address, &size), -ENOENT);
	KUNIT_EXPECT_EQ(test, dtb_reg(&dtb, uart, UINT_MAX, &address, &size), -ENOENT);
	KUNIT_EXPECT_EQ(test, dtb_reg(&dtb, find("/soc"), 0, &address, &size), -ENOENT);
	KUNIT_EXPECT_EQ(test, dtb_reg(&dtb, find("/"), 0, &address, &size), -ENOENT);
	KUNIT_EXPECT_EQ(test, dtb_reg(&dtb, uart + 4, 0, &address, &size), -ENOENT);
}

static void dtb_reservations(struct kunit *test)
{
	u64 address, size;

	open_sample(test);
	KUNIT_EXPECT_EQ(test, dtb_reservation(&dtb, 0, &address, &size), 0);
	KUNIT_EXPECT_EQ(test, address, 0x80000000ULL);
	KUNIT_EXPECT_EQ(test, dtb_reservation(&dtb, 1, &address, &size), 0);
	KUNIT_EXPECT_EQ(test, address, 0x123456789000ULL);
	KUNIT_EXPECT_EQ(test, size, 0x200000ULL);
	KUNIT_EXPECT_EQ(test, dtb_reservation(&dtb, 2, &address, &size), -ENOENT);
	KUNIT_EXPECT_EQ(test, dtb_reservation(&dtb, UINT_MAX, &address, &size), -ENOENT);
}

/* ---- damaged trees --------------------------------------------------------------------------- */

static int validate(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, tree_finish(&tree), 0);
	KUNIT_ASSERT_EQ(test, dtb_open(&dtb, tree.blob, tree.size), 0);
	return dtb_validate(&dtb);
}

static int validate_depth(struct kunit *test, int depth)
{
	tree_start(&tree);
	for (int i = 0; i < depth; i++)
		tree_begin(&tree, i ? "n" : "");
	for (int i = 0; i < depth; i++)
		tree_end(&tree);
	return validate(test);
}

static void dtb_malformed(struct kunit *test)
{
	u64 address, size;

	KUNIT_EXPECT_EQ(test, validate_depth(test, DTB_MAX_DEPTH), 0);
	KUNIT_EXPECT_EQ(test, validate_depth(test, DTB_MAX_DEPTH + 1), -EINVAL);
	KUNIT_EXPECT_EQ(test, dtb_reg(&dtb, 4 * 2 * DTB_MAX_DEPTH, 0, &address, &size), -ENOENT);
	KUNIT_EXPECT_EQ(test, validate_depth(test, 0), -EINVAL);
	tree_start(&tree);
	tree_begin(&tree, "");
	KUNIT_EXPECT_EQ(test, validate(test), -EINVAL);
	tree_start(&tree);
	tree_end(&tree);
	KUNIT_EXPECT_EQ(test, validate(test), -EINVAL);
	tree_start(&tree);
	tree_cells(&tree, "reg", 1);
	KUNIT_EXPECT_EQ(test, validate(test), -EINVAL);
	tree_start(&tree);
	for (int i = 0; i < 2; i++) {
		tree_begin(&tree, "");
		tree_end(&tree);
	}
	KUNIT_EXPECT_EQ(test, validate(test), -EINVAL);
}

/* If the last string has no terminating NUL, only this string is invalid. */
static void dtb_names_end(struct kunit *test)
{
	int uart;

	open_sample(test);
	tree.blob[tree.size - 1] = 'x';
	KUNIT_ASSERT_EQ(test, dtb_open(&dtb, tree.blob, tree.size), 0);
	KUNIT_EXPECT_LT(test, dtb.strings_size, tree.strings_size);
	KUNIT_EXPECT_EQ(test, dtb.blob[dtb.strings + dtb.strings_size - 1], 0);
	KUNIT_EXPECT_EQ(test, dtb_validate(&dtb), -EINVAL);
	uart = find("/soc/serial@1000");
	KUNIT_ASSERT_GT(test, uart, 0);
	KUNIT_EXPECT_EQ(test, dtb_prop_u32(&dtb, uart, "phandle", 0), 7U);
	KUNIT_EXPECT_NULL(test, dtb_prop(&dtb, uart, "status", NULL));
}

static bool inside(const struct dtb *d, const void *p, u32 size)
{
	return (const u8 *)p >= d->blob && (const u8 *)p + size <= d->blob + d->size;
}

/* Call every function for all nodes of the tree.  Returns the number of wrong results. */
static int ask_everything(const struct dtb *d)
{
	int node = -1, before = -1, depth = -1, wrong = 0;
	u64 address, size;
	u32 bytes;

	while ((node = dtb_next_node(d, node, &depth)) >= 0) {
		const void *value = dtb_prop(d, node, "compatible", &bytes);
		const char *name = dtb_node_name(d, node);
		int found = dtb_find_path(d, name, strlen(name));

		wrong += node <= before;
		wrong += value ? !inside(d, value, bytes) : bytes != 0;
		wrong += !inside(d, name, strlen(name) + 1);
		wrong += found < 0 && found != -ENOENT;
		for (unsigned int i = 0; i < 4; i++)
			wrong += dtb_reg(d, node, i, &address, &size) > 0;
		dtb_compatible(d, node, "acme,uart");
		dtb_available(d, node);
		before = node;
	}
	for (unsigned int i = 0; !dtb_reservation(d, i, &address, &size); i++)
		wrong += i >= d->size / 16;
	wrong += dtb_find_path(d, "serial0/port", 12) == -EINVAL;
	dtb_find_phandle(d, 7);
	return wrong + (node != -ENOENT);
}

/*
 * Check a copy of the blob at the end of readable memory.  At most 3 bytes are between the end of
 * the blob and the end of the memory, because of the alignment.
 */
static int ask_at_the_end(const u8 *blob, u32 size)
{
	u8 *copy = room + ROOM - ALIGN(size, 4);
	struct dtb d;
	int err;

	memcpy(copy, blob, size);
	err = dtb_open(&d, copy, size);
	if (err)
		return err == -ENOENT || err == -EINVAL ? 0 : 1;
	err = dtb_validate(&d);
	return (err && err != -EINVAL) + ask_everything(&d);
}

static void dtb_truncated(struct kunit *test)
{
	u32 size;

	open_sample(test);
	size = tree.size;
	for (u32 n = 0; n <= size; n++) {
		KUNIT_EXPECT_EQ_MSG(test, ask_at_the_end(tree.blob, n), 0, "%u bytes", n);
		if (n < 40)
			continue;
		/* Write the new size to the header, too, so that all blocks end within the blob. */
		tree_put32(tree.blob + 4, n);
		for (int field = 8; field <= 16; field += 4)
			if (dtb_be32(tree.blob + field) > n)
				tree_put32(tree.blob + field, n & ~3u);
		tree_put32(tree.blob + 36, n - dtb_be32(tree.blob + 8));
		tree_put32(tree.blob + 32, n - dtb_be32(tree.blob + 12));
		KUNIT_EXPECT_EQ_MSG(test, ask_at_the_end(tree.blob, n), 0, "%u bytes, said", n);
		tree_finish(&tree);
	}
}

static void dtb_flipped(struct kunit *test)
{
	static const u8 masks[] = { 0x01, 0x80, 0xff };

	open_sample(test);
	for (u32 at = 0; at < tree.size; at++) {
		for (int m = 0; m < (int)ARRAY_SIZE(masks); m++) {
			tree.blob[at] ^= masks[m];
			KUNIT_EXPECT_EQ_MSG(test, ask_at_the_end(tree.blob, tree.size), 0,
					    "byte %u ^ %#x", at, masks[m]);
			tree.blob[at] ^= masks[m];
		}
	}
}

static struct kunit_case dtb_cases[] = {
	KUNIT_CASE(dtb_header),
	KUNIT_CASE(dtb_version_16),
	KUNIT_CASE(dtb_alignment),
	KUNIT_CASE(dtb_nodes),
	KUNIT_CASE(dtb_properties),
	KUNIT_CASE(dtb_paths),
	KUNIT_CASE(dtb_addresses),
	KUNIT_CASE(dtb_reservations),
	KUNIT_CASE(dtb_malformed),
	KUNIT_CASE(dtb_names_end),
	KUNIT_CASE(dtb_truncated),
	KUNIT_CASE(dtb_flipped),
	{}
};

static struct kunit_suite dtb_suite = {
	.name = "dtb",
	.suite_init = dtb_test_suite_init,
	.suite_exit = dtb_test_suite_exit,
	.test_cases = dtb_cases,
};
kunit_test_suite(dtb_suite);
