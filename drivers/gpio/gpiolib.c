// SPDX-License-Identifier: BSD-2-Clause
/*
 * Register GPIO chips, and assign their lines to consumers.
 *
 * Invariants:
 * 1. A line has at most one consumer: GPIO_REQUESTED is set from a request until the release.
 * 2. A struct gpio_device exists while its chip is registered or one of its lines has a consumer.
 *
 * Locking: chips_lock, a mutex, protects the list of chips.  Each function of a line runs in a
 * section of gpio_srcu, in which gdev->chip remains valid if it is not NULL.
 */

#include <linux/device.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/of.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/srcu.h>
#include <linux/string.h>

#include "gpiolib.h"

/* Flags of an entry in the device tree, numbered as in the bindings. */
#define OF_GPIO_ACTIVE_LOW	BIT(0)
#define OF_GPIO_SINGLE_ENDED	BIT(1)
#define OF_GPIO_OPEN_DRAIN	BIT(2)	/* with OF_GPIO_SINGLE_ENDED; otherwise open source */

static LIST_HEAD(chips);
static DEFINE_MUTEX(chips_lock);
DEFINE_STATIC_SRCU(gpio_srcu);

/* ---- chips ----------------------------------------------------------------------------------- */

static void gpio_free_masks(struct gpio_chip *gc)
{
	bitmap_free(gc->valid_mask);
	bitmap_free(gc->irq.valid_mask);
	gc->valid_mask = gc->irq.valid_mask = NULL;
}

/* Ask the driver which lines can be used, and which can be interrupts. */
static int gpio_init_masks(struct gpio_chip *gc)
{
	int err = 0;

	gc->valid_mask = gc->irq.valid_mask = NULL;
	if (gc->init_valid_mask) {
		gc->valid_mask = bitmap_alloc(gc->ngpio, GFP_KERNEL);
		if (!gc->valid_mask)
			return -ENOMEM;
		bitmap_fill(gc->valid_mask, gc->ngpio);
		err = gc->init_valid_mask(gc, gc->valid_mask, gc->ngpio);
	}
	if (!err && gc->irq.init_valid_mask) {
		gc->irq.valid_mask = bitmap_alloc(gc->ngpio, GFP_KERNEL);
		if (gc->irq.valid_mask) {
			bitmap_fill(gc->irq.valid_mask, gc->ngpio);
			gc->irq.init_valid_mask(gc, gc->irq.valid_mask, gc->ngpio);
		} else {
			err = -ENOMEM;
		}
	}
	if (err)
		gpio_free_masks(gc);
	return err;
}

bool gpiochip_line_is_valid(const struct gpio_chip *gc, unsigned int offset)
{
	return !gc->valid_mask || test_bit(offset, gc->valid_mask);
}

static void gpio_device_free(struct kref *ref)
{
	kfree(container_of(ref, struct gpio_device, ref));
}

static struct device_node *gpio_chip_node(const struct gpio_chip *gc)
{
	if (gc->fwnode)
		return to_of_node(gc->fwnode);
	return gc->parent ? gc->parent->of_node : NULL;
}

void *gpiochip_get_data(struct gpio_chip *gc)
{
	return gc->gpiodev->data;
}

int gpiochip_generic_request(struct gpio_chip *gc, unsigned int offset)
{
	return 0;
}

void gpiochip_generic_free(struct gpio_chip *gc, unsigned int offset)
{
}

int gpiochip_generic_config(struct gpio_chip *gc, unsigned int offset, unsigned long config)
{
	return -ENOTSUPP;
}

static int gpio_refuse_chip(const struct gpio_chip *gc, const char *why)
{
	pr_err("gpio: the chip %s %s\n",
	       gc->label ? gc->label : gc->parent ? dev_name(gc->parent) : "without a name", why);
	return -EINVAL;
}

int gpiochip_get_ngpios(struct gpio_chip *gc, struct device *dev)
{
	u32 ngpio = gc->ngpio;

	if (!ngpio)
		device_property_read_u32(dev, "ngpios", &ngpio);
	if (!ngpio || ngpio > U16_MAX)
		return -EINVAL;
	gc->ngpio = (u16)ngpio;
	return 0;
}

int gpiochip_add_data(struct gpio_chip *gc, void *data)
{
	struct device_node *np = gpio_chip_node(gc);
	struct gpio_device *gdev;
	u32 ngpio = gc->ngpio;
	int err;

	if (!ngpio)
		of_property_read_u32(np, "ngpios", &ngpio);
	if (!ngpio || ngpio > U16_MAX)
		return gpio_refuse_chip(gc, "has no lines, or more than 65535");
	if (!gc->get && !gc->set)
		return gpio_refuse_chip(gc, "has neither get() nor set()");
	gc->ngpio = (u16)ngpio;
	gdev = kzalloc(struct_size(gdev, descs, ngpio), GFP_KERNEL);
	if (!gdev)
		return -ENOMEM;
	kref_init(&gdev->ref);
	gdev->data = data;
	gdev->of_node = np;
	gdev->ngpio = ngpio;
	gdev->can_sleep = gc->can_sleep;
	strscpy(gdev->name, gc->label ? gc->label : gc->parent ? dev_name(gc->parent) : "gpio",
		sizeof(gdev->name));
	gc->gpiodev = gdev;
	gdev->chip = gc;
	err = gc->add_pin_ranges ? gc->add_pin_ranges(gc) : 0;
	if (!err)
		err = gpio_init_masks(gc);
	if (err)
		goto free;
	for (unsigned int i = 0; i < ngpio; i++) {
		gdev->descs[i].gdev = gdev;
		if (gc->get_direction && gpiochip_line_is_valid(gc, i) && !gc->get_direction(gc, i))
			__set_bit(GPIO_IS_OUT, &gdev->descs[i].flags);
	}
	err = gpio_irq_add(gc);
	if (err)
		goto free_masks;
	mutex_lock(&chips_lock);
	list_add_tail(&gdev->node, &chips);
	mutex_unlock(&chips_lock);
	return 0;

free_masks:
	gpio_free_masks(gc);
free:
	gc->gpiodev = NULL;
	kref_put(&gdev->ref, gpio_device_free);
	return err;
}

void gpiochip_remove(struct gpio_chip *gc)
{
	struct gpio_device *gdev = gc->gpiodev;

	mutex_lock(&chips_lock);
	list_del(&gdev->node);
	mutex_unlock(&chips_lock);
	gpio_irq_remove(gc);
	for (unsigned int i = 0; i < gdev->ngpio; i++) {
		if (test_bit(GPIO_REQUESTED, &gdev->descs[i].flags))
			pr_warn("gpio: line %u of the removed chip %s is in use by %s\n", i,
				gdev->name, gdev->descs[i].consumer ?: "a driver");
	}
	WRITE_ONCE(gdev->chip, NULL);
	synchronize_srcu(&gpio_srcu);
	gpio_free_masks(gc);
	gc->gpiodev = NULL;
	kref_put(&gdev->ref, gpio_device_free);
}

static void gpio_remove_managed(void *gc)
{
	gpiochip_remove(gc);
}

int devm_gpiochip_add_data(struct device *dev, struct gpio_chip *gc, void *data)
{
	int err = gpiochip_add_data(gc, data);

	return err ? err : devm_add_action_or_reset(dev, gpio_remove_managed, gc);
}

int gpio_for_each_chip(int (*fn)(struct gpio_device *gdev, void *arg), void *arg)
{
	struct gpio_device *gdev;
	int ret = 0;

	mutex_lock(&chips_lock);
	list_for_each_entry(gdev, &chips, node) {
		ret = fn(gdev, arg);
		if (ret)
			break;
	}
	mutex_unlock(&chips_lock);
	return ret;
}

const char *gpio_line_name(const struct gpio_device *gdev, unsigned int offset)
{
	const char *name = gdev->chip->names ? gdev->chip->names[offset] : NULL;

	if (!name)
		of_property_read_string_index(gdev->of_node, "gpio-line-names", (int)offset, &name);
	return name;
}

/* ---- functions of a line --------------------------------------------------------------------- */

/*
 * Begin a section in which the line's chip remains.  Returns NULL, and begins no section, if the
 * chip was removed.
 */
static struct gpio_chip *gpio_begin(const struct gpio_desc *desc, int *idx)
{
	struct gpio_chip *gc;

	*idx = srcu_read_lock(&gpio_srcu);
	gc = READ_ONCE(desc->gdev->chip);
	if (!gc)
		srcu_read_unlock(&gpio_srcu, *idx);
	return gc;
}

static void gpio_end(int idx)
{
	srcu_read_unlock(&gpio_srcu, idx);
}

static int gpio_invert(const struct gpio_desc *desc, int value)
{
	return test_bit(GPIO_ACTIVE_LOW_LINE, &desc->flags) ? !value : !!value;
}

static int gpio_input(struct gpio_chip *gc, struct gpio_desc *desc)
{
	unsigned int offset = gpio_offset(desc);
	int err = 0;

	if (gc->direction_input)
		err = gc->direction_input(gc, offset);
	else if (gc->get_direction &&
		 gc->get_direction(gc, offset) != GPIO_LINE_DIRECTION_IN)
		err = -EIO;
	if (!err)
		clear_bit(GPIO_IS_OUT, &desc->flags);
	return err;
}

static int gpio_output(struct gpio_chip *gc, struct gpio_desc *desc, int value)
{
	unsigned int offset = gpio_offset(desc);
	int err = 0;

	if (gc->direction_output)
		err = gc->direction_output(gc, offset, value);
	else if (!gc->set || (gc->get_direction &&
			      gc->get_direction(gc, offset) != GPIO_LINE_DIRECTION_OUT))
		err = -EIO;
	else
		gc->set(gc, offset, value);
	if (!err)
		set_bit(GPIO_IS_OUT, &desc->flags);
	return err;
}

/* Return true if the line is not driven for this value, but becomes an input. */
static bool gpio_floats(const struct gpio_desc *desc, int value)
{
	return test_bit(value ? GPIO_DRAIN : GPIO_SOURCE, &desc->flags);
}

static int gpio_drive(struct gpio_desc *desc, int value, bool turn)
{
	struct gpio_chip *gc;
	int err = 0, idx;

	gc = gpio_begin(desc, &idx);
	if (!gc)
		return -ENODEV;
	if (test_bit(GPIO_IRQ_ENABLED, &desc->flags) && turn)
		err = -EIO;
	else if (gpio_floats(desc, value))
		err = gpio_input(gc, desc);
	else if (turn || gpio_floats(desc, !value))
		err = gpio_output(gc, desc, value);
	else if (gc->set)
		gc->set(gc, gpio_offset(desc), value);
	else
		err = -EIO;
	gpio_end(idx);
	return err;
}

/* Return true if there is a line.  NULL stands for an optional line that does not exist. */
static bool gpio_exists(const struct gpio_desc *desc, int *result)
{
	*result = IS_ERR(desc) ? (int)PTR_ERR(desc) : 0;
	return !IS_ERR_OR_NULL(desc);
}

int gpiod_direction_input(struct gpio_desc *desc)
{
	struct gpio_chip *gc;
	int ret, idx;

	if (!gpio_exists(desc, &ret))
		return ret;
	gc = gpio_begin(desc, &idx);
	if (!gc)
		return -ENODEV;
	ret = gc->get ? gpio_input(gc, desc) : -EIO;
	gpio_end(idx);
	return ret;
}

int gpiod_direction_output_raw(struct gpio_desc *desc, int value)
{
	int ret;

	return gpio_exists(desc, &ret) ? gpio_drive(desc, !!value, true) : ret;
}

int gpiod_direction_output(struct gpio_desc *desc, int value)
{
	int ret;

	return gpio_exists(desc, &ret) ? gpio_drive(desc, gpio_invert(desc, value), true) : ret;
}

int gpiod_get_direction(struct gpio_desc *desc)
{
	struct gpio_chip *gc;
	int ret, idx;

	if (!gpio_exists(desc, &ret))
		return ret ? ret : -EINVAL;
	/* An open-drain output that is not driven is an input of the chip. */
	if (test_bit(GPIO_DRAIN, &desc->flags) && test_bit(GPIO_IS_OUT, &desc->flags))
		return GPIO_LINE_DIRECTION_OUT;
	gc = gpio_begin(desc, &idx);
	if (!gc)
		return -ENODEV;
	ret = gc->get_direction ? gc->get_direction(gc, gpio_offset(desc)) : -ENOTSUPP;
	if (ret >= 0)
		assign_bit(GPIO_IS_OUT, &desc->flags, ret == GPIO_LINE_DIRECTION_OUT);
	gpio_end(idx);
	return ret;
}

int gpiod_get_raw_value_cansleep(const struct gpio_desc *desc)
{
	struct gpio_chip *gc;
	int ret, idx;

	if (!gpio_exists(desc, &ret))
		return ret;
	gc = gpio_begin(desc, &idx);
	if (!gc)
		return -ENODEV;
	ret = gc->get ? gc->get(gc, gpio_offset(desc)) : -EIO;
	gpio_end(idx);
	return ret < 0 ? ret : !!ret;
}

int gpiod_get_value_cansleep(const struct gpio_desc *desc)
{
	int value = gpiod_get_raw_value_cansleep(desc);

	return IS_ERR_OR_NULL(desc) || value < 0 ? value : gpio_invert(desc, value);
}

int gpiod_set_raw_value_cansleep(struct gpio_desc *desc, int value)
{
	int ret;

	return gpio_exists(desc, &ret) ? gpio_drive(desc, !!value, false) : ret;
}

int gpiod_set_value_cansleep(struct gpio_desc *desc, int value)
{
	int ret;

	return gpio_exists(desc, &ret) ? gpio_drive(desc, gpio_invert(desc, value), false) : ret;
}

int gpiod_cansleep(const struct gpio_desc *desc)
{
	int ret;

	return gpio_exists(desc, &ret) ? desc->gdev->can_sleep : ret;
}

static void gpio_report_sleeper(const struct gpio_desc *desc)
{
	WARN(gpiod_cansleep(desc) > 0, "gpio: %s sleeps: use the functions with _cansleep\n",
	     desc->gdev->name);
}

int gpiod_get_value(const struct gpio_desc *desc)
{
	gpio_report_sleeper(desc);
	return gpiod_get_value_cansleep(desc);
}

int gpiod_set_value(struct gpio_desc *desc, int value)
{
	gpio_report_sleeper(desc);
	return gpiod_set_value_cansleep(desc, value);
}

int gpiod_get_raw_value(const struct gpio_desc *desc)
{
	gpio_report_sleeper(desc);
	return gpiod_get_raw_value_cansleep(desc);
}

int gpiod_set_raw_value(struct gpio_desc *desc, int value)
{
	gpio_report_sleeper(desc);
	return gpiod_set_raw_value_cansleep(desc, value);
}

int gpiod_is_active_low(const struct gpio_desc *desc)
{
	int ret;

	return gpio_exists(desc, &ret) ? test_bit(GPIO_ACTIVE_LOW_LINE, &desc->flags) : ret;
}

struct gpio_chip *gpiod_to_chip(const struct gpio_desc *desc)
{
	return IS_ERR_OR_NULL(desc) ? NULL : READ_ONCE(desc->gdev->chip);
}

int gpiod_to_irq(const struct gpio_desc *desc)
{
	struct gpio_chip *gc;
	int ret, idx;

	if (IS_ERR_OR_NULL(desc))
		return -EINVAL;
	gc = gpio_begin(desc, &idx);
	if (!gc)
		return -ENODEV;
	ret = gc->to_irq ? gc->to_irq(gc, gpio_offset(desc)) : -ENXIO;
	gpio_end(idx);
	return ret ? ret : -ENXIO;
}

int gpiod_set_config(struct gpio_desc *desc, unsigned long config)
{
	struct gpio_chip *gc;
	int ret, idx;

	if (!gpio_exists(desc, &ret))
		return ret;
	gc = gpio_begin(desc, &idx);
	if (!gc)
		return -ENODEV;
	ret = gc->set_config ? gc->set_config(gc, gpio_offset(desc), config) : -ENOTSUPP;
	gpio_end(idx);
	return ret;
}

int gpiod_set_debounce(struct gpio_desc *desc, unsigned int debounce)
{
	return gpiod_set_config(desc, pinconf_to_config_packed(PIN_CONFIG_INPUT_DEBOUNCE,
							       debounce));
}

/* ---- consumers ------------------------------------------------------------------------------- */

int gpio_request_line(struct gpio_desc *desc, const char *consumer)
{
	unsigned int offset = gpio_offset(desc);
	struct gpio_chip *gc;
	int err, idx;

	gc = gpio_begin(desc, &idx);
	if (!gc)
		return -ENODEV;
	if (!gpiochip_line_is_valid(gc, offset)) {
		gpio_end(idx);
		return -EINVAL;
	}
	err = test_and_set_bit(GPIO_REQUESTED, &desc->flags) ? -EBUSY : 0;
	if (!err && gc->request) {
		err = gc->request(gc, offset);
		if (err)
			clear_bit(GPIO_REQUESTED, &desc->flags);
	}
	if (!err) {
		kref_get(&desc->gdev->ref);
		desc->consumer = consumer;
	}
	gpio_end(idx);
	if (!err)
		gpiod_get_direction(desc);
	return err;
}

void gpio_free_line(struct gpio_desc *desc)
{
	struct gpio_device *gdev = desc->gdev;
	struct gpio_chip *gc;
	int idx;

	gc = gpio_begin(desc, &idx);
	if (gc) {
		if (gc->free)
			gc->free(gc, gpio_offset(desc));
		gpio_end(idx);
	}
	desc->consumer = NULL;
	clear_bit(GPIO_ACTIVE_LOW_LINE, &desc->flags);
	clear_bit(GPIO_DRAIN, &desc->flags);
	clear_bit(GPIO_SOURCE, &desc->flags);
	clear_bit_unlock(GPIO_REQUESTED, &desc->flags);
	kref_put(&gdev->ref, gpio_device_free);
}

/* Write the name of the property that lists the lines.  Returns their number or -ENOENT. */
static int gpio_find_property(const struct device_node *np, const char *con_id, char *name,
			      size_t size)
{
	static const char *const suffixes[] = { "gpios", "gpio" };

	for (unsigned int i = 0; i < ARRAY_SIZE(suffixes); i++) {
		snprintf(name, size, "%s%s%s", con_id ?: "", con_id ? "-" : "", suffixes[i]);
		if (of_property_present(np, name))
			return of_count_phandle_with_args(np, name, "#gpio-cells") ?: -ENOENT;
	}
	return -ENOENT;
}

int gpiod_count(struct device *dev, const char *con_id)
{
	char name[64];

	return dev ? gpio_find_property(dev->of_node, con_id, name, sizeof(name)) : -ENOENT;
}

struct gpio_entry {
	struct of_phandle_args args;
	struct gpio_desc *desc;		/* the line, whose device has a reference */
	u32 flags;
};

/* If the entry refers to this chip, translate it.  Returns 1, -errno, or 0 for another chip. */
static int gpio_translate(struct gpio_device *gdev, void *arg)
{
	struct gpio_entry *entry = arg;
	const struct of_phandle_args *args = &entry->args;
	struct gpio_chip *gc = gdev->chip;
	int offset;

	if (gdev->of_node != args->np)
		return 0;
	if (args->args_count < (int)(gc->of_gpio_n_cells ? gc->of_gpio_n_cells : 2))
		return -EINVAL;
	entry->flags = args->args[1];
	if (gc->of_xlate)
		offset = gc->of_xlate(gc, args, &entry->flags);
	else
		offset = (int)min(args->args[0], gdev->ngpio);
	if (offset < 0)
		return offset;
	if ((unsigned int)offset >= gdev->ngpio)
		return -EINVAL;
	entry->desc = &gdev->descs[offset];
	kref_get(&gdev->ref);
	return 1;
}

static int gpio_configure(struct gpio_desc *desc, u32 of_flags, enum gpiod_flags flags)
{
	assign_bit(GPIO_ACTIVE_LOW_LINE, &desc->flags, of_flags & OF_GPIO_ACTIVE_LOW);
	if (flags & GPIOD_FLAGS_BIT_OPEN_DRAIN)
		of_flags |= OF_GPIO_SINGLE_ENDED | OF_GPIO_OPEN_DRAIN;
	if (of_flags & OF_GPIO_SINGLE_ENDED)
		set_bit(of_flags & OF_GPIO_OPEN_DRAIN ? GPIO_DRAIN : GPIO_SOURCE, &desc->flags);
	if (!(flags & GPIOD_FLAGS_BIT_DIR_SET))
		return 0;
	if (flags & GPIOD_FLAGS_BIT_DIR_OUT)
		return gpiod_direction_output(desc, !!(flags & GPIOD_FLAGS_BIT_DIR_VAL));
	return gpiod_direction_input(desc);
}

struct gpio_desc *gpiod_get_index(struct device *dev, const char *con_id, unsigned int index,
				  enum gpiod_flags flags)
{
	struct gpio_entry entry = { };
	char name[64];
	int err = dev ? gpio_find_property(dev->of_node, con_id, name, sizeof(name)) : -ENOENT;

	if (err < 0)
		return ERR_PTR(err);
	err = of_parse_phandle_with_args(dev->of_node, name, "#gpio-cells", (int)index,
					 &entry.args);
	if (err)
		return ERR_PTR(err);
	err = gpio_for_each_chip(gpio_translate, &entry);
	of_node_put(entry.args.np);
	if (err <= 0)
		return ERR_PTR(err ? err : -EPROBE_DEFER);
	err = gpio_request_line(entry.desc, con_id ?: dev_name(dev));
	kref_put(&entry.desc->gdev->ref, gpio_device_free);
	if (err)
		return ERR_PTR(err);
	err = gpio_configure(entry.desc, entry.flags, flags);
	if (err) {
		gpio_free_line(entry.desc);
		return ERR_PTR(err);
	}
	return entry.desc;
}

static struct gpio_desc *gpio_or_null(struct gpio_desc *desc)
{
	return desc == ERR_PTR(-ENOENT) ? NULL : desc;
}

struct gpio_desc *gpiod_get(struct device *dev, const char *con_id, enum gpiod_flags flags)
{
	return gpiod_get_index(dev, con_id, 0, flags);
}

struct gpio_desc *gpiod_get_index_optional(struct device *dev, const char *con_id,
					   unsigned int index, enum gpiod_flags flags)
{
	return gpio_or_null(gpiod_get_index(dev, con_id, index, flags));
}

struct gpio_desc *gpiod_get_optional(struct device *dev, const char *con_id,
				     enum gpiod_flags flags)
{
	return gpiod_get_index_optional(dev, con_id, 0, flags);
}

void gpiod_put(struct gpio_desc *desc)
{
	if (desc)
		gpio_free_line(desc);
}

static void gpio_put_managed(void *desc)
{
	gpio_free_line(desc);
}

struct gpio_desc *devm_gpiod_get_index(struct device *dev, const char *con_id, unsigned int index,
				       enum gpiod_flags flags)
{
	struct gpio_desc *desc = gpiod_get_index(dev, con_id, index, flags);
	int err = IS_ERR(desc) ? 0 : devm_add_action_or_reset(dev, gpio_put_managed, desc);

	return err ? ERR_PTR(err) : desc;
}

struct gpio_desc *devm_gpiod_get(struct device *dev, const char *con_id, enum gpiod_flags flags)
{
	return devm_gpiod_get_index(dev, con_id, 0, flags);
}

struct gpio_desc *devm_gpiod_get_index_optional(struct device *dev, const char *con_id,
						unsigned int index, enum gpiod_flags flags)
{
	return gpio_or_null(devm_gpiod_get_index(dev, con_id, index, flags));
}

struct gpio_desc *devm_gpiod_get_optional(struct device *dev, const char *con_id,
					  enum gpiod_flags flags)
{
	return devm_gpiod_get_index_optional(dev, con_id, 0, flags);
}

void devm_gpiod_put(struct device *dev, struct gpio_desc *desc)
{
	devm_release_action(dev, gpio_put_managed, desc);
}
