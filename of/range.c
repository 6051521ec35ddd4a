// SPDX-License-Identifier: BSD-2-Clause
/*
 * Iterate over the windows of one bus, for drivers of bridges.  An entry of ranges or dma-ranges
 * has three parts:
 *
 *	address on the bus (na cells)  |  address on the bus above (pna)  |  size (ns)
 *
 * The parser points to the first cell of the next entry.  The caller provides all state.  The cells
 * come from an untrusted tree: an incomplete last entry is ignored, and windows whose total size
 * overflows are not merged.
 */

#include <internal/of_tree.h>
#include <linux/errno.h>
#include <linux/of_address.h>

struct buses {
	struct dtb_bus bus, above;
};

static void read_buses(const struct device_node *np, struct buses *b)
{
	dtb_bus_read(&np->tree->dtb, np->offset, &b->bus);
	dtb_bus_read(&np->tree->dtb, np->parent->offset, &b->above);
}

static int parser_init(struct of_range_parser *parser, struct device_node *np, const char *name)
{
	struct buses b;
	const __be32 *cells;
	int bytes;

	*parser = (struct of_range_parser){ .node = np };
	cells = of_get_property(np, name, &bytes);
	if (!cells || !np->parent)
		return -ENOENT;
	read_buses(np, &b);
	if (!b.bus.address_cells || !b.above.address_cells)
		return -EINVAL;
	parser->na = b.bus.address_cells;
	parser->ns = b.bus.size_cells;
	parser->pna = b.above.address_cells;
	parser->range = cells;
	parser->end = cells + bytes / 4;
	return 0;
}

int of_pci_range_parser_init(struct of_pci_range_parser *parser, struct device_node *np)
{
	return parser_init(parser, np, "ranges");
}

int of_pci_dma_range_parser_init(struct of_pci_range_parser *parser, struct device_node *np)
{
	int err = parser_init(parser, np, "dma-ranges");

	parser->dma = true;
	return err;
}

/* Read the next entry of the parser into @range.  Returns false after the last entry. */
static bool of_range_read_entry(const struct of_range_parser *parser, const struct buses *b,
				struct of_range *range)
{
	const __be32 *above = parser->range + parser->na;
	const u8 *at = (const u8 *)parser->range;
	u32 left = 4 * (parser->end - parser->range);
	struct dtb_window w;

	if (!dtb_bus_window(&b->bus, &b->above, &at, &left, &w))
		return false;
	*range = (struct of_range){
		.bus_addr = w.child,
		.cpu_addr = parser->dma ? of_translate_dma_address(parser->node, above) :
					  of_translate_address(parser->node, above),
		.parent_bus_addr = w.parent,
		.size = w.size,
		.flags = b->bus.kind == DTB_BUS_FLAGS ? w.space :
							of_bus_flags(&b->bus, parser->range),
	};
	return true;
}

static bool wraps(u64 start, u64 size)
{
	return size && start + (size - 1) < start;
}

/*
 * Return true if @b can be merged into @a: they have the same flags, @b starts where @a ends by all
 * three addresses, and their total size does not overflow.
 */
static bool follows(const struct of_range *a, const struct of_range *b)
{
	u64 size = a->size + b->size;

	return a->flags == b->flags && b->cpu_addr != OF_BAD_ADDR &&
	       b->bus_addr == a->bus_addr + a->size &&
	       b->cpu_addr == a->cpu_addr + a->size &&
	       b->parent_bus_addr == a->parent_bus_addr + a->size &&
	       size >= a->size && !wraps(a->bus_addr, size) && !wraps(a->cpu_addr, size);
}

struct of_pci_range *of_pci_range_parser_one(struct of_pci_range_parser *parser,
					     struct of_pci_range *range)
{
	int cells = parser->na + parser->pna + parser->ns;
	struct of_range next;
	struct buses b;

	if (!range || !parser->range)
		return NULL;
	read_buses(parser->node, &b);
	if (!of_range_read_entry(parser, &b, range))
		return NULL;
	parser->range += cells;
	for (; of_range_read_entry(parser, &b, &next) && follows(range, &next);
	     parser->range += cells)
		range->size += next.size;
	return range;
}

static bool has_flag_cell(const struct device_node *np)
{
	struct dtb_bus bus;

	dtb_bus_read(&np->tree->dtb, np->offset, &bus);
	return bus.kind == DTB_BUS_FLAGS;
}

int of_pci_range_to_resource(struct of_pci_range *range, struct device_node *np,
			     struct resource *res)
{
	*res = (struct resource){
		.start = range->cpu_addr,
		.end = range->cpu_addr + range->size - 1,
		.flags = has_flag_cell(np) ? IORESOURCE_MEM : range->flags,
		.name = np->full_name,
	};
	if ((res->flags & IORESOURCE_MEM) && range->size && range->cpu_addr != OF_BAD_ADDR &&
	    !wraps(range->cpu_addr, range->size))
		return 0;
	res->start = res->end = OF_BAD_ADDR;
	return -EINVAL;
}

int of_range_to_resource(struct device_node *np, int index, struct resource *res)
{
	struct of_range_parser parser;
	struct of_range range;
	int i = 0, err = of_range_parser_init(&parser, np);

	if (err)
		return err;
	for_each_of_range(&parser, &range) {
		if (i++ == index)
			return of_pci_range_to_resource(&range, np, res);
	}
	return -ENOENT;
}
