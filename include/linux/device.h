/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_DEVICE_H
#define LINUX_DEVICE_H

/*
 * Devices, buses and drivers, as in Linux's driver model.
 *
 * A device belongs to a bus or to none.  device_add() offers it to the drivers of its bus, and
 * driver_register() offers the driver the devices of its bus.  A driver is bound if the bus's
 * match() accepts the pair and probe() returns 0.  A probe function that returns -EPROBE_DEFER is
 * called again whenever another device was bound.
 *
 * References: a device exists until its last reference is dropped; then its release() is called,
 * which frees it.  device_initialize() returns with one reference, which belongs to the caller.
 *
 * Binding and unbinding happen in thread context with the device's mutex held (device_lock()).  A
 * probe or remove function may add and remove other devices and drivers.
 */

#include <linux/cleanup.h>
#include <linux/cpumask.h>
#include <linux/dev_printk.h>
#include <linux/device/class.h>
#include <linux/device/devres.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/ioport.h>
#include <linux/kdev_t.h>
#include <linux/kobject.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/numa.h>
#include <linux/of.h>
#include <linux/pm.h>
#include <linux/spinlock.h>
#include <linux/types.h>

struct device;
struct bus_dma_region;
struct cma;
struct dma_coherent_mem;
struct dma_map_ops;
struct io_tlb_mem;
struct swiotlb_bounds;
struct acpi_device_id;
struct device_driver;
struct module;

/*
 * A bus: how its devices and drivers are matched, probed and removed.  All functions are optional.
 * Without match(), each driver of the bus matches each of its devices.  probe(), remove() and
 * shutdown() of the bus are called instead of those of struct device_driver.
 */
struct bus_type {
	const char *name;
	const char *dev_name;	/* devices without a name are called this, with a number */
	int (*match)(struct device *dev, const struct device_driver *drv);	/* > 0: matches */
	int (*probe)(struct device *dev);
	void (*remove)(struct device *dev);
	void (*shutdown)(struct device *dev);
	int (*uevent)(const struct device *dev, struct kobj_uevent_env *env);	/* not called */
	const struct attribute_group **bus_groups;	/* in the directory of the bus */
	const struct attribute_group **dev_groups;	/* of each device */
	const struct attribute_group **drv_groups;	/* of each driver */
	int (*dma_configure)(struct device *dev);	/* before probe() */
	void (*dma_cleanup)(struct device *dev);	/* after remove(), or a failed probe() */
	const struct dev_pm_ops *pm;		/* ignored: devices stay on */
};

/* All probe functions are called synchronously, so that both kinds are treated alike. */
enum probe_type {
	PROBE_DEFAULT_STRATEGY,
	PROBE_PREFER_ASYNCHRONOUS,
	PROBE_FORCE_SYNCHRONOUS,
};

struct device_driver {
	const char *name;
	const struct bus_type *bus;
	struct module *owner;
	bool suppress_bind_attrs;	/* the commands bind and unbind refuse this driver */
	enum probe_type probe_type;
	const struct of_device_id *of_match_table;
	const struct acpi_device_id *acpi_match_table;	/* ignored */
	int (*probe)(struct device *dev);
	int (*remove)(struct device *dev);	/* the return value is ignored */
	void (*shutdown)(struct device *dev);
	const struct attribute_group **groups;	/* of the driver */
	const struct attribute_group **dev_groups;	/* of each bound device */
	const struct dev_pm_ops *pm;		/* ignored: devices stay on */

	/* private, of drivers/base/ */
	struct kobject *kobj;		/* its directory, or NULL */
	struct list_head node;
	unsigned long order;
	unsigned int users;
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

struct device_type {
	const char *name;
	const struct attribute_group **groups;
	void (*release)(struct device *dev);
};

struct device {
	const char *init_name;		/* device_add() makes it the name; otherwise NULL */
	struct device *parent;
	const struct bus_type *bus;
	const struct __keyword(class) *__keyword(class);
	const struct device_type *type;
	const struct attribute_group **groups;
	u32 devt;			/* number, for device_destroy() and other functions */
	struct device_node *of_node;
	struct fwnode_handle *fwnode;	/* without of_node: the node; see dev_fwnode() */
	struct device_driver *driver;	/* NULL if no driver is bound */
	void (*release)(struct device *dev);	/* frees the device after its last reference */
	u32 id;				/* number in the name, with bus_type.dev_name */

	/* private, of drivers/base/ */
	struct kobject kobj;
	struct mutex mutex;
	struct list_head node;		/* in the list of all devices, or empty */
	unsigned long order;		/* position in that list */
	struct list_head deferred;	/* in the list of devices with a deferred probe, or empty */
	char *deferred_reason;		/* allocated, or NULL */
	struct {
		struct list_head suppliers, consumers;	/* lists of struct device_link */
		bool bound;		/* consumers may be probed */
		bool shut_down;
	} links;

	void *driver_data;
	void *platform_data;
	struct dev_pm_info power;
	struct dev_pm_domain *pm_domain;	/* always NULL: <linux/pm_domain.h> */

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
	return dev->init_name ? dev->init_name : kobject_name(&dev->kobj);
}

/*
 * Set the name, by a format.  A name is not changed while the device is registered.  Returns 0 or
 * -ENOMEM.  Context: thread.
 */
int dev_set_name(struct device *dev, const char *fmt, ...) __printf(2, 3);

/* The name of the device's bus or class, or "". */
const char *dev_bus_name(const struct device *dev);

/* Return the name of the device's driver, of its bus, of its class, or an empty string. */
static inline const char *dev_driver_string(const struct device *dev)
{
	return dev->driver ? dev->driver->name : dev_bus_name(dev);
}

static inline struct device *kobj_to_dev(struct kobject *kobj)
{
	return container_of(kobj, struct device, kobj);
}

/* The device takes its properties from this node, as the device tree's or a software node. */
void device_set_node(struct device *dev, struct fwnode_handle *fwnode);

static inline struct device_node *dev_of_node(struct device *dev)
{
	return dev->of_node;
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

/* ---- Life of a device ------------------------------------------------------------------------ */

/*
 *	device_initialize()	prepare a device; its other members are 0 or set by the caller
 *	device_add()		register it and offer it to the drivers.  Returns 0; -EINVAL without
 *				a name; -EEXIST if the bus has a device of this name; or -ENOMEM.
 *				After a failure the caller still owns its reference.
 *	device_register()	both
 *	device_del()		unbind the driver, and undo device_add()
 *	device_unregister()	device_del() and put_device()
 *
 * Context: thread.
 */
void device_initialize(struct device *dev);
int device_add(struct device *dev);
int device_register(struct device *dev);
void device_del(struct device *dev);
DEFINE_FREE(device_del, struct device *, if (_T) device_del(_T))
void device_unregister(struct device *dev);

static inline bool device_is_registered(struct device *dev)
{
	return !list_empty(&dev->node);
}

/*
 * Take and drop a reference.  NULL is ignored.  get_device() returns @dev.  put_device() may call
 * release().  Context: any for get_device(), thread for put_device().
 */
struct device *get_device(struct device *dev);
void put_device(struct device *dev);
DEFINE_FREE(put_device, struct device *, if (_T) put_device(_T))

/*
 * Create a device without a bus.  Returns ERR_PTR(-ENOMEM) if memory is exhausted.  Context:
 * thread.
 */
struct device *root_device_register(const char *name);
void root_device_unregister(struct device *dev);

/* Return true if the addresses of the device are translated by an IOMMU: there are none. */
static inline bool device_iommu_mapped(struct device *dev)
{
	return false;
}

static inline void device_lock(struct device *dev)
{
	mutex_lock(&dev->mutex);
}

static inline int device_trylock(struct device *dev)
{
	return mutex_trylock(&dev->mutex);
}

static inline void device_unlock(struct device *dev)
{
	mutex_unlock(&dev->mutex);
}

/* Usage: guard(device)(dev); */
DEFINE_GUARD(device, struct device *, device_lock(_T), device_unlock(_T))

/*
 * Call @fn for each child in the order of registration, until it returns a value other than 0,
 * which is returned.  device_find_child() returns the first child for which @match is not 0, with a
 * reference, or NULL.  Context: thread.
 */
int device_for_each_child(struct device *parent, void *data,
			  int (*fn)(struct device *dev, void *data));
int device_for_each_child_reverse(struct device *parent, void *data,
				  int (*fn)(struct device *dev, void *data));
struct device *device_find_child(struct device *parent, void *data,
				 int (*match)(struct device *dev, void *data));

/* ---- Buses and drivers ----------------------------------------------------------------------- */

/*
 * Register a bus.  Returns 0, -EEXIST if it is registered, or -ENOMEM.  bus_unregister() is refused
 * with a warning while the bus has devices or drivers.  Context: thread.
 */
int bus_register(const struct bus_type *bus);
void bus_unregister(const struct bus_type *bus);

/*
 * Call @fn for each device or driver of the bus after @start (NULL: from the first on), until it
 * returns a value other than 0, which is returned.  bus_find_device() returns the first device for
 * which @match is not 0, with a reference, or NULL.  Context: thread.
 */
int bus_for_each_dev(const struct bus_type *bus, struct device *start, void *data,
		     int (*fn)(struct device *dev, void *data));
int bus_for_each_drv(const struct bus_type *bus, struct device_driver *start, void *data,
		     int (*fn)(struct device_driver *drv, void *data));
struct device *bus_find_device(const struct bus_type *bus, struct device *start, const void *data,
			       int (*match)(struct device *dev, const void *data));
struct device *bus_find_device_by_name(const struct bus_type *bus, struct device *start,
				       const char *name);

/*
 * Register a driver and bind it to the matching devices of its bus.  Returns 0; -EINVAL without a
 * name or with a bus that is not registered; or -EBUSY if the bus has a driver of this name, which
 * is printed.  driver_unregister() unbinds its devices, and warns if it is not registered.
 * Context: thread.
 */
int driver_register(struct device_driver *drv);
void driver_unregister(struct device_driver *drv);
/* Return the driver of the bus with this name, or NULL.  The caller keeps it registered. */
struct device_driver *driver_find(const char *name, const struct bus_type *bus);
/* Offer the driver all devices of its bus that have none.  Returns 0. */
int driver_attach(const struct device_driver *drv);
int driver_for_each_device(struct device_driver *drv, struct device *start, void *data,
			   int (*fn)(struct device *dev, void *data));

/*
 * Unbind the device: call the driver's remove() and free managed resources.  A device without a
 * driver is not changed.  The driver must finish requests in progress.  Context: thread.
 */
void device_release_driver(struct device *dev);

/*
 * Bind the device to a matching driver.  Returns 1 if the device is bound now, 0 if no driver
 * accepted it, or -ENODEV if it is on no bus or is not registered.
 */
int device_attach(struct device *dev);

/*
 * Bind the device to this driver, which must match.  Returns 0, -EBUSY if the device has a driver,
 * -ENODEV if it is on no bus or not registered, or the error of the probe.
 */
int device_driver_attach(const struct device_driver *drv, struct device *dev);

static inline bool device_is_bound(struct device *dev)
{
	return dev->driver != NULL;
}

/* Return true if the probe of the device was deferred, and no driver is bound. */
static inline bool device_is_deferred(struct device *dev)
{
	return !list_empty(&dev->deferred);
}

/*
 * Call the shutdown functions of all devices, those that were registered last first, and consumers
 * before their suppliers, so that no device writes to memory afterwards.  Called before the machine
 * is restarted or switched off.
 */
void device_shutdown(void);

/* ---- Links ----------------------------------------------------------------------------------- */

/*
 * A link says that a device, the consumer, depends on another, the supplier.
 *
 * The consumer is shut down before the supplier.  If the link is managed, that is if it was added
 * without DL_FLAG_STATELESS, the consumer is not probed while the supplier has no driver, and is
 * unbound before the supplier is.
 */
struct device_link {
	struct device *supplier;
	struct device *consumer;

	/* private, of drivers/base/ */
	struct list_head s_node;	/* in the supplier's list of links to consumers */
	struct list_head c_node;	/* in the consumer's list of links to suppliers */
	u32 flags;
	unsigned int stateless;		/* number of device_link_del() calls to come */
};

#define DL_FLAG_STATELESS		BIT(0)	/* the caller removes the link */
#define DL_FLAG_AUTOREMOVE_CONSUMER	BIT(1)	/* it ends when the consumer is unbound */
#define DL_FLAG_PM_RUNTIME		BIT(2)	/* ignored: devices stay on */
#define DL_FLAG_RPM_ACTIVE		BIT(3)	/* ignored: devices stay on */
#define DL_FLAG_AUTOREMOVE_SUPPLIER	BIT(4)	/* it ends when the supplier is unbound */
#define DL_FLAG_AUTOPROBE_CONSUMER	BIT(5)	/* probe the consumer when the supplier is bound */
#define DL_FLAG_MANAGED			BIT(6)	/* private, of drivers/base/ */

/*
 * Add a link, or the flags to an existing one.  A link keeps a reference of both devices until it
 * is removed: at the latest when one of them is unregistered.  Returns NULL if the flags exclude
 * one another, if the supplier is not registered or depends on the consumer, or if there is no
 * memory.  Context: thread.
 */
struct device_link *device_link_add(struct device *consumer, struct device *supplier, u32 flags);
/* Undo a device_link_add() with DL_FLAG_STATELESS.  Other links are reported, and remain. */
void device_link_del(struct device_link *link);
void device_link_remove(void *consumer, struct device *supplier);
/* Links are removed immediately, so that there is nothing to wait for. */
static inline void device_link_wait_removal(void)
{
}

/*
 * Print why a probe failed.  The reason of a deferral (-EPROBE_DEFER) is kept, and printed if the
 * device is never bound.  -ENOMEM is not printed, because the allocation reports it.  Returns @err.
 */
int dev_err_probe(const struct device *dev, int err, const char *fmt, ...) __printf(3, 4) __cold;

static inline struct device *bus_find_device_by_of_node(const struct bus_type *bus,
							const struct device_node *np)
{
	return bus_find_device(bus, NULL, np, device_match_of_node);
}

static inline struct device *bus_find_device_by_fwnode(const struct bus_type *bus,
						       const struct fwnode_handle *fwnode)
{
	return bus_find_device(bus, NULL, fwnode, device_match_fwnode);
}

static inline struct device *bus_find_next_device(const struct bus_type *bus, struct device *cur)
{
	return bus_find_device(bus, cur, NULL, device_match_any);
}

/* ---- Attributes ------------------------------------------------------------------------------ */

/*
 * Attributes of devices, drivers, buses and classes: files below /sys (linux/sysfs.h).  The groups
 * of struct device, its type, class and bus exist while the device is registered, and dev_groups of
 * the driver while the device is bound.
 */
struct device_attribute {
	struct attribute attr;
	ssize_t (*show)(struct device *dev, struct device_attribute *attr, char *buf);
	ssize_t (*store)(struct device *dev, struct device_attribute *attr, const char *buf,
			 size_t count);
};

struct driver_attribute {
	struct attribute attr;
	ssize_t (*show)(struct device_driver *drv, char *buf);
	ssize_t (*store)(struct device_driver *drv, const char *buf, size_t count);
};

struct bus_attribute {
	struct attribute attr;
	ssize_t (*show)(const struct bus_type *bus, char *buf);
	ssize_t (*store)(const struct bus_type *bus, const char *buf, size_t count);
};

#define DEVICE_ATTR(_name, _mode, _show, _store) \
	struct device_attribute dev_attr_##_name = __ATTR(_name, _mode, _show, _store)
#define DEVICE_ATTR_RO(_name)	struct device_attribute dev_attr_##_name = __ATTR_RO(_name)
#define DEVICE_ATTR_RW(_name)	struct device_attribute dev_attr_##_name = __ATTR_RW(_name)
#define DEVICE_ATTR_WO(_name)	struct device_attribute dev_attr_##_name = __ATTR_WO(_name)
#define DEVICE_ATTR_ADMIN_RO(_name) \
	struct device_attribute dev_attr_##_name = __ATTR_RO_MODE(_name, 0400)
#define DEVICE_ATTR_ADMIN_RW(_name) \
	struct device_attribute dev_attr_##_name = __ATTR_RW_MODE(_name, 0600)
#define DRIVER_ATTR_RO(_name)	struct driver_attribute driver_attr_##_name = __ATTR_RO(_name)
#define DRIVER_ATTR_RW(_name)	struct driver_attribute driver_attr_##_name = __ATTR_RW(_name)
#define DRIVER_ATTR_WO(_name)	struct driver_attribute driver_attr_##_name = __ATTR_WO(_name)
#define BUS_ATTR_RO(_name)	struct bus_attribute bus_attr_##_name = __ATTR_RO(_name)
#define BUS_ATTR_RW(_name)	struct bus_attribute bus_attr_##_name = __ATTR_RW(_name)
#define BUS_ATTR_WO(_name)	struct bus_attribute bus_attr_##_name = __ATTR_WO(_name)

/* An attribute that is a variable. */
struct dev_ext_attribute {
	struct device_attribute attr;
	void *var;
};

ssize_t device_show_ulong(struct device *dev, struct device_attribute *attr, char *buf);
ssize_t device_store_ulong(struct device *dev, struct device_attribute *attr, const char *buf,
			   size_t count);
ssize_t device_show_int(struct device *dev, struct device_attribute *attr, char *buf);
ssize_t device_store_int(struct device *dev, struct device_attribute *attr, const char *buf,
			 size_t count);
ssize_t device_show_bool(struct device *dev, struct device_attribute *attr, char *buf);
ssize_t device_store_bool(struct device *dev, struct device_attribute *attr, const char *buf,
			  size_t count);
ssize_t device_show_string(struct device *dev, struct device_attribute *attr, char *buf);

#define __DEV_EXT_ATTR(_name, _mode, _show, _store, _var)				\
	struct dev_ext_attribute dev_attr_##_name = {					\
		.attr = __ATTR(_name, _mode, _show, _store), .var = (void *)(_var) }
#define DEVICE_ULONG_ATTR(_name, _mode, _var) \
	__DEV_EXT_ATTR(_name, _mode, device_show_ulong, device_store_ulong, &(_var))
#define DEVICE_INT_ATTR(_name, _mode, _var) \
	__DEV_EXT_ATTR(_name, _mode, device_show_int, device_store_int, &(_var))
#define DEVICE_BOOL_ATTR(_name, _mode, _var) \
	__DEV_EXT_ATTR(_name, _mode, device_show_bool, device_store_bool, &(_var))
#define DEVICE_STRING_ATTR_RO(_name, _mode, _var) \
	__DEV_EXT_ATTR(_name, (_mode) & ~0222, device_show_string, NULL, _var)

/*
 * Create and remove files in the directory of the device.  The functions return errors of
 * linux/sysfs.h; those with devm_ remove the files when the driver is unbound.  Context: thread.
 */
static inline int device_create_file(struct device *dev, const struct device_attribute *attr)
{
	return sysfs_create_file(&dev->kobj, &attr->attr);
}

static inline void device_remove_file(struct device *dev, const struct device_attribute *attr)
{
	sysfs_remove_file(&dev->kobj, &attr->attr);
}

static inline int __must_check device_create_bin_file(struct device *dev,
						      const struct bin_attribute *attr)
{
	return sysfs_create_bin_file(&dev->kobj, attr);
}

static inline void device_remove_bin_file(struct device *dev, const struct bin_attribute *attr)
{
	sysfs_remove_bin_file(&dev->kobj, attr);
}

static inline int __must_check device_add_groups(struct device *dev,
						 const struct attribute_group **groups)
{
	return sysfs_create_groups(&dev->kobj, groups);
}

static inline void device_remove_groups(struct device *dev, const struct attribute_group **groups)
{
	sysfs_remove_groups(&dev->kobj, groups);
}

static inline int __must_check driver_create_file(const struct device_driver *drv,
						  const struct driver_attribute *attr)
{
	return sysfs_create_file(drv->kobj, &attr->attr);
}

static inline void driver_remove_file(const struct device_driver *drv,
				      const struct driver_attribute *attr)
{
	sysfs_remove_file(drv->kobj, &attr->attr);
}

int __must_check devm_device_add_group(struct device *dev, const struct attribute_group *group);

static inline int device_add_group(struct device *dev, const struct attribute_group *group)
{
	return sysfs_create_group(&dev->kobj, group);
}

static inline void device_remove_group(struct device *dev, const struct attribute_group *group)
{
	sysfs_remove_group(&dev->kobj, group);
}

/*
 * Register a driver when the system starts, with the functions of its bus and further arguments for
 * both.  module_platform_driver() is an example of a use.
 */
#define module_driver(drv, do_register, do_unregister, ...)	\
static int __init drv##_init(void)				\
{								\
	return do_register(&(drv), ##__VA_ARGS__);		\
}								\
module_init(drv##_init)						\
static void __exit drv##_exit(void)				\
{								\
	do_unregister(&(drv), ##__VA_ARGS__);			\
}								\
module_exit(drv##_exit)

#define builtin_driver(drv, do_register, ...)			\
static int __init drv##_init(void)				\
{								\
	return do_register(&(drv), ##__VA_ARGS__);		\
}								\
device_initcall(drv##_init)

/* As in Linux, this header provides pm_wakeup.h, which needs struct device. */
#include <linux/pm_wakeup.h>

#endif /* LINUX_DEVICE_H */
