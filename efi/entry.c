// SPDX-License-Identifier: BSD-2-Clause
/*
 * The entry point for EFI firmware.  It starts the relocated image.  After a failure, it returns to
 * the firmware.
 */

#include <internal/arch.h>
#include <internal/sections.h>
#include <linux/init.h>

#include "efi.h"

efi_status __init efi_pe_entry(efi_handle image, struct efi_system_table *system)
{
	static const struct efi_guid loaded_image = EFI_LOADED_IMAGE_GUID;
	struct efi efi = {
		.image = image, .system = system, .boot = system->boot,
		.image_base = _text, .image_file = _edata - _text, .image_size = _end - _text,
	};
	struct efi_handover h = { .hwid = 0 };
	efi_status status;

	if (system->header.signature != EFI_SYSTEM_TABLE_SIGNATURE)
		return EFI_INVALID_PARAMETER;
	status = efi.boot->handle_protocol(image, &loaded_image, (void **)&efi.loaded);
	if (status)
		return status;
	status = efi_prepare(&efi, &h);
	if (!status)
		status = efi_end_boot_services(&efi, &h);
	if (!status)
		efi_enter(h.image.start, h.tree.start, h.tree.size, h.hwid);
	efi_give_back(&efi, &h);
	return status;
}
