// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of the test device of emulators (sifive,test0/1), which passes an exit status to QEMU
 * without semihosting.
 *
 * QEMU records the request and stops its CPUs later, when its main loop runs.  If the CPU continued
 * with the next exit handler, SBI's shutdown, it would make a second request, with status 0.
 * Therefore, finisher_request() waits.
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
 * Number of reads of the device after a request.  QEMU needs 0.3 to 1 us for each read, so the
 * reads take at least 3 s.  QEMU's main loop needs milliseconds, or tenths of a second on a loaded
 * machine.  Reads are counted instead of time, because a panic may occur before the timer is
 * initialized.
 */
#define REQUEST_READS	10000000

static void __iomem *finisher;

/* Make a request and wait.  Returns only if the machine ignores the request. */
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
