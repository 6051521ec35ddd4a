/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HOST_FIRMWARE_H
#define HOST_FIRMWARE_H

/* Private interface between the files of this folder that belong to the firmware. */

#include <linux/pgtable.h>

/* The page table before the kernel's one is activated. */
extern struct pgtable host_boot_table;

/*
 * Memory types of page-table entries: detection in the device tree with paging disabled, and their
 * name for the boot message.
 */
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

/* Set the levels and bits of this port's page tables. */
void host_table_geometry(struct pgtable *table);

/* arch_try_load() and arch_try_store() for memory, in entry.S. */
int host_try_load(const void *address, unsigned int size, u64 *value);
int host_try_store(void *address, unsigned int size, u64 value);

#endif /* HOST_FIRMWARE_H */
