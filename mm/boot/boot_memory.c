// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fill memblock from the device tree: the existing memory, and the owners of its reserved ranges.
 *
 * Steps 1 and 3 are in boot_scan.c.
 *
 *	1. Banks: read each entry of the reg of every available node of device_type "memory",
 *	   with its NUMA node.  Report nodes that are not available.  If the status of such a node
 *	   is "fail" or "fail-sss" (Devicetree Specification, 2.3.4), remove its range from the
 *	   banks.  If EFI firmware started the image, the banks and the firmware's ranges come from
 *	   its memory map (boot_efi.c), and the nodes only specify the NUMA node of a range.
 *	2. Remove memory outside of the ranges of /chosen's linux,usable-memory-range.  Limit the
 *	   total to mem=, counted from the lowest address.
 *	3. Reserve the ranges of all children of /reserved-memory that have a reg.  The name of the
 *	   node is recorded as the owner.  Exclude ranges with no-map from the linear map.  Then
 *	   reserve the entries of /memreserve/.
 *	4. Reserve the sections of the image and the device tree.  If one overlaps a range that is
 *	   reserved already, an error names both, and the boot continues, because the image is
 *	   already running.  An entry of /memreserve/ for the same object is no conflict: some
 *	   loaders list the image, the tree and the initrd there.
 *	5. End the linear map at the end of its window, at CONFIG_LINEAR_MAP_LIMIT, or at highmem=.
 *	   Memory above this end is high memory.  Without CONFIG_HIGHMEM, high memory is not used,
 *	   and is reported.
 *	6. Reserve the initrd by the rules of step 4.  An initrd that overlaps a reserved range or
 *	   is not in memory is ignored and reported.
 *	7. Reserve the memory below the image for SBI firmware, if the tree does not reserve it.
 *	8. Allocate the regions of /reserved-memory without an address (reserved_mem.c) from the
 *	   rest.
 *
 * Afterwards the contiguous memory areas are allocated (cma_init.c).
 */

#define pr_fmt(fmt) "memory: " fmt

#include <internal/arch.h>
#include <internal/dtb.h>
#include <internal/mm_boot.h>
#include <internal/params.h>
#include <internal/sections.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/initrd.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/printk.h>
#include <linux/sizes.h>
#include <linux/string.h>

#include "boot.h"

static phys_addr_t memory_limit __initdata;

/*
 * Parse mem=size.  Like Linux on these architectures, mem=size@start is not supported: the start is
 * ignored.
 */
static int __init set_memory_limit(char *value)
{
	char *end;
	phys_addr_t limit;
	int err = parse_size(value, &end, &limit);

	if (err)
		return err;
	limit &= PAGE_MASK;
	if (!limit || (*end && *end != '@'))
		return -EINVAL;
	if (*end)
		pr_warn("mem=%s: the start address is ignored\n", value);
	memory_limit = limit;
	return 0;
}
early_param("mem", set_memory_limit);

/*
 * Ensure that memblock.memory contains the image, even if a limit excludes it: the image is already
 * running.
 */
static void __init keep_image(const char *cut_by)
{
	phys_addr_t start = __pa_symbol(_text) & PAGE_MASK, size = PAGE_ALIGN(_end - _text);

	if (memblock_is_region_memory(start, size))
		return;
	pr_err("%s excludes the image, which remains memory\n", cut_by);
	memblock_add(start, size);
}

static void __init limit_memory(const struct dtb *dtb)
{
	phys_addr_t start = __pa_symbol(_text) & PAGE_MASK, size = PAGE_ALIGN(_end - _text);
	bool image_is_memory = memblock_is_region_memory(start, size);

	boot_scan_usable(&memblock, dtb);
	if (image_is_memory)
		keep_image("/chosen's linux,usable-memory-range");
	if (!memory_limit || memblock_phys_mem_size() <= memory_limit)
		return;
	memblock_enforce_memory_limit(memory_limit);
	pr_notice("limited to %llu KiB by mem=\n", (unsigned long long)memory_limit >> 10);
	if (image_is_memory)
		keep_image("mem=");
}

static int reserve_error __initdata;

static void __init note_error(int err)
{
	if (err)
		reserve_error = err;
}

/* An object that a loader put into memory: [start, end). */
struct object {
	phys_addr_t start, end;
};

/*
 * Return true if an entry of /memreserve/ describes the object: it lies in the object's pages, or
 * contains the whole object.
 */
static bool __init boot_memory_is_own(const struct object *object, u64 base, u64 end)
{
	return (base >= (object->start & PAGE_MASK) && end <= ALIGN(object->end, PAGE_SIZE)) ||
	       (base <= object->start && end >= object->end);
}

/*
 * An entry of /memreserve/ that describes @object may have reserved memory of @part already.
 * Change the owner of this memory to @owner.
 */
static void __init boot_memory_claim(const struct dtb *dtb, const struct object *object,
				     const struct object *part, const char *owner)
{
	u64 base, size;

	for (unsigned int i = 0; !dtb_reservation(dtb, i, &base, &size); i++) {
		u64 from = max(base, part->start), to = min(base + size, part->end);

		if (from < to && boot_memory_is_own(object, base, base + size))
			note_error(memblock_inst_change_owner(&memblock, from, to - from,
							      BOOT_MEMRESERVE, owner));
	}
}

/*
 * Reserve like memblock_reserve_exclusive(), but after a conflict reserve the unreserved parts,
 * too.
 */
static void __init reserve_ours(const struct dtb *dtb, const struct object *object,
				const struct object *part, const char *owner)
{
	phys_addr_t size = part->end - part->start;
	int err;

	boot_memory_claim(dtb, object, part, owner);
	err = memblock_reserve_exclusive(part->start, size, owner);
	note_error(err == -EEXIST ? memblock_reserve_named(part->start, size, owner) : err);
}

/* Also reserve the free bytes of the object's first and last page. */
static void __init reserve_pages(const struct object *object, const char *owner)
{
	phys_addr_t base = object->start & PAGE_MASK;

	VM_WARN_ON(object->end <= object->start);
	note_error(memblock_reserve_named(base, ALIGN(object->end, PAGE_SIZE) - base, owner));
}

static void __init reserve_section(const struct dtb *dtb, const char *start, const char *end,
				   const char *owner)
{
	const struct object image = { __pa_symbol(_text), __pa_symbol(_end) };
	const struct object section = { __pa_symbol(start), __pa_symbol(end) };

	reserve_ours(dtb, &image, &section, owner);
}

static void __init reserve_image(const struct dtb *dtb)
{
	phys_addr_t start = __pa_symbol(_text), size = _end - _text;

	if (!memblock_is_region_memory(start, size))
		pr_err("the image [%#llx, +%#llx) is not in any bank of the device tree\n",
		       (unsigned long long)start, (unsigned long long)size);
	reserve_section(dtb, _text, __init_text_begin, "image: text");
	reserve_section(dtb, __init_text_begin, __init_text_end, "image: init text");
	reserve_section(dtb, __start_rodata, __end_ro_after_init, "image: rodata");
	reserve_section(dtb, __init_data_begin, __init_data_end, "image: init data");
	reserve_section(dtb, _sdata, __bss_stop, "image: data");
	reserve_section(dtb, __init_bss_begin, _end, "image: boot tables");
}

unsigned long initrd_start, initrd_end;

/*
 * Change the owner of a range that U-Boot's EFI reserved for the initrd.  U-Boot converts entries
 * of /memreserve/ to reserved EFI memory.  A range that consists of exactly the initrd's pages is
 * the initrd.
 */
static void __init claim_from_efi(const struct object *initrd)
{
	const struct memblock_region *r = memblock_inst_find(&memblock.reserved, initrd->start);
	phys_addr_t base = initrd->start & PAGE_MASK, size = ALIGN(initrd->end, PAGE_SIZE) - base;

	if (r && r->base == base && r->size == size && r->owner &&
	    !strcmp(r->owner, BOOT_EFI_RESERVED)) {
		note_error(memblock_set_owner(base, size, "initrd"));
		note_error(memblock_clear_nomap(base, size));
	}
}

/*
 * Reserve the initrd.  An initrd that overlaps another owner's memory was probably overwritten, so
 * it is ignored.
 */
static void __init reserve_initrd(const struct dtb *dtb)
{
	struct object initrd;
	phys_addr_t base, size;
	u64 start, end;

	if (!boot_chosen_number(dtb, "linux,initrd-start", &start) ||
	    !boot_chosen_number(dtb, "linux,initrd-end", &end))
		return;
	base = start & PAGE_MASK;
	size = ALIGN(end, PAGE_SIZE) - base;
	if (end <= start || !memblock_is_region_memory(base, size)) {
		pr_err("the initrd [%#llx, %#llx) is not in memory: ignored\n",
		       (unsigned long long)start, (unsigned long long)end);
		return;
	}
	if (base + size > __pa_linear(vm_layout.linear_end)) {
		pr_err("the initrd [%#llx, %#llx) is in high memory: ignored\n",
		       (unsigned long long)start, (unsigned long long)end);
		return;
	}
	initrd = (struct object){ start, end };
	boot_memory_claim(dtb, &initrd, &initrd, "initrd");
	claim_from_efi(&initrd);
	if (memblock_reserve_exclusive(start, end - start, "initrd")) {
		pr_err("the initrd is ignored\n");
		note_error(memblock_inst_change_owner(&memblock, start, end - start, "initrd",
						      BOOT_MEMRESERVE));
		return;
	}
	reserve_pages(&initrd, "initrd");
	initrd_start = (unsigned long)__va(start);
	initrd_end = (unsigned long)__va(end);
}

/*
 * Find SBI firmware, which resides at the start of the RAM that contains the image.  Returns false
 * if the image starts there, or if the tree reserves the first page.
 */
static bool __init find_firmware(phys_addr_t *start)
{
	phys_addr_t image = __pa_symbol(_text);
	struct memblock_region *bank = memblock_inst_find(&memblock.memory, image);

	if (!IS_ENABLED(CONFIG_ARCH_FIRMWARE_BELOW_IMAGE) || !bank)
		return false;
	while (bank > memblock.memory.regions && bank[-1].base + bank[-1].size == bank->base)
		bank--;
	*start = bank->base;
	return *start < image && !memblock_is_region_reserved(*start, PAGE_SIZE);
}

/*
 * Reserve the memory from the bank's start to the image for the firmware, except for ranges with
 * other owners.  Older firmware does not add its memory to the device tree.
 */
static void __init reserve_firmware(phys_addr_t start)
{
	phys_addr_t size = __pa_symbol(_text) - start;

	VM_WARN_ON(start >= __pa_symbol(_text));
	pr_warn("the device tree does not reserve the firmware: reserving %llu KiB from %#llx\n",
		(unsigned long long)size >> 10, (unsigned long long)start);
	if (memblock_reserve_named(start, size, "firmware"))
		reserve_error = -ENOMEM;
}

/*
 * Set the end of the linear map.  Remove RAM that neither the linear map nor high memory can
 * contain.
 */
static void __init find_linear_end(void)
{
	struct page *array_end = (struct page *)vm_layout.vmemmap_end;
	phys_addr_t limit = __pa_linear(vm_layout.linear_limit);
	phys_addr_t usable = IS_ENABLED(CONFIG_HIGHMEM) ? page_to_phys(array_end) : limit;
	phys_addr_t ram_end = memblock_end_of_DRAM();

	if (ram_end > usable) {
		pr_warn("%llu MiB of RAM from %#llx on are beyond %s: not used\n",
			(unsigned long long)(ram_end - usable) >> 20, (unsigned long long)usable,
			IS_ENABLED(CONFIG_HIGHMEM) ? "the page array" : "the linear map");
		memblock_remove(usable, ram_end - usable);
	}
	memblock_set_current_limit(limit);
	vm_layout.linear_end = (unsigned long)__va(min(memblock_end_of_DRAM(), limit));
	VM_WARN_ON(vm_layout.linear_end > vm_layout.linear_limit);
}

#define LINEAR_ALIGN (1UL << 30)	/* lets the linear map use blocks of 1 GiB */

int __init boot_memory_scan(const struct dtb *dtb)
{
	phys_addr_t blob = boot_info.dtb;
	const struct object tree = { blob, blob + dtb->size };
	phys_addr_t firmware;
	bool firmware_unknown;
	struct efi_memory_map efi;
	int err;

	efi = boot_efi_map(dtb, blob);
	if (efi.map) {
		boot_scan_efi_banks(&memblock, &efi);
		boot_scan_nodes(&memblock, dtb);
	} else {
		boot_scan_banks(&memblock, dtb);
	}
	if (!memblock.memory.cnt)
		return -ENODEV;
	limit_memory(dtb);
	/*
	 * Firmware's map contains the tree's reservations, too.  The tree comes first because it
	 * has the names.
	 */
	err = boot_scan_reservations(&memblock, dtb);
	if (!err && efi.map)
		err = boot_scan_efi_reservations(&memblock, &efi);
	if (err)
		return err;
	firmware_unknown = !efi.map && find_firmware(&firmware);
	reserve_image(dtb);
	if (memblock_is_memory(blob))
		reserve_ours(dtb, &tree, &tree, "device tree");
	vm_layout.linear_offset = vm_layout.linear_start -
				  (memblock_start_of_DRAM() & -LINEAR_ALIGN);
	highmem_limit_linear_map();
	find_linear_end();
	reserve_initrd(dtb);
	if (memblock_is_memory(blob))
		reserve_pages(&tree, "device tree");
	if (firmware_unknown)
		reserve_firmware(firmware);
	if (reserve_error)
		return reserve_error;
	if (IS_ENABLED(CONFIG_OF_RESERVED_MEM))
		boot_scan_regions(&memblock, dtb, &reserved_mem);
	reserved_mem_refuse(__pa_symbol(_text), _end - _text, "the image");
	return 0;
}

/*
 * Some owner names of reserved ranges are strings in the device tree, which is now accessed at
 * @blob.  Make these names point there.
 */
static void __init move_owner_names(const struct dtb *dtb, const char *blob)
{
	struct memblock_region *r;

	for_each_reserved_mem_region(r)
		boot_move_name(dtb, blob, &r->owner);
}

const void *__init boot_memory_keep_dtb(const struct dtb *dtb)
{
	phys_addr_t pa = boot_info.dtb;
	void *blob = __va(pa);

	if (!memblock_is_map_memory(pa) || !memblock_is_map_memory(pa + dtb->size - 1) ||
	    __pa_linear(vm_layout.linear_end) < pa + dtb->size || reserved_mem_has(pa, dtb->size)) {
		blob = memblock_alloc_raw(dtb->size, PAGE_SIZE);
		if (!blob)
			return NULL;
		memcpy(blob, dtb->blob, dtb->size);
		memblock_set_owner(__pa(blob), dtb->size, "device tree");
	}
	move_owner_names(dtb, blob);
	reserved_mem_move_names(dtb, blob);
	return blob;
}
