// SPDX-License-Identifier: BSD-2-Clause
/*
 * Power off, reboot and halt the machine.  The handlers are tried in the order of priority;
 * handlers that pass on the exit status come first.
 */

#include <internal/arch.h>
#include <internal/shell.h>
#include <internal/sys_off.h>
#include <linux/irqflags.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/notifier.h>
#include <linux/panic.h>
#include <linux/pm.h>
#include <linux/printk.h>
#include <linux/reboot.h>
#include <linux/smp.h>

static struct exit_handler *handlers;
enum system_states system_state;
void (*pm_power_off)(void);
void (*sys_off_call)(enum sys_off_phase phase, const char *cmd);

static void reboot_call(enum sys_off_phase phase, const char *cmd)
{
	if (READ_ONCE(sys_off_call))
		sys_off_call(phase, cmd);
}

int shell_status;

void register_exit_handler(struct exit_handler *handler)
{
	struct exit_handler **at = &handlers;

	while (*at && (*at)->priority >= handler->priority)
		at = &(*at)->next;
	handler->next = *at;
	*at = handler;
}

/*
 * Limit the status to 8 bits, because emulators and hosts pass on only those.  A failure must not
 * become 0.
 */
static int exit_status(int status)
{
	return status >= 0 && status <= 255 ? status : 255;
}

static bool fail_on_warn;

static int __init set_fail_on_warn(char *value)
{
	fail_on_warn = true;
	return 0;
}
early_param("fail_on_warn", set_fail_on_warn);

/* Stop all CPUs.  The lockup detectors have nothing to report then. */
static void __noreturn stop_all_cpus(void)
{
	local_irq_disable();
	smp_send_stop();
	for (;;)
		arch_cpu_idle();
}

void machine_exit(int status)
{
	status = exit_status(status);
	if (!status && fail_on_warn && warn_count()) {
		pr_err("%lu warnings, and fail_on_warn is set: status 1\n", warn_count());
		status = 1;
	}
	if (!status)
		reboot_call(POWER_OFF_FIRST, NULL);
	for (struct exit_handler *h = handlers; h; h = h->next) {
		if (h->exit)
			h->exit(status);
	}
	if (!status && READ_ONCE(pm_power_off))
		pm_power_off();
	if (!status)
		reboot_call(POWER_OFF_LAST, NULL);
	arch_exit(status);
	pr_emerg("The machine cannot be switched off%s: it is halted, status %d.\n",
		 status ? " with a status" : "", status);
	stop_all_cpus();
}

void machine_power_off(void)
{
	machine_exit(0);
}

void machine_restart(const char *cmd)
{
	reboot_call(RESTART_FIRST, cmd);
	for (struct exit_handler *h = handlers; h; h = h->next) {
		if (h->restart)
			h->restart();
	}
	reboot_call(RESTART_LAST, cmd);
	pr_emerg("The machine cannot be restarted.\n");
}

void machine_halt(void)
{
	pr_emerg("The machine is halted.\n");
	stop_all_cpus();
}

void emergency_restart(void)
{
	machine_restart(NULL);
}

/* ---- orderly shutdown ------------------------------------------------------------------------ */

static BLOCKING_NOTIFIER_HEAD(reboot_notifiers);

int register_reboot_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&reboot_notifiers, nb);
}

int unregister_reboot_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_unregister(&reboot_notifiers, nb);
}

void kernel_restart(char *cmd)
{
	WRITE_ONCE(system_state, SYSTEM_RESTART);
	blocking_notifier_call_chain(&reboot_notifiers, SYS_RESTART, cmd);
	reboot_call(RESTART_PREPARE, NULL);
	machine_restart(cmd);
}

void kernel_halt(void)
{
	WRITE_ONCE(system_state, SYSTEM_HALT);
	blocking_notifier_call_chain(&reboot_notifiers, SYS_HALT, NULL);
	machine_halt();
}

static void reboot_prepare_power_off(void)
{
	WRITE_ONCE(system_state, SYSTEM_POWER_OFF);
	blocking_notifier_call_chain(&reboot_notifiers, SYS_POWER_OFF, NULL);
	reboot_call(POWER_OFF_PREPARE, NULL);
}

void kernel_power_off(void)
{
	reboot_prepare_power_off();
	machine_power_off();
}

/* Power off with the status of the earlier commands of the line, so that a failure is not lost. */
static int cmd_poweroff(int argc, char **argv)
{
	reboot_prepare_power_off();
	machine_exit(shell_status);
}
SHELL_COMMAND(poweroff, "poweroff", "", "switch the machine off", cmd_poweroff);

static int cmd_reboot(int argc, char **argv)
{
	kernel_restart(NULL);
	return 1;
}
SHELL_COMMAND(reboot, "reboot", "", "restart the machine", cmd_reboot);
