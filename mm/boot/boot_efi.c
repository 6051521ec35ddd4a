// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fill memblock from EFI firmware's memory map.  The UEFI Specification (2.10, 7.2) defines the
 * meaning of each type after the end of the boot services:
 *
 *	free			conventional memory, memory of the loader and of the boot services
 *	reserved, not mapped	the runtime services' code and data, ACPI's NVS, the
 *				firmware's reserved memory, memory without write-back
 *				caching, and persistent memory, whose contents must survive
 *	reserved		ACPI's tables, and memory set aside for one purpose
 *	not memory		the other types, and ranges that can only be accessed
 *				uncached (registers)
 *
 * The firmware owns reserved memory, under the names below, unless /reserved-memory of the device
 * tree names the range.
 */

#define pr_fmt(fmt) "memory: " fmt

#include <linux/align.h>
#include <linux/init.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <asm/layout.h>
#include <internal/mm_boot.h>

#include "boot.h"

struct efi_memory_map __init_or_kunit boot_efi_map(const struct dtb *dtb, phys_addr_t dtb_address)
{
	struct efi_memory_map none = { .map = NULL };
	u64 start, size, desc_size, offset;

	if (!boot_chosen_number(dtb, "linux,uefi-mmap-start", &start))
		return none;
	offset = start - dtb_address;
	if (!boot_chosen_number(dtb, "linux,uefi-mmap-size", &size) ||
	    !boot_chosen_number(dtb, "linux,uefi-mmap-desc-size", &desc_size) ||
	    desc_size < sizeof(struct efi_memory_desc) || desc_size % sizeof(u64) ||
	    start % sizeof(u64) || offset < dtb->size || offset > BOOT_DTB_WINDOW_SIZE / 2 ||
	    size > BOOT_DTB_WINDOW_SIZE / 2 - offset) {
		pr_err("EFI memory map at %#llx: invalid, or not after the device tree: ignored\n",
		       (unsigned long long)start);
		return none;
	}
	return (struct efi_memory_map){ .map = dtb->blob + offset,
					.size = size,
					.desc_size = desc_size };
}

/*
 * Return the owner of reserved memory, "" for free memory, or NULL for a range that is not memory.
 */
static const char *__init_or_kunit efi_map_owner_of(const struct efi_memory_desc *desc)
{
	bool memory = desc->attribute & (EFI_MEMORY_WB | EFI_MEMORY_WT | EFI_MEMORY_WC);

	if (!memory)
		return NULL;
	switch (desc->type) {
	case EFI_LOADER_CODE:
	case EFI_LOADER_DATA:
	case EFI_BOOT_SERVICES_CODE:
	case EFI_BOOT_SERVICES_DATA:
	case EFI_CONVENTIONAL_MEMORY:
		return !(desc->attribute & EFI_MEMORY_WB) ? "EFI: not cacheable" :
		       desc->attribute & EFI_MEMORY_SP ? "EFI: special purpose" : "";
	case EFI_RUNTIME_SERVICES_CODE:
		return "EFI: runtime code";
	case EFI_RUNTIME_SERVICES_DATA:
		return "EFI: runtime data";
	case EFI_ACPI_RECLAIM_MEMORY:
		return "EFI: ACPI tables";
	case EFI_ACPI_MEMORY_NVS:
		return "EFI: ACPI NVS";
	case EFI_RESERVED_TYPE:
		return BOOT_EFI_RESERVED;
	case EFI_PERSISTENT_MEMORY:
		return "EFI: persistent memory";
	default:
		return NULL;
	}
}

static bool __init_or_kunit is_mapped(const struct efi_memory_desc *desc)
{
	return desc->type == EFI_ACPI_RECLAIM_MEMORY ||
	       (desc->attribute & EFI_MEMORY_WB && desc->type <= EFI_CONVENTIONAL_MEMORY &&
		desc->type != EFI_RESERVED_TYPE && desc->type != EFI_RUNTIME_SERVICES_CODE &&
		desc->type != EFI_RUNTIME_SERVICES_DATA);
}

/* Find the next entry with a valid range.  @say: report the entries with an invalid range. */
static bool __init_or_kunit next_range(const struct efi_memory_map *map, u32 *at,
				       struct efi_memory_desc *desc, u64 *size, bool say)
{
	while (*at + sizeof(*desc) <= map->size) {
		memcpy(desc, map->map + *at, sizeof(*desc));
		*at += map->desc_size;
		*size = desc->num_pages << EFI_PAGE_SHIFT;
		if (*size && *size >> EFI_PAGE_SHIFT == desc->num_pages &&
		    desc->phys_addr + *size > desc->phys_addr)
			return true;
		if (say)
			pr_err("EFI memory map: invalid range of %llu pages at %#llx: ignored\n",
			       (unsigned long long)desc->num_pages,
			       (unsigned long long)desc->phys_addr);
	}
	return false;
}

void __init_or_kunit boot_scan_efi_banks(struct memblock *mb, const struct efi_memory_map *map)
{
	struct efi_memory_desc desc;
	u32 at = 0;
	u64 size;

	/*
	 * EFI pages may be smaller than pages of the page allocator.  Therefore adjacent ranges
	 * are merged first, and only then cut to whole pages.
	 */
	VM_WARN_ON(map->desc_size < sizeof(desc));
	while (next_range(map, &at, &desc, &size, true)) {
		if (!efi_map_owner_of(&desc))
			continue;
		/*
		 * A range that extends the last bank needs no new entry.  Firmware usually sorts
		 * its map.
		 */
		if (mb->memory.cnt == mb->memory.max / 2 &&
		    !memblock_inst_find(&mb->memory, desc.phys_addr - 1)) {
			pr_warn("EFI memory map: [%#llx, +%#llx) is not used: all %lu banks are in use\n",
				(unsigned long long)desc.phys_addr, (unsigned long long)size,
				mb->memory.cnt);
			continue;
		}
		if (memblock_inst_add(mb, desc.phys_addr, size, 0, MEMBLOCK_NONE))
			break;
	}
	memblock_inst_trim(mb, PAGE_SIZE);
}

int __init_or_kunit boot_scan_efi_reservations(struct memblock *mb,
					       const struct efi_memory_map *map)
{
	struct efi_memory_desc desc;
	u32 at = 0;
	u64 size;

	while (next_range(map, &at, &desc, &size, false)) {
		const char *owner = efi_map_owner_of(&desc);
		int err;
		u64 base = desc.phys_addr & PAGE_MASK,
		    end = ALIGN(desc.phys_addr + size, PAGE_SIZE);

		if (!owner || !*owner)
			continue;
		VM_WARN_ON(base >= end);
		err = boot_reserve(mb, base, end, owner, !is_mapped(&desc));
		if (err < 0)
			return err;
		if (err)
			pr_warn("%s: [%#llx, %#llx) is merged with its neighbour, as the table is full\n",
				owner, (unsigned long long)base, (unsigned long long)end);
	}
	return 0;
}
