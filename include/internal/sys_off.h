/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_SYS_OFF_H
#define INTERNAL_SYS_OFF_H

/* How kernel/reboot.c calls the handlers of kernel/sys_off.c, which are linked only if used. */

#include <linux/reboot.h>

enum sys_off_phase {
	POWER_OFF_PREPARE,	/* after the notifiers and the shutdown of devices */
	RESTART_PREPARE,
	POWER_OFF_FIRST,	/* before the exit handlers, such as firmware */
	RESTART_FIRST,
	POWER_OFF_LAST,		/* after them */
	RESTART_LAST,
	NR_SYS_OFF_PHASES
};

/* NULL until the first handler is registered. */
extern void (*sys_off_call)(enum sys_off_phase phase, const char *cmd);

/* Do the same as register_sys_off_handler(), with a device that the callback gets. */
struct sys_off_handler *sys_off_register(struct device *dev, enum sys_off_mode mode, int priority,
					 int (*callback)(struct sys_off_data *data), void *cb_data);

#endif /* INTERNAL_SYS_OFF_H */
