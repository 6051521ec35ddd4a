// SPDX-License-Identifier: BSD-2-Clause
/* Initialize devices, register devices without a bus, and report errors of probe functions. */

#include <internal/dma.h>
#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/slab.h>
#include <linux/sprintf.h>

/*
 * Return the NUMA node of a device.  It is the numa-node-id of the device-tree node @np or of the
 * nearest ancestor with this property.  Returns NUMA_NO_NODE if the number is too large.
 */
static int device_node_nid(struct device *parent, const struct device_node *np)
{
	u32 nid;

	for (; np; np = np->parent) {
		if (!of_property_read_u32(np, "numa-node-id", &nid))
			return nid < MAX_NUMNODES ? (int)nid : NUMA_NO_NODE;
	}
	return parent ? dev_to_node(parent) : NUMA_NO_NODE;
}

void device_initialize(struct device *dev, const char *name, struct device *parent,
		       struct device_node *np)
{
	dev->init_name = name;
	dev->parent = parent;
	dev->of_node = np;
	if (IS_ENABLED(CONFIG_NUMA))
		set_dev_node(dev, device_node_nid(parent, np));
	INIT_LIST_HEAD(&dev->dma_pools);
	dev->dma_parms = &dev->dma_own_parms;
	spin_lock_init(&dev->devres_lock);
	INIT_LIST_HEAD(&dev->devres_head);
}

struct device *root_device_register(const char *name)
{
	struct device *dev = kzalloc(sizeof(*dev), GFP_KERNEL);
	int err;

	if (!dev)
		return ERR_PTR(-ENOMEM);
	device_initialize(dev, name, NULL, NULL);
	err = dma_configure(dev);
	if (err) {
		kfree(dev);
		return ERR_PTR(err);
	}
	return dev;
}

void root_device_unregister(struct device *dev)
{
	devres_release_all(dev);
	dma_deconfigure(dev);
	kfree(dev);
}

int dev_err_probe(const struct device *dev, int err, const char *fmt, ...)
{
	struct va_format vaf;
	va_list args;

	va_start(args, fmt);
	vaf.fmt = fmt;
	vaf.va = &args;
	if (err != -EPROBE_DEFER)
		dev_err(dev, "error %pe: %pV", ERR_PTR(err), &vaf);
	va_end(args);
	return err;
}
