/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HOST_FIRMWARE_H
#define HOST_FIRMWARE_H

/* What the firmware's files of this folder share among themselves. */

#include <linux/pgtable.h>

/* The table until the kernel's is on. */
extern struct pgtable host_boot_table;

/* Memory types of entries: found with paging off in the device tree, and for the boot message. */
#ifdef CONFIG_HOST_THEAD
static inline void host_find_memory_types(const void *dtb)
{
	riscv_early_memory_types(dtb);
}

static inline const char *host_memory_types_name(void)
{
	return riscv_memory_types_name();
}
#else
static inline void host_find_memory_types(const void *dtb)
{
}

static inline const char *host_memory_types_name(void)
{
	return "all";
}
#endif

/* Levels and bits of the port's page tables. */
void host_table_geometry(struct pgtable *table);

/* arch_try_load() and arch_try_store() of memory: entry.S. */
int host_try_load(const void *address, unsigned int size, u64 *value);
int host_try_store(void *address, unsigned int size, u64 value);

#endif /* HOST_FIRMWARE_H */
