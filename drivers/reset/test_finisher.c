// SPDX-License-Identifier: BSD-2-Clause
/*
 * The test device of emulators (sifive,test0/1), which passes a status on to QEMU without semihosting.
 *
 * QEMU notes the request and stops its CPUs a little later, when its main loop runs.  A CPU that went on to
 * the next way out, SBI's shutdown, would request again, with status 0.
 */

#include <linux/init.h>
#include <linux/io.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/reboot.h>

#define FINISHER_FAIL	0x3333
#define FINISHER_PASS	0x5555
#define FINISHER_RESET	0x7777

/*
 * Reads of the device after a request, each of which QEMU answers in 0.3 to 1 us: at least 3 s, of which
 * its main loop needs milliseconds, or tenths of a second on a loaded machine.  The unit is a read, as a
 * panic may come before the timer is known.
 */
#define REQUEST_READS	10000000

static void __iomem *finisher;

/* Returns if the machine ignores the request. */
static void finisher_request(u32 request)
{
	writel(request, finisher);
	for (unsigned int i = 0; i < REQUEST_READS; i++)
		readl(finisher);
}

static void finisher_exit(int status)
{
	finisher_request(status ? (u32)status << 16 | FINISHER_FAIL : FINISHER_PASS);
}

static void finisher_restart(void)
{
	finisher_request(FINISHER_RESET);
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
