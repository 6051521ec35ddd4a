// SPDX-License-Identifier: BSD-2-Clause
/*
 * The command rebind: unbind and bind the driver of a device 100 times, and with each allocation of
 * the probe failing in turn.  It prints the memory in use before and after.
 *
 *	rebind DEVICE [COMMAND]
 *
 * While the driver is unbound and bound 100 times, another thread runs the command again and again.
 * It may fail while the device has no driver.
 */

#include <linux/amba/bus.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/fault-inject.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/platform_device.h>
#include <linux/rcupdate.h>
#include <linux/vmalloc.h>
#include <quarry/shell.h>

#define ROUNDS		100
#define ALLOCATIONS	200

static unsigned long in_use(void)
{
	rcu_barrier();
	vm_unmap_aliases();
	msleep(20);
	return totalram_pages() - nr_free_pages();
}

static struct device *find_device(const char *name)
{
	struct device *dev = bus_find_device_by_name(&platform_bus_type, NULL, name);

	if (!dev && IS_ENABLED(CONFIG_ARM_AMBA))
		dev = bus_find_device_by_name(&amba_bustype, NULL, name);
	return dev;
}

static int run_load(void *command)
{
	while (!kthread_should_stop()) {
		shell_run(command);
		cond_resched();
	}
	return 0;
}

/* Returns the number of probes that succeeded.  Afterwards the device has no driver. */
static unsigned int bind_under_load(struct device *dev, char *command)
{
	struct task_struct *load = command ? kthread_run(run_load, command, "load") : NULL;
	unsigned int bound = 0;

	if (IS_ERR(load))
		return 0;
	for (int round = 0; round < ROUNDS; round++) {
		device_release_driver(dev);
		bound += device_attach(dev) == 1;
		if (load)
			msleep(1);
	}
	/* The command may wait for a device that never answers. */
	device_release_driver(dev);
	if (load)
		kthread_stop(load);
	return bound;
}

/* Returns the number of allocations that failed before a probe succeeded. */
static unsigned long bind_with_failures(struct device *dev)
{
	for (unsigned long n = 1; n < ALLOCATIONS; n++) {
		bool bound;

		WRITE_ONCE(failslab.nth, n);
		bound = device_attach(dev) == 1;
		bound &= READ_ONCE(failslab.nth) != 0;
		WRITE_ONCE(failslab.nth, 0);
		if (bound)
			return n - 1;
		device_release_driver(dev);
	}
	return 0;
}

/* Returns true if each probe without a failing allocation succeeds; counts the failures. */
static bool rebind(struct device *dev, char *command, unsigned long *failed)
{
	unsigned int bound = bind_under_load(dev, command);

	*failed = bind_with_failures(dev);
	return bound == ROUNDS && *failed;
}

static int cmd_rebind(int argc, char **argv)
{
	char *command = argc > 2 ? argv[2] : NULL;
	unsigned long before, after, failed;
	struct device *dev;
	bool works;

	if (argc < 2)
		return -EINVAL;
	dev = find_device(argv[1]);
	if (!dev) {
		console_printf("%s: there is no such device\n", argv[1]);
		return 1;
	}
	/* The first time, allocators and debugging functions get memory that they keep. */
	works = rebind(dev, command, &failed);
	before = in_use();
	works &= rebind(dev, command, &failed);
	after = in_use();
	console_printf("%s: %s, %lu allocations failed, %lu pages in use before, %lu after\n",
		       argv[1], works ? "works" : "FAILS", failed, before, after);
	put_device(dev);
	return !works;
}
SHELL_COMMAND(rebind, "rebind", "device [command]",
	      "unbind and bind a driver 100 times, and with failing allocations", cmd_rebind);

static void say_power_off(void)
{
	console_printf("pm_power_off() in state %d\n", READ_ONCE(system_state));
}

static int cmd_set_power_off(int argc, char **argv)
{
	console_printf("state %d\n", READ_ONCE(system_state));
	pm_power_off = say_power_off;
	return 0;
}
SHELL_COMMAND(set_power_off, "set_power_off", "", "set pm_power_off", cmd_set_power_off);
