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

/*
 * The raw entry of reg, of a PCI device of assigned-addresses; NULL if there is none.  size and flags may
 * be NULL; flags are IORESOURCE_MEM, on a PCI bus _IO, _MEM with _MEM_64 and _PREFETCH, or 0.
 */
const __be32 *of_get_address(struct device_node *np, int index, u64 *size, unsigned int *flags);

/* An address on np's parent bus, as the CPU sees it; OF_BAD_ADDR if it does not see it. */
u64 of_translate_address(struct device_node *np, const __be32 *address);

/* Map the registers of entry index; NULL.  iounmap() when done.  May sleep. */
void __iomem *of_iomap(struct device_node *np, int index);

/*
 * The same, and nobody else has them: ERR_PTR(-EINVAL): there is no such entry; -EBUSY; -ENOMEM.  @name: of
 * the region; NULL: that of the entry.  iounmap() and release_mem_region() when done.  May sleep.
 */
void __iomem *of_io_request_and_map(struct device_node *np, int index, const char *name);

/* One window of a bus as a device below it sees it: bus address dma_start is CPU address cpu_start. */
struct bus_dma_region {
	phys_addr_t cpu_start;
	dma_addr_t dma_start;
	u64 size;
};

/*
 * What the device np may reach by DMA: the dma-ranges of every bus above it, combined.  Fills at most
 * max regions and returns how many there are; -ENODEV if no bus says anything (all is reachable,
 * untranslated); -EINVAL if they contradict each other.
 */
int of_dma_regions(struct device_node *np, struct bus_dma_region *regions, int max);

/*
 * The highest address of the CPU's that the device of the tree with the shortest reach has, by the
 * dma-ranges of the buses above; all ones if nothing limits any.  Reads the whole tree.
 */
phys_addr_t of_dma_get_max_cpu_address(void);

/* Whether the device is coherent: its dma-(non)coherent, else that of the nearest bus, else the port's. */
bool of_dma_is_coherent(struct device_node *np);

#endif /* LINUX_OF_ADDRESS_H */
