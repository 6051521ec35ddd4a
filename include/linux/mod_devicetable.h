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

#endif /* LINUX_MOD_DEVICETABLE_H */
