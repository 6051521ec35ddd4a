/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_OF_ADDRESS_H
#define LINUX_OF_ADDRESS_H

#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/of.h>

#define OF_BAD_ADDR ((u64)-1)

/*
 * Translate entry @index of reg to a CPU address, through the ranges of all parent buses.  The
 * resource is named by reg-names or by the node.  It has IORESOURCE_MEM_NONPOSTED if a parent bus
 * has nonposted-mmio.  For a PCI device, @index is an entry of assigned-addresses.  Returns 0, or
 * -EINVAL if the entry does not exist, cannot be translated or is an I/O port.
 */
int of_address_to_resource(struct device_node *np, int index, struct resource *res);

/* Translate base address register @bar of a PCI device like of_address_to_resource(). */
int of_pci_address_to_resource(struct device_node *np, int bar, struct resource *res);

/* Return the number of leading entries of reg that of_address_to_resource() can translate. */
int of_address_count(struct device_node *np);

/*
 * Return the untranslated entry @index of reg, or of assigned-addresses on a PCI bus, or NULL if
 * the entry does not exist.  On a PCI bus, a @bar_no that is not negative selects the entry of that
 * base address register instead.  @size and @flags may be NULL.  *@flags becomes IORESOURCE_MEM.
 * On a PCI bus, it becomes IORESOURCE_IO, IORESOURCE_MEM with IORESOURCE_MEM_64 and
 * IORESOURCE_PREFETCH if they apply, or 0.
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

/*
 * Translate an address on the parent bus of @np to a CPU address.  Returns OF_BAD_ADDR if the CPU
 * cannot reach it.
 */
u64 of_translate_address(struct device_node *np, const __be32 *address);

/*
 * Translate a DMA address of device @np to a CPU address, through the dma-ranges of all parent
 * buses.  Returns OF_BAD_ADDR if a bus does not translate the address.  A bus without dma-ranges
 * does not change the address.  In all functions for DMA, if interconnect-names of the node
 * contains "dma-mem", this interconnect is used as the parent bus.
 */
u64 of_translate_dma_address(struct device_node *np, const __be32 *address);

/*
 * Translate a DMA address as of_translate_dma_address() does.  @cells contains the address and a
 * size, in the cells of the parent bus of @np.  Only the address is translated.  @start and @size
 * (in bytes) may be NULL.  Returns the cell after the size, or NULL if the address cannot be
 * translated.
 */
const __be32 *of_translate_dma_region(struct device_node *np, const __be32 *cells,
				      phys_addr_t *start, size_t *size);

/*
 * Map the registers of entry @index.  The caller unmaps them with iounmap().  Returns NULL on
 * failure.  May sleep.
 */
void __iomem *of_iomap(struct device_node *np, int index);

/*
 * Request and map the registers of entry @index.  The region has the name @name, or the name of the
 * entry if @name is NULL.  The caller undoes this with iounmap() and release_mem_region().  Returns
 * ERR_PTR(-EINVAL) if the entry does not exist, -EBUSY if the region is in use, or -ENOMEM.  May
 * sleep.
 */
void __iomem *of_io_request_and_map(struct device_node *np, int index, const char *name);

/* ---- the windows of a bus: ranges and dma-ranges --------------------------------------------- */

/* State of a walk over the windows of a bus.  The state owns no memory. */
struct of_pci_range_parser {
	struct device_node *node;
	const __be32 *range;		/* next entry; NULL if the property is missing */
	const __be32 *end;
	int na;				/* address cells of the bus */
	int ns;				/* size cells of the bus */
	int pna;			/* address cells of the parent bus */
	bool dma;
};
#define of_range_parser of_pci_range_parser

struct of_pci_range {
	union {
		u64 pci_addr;
		u64 bus_addr;		/* address on the bus; of 3 cells, only the last 2 */
	};
	u64 cpu_addr;			/* CPU address through all parent buses, or OF_BAD_ADDR */
	u64 parent_bus_addr;		/* address on the parent bus, not translated */
	u64 size;			/* bytes; not validated: may be 0 or wrap */
	u32 flags;			/* as of_get_address(); 3 cells without PCI: cell 0 */
};
#define of_range of_pci_range

/*
 * Start a walk at the first entry of ranges or, for of_pci_dma_range_parser_init(), of dma-ranges.
 * Returns 0; -ENOENT if @np is the root or lacks the property; -EINVAL if #address-cells or
 * #size-cells are out of range.  After an error, the parser has no entries.
 */
int of_pci_range_parser_init(struct of_pci_range_parser *parser, struct device_node *np);
int of_pci_dma_range_parser_init(struct of_pci_range_parser *parser, struct device_node *np);
#define of_range_parser_init of_pci_range_parser_init

/*
 * Read the next window into @range and return @range, or NULL at the end.  Entries with the same
 * flags are merged if they are contiguous in all three addresses.
 */
struct of_pci_range *of_pci_range_parser_one(struct of_pci_range_parser *parser,
					     struct of_pci_range *range);

#define for_each_of_pci_range(parser, range) while (of_pci_range_parser_one(parser, range))
#define for_each_of_range for_each_of_pci_range

/*
 * Return the number of remaining entries.  There may be fewer windows because entries are merged.
 */
static inline int of_range_count(const struct of_range_parser *parser)
{
	return parser && parser->range ?
	       (parser->end - parser->range) / (parser->na + parser->pna + parser->ns) : 0;
}

/*
 * Convert a window of bus @np to a resource with its CPU address and the name of @np.  Returns 0,
 * or -EINVAL, with start and end OF_BAD_ADDR, if the window has no CPU address, is empty, wraps, or
 * is not memory.  I/O windows are refused because there are no port numbers; a driver that uses one
 * maps range->cpu_addr.
 */
int of_pci_range_to_resource(struct of_pci_range *range, struct device_node *np,
			     struct resource *res);

/*
 * Convert entry @index of the ranges of @np.  Returns -ENOENT if there are fewer entries, or the
 * errors of the parser and of of_pci_range_to_resource().
 */
int of_range_to_resource(struct device_node *np, int index, struct resource *res);

/* ---- addresses that a device reaches by DMA -------------------------------------------------- */

/* A DMA window of a device: its bus address dma_start corresponds to the CPU address cpu_start. */
struct bus_dma_region {
	phys_addr_t cpu_start;
	dma_addr_t dma_start;
	u64 size;
};

/*
 * Return the windows that device @np reaches by DMA, combined from the dma-ranges of all parent
 * buses.  Adjacent windows are merged.  Empty dma-ranges do not change addresses.  As in Linux, the
 * search for the first non-empty dma-ranges ends at a bus without this property, unless it is the
 * nearest bus.  Stores at most @max regions and returns the number of regions; -ENODEV if no bus
 * limits DMA; -EINVAL if the properties are inconsistent.
 */
int of_dma_regions(struct device_node *np, struct bus_dma_region *regions, int max);

/* Return the windows, like of_dma_regions(), of a device that is on @bus and has no node. */
int of_bus_dma_regions(struct device_node *bus, struct bus_dma_region *regions, int max);

/*
 * Return the highest CPU address that all devices below @np can reach by DMA, or all devices of the
 * tree if @np is NULL.  It is the minimum over all available buses with dma-ranges, or all ones if
 * there is no limit.
 */
phys_addr_t of_dma_get_max_cpu_address(struct device_node *np);

/*
 * Return true if the device is DMA coherent.  The property dma-coherent or dma-noncoherent of the
 * device decides, otherwise that of the nearest bus with one of these properties, otherwise the
 * port's default.
 */
bool of_dma_is_coherent(struct device_node *np);

#endif /* LINUX_OF_ADDRESS_H */
