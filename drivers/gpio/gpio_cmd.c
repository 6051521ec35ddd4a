// SPDX-License-Identifier: BSD-2-Clause
/* The command gpio: list the lines of GPIO chips, and set a line. */

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/string.h>
#include <quarry/console.h>
#include <quarry/shell.h>

#include "gpiolib.h"

struct gpio_change {
	const char *chip;
	const char *to;		/* "in", "0" or "1" */
	unsigned int offset;
};

static void gpio_show_line(struct gpio_desc *desc)
{
	const char *name = gpio_line_name(desc->gdev, gpio_offset(desc));
	int direction = gpiod_get_direction(desc), value = gpiod_get_raw_value_cansleep(desc);
	bool requested = test_bit(GPIO_REQUESTED, &desc->flags);

	console_printf("  %3u  %-4s", gpio_offset(desc),
		       direction < 0 ? "?" : direction == GPIO_LINE_DIRECTION_OUT ? "out" : "in");
	if (value < 0)
		console_printf("  ?");
	else
		console_printf("  %d", value);
	if (name)
		console_printf("  %s", name);
	if (requested)
		console_printf("  [%s%s]", desc->consumer ?: "in use",
			       gpiod_is_active_low(desc) ? ", active low" : "");
	if (test_bit(GPIO_USED_AS_IRQ, &desc->flags))
		console_printf("  [interrupt]");
	console_printf("\n");
}

static int gpio_show_chip(struct gpio_device *gdev, void *arg)
{
	const char *wanted = arg;

	if (wanted && strcmp(wanted, gdev->name))
		return 0;
	console_printf("%s: %u lines\n", gdev->name, gdev->ngpio);
	for (unsigned int i = 0; i < gdev->ngpio; i++) {
		if (gpiochip_line_is_valid(gdev->chip, i))
			gpio_show_line(&gdev->descs[i]);
	}
	if (gdev->chip->dbg_show)
		gdev->chip->dbg_show(&console_seq, gdev->chip);
	return wanted ? 1 : 0;
}

static int gpio_change_line(struct gpio_device *gdev, void *arg)
{
	const struct gpio_change *change = arg;
	struct gpio_desc *desc;
	int err;

	if (strcmp(change->chip, gdev->name))
		return 0;
	if (change->offset >= gdev->ngpio)
		return -EINVAL;
	desc = &gdev->descs[change->offset];
	err = gpio_request_line(desc, "command gpio");
	if (err)
		return err;
	if (!strcmp(change->to, "in"))
		err = gpiod_direction_input(desc);
	else
		err = gpiod_direction_output_raw(desc, change->to[0] == '1');
	gpio_show_line(desc);
	gpio_free_line(desc);
	return err ? err : 1;
}

static int cmd_gpio(int argc, char **argv)
{
	struct gpio_change change = { 0 };
	int ret;

	if (argc <= 2) {
		ret = gpio_for_each_chip(gpio_show_chip, argc == 2 ? argv[1] : NULL);
		if (argc == 2 && !ret)
			console_printf("gpio: there is no chip %s\n", argv[1]);
		return argc == 2 && !ret;
	}
	change.chip = argv[1];
	change.to = argc == 4 ? argv[3] : "";
	if (kstrtouint(argv[2], 0, &change.offset) ||
	    (strcmp(change.to, "in") && strcmp(change.to, "0") && strcmp(change.to, "1"))) {
		console_printf("gpio: a line of a chip can be set to in, 0 or 1\n");
		return 1;
	}
	ret = gpio_for_each_chip(gpio_change_line, &change);
	if (ret == -EBUSY)
		console_printf("gpio: the line is in use\n");
	else if (ret == -EINVAL)
		console_printf("gpio: the chip has no such line\n");
	else if (ret < 0)
		console_printf("gpio: error %d\n", ret);
	else if (!ret)
		console_printf("gpio: there is no chip %s\n", change.chip);
	return ret != 1;
}
SHELL_COMMAND(gpio, "gpio", "[chip [line in|0|1]]",
	      "list the lines of GPIO chips, or make a line an input or set it", cmd_gpio);
