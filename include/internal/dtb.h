/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_DTB_H
#define INTERNAL_DTB_H

/*
 * Read flattened device trees (Devicetree Specification 0.4, chapter 5).  The functions use no
 * allocation, recursion or static data, so that they work before the MMU is on.  The blob, which is
 * the flattened tree in memory, is not trusted: every offset is checked against the bounds of its
 * block.  A walk of a malformed blob ends as at the end of the tree; dtb_open() or dtb_validate()
 * return -EINVAL for such a blob.
 *
 * A node is identified by the offset of its BEGIN_NODE token in the structure block.  Offsets are
 * never negative; negative values are errors.  Context: any.
 */

#include <linux/types.h>

#define DTB_MAX_DEPTH	32	/* dtb_validate() rejects deeper trees; walks skip deeper nodes */
#define DTB_MAX_CELLS	4

struct dtb {
	const u8 *blob;
	u32 size;		/* totalsize of the header, in bytes */
	u32 structs;		/* offset of the structure block in the blob */
	u32 structs_size;
	u32 strings;
	u32 strings_size;	/* bytes of the strings block up to its last NUL */
	u32 rsvmap;		/* offset of the memory reservation block */
	u32 boot_cpuid;
};

enum dtb_token_type {
	DTB_BEGIN_NODE = 1,
	DTB_END_NODE = 2,
	DTB_PROP = 3,
	DTB_NOP = 4,
	DTB_END = 9,
};

struct dtb_token {
	enum dtb_token_type type;	/* DTB_END also if the token is malformed */
	const char *name;		/* name of a node or property, NUL-terminated */
	const u8 *value;		/* value of a property, aligned to 4 if the blob is */
	u32 size;			/* size of value in bytes */
	int next;			/* offset of the next token, or -EINVAL */
};

/*
 * Check the header.  @limit is the number of readable bytes at @blob.  Returns 0; -EFAULT if @blob
 * is NULL or not aligned to 4 bytes; -ENOENT if the magic number is missing; or -EINVAL if the
 * header is inconsistent or exceeds @limit.
 */
int dtb_open(struct dtb *dtb, const void *blob, size_t limit);

/* Walk the whole tree.  Returns 0, or -EINVAL if it is malformed or deeper than DTB_MAX_DEPTH. */
int dtb_validate(const struct dtb *dtb);

void dtb_token(const struct dtb *dtb, int offset, struct dtb_token *token);

/*
 * Return the next node in document order (the root after -1), or -ENOENT at the end.  *@depth,
 * unless @depth is NULL, is updated: start with -1; the root has depth 0.
 */
int dtb_next_node(const struct dtb *dtb, int node, int *depth);

const char *dtb_node_name(const struct dtb *dtb, int node);

/* Return a property's value and size in bytes, or NULL and size 0 if the node does not have it. */
const void *dtb_prop(const struct dtb *dtb, int node, const char *name, u32 *size);

/* Return a property of one cell, or @fallback if it does not exist. */
u32 dtb_prop_u32(const struct dtb *dtb, int node, const char *name, u32 fallback);

/* Return a string property, or NULL if it does not exist or is not terminated. */
const char *dtb_prop_string(const struct dtb *dtb, int node, const char *name);

/*
 * Return true if the string list @name contains @string (dtb_prop_lists()), or if the property
 * compatible contains @compatible (dtb_compatible()).
 */
bool dtb_prop_lists(const struct dtb *dtb, int node, const char *name, const char *string);
bool dtb_compatible(const struct dtb *dtb, int node, const char *compatible);

/* Return false if the node has a status that is neither "okay" nor "ok". */
bool dtb_available(const struct dtb *dtb, int node);

/*
 * Find a node by its full path or, without a leading slash, by an alias.  @size is the length of
 * @path.  Unit addresses may be omitted; then the first child with that name is found.  Returns
 * -ENOENT if the tree has no such node.
 */
int dtb_find_path(const struct dtb *dtb, const char *path, size_t size);

/* Return the phandle (or the older "linux,phandle") of a node, or 0 if it has none. */
u32 dtb_phandle(const struct dtb *dtb, int node);

int dtb_find_phandle(const struct dtb *dtb, u32 phandle);

struct dtb_property {
	const char *name;
	const void *value;
	u32 size;		/* size of value in bytes */
};

/*
 * Copy the tree to @to, which has @room bytes and is aligned to 8 (dtb_copy.c).  The properties
 * @add replace those of the same names in /chosen.  Memory reservations are not copied.  The tree
 * must be valid.  Returns the size of the copy, or -ENOSPC.
 */
int dtb_copy_chosen(const struct dtb *dtb, void *to, u32 room, const struct dtb_property *add,
		    unsigned int nr);

/* ---- addresses (dtb_address.c) --------------------------------------------------------------- */

/*
 * The meaning of the first address cell of a bus.  On a PCI bus (PCI Bus Binding, 2.2.1.1), the
 * first cell selects the address space.  Addresses match only windows of the same space; memory
 * with 32 and with 64 bits is one space.  On other buses with three address cells (DTB_BUS_FLAGS),
 * the first cell of an address and of a matching window are equal.
 */
enum dtb_bus_kind {
	DTB_BUS_PLAIN,
	DTB_BUS_FLAGS,
	DTB_BUS_PCI,
};

enum dtb_pci_space {
	DTB_PCI_CONFIG,
	DTB_PCI_IO,
	DTB_PCI_MEMORY,
};

/* The properties of a node that describe the bus to its children. */
struct dtb_bus {
	int node;
	u8 address_cells;	/* 0 if out of range; the children then have no addresses */
	u8 size_cells;
	u8 kind;		/* enum dtb_bus_kind */
	bool known;		/* in struct dtb_path: the other fields are valid */
	const u8 *ranges;	/* NULL if the bus does not translate addresses */
	u32 ranges_size;	/* bytes; 0 if the bus does not change addresses */
};

struct dtb_window {
	u32 space;		/* address space of child, as dtb_bus_space() returns it */
	u32 parent_space;
	u64 child;
	u64 parent;
	u64 size;
};

/* Read the properties of a node that determine the addresses of its children. */
void dtb_bus_read(const struct dtb *dtb, int node, struct dtb_bus *bus);

/*
 * dtb_bus_space() returns the address space that @cells select.  dtb_bus_address() returns the
 * address, which consists of the last two of @cells, or of the only one.
 */
u32 dtb_bus_space(const struct dtb_bus *bus, const void *cells);
u64 dtb_bus_address(const struct dtb_bus *bus, const void *cells);

/*
 * Return the address space, on the parent bus @above, of an address in @space that @bus passes
 * without a change.
 */
u32 dtb_bus_pass(const struct dtb_bus *bus, const struct dtb_bus *above, u32 space);

/*
 * Read the next window of a ranges or dma-ranges property of @bus, a child of @above, and advance
 * *@at and *@size.  Returns false at the end, or if the cells are out of range.
 */
bool dtb_bus_window(const struct dtb_bus *bus, const struct dtb_bus *above, const u8 **at,
		    u32 *size, struct dtb_window *window);

/* State of a walk over all nodes, with the parent buses of the current node; about 800 bytes. */
struct dtb_path {
	int node;			/* offset of the current node; initially -1 */
	int depth;			/* depth of the node; initially -1; 0 for the root */
	struct dtb_bus bus[DTB_MAX_DEPTH];	/* buses from the root to node */
};

/*
 * Advance the path to the next node like dtb_next_node().  The cost of a whole walk is proportional
 * to the size of the tree.
 */
int dtb_path_next(const struct dtb *dtb, struct dtb_path *path);

/* An iterator over the entries of a reg property. */
struct dtb_regs {
	const struct dtb_path *path;	/* must not be advanced during the iteration */
	const u8 *at;
	u32 size;			/* remaining bytes */
};

/*
 * Start at the first entry of path->node.  Returns 0, -ENOENT if there is no reg, or -EINVAL if the
 * cells are out of range.
 */
int dtb_regs_start(const struct dtb *dtb, struct dtb_path *path, struct dtb_regs *regs);

/*
 * Translate the next entry to a CPU address, through the ranges of all parent buses.  Returns 0;
 * -ENOENT at the end; -EINVAL if the cells of a parent are out of range; or -ERANGE if a bus does
 * not translate the address.  @size may be NULL.  The cost is proportional to the number of
 * windows.
 */
int dtb_regs_next(struct dtb_regs *regs, u64 *address, u64 *size);

/* Translate entry @index of the reg of @node like dtb_regs_next().  Each call walks the tree. */
int dtb_reg(const struct dtb *dtb, int node, unsigned int index, u64 *address, u64 *size);

/* Read entry @index of the memory reservation block.  Returns 0, or -ENOENT after the last one. */
int dtb_reservation(const struct dtb *dtb, unsigned int index, u64 *address, u64 *size);

/* Return the value of 1 or 2 big-endian cells, or of more cells if the upper ones are 0. */
u64 dtb_read_cells(const void *cells, unsigned int nr_cells);

static inline u32 dtb_be32(const void *p)
{
	const u8 *b = (const u8 *)p;

	return (u32)b[0] << 24 | (u32)b[1] << 16 | (u32)b[2] << 8 | b[3];
}

#endif /* INTERNAL_DTB_H */
