/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_OF_ADDRESS_H
#define LINUX_OF_ADDRESS_H

#include <linux/ioport.h>
#include <linux/of.h>

#define OF_BAD_ADDR ((u64)-1)

/*
 * Entry of reg through every ranges above, with its name of reg-names or the node's: 0, -EINVAL if there is
 * none or a bus does not translate it.  Below a bus that is nonposted-mmio it is IORESOURCE_MEM_NONPOSTED.
 * Of a PCI device it is an entry of assigned-addresses, and -EINVAL unless that is memory: there are no
 * I/O ports here.
 */
int of_address_to_resource(struct device_node *np, int index, struct resource *res);

/* The same for base address register @bar of a PCI device, whatever its place in assigned-addresses. */
int of_pci_address_to_resource(struct device_node *np, int bar, struct resource *res);

/* How many entries of reg of_address_to_resource() takes before the first that it refuses. */
int of_address_count(struct device_node *np);

/*
 * The raw entry of reg, of a PCI device of assigned-addresses; NULL if there is none.  size and flags may
 * be NULL; flags are IORESOURCE_MEM, on a PCI bus _IO, _MEM with _MEM_64 and _PREFETCH, or 0.  The entry is
 * number index; or the one for base address register bar_no, if that is not negative and the bus is PCI.
 */
const __be32 *__of_get_address(struct device_node *np, int index, int bar_no, u64 *size,
			       unsigned int *flags);

static inline const __be32 *of_get_address(struct device_node *np, int index, u64 *size,
					   unsigned int *flags)
{
	return __of_get_address(np, index, -1, size, flags);
}

static inline const __be32 *of_get_pci_address(struct device_node *np, int bar_no, u64 *size,
					       unsigned int *flags)
{
	return __of_get_address(np, -1, bar_no, size, flags);
}

/* An address on np's parent bus, as the CPU sees it; OF_BAD_ADDR if it does not see it. */
u64 of_translate_address(struct device_node *np, const __be32 *address);

/*
 * A DMA address of device np, as the CPU sees it: through every dma-ranges above; OF_BAD_ADDR.  A bus
 * without dma-ranges passes it unchanged.  The bus above a node is here, and in all that follows, the
 * interconnect that its interconnect-names calls "dma-mem"; of most nodes it is the parent.
 */
u64 of_translate_dma_address(struct device_node *np, const __be32 *address);

/*
 * The same for an address that a size follows.  Only the start is translated.  Returns the cell behind the
 * size; NULL if a bus does not translate.  @cells: as many as np's parent bus has for both; @start and
 * @size (bytes) may be NULL.
 */
const __be32 *of_translate_dma_region(struct device_node *np, const __be32 *cells, phys_addr_t *start,
				      size_t *size);

/* Map the registers of entry index; NULL.  iounmap() when done.  May sleep. */
void __iomem *of_iomap(struct device_node *np, int index);

/*
 * The same, and nobody else has them: ERR_PTR(-EINVAL): there is no such entry; -EBUSY; -ENOMEM.  @name: of
 * the region; NULL: that of the entry.  iounmap() and release_mem_region() when done.  May sleep.
 */
void __iomem *of_io_request_and_map(struct device_node *np, int index, const char *name);

/* ---- the windows of a bus: ranges and dma-ranges ---------------------------------------------- */

/* A walk over the windows of bus node.  It belongs to the caller, and needs no clean-up. */
struct of_pci_range_parser {
	struct device_node *node;
	const __be32 *range;		/* the next entry; NULL: there is no such property */
	const __be32 *end;
	int na;				/* cells of an address on the bus */
	int ns;				/* cells of a size */
	int pna;			/* cells of an address on the bus above */
	bool dma;
};
#define of_range_parser of_pci_range_parser

struct of_pci_range {
	union {
		u64 pci_addr;
		u64 bus_addr;		/* without the first cell of three: that is in flags */
	};
	u64 cpu_addr;			/* through all buses above; OF_BAD_ADDR */
	u64 parent_bus_addr;		/* on the bus above, untranslated */
	u64 size;			/* bytes; unchecked: may be 0, or run over the end of addresses */
	u32 flags;			/* of of_get_address(); of three cells, not PCI: the first */
};
#define of_range of_pci_range

/*
 * Start at the first entry of the property ranges of @np; of_pci_dma_range_parser_init() starts at that of
 * dma-ranges.  Both return 0, -ENOENT if @np lacks the property or is the root, or -EINVAL if
 * #address-cells or #size-cells are out of range.  After an error the parser has no entries.
 */
int of_pci_range_parser_init(struct of_pci_range_parser *parser, struct device_node *np);
int of_pci_dma_range_parser_init(struct of_pci_range_parser *parser, struct device_node *np);
#define of_range_parser_init of_pci_range_parser_init

/*
 * Read the next window: @range; NULL after the last.  Entries with the same flags that are contiguous by
 * all three addresses are merged.
 */
struct of_pci_range *of_pci_range_parser_one(struct of_pci_range_parser *parser,
					     struct of_pci_range *range);

#define for_each_of_pci_range(parser, range) while (of_pci_range_parser_one(parser, range))
#define for_each_of_range for_each_of_pci_range

/* How many entries are left: there may be fewer windows, as those are merged. */
static inline int of_range_count(const struct of_range_parser *parser)
{
	return parser && parser->range ?
	       (parser->end - parser->range) / (parser->na + parser->pna + parser->ns) : 0;
}

/*
 * A window of bus np as a resource at its CPU address, with np's name.  Returns 0; -EINVAL, with start and
 * end OF_BAD_ADDR, if the window has no CPU address, has size 0, wraps, or is not memory.  I/O windows are
 * not: there are no port numbers here.  A driver that uses one maps range->cpu_addr.
 */
int of_pci_range_to_resource(struct of_pci_range *range, struct device_node *np, struct resource *res);

/* The same for window index of np's ranges.  Also the errors of the parser; -ENOENT if there are fewer. */
int of_range_to_resource(struct device_node *np, int index, struct resource *res);

/* ---- what a device reaches by DMA -------------------------------------------------------------- */

/* One window of a bus as a device below it sees it: bus address dma_start is CPU address cpu_start. */
struct bus_dma_region {
	phys_addr_t cpu_start;
	dma_addr_t dma_start;
	u64 size;
};

/*
 * What the device np may reach by DMA: the dma-ranges of every bus above it, combined, in windows that
 * are merged where they are adjacent.  The first dma-ranges that is not empty is one of the nearest bus,
 * or of one further up if all buses between them but the nearest have one that is empty.  Fills at most max
 * regions and returns how many there are; -ENODEV if no bus says anything (all is reachable,
 * untranslated); -EINVAL if they contradict each other.
 */
int of_dma_regions(struct device_node *np, struct bus_dma_region *regions, int max);

/* The same for a device on this bus that has no node of its own. */
int of_bus_dma_regions(struct device_node *bus, struct bus_dma_region *regions, int max);

/*
 * The lowest limit of DMA in the subtree of @np, NULL: in the whole tree: of each available bus with
 * dma-ranges the highest address of the CPU's that its devices reach; all ones if none has a limit.
 */
phys_addr_t of_dma_get_max_cpu_address(struct device_node *np);

/* Whether the device is coherent: its dma-(non)coherent, else that of the nearest bus, else the port's. */
bool of_dma_is_coherent(struct device_node *np);

#endif /* LINUX_OF_ADDRESS_H */
