// SPDX-License-Identifier: BSD-2-Clause
/*
 * The EFI stub: start the image as an EFI application (UEFI Specification 2.10).
 *
 * There is only one file.  For booti and QEMU, it has the header of an Image.  For EFI firmware, it
 * has the header of a PE/COFF program with the entry point efi_pe_entry().  The firmware loads it
 * at any address.  The stub runs at that address, with the MMU settings and on the stack of the
 * firmware, and calls the services of the firmware.  Like any other boot loader, it passes to the
 * image:
 *
 * the image  a copy at a multiple of 2 MiB.  The memory of the original becomes free.
 * the tree   a copy of the firmware's device tree, or of the file that dtb= names.  /chosen is
 *            extended by the arguments, the initrd, a random seed, and the location of the memory
 *            map, which follows the tree.
 *
 * After that, the boot services end, and the architecture's code disables the MMU and jumps to the
 * copy.  All steps that can fail are before the end of the boot services.  After a failure, a
 * message is printed on the firmware's console, all memory is freed, and the firmware continues.
 *
 * This code does not run at its link address.  Therefore it has no static data that contains
 * addresses (see also kernel/early.c).
 */

#include <linux/align.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/string.h>
#include <asm/byteorder.h>
#include <asm/layout.h>
#include <internal/dtb.h>

#include "efi.h"

#define MAX_TREE	(BOOT_DTB_WINDOW_SIZE / 2)	/* including the memory map */
#define CHOSEN_SPACE	512	/* bytes for properties added to /chosen, without arguments */

/*
 * Convert a character from UTF-16 to UTF-8 (Unicode 15, 3.9).  Returns the number of bytes.
 * Surrogate pairs are not supported.
 */
static size_t __init_or_kunit put_utf8(char *to, u16 c)
{
	if (c < 0x80) {
		to[0] = c;
		return 1;
	}
	if (c < 0x800) {
		to[0] = 0xc0 | c >> 6;
		to[1] = 0x80 | (c & 63);
		return 2;
	}
	to[0] = 0xe0 | c >> 12;
	to[1] = 0x80 | (c >> 6 & 63);
	to[2] = 0x80 | (c & 63);
	return 3;
}

/* Terminate the text with a NUL, after removing blanks and line ends from its end. */
static void __init_or_kunit trim_end(char *text, size_t size)
{
	while (size && (text[size - 1] == ' ' || text[size - 1] == '\n' || text[size - 1] == '\r'))
		size--;
	text[size] = '\0';
}

/*
 * Read the arguments from the file that "make image" creates next to the image, because boot menus
 * of firmware pass no arguments.  The lines of the file are joined.
 */
static efi_status __init_or_kunit read_options_file(const struct efi *efi, struct efi_handover *h)
{
	struct efi_range file;
	efi_status status = efi_read_file_if_any(efi, "/EFI/BOOT/cmdline.txt", &file);
	size_t size = 0;

	if (status == EFI_NOT_FOUND)
		return EFI_SUCCESS;
	if (status)
		return status;
	status = efi_alloc_low(efi, EFI_LOADER_DATA, file.size + 1, EFI_PAGE_SIZE, &h->options);
	if (!status) {
		const char *from = (const char *)file.start;
		char *text = (char *)h->options.start;

		for (size_t i = 0; i < file.size; i++) {
			char c = (u8)from[i] < ' ' ? ' ' : from[i];

			if (size || c != ' ')
				text[size++] = c;
		}
		trim_end(text, size);
		if (!*text) {
			efi_free(efi, &h->options);
			h->options.size = 0;
		}
	}
	efi_free(efi, &file);
	return status;
}

/*
 * Read the arguments without leading and trailing blanks.  They come from the loader, or from
 * cmdline.txt if the loader passes none.  If neither has arguments, those in the device tree are
 * used.
 */
static efi_status __init_or_kunit read_options(const struct efi *efi, struct efi_handover *h)
{
	u32 nr = efi->loaded->options ? efi->loaded->options_size / sizeof(u16) : 0;
	const u16 *from = efi->loaded->options;
	size_t length = 0, size = 0;
	efi_status status;
	char *text;

	while (nr && (*from == ' ' || *from == '\t')) {
		from++;
		nr--;
	}
	while (length < nr && from[length])
		length++;
	if (!length)
		return read_options_file(efi, h);
	status = efi_alloc_low(efi, EFI_LOADER_DATA, 3 * length + 1, EFI_PAGE_SIZE, &h->options);
	if (status)
		return status;
	text = (char *)h->options.start;
	for (size_t i = 0; i < length; i++)
		size += put_utf8(text + size, from[i]);
	trim_end(text, size);
	return EFI_SUCCESS;
}

/*
 * Return the text after @name in the arguments, or NULL.  @name ends with "=".  The value ends at
 * the next blank.
 */
static const char *__init_or_kunit option(const struct efi_handover *h, const char *name)
{
	const char *text = h->options.size ? (const char *)h->options.start : NULL;
	size_t size = strlen(name);

	for (const char *p = text; p && *p; p++) {
		if ((p == text || p[-1] == ' ') && !strncmp(p, name, size))
			return p + size;
	}
	return NULL;
}

static const void *__init_or_kunit config_table(const struct efi *efi, const struct efi_guid *guid)
{
	for (size_t i = 0; i < efi->system->nr_tables; i++) {
		if (!memcmp(&efi->system->tables[i].guid, guid, sizeof(*guid)))
			return efi->system->tables[i].table;
	}
	return NULL;
}

static efi_status __init_or_kunit find_tree(const struct efi *efi, struct efi_handover *h)
{
	static const struct efi_guid device_tree = EFI_DEVICE_TREE_GUID;
	const char *path = option(h, "dtb=");
	const void *blob = config_table(efi, &device_tree);
	size_t limit = MAX_TREE;
	efi_status status;

	if (path) {
		status = efi_read_file(efi, path, &h->file);
		if (status)
			return status;
		blob = (void *)h->file.start;
		limit = h->file.size;
	}
	if (!blob) {
		efi_puts(efi,
			 "Quarry: the firmware has no device tree.  Configure it to provide one "
			 "instead of ACPI (QEMU: -M virt,acpi=off), or use dtb=/FILE for a file "
			 "beside the image.\n");
		/*
		 * Do not return EFI_UNSUPPORTED: systemd-boot would then try an entry point of old
		 * kernels.
		 */
		return EFI_NOT_FOUND;
	}
	if (dtb_open(&h->dtb, blob, limit) || dtb_validate(&h->dtb))
		return efi_failed(efi, "Quarry: the device tree ", path ? path : "(the firmware's)",
				  EFI_INVALID_PARAMETER);
	return EFI_SUCCESS;
}

/*
 * Load the initrd from the file that initrd= names, or from the boot loader.  If neither exists,
 * the initrd in the device tree is used.
 */
static efi_status __init_or_kunit find_initrd(const struct efi *efi, struct efi_handover *h)
{
	const char *path = option(h, "initrd=");
	efi_status status;

	if (path)
		return efi_read_file(efi, path, &h->initrd);
	status = efi_load_initrd(efi, &h->initrd);
	return status == EFI_NOT_FOUND ? EFI_SUCCESS : status;
}

/*
 * Get the boot hart from a protocol of the firmware, or from the property that U-Boot adds to the
 * device tree.
 */
static efi_status __init_or_kunit find_boot_hart(const struct efi *efi, struct efi_handover *h)
{
	static const struct efi_guid riscv_boot = EFI_RISCV_BOOT_GUID;
	struct efi_riscv_boot *protocol;
	int chosen = dtb_find_path(&h->dtb, "/chosen", 7);
	const void *value;
	u32 size = 0;

	if (!efi->boot->locate_protocol(&riscv_boot, NULL, (void **)&protocol) &&
	    !protocol->get_boot_hartid(protocol, &h->hwid))
		return EFI_SUCCESS;
	value = chosen < 0 ? NULL : dtb_prop(&h->dtb, chosen, "boot-hartid", &size);
	if (!value || (size != 4 && size != 8)) {
		efi_puts(efi, "Quarry: the firmware does not report the boot hart\n");
		return EFI_NOT_FOUND;
	}
	h->hwid = dtb_read_cells(value, size / 4);
	return EFI_SUCCESS;
}

static void __init_or_kunit find_seed(const struct efi *efi, struct efi_handover *h)
{
	static const struct efi_guid rng = EFI_RNG_GUID;
	struct efi_rng *protocol;

	h->has_seed = !efi->boot->locate_protocol(&rng, NULL, (void **)&protocol) &&
		      !protocol->get_rng(protocol, NULL, sizeof(h->seed), h->seed);
}

/* Properties that the stub adds to /chosen. */
struct additions {
	struct dtb_property list[8];
	unsigned int nr;
};

/*
 * Add a property to the list.  A constant table is not possible, because it would contain link
 * addresses of the names.
 */
static void __init_or_kunit efi_add(struct additions *to, const char *name, const void *value,
				    u32 size)
{
	to->list[to->nr++] = (struct dtb_property){ .name = name, .value = value, .size = size };
}

/*
 * Write the device tree, with the address and the size of the memory map in /chosen.  Returns a
 * negative value if the tree does not fit.
 */
static int __init_or_kunit write_tree(const struct efi_handover *h, const struct efi *efi,
				      u32 map_size, u32 desc_size)
{
	__be64 system = cpu_to_be64((u64)efi->system),
	       map = cpu_to_be64(h->tree.start + h->tree_room),
	       start = cpu_to_be64(h->initrd.start),
	       end = cpu_to_be64(h->initrd.start + h->initrd.size);
	__be32 size = cpu_to_be32(map_size), stride = cpu_to_be32(desc_size);
	const char *args = (const char *)h->options.start;
	struct additions chosen = { .nr = 0 };

	efi_add(&chosen, "linux,uefi-system-table", &system, sizeof(system));
	efi_add(&chosen, "linux,uefi-mmap-start", &map, sizeof(map));
	efi_add(&chosen, "linux,uefi-mmap-size", &size, sizeof(size));
	efi_add(&chosen, "linux,uefi-mmap-desc-size", &stride, sizeof(stride));
	if (h->options.size)
		efi_add(&chosen, "bootargs", args, strlen(args) + 1);
	if (h->initrd.size) {
		efi_add(&chosen, "linux,initrd-start", &start, sizeof(start));
		efi_add(&chosen, "linux,initrd-end", &end, sizeof(end));
	}
	if (h->has_seed)
		efi_add(&chosen, "rng-seed", h->seed, sizeof(h->seed));
	return dtb_copy_chosen(&h->dtb, (void *)h->tree.start, h->tree_room, chosen.list,
			       chosen.nr);
}

/*
 * Allocate memory for the device tree and the memory map with their maximum sizes, and check that
 * the tree fits.
 */
static efi_status __init_or_kunit make_tree(const struct efi *efi, struct efi_handover *h)
{
	size_t map_size = 0, key, desc_size = 0, tree_room;
	u32 version;
	efi_status status = efi->boot->get_memory_map(&map_size, NULL, &key, &desc_size, &version);

	if (status != EFI_BUFFER_TOO_SMALL)
		return status ? status : EFI_LOAD_ERROR;
	tree_room = ALIGN(h->dtb.size + CHOSEN_SPACE +
				  (h->options.size ? strlen((const char *)h->options.start) : 0),
			  EFI_PAGE_SIZE);
	/*
	 * Each later allocation, and each deallocation by the firmware at the end, may split a
	 * range into three ranges.
	 */
	map_size = ALIGN(map_size + 32 * desc_size, EFI_PAGE_SIZE);
	if (tree_room > MAX_TREE || map_size > MAX_TREE - tree_room)
		return EFI_BUFFER_TOO_SMALL;
	h->tree_room = tree_room;
	status = efi_alloc_low(efi, EFI_LOADER_DATA, tree_room + map_size, EFI_PAGE_SIZE, &h->tree);
	if (status)
		return status;
	return write_tree(h, efi, map_size, desc_size) < 0 ? EFI_INVALID_PARAMETER : EFI_SUCCESS;
}

static efi_status __init_or_kunit copy_image(const struct efi *efi, struct efi_handover *h)
{
	efi_status status = efi_alloc_low(efi, EFI_LOADER_CODE, efi->image_size, IMAGE_ALIGN,
					  &h->image);

	if (!status)
		memcpy((void *)h->image.start, efi->image_base, efi->image_file);
	return status;
}

efi_status __init_or_kunit efi_prepare(const struct efi *efi, struct efi_handover *h)
{
	efi_status status = read_options(efi, h);

	if (!status)
		status = find_tree(efi, h);
	if (status)
		return status;
	if (IS_ENABLED(CONFIG_RISCV))
		status = find_boot_hart(efi, h);
	if (!status)
		status = find_initrd(efi, h);
	if (status)
		return status;
	find_seed(efi, h);
	status = copy_image(efi, h);
	if (status)
		return efi_failed(efi, "Quarry: memory for the image", "", status);
	status = make_tree(efi, h);
	return status ? efi_failed(efi, "Quarry: memory for the device tree", "", status) : status;
}

/*
 * End the boot services, which requires the key of the newest memory map (7.4.6).  After a failed
 * attempt, only the memory map may be requested again.
 */
efi_status __init_or_kunit efi_end_boot_services(const struct efi *efi, struct efi_handover *h)
{
	efi_status status = EFI_LOAD_ERROR;

	for (int tries = 0; tries < 8; tries++) {
		size_t size = h->tree.size - h->tree_room, key, desc_size;
		u32 version;

		status = efi->boot->get_memory_map(&size, (void *)(h->tree.start + h->tree_room),
						   &key, &desc_size, &version);
		if (status)
			return status;
		status = efi->boot->exit_boot_services(efi->image, key);
		if (!status) {
			write_tree(h, efi, size, desc_size);
			return EFI_SUCCESS;
		}
	}
	return status;
}

void __init_or_kunit efi_give_back(const struct efi *efi, const struct efi_handover *h)
{
	efi_free(efi, &h->tree);
	efi_free(efi, &h->image);
	efi_free(efi, &h->initrd);
	efi_free(efi, &h->file);
	efi_free(efi, &h->options);
}
