// SPDX-License-Identifier: BSD-2-Clause
/*
 * Translate addresses of the device tree: reg and ranges for the CPU, and dma-ranges for devices.
 */

#include <internal/of_tree.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/string.h>

/* Flags in the first cell of a PCI address in memory space. */
#define PCI_64_BIT	0x01000000
#define PCI_PREFETCH	0x40000000
/* In assigned-addresses, these bits are the offset of the register in configuration space. */
#define PCI_REGISTER	0x000000ff
#define PCI_BASE_ADDRESS_0	0x10

#define MAX_DMA_HOPS 64		/* maximum number of buses above a device; more must be a loop */

static const u8 no_windows[] = "";

/* Read the properties of @np that describe the bus between @np and its children. */
static void read_bus(const struct device_node *np, struct dtb_bus *bus)
{
	dtb_bus_read(&np->tree->dtb, np->offset, bus);
}

/*
 * Read the bus like read_bus(), with dma-ranges instead of ranges.  A bus without dma-ranges does
 * not change addresses.
 */
static void read_dma_bus(const struct device_node *np, struct dtb_bus *bus)
{
	read_bus(np, bus);
	bus->ranges = dtb_prop(&np->tree->dtb, np->offset, "dma-ranges", &bus->ranges_size);
	if (!bus->ranges)
		bus->ranges = no_windows;
}

/* Translate an address by the ranges of one bus.  Returns 0, or -EINVAL if no range contains it. */
static int of_translate_one(const struct dtb_bus *bus, const struct dtb_bus *above, u32 *space,
			    u64 *address)
{
	const u8 *at = bus->ranges;
	u32 size = bus->ranges_size;
	struct dtb_window w;

	if (!at)
		return -EINVAL;
	if (!size) {
		*space = dtb_bus_pass(bus, above, *space);
		return 0;
	}
	while (dtb_bus_window(bus, above, &at, &size, &w)) {
		if (*space != w.space || *address < w.child || *address - w.child >= w.size)
			continue;
		*address = *address - w.child + w.parent;
		*space = w.parent_space;
		return 0;
	}
	return -EINVAL;
}

unsigned int of_bus_flags(const struct dtb_bus *bus, const __be32 *address)
{
	u32 first = be32_to_cpup(address);

	if (bus->kind != DTB_BUS_PCI)
		return IORESOURCE_MEM;
	switch (dtb_bus_space(bus, address)) {
	case DTB_PCI_IO:
		return IORESOURCE_IO;
	case DTB_PCI_MEMORY:
		return IORESOURCE_MEM | (first & PCI_64_BIT ? IORESOURCE_MEM_64 : 0) |
		       (first & PCI_PREFETCH ? IORESOURCE_PREFETCH : 0);
	}
	return 0;
}

/* Return the index of the entry of assigned-addresses for base address register @bar_no, or -1. */
static int find_bar(const __be32 *entry, int n, int cells, int bar_no)
{
	u64 wanted = PCI_BASE_ADDRESS_0 + 4 * (u64)bar_no;

	for (int i = 0; i < n; i++, entry += cells) {
		if ((be32_to_cpup(entry) & PCI_REGISTER) == wanted)
			return i;
	}
	return -1;
}

const __be32 *__of_get_address(struct device_node *np, int index, int bar_no, u64 *size,
			       unsigned int *flags)
{
	struct device_node *parent = of_get_parent(np);
	const __be32 *reg;
	struct dtb_bus bus;
	int bytes, cells, n;

	if (!parent)
		return NULL;
	read_bus(parent, &bus);
	cells = bus.address_cells + bus.size_cells;
	reg = of_get_property(np, bus.kind == DTB_BUS_PCI ? "assigned-addresses" : "reg", &bytes);
	if (!reg || !bus.address_cells || (bar_no >= 0 && bus.kind != DTB_BUS_PCI))
		return NULL;
	n = bytes / (4 * cells);
	if (bar_no >= 0)
		index = find_bar(reg, n, cells, bar_no);
	if (index < 0 || index >= n)
		return NULL;
	reg += index * cells;
	if (size)
		*size = of_read_number(reg + bus.address_cells, bus.size_cells);
	if (flags)
		*flags = of_bus_flags(&bus, reg);
	return reg;
}

/*
 * Return the bus on which a device does DMA: its interconnect named "dma-mem", otherwise its
 * parent.
 */
static struct device_node *dma_parent(struct device_node *np)
{
	int index = of_property_match_string(np, "interconnect-names", "dma-mem");
	struct of_phandle_args args;

	if (index >= 0 &&
	    !of_parse_phandle_with_args(np, "interconnects", "#interconnect-cells", index, &args))
		return args.np;
	return of_get_parent(np);
}

static struct device_node *reg_parent(struct device_node *np)
{
	return of_get_parent(np);
}

static u64 translate_to_root(struct device_node *np, const __be32 *address,
			     struct device_node *(*parent_of)(struct device_node *np),
			     void (*read)(const struct device_node *np, struct dtb_bus *bus))
{
	struct device_node *parent = parent_of(np);
	struct dtb_bus bus, above;
	u32 space;
	u64 value;

	if (!parent || !np->parent)
		return OF_BAD_ADDR;
	/*
	 * The parent's #address-cells apply to the node's addresses even if the DMA bus of the node
	 * is not its parent.
	 */
	read_bus(np->parent, &bus);
	if (!bus.address_cells)
		return OF_BAD_ADDR;
	space = dtb_bus_space(&bus, address);
	value = dtb_bus_address(&bus, address);
	read(parent, &bus);
	for (int hops = 0; (parent = parent_of(parent)); hops++) {
		read(parent, &above);
		if (hops == MAX_DMA_HOPS || !bus.address_cells || !above.address_cells ||
		    of_translate_one(&bus, &above, &space, &value))
			return OF_BAD_ADDR;
		bus = above;
	}
	return value;
}

u64 of_translate_address(struct device_node *np, const __be32 *address)
{
	return translate_to_root(np, address, reg_parent, read_bus);
}

u64 of_translate_dma_address(struct device_node *np, const __be32 *address)
{
	return translate_to_root(np, address, dma_parent, read_dma_bus);
}

const __be32 *of_translate_dma_region(struct device_node *np, const __be32 *cells,
				      phys_addr_t *start, size_t *size)
{
	u64 address = of_translate_dma_address(np, cells);
	struct dtb_bus bus;

	if (address == OF_BAD_ADDR)
		return NULL;
	read_bus(np->parent, &bus);
	cells += bus.address_cells;
	if (start)
		*start = address;
	if (size)
		*size = of_read_number(cells, bus.size_cells);
	return cells + bus.size_cells;
}

/*
 * Fill in @res.  Either @index selects a reg entry and @bar_no is -1, or @bar_no selects a base
 * address register and @index is -1.  Only reg entries have names, in reg-names.
 */
static int make_resource(struct device_node *np, int index, int bar_no, struct resource *res)
{
	unsigned int flags;
	u64 size, address;
	const __be32 *reg = __of_get_address(np, index, bar_no, &size, &flags);

	if (!reg || !size || !(flags & IORESOURCE_MEM))
		return -EINVAL;
	address = of_translate_address(np, reg);
	if (address == OF_BAD_ADDR || address + size - 1 < address)
		return -EINVAL;
	if (of_property_present(np->parent, "nonposted-mmio"))
		flags |= IORESOURCE_MEM_NONPOSTED;
	*res = (struct resource){
		.start = address,
		.end = address + size - 1,
		.flags = flags,
		.name = np->full_name,
	};
	of_property_read_string_index(np, "reg-names", index, &res->name);
	return 0;
}

int of_address_to_resource(struct device_node *np, int index, struct resource *res)
{
	return make_resource(np, index, -1, res);
}

int of_pci_address_to_resource(struct device_node *np, int bar, struct resource *res)
{
	return make_resource(np, -1, bar, res);
}

int of_address_count(struct device_node *np)
{
	struct resource res;
	int n = 0;

	while (!of_address_to_resource(np, n, &res))
		n++;
	return n;
}

static void __iomem *of_map_resource(const struct resource *res)
{
	return res->flags & IORESOURCE_MEM_NONPOSTED ? ioremap_np(res->start, resource_size(res)) :
						       ioremap(res->start, resource_size(res));
}

void __iomem *of_iomap(struct device_node *np, int index)
{
	struct resource res;

	return of_address_to_resource(np, index, &res) ? NULL : of_map_resource(&res);
}

void __iomem *of_io_request_and_map(struct device_node *np, int index, const char *name)
{
	struct resource res;
	void __iomem *addr;

	if (of_address_to_resource(np, index, &res))
		return IOMEM_ERR_PTR(-EINVAL);
	if (!request_mem_region(res.start, resource_size(&res), name ? name : res.name))
		return IOMEM_ERR_PTR(-EBUSY);
	addr = of_map_resource(&res);
	if (addr)
		return addr;
	release_mem_region(res.start, resource_size(&res));
	return IOMEM_ERR_PTR(-ENOMEM);
}

/* ---- the opposite direction: the reach of a device ------------------------------------------- */

/*
 * Limit a region to the window, and translate its CPU address to the bus above.  Returns false if
 * the window does not overlap the region.
 */
static bool clip(struct bus_dma_region *r, const struct dtb_window *w)
{
	u64 start = max_t(u64, r->cpu_start, w->child);
	u64 end = min_t(u64, r->cpu_start + r->size - 1, w->child + w->size - 1);

	if (start > end || !w->size)
		return false;
	r->dma_start += start - r->cpu_start;
	r->cpu_start = start - w->child + w->parent;
	r->size = end - start + 1;
	return true;
}

/* Return true if @b starts where @a ends, by DMA address and by CPU address. */
static bool region_follows(const struct bus_dma_region *a, const struct bus_dma_region *b)
{
	return b->dma_start > a->dma_start && b->dma_start - a->dma_start == a->size &&
	       b->cpu_start > a->cpu_start && b->cpu_start - a->cpu_start == a->size;
}

/*
 * Translate each region by each window of the bus.  Returns the new number of regions, or -EINVAL
 * if there are too many regions.  Devices on a PCI bus do DMA in the memory space of the bus.
 */
static int through_bus(struct device_node *np, struct bus_dma_region *regions, int n, int max)
{
	struct bus_dma_region in[8];
	struct dtb_bus bus, above;
	struct dtb_window w;
	int out = 0;

	if (n > (int)ARRAY_SIZE(in))
		return -EINVAL;
	memcpy(in, regions, n * sizeof(*in));
	read_dma_bus(np, &bus);
	read_bus(np->parent, &above);
	for (int i = 0; i < n; i++) {
		const u8 *at = bus.ranges;
		u32 left = bus.ranges_size;

		while (dtb_bus_window(&bus, &above, &at, &left, &w)) {
			struct bus_dma_region r = in[i];

			if ((bus.kind == DTB_BUS_PCI && w.space != DTB_PCI_MEMORY) || !clip(&r, &w))
				continue;
			if (out && region_follows(&regions[out - 1], &r)) {
				regions[out - 1].size += r.size;
				continue;
			}
			if (out == max)
				return -EINVAL;
			regions[out++] = r;
		}
	}
	return out;
}

int of_bus_dma_regions(struct device_node *bus, struct bus_dma_region *regions, int max)
{
	int n = 1, size;
	bool said = false;

	if (max < 1)
		return -EINVAL;
	regions[0] = (struct bus_dma_region){ .size = U64_MAX };
	for (int hops = 0; bus && bus->parent; hops++, bus = dma_parent(bus)) {
		bool silent = !of_get_property(bus, "dma-ranges", &size);

		if (hops == MAX_DMA_HOPS)
			return -EINVAL;
		/*
		 * As in Linux, a bus without dma-ranges ends the search, unless it is the nearest
		 * bus.
		 */
		if (silent && hops && !said)
			return -ENODEV;
		if (!size)
			continue;
		said = true;
		n = through_bus(bus, regions, n, max);
		if (n <= 0)
			return -EINVAL;
	}
	return said ? n : -ENODEV;
}

int of_dma_regions(struct device_node *np, struct bus_dma_region *regions, int max)
{
	return of_bus_dma_regions(dma_parent(np), regions, max);
}

#define MAX_REGIONS 16

static phys_addr_t max_cpu_address(struct device_node *bus)
{
	struct bus_dma_region regions[MAX_REGIONS];
	phys_addr_t highest = 0;
	int n = of_bus_dma_regions(bus, regions, MAX_REGIONS);

	for (int i = 0; i < n; i++)
		highest = max_t(u64, highest, regions[i].cpu_start + (regions[i].size - 1));
	return n > 0 ? highest : ~0ULL;
}

/* Return true if @np is @top or below it, and @np and all nodes between them are available. */
static bool is_available_below(const struct device_node *top, const struct device_node *np)
{
	while (np && np != top && of_device_is_available(np))
		np = np->parent;
	return np == top;
}

/* Return the node after @np in document order, or NULL after the last node at or below @top. */
static struct device_node *of_next_below(struct device_node *top, struct device_node *np)
{
	if (np->child)
		return np->child;
	while (np != top && !np->sibling)
		np = np->parent;
	return np == top ? NULL : np->sibling;
}

phys_addr_t of_dma_get_max_cpu_address(struct device_node *top)
{
	phys_addr_t lowest = ~0ULL;
	int size;

	if (!top)
		top = of_root;
	for (struct device_node *np = top; np; np = of_next_below(top, np)) {
		if (of_get_property(np, "dma-ranges", &size) && size && is_available_below(top, np))
			lowest = min(lowest, max_cpu_address(np));
	}
	return lowest;
}

bool of_dma_is_coherent(struct device_node *np)
{
	for (int hops = 0; np && hops < MAX_DMA_HOPS; hops++, np = dma_parent(np)) {
		if (of_property_present(np, "dma-coherent"))
			return true;
		if (of_property_present(np, "dma-noncoherent"))
			return false;
	}
	return IS_ENABLED(CONFIG_OF_DMA_DEFAULT_COHERENT);
}
