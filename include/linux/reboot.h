/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_REBOOT_H
#define LINUX_REBOOT_H

#include <linux/compiler.h>
#include <linux/notifier.h>

struct notifier_block;

/* Events of the notifiers.  The data of an event is the command of kernel_restart(), or NULL. */
#define SYS_DOWN	0x0001
#define SYS_RESTART	SYS_DOWN
#define SYS_HALT	0x0002
#define SYS_POWER_OFF	0x0003

/* Register a function that is called before an orderly shutdown.  Returns 0.  Context: thread. */
int register_reboot_notifier(struct notifier_block *nb);
int unregister_reboot_notifier(struct notifier_block *nb);

/*
 * Call the notifiers, then restart, halt or power off the machine.  Returns only if the machine
 * cannot restart.  Context: thread.
 */
void kernel_restart(char *cmd);
void kernel_halt(void);
void kernel_power_off(void);

/*
 * Power off, restart or halt the machine without calling the notifiers.  A halted machine waits
 * forever with interrupts off.  Context: any.
 */
void machine_power_off(void);
void machine_restart(const char *cmd);
void machine_halt(void);
void emergency_restart(void);

/*
 * Terminate the machine with @status, 0 to 255; any other value becomes 255.  The function calls
 * the exit handlers below in order of priority, then arch_exit().  If none of them terminates the
 * machine, or if @status is not 0 and none of them can report it, the machine is halted.  Does not
 * return.  Context: any.
 */
void machine_exit(int status) __noreturn;

/* A method to terminate the machine.  Drivers register it permanently. */
struct exit_handler {
	const char *name;
	/*
	 * Higher values are tried first: 200 for test devices, 100 for firmware, 60 for watchdogs.
	 */
	int priority;
	/*
	 * Optional functions.  They return only after waiting long enough for the request to take
	 * effect, because the next handler would overwrite it.  exit() does nothing if it cannot
	 * report the status.
	 */
	void (*exit)(int status);
	void (*restart)(void);
	struct exit_handler *next;
};

void register_exit_handler(struct exit_handler *handler);

#endif /* LINUX_REBOOT_H */
