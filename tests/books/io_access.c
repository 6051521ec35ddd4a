// SPDX-License-Identifier: BSD-2-Clause
/* Accesses to registers.  Memory stands in for the registers, so that any machine can run this. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/io.h>
#include <linux/module.h>
#include <linux/slab.h>
#include <linux/string.h>

#define REG_CTRL	0x00
#define REG_STATUS	0x04
#define REG_FIFO	0x10

static int __init io_access_demo_init(void)
{
	u8 *memory = kzalloc(64, GFP_KERNEL), copy[4];
	void __iomem *regs = (void __iomem *)memory;
	u32 value;
	int err;

	if (!memory)
		return -ENOMEM;
	writel(0x11223344, regs + REG_CTRL);
	writeb_relaxed(0x80, regs + REG_STATUS);
	iowrite16be(0x1234, regs + REG_STATUS + 2);
	value = readl(regs + REG_CTRL);
	writel(value | BIT(31), regs + REG_CTRL);
	memcpy_toio(regs + REG_FIFO, "fifo", 4);
	memcpy_fromio(copy, regs + REG_FIFO, 4);
	err = readl_relaxed(regs + REG_CTRL) == 0x91223344 && ioread8(regs) == 0x44 &&
	      readw(regs + REG_STATUS) == 0x80 && ioread16be(regs + REG_STATUS + 2) == 0x1234 &&
	      !memcmp(copy, "fifo", 4) ? 0 : -EINVAL;
	memset_io(regs, 0, 64);
	kfree(memory);
	if (!err)
		pr_info("passed\n");
	return err;
}
module_init(io_access_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Accesses to registers");
