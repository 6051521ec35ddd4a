// SPDX-License-Identifier: BSD-2-Clause
/* A function that is called before the machine is switched off or restarted. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/notifier.h>
#include <linux/reboot.h>

static int reboot_event(struct notifier_block *nb, unsigned long event, void *data)
{
	if (event == SYS_POWER_OFF || event == SYS_RESTART)
		pr_info("passed\n");
	return NOTIFY_DONE;
}

static struct notifier_block reboot_nb = {
	.notifier_call = reboot_event,
	.priority = 128,
};

static int __init reboot_notifier_demo_init(void)
{
	return register_reboot_notifier(&reboot_nb);
}

static void __exit reboot_notifier_demo_exit(void)
{
	unregister_reboot_notifier(&reboot_nb);
}
module_init(reboot_notifier_demo_init);
module_exit(reboot_notifier_demo_exit);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A notifier of reboots");
