/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DRIVERS_GPIO_GPIOLIB_H
#define DRIVERS_GPIO_GPIOLIB_H

/* Lines of GPIO chips: what the files drivers/gpio/gpio*.c share. */

#include <linux/gpio/consumer.h>
#include <linux/gpio/driver.h>
#include <linux/kref.h>
#include <linux/list.h>

/* Bits of gpio_desc.flags, changed atomically. */
enum gpio_line_flag {
	GPIO_REQUESTED,
	GPIO_IS_OUT,
	GPIO_ACTIVE_LOW_LINE,
	GPIO_DRAIN,			/* open drain */
	GPIO_SOURCE,			/* open source */
	GPIO_USED_AS_IRQ,
	GPIO_IRQ_ENABLED,
};

struct gpio_desc {
	struct gpio_device *gdev;
	const char *consumer;		/* while it is requested; NULL: unnamed */
	unsigned long flags;
};

/*
 * The core's part of a chip.  It exists until the chip is removed and no line has a consumer.
 * Readers of chip hold gpio_srcu.
 */
struct gpio_device {
	struct kref ref;
	struct list_head node;
	struct gpio_chip *chip;		/* NULL: removed */
	void *data;
	const struct device_node *of_node;
	unsigned int ngpio;
	bool can_sleep;
	char name[32];
	struct gpio_desc descs[];
};

/* The offset of the line in its chip. */
static inline unsigned int gpio_offset(const struct gpio_desc *desc)
{
	return (unsigned int)(desc - desc->gdev->descs);
}

/* Request a line, or release it.  @consumer must exist until then.  Context: thread. */
int gpio_request_line(struct gpio_desc *desc, const char *consumer);
void gpio_free_line(struct gpio_desc *desc);

/*
 * Call @fn for each chip until it returns a nonzero value, and return this value.  The chip is not
 * removed meanwhile.  Context: thread.
 */
int gpio_for_each_chip(int (*fn)(struct gpio_device *gdev, void *arg), void *arg);

/* Return the name of a line by the chip or by "gpio-line-names", or NULL. */
const char *gpio_line_name(const struct gpio_device *gdev, unsigned int offset);

/* Create the irq_domain of the chip, if it has interrupts, and remove it. */
int gpio_irq_add(struct gpio_chip *gc);
void gpio_irq_remove(struct gpio_chip *gc);

#endif /* DRIVERS_GPIO_GPIOLIB_H */
