/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_ACPI_H
#define LINUX_ACPI_H

/*
 * Devices are described by the device tree, and never by ACPI.  This is what Linux's header offers
 * if it is built without ACPI, for drivers that support both.
 */

#include <linux/device.h>
#include <linux/errno.h>
#include <linux/property.h>
#include <linux/types.h>

struct acpi_device;

typedef void *acpi_handle;

#define acpi_disabled			1
#define ACPI_PTR(_ptr)			NULL
#define ACPI_COMPANION(dev)		((struct acpi_device *)NULL)
#define ACPI_COMPANION_SET(dev, adev)	do { } while (0)
#define ACPI_HANDLE(dev)		NULL

static inline bool has_acpi_companion(struct device *dev)
{
	return false;
}

static inline bool is_acpi_node(const struct fwnode_handle *fwnode)
{
	return false;
}

static inline bool is_acpi_device_node(const struct fwnode_handle *fwnode)
{
	return false;
}

static inline struct acpi_device *to_acpi_device_node(const struct fwnode_handle *fwnode)
{
	return NULL;
}

static inline const struct acpi_device_id *acpi_match_device(const struct acpi_device_id *ids,
							     const struct device *dev)
{
	return NULL;
}

static inline const void *acpi_device_get_match_data(const struct device *dev)
{
	return NULL;
}

static inline bool acpi_driver_match_device(struct device *dev, const struct device_driver *drv)
{
	return false;
}

#endif /* LINUX_ACPI_H */
