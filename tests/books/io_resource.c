// SPDX-License-Identifier: BSD-2-Clause
/* Regions of the address space, of which each has one owner. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/ioport.h>
#include <linux/module.h>

#define BASE 0xffe0000000ULL

static struct resource window = DEFINE_RES_MEM_NAMED(BASE + 0x10000, 0x10000, "books window");

static int __init io_resource_demo_init(void)
{
	struct resource block = { .name = "books block", .flags = IORESOURCE_MEM };
	int err;

	if (!request_mem_region(BASE, 0x1000, "books registers"))
		return -EBUSY;
	if (request_mem_region(BASE + 0x800, 0x100, "intruder"))
		return -EINVAL;
	err = request_resource(&iomem_resource, &window);
	if (err)
		return err;
	err = allocate_resource(&window, &block, 0x2000, window.start, window.end, 0x1000, NULL,
				NULL);
	if (err || !resource_contains(&window, &block) || resource_size(&block) != 0x2000)
		return err ? err : -EINVAL;
	release_resource(&block);
	release_resource(&window);
	release_mem_region(BASE, 0x1000);
	pr_info("passed\n");
	return 0;
}
module_init(io_resource_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Regions of addresses");
