/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_GPIO_CONSUMER_H
#define LINUX_GPIO_CONSUMER_H

/*
 * Lines for general-purpose input and output (GPIO), for drivers that use them.  The node of a
 * device lists its lines in the properties "NAME-gpios", "NAME-gpio", "gpios" or "gpio".
 *
 * A value is logical: 1 is active, which is low on a line that the device tree marks as active low.
 * Functions with "raw" in their names have the values of the wire instead.  An open-drain line is
 * only driven low, and an open-source line only high.
 *
 * A NULL descriptor, which the _optional functions return, is valid: reading returns 0, and the
 * other functions have no effect and return 0, except gpiod_to_irq().
 */

#include <linux/bits.h>
#include <linux/err.h>
#include <linux/types.h>

struct device;
struct gpio_array;
struct gpio_desc;

#define GPIOD_FLAGS_BIT_DIR_SET		BIT(0)
#define GPIOD_FLAGS_BIT_DIR_OUT		BIT(1)
#define GPIOD_FLAGS_BIT_DIR_VAL		BIT(2)
#define GPIOD_FLAGS_BIT_OPEN_DRAIN	BIT(3)

/* What a request does with the line.  LOW and HIGH are logical values. */
enum gpiod_flags {
	GPIOD_ASIS = 0,			/* leave it as it is */
	GPIOD_IN = GPIOD_FLAGS_BIT_DIR_SET,
	GPIOD_OUT_LOW = GPIOD_FLAGS_BIT_DIR_SET | GPIOD_FLAGS_BIT_DIR_OUT,
	GPIOD_OUT_HIGH = GPIOD_FLAGS_BIT_DIR_SET | GPIOD_FLAGS_BIT_DIR_OUT |
			 GPIOD_FLAGS_BIT_DIR_VAL,
	GPIOD_OUT_LOW_OPEN_DRAIN = GPIOD_OUT_LOW | GPIOD_FLAGS_BIT_OPEN_DRAIN,
	GPIOD_OUT_HIGH_OPEN_DRAIN = GPIOD_OUT_HIGH | GPIOD_FLAGS_BIT_OPEN_DRAIN,
};

/* Return the number of lines that the device tree lists, or -ENOENT if it lists none. */
int gpiod_count(struct device *dev, const char *con_id);

/*
 * Request a line of the device by name and index; @con_id NULL stands for a property without a
 * name.  Returns an ERR_PTR(): -ENOENT if the device tree does not list the line, for which the
 * _optional functions return NULL; -EPROBE_DEFER if its chip is not registered; -EBUSY if it is in
 * use; or an error of the chip.  The caller calls gpiod_put(); the lines of the devm_ functions are
 * released when the driver of @dev is unbound.  Context: thread.
 */
struct gpio_desc *gpiod_get(struct device *dev, const char *con_id, enum gpiod_flags flags);
struct gpio_desc *gpiod_get_index(struct device *dev, const char *con_id, unsigned int index,
				  enum gpiod_flags flags);
struct gpio_desc *gpiod_get_optional(struct device *dev, const char *con_id,
				     enum gpiod_flags flags);
struct gpio_desc *gpiod_get_index_optional(struct device *dev, const char *con_id,
					   unsigned int index, enum gpiod_flags flags);
struct gpio_desc *devm_gpiod_get(struct device *dev, const char *con_id, enum gpiod_flags flags);
struct gpio_desc *devm_gpiod_get_index(struct device *dev, const char *con_id, unsigned int index,
				       enum gpiod_flags flags);
struct gpio_desc *devm_gpiod_get_optional(struct device *dev, const char *con_id,
					  enum gpiod_flags flags);
struct gpio_desc *devm_gpiod_get_index_optional(struct device *dev, const char *con_id,
						unsigned int index, enum gpiod_flags flags);
void gpiod_put(struct gpio_desc *desc);
void devm_gpiod_put(struct device *dev, struct gpio_desc *desc);

/*
 * The following functions may sleep if gpiod_cansleep() returns true.  Otherwise, the context is
 * any.  They return -ENODEV if the chip was removed, -EIO if the line does not support this,
 * and errors of the chip.
 */

/* Return 0 for an output and 1 for an input, or -ENOTSUPP if the chip does not know. */
int gpiod_get_direction(struct gpio_desc *desc);
int gpiod_direction_input(struct gpio_desc *desc);
int gpiod_direction_output(struct gpio_desc *desc, int value);
int gpiod_direction_output_raw(struct gpio_desc *desc, int value);

/* The forms with _cansleep are for lines that may sleep; the others report such lines. */
int gpiod_get_value(const struct gpio_desc *desc);
int gpiod_set_value(struct gpio_desc *desc, int value);
int gpiod_get_raw_value(const struct gpio_desc *desc);
int gpiod_set_raw_value(struct gpio_desc *desc, int value);
int gpiod_get_value_cansleep(const struct gpio_desc *desc);
int gpiod_set_value_cansleep(struct gpio_desc *desc, int value);
int gpiod_get_raw_value_cansleep(const struct gpio_desc *desc);
int gpiod_set_raw_value_cansleep(struct gpio_desc *desc, int value);

/*
 * Set a parameter of <linux/pinctrl/pinconf-generic.h>, such as the time in us for which an input
 * must be stable.  Returns 0, -ENOTSUPP if the chip has no set_config(), or its error.
 */
int gpiod_set_config(struct gpio_desc *desc, unsigned long config);
int gpiod_set_debounce(struct gpio_desc *desc, unsigned int debounce);

int gpiod_is_active_low(const struct gpio_desc *desc);
int gpiod_cansleep(const struct gpio_desc *desc);

/*
 * Return the interrupt number of the line, which the first call maps; -ENXIO if it has none; or
 * -EINVAL if @desc is NULL or an error.  Context: thread.
 */
int gpiod_to_irq(const struct gpio_desc *desc);

/* ---- arrays ---------------------------------------------------------------------------------- */

/* All lines that a property lists.  info is always NULL. */
struct gpio_descs {
	struct gpio_array *info;
	unsigned int ndescs;
	struct gpio_desc *desc[];
};

/* As gpiod_get(), for all lines of the property.  If a line cannot be had, none is requested. */
struct gpio_descs *gpiod_get_array(struct device *dev, const char *con_id, enum gpiod_flags flags);
struct gpio_descs *gpiod_get_array_optional(struct device *dev, const char *con_id,
					    enum gpiod_flags flags);
struct gpio_descs *devm_gpiod_get_array(struct device *dev, const char *con_id,
					enum gpiod_flags flags);
struct gpio_descs *devm_gpiod_get_array_optional(struct device *dev, const char *con_id,
						 enum gpiod_flags flags);
void gpiod_put_array(struct gpio_descs *descs);
void devm_gpiod_put_array(struct device *dev, struct gpio_descs *descs);

/*
 * Read or set lines one after the other, up to the first error, which is returned.  Bit i of
 * @bitmap has the value of descs[i].  @info is ignored.
 */
int gpiod_get_array_value(unsigned int size, struct gpio_desc **descs, struct gpio_array *info,
			  unsigned long *bitmap);
int gpiod_set_array_value(unsigned int size, struct gpio_desc **descs, struct gpio_array *info,
			  unsigned long *bitmap);
int gpiod_get_raw_array_value(unsigned int size, struct gpio_desc **descs, struct gpio_array *info,
			      unsigned long *bitmap);
int gpiod_set_raw_array_value(unsigned int size, struct gpio_desc **descs, struct gpio_array *info,
			      unsigned long *bitmap);
int gpiod_get_array_value_cansleep(unsigned int size, struct gpio_desc **descs,
				   struct gpio_array *info, unsigned long *bitmap);
int gpiod_set_array_value_cansleep(unsigned int size, struct gpio_desc **descs,
				   struct gpio_array *info, unsigned long *bitmap);
int gpiod_get_raw_array_value_cansleep(unsigned int size, struct gpio_desc **descs,
				       struct gpio_array *info, unsigned long *bitmap);
int gpiod_set_raw_array_value_cansleep(unsigned int size, struct gpio_desc **descs,
				       struct gpio_array *info, unsigned long *bitmap);

/* Return the chip of the line.  Returns NULL without a line, and if the chip was removed. */
struct gpio_chip *gpiod_to_chip(const struct gpio_desc *desc);

#endif /* LINUX_GPIO_CONSUMER_H */
