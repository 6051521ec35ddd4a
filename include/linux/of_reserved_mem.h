/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_OF_RESERVED_MEM_H
#define LINUX_OF_RESERVED_MEM_H

/*
 * Memory regions that the device tree reserves: children of /reserved-memory (Devicetree
 * Specification 0.4, section 3.5) with a fixed address or a size.  Devices refer to them by
 * memory-region.  Regions are found at boot and are permanent.
 *
 *	"shared-dma-pool"		coherent memory only for the devices that refer to it; with
 *					the property reusable, a CMA area (<linux/cma.h>)
 *	"restricted-dma-pool"		the only memory that the devices can access: all mappings
 *					are copied; it is assigned before their driver probes
 *
 * RESERVEDMEM_OF_DECLARE() adds another type.  Without CONFIG_OF_RESERVED_MEM, functions return
 * -ENOSYS.
 */

#include <linux/compiler.h>
#include <linux/device.h>
#include <linux/ioport.h>
#include <linux/of.h>
#include <linux/stringify.h>
#include <linux/types.h>

struct reserved_mem_ops;

struct reserved_mem {
	const char *name;			/* name of the node */
	unsigned long fdt_node;			/* offset of the node in the flattened tree */
	const struct reserved_mem_ops *ops;	/* NULL if no type matched */
	phys_addr_t base;
	phys_addr_t size;			/* bytes */
	void *priv;				/* private data of ops */
};

/*
 * device_init() assigns the region to a device and returns 0 or -errno.  device_release() undoes
 * this.  Context: thread.
 */
struct reserved_mem_ops {
	int (*device_init)(struct reserved_mem *rmem, struct device *dev);
	void (*device_release)(struct reserved_mem *rmem, struct device *dev);
};

/*
 * Set rmem->ops and return 0, or print the reason and return an error.  After an error, the next
 * compatible type is tried.  Called at boot level 0 for each compatible region.
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
 * Assign a region to the device: entry @idx of memory-region of @np, or the entry @name of
 * memory-region-names.  Returns 0 (also if the region is not available); -ENODEV if the entry does
 * not exist; -EINVAL if the region cannot be assigned; -ENOMEM; or an error of device_init().
 * Context: thread.
 */
int of_reserved_mem_device_init_by_idx(struct device *dev, struct device_node *np, int idx);
int of_reserved_mem_device_init_by_name(struct device *dev, struct device_node *np,
					const char *name);

/* Release all regions of the device.  The device must have freed its memory of these regions. */
void of_reserved_mem_device_release(struct device *dev);

/* Return the region of a child of /reserved-memory, or NULL.  Context: any, after boot level 0. */
struct reserved_mem *of_reserved_mem_lookup(struct device_node *np);

/*
 * Return the address range of entry @idx of memory-region, or of the entry @name.  Returns 0;
 * -ENODEV if the entry does not exist or is not available; or -EINVAL.
 * of_reserved_mem_region_count() returns the number of entries.  Context: any.
 */
int of_reserved_mem_region_to_resource(const struct device_node *np, unsigned int idx,
				       struct resource *res);
int of_reserved_mem_region_to_resource_byname(const struct device_node *np, const char *name,
					      struct resource *res);
int of_reserved_mem_region_count(const struct device_node *np);

#else

static inline int of_reserved_mem_device_init_by_idx(struct device *dev, struct device_node *np,
						     int idx)
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
