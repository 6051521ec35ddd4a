/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PLATFORM_DEVICE_H
#define LINUX_PLATFORM_DEVICE_H

#include <linux/device.h>
#include <linux/init.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>

#define PLATFORM_DEVID_NONE	(-1)	/* the device name has no number */
#define PLATFORM_DEVID_AUTO	(-2)	/* choose a free number */

/* A device with registers and interrupts, from the device tree or registered by code. */
struct mfd_cell;

struct platform_device {
	const char *name;
	int id;
	struct device dev;
	u32 num_resources;
	struct resource *resource;	/* in the order of the reg property */
	const struct platform_device_id *id_entry;	/* entry that matched, or NULL */
	struct mfd_cell *mfd_cell;	/* set by the driver of a chip with several functions */
	u64 platform_dma_mask;		/* target of dev.dma_mask */
	u64 given_mask;			/* masks of a device registered by code; 0: 32 bits */
	const char *driver_override;	/* name of the only driver that matches, or NULL */
	bool of_populated;		/* of_platform_populate() or a sibling created the device */
	int compatible_size;
	const char *compatible;		/* compatible strings of the node, in the device tree */
};

struct platform_driver {
	int (*probe)(struct platform_device *pdev);
	union {
		void (*remove)(struct platform_device *pdev);
		void (*remove_new)(struct platform_device *pdev);	/* its name in Linux 6.12 */
	};
	void (*shutdown)(struct platform_device *pdev);	/* see device_shutdown() */
	/* Not called: there is no suspend. */
	int (*suspend)(struct platform_device *pdev, pm_message_t state);
	int (*resume)(struct platform_device *pdev);
	struct device_driver driver;
	const struct platform_device_id *id_table;
	bool prevent_deferred_probe;	/* -EPROBE_DEFER of probe() is an error */
};

extern const struct bus_type platform_bus_type;

/* The parent of platform devices that have no other. */
extern struct device platform_bus;

#define dev_is_platform(dev) ((dev)->bus == &platform_bus_type)

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

/*
 * Register a driver and bind it to all matching devices, including devices that are registered
 * later.  Returns an error of driver_register().  Context: thread.
 */
int platform_driver_register(struct platform_driver *driver);
void platform_driver_unregister(struct platform_driver *driver);

/*
 * Register a driver whose probe function may be init code: bind it to the devices that exist, to no
 * later one, and not again after it was unbound.  Probes are not deferred.  Returns 0; -ENODEV if
 * no device was bound, and the driver is not registered then; or an error of driver_register().
 * Context: thread.
 */
#define platform_driver_probe(drv, probe) __platform_driver_probe(drv, probe, THIS_MODULE)
int __platform_driver_probe(struct platform_driver *driver,
			    int (*probe)(struct platform_device *pdev), struct module *module);

/* Retry the deferred probes until one pass over them binds no further device. */
void platform_probe_deferred(void);

#define builtin_platform_driver(drv)	builtin_driver(drv, platform_driver_register)
#define module_platform_driver_probe(drv, probe)		\
static int __init drv##_init(void)				\
{								\
	return platform_driver_probe(&(drv), probe);		\
}								\
module_init(drv##_init)
#define builtin_platform_driver_probe	module_platform_driver_probe
#define module_platform_driver(drv)	\
	module_driver(drv, platform_driver_register, platform_driver_unregister)

/*
 * Return a resource of the device by type and index, or by type and name, or NULL.  The device owns
 * the resource.
 */
struct resource *platform_get_resource(struct platform_device *pdev, unsigned int type,
				       unsigned int index);
struct resource *platform_get_resource_byname(struct platform_device *pdev, unsigned int type,
					      const char *name);
/*
 * Return the number of interrupt @index of the device, which is positive; -ENXIO if the interrupt
 * does not exist; or -EPROBE_DEFER.
 */
int platform_get_irq(struct platform_device *pdev, unsigned int index);
int platform_get_irq_optional(struct platform_device *pdev, unsigned int index);
/* The same for the interrupt with this name, in "interrupt-names" or a resource. */
int platform_get_irq_byname(struct platform_device *pdev, const char *name);
int platform_get_irq_byname_optional(struct platform_device *pdev, const char *name);
/* Return the number of interrupts of the device, or -EPROBE_DEFER. */
int platform_irq_count(struct platform_device *pdev);

/*
 * Request and map a resource of the device as devm_ioremap_resource() does.  Unless @res is NULL,
 * *@res becomes the resource, or NULL if the device has no such resource.
 */
void __iomem *devm_platform_ioremap_resource(struct platform_device *pdev, unsigned int index);
void __iomem *devm_platform_ioremap_resource_byname(struct platform_device *pdev, const char *name);
void __iomem *devm_platform_get_and_ioremap_resource(struct platform_device *pdev,
						     unsigned int index, struct resource **res);

/* Call @fn for every device, whether bound or not.  Context: thread. */
void platform_for_each(void (*fn)(struct platform_device *pdev, void *arg), void *arg);

/* ---- Devices registered by code -------------------------------------------------------------- */

/*
 * Register devices that are not in the device tree.  Drivers match by id_table or by the device's
 * name.  The memory resources are in the resource tree while the device is registered.  Context:
 * thread, but not in a probe() or remove() function.
 *
 *	alloc	allocate a device, which the caller owns, or return NULL
 *	add	register the device; undo this with del and put, or with unregister.  Returns 0;
 *		-EEXIST if the name exists; -EBUSY if a resource overlaps another; or -ENOMEM.
 *		-EEXIST and -EBUSY are printed.
 *	del	unbind the driver and free managed resources; the caller owns the device again
 *	put	drop a reference; the last one frees a device of alloc; NULL is ignored
 *
 * Resources and data are copied.
 */
struct platform_device *platform_device_alloc(const char *name, int id);
int platform_device_add_resources(struct platform_device *pdev, const struct resource *res,
				  unsigned int num);
int platform_device_add_data(struct platform_device *pdev, const void *data, size_t size);
int platform_device_add(struct platform_device *pdev);
void platform_device_del(struct platform_device *pdev);
void platform_device_put(struct platform_device *pdev);

/*
 * Register a device in memory of the caller.  This memory must remain valid until dev.release() is
 * called: a device that is unregistered without this function causes a warning.
 */
int platform_device_register(struct platform_device *pdev);
void platform_device_unregister(struct platform_device *pdev);
/* Register all devices and return 0, or register none and return the first error. */
int platform_add_devices(struct platform_device **devs, int num);

struct platform_device_info {
	struct device *parent;
	struct fwnode_handle *fwnode;	/* the device's node, or NULL */
	const char *name;
	int id;
	const struct resource *res;
	unsigned int num_res;
	const void *data;
	size_t size_data;		/* in bytes */
	u64 dma_mask;			/* streaming and coherent mask; 0: 32 bits */
	const struct property_entry *properties; /* of a software node that is added, or NULL */
};

/*
 * Allocate and register a device.  Returns the device, or ERR_PTR() with an error of
 * platform_device_add().
 */
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

static inline struct platform_device *platform_device_register_simple(const char *name, int id,
								      const struct resource *res,
								      unsigned int num)
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
