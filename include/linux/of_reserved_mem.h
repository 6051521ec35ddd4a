/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_OF_RESERVED_MEM_H
#define LINUX_OF_RESERVED_MEM_H

/*
 * Memory that the device tree sets apart: the children of /reserved-memory (Devicetree Specification 0.4,
 * section 3.5), at the address or of the size that they say, and the devices that name them by
 * memory-region.  Regions are found at boot and stay.
 *
 *	"shared-dma-pool"		devices that name it allocate all their coherent memory from it, and
 *					no others do; with "reusable": an area of CMA (<linux/cma.h>)
 *	"restricted-dma-pool"		the only memory that the devices that name it are given: all that
 *					they map is copied; assigned before their driver probes
 *
 * Another kind is added by RESERVEDMEM_OF_DECLARE().  Without CONFIG_OF_RESERVED_MEM: -ENOSYS.
 */

#include <linux/compiler.h>
#include <linux/device.h>
#include <linux/ioport.h>
#include <linux/of.h>
#include <linux/stringify.h>
#include <linux/types.h>

struct reserved_mem_ops;

struct reserved_mem {
	const char *name;			/* of the node */
	unsigned long fdt_node;			/* where it is in the flattened tree */
	const struct reserved_mem_ops *ops;	/* NULL: reserved, and no more */
	phys_addr_t base;
	phys_addr_t size;			/* bytes */
	void *priv;				/* of ops */
};

/* The device gets the region: 0 or -errno; and has it no more.  Thread context. */
struct reserved_mem_ops {
	int (*device_init)(struct reserved_mem *rmem, struct device *dev);
	void (*device_release)(struct reserved_mem *rmem, struct device *dev);
};

/*
 * Called at boot level 0 for each region that is compatible: sets rmem->ops and returns 0, or an error, and
 * the next one that fits is asked.  What is wrong with the region it says itself.
 */
typedef int (*reservedmem_of_init_fn)(struct reserved_mem *rmem);

struct reserved_mem_kind {
	const char *compatible;
	reservedmem_of_init_fn init;
};

#define RESERVEDMEM_OF_DECLARE(name, compat, fn)						\
	static const struct reserved_mem_kind __reservedmem_##name = { .compatible = compat,	\
								       .init = fn };		\
	static const struct reserved_mem_kind *const __reservedmem_ptr_##name __used __retain	\
		__section("tbl_reservedmem") = &__reservedmem_##name

#ifdef CONFIG_OF_RESERVED_MEM

/*
 * The region that entry idx of np's memory-region names, or that of the name in memory-region-names,
 * becomes the device's: 0; -ENODEV: there is no such entry; -EINVAL: it is of no kind that a device can
 * have; what its kind says; -ENOMEM.  One that is not available is left out, with 0.  Thread context.
 */
int of_reserved_mem_device_init_by_idx(struct device *dev, struct device_node *np, int idx);
int of_reserved_mem_device_init_by_name(struct device *dev, struct device_node *np, const char *name);

/* All that the device has got are its no more.  What it allocated of them is given back before. */
void of_reserved_mem_device_release(struct device *dev);

/* The region of a child of /reserved-memory; NULL.  Any context, after boot level 0. */
struct reserved_mem *of_reserved_mem_lookup(struct device_node *np);

/*
 * Where the region is that entry idx of memory-region names, or that of this name: 0; -ENODEV: it is not
 * there or not available; -EINVAL.  The number of entries.  Any context.
 */
int of_reserved_mem_region_to_resource(const struct device_node *np, unsigned int idx,
				       struct resource *res);
int of_reserved_mem_region_to_resource_byname(const struct device_node *np, const char *name,
					      struct resource *res);
int of_reserved_mem_region_count(const struct device_node *np);

#else

static inline int of_reserved_mem_device_init_by_idx(struct device *dev, struct device_node *np, int idx)
{
	return -ENOSYS;
}

static inline int of_reserved_mem_device_init_by_name(struct device *dev, struct device_node *np,
						      const char *name)
{
	return -ENOSYS;
}

static inline void of_reserved_mem_device_release(struct device *dev)
{
}

static inline struct reserved_mem *of_reserved_mem_lookup(struct device_node *np)
{
	return NULL;
}

static inline int of_reserved_mem_region_to_resource(const struct device_node *np, unsigned int idx,
						     struct resource *res)
{
	return -ENOSYS;
}

static inline int of_reserved_mem_region_to_resource_byname(const struct device_node *np,
							    const char *name, struct resource *res)
{
	return -ENOSYS;
}

static inline int of_reserved_mem_region_count(const struct device_node *np)
{
	return 0;
}

#endif /* CONFIG_OF_RESERVED_MEM */

static inline int of_reserved_mem_device_init(struct device *dev)
{
	return of_reserved_mem_device_init_by_idx(dev, dev->of_node, 0);
}

#endif /* LINUX_OF_RESERVED_MEM_H */
