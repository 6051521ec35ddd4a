// SPDX-License-Identifier: BSD-2-Clause
/*
 * Handlers of drivers that power off or restart the machine: linux/reboot.h.
 *
 * Each phase has a chain of notifiers.  Handlers of the phases POWER_OFF and RESTART are in one of
 * two chains.  Those whose priority is at least that of firmware in Linux are called before the
 * exit handlers, and the others if no exit handler was successful.
 */

#include <internal/sys_off.h>
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/notifier.h>
#include <linux/reboot.h>
#include <linux/slab.h>

/* Linux's priorities of firmware, that is of PSCI. */
#define FIRMWARE_POWER_OFF	SYS_OFF_PRIO_DEFAULT
#define FIRMWARE_RESTART	129

struct sys_off_handler {
	struct notifier_block nb;
	int (*callback)(struct sys_off_data *data);
	void *cb_data;
	enum sys_off_phase phase;
	struct device *dev;
};

/* The chains may be called in any context, except those of the prepare phases. */
static struct blocking_notifier_head phases[NR_SYS_OFF_PHASES];

static void sys_off_call_chain(enum sys_off_phase phase, const char *cmd)
{
	bool restart = phase == RESTART_FIRST || phase == RESTART_LAST;
	unsigned long action = restart ? REBOOT_HARD : 0;

	if (phase == POWER_OFF_PREPARE || phase == RESTART_PREPARE)
		blocking_notifier_call_chain(&phases[phase], action, (void *)cmd);
	else
		atomic_notifier_call_chain(&phases[phase].chain, action, (void *)cmd);
}

static int sys_off_add(enum sys_off_phase phase, struct notifier_block *nb)
{
	int err = blocking_notifier_chain_register(&phases[phase], nb);

	if (!err)
		WRITE_ONCE(sys_off_call, sys_off_call_chain);
	return err;
}

static enum sys_off_phase sys_off_phase_of(enum sys_off_mode mode, int priority)
{
	switch (mode) {
	case SYS_OFF_MODE_POWER_OFF_PREPARE:
		return POWER_OFF_PREPARE;
	case SYS_OFF_MODE_RESTART_PREPARE:
		return RESTART_PREPARE;
	case SYS_OFF_MODE_POWER_OFF:
		return priority >= FIRMWARE_POWER_OFF ? POWER_OFF_FIRST : POWER_OFF_LAST;
	default:
		return priority >= FIRMWARE_RESTART ? RESTART_FIRST : RESTART_LAST;
	}
}

static int sys_off_notify(struct notifier_block *nb, unsigned long action, void *cmd)
{
	struct sys_off_handler *handler = container_of(nb, struct sys_off_handler, nb);
	struct sys_off_data data = {
		.mode = (int)action, .cb_data = handler->cb_data, .cmd = cmd, .dev = handler->dev,
	};

	return handler->callback(&data);
}

struct sys_off_handler *sys_off_register(struct device *dev, enum sys_off_mode mode, int priority,
					 int (*callback)(struct sys_off_data *data), void *cb_data)
{
	struct sys_off_handler *handler = kzalloc(sizeof(*handler), GFP_KERNEL);
	int err;

	if (!handler)
		return ERR_PTR(-ENOMEM);
	handler->nb.notifier_call = sys_off_notify;
	handler->nb.priority = priority;
	handler->callback = callback;
	handler->cb_data = cb_data;
	handler->dev = dev;
	handler->phase = sys_off_phase_of(mode, priority);
	err = sys_off_add(handler->phase, &handler->nb);
	if (!err)
		return handler;
	kfree(handler);
	return ERR_PTR(err);
}

struct sys_off_handler *register_sys_off_handler(enum sys_off_mode mode, int priority,
						 int (*callback)(struct sys_off_data *data),
						 void *cb_data)
{
	return sys_off_register(NULL, mode, priority, callback, cb_data);
}

void unregister_sys_off_handler(struct sys_off_handler *handler)
{
	if (IS_ERR_OR_NULL(handler))
		return;
	WARN(blocking_notifier_chain_unregister(&phases[handler->phase], &handler->nb),
	     "unregister_sys_off_handler: %ps is not registered\n", handler->callback);
	kfree(handler);
}

int register_restart_handler(struct notifier_block *nb)
{
	return sys_off_add(sys_off_phase_of(SYS_OFF_MODE_RESTART, nb->priority), nb);
}

int unregister_restart_handler(struct notifier_block *nb)
{
	enum sys_off_phase phase = sys_off_phase_of(SYS_OFF_MODE_RESTART, nb->priority);

	return blocking_notifier_chain_unregister(&phases[phase], nb);
}
