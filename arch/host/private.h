/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HOST_FIRMWARE_H
#define HOST_FIRMWARE_H

/* What the firmware's files of this folder share among themselves. */

#include <linux/pgtable.h>

/* Physical address of the boot tables' root. */
extern unsigned long host_boot_root;

/* Levels and bits of the port's page tables. */
void host_table_geometry(struct pgtable *table);

#endif /* HOST_FIRMWARE_H */
