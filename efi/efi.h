/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef EFI_EFI_H
#define EFI_EFI_H

/*
 * The part of the UEFI interface that the stub uses (UEFI Specification 2.10; the comment on each
 * type names the section).  Functions use the C calling convention of the architecture.  Characters
 * have 16 bits.
 */

#include <internal/dtb.h>
#include <internal/efi.h>
#include <linux/init.h>
#include <linux/types.h>

typedef u64 efi_status;
typedef void *efi_handle;

#define EFI_SUCCESS		0
#define EFI_ERROR(nr)		(1ULL << 63 | (nr))
#define EFI_LOAD_ERROR		EFI_ERROR(1)
#define EFI_INVALID_PARAMETER	EFI_ERROR(2)
#define EFI_UNSUPPORTED		EFI_ERROR(3)
#define EFI_BUFFER_TOO_SMALL	EFI_ERROR(5)
#define EFI_OUT_OF_RESOURCES	EFI_ERROR(9)
#define EFI_NOT_FOUND		EFI_ERROR(14)

struct efi_guid {
	u32 a;
	u16 b, c;
	u8 d[8];
};

struct efi_table_header {
	u64 signature;
	u32 revision, header_size, crc32, reserved;
};

/* UEFI Specification, section 12.4. */
struct efi_text_output {
	void *reset;
	efi_status (*output_string)(struct efi_text_output *this, const u16 *text);
};

enum efi_allocate_type { EFI_ALLOCATE_ANY_PAGES, EFI_ALLOCATE_MAX_ADDRESS, EFI_ALLOCATE_ADDRESS };

/* Section 4.4 and chapter 7.  Functions that the stub does not call are declared as void *. */
struct efi_boot_services {
	struct efi_table_header header;
	void *raise_tpl, *restore_tpl;
	efi_status (*allocate_pages)(enum efi_allocate_type how, enum efi_memory_type type,
				     size_t pages, u64 *address);
	efi_status (*free_pages)(u64 address, size_t pages);
	efi_status (*get_memory_map)(size_t *size, void *map, size_t *key, size_t *desc_size,
				     u32 *desc_version);
	efi_status (*allocate_pool)(enum efi_memory_type type, size_t size, void **buffer);
	efi_status (*free_pool)(void *buffer);
	void *create_event, *set_timer, *wait_for_event, *signal_event, *close_event, *check_event;
	void *install_protocol_interface, *reinstall_protocol_interface,
		*uninstall_protocol_interface;
	efi_status (*handle_protocol)(efi_handle handle, const struct efi_guid *protocol,
				      void **interface);
	void *reserved, *register_protocol_notify, *locate_handle;
	efi_status (*locate_device_path)(const struct efi_guid *protocol, const void **path,
					 efi_handle *device);
	void *install_configuration_table, *load_image, *start_image, *exit, *unload_image;
	efi_status (*exit_boot_services)(efi_handle image, size_t key);
	void *get_next_monotonic_count, *stall, *set_watchdog_timer;
	void *connect_controller, *disconnect_controller;
	void *open_protocol, *close_protocol, *open_protocol_information;
	void *protocols_per_handle, *locate_handle_buffer;
	efi_status (*locate_protocol)(const struct efi_guid *protocol, void *registration,
				      void **interface);
};

/* Section 4.6. */
struct efi_config_table {
	struct efi_guid guid;
	const void *table;
};

/* Section 4.3. */
struct efi_system_table {
	struct efi_table_header header;
	const u16 *vendor;
	u32 revision;
	efi_handle con_in_handle;
	void *con_in;
	efi_handle con_out_handle;
	struct efi_text_output *con_out;
	efi_handle std_err_handle;
	struct efi_text_output *std_err;
	void *runtime_services;
	const struct efi_boot_services *boot;
	size_t nr_tables;
	const struct efi_config_table *tables;
};
#define EFI_SYSTEM_TABLE_SIGNATURE 0x5453595320494249ULL

/* Section 9.1. */
struct efi_loaded_image {
	u32 revision;
	efi_handle parent;
	struct efi_system_table *system_table;
	efi_handle device;
	const void *file_path;
	void *reserved;
	u32 options_size;	/* size in bytes */
	const u16 *options;
	const void *base;
	u64 size;
};

/* Section 13.5. */
struct efi_file {
	u64 revision;
	efi_status (*open)(struct efi_file *this, struct efi_file **file, const u16 *name, u64 mode,
			   u64 attributes);
	efi_status (*close)(struct efi_file *this);
	void *delete;
	efi_status (*read)(struct efi_file *this, size_t *size, void *buffer);
	void *write;
	efi_status (*get_position)(struct efi_file *this, u64 *position);
	efi_status (*set_position)(struct efi_file *this, u64 position);
};
#define EFI_FILE_MODE_READ 1

/* Section 13.4. */
struct efi_file_system {
	u64 revision;
	efi_status (*open_volume)(struct efi_file_system *this, struct efi_file **root);
};

/* Section 13.2. */
struct efi_load_file2 {
	efi_status (*load_file)(struct efi_load_file2 *this, const void *path, bool boot,
				size_t *size, void *buffer);
};

/* Section 37.5. */
struct efi_rng {
	void *get_info;
	efi_status (*get_rng)(struct efi_rng *this, const struct efi_guid *algorithm, size_t size,
			      void *value);
};

/* RISC-V UEFI Protocol Specification 1.0, section 4.1. */
struct efi_riscv_boot {
	u64 revision;
	efi_status (*get_boot_hartid)(struct efi_riscv_boot *this, size_t *hartid);
};

#define EFI_LOADED_IMAGE_GUID	\
	{ 0x5b1b31a1, 0x9562, 0x11d2, { 0x8e, 0x3f, 0x00, 0xa0, 0xc9, 0x69, 0x72, 0x3b } }
#define EFI_FILE_SYSTEM_GUID	\
	{ 0x964e5b22, 0x6459, 0x11d2, { 0x8e, 0x39, 0x00, 0xa0, 0xc9, 0x69, 0x72, 0x3b } }
#define EFI_LOAD_FILE2_GUID	\
	{ 0x4006c0c1, 0xfcb3, 0x403e, { 0x99, 0x6d, 0x4a, 0x6c, 0x87, 0x24, 0xe0, 0x6d } }
#define EFI_RNG_GUID		\
	{ 0x3152bca5, 0xeade, 0x433d, { 0x86, 0x2e, 0xc0, 0x1c, 0xdc, 0x29, 0x1f, 0x44 } }
#define EFI_DEVICE_TREE_GUID	\
	{ 0xb1b621d5, 0xf19c, 0x41a5, { 0x83, 0x0b, 0xd9, 0x15, 0x2c, 0x69, 0xaa, 0xe0 } }
#define EFI_RISCV_BOOT_GUID	\
	{ 0xccd15fec, 0x6f73, 0x4eec, { 0x83, 0x95, 0x3e, 0x69, 0xe4, 0xb9, 0x40, 0xbf } }
/* GUID of Linux's vendor media path, on which a boot loader provides the initrd. */
#define LINUX_EFI_INITRD_MEDIA_GUID	\
	{ 0x5568e427, 0x68fc, 0x4f3d, { 0xac, 0x74, 0xca, 0x55, 0x52, 0x31, 0xcc, 0x68 } }

/* Interfaces of the firmware, and the image that contains the stub. */
struct efi {
	efi_handle image;
	const struct efi_system_table *system;
	const struct efi_boot_services *boot;
	const struct efi_loaded_image *loaded;
	const void *image_base;		/* current load address */
	size_t image_file, image_size;	/* bytes in the file; bytes in memory, including BSS */
};

/* A range of memory allocated from the firmware. */
struct efi_range {
	u64 start;
	size_t size;		/* in bytes; 0 if no memory is allocated */
};

/* Print text on the firmware's console. */
void efi_puts(const struct efi *efi, const char *text);
/* Print "TEXTNAME: reason" for an error.  NAME is @name up to its first blank.  Returns @status. */
efi_status efi_failed(const struct efi *efi, const char *text, const char *name, efi_status status);

/* Allocate @size bytes at the lowest free address that is a multiple of @align, a power of two. */
efi_status efi_alloc_low(const struct efi *efi, enum efi_memory_type type, size_t size,
			 size_t align, struct efi_range *range);
void efi_free(const struct efi *efi, const struct efi_range *range);

/*
 * Read a file from the volume of the image.  @path starts with "/" and ends at a blank.  Failures
 * are printed.
 */
efi_status efi_read_file(const struct efi *efi, const char *path, struct efi_range *file);
/*
 * Read a file as efi_read_file() does, but return EFI_NOT_FOUND without a message if the file
 * cannot be opened.
 */
efi_status efi_read_file_if_any(const struct efi *efi, const char *path, struct efi_range *file);
/*
 * Load the initrd that the boot loader provides by LoadFile2.  Returns EFI_NOT_FOUND, without a
 * message, if the boot loader provides no initrd.
 */
efi_status efi_load_initrd(const struct efi *efi, struct efi_range *file);

#define SEED_SIZE 32

/* Everything that the stub passes to the image.  The stub frees it after a failure. */
struct efi_handover {
	struct efi_range options;	/* the arguments as text */
	struct efi_range file;		/* file that the argument dtb= names */
	struct efi_range initrd;
	struct efi_range image;
	struct efi_range tree;		/* memory for the tree, followed by the memory map */
	struct dtb dtb;			/* source of the tree: the firmware or the file */
	u32 tree_room;			/* bytes in .tree before the memory map */
	unsigned long hwid;
	u8 seed[SEED_SIZE];
	bool has_seed;
};

/*
 * Prepare everything that is possible before the boot services end.  Errors are printed.  If this
 * function or efi_end_boot_services() fails, the caller must call efi_give_back().
 */
efi_status efi_prepare(const struct efi *efi, struct efi_handover *handover);
efi_status efi_end_boot_services(const struct efi *efi, struct efi_handover *handover);
void efi_give_back(const struct efi *efi, const struct efi_handover *handover);

/* Entry point of the image as an EFI application.  The PE header refers to this function. */
efi_status efi_pe_entry(efi_handle handle, struct efi_system_table *system);

#endif /* EFI_EFI_H */
