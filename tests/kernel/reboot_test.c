// SPDX-License-Identifier: BSD-2-Clause
/*
 * The handlers that end or restart the machine are tried in order.  The last handler of this test
 * ends the calling thread, so that the handlers of the machine are not tried.
 */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/completion.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kthread.h>
#include <linux/notifier.h>
#include <linux/platform_device.h>
#include <linux/reboot.h>
#include <linux/sched.h>
#include <linux/sprintf.h>
#include <linux/string.h>

static char tried[64];
static struct task_struct *leaver;
static struct completion left;

static bool note_try(const char *name, int status)
{
	size_t used = strlen(tried);

	if (current != leaver)
		return false;
	scnprintf(tried + used, sizeof(tried) - used, "%s%d ", name, status);
	return true;
}

static void exit_first(int status)
{
	note_try("first", status);
}

static void exit_second(int status)
{
	note_try("second", status);
}

static void exit_third(int status)
{
	note_try("third", status);
}

static void restart_third(void)
{
	note_try("third", -1);
}

static void end_thread(void)
{
	complete(&left);
	task_exit();
}

static void exit_last(int status)
{
	if (note_try("last", status))
		end_thread();
}

static void restart_last(void)
{
	if (note_try("last", -1))
		end_thread();
}

/*
 * These handlers are not sorted by their priorities.  If two priorities are equal, the handler that
 * was registered first is tried first.
 */
static struct exit_handler handlers[] = {
	{ .name = "last", .priority = 1000, .exit = exit_last, .restart = restart_last },
	{ .name = "first", .priority = 1003, .exit = exit_first },
	{ .name = "second", .priority = 1002, .exit = exit_second },
	{ .name = "third", .priority = 1002, .exit = exit_third, .restart = restart_third },
};

static int leave_by_exit(void *unused)
{
	machine_exit(7);
}

static int leave_by_power_off(void *unused)
{
	machine_power_off();
	return 0;
}

static int leave_by_restart(void *unused)
{
	machine_restart(NULL);
	return 0;
}

/* Record the action.  Notifiers are called before the handlers. */
static int note_reboot(struct notifier_block *nb, unsigned long action, void *data)
{
	size_t used = strlen(tried);

	if (current == leaver)
		scnprintf(tried + used, sizeof(tried) - used, "%lu%s ", action,
			  data ? (char *)data : "");
	return NOTIFY_DONE;
}

static struct notifier_block reboot_nb = { .notifier_call = note_reboot };

/* Record the shutdown of a device. */
static void note_shutdown(struct device *dev)
{
	size_t used = strlen(tried);

	if (current == leaver)
		scnprintf(tried + used, sizeof(tried) - used, "%s ", dev_name(dev));
}

static const struct bus_type reboot_bus = { .name = "reboot-test", .shutdown = note_shutdown };
static struct device reboot_devices[2];

static void reboot_device_release(struct device *dev)
{
}

static int add_devices(void)
{
	int err = bus_register(&reboot_bus);

	for (unsigned int i = 0; !err && i < ARRAY_SIZE(reboot_devices); i++) {
		reboot_devices[i] = (struct device){
			.init_name = i ? "child" : "parent", .bus = &reboot_bus,
			.parent = i ? &reboot_devices[0] : NULL, .release = reboot_device_release,
		};
		err = device_register(&reboot_devices[i]);
		if (err)
			put_device(&reboot_devices[i]);
	}
	return err;
}

static void remove_devices(void)
{
	for (unsigned int i = ARRAY_SIZE(reboot_devices); i--;) {
		if (dev_name(&reboot_devices[i]) && device_is_registered(&reboot_devices[i]))
			device_unregister(&reboot_devices[i]);
	}
	bus_unregister(&reboot_bus);
}

static int reboot_test_init(struct kunit *test)
{
	static bool registered;

	for (unsigned int i = 0; !registered && i < ARRAY_SIZE(handlers); i++)
		register_exit_handler(&handlers[i]);
	registered = true;
	return add_devices();
}

/* Bind a device again that was shut down. */
static int bind_again(struct device *dev, void *unused)
{
	if (dev->driver && container_of(dev->driver, struct platform_driver, driver)->shutdown) {
		device_release_driver(dev);
		device_attach(dev);
	}
	return 0;
}

static void reboot_test_exit(struct kunit *test)
{
	WRITE_ONCE(system_state, SYSTEM_RUNNING);
	remove_devices();
	bus_for_each_dev(&platform_bus_type, NULL, NULL, bind_again);
}

static int leave_by_kernel_power_off(void *unused)
{
	kernel_power_off();
	return 0;
}

static int leave_by_kernel_restart(void *unused)
{
	static char cmd[] = "why";

	kernel_restart(cmd);
	return 0;
}

static int leave_by_emergency(void *unused)
{
	emergency_restart();
	return 0;
}

/* Record a call of a handler that a driver registered. */
static int note_sys_off(struct sys_off_data *data)
{
	size_t used = strlen(tried);

	if (current == leaver)
		scnprintf(tried + used, sizeof(tried) - used, "%s%d%s%s ", (char *)data->cb_data,
			  data->mode, data->cmd ? data->cmd : "", data->dev ? "@" : "");
	return NOTIFY_DONE;
}

static int note_restart(struct notifier_block *nb, unsigned long action, void *data)
{
	size_t used = strlen(tried);

	if (current == leaver)
		scnprintf(tried + used, sizeof(tried) - used, "nb%lu ", action);
	return NOTIFY_DONE;
}

static struct notifier_block restart_nb = { .notifier_call = note_restart, .priority = 200 };

static const struct {
	enum sys_off_mode mode;
	int priority;
	const char *name;
} sys_offs[] = {
	{ SYS_OFF_MODE_POWER_OFF, SYS_OFF_PRIO_DEFAULT, "B" },
	{ SYS_OFF_MODE_POWER_OFF, SYS_OFF_PRIO_FIRMWARE, "A" },
	{ SYS_OFF_MODE_POWER_OFF, SYS_OFF_PRIO_LOW, "never" },
	{ SYS_OFF_MODE_POWER_OFF_PREPARE, 1, "P" },
	{ SYS_OFF_MODE_RESTART, 128, "never" },
	{ SYS_OFF_MODE_RESTART, 129, "R" },
	{ SYS_OFF_MODE_RESTART_PREPARE, 1, "Q" },
};

/* Run a function in a thread, and expect the calls of notifiers and handlers. */
static void expect_calls(struct kunit *test, int (*leave)(void *unused), const char *wanted)
{
	tried[0] = '\0';
	init_completion(&left);
	leaver = kthread_create(leave, NULL, "leaver");
	if (!IS_ERR(leaver)) {
		wake_up_process(leaver);
		wait_for_completion(&left);
		KUNIT_EXPECT_STREQ(test, tried, wanted);
	}
	leaver = NULL;
}

/* Handlers are called by priority, and most before the methods of the machine. */
static void reboot_test_sys_off(struct kunit *test)
{
	struct sys_off_handler *added[ARRAY_SIZE(sys_offs)];
	struct device *dev = &reboot_devices[0];
	bool all = true;

	for (unsigned int i = 0; i < ARRAY_SIZE(sys_offs); i++) {
		added[i] = register_sys_off_handler(sys_offs[i].mode, sys_offs[i].priority,
						    note_sys_off, (void *)sys_offs[i].name);
		all &= !IS_ERR(added[i]);
	}
	KUNIT_EXPECT_EQ(test, register_restart_handler(&restart_nb), 0);
	all &= !devm_register_power_off_handler(dev, note_sys_off, "D");
	all &= !devm_register_restart_handler(dev, note_sys_off, "S");
	all &= !devm_register_reboot_notifier(dev, &reboot_nb);
	if (all) {
		expect_calls(test, leave_by_kernel_power_off,
			     "3 child parent P0 A0 B0 D0@ first0 second0 third0 last0 ");
		remove_devices();
		KUNIT_EXPECT_EQ(test, add_devices(), 0);
		expect_calls(test, leave_by_kernel_restart,
			     "child parent Q0 nb2 R2why third-1 last-1 ");
		expect_calls(test, leave_by_power_off, "A0 B0 first0 second0 third0 last0 ");
		expect_calls(test, leave_by_exit, "first7 second7 third7 last7 ");
	}
	KUNIT_EXPECT_EQ(test, unregister_restart_handler(&restart_nb), 0);
	KUNIT_EXPECT_EQ(test, unregister_restart_handler(&restart_nb), -ENOENT);
	for (unsigned int i = 0; i < ARRAY_SIZE(sys_offs); i++)
		unregister_sys_off_handler(added[i]);
	expect_calls(test, leave_by_emergency, "third-1 last-1 ");
}

static void reboot_test_order(struct kunit *test)
{
	static const struct {
		int (*leave)(void *unused);
		const char *tried;
	} ways[] = {
		{ leave_by_exit, "first7 second7 third7 last7 " },
		{ leave_by_power_off, "first0 second0 third0 last0 " },
		{ leave_by_restart, "third-1 last-1 " },
		{ leave_by_kernel_power_off, "3 child parent first0 second0 third0 last0 " },
		{ leave_by_kernel_restart, "1why child parent third-1 last-1 " },
		{ leave_by_emergency, "third-1 last-1 " },
	};

	KUNIT_ASSERT_EQ(test, register_reboot_notifier(&reboot_nb), 0);
	for (unsigned int i = 0; i < ARRAY_SIZE(ways); i++) {
		tried[0] = '\0';
		init_completion(&left);
		leaver = kthread_create(ways[i].leave, NULL, "leaver");
		if (IS_ERR(leaver))
			unregister_reboot_notifier(&reboot_nb);
		KUNIT_ASSERT_FALSE(test, IS_ERR(leaver));
		wake_up_process(leaver);
		wait_for_completion(&left);
		leaver = NULL;
		KUNIT_EXPECT_STREQ(test, tried, ways[i].tried);
	}
	KUNIT_EXPECT_EQ(test, unregister_reboot_notifier(&reboot_nb), 0);
}

static struct kunit_case reboot_cases[] = {
	KUNIT_CASE(reboot_test_order),
	KUNIT_CASE(reboot_test_sys_off),
	{}
};

static struct kunit_suite reboot_suite = {
	.name = "reboot",
	.init = reboot_test_init,
	.exit = reboot_test_exit,
	.test_cases = reboot_cases,
};
kunit_test_suite(reboot_suite);
