/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_DEVICE_H
#define LINUX_DEVICE_H

/*
 * Devices and drivers, under Linux's names and as far as memory and DMA need them.  Devices come from
 * the device tree and stay; binding and unbinding happen in thread context, one at a time.
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
	bool suppress_bind_attrs;	/* the commands bind and unbind refuse */
};

/*
 * Limits of one segment of a scatterlist, which dma_set_max_seg_size(), dma_set_seg_boundary() and
 * dma_set_min_align_mask() set.  0: the default.
 */
struct device_dma_parameters {
	unsigned int max_segment_size;		/* bytes */
	unsigned int min_align_mask;
	unsigned long segment_boundary_mask;
};

/*
 * RAM that the device reaches at one distance, for the fast paths of mapping; mm/dma/reach.c keeps it as
 * masks, windows and coherence say.
 */
struct dma_reach {
	unsigned long va;		/* the first byte, in the linear map */
	unsigned long size;		/* 0: all mappings take the slow path */
	dma_addr_t bus;			/* where the device sees it */
	u64 mask;			/* the streaming mask that this holds for */
	u64 all_above;			/* with a larger mask all RAM of boot is in reach */
	const struct swiotlb_bounds *copies;	/* where copies may be; NULL: no mapping was copied */
	unsigned int line;		/* bytes of a cache line that is maintained; 0: none is */
	bool plain;			/* no line, no copies: an unmap has nothing to do */
	bool own;			/* coherent memory is of the device's own, or of its operations */
};

struct device {
	const char *init_name;
	struct device *parent;
	struct device_node *of_node;
	struct device_driver *driver;	/* NULL: not bound */
	void *driver_data;
	void *platform_data;

	/* What the device reaches: see mm/dma/. */
	const struct dma_map_ops *dma_ops;	/* NULL: mm/dma maps for it; set_dma_ops() */
	u64 *dma_mask;
	u64 coherent_dma_mask;
	u64 bus_dma_limit;		/* highest bus address that bridges let through; 0: all */
	const struct bus_dma_region *dma_range_map;	/* ends with size 0; NULL: untranslated */
	bool dma_coherent;			/* written before anything is mapped */
	unsigned long dma_coherent_bytes;	/* allocated now; statistics, atomic */
	long dma_mapped;			/* streaming mappings now, a list is one; atomic */
	unsigned long dma_copied;		/* mappings that were copied; statistics, atomic */
	unsigned long dma_refused;		/* calls that failed or were wrong; statistics, atomic */
	bool dma_unrecorded;			/* CONFIG_DMA_API_DEBUG does not know all of these */
	bool dma_untested;			/* and said that a mapping was not tested */
	struct dma_reach dma_reach;
	struct device_dma_parameters *dma_parms;	/* NULL: nobody may set them */
	struct device_dma_parameters dma_own_parms;
	struct list_head dma_pools;		/* mm/dma/pool.c */
	/* Memory of its own: of /reserved-memory, or dma_declare_coherent_memory().  NULL: none. */
	struct dma_coherent_mem *dma_mem;	/* its coherent memory; mm/dma/declared.c */
	struct io_tlb_mem *dma_io_tlb_mem;	/* all that it is given; mm/dma/swiotlb.c */
	struct cma *cma_area;			/* its large blocks */

#ifdef CONFIG_NUMA
	int numa_node;			/* dev_to_node() */
#endif

	spinlock_t devres_lock;
	struct list_head devres_head;	/* newest first; devres_lock */
};

static inline const char *dev_name(const struct device *dev)
{
	return dev->init_name;
}

/* Whether the device sees the CPU's caches, under the names of Linux 7. */
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
 * The node that the device is near to: of its node in the device tree or the next one above that has
 * numa-node-id, else its parent's, unless it was set; NUMA_NO_NODE: it is not known, or there are no nodes.
 * devm_kmalloc() and its kin take memory of that node if it has any.
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
 * Call remove of the device's driver and free what is managed; nothing if it is not bound.  What the driver
 * does with requests under way is its own: it may wait for them.  Thread context, but not from a probe or
 * remove.
 */
void device_release_driver(struct device *dev);

/* Bind it to a driver that matches: 1 if it is bound now, 0 if none took it, -ENODEV if it is on no bus. */
int device_attach(struct device *dev);

/* Release all devices of the driver and forget it. */
void driver_unregister(struct device_driver *drv);

/* Set up a device that is not in the tree; name must stay. */
void device_initialize(struct device *dev, const char *name, struct device *parent,
		       struct device_node *np);

/* A device that is on no bus: ERR_PTR(-ENOMEM).  Thread context. */
struct device *root_device_register(const char *name);
void root_device_unregister(struct device *dev);

/* Print why a probe fails, but for -EPROBE_DEFER; returns err. */
int dev_err_probe(const struct device *dev, int err, const char *fmt, ...) __printf(3, 4) __cold;

#endif /* LINUX_DEVICE_H */
