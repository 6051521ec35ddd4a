// SPDX-License-Identifier: BSD-2-Clause
/* The command gpio: list the lines of GPIO chips, set a line, and wait for a line. */

#include <linux/completion.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/string.h>
#include <quarry/console.h>
#include <quarry/shell.h>

#include "gpiolib.h"

struct gpio_wanted {
	const char *chip;
	unsigned int offset;
	struct gpio_desc *desc;
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

/* Request the line that the command line names.  Returns 1, -errno, or 0 for another chip. */
static int gpio_take_line(struct gpio_device *gdev, void *arg)
{
	struct gpio_wanted *wanted = arg;
	int err;

	if (strcmp(wanted->chip, gdev->name))
		return 0;
	if (wanted->offset >= gdev->ngpio)
		return -EINVAL;
	wanted->desc = &gdev->descs[wanted->offset];
	err = gpio_request_line(wanted->desc, "command gpio");
	return err ? err : 1;
}

/* Show the line, unless its chip was removed.  Returns 1 if it was shown. */
static int gpio_show_taken_line(struct gpio_device *gdev, void *desc)
{
	if (gdev != ((struct gpio_desc *)desc)->gdev)
		return 0;
	gpio_show_line(desc);
	return 1;
}

/* One interrupt is enough, and a level-triggered one would be raised again. */
static irqreturn_t gpio_interrupt(int irq, void *arrived)
{
	disable_irq_nosync((unsigned int)irq);
	complete(arrived);
	return IRQ_HANDLED;
}

/* Wait for an interrupt of the line, for a time in seconds, or until Ctrl-C is typed. */
static int gpio_wait(struct gpio_desc *desc, unsigned long trigger, unsigned int seconds)
{
	unsigned long end = jiffies + seconds * HZ;
	struct completion arrived;
	int err = gpiod_direction_input(desc);
	int irq = err ? err : gpiod_to_irq(desc);

	if (irq < 0)
		return irq;
	init_completion(&arrived);
	err = request_irq((unsigned int)irq, gpio_interrupt, trigger, "command gpio", &arrived);
	if (err)
		return err;
	while (!wait_for_completion_timeout(&arrived, HZ / 10)) {
		if (console_interrupted() || time_after(jiffies, end)) {
			err = -ETIMEDOUT;
			break;
		}
	}
	free_irq((unsigned int)irq, &arrived);
	return err;
}

static const struct {
	const char *action;
	unsigned long trigger;
} gpio_waits[] = {
	{ "wait", IRQF_TRIGGER_RISING | IRQF_TRIGGER_FALLING },
	{ "low", IRQF_TRIGGER_LOW },
	{ "high", IRQF_TRIGGER_HIGH },
};

/* Return the trigger of an action that waits, or 0. */
static unsigned long gpio_trigger_of(const char *what)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(gpio_waits); i++) {
		if (!strcmp(what, gpio_waits[i].action))
			return gpio_waits[i].trigger;
	}
	return 0;
}

static int gpio_use_line(struct gpio_desc *desc, const char *what, unsigned int seconds)
{
	unsigned long trigger = gpio_trigger_of(what);

	if (trigger)
		return gpio_wait(desc, trigger, seconds);
	if (!strcmp(what, "in"))
		return gpiod_direction_input(desc);
	return gpiod_direction_output_raw(desc, what[0] == '1');
}

static int gpio_list(const char *chip)
{
	if (gpio_for_each_chip(gpio_show_chip, (void *)chip) || !chip)
		return 0;
	console_printf("gpio: there is no chip %s\n", chip);
	return 1;
}

static void gpio_print_error(const struct gpio_wanted *wanted, int err)
{
	if (!err)
		console_printf("gpio: there is no chip %s\n", wanted->chip);
	else if (err == -EBUSY)
		console_printf("gpio: the line is in use\n");
	else if (err == -EINVAL)
		console_printf("gpio: the chip has no such line\n");
	else if (err == -ETIMEDOUT)
		console_printf("gpio: the line did not change\n");
	else
		console_printf("gpio: error %d\n", err);
}

static int cmd_gpio(int argc, char **argv)
{
	struct gpio_wanted wanted = { .chip = argc > 1 ? argv[1] : NULL };
	const char *what = argc > 3 ? argv[3] : "";
	unsigned int seconds = 10;
	int err;

	if (argc <= 2)
		return gpio_list(wanted.chip);
	if (kstrtouint(argv[2], 0, &wanted.offset) ||
	    (strcmp(what, "in") && strcmp(what, "0") && strcmp(what, "1") &&
	     !gpio_trigger_of(what)) ||
	    (argc > 4 && (kstrtouint(argv[4], 0, &seconds) || seconds > 86400))) {
		console_printf("gpio: see \"help gpio\"\n");
		return 1;
	}
	err = gpio_for_each_chip(gpio_take_line, &wanted);
	if (err == 1) {
		err = gpio_use_line(wanted.desc, what, seconds);
		if (!err && !gpio_for_each_chip(gpio_show_taken_line, wanted.desc))
			err = -ENODEV;
		gpio_free_line(wanted.desc);
		if (!err)
			return 0;
	}
	gpio_print_error(&wanted, err);
	return 1;
}
SHELL_COMMAND(gpio, "gpio", "[chip [line action [seconds]]]",
	      "list the lines of GPIO chips, or use a line\n"
	      "in              make the line an input\n"
	      "0, 1            make the line an output with this value\n"
	      "wait [SECONDS]  wait until the line changes, 10 s without SECONDS\n"
	      "low, high       wait for an interrupt of the line with this level", cmd_gpio);
