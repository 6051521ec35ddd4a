/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_DEVICE_H
#define LINUX_DEVICE_H

/*
 * Devices and drivers: the part of Linux's driver model that memory and DMA need.  Devices of the
 * device tree are never removed; code may add and remove others.  Binding and unbinding are
 * serialized and happen in thread context.
 */

#include <linux/dev_printk.h>
#include <linux/device/devres.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/ioport.h>
#include <linux/list.h>
#include <linux/numa.h>
#include <linux/of.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct device;
struct bus_dma_region;
struct cma;
struct dma_coherent_mem;
struct dma_map_ops;
struct io_tlb_mem;
struct swiotlb_bounds;

struct device_driver {
	const char *name;
	const struct of_device_id *of_match_table;
	bool suppress_bind_attrs;	/* the commands bind and unbind refuse this driver */
};

/*
 * Limits of a scatterlist segment; 0 selects the default.  dma_set_max_seg_size(),
 * dma_set_seg_boundary() and dma_set_min_align_mask() set them.
 */
struct device_dma_parameters {
	unsigned int max_segment_size;		/* in bytes */
	unsigned int min_align_mask;
	unsigned long segment_boundary_mask;
};

/*
 * A range of RAM that the device can access, and whose bus addresses are the CPU's addresses plus a
 * constant.  The fast paths of mapping use it.  mm/dma/reach.c updates it when masks, windows or
 * coherence change.
 */
struct dma_reach {
	unsigned long va;		/* start of the range, in the linear map */
	unsigned long size;		/* size in bytes; 0: all mappings use the slow path */
	dma_addr_t bus;			/* bus address of va */
	u64 mask;			/* streaming mask for which this struct was computed */
	u64 all_above;			/* a mask above this value covers all RAM present at boot */
	const struct swiotlb_bounds *copies; /* bounce buffers, or NULL if the device used none */
	unsigned int line;		/* cache line size for maintenance; 0 if coherent */
	bool plain;			/* no cache maintenance and no copies: unmap does nothing */
	bool own;			/* device has coherent memory or operations of its own */
};

struct device {
	const char *init_name;
	struct device *parent;
	struct device_node *of_node;
	struct device_driver *driver;	/* NULL if no driver is bound */
	void *driver_data;
	void *platform_data;

	/* DMA state; see mm/dma/. */
	const struct dma_map_ops *dma_ops;	/* NULL: mm/dma maps buffers; see set_dma_ops() */
	u64 *dma_mask;
	u64 coherent_dma_mask;
	u64 bus_dma_limit;		/* highest bus address that bridges forward; 0: no limit */
	const struct bus_dma_region *dma_range_map; /* windows; the last has size 0; or NULL */
	bool dma_coherent;			/* constant after the first mapping */
	unsigned long dma_coherent_bytes;	/* allocated coherent bytes; atomic, statistics */
	long dma_mapped;			/* number of streaming mappings; atomic */
	unsigned long dma_copied;	/* number of copied mappings; atomic, for statistics */
	unsigned long dma_refused;	/* number of failed or invalid calls; atomic */
	bool dma_unrecorded;	/* CONFIG_DMA_API_DEBUG did not record all mappings */
	bool dma_untested;			/* a missing dma_mapping_error() was reported */
	struct dma_reach dma_reach;
	struct device_dma_parameters *dma_parms;	/* NULL: segment limits cannot be set */
	struct device_dma_parameters dma_own_parms;
	struct list_head dma_pools;		/* list of DMA pools (mm/dma/pool.c) */
	/*
	 * Memory reserved for the device in /reserved-memory or by dma_declare_coherent_memory(),
	 * or NULL.
	 */
	struct dma_coherent_mem *dma_mem;	/* coherent memory; mm/dma/declared.c */
	struct io_tlb_mem *dma_io_tlb_mem;	/* restricted pool; mm/dma/swiotlb.c */
	struct cma *cma_area;			/* CMA area for large coherent blocks */

#ifdef CONFIG_NUMA
	int numa_node;			/* see dev_to_node() */
#endif

	spinlock_t devres_lock;
	struct list_head devres_head;	/* resources, newest first; protected by devres_lock */
};

static inline const char *dev_name(const struct device *dev)
{
	return dev->init_name;
}

/* Return true if the device snoops the CPU's caches.  Linux 7 introduced the names with dev_. */
static inline bool dev_dma_coherent(const struct device *dev)
{
	return dev->dma_coherent;
}

static inline void dev_assign_dma_coherent(struct device *dev, bool coherent)
{
	dev->dma_coherent = coherent;
}

static inline void dev_set_dma_coherent(struct device *dev)
{
	dev_assign_dma_coherent(dev, true);
}

static inline void dev_clear_dma_coherent(struct device *dev)
{
	dev_assign_dma_coherent(dev, false);
}

static inline void *dev_get_drvdata(const struct device *dev)
{
	return dev->driver_data;
}

static inline void dev_set_drvdata(struct device *dev, void *data)
{
	dev->driver_data = data;
}

static inline void *dev_get_platdata(const struct device *dev)
{
	return dev->platform_data;
}

/*
 * Return the NUMA node of the device, or NUMA_NO_NODE if the node is unknown.  The default is the
 * numa-node-id of the device's device-tree node or of the nearest ancestor, otherwise the node of
 * its parent device.  devm_kmalloc() and related functions prefer memory of this node.
 */
#ifdef CONFIG_NUMA
static inline int dev_to_node(struct device *dev)
{
	return dev->numa_node;
}

static inline void set_dev_node(struct device *dev, int node)
{
	dev->numa_node = node;
}
#else
static inline int dev_to_node(struct device *dev)
{
	return NUMA_NO_NODE;
}

static inline void set_dev_node(struct device *dev, int node)
{
}
#endif

/*
 * Unbind the device: call the driver's remove() and free managed resources.  A device without a
 * driver is not changed.  The driver must finish requests in progress.  Context: thread, but not in
 * a probe() or remove() function.
 */
void device_release_driver(struct device *dev);

/*
 * Bind the device to a matching driver.  Returns 1 if the device is bound now, 0 if no driver
 * accepted it, or -ENODEV if it is on no bus.
 */
int device_attach(struct device *dev);

/* Unbind all devices of the driver and unregister the driver. */
void driver_unregister(struct device_driver *drv);

/*
 * Initialize a device that is not in the device tree.  @name is not copied and must remain valid.
 */
void device_initialize(struct device *dev, const char *name, struct device *parent,
		       struct device_node *np);

/*
 * Create a device without a bus.  Returns ERR_PTR(-ENOMEM) if memory is exhausted.  Context:
 * thread.
 */
struct device *root_device_register(const char *name);
void root_device_unregister(struct device *dev);

/* Print why a probe failed, unless @err is -EPROBE_DEFER.  Returns @err. */
int dev_err_probe(const struct device *dev, int err, const char *fmt, ...) __printf(3, 4) __cold;

#endif /* LINUX_DEVICE_H */
