/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_REBOOT_H
#define LINUX_REBOOT_H

#include <linux/compiler.h>
#include <linux/notifier.h>

struct device;
struct notifier_block;
struct sys_off_handler;

/* Events of the notifiers.  The data of an event is the command of kernel_restart(), or NULL. */
#define SYS_DOWN	0x0001
#define SYS_RESTART	SYS_DOWN
#define SYS_HALT	0x0002
#define SYS_POWER_OFF	0x0003

/* Register a function that is called before an orderly shutdown.  Returns 0.  Context: thread. */
int register_reboot_notifier(struct notifier_block *nb);
int unregister_reboot_notifier(struct notifier_block *nb);
/* Register it until the driver of @dev is unbound.  Returns 0 or -ENOMEM. */
int devm_register_reboot_notifier(struct device *dev, struct notifier_block *nb);

/*
 * Call the notifiers, then restart, halt or power off the machine.  Returns only if the machine
 * cannot restart.  Context: thread.
 */
void kernel_restart(char *cmd);
void kernel_halt(void);
void kernel_power_off(void);

/* How to restart.  Handlers get REBOOT_HARD; there is no boot argument that changes it. */
enum reboot_mode {
	REBOOT_UNDEFINED = -1,
	REBOOT_COLD,
	REBOOT_WARM,
	REBOOT_HARD,
	REBOOT_SOFT,
	REBOOT_GPIO,
};

/*
 * When a handler is called: to prepare after the notifiers and the shutdown of devices, where it
 * may sleep, or to power off or restart, where it must not sleep.
 */
enum sys_off_mode {
	SYS_OFF_MODE_POWER_OFF_PREPARE,
	SYS_OFF_MODE_POWER_OFF,
	SYS_OFF_MODE_RESTART_PREPARE,
	SYS_OFF_MODE_RESTART,
};

/*
 * Handlers are called in descending order of priority.  The methods of the machine, which
 * machine_exit() describes, are tried after the handlers that power off with a priority of 0 or
 * more, and after those that restart with a priority of 129 or more.
 */
#define SYS_OFF_PRIO_PLATFORM	(-256)
#define SYS_OFF_PRIO_LOW	(-128)	/* the last resort */
#define SYS_OFF_PRIO_DEFAULT	0
#define SYS_OFF_PRIO_HIGH	192
#define SYS_OFF_PRIO_FIRMWARE	224

struct sys_off_data {
	int mode;		/* enum reboot_mode for a restart, otherwise 0 */
	void *cb_data;
	const char *cmd;	/* that of kernel_restart(), or NULL */
	struct device *dev;	/* that of a devm_ function, or NULL */
};

/*
 * Register a handler, which returns NOTIFY_DONE if it did not succeed.  A failure of the program is
 * no request to power off: machine_exit() with a status other than 0 calls no handler.  Returns
 * ERR_PTR(-ENOMEM) on failure.  The devm_ forms unregister it when the driver of @dev is unbound;
 * the restart handler has the priority SYS_OFF_PRIO_HIGH.  Context: thread.
 */
struct sys_off_handler *register_sys_off_handler(enum sys_off_mode mode, int priority,
						 int (*callback)(struct sys_off_data *data),
						 void *cb_data);
void unregister_sys_off_handler(struct sys_off_handler *handler);
int devm_register_sys_off_handler(struct device *dev, enum sys_off_mode mode, int priority,
				  int (*callback)(struct sys_off_data *data), void *cb_data);
int devm_register_power_off_handler(struct device *dev, int (*callback)(struct sys_off_data *data),
				    void *cb_data);
int devm_register_restart_handler(struct device *dev, int (*callback)(struct sys_off_data *data),
				  void *cb_data);

/* Register a notifier as a handler that restarts.  Its action is enum reboot_mode.  Returns 0. */
int register_restart_handler(struct notifier_block *nb);
int unregister_restart_handler(struct notifier_block *nb);

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
