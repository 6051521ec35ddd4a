/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MOD_DEVICETABLE_H
#define LINUX_MOD_DEVICETABLE_H

#include <linux/of.h>

/* A device name that a platform driver supports; an empty name ends the table. */
#define PLATFORM_NAME_SIZE	20

struct platform_device_id {
	char name[PLATFORM_NAME_SIZE];
	unsigned long driver_data;
};

#endif /* LINUX_MOD_DEVICETABLE_H */
