/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_REBOOT_H
#define LINUX_REBOOT_H

#include <linux/compiler.h>

void machine_power_off(void);
void machine_restart(const char *cmd);

/*
 * Leave the machine and tell whoever started it the status, if any of the ways that exist can: they are
 * tried from the one that tells most to the one that tells least.  Does not return.  Any context.
 */
void machine_exit(int status) __noreturn;

/* A way to leave the machine; registered by drivers, never removed. */
struct exit_handler {
	const char *name;
	/* Higher is tried first: 200 a test device, 100 the firmware, 50 semihosting. */
	int priority;
	/* Return if it did not work; either may be NULL. */
	void (*exit)(int status);
	void (*restart)(void);
	struct exit_handler *next;
};

void register_exit_handler(struct exit_handler *handler);

#endif /* LINUX_REBOOT_H */
