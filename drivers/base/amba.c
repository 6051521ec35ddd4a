// SPDX-License-Identifier: BSD-2-Clause
/*
 * The AMBA bus: see <linux/amba/bus.h>.
 *
 * The identification of a device is read when it is matched with a driver for the first time, so
 * that an image without drivers for the bus does not access registers, whose clock may be off.
 */

#include <internal/dma.h>
#include <linux/amba/bus.h>
#include <linux/dma-mapping.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/of_irq.h>
#include <linux/printk.h>
#include <linux/slab.h>

#include "amba.h"
#include "platform.h"

#define PERIPHID_FROM_END	0x20
#define CID_FROM_END		0x10

#define to_amba_driver(d)	container_of(d, struct amba_driver, drv)

/* ---- identification -------------------------------------------------------------------------- */

/* Read four registers, each of which has a byte of the value. */
static u32 read_id(const void __iomem *regs)
{
	u32 id = 0;

	for (unsigned int i = 0; i < 4; i++)
		id |= (readl(regs + 4 * i) & 0xff) << 8 * i;
	return id;
}

void amba_read_ids(const void __iomem *regs, size_t size, u32 *periphid, u32 *cid)
{
	*periphid = read_id(regs + size - PERIPHID_FROM_END);
	*cid = read_id(regs + size - CID_FROM_END);
}

/* Get and enable the clock of the registers, if the device has it.  Returns 0 or an error. */
static int enable_pclk(struct amba_device *adev)
{
	struct clk *pclk = clk_get_optional(&adev->dev, "apb_pclk");
	int err = IS_ERR(pclk) ? (int)PTR_ERR(pclk) : clk_prepare_enable(pclk);

	if (err)
		clk_put(pclk);
	else
		adev->pclk = pclk;
	return err;
}

static void disable_pclk(struct amba_device *adev)
{
	clk_disable_unprepare(adev->pclk);
	clk_put(adev->pclk);
	adev->pclk = NULL;
}

/* Read the identification, once.  Returns 0, or -ENODEV or -ENOMEM. */
static int identify(struct amba_device *adev)
{
	size_t size = resource_size(&adev->res);
	void __iomem *regs;
	u32 periphid;
	int err;

	lockdep_assert_held(&adev->periphid_lock);
	if (adev->periphid || adev->no_primecell)
		return adev->periphid ? 0 : -ENODEV;
	if (size < PERIPHID_FROM_END)
		return -ENODEV;
	err = enable_pclk(adev);
	if (err)
		return err;
	regs = ioremap(adev->res.start, size);
	if (regs) {
		amba_read_ids(regs, size, &periphid, &adev->cid);
		iounmap(regs);
	}
	disable_pclk(adev);
	if (!regs)
		return -ENOMEM;
	if (adev->cid == AMBA_CID) {
		adev->periphid = periphid;
		return 0;
	}
	dev_err(&adev->dev, "no PrimeCell: the component id is %#x\n", adev->cid);
	adev->no_primecell = true;
	return -ENODEV;
}

static const struct amba_id *find_id(const struct amba_driver *driver, unsigned int periphid)
{
	for (const struct amba_id *id = driver->id_table; id && id->mask; id++) {
		if ((periphid & id->mask) == id->id)
			return id;
	}
	return NULL;
}

/* ---- the bus --------------------------------------------------------------------------------- */

static int amba_match(struct device *dev, const struct device_driver *drv)
{
	struct amba_device *adev = to_amba_device(dev);
	int err;

	mutex_lock(&adev->periphid_lock);
	err = identify(adev);
	mutex_unlock(&adev->periphid_lock);
	return !err && find_id(to_amba_driver(drv), adev->periphid);
}

static int amba_get_irqs(struct amba_device *adev)
{
	for (unsigned int i = 0; adev->dev.of_node && i < AMBA_NR_IRQS; i++) {
		int irq = of_irq_get(adev->dev.of_node, (int)i);

		if (irq == -EPROBE_DEFER)
			return irq;
		adev->irq[i] = irq > 0 ? (unsigned int)irq : 0;
	}
	return 0;
}

static int amba_probe(struct device *dev)
{
	const struct amba_driver *driver = to_amba_driver(dev->driver);
	struct amba_device *adev = to_amba_device(dev);
	int err = amba_get_irqs(adev);

	if (!err)
		err = enable_pclk(adev);
	if (err)
		return err;
	err = driver->probe(adev, find_id(driver, adev->periphid));
	if (err)
		disable_pclk(adev);
	return err;
}

static void amba_remove(struct device *dev)
{
	const struct amba_driver *driver = to_amba_driver(dev->driver);

	if (driver->remove)
		driver->remove(to_amba_device(dev));
	disable_pclk(to_amba_device(dev));
}

static void amba_shutdown(struct device *dev)
{
	if (dev->driver && to_amba_driver(dev->driver)->shutdown)
		to_amba_driver(dev->driver)->shutdown(to_amba_device(dev));
}

const struct bus_type amba_bustype = {
	.name = "amba",
	.match = amba_match,
	.probe = amba_probe,
	.remove = amba_remove,
	.shutdown = amba_shutdown,
	.dma_configure = dma_configure,
	.dma_cleanup = dma_deconfigure,
};

int __amba_driver_register(struct amba_driver *drv, struct module *owner)
{
	if (!drv->probe)
		return -EINVAL;
	drv->drv.bus = &amba_bustype;
	drv->drv.owner = owner;
	return driver_register(&drv->drv);
}

void amba_driver_unregister(struct amba_driver *drv)
{
	driver_unregister(&drv->drv);
}

int amba_request_regions(struct amba_device *adev, const char *name)
{
	return request_mem_region(adev->res.start, resource_size(&adev->res),
				  name ? name : adev->dev.driver->name) ? 0 : -EBUSY;
}

void amba_release_regions(struct amba_device *adev)
{
	release_mem_region(adev->res.start, resource_size(&adev->res));
}

/* ---- devices --------------------------------------------------------------------------------- */

static void free_amba_device(struct device *dev)
{
	struct amba_device *adev = to_amba_device(dev);

	if (adev->res.parent)
		release_resource(&adev->res);
	mutex_destroy(&adev->periphid_lock);
	kfree(adev);
}

/* Allocate a device without a name. */
static struct amba_device *alloc_nameless(void)
{
	struct amba_device *adev = kzalloc(sizeof(*adev), GFP_KERNEL);

	if (!adev)
		return NULL;
	device_initialize(&adev->dev);
	adev->dev.release = free_amba_device;
	adev->dev.bus = &amba_bustype;
	adev->dev.dma_mask = &adev->dev.coherent_dma_mask;
	adev->dev.dma_parms = &adev->dma_parms;
	adev->dev.coherent_dma_mask = DMA_BIT_MASK(32);
	mutex_init(&adev->periphid_lock);
	return adev;
}

struct amba_device *amba_device_alloc(const char *name, resource_size_t base, size_t size)
{
	struct amba_device *adev = alloc_nameless();

	if (adev && dev_set_name(&adev->dev, "%s", name)) {
		put_device(&adev->dev);
		return NULL;
	}
	if (adev)
		adev->res = DEFINE_RES_MEM(base, size);
	return adev;
}

void amba_device_put(struct amba_device *adev)
{
	put_device(&adev->dev);
}

int amba_device_add(struct amba_device *adev, struct resource *parent)
{
	int err;

	adev->res.name = dev_name(&adev->dev);
	err = parent ? request_resource(parent, &adev->res) : 0;
	return err ?: device_add(&adev->dev);
}

void amba_device_unregister(struct amba_device *adev)
{
	device_unregister(&adev->dev);
}

int amba_create_device(struct device_node *np, struct device *parent)
{
	struct device *dev = bus_find_device_by_of_node(&amba_bustype, np);
	struct amba_device *adev;
	int err;

	if (dev) {
		put_device(dev);
		return 0;
	}
	adev = alloc_nameless();
	if (!adev)
		return -ENOMEM;
	adev->dev.parent = parent;
	device_set_node(&adev->dev, of_fwnode_handle(np));
	of_property_read_u32(np, "arm,primecell-periphid", &adev->periphid);
	err = of_device_make_bus_id(&adev->dev) ?: of_address_to_resource(np, 0, &adev->res) ?:
	      amba_device_add(adev, NULL);
	if (!err)
		return 0;
	pr_err("amba: %pOF: no device is added: error %d\n", np, err);
	put_device(&adev->dev);
	return err;
}

bool amba_is_device(const struct device *dev)
{
	return dev->bus == &amba_bustype;
}

bool amba_destroy_device(struct device *dev)
{
	if (!amba_is_device(dev) || !dev->of_node)
		return false;
	amba_device_unregister(to_amba_device(dev));
	return true;
}

static int __init register_amba_bus(void)
{
	return bus_register(&amba_bustype);
}
postcore_initcall(register_amba_bus);
