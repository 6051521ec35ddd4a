/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MOD_DEVICETABLE_H
#define LINUX_MOD_DEVICETABLE_H

#include <linux/of.h>

/* The type of driver_data. */
typedef unsigned long kernel_ulong_t;

/* A device name that a platform driver supports; an empty name ends the table. */
#define PLATFORM_NAME_SIZE	20

struct platform_device_id {
	char name[PLATFORM_NAME_SIZE];
	kernel_ulong_t driver_data;
};

/* Devices of I2C and SPI, for drivers whose headers name them: there are no such buses. */
#define I2C_NAME_SIZE		20
#define I2C_MODULE_PREFIX	"i2c:"
#define SPI_NAME_SIZE		32
#define SPI_MODULE_PREFIX	"spi:"

struct i2c_device_id {
	char name[I2C_NAME_SIZE];
	kernel_ulong_t driver_data;
};

struct spi_device_id {
	char name[SPI_NAME_SIZE];
	kernel_ulong_t driver_data;
};

/* A device of ACPI, which no device matches. */
#define ACPI_ID_LEN		16

struct acpi_device_id {
	__u8 id[ACPI_ID_LEN];
	kernel_ulong_t driver_data;
	__u32 cls, cls_msk;
};

/* A virtio device: the number of its type and its vendor.  An entry with type 0 ends the table. */
#define VIRTIO_DEV_ANY_ID	0xffffffff

struct virtio_device_id {
	__u32 device;
	__u32 vendor;
};

/* A PrimeCell of Arm: its peripheral id under the mask.  An entry with mask 0 ends the table. */
struct amba_id {
	unsigned int id;
	unsigned int mask;
	void *data;
};

#endif /* LINUX_MOD_DEVICETABLE_H */
