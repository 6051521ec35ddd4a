/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_GPIO_DRIVER_H
#define LINUX_GPIO_DRIVER_H

/*
 * Chips with general-purpose input and output lines (GPIO), for their drivers.  A line of a chip
 * has an offset below ngpio.  Lines have no global numbers; consumers find them by the device tree
 * (<linux/gpio/consumer.h>).  Values of this interface are those of the wires: 1 is high.
 *
 * A chip whose lines are also interrupts fills the member irq.  The core then creates an irq_domain
 * with the offsets as hwirq numbers, two cells, and the node of the chip.
 *
 * Pin controllers, hogs and chips with generic registers are not supported.
 */

#include <linux/err.h>
#include <linux/irqchip/chained_irq.h>
#include <linux/irqdomain.h>
#include <linux/irqhandler.h>
#include <linux/property.h>
#include <linux/spinlock_types.h>
#include <linux/types.h>

struct device;
struct fwnode_handle;
struct gpio_chip;
struct gpio_device;
struct irq_chip;
struct irq_data;
struct module;
struct of_phandle_args;
struct seq_file;

#define GPIO_LINE_DIRECTION_OUT	0
#define GPIO_LINE_DIRECTION_IN	1

struct gpio_irq_chip {
	/* IRQCHIP_IMMUTABLE, with GPIOCHIP_IRQ_RESOURCE_HELPERS; NULL: no interrupts. */
	struct irq_chip *chip;
	struct irq_domain *domain;	/* set by the core */
	irq_flow_handler_t handler;	/* initial flow handler of the lines */
	unsigned int default_type;	/* initial trigger; IRQ_TYPE_NONE with a device tree */
	unsigned int first;		/* interrupt number of line 0; 0: any */
	/*
	 * Chained handler of the parent lines, which cannot be used if can_sleep is true.  Its data
	 * is parent_handler_data, or the chip if this is NULL.  A parent of 0 is ignored.
	 */
	irq_flow_handler_t parent_handler;
	void *parent_handler_data;
	unsigned int num_parents;
	unsigned int *parents;
	bool threaded;			/* handlers are called by handle_nested_irq() */
	/* Silence the hardware before the domain is created.  Optional.  Returns 0 or -errno. */
	int (*init_hw)(struct gpio_chip *gc);
};

/*
 * A chip.  The functions are optional, except that a chip needs get() or set().  They must not
 * sleep unless can_sleep is true, except request(), which is called in thread context.  Functions
 * that return an int return -errno on failure.
 */
struct gpio_chip {
	const char *label;		/* NULL: the name of the device */
	struct gpio_device *gpiodev;	/* set by the core */
	struct device *parent;
	struct fwnode_handle *fwnode;	/* NULL: that of parent */
	struct module *owner;		/* ignored */

	/* Prepare a line for a consumer, or end its use. */
	int (*request)(struct gpio_chip *gc, unsigned int offset);
	void (*free)(struct gpio_chip *gc, unsigned int offset);
	int (*get_direction)(struct gpio_chip *gc, unsigned int offset); /* GPIO_LINE_DIRECTION_ */
	int (*direction_input)(struct gpio_chip *gc, unsigned int offset);
	int (*direction_output)(struct gpio_chip *gc, unsigned int offset, int value);
	int (*get)(struct gpio_chip *gc, unsigned int offset);	/* 0 or 1 */
	void (*set)(struct gpio_chip *gc, unsigned int offset, int value);
	/* Return the interrupt number of a line.  The core sets it for a chip with irq.chip. */
	int (*to_irq)(struct gpio_chip *gc, unsigned int offset);

	int base;			/* ignored */
	u16 ngpio;			/* number of lines; 0: property "ngpios" */
	const char *const *names;	/* of ngpio lines, or NULL; an entry may be NULL */
	bool can_sleep;
	struct gpio_irq_chip irq;
	/*
	 * Translate an entry of the device tree to an offset and flags (bits as in the bindings).
	 * NULL: the first cell is the offset, and the second one contains the flags.
	 */
	int (*of_xlate)(struct gpio_chip *gc, const struct of_phandle_args *gpiospec, u32 *flags);
	unsigned int of_gpio_n_cells;	/* cells that of_xlate() needs; 0: 2 */
};

/*
 * Register a chip.  gpiochip_get_data() returns @data.  Returns 0, -EINVAL and a message if the
 * chip is incomplete, or another -errno.  gpiochip_remove() waits until no function of the chip
 * runs.  Later functions of its lines, which consumers should have released, return -ENODEV.
 * Context: thread.
 */
int gpiochip_add_data(struct gpio_chip *gc, void *data);
void gpiochip_remove(struct gpio_chip *gc);
int devm_gpiochip_add_data(struct device *dev, struct gpio_chip *gc, void *data);
#define gpiochip_add(gc)	gpiochip_add_data(gc, NULL)

/* Return the data of the chip.  Context: any. */
void *gpiochip_get_data(struct gpio_chip *gc);

/* request() and free() for chips with a pin controller: do nothing, as there are none. */
int gpiochip_generic_request(struct gpio_chip *gc, unsigned int offset);
void gpiochip_generic_free(struct gpio_chip *gc, unsigned int offset);

/* ---- lines that are interrupts --------------------------------------------------------------- */

/*
 * Mark a line as an interrupt.  It cannot become an output while it is marked and enabled.  Returns
 * 0; -EINVAL if the chip has no such line; or -EIO if it is an output.  Context: any, or thread if
 * the chip may sleep.
 */
int gpiochip_lock_as_irq(struct gpio_chip *gc, unsigned int offset);
void gpiochip_unlock_as_irq(struct gpio_chip *gc, unsigned int offset);
bool gpiochip_line_is_irq(struct gpio_chip *gc, unsigned int offset);

/* Note that the chip unmasks or masks the line; for irq_unmask() and irq_mask().  Context: any. */
void gpiochip_enable_irq(struct gpio_chip *gc, unsigned int offset);
void gpiochip_disable_irq(struct gpio_chip *gc, unsigned int offset);

/* The same as gpiochip_lock_as_irq() and gpiochip_unlock_as_irq(), for a struct irq_chip. */
int gpiochip_reqres_irq(struct gpio_chip *gc, unsigned int offset);
void gpiochip_relres_irq(struct gpio_chip *gc, unsigned int offset);
int gpiochip_irq_reqres(struct irq_data *data);
void gpiochip_irq_relres(struct irq_data *data);

#define GPIOCHIP_IRQ_RESOURCE_HELPERS					\
	.irq_request_resources = gpiochip_irq_reqres,			\
	.irq_release_resources = gpiochip_irq_relres

static inline void gpio_irq_chip_set_chip(struct gpio_irq_chip *girq, const struct irq_chip *chip)
{
	girq->chip = (struct irq_chip *)chip;	/* the core does not change it */
}

#endif /* LINUX_GPIO_DRIVER_H */
