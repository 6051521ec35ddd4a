/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PLATFORM_DEVICE_H
#define LINUX_PLATFORM_DEVICE_H

#include <linux/device.h>
#include <linux/init.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>

#define PLATFORM_DEVID_NONE	(-1)	/* its name is that of the device */
#define PLATFORM_DEVID_AUTO	(-2)	/* a number that is free */

/* A device with registers and interrupts of its own: of the tree, or made by hand. */
struct platform_device {
	const char *name;
	int id;
	struct device dev;
	u32 num_resources;
	struct resource *resource;	/* in the order of reg */
	struct list_head list;
	const struct platform_device_id *id_entry;	/* by which the driver took it; NULL */
	u64 platform_dma_mask;		/* what dev.dma_mask points to */
	u64 given_mask;			/* made by hand: its masks; 0: 32 bits */
	bool allocated;			/* by platform_device_alloc() */
	bool deferred;			/* probe asked to be called again */
	int compatible_size;
	const char *compatible;		/* the node's strings, in the tree */
};

struct platform_driver {
	int (*probe)(struct platform_device *pdev);
	void (*remove)(struct platform_device *pdev);
	void (*shutdown)(struct platform_device *pdev);	/* accepted; there is no such phase */
	struct device_driver driver;
	const struct platform_device_id *id_table;
	struct list_head list;
};

#define to_platform_device(d) container_of(d, struct platform_device, dev)
#define platform_get_device_id(pdev) ((pdev)->id_entry)

static inline void *platform_get_drvdata(const struct platform_device *pdev)
{
	return dev_get_drvdata(&pdev->dev);
}

static inline void platform_set_drvdata(struct platform_device *pdev, void *data)
{
	dev_set_drvdata(&pdev->dev, data);
}

/* Binds to all devices that match, now and later.  0 or -errno.  Thread context. */
int platform_driver_register(struct platform_driver *driver);
void platform_driver_unregister(struct platform_driver *driver);

/* Call probe of a driver that asked to be deferred again, until nothing changes. */
void platform_probe_deferred(void);

#define module_platform_driver(drv)			\
static int __init drv##_init(void)			\
{							\
	return platform_driver_register(&drv);		\
}							\
module_init(drv##_init)					\
static void __exit drv##_exit(void)			\
{							\
	platform_driver_unregister(&drv);		\
}							\
module_exit(drv##_exit)

/* The index-th of the device's resources of that type, or the one of that name; NULL.  They stay its. */
struct resource *platform_get_resource(struct platform_device *pdev, unsigned int type,
				       unsigned int index);
struct resource *platform_get_resource_byname(struct platform_device *pdev, unsigned int type,
					      const char *name);
/* Entry of interrupts: positive; -ENXIO if there is none, -EPROBE_DEFER. */
int platform_get_irq(struct platform_device *pdev, unsigned int index);
int platform_get_irq_optional(struct platform_device *pdev, unsigned int index);

/* As devm_ioremap_resource() of one of the device's; *res, unless NULL, is that, or NULL. */
void __iomem *devm_platform_ioremap_resource(struct platform_device *pdev, unsigned int index);
void __iomem *devm_platform_ioremap_resource_byname(struct platform_device *pdev, const char *name);
void __iomem *devm_platform_get_and_ioremap_resource(struct platform_device *pdev, unsigned int index,
						     struct resource **res);

/* Every device, bound or not.  @fn neither binds nor unbinds. */
void platform_for_each(void (*fn)(struct platform_device *pdev, void *arg), void *arg);

/* ---- devices made by hand -------------------------------------------------------------------- */

/*
 * For what no device tree tells.  Drivers match by id_table, or by the device's name.  Memory resources lie
 * in the tree of resources while the device is there.  All in thread context, not from a probe or remove.
 *
 *	alloc	the caller's until it was added, or put; NULL
 *	add	drivers see it; from then on del, and put, or unregister.  0; -EEXIST: there is one of the
 *		name; -EBUSY: a resource overlaps another; each with a message; -ENOMEM: it is not added
 *	del	its driver and all that is managed goes; the memory is the caller's again
 *	put	frees what alloc made; NULL is fine
 *
 * Resources and data are copied; there are no references to a device that could be kept.
 */
struct platform_device *platform_device_alloc(const char *name, int id);
int platform_device_add_resources(struct platform_device *pdev, const struct resource *res,
				  unsigned int num);
int platform_device_add_data(struct platform_device *pdev, const void *data, size_t size);
int platform_device_add(struct platform_device *pdev);
void platform_device_del(struct platform_device *pdev);
void platform_device_put(struct platform_device *pdev);

/* Of memory of the caller's, which stays until it is unregistered. */
int platform_device_register(struct platform_device *pdev);
void platform_device_unregister(struct platform_device *pdev);
/* Several: all, or none and the error of the first that failed. */
int platform_add_devices(struct platform_device **devs, int num);

struct platform_device_info {
	struct device *parent;
	struct device_node *of_node;	/* what the device is in the tree; NULL */
	const char *name;
	int id;
	const struct resource *res;
	unsigned int num_res;
	const void *data;
	size_t size_data;		/* bytes */
	u64 dma_mask;			/* of both kinds; 0: 32 bits */
};

/* All of it: ERR_PTR, as alloc and add say. */
struct platform_device *platform_device_register_full(const struct platform_device_info *info);

static inline struct platform_device *
platform_device_register_resndata(struct device *parent, const char *name, int id,
				  const struct resource *res, unsigned int num, const void *data,
				  size_t size)
{
	struct platform_device_info info = {
		.parent = parent, .name = name, .id = id, .res = res, .num_res = num, .data = data,
		.size_data = size };

	return platform_device_register_full(&info);
}

static inline struct platform_device *
platform_device_register_simple(const char *name, int id, const struct resource *res, unsigned int num)
{
	return platform_device_register_resndata(NULL, name, id, res, num, NULL, 0);
}

static inline struct platform_device *
platform_device_register_data(struct device *parent, const char *name, int id, const void *data,
			      size_t size)
{
	return platform_device_register_resndata(parent, name, id, NULL, 0, data, size);
}

#endif /* LINUX_PLATFORM_DEVICE_H */
