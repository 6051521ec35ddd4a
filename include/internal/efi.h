/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_EFI_H
#define INTERNAL_EFI_H

/*
 * What an image started by EFI firmware is left with (UEFI Specification 2.10): the firmware's map of
 * memory.
 *
 * The stub (efi/stub.c) copies it behind the device tree, and says so in /chosen by Linux's properties
 * (Documentation/arch/arm/uefi.rst): linux,uefi-mmap-start, -size and -desc-size.  Where they are, the map
 * says which memory exists, and the tree's memory nodes only say which node of NUMA it belongs to.
 */

#include <linux/types.h>

enum efi_memory_type {
	EFI_RESERVED_TYPE,
	EFI_LOADER_CODE,
	EFI_LOADER_DATA,
	EFI_BOOT_SERVICES_CODE,
	EFI_BOOT_SERVICES_DATA,
	EFI_RUNTIME_SERVICES_CODE,
	EFI_RUNTIME_SERVICES_DATA,
	EFI_CONVENTIONAL_MEMORY,
	EFI_UNUSABLE_MEMORY,
	EFI_ACPI_RECLAIM_MEMORY,
	EFI_ACPI_MEMORY_NVS,
	EFI_MEMORY_MAPPED_IO,
	EFI_MEMORY_MAPPED_IO_PORT_SPACE,
	EFI_PAL_CODE,
	EFI_PERSISTENT_MEMORY,
};

/* How a range may be accessed: any of these makes it memory.  */
#define EFI_MEMORY_WC	0x2ULL
#define EFI_MEMORY_WT	0x4ULL
#define EFI_MEMORY_WB	0x8ULL
#define EFI_MEMORY_SP	0x40000ULL	/* meant for one purpose */

#define EFI_PAGE_SHIFT	12
#define EFI_PAGE_SIZE	(1UL << EFI_PAGE_SHIFT)

/* An entry of the map; entries lie desc_size bytes apart, which may be more than this. */
struct efi_memory_desc {
	u32 type;
	u32 pad;
	u64 phys_addr;
	u64 virt_addr;
	u64 num_pages;		/* of EFI_PAGE_SIZE */
	u64 attribute;
};

struct efi_memory_map {
	const void *map;	/* NULL: the firmware was no EFI */
	u32 size;		/* bytes */
	u32 desc_size;
};

#endif /* INTERNAL_EFI_H */
