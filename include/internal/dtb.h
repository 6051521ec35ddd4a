/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_DTB_H
#define INTERNAL_DTB_H

/*
 * Reader of the flattened device tree (Devicetree Specification 0.4, chapter 5): read-only, no
 * allocation, no recursion, no static data, so that it serves before the MMU is on.  The blob is
 * untrusted: every offset is checked against the block that it points into, and a malformed blob ends
 * a walk as if the tree ended there, with -EINVAL from dtb_open() or dtb_validate() to say so.
 *
 * A node is named by the offset of its BEGIN_NODE token in the structure block, which is never
 * negative; negative values are errors.  All functions may be called in any context.
 */

#include <linux/types.h>

#define DTB_MAX_DEPTH	32	/* deeper trees are refused by dtb_validate() and not entered */
#define DTB_MAX_CELLS	4

struct dtb {
	const u8 *blob;
	u32 size;		/* bytes: the header's totalsize */
	u32 structs;		/* offset of the structure block in the blob */
	u32 structs_size;
	u32 strings;
	u32 strings_size;	/* up to the last NUL in the block */
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
	enum dtb_token_type type;	/* DTB_END also where the block is malformed */
	const char *name;		/* of a node or property, NUL-terminated */
	const u8 *value;		/* of a property; 4-byte aligned if the blob is */
	u32 size;			/* bytes of value */
	int next;			/* offset of the token that follows; -EINVAL if malformed */
};

/*
 * Check the header; limit is the number of bytes that may be read at blob.
 * Returns 0; -EFAULT if blob is NULL or not aligned to 4 bytes; -ENOENT if the magic number is not
 * there; -EINVAL if the header contradicts itself or limit.
 */
int dtb_open(struct dtb *dtb, const void *blob, size_t limit);

/* Walk all of the tree: 0, or -EINVAL if it is malformed or deeper than DTB_MAX_DEPTH. */
int dtb_validate(const struct dtb *dtb);

void dtb_token(const struct dtb *dtb, int offset, struct dtb_token *token);

/*
 * The node after node in document order (the root after -1), -ENOENT at the end.  If depth is not NULL
 * it is kept: start with -1; the root has depth 0.
 */
int dtb_next_node(const struct dtb *dtb, int node, int *depth);

const char *dtb_node_name(const struct dtb *dtb, int node);

/* A property's value and its size in bytes; NULL and size 0 if the node does not have it. */
const void *dtb_prop(const struct dtb *dtb, int node, const char *name, u32 *size);

/* A property of one cell; fallback if it is not there. */
u32 dtb_prop_u32(const struct dtb *dtb, int node, const char *name, u32 fallback);

/* A property that is a C string; NULL if it is missing or not terminated. */
const char *dtb_prop_string(const struct dtb *dtb, int node, const char *name);

/* Whether the property is a list of strings that holds this one; for "compatible" by name. */
bool dtb_prop_lists(const struct dtb *dtb, int node, const char *name, const char *string);
bool dtb_compatible(const struct dtb *dtb, int node, const char *compatible);

/* False if status says anything but "okay" or "ok". */
bool dtb_available(const struct dtb *dtb, int node);

/*
 * By full path or, without a leading slash, by alias; size is strlen of the part that counts.  Unit
 * addresses may be left out: the first child of that name is taken.  -ENOENT.
 */
int dtb_find_path(const struct dtb *dtb, const char *path, size_t size);

/* The node's phandle, by its older name "linux,phandle" if it has none by the newer; 0: none. */
u32 dtb_phandle(const struct dtb *dtb, int node);

int dtb_find_phandle(const struct dtb *dtb, u32 phandle);

struct dtb_property {
	const char *name;
	const void *value;
	u32 size;		/* bytes of value */
};

/*
 * Write the tree to @to, which has @room bytes and is aligned to 8, with these properties in /chosen in
 * place of what it has there under their names, and without memory reservations (dtb_copy.c).  The tree is
 * valid.  Returns the copy's size, or -ENOSPC.
 */
int dtb_copy_chosen(const struct dtb *dtb, void *to, u32 room, const struct dtb_property *add,
		    unsigned int nr);

/* ---- addresses (dtb_address.c) ----------------------------------------------------------------- */

/*
 * What the first cell of an address says.  On a PCI bus (PCI Bus Binding, 2.2.1.1) it names the address
 * space, and addresses of one space match no window of another; memory by 32 and by 64 bits is one.  On
 * another bus of three address cells it must be equal.
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

/* A node as the bus that its children are on. */
struct dtb_bus {
	int node;
	u8 address_cells;	/* 0: they are out of range, and nothing below has an address */
	u8 size_cells;
	u8 kind;		/* enum dtb_bus_kind */
	bool known;		/* in a path: the other fields are filled in */
	const u8 *ranges;	/* NULL: it translates nothing */
	u32 ranges_size;	/* bytes; 0: addresses pass as they are */
};

struct dtb_window {
	u32 space;		/* of child: first cell or enum dtb_pci_space; 0 on a plain bus */
	u32 parent_space;
	u64 child;
	u64 parent;
	u64 size;
};

/* Read a node's properties that matter to the addresses below it. */
void dtb_bus_read(const struct dtb *dtb, int node, struct dtb_bus *bus);

/* What the first of these address cells on the bus says, and the address without it. */
u32 dtb_bus_space(const struct dtb_bus *bus, const void *cells);
u64 dtb_bus_address(const struct dtb_bus *bus, const void *cells);

/* The space on the bus above of an address that passes as it is. */
u32 dtb_bus_pass(const struct dtb_bus *bus, const struct dtb_bus *above, u32 space);

/*
 * The windows of a ranges or dma-ranges property of bus, a child of above, one after the other: *at and
 * *size are moved behind each.  False after the last, or if the cells are out of range.
 */
bool dtb_bus_window(const struct dtb_bus *bus, const struct dtb_bus *above, const u8 **at, u32 *size,
		    struct dtb_window *window);

/* A walk over all nodes that can tell of the buses above each of them.  Large: some 800 bytes. */
struct dtb_path {
	int node;			/* set to -1 to start */
	int depth;			/* likewise; the root has 0 */
	struct dtb_bus bus[DTB_MAX_DEPTH];	/* from the root to node */
};

/* As dtb_next_node(); the cost of a whole walk is in proportion to the tree. */
int dtb_path_next(const struct dtb *dtb, struct dtb_path *path);

/* The entries of a node's reg. */
struct dtb_regs {
	const struct dtb_path *path;	/* not to be moved on meanwhile */
	const u8 *at;
	u32 size;			/* bytes from there to the end */
};

/* Start at the first entry of path->node: 0; -ENOENT if there is no reg; -EINVAL if cells are bad. */
int dtb_regs_start(const struct dtb *dtb, struct dtb_path *path, struct dtb_regs *regs);

/*
 * The next entry, as an address of the CPU's physical space (through every ranges on the way up).
 * Returns 0; -ENOENT after the last; -EINVAL if cells above are out of range; -ERANGE if a bus on the way
 * does not translate this one.  size may be NULL.  The cost is that of the windows on the way.
 */
int dtb_regs_next(struct dtb_regs *regs, u64 *address, u64 *size);

/* Entry index of node's reg, by the same rules: one entry for the price of a walk. */
int dtb_reg(const struct dtb *dtb, int node, unsigned int index, u64 *address, u64 *size);

/* Entry index of the memory reservation block: 0, or -ENOENT after the last. */
int dtb_reservation(const struct dtb *dtb, unsigned int index, u64 *address, u64 *size);

/* The number that cells (1 to 2, or more if the upper ones are zero) big-endian cells hold. */
u64 dtb_read_cells(const void *cells, unsigned int nr_cells);

static inline u32 dtb_be32(const void *p)
{
	const u8 *b = (const u8 *)p;

	return (u32)b[0] << 24 | (u32)b[1] << 16 | (u32)b[2] << 8 | b[3];
}

#endif /* INTERNAL_DTB_H */
