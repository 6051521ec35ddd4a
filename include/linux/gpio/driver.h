/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_GPIO_DRIVER_H
#define LINUX_GPIO_DRIVER_H

/*
 * Chips with general-purpose input and output lines (GPIO), for their drivers.  A line of a chip
 * has an offset below ngpio.  Lines have no global numbers; consumers find them by the device tree
 * (<linux/gpio/consumer.h>).  Values of this interface are those of the wires: 1 is high.
 *
 * A chip whose lines are also interrupts fills the member irq.  The core then creates an irq_domain
 * with the offsets as hwirq numbers, two cells, and the node of the chip.  If each interrupt is a
 * line of another controller, too, the chip sets parent_domain and child_to_parent_hwirq().
 *
 * Pin controllers and hogs are not supported.
 */

#include <linux/bits.h>
#include <linux/err.h>
#include <linux/irqchip/chained_irq.h>
#include <linux/irqdomain.h>
#include <linux/irqhandler.h>
#include <linux/pinctrl/pinconf-generic.h>
#include <linux/property.h>
#include <linux/seq_file.h>
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

#define GPIO_LINE_DIRECTION_OUT	0
#define GPIO_LINE_DIRECTION_IN	1

/* The specifier of a parent's line. */
union gpio_irq_fwspec {
	struct irq_fwspec fwspec;
};

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
	union {
		void *parent_handler_data;
		void **parent_handler_data_array;	/* of each parent, with per_parent_data */
	};
	bool per_parent_data;
	unsigned int num_parents;
	unsigned int *parents;
	unsigned int *map;		/* ignored: interrupts are not sent again by a parent */
	bool threaded;			/* handlers are called by handle_nested_irq() */
	/*
	 * Clear the bits of lines that cannot be interrupts, which gpiod_to_irq() then refuses with
	 * -ENXIO.  Optional.  The core allocates and frees valid_mask.
	 */
	void (*init_valid_mask)(struct gpio_chip *gc, unsigned long *valid_mask,
				unsigned int ngpios);
	unsigned long *valid_mask;
	/*
	 * For interrupts that are lines of another controller: its domain, and a function that
	 * returns the line and the trigger of the interrupt @child_hwirq.  @child_type is 0 when
	 * the line is mapped without a trigger.
	 */
	struct irq_domain *parent_domain;
	int (*child_to_parent_hwirq)(struct gpio_chip *gc, unsigned int child_hwirq,
				     unsigned int child_type, unsigned int *parent_hwirq,
				     unsigned int *parent_type);
	/*
	 * Optional with a parent_domain: fill in the parent's specifier, other than the default of
	 * two cells; return the number of an interrupt in the domain, other than the offset; and
	 * replace functions of the domain, which the core completes.  fwnode is the node of the
	 * domain, or NULL for that of the chip.
	 */
	int (*populate_parent_alloc_arg)(struct gpio_chip *gc, union gpio_irq_fwspec *fwspec,
					 unsigned int parent_hwirq, unsigned int parent_type);
	unsigned int (*child_offset_to_irq)(struct gpio_chip *gc, unsigned int pin);
	struct irq_domain_ops child_irq_domain_ops;
	struct fwnode_handle *fwnode;
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
	/*
	 * Get or set several lines, those in @mask.  The core does not call them: it reads and sets
	 * the lines of an array one after the other.
	 */
	int (*get_multiple)(struct gpio_chip *gc, unsigned long *mask, unsigned long *bits);
	void (*set_multiple)(struct gpio_chip *gc, unsigned long *mask, unsigned long *bits);
	/* Set a parameter that <linux/pinctrl/pinconf-generic.h> packs: see gpiod_set_config(). */
	int (*set_config)(struct gpio_chip *gc, unsigned int offset, unsigned long config);
	/* Print the lines in the command "gpio", after those of the core. */
	void (*dbg_show)(struct seq_file *s, struct gpio_chip *gc);
	/*
	 * Clear the bits of lines that cannot be used, which requests then refuse with -EINVAL.
	 * Returns 0 or -errno.  The core allocates and frees valid_mask.
	 */
	int (*init_valid_mask)(struct gpio_chip *gc, unsigned long *valid_mask,
			       unsigned int ngpios);
	unsigned long *valid_mask;
	/* Describe the pins of the lines with gpiochip_add_pin_range().  Returns 0 or -errno. */
	int (*add_pin_ranges)(struct gpio_chip *gc);
	/* Return the interrupt number of a line.  The core sets it for a chip with irq.chip. */
	int (*to_irq)(struct gpio_chip *gc, unsigned int offset);

	int base;			/* ignored */
	u16 offset;			/* ignored */
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

	/*
	 * Registers with one bit for each line, which bgpio_init() sets and uses.  Linux's
	 * gpio-mmio.c has that function; its list is gpio-mmio.
	 */
	unsigned long (*read_reg)(void __iomem *reg);
	void (*write_reg)(void __iomem *reg, unsigned long data);
	bool be_bits;			/* line 0 is the highest bit */
	void __iomem *reg_dat;
	void __iomem *reg_set;
	void __iomem *reg_clr;
	void __iomem *reg_dir_out;
	void __iomem *reg_dir_in;
	bool bgpio_dir_unreadable;
	int bgpio_bits;			/* of a register */
	raw_spinlock_t bgpio_lock;	/* protects bgpio_data and bgpio_dir */
	unsigned long bgpio_data;	/* last value of the outputs */
	unsigned long bgpio_dir;	/* 1: the line is an output */
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

/*
 * Set gc->ngpio, if it is 0, by the property "ngpios" of @dev.  Returns 0, or -EINVAL if there is
 * no number of lines.  Context: thread.
 */
int gpiochip_get_ngpios(struct gpio_chip *gc, struct device *dev);

/* Return true if valid_mask does not exclude the line.  Context: any. */
bool gpiochip_line_is_valid(const struct gpio_chip *gc, unsigned int offset);

/*
 * Initialize a chip with registers of @sz bytes, which has @sz * 8 lines.  Returns 0, or -EINVAL.
 * Linux's gpio-mmio.c has the function.
 */
int bgpio_init(struct gpio_chip *gc, struct device *dev, unsigned long sz, void __iomem *dat,
	       void __iomem *set, void __iomem *clr, void __iomem *dirout, void __iomem *dirin,
	       unsigned long flags);

#define BGPIOF_BIG_ENDIAN		BIT(0)	/* line 0 is the highest bit */
#define BGPIOF_UNREADABLE_REG_SET	BIT(1)
#define BGPIOF_UNREADABLE_REG_DIR	BIT(2)
#define BGPIOF_BIG_ENDIAN_BYTE_ORDER	BIT(3)
#define BGPIOF_READ_OUTPUT_REG_SET	BIT(4)	/* read outputs from @set */
#define BGPIOF_NO_OUTPUT		BIT(5)
#define BGPIOF_NO_SET_ON_INPUT		BIT(6)

/*
 * request(), free() and set_config() for chips with a pin controller, of which there are none: the
 * first two do nothing, and the last returns -ENOTSUPP.
 */
int gpiochip_generic_request(struct gpio_chip *gc, unsigned int offset);
void gpiochip_generic_free(struct gpio_chip *gc, unsigned int offset);
int gpiochip_generic_config(struct gpio_chip *gc, unsigned int offset, unsigned long config);

/* Do nothing and return 0, because there are no pin controllers. */
static inline int gpiochip_add_pin_range(struct gpio_chip *gc, const char *pinctl_name,
					 unsigned int gpio_offset, unsigned int pin_offset,
					 unsigned int npins)
{
	return 0;
}

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

/* For child_irq_domain_ops: lock the line as an interrupt while it has a handler. */
int gpiochip_irq_domain_activate(struct irq_domain *domain, struct irq_data *data, bool reserve);
void gpiochip_irq_domain_deactivate(struct irq_domain *domain, struct irq_data *data);

/* For populate_parent_alloc_arg(): the cells are line and trigger, or 0, line, 0 and trigger. */
int gpiochip_populate_parent_fwspec_twocell(struct gpio_chip *gc, union gpio_irq_fwspec *fwspec,
					    unsigned int parent_hwirq, unsigned int parent_type);
int gpiochip_populate_parent_fwspec_fourcell(struct gpio_chip *gc, union gpio_irq_fwspec *fwspec,
					     unsigned int parent_hwirq, unsigned int parent_type);

#define GPIOCHIP_IRQ_RESOURCE_HELPERS					\
	.irq_request_resources = gpiochip_irq_reqres,			\
	.irq_release_resources = gpiochip_irq_relres

static inline void gpio_irq_chip_set_chip(struct gpio_irq_chip *girq, const struct irq_chip *chip)
{
	girq->chip = (struct irq_chip *)chip;	/* the core does not change it */
}

#endif /* LINUX_GPIO_DRIVER_H */
