/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_AMBA_BUS_H
#define LINUX_AMBA_BUS_H

/*
 * The AMBA bus (CONFIG_ARM_AMBA): PrimeCells of Arm, which have an identification at the end of
 * their registers.  Each node of the device tree that is compatible with "arm,primecell" has a
 * device on this bus in place of a platform device.  Drivers match by the identification.
 *
 * Context of all functions: thread.
 */

#include <linux/clk.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/ioport.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/slab.h>

#define AMBA_NR_IRQS	9
#define AMBA_CID	0xb105f00d	/* the component id of a PrimeCell */

/*
 * A device.  amba_device_alloc() and the core initialize it.  The interrupts are known while a
 * driver is bound; 0 means none.  The clock "apb_pclk" is enabled meanwhile, if the device has it.
 */
struct amba_device {
	struct device dev;
	struct resource res;			/* the registers */
	struct clk *pclk;			/* apb_pclk, or NULL */
	struct device_dma_parameters dma_parms;
	unsigned int periphid;			/* 0: not read yet */
	struct mutex periphid_lock;
	unsigned int cid;
	unsigned int irq[AMBA_NR_IRQS];
	bool no_primecell;			/* the registers have no valid identification */
};

/* A driver.  The table ends with an entry whose mask is 0. */
struct amba_driver {
	struct device_driver drv;
	int (*probe)(struct amba_device *adev, const struct amba_id *id);
	void (*remove)(struct amba_device *adev);	/* optional, as shutdown */
	void (*shutdown)(struct amba_device *adev);
	const struct amba_id *id_table;
	bool driver_managed_dma;		/* ignored: there is no IOMMU */
};

enum amba_vendor {
	AMBA_VENDOR_ARM = 0x41,
	AMBA_VENDOR_ST = 0x80,
	AMBA_VENDOR_QCOM = 0x51,
	AMBA_VENDOR_LSI = 0xb6,
};

extern const struct bus_type amba_bustype;

#define to_amba_device(d)	container_of(d, struct amba_device, dev)
#define amba_get_drvdata(d)	dev_get_drvdata(&(d)->dev)
#define amba_set_drvdata(d, p)	dev_set_drvdata(&(d)->dev, p)

/* As driver_register() and driver_unregister(); -EINVAL without probe(). */
#define amba_driver_register(drv)	__amba_driver_register(drv, THIS_MODULE)
int __amba_driver_register(struct amba_driver *drv, struct module *owner);
void amba_driver_unregister(struct amba_driver *drv);

#define module_amba_driver(drv)		\
	module_driver(drv, amba_driver_register, amba_driver_unregister)
#define builtin_amba_driver(drv)	module_amba_driver(drv)

/*
 * Allocate a device with this name and these registers.  Returns NULL without memory.
 * amba_device_add() registers it; @parent, if it is not NULL, is the resource that contains its
 * registers.  Returns 0, or the errors of request_resource() and device_add().  Then
 * amba_device_unregister() frees it, and before then amba_device_put().
 */
struct amba_device *amba_device_alloc(const char *name, resource_size_t base, size_t size);
void amba_device_put(struct amba_device *adev);
int amba_device_add(struct amba_device *adev, struct resource *parent);
void amba_device_unregister(struct amba_device *adev);

/* Reserve the registers, as @name or the driver, and undo it.  Returns 0 or -EBUSY. */
int amba_request_regions(struct amba_device *adev, const char *name);
void amba_release_regions(struct amba_device *adev);

/* The parts of an identification. */
#define AMBA_CONFIG_BITS(a)	(((a) >> 24) & 0xff)
#define AMBA_REV_BITS(a)	(((a) >> 20) & 0x0f)
#define AMBA_MANF_BITS(a)	(((a) >> 12) & 0xff)
#define AMBA_PART_BITS(a)	((a) & 0xfff)

#define amba_config(d)	AMBA_CONFIG_BITS((d)->periphid)
#define amba_rev(d)	AMBA_REV_BITS((d)->periphid)
#define amba_manf(d)	AMBA_MANF_BITS((d)->periphid)
#define amba_part(d)	AMBA_PART_BITS((d)->periphid)

#endif /* LINUX_AMBA_BUS_H */
