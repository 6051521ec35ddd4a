// SPDX-License-Identifier: BSD-2-Clause
/*
 * The commands bind and unbind, which bind a driver to a device and unbind it, and devices, which
 * lists the devices of the device tree.  A device is specified by its name or its path.
 */

#include <internal/of_bus.h>
#include <linux/kernel.h>
#include <linux/platform_device.h>
#include <linux/string.h>
#include <quarry/report.h>
#include <quarry/shell.h>

#include "amba.h"
#include "base.h"

/* Return the next device that a node of the tree can have.  References are as for device_next(). */
static struct device *next_tree_device(struct device *prev)
{
	while ((prev = device_next(NULL, prev))) {
		if (dev_is_platform(prev) || amba_is_device(prev))
			return prev;
	}
	return NULL;
}

static bool device_has_name(const struct device *dev, const char *name)
{
	char path[128];

	if (!strcmp(dev_name(dev), name))
		return true;
	return dev->of_node && !strcmp(of_node_path(dev->of_node, path, sizeof(path)), name);
}

/* Return the device that the command line specifies, or print a message and return NULL. */
static struct device *named_device(int argc, char **argv)
{
	struct device *dev = NULL, *found = NULL;

	while (argc == 2 && (dev = next_tree_device(dev))) {
		if (device_has_name(dev, argv[1]))
			found = dev;
	}
	if (!found)
		console_printf("%s: %s\n", argv[argc == 2],
			       argc == 2 ? "there is no such device"
					 : "the name of a device is missing");
	return found;
}

static int cmd_unbind(int argc, char **argv)
{
	struct device *dev = named_device(argc, argv);

	if (!dev)
		return 1;
	if (!dev->driver || dev->driver->suppress_bind_attrs) {
		console_printf("%s: %s\n", argv[1],
			       dev->driver ? "its driver cannot be unbound" :
			       "it has no driver");
		return 1;
	}
	device_release_driver(dev);
	return 0;
}
SHELL_COMMAND(unbind, "unbind", "device", "unbind the driver of a device", cmd_unbind);

static int cmd_bind(int argc, char **argv)
{
	struct device *dev = named_device(argc, argv);

	if (!dev)
		return 1;
	if (dev->driver || device_attach(dev) != 1) {
		console_printf("%s: %s\n", argv[1], dev->driver ? "it has a driver" :
			       "no driver was bound");
		return 1;
	}
	return 0;
}
SHELL_COMMAND(bind, "bind", "device", "bind the matching driver to a device", cmd_bind);

static void show_device(struct device *dev)
{
	char path[96];

	report_row(&console_seq, "%-10s{driver}  %-10s{device}\n",
		   dev->driver ? dev->driver->name :
		   device_is_deferred(dev) ? "(deferred)" : "(none)",
		   dev->of_node ? of_node_path(dev->of_node, path, sizeof(path)) : dev_name(dev));
}

static int cmd_devices(int argc, char **argv)
{
	struct device *dev = NULL;

	report_open(&console_seq, NULL, '[');
	report_fields(&console_seq, "driver      device    \n");
	while ((dev = next_tree_device(dev))) {
		if (dev->driver || !dev->of_node || !of_node_is_bus(dev->of_node))
			show_device(dev);
	}
	report_close(&console_seq, ']');
	return 0;
}
SHELL_COMMAND(devices, "devices", "[-j]", "devices of the tree and their drivers", cmd_devices);
