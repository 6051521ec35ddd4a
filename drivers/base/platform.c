// SPDX-License-Identifier: BSD-2-Clause
/*
 * The platform bus: devices that no bus can enumerate, and their drivers.  At boot level 4, a
 * device is created for each node of the device tree that is not a bus; platform_add.c adds others.
 */

#include <internal/dma.h>
#include <internal/of_bus.h>
#include <internal/of_tree.h>
#include <linux/init.h>
#include <linux/irq.h>
#include <linux/kernel.h>
#include <linux/of_address.h>
#include <linux/of_irq.h>
#include <linux/of_platform.h>
#include <linux/platform_device.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "amba.h"
#include "base.h"
#include "platform.h"

#define to_platform_driver(drv) container_of(drv, struct platform_driver, driver)

int platform_dma_configure(struct device *dev)
{
	struct platform_device *pdev = to_platform_device(dev);
	int err = dma_configure(dev);

	if (err || !pdev->given_mask)
		return err;
	dev->coherent_dma_mask = pdev->given_mask;
	if (dev->dma_mask)
		*dev->dma_mask = pdev->given_mask;
	dma_reach_changed(dev);
	return 0;
}

void platform_device_release(struct device *dev)
{
	struct platform_device *pdev = to_platform_device(dev);

	kfree(pdev->resource);
	kfree(dev->platform_data);
	kfree(pdev->driver_override);
	kfree(pdev);
}

static int platform_match(struct device *dev, const struct device_driver *drv)
{
	struct platform_device *pdev = to_platform_device(dev);
	const struct platform_driver *driver = to_platform_driver(drv);
	struct device_node *np = dev->of_node;

	if (pdev->driver_override)
		return !strcmp(pdev->driver_override, drv->name);

	/*
	 * Look up the property compatible only once, because each driver is compared with each
	 * device.
	 */
	if (np && !pdev->compatible)
		pdev->compatible = of_get_property(np, "compatible", &pdev->compatible_size);
	if (np && of_match_strings(drv->of_match_table, np, pdev->compatible,
				   pdev->compatible_size))
		return 1;
	for (const struct platform_device_id *id = driver->id_table; id && id->name[0]; id++) {
		if (!strcmp(id->name, pdev->name)) {
			pdev->id_entry = id;
			return 1;
		}
	}
	return !driver->id_table && !strcmp(pdev->name, drv->name);
}

static int platform_probe(struct device *dev)
{
	const struct platform_driver *driver = to_platform_driver(dev->driver);
	int err = driver->probe ? driver->probe(to_platform_device(dev)) : 0;

	if (err != -EPROBE_DEFER || !driver->prevent_deferred_probe)
		return err;
	dev_warn(dev, "the driver %s cannot be probed later\n", dev->driver->name);
	return -ENXIO;
}

static void platform_remove(struct device *dev)
{
	const struct platform_driver *driver = to_platform_driver(dev->driver);

	if (driver->remove)
		driver->remove(to_platform_device(dev));
}

static void platform_shutdown(struct device *dev)
{
	const struct platform_driver *driver;

	if (!dev->driver)
		return;
	driver = to_platform_driver(dev->driver);
	if (driver->shutdown)
		driver->shutdown(to_platform_device(dev));
}

struct device platform_bus = {
	.init_name = "platform",
};

const struct bus_type platform_bus_type = {
	.name = "platform",
	.match = platform_match,
	.probe = platform_probe,
	.remove = platform_remove,
	.shutdown = platform_shutdown,
	.dma_configure = platform_dma_configure,
	.dma_cleanup = dma_deconfigure,
};

int platform_driver_register(struct platform_driver *driver)
{
	driver->driver.bus = &platform_bus_type;
	return driver_register(&driver->driver);
}

static int probe_is_over(struct platform_device *pdev)
{
	return -ENXIO;
}

static int is_bound(struct device *dev, void *unused)
{
	return 1;
}

int __platform_driver_probe(struct platform_driver *driver,
			    int (*probe)(struct platform_device *pdev), struct module *module)
{
	int err;

	driver->probe = probe;
	driver->prevent_deferred_probe = true;
	driver->driver.suppress_bind_attrs = true;
	err = platform_driver_register(driver);
	WRITE_ONCE(driver->probe, probe_is_over);
	if (err || driver_for_each_device(&driver->driver, NULL, NULL, is_bound))
		return err;
	platform_driver_unregister(driver);
	return -ENODEV;
}

void platform_driver_unregister(struct platform_driver *driver)
{
	driver_unregister(&driver->driver);
}

void platform_probe_deferred(void)
{
	deferred_probe_finish();
}

void platform_for_each(void (*fn)(struct platform_device *pdev, void *arg), void *arg)
{
	struct device *dev = NULL;

	while ((dev = device_next(&platform_bus_type, dev)))
		fn(to_platform_device(dev), arg);
}

struct platform_device *of_find_device_by_node(struct device_node *np)
{
	struct device *dev = np ? bus_find_device_by_of_node(&platform_bus_type, np) : NULL;

	return dev ? to_platform_device(dev) : NULL;
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

int platform_irq_count(struct platform_device *pdev)
{
	int irq, nr = 0;

	while ((irq = platform_get_irq_optional(pdev, (unsigned int)nr)) > 0)
		nr++;
	return irq == -EPROBE_DEFER ? irq : nr;
}

int platform_get_irq_byname_optional(struct platform_device *pdev, const char *name)
{
	int irq = pdev->dev.of_node ? of_irq_get_byname(pdev->dev.of_node, name) : -ENXIO;
	const struct resource *res;

	if (irq > 0 || irq == -EPROBE_DEFER)
		return irq;
	res = platform_get_resource_byname(pdev, IORESOURCE_IRQ, name);
	return res ? (int)res->start : -ENXIO;
}

int platform_get_irq_byname(struct platform_device *pdev, const char *name)
{
	int irq = platform_get_irq_byname_optional(pdev, name);

	if (irq < 0)
		dev_err_probe(&pdev->dev, irq, "interrupt \"%s\" not found\n", name);
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

static int platform_read_resources(struct platform_device *pdev, struct device_node *np)
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

/*
 * Name the device of a node as Linux does: "10000000.serial" by its address, and
 * "10000000.3.serial" if the property mask selects bit 3.  A node without an address is named
 * "soc:timer", after itself and the nodes above it, up to one that has an address.
 */
int of_device_make_bus_id(struct device *dev)
{
	int err = 0;

	for (struct device_node *np = dev->of_node; !err && np->parent; np = np->parent) {
		const __be32 *reg = of_get_address(np, 0, NULL, NULL);
		u64 address = reg ? of_translate_address(np, reg) : OF_BAD_ADDR;
		const char *below = dev_name(dev) ? dev_name(dev) : "";
		const char *colon = dev_name(dev) ? ":" : "";
		u32 mask;

		if (address == OF_BAD_ADDR)
			err = dev_set_name(dev, "%s%s%s", np->full_name, colon, below);
		else if (of_property_read_u32(np, "mask", &mask))
			return dev_set_name(dev, "%llx.%pOFn%s%s", address, np, colon, below);
		else
			return dev_set_name(dev, "%llx.%x.%pOFn%s%s", address, ffs(mask) - 1, np,
					    colon, below);
	}
	return err;
}

struct platform_device *of_device_alloc(struct device_node *np, const char *bus_id,
					struct device *parent)
{
	struct platform_device *pdev = kzalloc(sizeof(*pdev), GFP_KERNEL);
	int err;

	if (!pdev)
		return NULL;
	device_initialize(&pdev->dev);
	pdev->dev.release = platform_device_release;
	pdev->dev.parent = parent ? parent : &platform_bus;
	pdev->dev.bus = &platform_bus_type;
	pdev->dev.dma_mask = &pdev->platform_dma_mask;
	device_set_node(&pdev->dev, of_fwnode_handle(np));
	err = bus_id ? dev_set_name(&pdev->dev, "%s", bus_id) : of_device_make_bus_id(&pdev->dev);
	if (err || platform_read_resources(pdev, np)) {
		put_device(&pdev->dev);
		return NULL;
	}
	pdev->name = dev_name(&pdev->dev);
	pdev->id = PLATFORM_DEVID_NONE;
	return pdev;
}

int of_device_add(struct platform_device *pdev)
{
	int err = device_add(&pdev->dev);

	if (err)
		pr_err("platform: %pOF: device %s is not added: error %d\n", pdev->dev.of_node,
		       dev_name(&pdev->dev), err);
	return err;
}

/*
 * Create a platform device or a device of the AMBA bus.  If the node is a bus, the device becomes
 * the parent of the devices below.  Returns 0 or -ENOMEM.  A device that cannot be added for
 * another reason is left out.
 */
static int __init platform_create_device(struct device_node *np, struct device **parent)
{
	struct platform_device *pdev;
	int err;

	if (amba_has_node(np))
		return amba_create_device(np, *parent) == -ENOMEM ? -ENOMEM : 0;
	pdev = of_device_alloc(np, NULL, *parent);
	err = pdev ? of_device_add(pdev) : -ENOMEM;
	if (!err && np->child && of_node_is_bus(np))
		*parent = &pdev->dev;
	if (err && pdev)
		put_device(&pdev->dev);
	return err == -ENOMEM ? err : 0;
}

bool of_node_is_bus(const struct device_node *np)
{
	return of_device_is_compatible(np, "simple-bus") ||
	       of_device_is_compatible(np, "simple-mfd") ||
	       of_device_is_compatible(np, "simple-pm-bus");
}

/*
 * Return the node after @np in document order.  Children of @np are skipped unless @enter is true.
 * When a bus is left, its parent becomes the parent of the next devices.
 */
static struct device_node *__init platform_next_node(struct device_node *np, bool enter,
						     struct device **parent)
{
	if (enter && np->child)
		return np->child;
	while (np && !np->sibling) {
		np = np->parent;
		if (np && (*parent)->of_node == np)
			*parent = (*parent)->parent;
	}
	return np ? np->sibling : NULL;
}

/*
 * Create a device for each available node that has a compatible property, and whose parents below
 * the root are all buses, or /firmware.
 */
static int __init platform_create_devices(void)
{
	struct device *parent = &platform_bus;
	struct device_node *np;
	bool enter = true;
	int err = device_register(&platform_bus) ?: bus_register(&platform_bus_type);

	if (err)
		return err;
	for (np = of_root; np; np = platform_next_node(np, enter, &parent)) {
		enter = np == of_root || (np->parent == of_root && of_node_name_eq(np, "firmware"));
		if (enter || !of_device_is_available(np) || !of_property_present(np, "compatible"))
			continue;
		enter = of_node_is_bus(np);
		if (platform_create_device(np, &parent))
			return -ENOMEM;
	}
	return 0;
}
subsys_initcall(platform_create_devices);
