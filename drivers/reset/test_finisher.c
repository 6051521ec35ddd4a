// SPDX-License-Identifier: BSD-2-Clause
/* The test device of emulators (sifive,test0/1): the only way out that tells QEMU a status. */

#include <linux/init.h>
#include <linux/io.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/reboot.h>

#define FINISHER_FAIL	0x3333
#define FINISHER_PASS	0x5555
#define FINISHER_RESET	0x7777

static void __iomem *finisher;

static void finisher_exit(int status)
{
	writel(status ? (u32)status << 16 | FINISHER_FAIL : FINISHER_PASS, finisher);
}

static void finisher_restart(void)
{
	writel(FINISHER_RESET, finisher);
}

static struct exit_handler finisher_handler = {
	.name = "test device",
	.priority = 200,
	.exit = finisher_exit,
	.restart = finisher_restart,
};

static int __init finisher_init(void)
{
	struct device_node *node = of_find_compatible_node(NULL, NULL, "sifive,test0");

	if (!node)
		return 0;
	finisher = of_iomap(node, 0);
	if (finisher)
		register_exit_handler(&finisher_handler);
	return 0;
}
early_initcall(finisher_init);
