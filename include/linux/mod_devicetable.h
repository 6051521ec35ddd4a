/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MOD_DEVICETABLE_H
#define LINUX_MOD_DEVICETABLE_H

#include <linux/of.h>

/* A name of devices that a platform driver takes; the last one of a table is empty. */
#define PLATFORM_NAME_SIZE	20

struct platform_device_id {
	char name[PLATFORM_NAME_SIZE];
	unsigned long driver_data;
};

#endif /* LINUX_MOD_DEVICETABLE_H */
