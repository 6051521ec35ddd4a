// SPDX-License-Identifier: BSD-2-Clause
/* Addresses: reg and ranges upwards for the CPU, dma-ranges for devices. */

#include <linux/errno.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/string.h>

#define MAX_CELLS 4

struct window {
	u64 child;
	u64 parent;
	u64 size;
};

/* Window index of a bus's ranges or dma-ranges: 0; -ENOENT after the last; -EINVAL if it is malformed. */
static int get_window(struct device_node *bus, const char *property, int index, struct window *w)
{
	u32 na = 2, ns = 1;
	int size, pna = of_n_addr_cells(bus), entry;
	const __be32 *cells = of_get_property(bus, property, &size);

	of_property_read_u32(bus, "#address-cells", &na);
	of_property_read_u32(bus, "#size-cells", &ns);
	if (na < 1 || na > MAX_CELLS || ns > MAX_CELLS || pna < 1 || pna > MAX_CELLS)
		return -EINVAL;
	entry = na + pna + ns;
	if (!cells || index >= size / (4 * entry))
		return -ENOENT;
	cells += index * entry;
	/* A PCI bus's first cell holds flags, not address (PCI Bus Binding, 2.2.1.1). */
	w->child = na == 3 ? of_read_number(cells + 1, 2) : of_read_number(cells, na);
	w->parent = of_read_number(cells + na, pna);
	w->size = of_read_number(cells + na + pna, ns);
	return 0;
}

/* Through one bus: 0, or -EINVAL if it does not let the address through. */
static int translate(struct device_node *bus, const char *property, u64 *address)
{
	struct window w;
	int size, err;

	if (!of_get_property(bus, property, &size))
		return -EINVAL;
	if (!size)
		return 0;
	for (int i = 0; !(err = get_window(bus, property, i, &w)); i++) {
		if (*address >= w.child && *address - w.child < w.size) {
			*address = *address - w.child + w.parent;
			return 0;
		}
	}
	return -EINVAL;
}

const __be32 *of_get_address(struct device_node *np, int index, u64 *size, unsigned int *flags)
{
	int na = of_n_addr_cells(np), ns = of_n_size_cells(np), bytes;
	const __be32 *reg = of_get_property(np, "reg", &bytes);
	int entry = 4 * (na + ns);

	if (!reg || na < 1 || na > MAX_CELLS || ns < 0 || ns > MAX_CELLS || index < 0 ||
	    index >= bytes / entry)
		return NULL;
	reg += index * (na + ns);
	if (size)
		*size = of_read_number(reg + na, ns);
	if (flags)
		*flags = IORESOURCE_MEM;
	return reg;
}

u64 of_translate_address(struct device_node *np, const __be32 *address)
{
	u64 value = of_read_number(address, of_n_addr_cells(np));

	for (struct device_node *bus = of_get_parent(np); bus && bus->parent; bus = bus->parent) {
		if (translate(bus, "ranges", &value))
			return OF_BAD_ADDR;
	}
	return value;
}

int of_address_to_resource(struct device_node *np, int index, struct resource *res)
{
	u64 size, address;
	const __be32 *reg = of_get_address(np, index, &size, NULL);

	if (!reg || !size)
		return -EINVAL;
	address = of_translate_address(np, reg);
	if (address == OF_BAD_ADDR || address + size - 1 < address)
		return -EINVAL;
	*res = (struct resource){
		.start = address,
		.end = address + size - 1,
		.flags = IORESOURCE_MEM,
		.name = np->full_name,
	};
	return 0;
}

void __iomem *of_iomap(struct device_node *np, int index)
{
	struct resource res;

	if (of_address_to_resource(np, index, &res))
		return NULL;
	return ioremap(res.start, resource_size(&res));
}

/* ---- the other direction: what a device reaches ---------------------------------------------- */

/* Narrow a region to the window, and move its CPU side up one bus; false if nothing is left. */
static bool clip(struct bus_dma_region *r, const struct window *w)
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

/* Put every region through every window of the bus: the number that results, or -EINVAL. */
static int through_bus(struct device_node *bus, struct bus_dma_region *regions, int n, int max)
{
	struct bus_dma_region in[8];
	int out = 0;

	if (n > (int)ARRAY_SIZE(in))
		return -EINVAL;
	memcpy(in, regions, n * sizeof(*in));
	for (int i = 0; i < n; i++) {
		struct window w;

		for (int k = 0; !get_window(bus, "dma-ranges", k, &w); k++) {
			struct bus_dma_region r = in[i];

			if (!clip(&r, &w))
				continue;
			if (out == max)
				return -EINVAL;
			regions[out++] = r;
		}
	}
	return out;
}

int of_dma_regions(struct device_node *np, struct bus_dma_region *regions, int max)
{
	int n = 1, size;
	bool said = false;

	if (max < 1)
		return -EINVAL;
	regions[0] = (struct bus_dma_region){ .size = U64_MAX };
	for (struct device_node *bus = of_get_parent(np); bus && bus->parent; bus = bus->parent) {
		if (!of_get_property(bus, "dma-ranges", &size))
			continue;
		if (!size)
			continue;
		said = true;
		n = through_bus(bus, regions, n, max);
		if (n <= 0)
			return -EINVAL;
	}
	return said ? n : -ENODEV;
}

bool of_dma_is_coherent(struct device_node *np)
{
	for (; np; np = np->parent) {
		if (of_property_present(np, "dma-coherent"))
			return true;
		if (of_property_present(np, "dma-noncoherent"))
			return false;
	}
	return IS_ENABLED(CONFIG_OF_DMA_DEFAULT_COHERENT);
}
