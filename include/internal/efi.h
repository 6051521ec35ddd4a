/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_EFI_H
#define INTERNAL_EFI_H

/*
 * The memory map of the EFI firmware that started the image (UEFI Specification 2.10).
 *
 * The stub (efi/stub.c) copies the map behind the device tree and describes it in /chosen with
 * Linux's properties (Documentation/arch/arm/uefi.rst): linux,uefi-mmap-start, -size and
 * -desc-size.  If these properties exist, the map determines the existing memory, and memory nodes
 * only assign NUMA nodes.
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

/* Possible cache attributes of a range; RAM has at least one of these. */
#define EFI_MEMORY_WC	0x2ULL
#define EFI_MEMORY_WT	0x4ULL
#define EFI_MEMORY_WB	0x8ULL
#define EFI_MEMORY_SP	0x40000ULL	/* specific-purpose memory */

#define EFI_PAGE_SHIFT	12
#define EFI_PAGE_SIZE	(1UL << EFI_PAGE_SHIFT)

/*
 * An entry of the map.  The next entry starts desc_size bytes after this entry; desc_size may
 * exceed the size of this structure.
 */
struct efi_memory_desc {
	u32 type;
	u32 pad;
	u64 phys_addr;
	u64 virt_addr;
	u64 num_pages;		/* number of pages of EFI_PAGE_SIZE bytes */
	u64 attribute;
};

struct efi_memory_map {
	const void *map;	/* NULL if EFI firmware did not boot the image */
	u32 size;		/* bytes */
	u32 desc_size;
};

#endif /* INTERNAL_EFI_H */
