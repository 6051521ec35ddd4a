// SPDX-License-Identifier: BSD-2-Clause
/* Restart the machine by PSCI.  Power-off is in arch_exit(), which also uses PSCI. */

#include <linux/init.h>
#include <linux/reboot.h>
#include <asm/smccc.h>

static void psci_restart(void)
{
	psci_call(PSCI_SYSTEM_RESET, 0, 0, 0);
}

static struct exit_handler psci_handler = {
	.name = "PSCI",
	.priority = 100,
	.restart = psci_restart,
};

static int __init psci_reset_init(void)
{
	register_exit_handler(&psci_handler);
	return 0;
}
early_initcall(psci_reset_init);
