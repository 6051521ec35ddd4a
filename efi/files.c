// SPDX-License-Identifier: BSD-2-Clause
/*
 * Use the services of the firmware to read files from the volume of the image, to load the boot
 * loader's initrd, and to allocate memory for them.
 */

#include <linux/align.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/limits.h>
#include <linux/string.h>

#include "efi.h"

void __init_or_kunit efi_puts(const struct efi *efi, const char *text)
{
	u16 wide[3] = { 0 };

	for (; *text; text++) {
		wide[0] = *text == '\n' ? '\r' : *text;
		wide[1] = *text == '\n' ? '\n' : 0;
		efi->system->con_out->output_string(efi->system->con_out, wide);
	}
}

efi_status __init_or_kunit efi_failed(const struct efi *efi, const char *text, const char *name,
				      efi_status status)
{
	efi_puts(efi, text);
	for (; *name && *name != ' '; name++)
		efi_puts(efi, (char [2]){ *name });
	efi_puts(efi, status == EFI_NOT_FOUND ? ": not found\n" :
		      status == EFI_OUT_OF_RESOURCES ? ": no memory\n" :
		      status == EFI_BUFFER_TOO_SMALL ? ": too large\n" :
		      status == EFI_INVALID_PARAMETER ? ": damaged\n" : ": the firmware refused\n");
	return status;
}

/*
 * Return the lowest multiple of @align that is the address of @size bytes in the range.  Returns 0
 * if there is no such address, or if the range is not free.  Address 0 is never used.
 */
static u64 __init_or_kunit efi_place_in_range(const struct efi_memory_desc *desc, size_t size,
					      size_t align)
{
	u64 end = desc->phys_addr + (desc->num_pages << EFI_PAGE_SHIFT);
	u64 start = ALIGN(desc->phys_addr ? desc->phys_addr : 1, (u64)align);

	return desc->type == EFI_CONVENTIONAL_MEMORY && !(desc->attribute & EFI_MEMORY_SP) &&
	       start >= desc->phys_addr && start < end && end - start >= size ? start : 0;
}

/*
 * Read the firmware's memory map into a buffer from the firmware's pool.  The buffer has 8 spare
 * entries, because the number of ranges may grow after the size was queried.
 */
static efi_status __init_or_kunit read_map(const struct efi *efi, struct efi_memory_map *map)
{
	size_t size = 0, key, desc_size;
	u32 version;
	void *buffer;
	efi_status status = efi->boot->get_memory_map(&size, NULL, &key, &desc_size, &version);

	if (status != EFI_BUFFER_TOO_SMALL)
		return status ? status : EFI_LOAD_ERROR;
	size += 8 * desc_size;
	status = efi->boot->allocate_pool(EFI_LOADER_DATA, size, &buffer);
	if (status)
		return status;
	status = efi->boot->get_memory_map(&size, buffer, &key, &desc_size, &version);
	if (!status && desc_size < sizeof(struct efi_memory_desc))
		status = EFI_LOAD_ERROR;
	if (status)
		efi->boot->free_pool(buffer);
	*map = (struct efi_memory_map){ .map = buffer, .size = size, .desc_size = desc_size };
	return status;
}

efi_status __init_or_kunit efi_alloc_low(const struct efi *efi, enum efi_memory_type type,
					 size_t size, size_t align, struct efi_range *range)
{
	struct efi_memory_map map;
	efi_status status;
	u64 best = 0;

	*range = (struct efi_range){ .size = 0 };
	if (size > SIZE_MAX - EFI_PAGE_SIZE)
		return EFI_OUT_OF_RESOURCES;
	status = read_map(efi, &map);
	if (status)
		return status;
	size = ALIGN(size, EFI_PAGE_SIZE);
	for (u32 at = 0; at + map.desc_size <= map.size; at += map.desc_size) {
		u64 start = efi_place_in_range(map.map + at, size, align);

		if (start && (!best || start < best))
			best = start;
	}
	efi->boot->free_pool((void *)map.map);
	if (!best)
		return EFI_OUT_OF_RESOURCES;
	status = efi->boot->allocate_pages(EFI_ALLOCATE_ADDRESS, type, size >> EFI_PAGE_SHIFT,
					   &best);
	if (!status)
		*range = (struct efi_range){ .start = best, .size = size };
	return status;
}

void __init_or_kunit efi_free(const struct efi *efi, const struct efi_range *range)
{
	if (range->size)
		efi->boot->free_pages(range->start,
				      ALIGN(range->size, EFI_PAGE_SIZE) >> EFI_PAGE_SHIFT);
}

#define MAX_PATH 256

/*
 * Convert a path to the format of the firmware: characters of 16 bits, and '\\' between
 * directories.  Returns false if the path is too long or empty.
 */
static bool __init_or_kunit wide_path(const char *path, u16 wide[MAX_PATH])
{
	size_t at;

	for (at = 0; path[at] && path[at] != ' '; at++) {
		if (at == MAX_PATH - 1)
			return false;
		wide[at] = path[at] == '/' ? '\\' : path[at];
	}
	wide[at] = 0;
	return at;
}

static efi_status __init_or_kunit open_file(const struct efi *efi, const char *path,
					    struct efi_file **file)
{
	static const struct efi_guid file_system = EFI_FILE_SYSTEM_GUID;
	struct efi_file_system *volume;
	struct efi_file *root;
	u16 wide[MAX_PATH];
	efi_status status;

	if (!wide_path(path, wide))
		return EFI_NOT_FOUND;
	status = efi->boot->handle_protocol(efi->loaded->device, &file_system, (void **)&volume);
	if (!status)
		status = volume->open_volume(volume, &root);
	if (status)
		return status;
	status = root->open(root, file, wide, EFI_FILE_MODE_READ, 0);
	root->close(root);
	return status;
}

/* Read the whole file into allocated memory. */
static efi_status __init_or_kunit read_all(const struct efi *efi, struct efi_file *file,
					   struct efi_range *to)
{
	u64 size = 0;
	efi_status status = file->set_position(file, ~0ULL);

	if (!status)
		status = file->get_position(file, &size);
	if (!status)
		status = file->set_position(file, 0);
	if (!status && !size)
		status = EFI_INVALID_PARAMETER;
	if (!status)
		status = efi_alloc_low(efi, EFI_LOADER_DATA, size, EFI_PAGE_SIZE, to);
	if (status)
		return status;
	to->size = size;
	for (size_t done = 0; done < size && !status;) {
		size_t part = size - done;

		status = file->read(file, &part, (void *)(to->start + done));
		done += part;
		if (!part && !status)
			status = EFI_LOAD_ERROR;
	}
	if (status)
		efi_free(efi, to);
	return status;
}

static efi_status __init_or_kunit read_file(const struct efi *efi, const char *path, bool may_lack,
					    struct efi_range *to)
{
	struct efi_file *file;
	efi_status status = open_file(efi, path, &file);

	to->size = 0;
	if (status && may_lack)
		return EFI_NOT_FOUND;
	if (!status) {
		status = read_all(efi, file, to);
		file->close(file);
	}
	if (status) {
		to->size = 0;
		efi_failed(efi, "Quarry: cannot read the file ", path, status);
	}
	return status;
}

efi_status __init_or_kunit efi_read_file(const struct efi *efi, const char *path,
					 struct efi_range *to)
{
	return read_file(efi, path, false, to);
}

efi_status __init_or_kunit efi_read_file_if_any(const struct efi *efi, const char *path,
						struct efi_range *to)
{
	return read_file(efi, path, true, to);
}

/* A vendor-defined media device path and its end node (10.3.5.3, 10.3.1). */
struct media_path {
	u8 type, subtype;
	u16 size;
	struct efi_guid vendor;
	u8 end_type, end_subtype;
	u16 end_size;
} __packed;

efi_status __init_or_kunit efi_load_initrd(const struct efi *efi, struct efi_range *to)
{
	static const struct efi_guid load_file2 = EFI_LOAD_FILE2_GUID;
	static const struct media_path initrd = {
		.type = 4, .subtype = 3, .size = 20, .vendor = LINUX_EFI_INITRD_MEDIA_GUID,
		.end_type = 0x7f, .end_subtype = 0xff, .end_size = 4,
	};
	struct efi_load_file2 *loader;
	const void *path = &initrd;
	efi_handle device;
	size_t size = 0;

	if (efi->boot->locate_device_path(&load_file2, &path, &device) ||
	    efi->boot->handle_protocol(device, &load_file2, (void **)&loader))
		return EFI_NOT_FOUND;
	efi_status status = loader->load_file(loader, path, false, &size, NULL);

	if (status != EFI_BUFFER_TOO_SMALL || !size)
		return EFI_NOT_FOUND;
	status = efi_alloc_low(efi, EFI_LOADER_DATA, size, EFI_PAGE_SIZE, to);
	if (!status)
		status = loader->load_file(loader, path, false, &size, (void *)to->start);
	if (!status && size > to->size)
		status = EFI_INVALID_PARAMETER;
	if (status) {
		efi_free(efi, to);
		to->size = 0;
		return efi_failed(efi, "Quarry: the boot loader's initrd", "", status);
	}
	to->size = size;
	return EFI_SUCCESS;
}
