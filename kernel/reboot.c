// SPDX-License-Identifier: BSD-2-Clause
/* Ways to leave the machine, from the one that tells most to the one that tells least. */

#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/reboot.h>
#include <quarry/arch.h>
#include <quarry/shell.h>

static struct exit_handler *handlers;

void register_exit_handler(struct exit_handler *handler)
{
	struct exit_handler **at = &handlers;

	while (*at && (*at)->priority >= handler->priority)
		at = &(*at)->next;
	handler->next = *at;
	*at = handler;
}

void machine_exit(int status)
{
	for (struct exit_handler *h = handlers; h; h = h->next) {
		if (h->exit)
			h->exit(status);
	}
	arch_exit(status);
	pr_emerg("Nothing here can switch the machine off: it is halted, status %d.\n", status);
	for (;;)
		arch_cpu_idle();
}

void machine_power_off(void)
{
	machine_exit(0);
}

void machine_restart(const char *cmd)
{
	for (struct exit_handler *h = handlers; h; h = h->next) {
		if (h->restart)
			h->restart();
	}
	pr_emerg("Nothing here can restart the machine.\n");
}

static int cmd_poweroff(int argc, char **argv)
{
	machine_power_off();
	return 1;
}
SHELL_COMMAND(poweroff, "poweroff", "", "switch the machine off", cmd_poweroff);

static int cmd_reboot(int argc, char **argv)
{
	machine_restart(NULL);
	return 1;
}
SHELL_COMMAND(reboot, "reboot", "", "start the machine again", cmd_reboot);
