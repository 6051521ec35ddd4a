// SPDX-License-Identifier: BSD-2-Clause
/*
 * The commands bind and unbind, which bind a driver to a device and unbind it, and devices, which
 * lists the devices of the device tree.  A device is specified by its name or its path.
 */

#include <linux/kernel.h>
#include <linux/platform_device.h>
#include <linux/string.h>
#include <quarry/report.h>
#include <quarry/shell.h>

struct search {
	const char *name;
	struct platform_device *found;
};

static void match_device_name(struct platform_device *pdev, void *arg)
{
	struct search *search = arg;
	char path[128];

	of_node_path(pdev->dev.of_node, path, sizeof(path));
	if (!strcmp(dev_name(&pdev->dev), search->name) ||
	    (pdev->dev.of_node && !strcmp(path, search->name)))
		search->found = pdev;
}

/* Return the device that the command line specifies, or print a message and return NULL. */
static struct platform_device *named_device(int argc, char **argv)
{
	struct search search = { .name = argc == 2 ? argv[1] : "" };

	platform_for_each(match_device_name, &search);
	if (!search.found)
		console_printf("%s: %s\n", argv[argc == 2],
			       argc == 2 ? "there is no such device"
					 : "the name of a device is missing");
	return search.found;
}

static int cmd_unbind(int argc, char **argv)
{
	struct platform_device *pdev = named_device(argc, argv);

	if (!pdev)
		return 1;
	if (!pdev->dev.driver || pdev->dev.driver->suppress_bind_attrs) {
		console_printf("%s: %s\n", argv[1],
			       pdev->dev.driver ? "its driver cannot be unbound" :
			       "it has no driver");
		return 1;
	}
	device_release_driver(&pdev->dev);
	return 0;
}
SHELL_COMMAND(unbind, "unbind", "device", "unbind the driver of a device", cmd_unbind);

static int cmd_bind(int argc, char **argv)
{
	struct platform_device *pdev = named_device(argc, argv);

	if (!pdev)
		return 1;
	if (pdev->dev.driver || device_attach(&pdev->dev) != 1) {
		console_printf("%s: %s\n", argv[1], pdev->dev.driver ? "it has a driver" :
			       "no driver was bound");
		return 1;
	}
	return 0;
}
SHELL_COMMAND(bind, "bind", "device", "bind the matching driver to a device", cmd_bind);

static void show_device(struct platform_device *pdev, void *unused)
{
	char path[96];

	report_row(&console_seq, "%-10s{driver}  %-10s{device}\n",
		   pdev->dev.driver ? pdev->dev.driver->name :
		   device_is_deferred(&pdev->dev) ? "(deferred)" : "(none)",
		   pdev->dev.of_node ? of_node_path(pdev->dev.of_node, path, sizeof(path)) :
				       dev_name(&pdev->dev));
}

static int cmd_devices(int argc, char **argv)
{
	report_open(&console_seq, NULL, '[');
	report_fields(&console_seq, "driver      device    \n");
	platform_for_each(show_device, NULL);
	report_close(&console_seq, ']');
	return 0;
}
SHELL_COMMAND(devices, "devices", "[-j]", "devices of the tree and their drivers", cmd_devices);
