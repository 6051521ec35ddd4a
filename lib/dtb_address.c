// SPDX-License-Identifier: BSD-2-Clause
/*
 * Addresses in the flattened device tree: translation of reg by every ranges property above it.
 *
 * The information on the buses above an address (cells, kind, ranges) is read when it is first
 * needed, and cached while the walk is below the node of the bus:
 *
 *	path.bus[0]   /            cells of its children
 *	path.bus[1]   /soc         cells of its children, and ranges to the parent's addresses
 *	path.bus[2]   /soc/uart    path.node, path.depth = 2
 *
 * So a walk over all nodes and all entries of their reg reads each token a constant number of
 * times, even in a tree that was crafted to be slow.  The exception is a reg with many entries
 * below a ranges property with many windows: each entry is compared with each window.
 *
 * This file runs before the MMU is on: it must have no static data that contains an address, and no
 * jump tables.
 */

#include <internal/dtb.h>
#include <linux/errno.h>
#include <linux/string.h>

#define PCI_ADDRESS_CELLS	3
#define PCI_SIZE_CELLS		2
#define PCI_SPACE_SHIFT		24

struct bus_address {
	u32 space;
	u64 value;
};

static bool is_pci_type(const char *type)
{
	return !strcmp(type, "pci") || !strcmp(type, "pciex") || !strcmp(type, "vci") ||
	       !strcmp(type, "ht");
}

static bool is_pcie_name(const char *name)
{
	return !strncmp(name, "pcie", 4) && (!name[4] || name[4] == '@');
}

/* Store the numbers of cells, or leave the bus without cells if a number is out of range. */
static void check_cells(struct dtb_bus *bus, u32 address_cells, u32 size_cells)
{
	if (!address_cells || address_cells > DTB_MAX_CELLS || size_cells > DTB_MAX_CELLS)
		return;
	bus->address_cells = address_cells;
	bus->size_cells = size_cells;
	if (address_cells == 3)
		bus->kind = DTB_BUS_FLAGS;
}

void dtb_bus_read(const struct dtb *dtb, int node, struct dtb_bus *bus)
{
	const char *type = dtb_prop_string(dtb, node, "device_type");

	*bus = (struct dtb_bus){ .node = node, .known = true };
	bus->ranges = dtb_prop(dtb, node, "ranges", &bus->ranges_size);
	if ((type && is_pci_type(type)) || is_pcie_name(dtb_node_name(dtb, node))) {
		bus->kind = DTB_BUS_PCI;
		bus->address_cells = PCI_ADDRESS_CELLS;
		bus->size_cells = PCI_SIZE_CELLS;
		return;
	}
	check_cells(bus, dtb_prop_u32(dtb, node, "#address-cells", 2),
		    dtb_prop_u32(dtb, node, "#size-cells", 1));
}

static u32 pci_space(u32 first_cell)
{
	u32 space = first_cell >> PCI_SPACE_SHIFT & 3;

	return space < DTB_PCI_MEMORY ? space : DTB_PCI_MEMORY;
}

u32 dtb_bus_space(const struct dtb_bus *bus, const void *cells)
{
	u32 first = dtb_be32(cells);

	if (bus->kind == DTB_BUS_PLAIN)
		return 0;
	return bus->kind == DTB_BUS_FLAGS ? first : pci_space(first);
}

u32 dtb_bus_pass(const struct dtb_bus *bus, const struct dtb_bus *above, u32 space)
{
	if (bus->kind == above->kind)
		return space;
	return bus->kind == DTB_BUS_FLAGS && above->kind == DTB_BUS_PCI ? pci_space(space) : 0;
}

/*
 * Return the address in @cells.  If there are three cells or more, the upper cells are not part of
 * the address.
 */
u64 dtb_bus_address(const struct dtb_bus *bus, const void *cells)
{
	return dtb_read_cells(cells, bus->address_cells);
}

bool dtb_bus_window(const struct dtb_bus *bus, const struct dtb_bus *above, const u8 **at,
		    u32 *size, struct dtb_window *window)
{
	const u8 *parent = *at + 4 * bus->address_cells;
	const u8 *extent = parent + 4 * above->address_cells;
	u32 entry = 4 * (bus->address_cells + above->address_cells + bus->size_cells);

	if (!bus->address_cells || !above->address_cells || *size < entry)
		return false;
	*window = (struct dtb_window){
		.space = dtb_bus_space(bus, *at),
		.parent_space = dtb_bus_space(above, parent),
		.child = dtb_bus_address(bus, *at),
		.parent = dtb_bus_address(above, parent),
		.size = dtb_read_cells(extent, bus->size_cells),
	};
	*at += entry;
	*size -= entry;
	return true;
}

/* Translate an address on the bus into an address on its parent bus. */
static int translate_up(const struct dtb_bus *bus, const struct dtb_bus *above,
			struct bus_address *address)
{
	const u8 *at = bus->ranges;
	u32 size = bus->ranges_size;
	struct dtb_window w;

	if (!above->address_cells)
		return -EINVAL;
	if (!at)
		return -ERANGE;
	if (!size) {
		address->space = dtb_bus_pass(bus, above, address->space);
		return 0;
	}
	while (dtb_bus_window(bus, above, &at, &size, &w)) {
		if (address->space == w.space && address->value >= w.child &&
		    address->value - w.child < w.size) {
			address->value = address->value - w.child + w.parent;
			address->space = w.parent_space;
			return 0;
		}
	}
	return -ERANGE;
}

/* Advance the path, but do not read the buses yet, because they are needed for few nodes only. */
int dtb_path_next(const struct dtb *dtb, struct dtb_path *path)
{
	path->node = dtb_next_node(dtb, path->node, &path->depth);
	if (path->node >= 0 && path->depth >= 0 && path->depth < DTB_MAX_DEPTH) {
		path->bus[path->depth].node = path->node;
		path->bus[path->depth].known = false;
	}
	return path->node;
}

int dtb_regs_start(const struct dtb *dtb, struct dtb_path *path, struct dtb_regs *regs)
{
	*regs = (struct dtb_regs){ .path = path };
	if (path->node < 0 || path->depth < 1 || path->depth >= DTB_MAX_DEPTH)
		return -ENOENT;
	for (int i = 0; i < path->depth; i++) {
		if (!path->bus[i].known)
			dtb_bus_read(dtb, path->bus[i].node, &path->bus[i]);
	}
	if (!path->bus[path->depth - 1].address_cells)
		return -EINVAL;
	regs->at = dtb_prop(dtb, path->node, "reg", &regs->size);
	return regs->at ? 0 : -ENOENT;
}

static u32 entry_size(const struct dtb_bus *bus)
{
	return 4 * (bus->address_cells + bus->size_cells);
}

int dtb_regs_next(struct dtb_regs *regs, u64 *address, u64 *size)
{
	const struct dtb_bus *bus;
	struct bus_address at;
	int err = 0;

	if (!regs->at)
		return -ENOENT;
	bus = &regs->path->bus[regs->path->depth - 1];
	if (regs->size < entry_size(bus))
		return -ENOENT;
	at.space = dtb_bus_space(bus, regs->at);
	at.value = dtb_bus_address(bus, regs->at);
	if (size)
		*size = dtb_read_cells(regs->at + 4 * bus->address_cells, bus->size_cells);
	regs->at += entry_size(bus);
	regs->size -= entry_size(bus);
	for (; !err && bus > regs->path->bus; bus--)
		err = translate_up(bus, bus - 1, &at);
	*address = at.value;
	return err;
}

/* Find the path to @node.  Returns 0, or -ENOENT if @node is not the offset of a node. */
static int find_path_to(const struct dtb *dtb, int node, struct dtb_path *path)
{
	path->node = path->depth = -1;
	while (dtb_path_next(dtb, path) >= 0) {
		if (path->node == node && path->depth >= 0 && path->depth < DTB_MAX_DEPTH)
			return 0;
	}
	return -ENOENT;
}

int dtb_reg(const struct dtb *dtb, int node, unsigned int index, u64 *address, u64 *size)
{
	struct dtb_path path;
	struct dtb_regs regs;
	u32 entry;
	int err = find_path_to(dtb, node, &path);

	if (!err)
		err = dtb_regs_start(dtb, &path, &regs);
	if (err)
		return err;
	entry = entry_size(&path.bus[path.depth - 1]);
	if (index >= regs.size / entry)
		return -ENOENT;
	regs.at += (size_t)index * entry;
	regs.size -= index * entry;
	return dtb_regs_next(&regs, address, size);
}
