/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_PLATFORM_DEVICE_H
#define LINUX_PLATFORM_DEVICE_H

#include <linux/device.h>
#include <linux/init.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>

/* A device of the tree with registers and interrupts of its own. */
struct platform_device {
	const char *name;
	int id;
	struct device dev;
	u32 num_resources;
	struct resource *resource;	/* in the order of reg */
	struct list_head list;
	u64 mask;			/* what dev.dma_mask points to */
	bool deferred;			/* probe asked to be called again */
};

struct platform_driver {
	int (*probe)(struct platform_device *pdev);
	void (*remove)(struct platform_device *pdev);
	void (*shutdown)(struct platform_device *pdev);	/* accepted; there is no such phase */
	struct device_driver driver;
	struct list_head list;
};

#define to_platform_device(d) container_of(d, struct platform_device, dev)

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

/* Every device, bound or not. */
void platform_for_each(void (*fn)(struct platform_device *pdev, void *arg), void *arg);

#endif /* LINUX_PLATFORM_DEVICE_H */
