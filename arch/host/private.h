/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HOST_FIRMWARE_H
#define HOST_FIRMWARE_H

/* What the firmware's files of this folder share among themselves. */

#include <linux/pgtable.h>

/* The table until the kernel's is on. */
extern struct pgtable host_boot_table;

/* Levels and bits of the port's page tables. */
void host_table_geometry(struct pgtable *table);

#endif /* HOST_FIRMWARE_H */
