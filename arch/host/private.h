/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HOST_FIRMWARE_H
#define HOST_FIRMWARE_H

/* Private interface between the files of this folder that belong to the firmware. */

#include <linux/pgtable.h>

/* Page table that is used until the kernel's page table is activated. */
extern struct pgtable host_boot_table;

/*
 * Determine from the device tree how page-table entries encode memory types.  Called with paging
 * disabled.  host_memory_types_name() returns the name of the encoding for the boot message.
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

/* Describe the host port's page tables: their levels, index bits, and sizes of pages and leaves. */
void host_table_geometry(struct pgtable *table);

/* Implementations of arch_try_load() and arch_try_store() for memory, in entry.S. */
int host_try_load(const void *address, unsigned int size, u64 *value);
int host_try_store(void *address, unsigned int size, u64 value);

#endif /* HOST_FIRMWARE_H */
