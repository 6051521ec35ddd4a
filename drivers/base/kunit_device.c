// SPDX-License-Identifier: BSD-2-Clause
/* Devices of a case, on the bus "kunit".  <kunit/device.h> describes the interface. */

#include <kunit/device.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/init.h>
#include <linux/slab.h>

struct kunit_device {
	struct device dev;
	struct device_driver *driver;	/* to be unregistered with the device, or NULL */
};

static const struct bus_type kunit_bus_type = {
	.name = "kunit",
};

KUNIT_DEFINE_ACTION_WRAPPER(unregister_device, device_unregister, struct device *);
KUNIT_DEFINE_ACTION_WRAPPER(unregister_driver, driver_unregister, struct device_driver *);

static int __init kunit_bus_init(void)
{
	return bus_register(&kunit_bus_type);
}
core_initcall(kunit_bus_init);

static void kunit_device_release(struct device *dev)
{
	kfree(container_of(dev, struct kunit_device, dev));
}

struct device_driver *kunit_driver_create(struct kunit *test, const char *name)
{
	struct device_driver *drv = kunit_kzalloc(test, sizeof(*drv), GFP_KERNEL);
	int err;

	if (!drv)
		return ERR_PTR(-ENOMEM);
	drv->bus = &kunit_bus_type;
	drv->owner = THIS_MODULE;
	drv->name = kunit_kstrdup(test, name, GFP_KERNEL);
	err = drv->name ? driver_register(drv) : -ENOMEM;
	if (!err)
		err = kunit_add_action_or_reset(test, unregister_driver, drv);
	return err ? ERR_PTR(err) : drv;
}

static struct device *register_device(struct kunit *test, const char *name,
				      struct device_driver *own_driver)
{
	struct kunit_device *kdev = kzalloc(sizeof(*kdev), GFP_KERNEL);
	struct device *dev;
	int err;

	if (!kdev)
		return ERR_PTR(-ENOMEM);
	kdev->driver = own_driver;
	dev = &kdev->dev;
	dev->bus = &kunit_bus_type;
	dev->release = kunit_device_release;
	dev->coherent_dma_mask = DMA_BIT_MASK(32);
	dev->dma_mask = &dev->coherent_dma_mask;
	device_initialize(dev);
	err = dev_set_name(dev, "%s.%s", test->name, name);
	if (!err)
		err = device_add(dev);
	if (err) {
		put_device(dev);
		return ERR_PTR(err);
	}
	err = kunit_add_action_or_reset(test, unregister_device, dev);
	return err ? ERR_PTR(err) : dev;
}

struct device *kunit_device_register_with_driver(struct kunit *test, const char *name,
						 const struct device_driver *drv)
{
	return register_device(test, name, NULL);
}

struct device *kunit_device_register(struct kunit *test, const char *name)
{
	struct device_driver *drv = kunit_driver_create(test, name);
	struct device *dev;

	if (IS_ERR(drv))
		return ERR_CAST(drv);
	dev = register_device(test, name, drv);
	if (IS_ERR(dev))
		kunit_release_action(test, unregister_driver, drv);
	return dev;
}

void kunit_device_unregister(struct kunit *test, struct device *dev)
{
	struct device_driver *own_driver = container_of(dev, struct kunit_device, dev)->driver;

	kunit_release_action(test, unregister_device, dev);
	if (own_driver)
		kunit_release_action(test, unregister_driver, own_driver);
}
