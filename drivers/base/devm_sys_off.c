// SPDX-License-Identifier: BSD-2-Clause
/* Handlers of linux/reboot.h that are unregistered when the driver of a device is unbound. */

#include <internal/sys_off.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/reboot.h>

static void devm_sys_off_release(void *handler)
{
	unregister_sys_off_handler(handler);
}

int devm_register_sys_off_handler(struct device *dev, enum sys_off_mode mode, int priority,
				  int (*callback)(struct sys_off_data *data), void *cb_data)
{
	struct sys_off_handler *handler;

	handler = sys_off_register(dev, mode, priority, callback, cb_data);
	if (IS_ERR(handler))
		return PTR_ERR(handler);
	return devm_add_action_or_reset(dev, devm_sys_off_release, handler);
}

int devm_register_power_off_handler(struct device *dev, int (*callback)(struct sys_off_data *data),
				    void *cb_data)
{
	return devm_register_sys_off_handler(dev, SYS_OFF_MODE_POWER_OFF, SYS_OFF_PRIO_DEFAULT,
					     callback, cb_data);
}

int devm_register_restart_handler(struct device *dev, int (*callback)(struct sys_off_data *data),
				  void *cb_data)
{
	return devm_register_sys_off_handler(dev, SYS_OFF_MODE_RESTART, SYS_OFF_PRIO_HIGH,
					     callback, cb_data);
}

static void devm_reboot_notifier_release(void *nb)
{
	unregister_reboot_notifier(nb);
}

int devm_register_reboot_notifier(struct device *dev, struct notifier_block *nb)
{
	int err = register_reboot_notifier(nb);

	return err ? err : devm_add_action_or_reset(dev, devm_reboot_notifier_release, nb);
}
