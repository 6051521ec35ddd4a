// SPDX-License-Identifier: BSD-2-Clause
/*
 * Platform devices, and the binding of drivers to them.  At boot level 4, a device is created for
 * each node of the device tree that is not a bus; platform_add.c adds others.  If a driver's probe
 * function returns -EPROBE_DEFER, it is called again whenever another device was bound.
 *
 * Locking: bind_mutex is held while lists change and probe functions run.  A probe function that
 * searches for another device cannot acquire bind_mutex.  It acquires list_lock instead, which is
 * also held while the list of devices changes.
 */

#include <internal/dma.h>
#include <internal/of_tree.h>
#include <linux/init.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/of_address.h>
#include <linux/of_irq.h>
#include <linux/of_platform.h>
#include <linux/platform_device.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "platform.h"

static LIST_HEAD(devices);
static LIST_HEAD(drivers);
static DEFINE_MUTEX(bind_mutex);
static DEFINE_SPINLOCK(list_lock);

int platform_dma_configure(struct platform_device *pdev)
{
	int err = dma_configure(&pdev->dev);

	if (err || !pdev->given_mask)
		return err;
	pdev->dev.coherent_dma_mask = pdev->given_mask;
	if (pdev->dev.dma_mask)
		*pdev->dev.dma_mask = pdev->given_mask;
	dma_reach_changed(&pdev->dev);
	return 0;
}

/* Probe a device.  Returns true if the driver is bound to it now.  Called with bind_mutex held. */
static bool platform_probe_device(struct platform_driver *driver, struct platform_device *pdev)
{
	int err;

	pdev->dev.driver = &driver->driver;
	pdev->deferred = false;
	err = platform_dma_configure(pdev);
	if (!err)
		err = driver->probe(pdev);
	if (!err)
		return true;
	devres_release_all(&pdev->dev);
	dma_deconfigure(&pdev->dev);
	pdev->dev.driver_data = NULL;
	pdev->deferred = err == -EPROBE_DEFER;
	if (!pdev->deferred && err != -ENODEV && err != -ENXIO)
		dev_err(&pdev->dev, "probe failed: %pe\n", ERR_PTR(err));
	pdev->dev.driver = NULL;
	return false;
}

static bool platform_matches(struct platform_driver *driver, struct platform_device *pdev)
{
	struct device_node *np = pdev->dev.of_node;

	/*
	 * Look up the property compatible only once, because each driver is compared with each
	 * device.
	 */
	if (np && !pdev->compatible)
		pdev->compatible = of_get_property(np, "compatible", &pdev->compatible_size);
	if (np && of_match_strings(driver->driver.of_match_table, np, pdev->compatible,
				   pdev->compatible_size))
		return true;
	for (const struct platform_device_id *id = driver->id_table; id && id->name[0]; id++) {
		if (!strcmp(id->name, pdev->name)) {
			pdev->id_entry = id;
			return true;
		}
	}
	return !driver->id_table && !strcmp(pdev->name, driver->driver.name);
}

/*
 * Probe each deferred device again.  Returns true if a device was bound or is no longer deferred.
 */
static bool probe_round(void)
{
	struct platform_driver *driver;
	struct platform_device *pdev;
	bool progress = false;

	list_for_each_entry(pdev, &devices, list) {
		list_for_each_entry(driver, &drivers, list) {
			if (!pdev->deferred || !platform_matches(driver, pdev))
				continue;
			platform_probe_device(driver, pdev);
			progress |= !pdev->deferred;
		}
	}
	return progress;
}

int platform_driver_register(struct platform_driver *driver)
{
	struct platform_device *pdev;
	bool bound = false;

	if (!driver->probe || !driver->driver.name)
		return -EINVAL;
	mutex_lock(&bind_mutex);
	list_add_tail(&driver->list, &drivers);
	list_for_each_entry(pdev, &devices, list) {
		if (!pdev->dev.driver && platform_matches(driver, pdev))
			bound |= platform_probe_device(driver, pdev);
	}
	while (bound && probe_round())
		;
	mutex_unlock(&bind_mutex);
	return 0;
}

static void unbind(struct platform_device *pdev)
{
	struct platform_driver *driver = container_of(pdev->dev.driver, struct platform_driver,
						      driver);

	if (driver->remove)
		driver->remove(pdev);
	devres_release_all(&pdev->dev);
	dma_deconfigure(&pdev->dev);
	pdev->dev.driver_data = NULL;
	pdev->dev.driver = NULL;
}

void driver_unregister(struct device_driver *drv)
{
	struct platform_device *pdev;

	mutex_lock(&bind_mutex);
	list_for_each_entry_reverse(pdev, &devices, list) {
		if (pdev->dev.driver == drv)
			unbind(pdev);
		else if (platform_matches(container_of(drv, struct platform_driver, driver), pdev))
			pdev->deferred = false;
	}
	list_del(&container_of(drv, struct platform_driver, driver)->list);
	mutex_unlock(&bind_mutex);
}

void platform_driver_unregister(struct platform_driver *driver)
{
	driver_unregister(&driver->driver);
}

/*
 * Return the registered platform device that contains @dev, or NULL.  Called with bind_mutex held.
 */
static struct platform_device *platform_find_device(struct device *dev)
{
	struct platform_device *pdev;

	list_for_each_entry(pdev, &devices, list) {
		if (&pdev->dev == dev)
			return pdev;
	}
	return NULL;
}

void device_release_driver(struct device *dev)
{
	struct platform_device *pdev;

	mutex_lock(&bind_mutex);
	pdev = platform_find_device(dev);
	if (pdev && dev->driver)
		unbind(pdev);
	mutex_unlock(&bind_mutex);
}

/* Bind a device to the first driver that accepts it.  Called with bind_mutex held. */
static void attach(struct platform_device *pdev)
{
	struct platform_driver *driver;
	bool progress = false;

	list_for_each_entry(driver, &drivers, list) {
		if (!pdev->dev.driver && platform_matches(driver, pdev))
			progress |= platform_probe_device(driver, pdev);
	}
	while (progress && probe_round())
		;
}

int device_attach(struct device *dev)
{
	struct platform_device *pdev;
	int bound;

	mutex_lock(&bind_mutex);
	pdev = platform_find_device(dev);
	if (pdev)
		attach(pdev);
	bound = pdev ? dev->driver != NULL : -ENODEV;
	mutex_unlock(&bind_mutex);
	return bound;
}

/* ---- functions for platform_add.c ------------------------------------------------------------ */

static bool platform_name_in_use(const char *name)
{
	struct platform_device *pdev;

	list_for_each_entry(pdev, &devices, list) {
		if (!strcmp(dev_name(&pdev->dev), name))
			return true;
	}
	return false;
}

int platform_list_add(struct platform_device *pdev)
{
	int err = 0;

	mutex_lock(&bind_mutex);
	if (platform_name_in_use(dev_name(&pdev->dev)))
		err = -EEXIST;
	spin_lock(&list_lock);
	if (!err)
		list_add_tail(&pdev->list, &devices);
	spin_unlock(&list_lock);
	if (!err)
		attach(pdev);
	mutex_unlock(&bind_mutex);
	return err;
}

void platform_list_del(struct platform_device *pdev)
{
	mutex_lock(&bind_mutex);
	if (pdev->dev.driver)
		unbind(pdev);
	spin_lock(&list_lock);
	list_del(&pdev->list);
	spin_unlock(&list_lock);
	mutex_unlock(&bind_mutex);
}

void platform_probe_deferred(void)
{
	struct platform_device *pdev;

	mutex_lock(&bind_mutex);
	while (probe_round())
		;
	list_for_each_entry(pdev, &devices, list) {
		if (pdev->deferred)
			dev_warn(&pdev->dev, "probe is still deferred: a dependency is missing\n");
	}
	mutex_unlock(&bind_mutex);
}

static int __init probe_deferred(void)
{
	platform_probe_deferred();
	return 0;
}
late_initcall(probe_deferred);

void platform_for_each(void (*fn)(struct platform_device *pdev, void *arg), void *arg)
{
	struct platform_device *pdev;

	mutex_lock(&bind_mutex);
	list_for_each_entry(pdev, &devices, list)
		fn(pdev, arg);
	mutex_unlock(&bind_mutex);
}

struct platform_device *of_find_device_by_node(struct device_node *np)
{
	struct platform_device *pdev, *found = NULL;

	spin_lock(&list_lock);
	list_for_each_entry(pdev, &devices, list) {
		if (pdev->dev.of_node == np && np && !found)
			found = pdev;
	}
	spin_unlock(&list_lock);
	return found;
}

/* ---- resources ------------------------------------------------------------------------------- */

struct resource *platform_get_resource(struct platform_device *pdev, unsigned int type,
				       unsigned int index)
{
	for (u32 i = 0; i < pdev->num_resources; i++) {
		if (resource_type(&pdev->resource[i]) == type && !index--)
			return &pdev->resource[i];
	}
	return NULL;
}

struct resource *platform_get_resource_byname(struct platform_device *pdev, unsigned int type,
					      const char *name)
{
	for (u32 i = 0; i < pdev->num_resources; i++) {
		struct resource *res = &pdev->resource[i];

		if (resource_type(res) == type && res->name && !strcmp(res->name, name))
			return res;
	}
	return NULL;
}

int platform_get_irq_optional(struct platform_device *pdev, unsigned int index)
{
	int irq = pdev->dev.of_node ? of_irq_get(pdev->dev.of_node, index) : -ENXIO;
	const struct resource *res;

	if (irq > 0 || irq == -EPROBE_DEFER)
		return irq;
	res = platform_get_resource(pdev, IORESOURCE_IRQ, index);
	if (!res)
		return -ENXIO;
	if (res->flags & IORESOURCE_BITS)
		irq_set_irq_type((unsigned int)res->start, res->flags & IRQ_TYPE_SENSE_MASK);
	return (int)res->start;
}

int platform_get_irq(struct platform_device *pdev, unsigned int index)
{
	int irq = platform_get_irq_optional(pdev, index);

	if (irq < 0)
		dev_err_probe(&pdev->dev, irq, "interrupt %u not found\n", index);
	return irq;
}

void __iomem *devm_platform_get_and_ioremap_resource(struct platform_device *pdev,
						     unsigned int index, struct resource **res)
{
	struct resource *found = platform_get_resource(pdev, IORESOURCE_MEM, index);

	if (res)
		*res = found;
	return devm_ioremap_resource(&pdev->dev, found);
}

void __iomem *devm_platform_ioremap_resource(struct platform_device *pdev, unsigned int index)
{
	return devm_platform_get_and_ioremap_resource(pdev, index, NULL);
}

void __iomem *devm_platform_ioremap_resource_byname(struct platform_device *pdev, const char *name)
{
	return devm_ioremap_resource(&pdev->dev,
				     platform_get_resource_byname(pdev, IORESOURCE_MEM, name));
}

/* ---- devices of the device tree -------------------------------------------------------------- */

static int __init read_resources(struct platform_device *pdev, struct device_node *np)
{
	struct resource first;
	u32 nr = 1;

	/*
	 * Check the first entry before counting: an invalid tree may list more entries than fit
	 * into memory.
	 */
	if (of_address_to_resource(np, 0, &first))
		return 0;
	while (of_get_address(np, nr, NULL, NULL))
		nr++;
	pdev->resource = kcalloc(nr, sizeof(*pdev->resource), GFP_KERNEL);
	if (!pdev->resource)
		return -ENOMEM;
	pdev->resource[0] = first;
	pdev->num_resources = 1;
	while (pdev->num_resources < nr &&
	       !of_address_to_resource(np, pdev->num_resources,
				       &pdev->resource[pdev->num_resources]))
		pdev->num_resources++;
	return 0;
}

static int __init platform_create_device(struct device_node *np)
{
	struct platform_device *pdev = kzalloc(sizeof(*pdev), GFP_KERNEL);

	if (!pdev || read_resources(pdev, np)) {
		kfree(pdev);
		return -ENOMEM;
	}
	pdev->name = np->full_name;
	pdev->id = -1;
	device_initialize(&pdev->dev, np->full_name, NULL, np);
	pdev->dev.dma_mask = &pdev->platform_dma_mask;
	list_add_tail(&pdev->list, &devices);
	return 0;
}

static bool __init is_bus(struct device_node *np)
{
	return of_device_is_compatible(np, "simple-bus") ||
	       of_device_is_compatible(np, "simple-mfd") ||
	       of_device_is_compatible(np, "simple-pm-bus");
}

/*
 * Return the node after @np in document order.  Children of @np are skipped unless @enter is true.
 */
static struct device_node *__init platform_next_node(struct device_node *np, bool enter)
{
	if (enter && np->child)
		return np->child;
	while (np && !np->sibling)
		np = np->parent;
	return np ? np->sibling : NULL;
}

/*
 * Create a device for each available node that has a compatible property, is not a bus, and whose
 * parents below the root are all buses.
 */
static int __init platform_create_devices(void)
{
	struct device_node *np;
	bool bus = true;

	for (np = platform_next_node(of_root, bus); np; np = platform_next_node(np, bus)) {
		bus = false;
		if (!of_device_is_available(np) || !of_property_present(np, "compatible"))
			continue;
		bus = is_bus(np);
		if (!bus && platform_create_device(np))
			return -ENOMEM;
	}
	return 0;
}
subsys_initcall(platform_create_devices);
