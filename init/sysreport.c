// SPDX-License-Identifier: BSD-2-Clause
/*
 * The command sysreport: print the information that a report about a port needs: the board and its
 * boot chain, the console, interrupt controllers, devices and their drivers, memory, CPUs and
 * caches.  Some parts are the output of other commands.
 */

#include <internal/early.h>
#include <internal/of_bus.h>
#include <linux/cpumask.h>
#include <linux/initrd.h>
#include <linux/ioport.h>
#include <linux/irqdomain.h>
#include <linux/kernel.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/platform_device.h>
#include <linux/string.h>
#include <quarry/shell.h>

static void show_strings(const struct device_node *np, const char *name)
{
	int n = of_property_count_strings(np, name);
	const char *value;

	console_printf("%s:", name);
	for (int i = 0; i < n && !of_property_read_string_index(np, name, i, &value); i++)
		console_printf("%s %s", i ? "," : "", value);
	console_printf(n > 0 ? "\n" : " (none)\n");
}

static void show_boot_chain(void)
{
	static const char *const strings[] = {
		"stdout-path", "bootargs", "u-boot,version", "u-boot,bootconf"
	};
	static const char *const numbers[] = { "boot-hartid", "linux,uefi-system-table" };
	struct device_node *chosen = of_find_node_by_path("/chosen");
	const char *value;
	int size;

	for (unsigned int i = 0; i < ARRAY_SIZE(strings); i++) {
		if (!of_property_read_string(chosen, strings[i], &value))
			console_printf("%s: %s\n", strings[i], value);
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(numbers); i++) {
		const __be32 *cells = of_get_property(chosen, numbers[i], &size);

		if (cells && (size == 4 || size == 8))
			console_printf("%s: %#llx\n", numbers[i], of_read_number(cells, size / 4));
	}
	console_printf("initrd: %lu bytes\n", initrd_end - initrd_start);
}

static void show_console(void)
{
	const struct uart_driver *driver = early_uart.driver;

	if (driver)
		console_printf("UART: %s at %#llx, registers %u apart, %u wide%s\n",
			       driver->compatible, (unsigned long long)early_uart.phys,
			       1 << early_uart.reg_shift,
			       early_uart.io_width ? early_uart.io_width : 1,
			       early_uart.guessed ? ", guessed: the first with a driver" : "");
	else
		console_printf("UART: none, or the firmware's console\n");
}

/* Print "@what: compatible /path [first-last]". */
static void show_node(struct device_node *np, const char *what)
{
	const char *compatible = "(no compatible)";
	struct resource res;
	char path[128];

	of_property_read_string(np, "compatible", &compatible);
	console_printf("%s: %s %s", what, compatible, of_node_path(np, path, sizeof(path)));
	if (!of_address_to_resource(np, 0, &res))
		console_printf(" [%#llx-%#llx]", (unsigned long long)res.start,
			       (unsigned long long)res.end);
	console_printf("\n");
}

/*
 * Return true if @np is an interrupt controller that needs a driver.  The interrupt controllers in
 * CPUs do not: code of the architecture handles them.
 */
static bool is_interrupt_controller(const struct device_node *np)
{
	return of_property_present(np, "interrupt-controller") && of_device_is_available(np) &&
	       !of_node_is_type(np->parent, "cpu");
}

static void show_controllers(void)
{
	struct device_node *np;

	for_each_of_allnodes(np) {
		if (!is_interrupt_controller(np))
			continue;
		show_node(np, irq_find_host(np) ? "interrupt controller"
						: "interrupt controller without driver");
	}
}

static void show_caches(void)
{
	struct device_node *np;

	for_each_of_allnodes(np) {
		if (of_device_is_available(np) &&
		    (of_device_is_compatible(np, "cache") || of_node_is_type(np, "cache")))
			show_node(np, "cache");
	}
}

static bool is_console(struct device_node *np)
{
	struct resource res;

	return early_uart.driver && !of_address_to_resource(np, 0, &res) &&
	       early_uart.phys >= res.start && early_uart.phys <= res.end;
}

static void show_driverless(struct platform_device *pdev, void *arg)
{
	struct device_node *np = pdev->dev.of_node;
	unsigned int *found = arg;

	if (pdev->dev.driver || !np || is_interrupt_controller(np) || is_console(np) ||
	    of_node_is_bus(np))
		return;
	++*found;
	show_node(np, device_is_deferred(&pdev->dev) ? "device with deferred probe" :
						       "device without driver");
}

static int cmd_sysreport(int argc, char **argv)
{
	unsigned int without = 0;
	int err;

	console_printf("--- sysreport ---\n");
	show_strings(of_root, "model");
	show_strings(of_root, "compatible");
	show_boot_chain();
	show_console();
	show_controllers();
	console_printf("CPUs: %u of %u run\n", num_online_cpus(), num_possible_cpus());
	err = shell_run("cpuinfo");
	show_caches();
	platform_for_each(show_driverless, &without);
	console_printf("%u devices without driver\n", without);
	err |= shell_run("devices; irqs; dmainfo; memmap; meminfo; boottime");
	console_printf("--- end of sysreport ---\n");
	return err;
}
SHELL_COMMAND(sysreport, "sysreport", "", "system report for porting problems", cmd_sysreport);
