// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the EFI stub with simulated firmware: the data that the stub passes to Quarry, and that
 * the stub frees all memory if a firmware call fails.
 */

#include <kunit/test.h>
#include <linux/align.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <asm/layout.h>
#include <internal/mm_boot.h>
#include "../of/tree.h"
#include "efi/efi.h"

#define IMAGE_SIZE	(100 << 10)
#define IMAGE_FILE	(60 << 10)
#define MAX_PAGES	((4 << 20) / EFI_PAGE_SIZE)
#define READ_MAX	16	/* maximum number of bytes per read of a file */
#define NEEDED		(IMAGE_ALIGN + (1 << 20))
#define HART		3
#define INITRD		"an initrd, read in two parts"

static struct tree tree;
static u8 image[IMAGE_FILE];

static struct {
	u64 memory; /* page-aligned start of NEEDED bytes of free memory */
	bool used[MAX_PAGES];
	unsigned int pool, files;	/* numbers of live allocations and open files */
	/* Number of calls of the firmware, and number of the call that fails. */
	unsigned int calls, fail_at;
	/* Number of changes of the memory map just before boot services end. */
	unsigned int stale;
	bool ended, tree_table, load_file;
	/* Wrong values that the firmware reports.  They are 0 if it reports the correct values. */
	size_t initrd_size, stride;
	size_t key;
	char said[512];
	const char *file;		/* name of the file that was opened last */
	/* Contents of the file with the arguments, or NULL if there is no such file. */
	const char *cmdline;
	u64 position;
} fw;

static bool fails(void)
{
	return ++fw.calls == fw.fail_at;
}

static efi_status output_string(struct efi_text_output *this, const u16 *text)
{
	size_t at = strlen(fw.said);

	for (; *text && at < sizeof(fw.said) - 1; text++)
		fw.said[at++] = *text;
	return EFI_SUCCESS;
}

static efi_status give_pages(enum efi_allocate_type how, enum efi_memory_type type, size_t pages,
			     u64 *address)
{
	size_t first = (*address - fw.memory) >> EFI_PAGE_SHIFT;

	if (fails() || how != EFI_ALLOCATE_ADDRESS || *address < fw.memory ||
	    *address + (pages << EFI_PAGE_SHIFT) > fw.memory + NEEDED)
		return EFI_OUT_OF_RESOURCES;
	for (size_t i = first; i < first + pages; i++) {
		if (fw.used[i])
			return EFI_NOT_FOUND;
	}
	memset(fw.used + first, true, pages);
	fw.key++;
	return EFI_SUCCESS;
}

static efi_status give_pages_back(u64 address, size_t pages)
{
	for (size_t i = (address - fw.memory) >> EFI_PAGE_SHIFT; pages--; i++) {
		if (!fw.used[i])
			return EFI_NOT_FOUND;
		fw.used[i] = false;
	}
	return EFI_SUCCESS;
}

static size_t fill_map(u8 *map, size_t room, size_t stride)
{
	size_t size = 0;

	for (size_t i = 0; i < NEEDED >> EFI_PAGE_SHIFT;) {
		size_t from = i;

		while (i < NEEDED >> EFI_PAGE_SHIFT && fw.used[i] == fw.used[from])
			i++;
		if (map && size + stride <= room)
			*(struct efi_memory_desc *)(map + size) = (struct efi_memory_desc){
				.type = fw.used[from] ? EFI_LOADER_DATA : EFI_CONVENTIONAL_MEMORY,
				.phys_addr = fw.memory + (from << EFI_PAGE_SHIFT),
				.num_pages = i - from,
				.attribute = EFI_MEMORY_WB,
			};
		size += stride;
	}
	return size;
}

static efi_status get_memory_map(size_t *size, void *map, size_t *key, size_t *desc_size,
				 u32 *version)
{
	size_t room = *size;

	if (fails())
		return EFI_INVALID_PARAMETER;
	*desc_size = fw.stride ?: sizeof(struct efi_memory_desc) + 8;
	*key = fw.key;
	*size = fill_map(NULL, 0, *desc_size);
	if (room < *size)
		return EFI_BUFFER_TOO_SMALL;
	fill_map(map, room, *desc_size);
	return EFI_SUCCESS;
}

static efi_status allocate_pool(enum efi_memory_type type, size_t size, void **buffer)
{
	*buffer = fails() ? NULL : vmalloc(size);
	fw.pool += !!*buffer;
	return *buffer ? EFI_SUCCESS : EFI_OUT_OF_RESOURCES;
}

static efi_status free_pool(void *buffer)
{
	vfree(buffer);
	fw.pool--;
	return EFI_SUCCESS;
}

static const void *content(u64 *size)
{
	bool is_tree = fw.file && strcmp(fw.file, "\\initrd");

	if (fw.file && strstr(fw.file, "cmdline")) {
		*size = strlen(fw.cmdline);
		return fw.cmdline;
	}
	*size = !is_tree ? sizeof(INITRD) : strcmp(fw.file, "\\q.dtb") ? tree.size - 4 : tree.size;
	return is_tree ? (const void *)tree.blob : INITRD;
}

static efi_status file_close(struct efi_file *this)
{
	fw.files--;
	return EFI_SUCCESS;
}

static efi_status file_read(struct efi_file *this, size_t *size, void *buffer)
{
	u64 whole;
	const void *from = content(&whole);

	if (fails())
		return EFI_LOAD_ERROR;
	*size = min3((u64)*size, whole - fw.position, (u64)READ_MAX);
	memcpy(buffer, from + fw.position, *size);
	fw.position += *size;
	return EFI_SUCCESS;
}

static efi_status get_position(struct efi_file *this, u64 *position)
{
	*position = fw.position;
	return fails() ? EFI_LOAD_ERROR : EFI_SUCCESS;
}

static efi_status set_position(struct efi_file *this, u64 position)
{
	u64 size;

	content(&size);
	fw.position = min(position, size);
	return fails() ? EFI_LOAD_ERROR : EFI_SUCCESS;
}

static efi_status file_open(struct efi_file *this, struct efi_file **file, const u16 *name,
			    u64 mode, u64 attributes)
{
	static const char *const names[] = { "\\q.dtb", "\\initrd", "\\cut.dtb",
					     "\\EFI\\BOOT\\cmdline.txt" };
	size_t i, at;

	if (fails())
		return EFI_LOAD_ERROR;
	for (i = 0; i < ARRAY_SIZE(names); i++) {
		for (at = 0; name[at] && name[at] == names[i][at]; at++)
			;
		if (name[at] == names[i][at])
			break;
	}
	if (i == ARRAY_SIZE(names) - !fw.cmdline || i == ARRAY_SIZE(names) ||
	    mode != EFI_FILE_MODE_READ)
		return EFI_NOT_FOUND;
	fw.file = names[i];
	fw.position = 0;
	fw.files++;
	*file = this;
	return EFI_SUCCESS;
}

static struct efi_file the_file = {
	.open = file_open,
	.close = file_close,
	.read = file_read,
	.get_position = get_position,
	.set_position = set_position,
};

static efi_status open_volume(struct efi_file_system *this, struct efi_file **root)
{
	if (fails())
		return EFI_LOAD_ERROR;
	fw.files++;
	*root = &the_file;
	return EFI_SUCCESS;
}

static efi_status load_file(struct efi_load_file2 *this, const void *path, bool boot, size_t *size,
			    void *buffer)
{
	size_t room = *size;

	if (fails())
		return EFI_LOAD_ERROR;
	*size = fw.initrd_size ?: sizeof(INITRD);
	if (room < *size || !buffer)
		return EFI_BUFFER_TOO_SMALL;
	memcpy(buffer, INITRD, sizeof(INITRD));
	return EFI_SUCCESS;
}

static efi_status get_rng(struct efi_rng *this, const struct efi_guid *algorithm, size_t size,
			  void *value)
{
	memset(value, 0x5a, size);
	return fails() ? EFI_LOAD_ERROR : EFI_SUCCESS;
}

static efi_status get_boot_hartid(struct efi_riscv_boot *this, size_t *hartid)
{
	*hartid = HART;
	return EFI_SUCCESS;
}

static struct efi_file_system file_system = { .open_volume = open_volume };
static struct efi_load_file2 loader = { .load_file = load_file };
static struct efi_rng rng = { .get_rng = get_rng };
static struct efi_riscv_boot riscv_boot = { .get_boot_hartid = get_boot_hartid };

static bool is(const struct efi_guid *guid, struct efi_guid other)
{
	return !memcmp(guid, &other, sizeof(other));
}

static efi_status locate_protocol(const struct efi_guid *protocol, void *registration,
				  void **interface)
{
	if (fails())
		return EFI_NOT_FOUND;
	*interface = is(protocol, (struct efi_guid)EFI_RNG_GUID)	  ? (void *)&rng
		     : is(protocol, (struct efi_guid)EFI_RISCV_BOOT_GUID) ? (void *)&riscv_boot
									  : NULL;
	return *interface ? EFI_SUCCESS : EFI_NOT_FOUND;
}

static efi_status handle_protocol(efi_handle handle, const struct efi_guid *protocol,
				  void **interface)
{
	if (fails())
		return EFI_UNSUPPORTED;
	*interface = is(protocol, (struct efi_guid)EFI_FILE_SYSTEM_GUID) ? (void *)&file_system :
		     is(protocol, (struct efi_guid)EFI_LOAD_FILE2_GUID) ? (void *)&loader : NULL;
	return *interface ? EFI_SUCCESS : EFI_UNSUPPORTED;
}

static efi_status locate_device_path(const struct efi_guid *protocol, const void **path,
				     efi_handle *device)
{
	static const struct efi_guid initrd = LINUX_EFI_INITRD_MEDIA_GUID;

	if (fails() || !fw.load_file || memcmp(*path + 4, &initrd, sizeof(initrd)))
		return EFI_NOT_FOUND;
	*device = &loader;
	return EFI_SUCCESS;
}

static efi_status exit_boot_services(efi_handle handle, size_t key)
{
	if (fw.stale) {
		fw.stale--;
		fw.key++;
	}
	if (key != fw.key)
		return EFI_INVALID_PARAMETER;
	fw.ended = true;
	return EFI_SUCCESS;
}

static struct efi_text_output console = { .output_string = output_string };
static const struct efi_boot_services services = {
	.allocate_pages = give_pages,
	.free_pages = give_pages_back,
	.get_memory_map = get_memory_map,
	.allocate_pool = allocate_pool,
	.free_pool = free_pool,
	.handle_protocol = handle_protocol,
	.locate_device_path = locate_device_path,
	.exit_boot_services = exit_boot_services,
	.locate_protocol = locate_protocol,
};
static struct efi_config_table tables[] = { { .guid = EFI_RNG_GUID },
					    { .guid = EFI_DEVICE_TREE_GUID, .table = tree.blob } };
static struct efi_system_table system_table = { .con_out = &console,
						.boot = &services,
						.tables = tables };
static struct efi_loaded_image loaded;
static const struct efi efi = {
	.system = &system_table, .boot = &services, .loaded = &loaded,
	.image_base = image, .image_file = IMAGE_FILE, .image_size = IMAGE_SIZE,
};
static struct efi_handover handover;
static void *arena;

static int stub_init(struct kunit *test)
{
	arena = vmalloc(NEEDED + 2 * IMAGE_ALIGN);
	KUNIT_ASSERT_NOT_NULL(test, arena);
	memset(&fw, 0, sizeof(fw));
	/*
	 * Free memory begins in the middle of an alignment unit.  Therefore the image fits at only
	 * one address, and free memory remains before and after the image.
	 */
	fw.memory = ALIGN((u64)arena, IMAGE_ALIGN) + IMAGE_ALIGN / 2;
	fw.tree_table = true;
	for (u32 i = 0; i < sizeof(image); i++)
		image[i] = i * 7 >> 3;
	tree_start(&tree);
	tree_begin(&tree, "");
	tree_begin(&tree, "chosen");
	tree_string(&tree, "bootargs", "of the tree");
	tree_end(&tree);
	tree_end(&tree);
	return tree_finish(&tree);
}

static void stub_exit(struct kunit *test)
{
	vfree(arena);
}

static void start(const u16 *options, u32 size)
{
	memset(&handover, 0, sizeof(handover));
	system_table.nr_tables = fw.tree_table ? 2 : 1;
	loaded.options = options;
	loaded.options_size = size;
	fw.calls = 0;
	memset(fw.said, 0, sizeof(fw.said));
}

#define START(options)	start(options, sizeof(options))

/* sparse does not support strings with 16-bit characters. */
#ifdef __CHECKER__
#define U16(string)	((const u16 *)L##string)
#else
#define U16(string)	u##string
#endif

static void expect_nothing_taken(struct kunit *test)
{
	efi_give_back(&efi, &handover);
	KUNIT_EXPECT_EQ(test, fw.pool, 0U);
	KUNIT_EXPECT_EQ(test, fw.files, 0U);
	KUNIT_EXPECT_PTR_EQ(test, memchr(fw.used, true, sizeof(fw.used)), NULL);
}

static u64 number(const struct dtb *dtb, const char *name)
{
	u32 size;
	const void *value = dtb_prop(dtb, dtb_find_path(dtb, "/chosen", 7), name, &size);

	return value ? dtb_read_cells(value, size / 4) : 0;
}

static void expect_handover(struct kunit *test, const char *bootargs, bool initrd)
{
	struct efi_memory_map map;
	struct dtb dtb;
	int chosen;

	KUNIT_EXPECT_STREQ(test, fw.said, "");
	KUNIT_ASSERT_EQ(test, efi_end_boot_services(&efi, &handover), EFI_SUCCESS);
	KUNIT_EXPECT_TRUE(test, fw.ended);
	KUNIT_EXPECT_EQ(test, handover.image.start % IMAGE_ALIGN, 0ULL);
	KUNIT_EXPECT_LT(test, handover.tree.start, handover.image.start);
	KUNIT_EXPECT_EQ(test, memcmp((void *)handover.image.start, image, IMAGE_FILE), 0);
	KUNIT_EXPECT_EQ(test, handover.hwid, IS_ENABLED(CONFIG_RISCV) ? HART : 0UL);
	KUNIT_ASSERT_EQ(test, dtb_open(&dtb, (void *)handover.tree.start, handover.tree.size), 0);
	KUNIT_ASSERT_EQ(test, dtb_validate(&dtb), 0);
	chosen = dtb_find_path(&dtb, "/chosen", 7);
	KUNIT_EXPECT_STREQ(test, dtb_prop_string(&dtb, chosen, "bootargs"), bootargs);
	KUNIT_EXPECT_EQ(test, number(&dtb, "rng-seed") & 0xff, 0x5aULL);
	KUNIT_EXPECT_EQ(test, number(&dtb, "linux,uefi-system-table"), (u64)&system_table);
	KUNIT_EXPECT_EQ(test, number(&dtb, "linux,initrd-end") - number(&dtb, "linux,initrd-start"),
			initrd ? sizeof(INITRD) : 0ULL);
	if (initrd)
		KUNIT_EXPECT_STREQ(test, (char *)number(&dtb, "linux,initrd-start"), INITRD);
	map = boot_efi_map(&dtb, handover.tree.start);
	KUNIT_ASSERT_NOT_NULL(test, map.map);
	KUNIT_EXPECT_EQ(test, map.size, (u32)fill_map(NULL, 0, map.desc_size));
	KUNIT_EXPECT_EQ(test, ((const struct efi_memory_desc *)map.map)->phys_addr, fw.memory);
}

static void efi_stub_arguments(struct kunit *test)
{
	START(U16("  a=\xfc\x20ac b xdtb=/absent \r\n"));
	KUNIT_ASSERT_EQ(test, efi_prepare(&efi, &handover), EFI_SUCCESS);
	expect_handover(test, "a=\xc3\xbc\xe2\x82\xac b xdtb=/absent", false);
	expect_nothing_taken(test);
}

/*
 * If the loader passes no arguments or only blanks, the arguments of the device tree are used.  The
 * memory map may change twice just before boot services end.
 */
static void efi_stub_no_arguments(struct kunit *test)
{
	static const u16 *const none[] = { NULL, U16(""), U16("   ") };

	for (u32 i = 0; i < ARRAY_SIZE(none); i++) {
		start(none[i], i ? 8 : 0);
		fw.stale = 2;
		KUNIT_ASSERT_EQ(test, efi_prepare(&efi, &handover), EFI_SUCCESS);
		expect_handover(test, "of the tree", false);
		expect_nothing_taken(test);
	}
}

/* If the loader passes no arguments, the stub reads them from a file in the folder of the image. */
static void efi_stub_arguments_file(struct kunit *test)
{
	fw.cmdline = "\n a b=\"c d\"\r\nlast \r\n";
	start(NULL, 0);
	KUNIT_ASSERT_EQ(test, efi_prepare(&efi, &handover), EFI_SUCCESS);
	expect_handover(test, "a b=\"c d\"  last", false);
	expect_nothing_taken(test);
	START(U16("x"));
	KUNIT_ASSERT_EQ(test, efi_prepare(&efi, &handover), EFI_SUCCESS);
	expect_handover(test, "x", false);
	expect_nothing_taken(test);
	fw.cmdline = " \n";
	start(NULL, 0);
	KUNIT_ASSERT_EQ(test, efi_prepare(&efi, &handover), EFI_SUCCESS);
	expect_handover(test, "of the tree", false);
	expect_nothing_taken(test);
}

static void efi_stub_files(struct kunit *test)
{
	fw.tree_table = false;
	START(U16("dtb=/q.dtb initrd=/initrd x"));
	KUNIT_ASSERT_EQ(test, efi_prepare(&efi, &handover), EFI_SUCCESS);
	expect_handover(test, "dtb=/q.dtb initrd=/initrd x", true);
	expect_nothing_taken(test);
}

static void efi_stub_load_file2(struct kunit *test)
{
	fw.load_file = true;
	START(U16("x"));
	KUNIT_ASSERT_EQ(test, efi_prepare(&efi, &handover), EFI_SUCCESS);
	expect_handover(test, "x", true);
	expect_nothing_taken(test);
}

static void expect_refused(struct kunit *test, efi_status status, const char *said)
{
	KUNIT_EXPECT_EQ(test, efi_prepare(&efi, &handover), status);
	KUNIT_EXPECT_NOT_NULL_MSG(test, strstr(fw.said, said), "%s", fw.said);
	expect_nothing_taken(test);
}

static void efi_stub_refuses(struct kunit *test)
{
	START(U16("dtb=/absent initrd=/initrd"));
	expect_refused(test, EFI_NOT_FOUND, "Quarry: cannot read the file /absent: not found\r\n");
	START(U16("dtb=/initrd"));
	expect_refused(test, EFI_INVALID_PARAMETER, "Quarry: the device tree /initrd: damaged");
	START(U16("dtb=/cut.dtb"));
	expect_refused(test, EFI_INVALID_PARAMETER, "Quarry: the device tree /cut.dtb: damaged");
	START(U16("initrd=/absent"));
	expect_refused(test, EFI_NOT_FOUND, "the file /absent: not found");
	fw.tree_table = false;
	START(U16("x"));
	expect_refused(test, EFI_NOT_FOUND, "the firmware has no device tree");
	fw.tree_table = true;
	memset(fw.used + 1, true, (NEEDED >> EFI_PAGE_SHIFT) - 2);
	START(U16("x"));
	KUNIT_EXPECT_EQ(test, efi_prepare(&efi, &handover), EFI_OUT_OF_RESOURCES);
	KUNIT_EXPECT_NOT_NULL(test, strstr(fw.said, "memory for the image: no memory"));
	memset(fw.used + 1, false, (NEEDED >> EFI_PAGE_SHIFT) - 2);
	expect_nothing_taken(test);
}

/*
 * Impossible sizes of the initrd, of the loader's arguments, and of entries in the memory map are
 * refused.
 */
static void efi_stub_lies(struct kunit *test)
{
	static const size_t sizes[] = { NEEDED, SIZE_MAX, SIZE_MAX - EFI_PAGE_SIZE + 1,
					SIZE_MAX - EFI_PAGE_SIZE, 1UL << 63 };

	fw.load_file = true;
	for (u32 i = 0; i < ARRAY_SIZE(sizes); i++) {
		fw.initrd_size = sizes[i];
		START(U16("x"));
		expect_refused(test, EFI_OUT_OF_RESOURCES, "the boot loader's initrd: no memory");
	}
	fw.initrd_size = 0;
	start(U16("x"), U32_MAX);
	KUNIT_ASSERT_EQ(test, efi_prepare(&efi, &handover), EFI_SUCCESS);
	expect_handover(test, "x", true);
	expect_nothing_taken(test);
	fw.stride = sizeof(struct efi_memory_desc) - 8;
	START(U16("x"));
	KUNIT_EXPECT_EQ(test, efi_prepare(&efi, &handover), EFI_LOAD_ERROR);
	expect_nothing_taken(test);
}

/*
 * Let each firmware call fail in turn.  The stub fails, or continues without optional data.  In
 * both cases, all memory can be freed, and no file remains open.
 */
static void efi_stub_gives_back(struct kunit *test)
{
	static const u16 *const options[] = {
		U16("dtb=/q.dtb initrd=/initrd"), U16("x                        "),
		U16("                         ")
	};
	efi_status status;

	fw.cmdline = "of the file";

	for (u32 i = 0; i < ARRAY_SIZE(options); i++) {
		unsigned int refused = 0;

		fw.load_file = i == 1;
		for (fw.fail_at = 1;; fw.fail_at++) {
			start(options[i], 50);
			status = efi_prepare(&efi, &handover);
			refused += !!status;
			expect_nothing_taken(test);
			if (fw.calls < fw.fail_at)
				break;
		}
		KUNIT_EXPECT_EQ(test, status, EFI_SUCCESS);
		KUNIT_EXPECT_GT(test, refused, 8U);
	}
}

static struct kunit_case stub_cases[] = {
	KUNIT_CASE(efi_stub_arguments),
	KUNIT_CASE(efi_stub_no_arguments),
	KUNIT_CASE(efi_stub_arguments_file),
	KUNIT_CASE(efi_stub_files),
	KUNIT_CASE(efi_stub_load_file2),
	KUNIT_CASE(efi_stub_refuses),
	KUNIT_CASE(efi_stub_lies),
	KUNIT_CASE(efi_stub_gives_back),
	{}
};

static struct kunit_suite efi_stub_suite = {
	.name = "efi_stub",
	.init = stub_init,
	.exit = stub_exit,
	.test_cases = stub_cases,
};
kunit_test_suite(efi_stub_suite);
