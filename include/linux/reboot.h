/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_REBOOT_H
#define LINUX_REBOOT_H

#include <linux/compiler.h>

struct notifier_block;

/* What notifiers are called with; their data is the command of kernel_restart(), or NULL. */
#define SYS_DOWN	0x0001
#define SYS_RESTART	SYS_DOWN
#define SYS_HALT	0x0002
#define SYS_POWER_OFF	0x0003

/* Called before the machine is left in an orderly way.  0.  Thread context. */
int register_reboot_notifier(struct notifier_block *nb);
int unregister_reboot_notifier(struct notifier_block *nb);

/* Call the notifiers, then leave.  They return only if nothing can restart the machine.  Thread context. */
void kernel_restart(char *cmd);
void kernel_halt(void);
void kernel_power_off(void);

/* At once.  Halted, the machine waits for ever, with interrupts off.  Any context. */
void machine_power_off(void);
void machine_restart(const char *cmd);
void machine_halt(void);
void emergency_restart(void);

/*
 * Leave the machine with @status, 0 to 255; any other value counts as 255.  The handlers below are called
 * in order of priority, then arch_exit().  The machine is halted if none of them works, and after a failure
 * if none of them can pass the status on.  Does not return.  Any context.
 */
void machine_exit(int status) __noreturn;

/* A way to leave the machine; registered by drivers, never removed. */
struct exit_handler {
	const char *name;
	/* Higher is tried first: 200 a test device, 100 the firmware, 60 watchdogs. */
	int priority;
	/*
	 * Either may be NULL.  Both return only when the request has had time to take effect and did not:
	 * the next handler would overwrite it.  exit() does nothing for a status that it cannot pass on.
	 */
	void (*exit)(int status);
	void (*restart)(void);
	struct exit_handler *next;
};

void register_exit_handler(struct exit_handler *handler);

#endif /* LINUX_REBOOT_H */
