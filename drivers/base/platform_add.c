// SPDX-License-Identifier: BSD-2-Clause
/*
 * Add platform devices that are not in the device tree, for tests and for applications that know
 * their board.
 *
 * platform_device_alloc() allocates one object with the name at its end, which is freed with the
 * last reference.  Resources and data are copied when they are added.  platform_device_add()
 * assigns a unique name ("name", "name.3", "name.0.auto"), inserts the device's memory and ports
 * into the trees of resources, and configures DMA, so that the device can be used without a driver.
 * Then it tries to bind a driver.  If a step fails, the steps before it are undone in reverse
 * order.
 */

#include <internal/dma.h>
#include <linux/err.h>
#include <linux/ioport.h>
#include <linux/platform_device.h>
#include <linux/printk.h>
#include <linux/property.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "platform.h"

/* platform_device_release() frees it as a struct platform_device, which comes first. */
struct platform_object {
	struct platform_device pdev;
	char name[];
};
static_assert(!offsetof(struct platform_object, pdev));

struct platform_device *platform_device_alloc(const char *name, int id)
{
	size_t size = strlen(name) + 1;
	struct platform_object *object = kzalloc(sizeof(*object) + size, GFP_KERNEL);

	if (!object)
		return NULL;
	memcpy(object->name, name, size);
	object->pdev.name = object->name;
	object->pdev.id = id;
	device_initialize(&object->pdev.dev);
	object->pdev.dev.release = platform_device_release;
	object->pdev.dev.dma_mask = &object->pdev.platform_dma_mask;
	return &object->pdev;
}

int platform_device_add_resources(struct platform_device *pdev, const struct resource *res,
				  unsigned int num)
{
	struct resource *copy = res ? kmemdup_array(res, num, sizeof(*res), GFP_KERNEL) : NULL;

	if (res && !copy)
		return -ENOMEM;
	kfree(pdev->resource);
	pdev->resource = copy;
	pdev->num_resources = copy ? num : 0;
	return 0;
}

int platform_device_add_data(struct platform_device *pdev, const void *data, size_t size)
{
	void *copy = data ? kmemdup(data, size, GFP_KERNEL) : NULL;

	if (data && !copy)
		return -ENOMEM;
	kfree(pdev->dev.platform_data);
	pdev->dev.platform_data = copy;
	return 0;
}

void platform_device_put(struct platform_device *pdev)
{
	if (!IS_ERR_OR_NULL(pdev))
		put_device(&pdev->dev);
}

/* ---- resources in their tree ----------------------------------------------------------------- */

static void release_resources(struct platform_device *pdev, u32 nr)
{
	while (nr--) {
		if (pdev->resource[nr].parent)
			release_resource(&pdev->resource[nr]);
	}
}

static int claim_resources(struct platform_device *pdev)
{
	for (u32 i = 0; i < pdev->num_resources; i++) {
		struct resource *res = &pdev->resource[i];
		struct resource *root, *conflict;

		if (!res->name)
			res->name = dev_name(&pdev->dev);
		if (resource_type(res) != IORESOURCE_MEM && resource_type(res) != IORESOURCE_IO)
			continue;
		root = resource_type(res) == IORESOURCE_IO ? &ioport_resource : &iomem_resource;
		conflict = insert_resource_conflict(root, res);
		if (!conflict)
			continue;
		dev_err(&pdev->dev, "%pR is in use by %s\n", res,
			conflict->name ? conflict->name : "unknown");
		release_resources(pdev, i);
		return -EBUSY;
	}
	return 0;
}

/* Names of resources that are that of the device, whose memory the device owns. */
static void forget_names(struct platform_device *pdev)
{
	for (u32 i = 0; i < pdev->num_resources; i++) {
		if (pdev->resource[i].name == dev_name(&pdev->dev))
			pdev->resource[i].name = NULL;
	}
}

/* ---- adding and removing --------------------------------------------------------------------- */

/*
 * Add the device, which has its name.  Returns 0, -EEXIST if the name is in use, or another error.
 */
static int add_named(struct platform_device *pdev)
{
	int err = claim_resources(pdev);

	if (err)
		goto forget;
	err = platform_dma_configure(&pdev->dev);
	if (err)
		goto release;
	err = device_add(&pdev->dev);
	if (!err)
		return 0;
	dma_deconfigure(&pdev->dev);
release:
	release_resources(pdev, pdev->num_resources);
forget:
	forget_names(pdev);
	return err;
}

int platform_device_add(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	unsigned int n = 0;
	int err;

	dev->bus = &platform_bus_type;
	if (!dev->parent)
		dev->parent = &platform_bus;
	do {
		if (pdev->id == PLATFORM_DEVID_NONE)
			err = dev_set_name(dev, "%s", pdev->name);
		else if (pdev->id == PLATFORM_DEVID_AUTO)
			err = dev_set_name(dev, "%s.%u.auto", pdev->name, n++);
		else
			err = dev_set_name(dev, "%s.%d", pdev->name, pdev->id);
		if (!err)
			err = add_named(pdev);
	} while (err == -EEXIST && pdev->id == PLATFORM_DEVID_AUTO);
	if (err == -EEXIST)
		pr_err("platform: device %s (%d) already exists\n", pdev->name, pdev->id);
	return err;
}

void platform_device_del(struct platform_device *pdev)
{
	device_del(&pdev->dev);
	dma_deconfigure(&pdev->dev);
	release_resources(pdev, pdev->num_resources);
	forget_names(pdev);
}

int platform_device_register(struct platform_device *pdev)
{
	device_initialize(&pdev->dev);
	if (!pdev->dev.dma_mask)
		pdev->dev.dma_mask = &pdev->platform_dma_mask;
	return platform_device_add(pdev);
}

void platform_device_unregister(struct platform_device *pdev)
{
	if (IS_ERR_OR_NULL(pdev))
		return;
	platform_device_del(pdev);
	platform_device_put(pdev);
}

int platform_add_devices(struct platform_device **devs, int num)
{
	for (int i = 0; i < num; i++) {
		int err = platform_device_register(devs[i]);

		if (err) {
			while (i--)
				platform_device_unregister(devs[i]);
			return err;
		}
	}
	return 0;
}

struct platform_device *platform_device_register_full(const struct platform_device_info *info)
{
	struct platform_device *pdev = platform_device_alloc(info->name, info->id);
	int err;

	if (!pdev)
		return ERR_PTR(-ENOMEM);
	pdev->dev.parent = info->parent;
	device_set_node(&pdev->dev, info->fwnode);
	pdev->given_mask = info->dma_mask;
	err = platform_device_add_resources(pdev, info->res, info->num_res);
	if (!err)
		err = platform_device_add_data(pdev, info->data, info->size_data);
	if (!err && info->properties)
		err = device_create_managed_software_node(&pdev->dev, info->properties, NULL);
	if (!err)
		err = platform_device_add(pdev);
	if (!err)
		return pdev;
	device_remove_software_node(&pdev->dev);
	platform_device_put(pdev);
	return ERR_PTR(err);
}
