// SPDX-License-Identifier: BSD-2-Clause
/* Restart the machine by SBI SRST.  Power-off is in arch_exit(), which also uses SRST. */

#include <linux/init.h>
#include <linux/reboot.h>
#include <asm/sbi.h>

static void sbi_restart(void)
{
	sbi_call(SBI_EXT_SRST, SBI_SRST_RESET, SBI_SRST_COLD_REBOOT, SBI_SRST_NO_REASON, 0, 0, 0);
}

static struct exit_handler sbi_handler = {
	.name = "SBI SRST",
	.priority = 100,
	.restart = sbi_restart,
};

static int __init sbi_reset_init(void)
{
	if (sbi_probe(SBI_EXT_SRST))
		register_exit_handler(&sbi_handler);
	return 0;
}
early_initcall(sbi_reset_init);
