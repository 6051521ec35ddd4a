// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of GPIO lines with a simulated chip.  Its line 6 cannot be requested, and the test raises
 * its interrupts.
 */

#include <kunit/test.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/gpio/consumer.h>
#include <linux/gpio/driver.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdomain.h>
#include <linux/string.h>

#include "drivers/gpio/gpiolib.h"
#include "../said.h"
#include "../of/tree.h"

#define NR_LINES	8
#define REFUSED_LINE	6

static struct {
	struct gpio_chip chip;
	u8 out, level;			/* masks: lines that are outputs, and that are high */
	u8 enabled;			/* mask of unmasked interrupts */
	unsigned int requests, frees, interrupts;
	bool fail;			/* direction functions fail */
	bool added, pins;
} gpio_model;

static struct device *gpio_user;
static struct tree gpio_blob;
static struct device_node gpio_nodes[8];
static struct of_tree gpio_tree = { .nodes = gpio_nodes };

/* ---- the chip -------------------------------------------------------------------------------- */

static int gpio_model_request(struct gpio_chip *gc, unsigned int offset)
{
	gpio_model.requests++;
	return offset == REFUSED_LINE ? -EPERM : 0;
}

static void gpio_model_free(struct gpio_chip *gc, unsigned int offset)
{
	gpio_model.frees++;
}

static int gpio_model_direction(struct gpio_chip *gc, unsigned int offset)
{
	const __typeof__(gpio_model) *model = gpiochip_get_data(gc);

	return model->out & BIT(offset) ? GPIO_LINE_DIRECTION_OUT : GPIO_LINE_DIRECTION_IN;
}

static int gpio_model_input(struct gpio_chip *gc, unsigned int offset)
{
	gpio_model.out &= (u8)~BIT(offset);
	return gpio_model.fail ? -ENXIO : 0;
}

static void gpio_model_set(struct gpio_chip *gc, unsigned int offset, int value)
{
	gpio_model.level = (u8)((gpio_model.level & ~BIT(offset)) | (value ? BIT(offset) : 0));
}

static int gpio_model_output(struct gpio_chip *gc, unsigned int offset, int value)
{
	if (gpio_model.fail)
		return -ENXIO;
	gpio_model.out |= (u8)BIT(offset);
	gpio_model_set(gc, offset, value);
	return 0;
}

static int gpio_model_get(struct gpio_chip *gc, unsigned int offset)
{
	return gpio_model.level & BIT(offset);
}

static void gpio_model_mask(struct irq_data *data)
{
	struct gpio_chip *gc = irq_data_get_irq_chip_data(data);

	gpio_model.enabled &= (u8)~BIT(data->hwirq);
	gpiochip_disable_irq(gc, (unsigned int)data->hwirq);
}

static void gpio_model_unmask(struct irq_data *data)
{
	struct gpio_chip *gc = irq_data_get_irq_chip_data(data);

	gpiochip_enable_irq(gc, (unsigned int)data->hwirq);
	gpio_model.enabled |= (u8)BIT(data->hwirq);
}

static const struct irq_chip gpio_model_irqs = {
	.name = "gpio-model",
	.irq_mask = gpio_model_mask,
	.irq_unmask = gpio_model_unmask,
	.flags = IRQCHIP_IMMUTABLE,
	GPIOCHIP_IRQ_RESOURCE_HELPERS,
};

/* ---- set-up ---------------------------------------------------------------------------------- */

static int gpio_write_tree(void)
{
	struct tree *t = &gpio_blob;

	tree_start(t);
	tree_begin(t, "");
	tree_begin(t, "chip");
	tree_cells(t, "phandle", 1);
	tree_cells(t, "#gpio-cells", 2);
	tree_cells(t, "ngpios", NR_LINES);
	tree_end(t);
	tree_begin(t, "driverless");
	tree_cells(t, "phandle", 2);
	tree_cells(t, "#gpio-cells", 2);
	tree_end(t);
	tree_begin(t, "user");
	tree_cells(t, "reset-gpios", 1, 0, 0, 1, 1, 1);
	tree_cells(t, "led-gpio", 1, 2, 1);
	tree_cells(t, "gpios", 1, 3, 0);
	tree_cells(t, "drain-gpios", 1, 4, 2 | 4);
	tree_cells(t, "source-gpios", 1, 5, 2);
	tree_cells(t, "refused-gpios", 1, REFUSED_LINE, 0);
	tree_cells(t, "bad-gpios", 1, NR_LINES, 0);
	tree_cells(t, "late-gpios", 2, 0, 0);
	tree_words(t, "empty-gpios", NULL, 0);
	tree_cells(t, "mixed-gpios", 1, 0, 0, 1, 1, 0, 1, REFUSED_LINE, 0);
	tree_end(t);
	tree_end(t);
	return tree_index(t, &gpio_tree, ARRAY_SIZE(gpio_nodes));
}

static struct device_node *gpio_node(const char *path)
{
	return of_tree_find_path(&gpio_tree, path);
}

static int gpio_model_add_pins(struct gpio_chip *gc)
{
	gpio_model.pins = true;
	return gpiochip_add_pin_range(gc, "pins", 0, 0, NR_LINES);
}

static int gpio_test_init(struct kunit *test)
{
	struct gpio_chip *gc = &gpio_model.chip;
	int err = gpio_tree.nr_nodes ? 0 : gpio_write_tree();

	memset(&gpio_model, 0, sizeof(gpio_model));
	if (err)
		return err;
	gpio_user = root_device_register("gpio-user");
	if (IS_ERR(gpio_user))
		return PTR_ERR(gpio_user);
	gpio_user->of_node = gpio_node("/user");
	gc->label = "model";
	gc->fwnode = of_fwnode_handle(gpio_node("/chip"));
	gc->request = gpio_model_request;
	gc->free = gpio_model_free;
	gc->get_direction = gpio_model_direction;
	gc->direction_input = gpio_model_input;
	gc->direction_output = gpio_model_output;
	gc->get = gpio_model_get;
	gc->set = gpio_model_set;
	gc->add_pin_ranges = gpio_model_add_pins;
	gc->irq.handler = handle_simple_irq;
	gpio_irq_chip_set_chip(&gc->irq, &gpio_model_irqs);
	err = gpiochip_add_data(gc, &gpio_model);
	gpio_model.added = !err;
	return err;
}

static void gpio_test_exit(struct kunit *test)
{
	if (gpio_model.added)
		gpiochip_remove(&gpio_model.chip);
	if (!IS_ERR_OR_NULL(gpio_user))
		root_device_unregister(gpio_user);
	gpio_user = NULL;
}

static struct gpio_desc *gpio_test_get(struct kunit *test, const char *name, enum gpiod_flags flags)
{
	struct gpio_desc *desc = devm_gpiod_get(gpio_user, name, flags);

	KUNIT_ASSERT_EQ_MSG(test, PTR_ERR_OR_ZERO(desc), 0, "%s", name);
	return desc;
}

#define EXPECT_WIRE(test, offset, is_out, value)	do {				\
	KUNIT_EXPECT_EQ(test, !!(gpio_model.out & BIT(offset)), is_out);		\
	KUNIT_EXPECT_EQ(test, !!(gpio_model.level & BIT(offset)), value);		\
} while (0)

#define EXPECT_NO_LINE(test, name, err)	\
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(gpiod_get(gpio_user, name, GPIOD_ASIS)), err)

/* ---- lines of the device tree ---------------------------------------------------------------- */

static void gpio_test_names(struct kunit *test)
{
	struct gpio_desc *desc;

	KUNIT_EXPECT_EQ(test, gpiod_count(gpio_user, "reset"), 2);
	KUNIT_EXPECT_EQ(test, gpiod_count(gpio_user, "led"), 1);
	KUNIT_EXPECT_EQ(test, gpiod_count(gpio_user, NULL), 1);
	KUNIT_EXPECT_EQ(test, gpiod_count(gpio_user, "nosuch"), -ENOENT);
	KUNIT_EXPECT_EQ(test, gpiod_count(gpio_user, "empty"), -ENOENT);
	KUNIT_EXPECT_TRUE(test, gpio_model.pins);
	KUNIT_EXPECT_EQ(test, gpio_model.chip.ngpio, NR_LINES);
	KUNIT_EXPECT_PTR_EQ(test, gpiochip_get_data(&gpio_model.chip), (void *)&gpio_model);
	desc = gpiod_get_index(gpio_user, "reset", 1, GPIOD_OUT_HIGH);
	KUNIT_ASSERT_FALSE(test, IS_ERR(desc));
	EXPECT_WIRE(test, 1, true, false);
	KUNIT_EXPECT_TRUE(test, gpiod_is_active_low(desc));
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(gpiod_get_index(gpio_user, "reset", 1, GPIOD_ASIS)),
			-EBUSY);
	gpiod_put(desc);
	KUNIT_EXPECT_EQ(test, gpio_model.frees, 1U);
	desc = gpiod_get(gpio_user, NULL, GPIOD_OUT_HIGH);
	KUNIT_ASSERT_FALSE(test, IS_ERR(desc));
	EXPECT_WIRE(test, 3, true, true);
	gpiod_put(desc);
}

static void gpio_test_absent(struct kunit *test)
{
	EXPECT_NO_LINE(test, "nosuch", -ENOENT);
	EXPECT_NO_LINE(test, "late", -EPROBE_DEFER);
	EXPECT_NO_LINE(test, "bad", -EINVAL);
	EXPECT_NO_LINE(test, "refused", -EPERM);
	EXPECT_NO_LINE(test, "refused", -EPERM);
	KUNIT_EXPECT_EQ(test, gpio_model.requests, 2U);
	KUNIT_EXPECT_NULL(test, gpiod_get_optional(gpio_user, "nosuch", GPIOD_IN));
	KUNIT_EXPECT_NULL(test, devm_gpiod_get_optional(gpio_user, "nosuch", GPIOD_IN));
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(gpiod_get_optional(gpio_user, "late", GPIOD_IN)),
			-EPROBE_DEFER);
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(gpiod_get_index(gpio_user, "reset", 2, GPIOD_IN)),
			-ENOENT);
	/* A line whose direction cannot be set is released. */
	gpio_model.fail = true;
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(gpiod_get(gpio_user, "led", GPIOD_OUT_LOW)), -ENXIO);
	KUNIT_EXPECT_EQ(test, gpio_model.frees, 1U);
}

/* Lines of the devm_ functions are released with the device. */
static void gpio_test_managed(struct kunit *test)
{
	struct gpio_desc *desc = gpio_test_get(test, "led", GPIOD_IN);

	EXPECT_NO_LINE(test, "led", -EBUSY);
	devm_gpiod_put(gpio_user, desc);
	KUNIT_EXPECT_EQ(test, gpio_model.frees, 1U);
	gpio_test_get(test, "led", GPIOD_IN);
	root_device_unregister(gpio_user);
	gpio_user = NULL;
	KUNIT_EXPECT_EQ(test, gpio_model.frees, 2U);
}

/* ---- values ---------------------------------------------------------------------------------- */

/* Lines 0 and 1, of which the second is active low. */
static void gpio_test_array(struct kunit *test)
{
	struct gpio_descs *all = gpiod_get_array(gpio_user, "reset", GPIOD_OUT_LOW);
	unsigned long values = 0;

	KUNIT_ASSERT_EQ(test, PTR_ERR_OR_ZERO(all), 0);
	KUNIT_EXPECT_EQ(test, all->ndescs, 2U);
	KUNIT_EXPECT_EQ(test, gpio_model.out, 3);
	KUNIT_EXPECT_EQ(test, gpio_model.level, 2);
	values = BIT(0) | BIT(1);
	KUNIT_EXPECT_EQ(test, gpiod_set_array_value(2, all->desc, all->info, &values), 0);
	KUNIT_EXPECT_EQ(test, gpio_model.level, 1);
	values = BIT(1) | BIT(5);
	KUNIT_EXPECT_EQ(test, gpiod_get_array_value(2, all->desc, all->info, &values), 0);
	KUNIT_EXPECT_EQ(test, values, BIT(0) | BIT(1) | BIT(5));
	KUNIT_EXPECT_EQ(test, gpiod_get_raw_array_value(2, all->desc, all->info, &values), 0);
	KUNIT_EXPECT_EQ(test, values, BIT(0) | BIT(5));
	values = BIT(1);
	KUNIT_EXPECT_EQ(test, gpiod_set_raw_array_value_cansleep(2, all->desc, NULL, &values), 0);
	KUNIT_EXPECT_EQ(test, gpio_model.level, 2);
	KUNIT_EXPECT_EQ(test, gpiod_set_array_value_cansleep(2, all->desc, NULL, &values), 0);
	KUNIT_EXPECT_EQ(test, gpio_model.level, 0);
	gpiod_put_array(all);
	KUNIT_EXPECT_EQ(test, gpio_model.frees, 2U);
}

/* If one line cannot be had, the others are released. */
static void gpio_test_array_fails(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(gpiod_get_array(gpio_user, "mixed", GPIOD_IN)),
			-EPERM);
	KUNIT_EXPECT_EQ(test, gpio_model.frees, 2U);
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(gpiod_get_array(gpio_user, "nosuch", GPIOD_IN)),
			-ENOENT);
	KUNIT_EXPECT_NULL(test, gpiod_get_array_optional(gpio_user, "nosuch", GPIOD_IN));
	KUNIT_EXPECT_NULL(test, gpiod_get_array_optional(gpio_user, "empty", GPIOD_IN));
	KUNIT_EXPECT_NULL(test, devm_gpiod_get_array_optional(gpio_user, "nosuch", GPIOD_IN));
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(devm_gpiod_get_array(gpio_user, "led", GPIOD_IN)), 0);
	EXPECT_NO_LINE(test, "led", -EBUSY);
	root_device_unregister(gpio_user);
	gpio_user = NULL;
	KUNIT_EXPECT_EQ(test, gpio_model.frees, 3U);
}

/* The logical value of an active-low line is the opposite of that of the wire. */
static void gpio_test_active_low(struct kunit *test)
{
	struct gpio_desc *desc = gpio_test_get(test, "led", GPIOD_ASIS);

	KUNIT_EXPECT_EQ(test, gpiod_get_direction(desc), GPIO_LINE_DIRECTION_IN);
	KUNIT_EXPECT_EQ(test, gpiod_get_value(desc), 1);
	KUNIT_EXPECT_EQ(test, gpiod_get_raw_value(desc), 0);
	KUNIT_EXPECT_EQ(test, gpiod_direction_output(desc, 0), 0);
	EXPECT_WIRE(test, 2, true, true);
	KUNIT_EXPECT_EQ(test, gpiod_get_value(desc), 0);
	KUNIT_EXPECT_EQ(test, gpiod_get_raw_value(desc), 1);
	KUNIT_EXPECT_EQ(test, gpiod_set_value(desc, 1), 0);
	EXPECT_WIRE(test, 2, true, false);
	KUNIT_EXPECT_EQ(test, gpiod_set_raw_value(desc, 5), 0);
	EXPECT_WIRE(test, 2, true, true);
	KUNIT_EXPECT_EQ(test, gpiod_direction_output_raw(desc, 0), 0);
	EXPECT_WIRE(test, 2, true, false);
	KUNIT_EXPECT_EQ(test, gpiod_get_direction(desc), GPIO_LINE_DIRECTION_OUT);
	KUNIT_EXPECT_EQ(test, gpiod_direction_input(desc), 0);
	EXPECT_WIRE(test, 2, false, false);
}

/* An open-drain line is not driven high, and an open-source line is not driven low. */
static void gpio_test_single_ended(struct kunit *test)
{
	struct gpio_desc *drain = gpio_test_get(test, "drain", GPIOD_OUT_LOW);
	struct gpio_desc *source = gpio_test_get(test, "source", GPIOD_OUT_HIGH);

	EXPECT_WIRE(test, 4, true, false);
	KUNIT_EXPECT_EQ(test, gpiod_set_value(drain, 1), 0);
	EXPECT_WIRE(test, 4, false, false);
	KUNIT_EXPECT_EQ(test, gpiod_set_value(drain, 0), 0);
	EXPECT_WIRE(test, 4, true, false);
	EXPECT_WIRE(test, 5, true, true);
	KUNIT_EXPECT_EQ(test, gpiod_set_value(source, 0), 0);
	EXPECT_WIRE(test, 5, false, true);
	KUNIT_EXPECT_EQ(test, gpiod_set_value(source, 1), 0);
	EXPECT_WIRE(test, 5, true, true);
	devm_gpiod_put(gpio_user, drain);
	drain = gpio_test_get(test, "led", GPIOD_OUT_LOW_OPEN_DRAIN);
	EXPECT_WIRE(test, 2, false, false);
}

/* A chip that lacks a function refuses what needs it. */
static void gpio_test_lacking(struct kunit *test)
{
	struct gpio_desc *desc = gpio_test_get(test, "reset", GPIOD_ASIS);
	struct gpio_chip *gc = &gpio_model.chip;

	gc->direction_output = NULL;
	KUNIT_EXPECT_EQ(test, gpiod_direction_output(desc, 1), -EIO);
	gpio_model.out = BIT(0);
	KUNIT_EXPECT_EQ(test, gpiod_direction_output(desc, 1), 0);
	EXPECT_WIRE(test, 0, true, true);
	gc->direction_input = NULL;
	KUNIT_EXPECT_EQ(test, gpiod_direction_input(desc), -EIO);
	gpio_model.out = 0;
	KUNIT_EXPECT_EQ(test, gpiod_direction_input(desc), 0);
	gc->get = NULL;
	KUNIT_EXPECT_EQ(test, gpiod_direction_input(desc), -EIO);
	KUNIT_EXPECT_EQ(test, gpiod_get_value(desc), -EIO);
	gc->set = NULL;
	KUNIT_EXPECT_EQ(test, gpiod_set_value(desc, 1), -EIO);
	gc->get_direction = NULL;
	KUNIT_EXPECT_EQ(test, gpiod_get_direction(desc), -ENOTSUPP);
}

/* Functions of an optional line that does not exist have no effect. */
static void gpio_test_null(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, gpiod_get_value(NULL), 0);
	KUNIT_EXPECT_EQ(test, gpiod_set_value(NULL, 1), 0);
	KUNIT_EXPECT_EQ(test, gpiod_direction_output(NULL, 1), 0);
	KUNIT_EXPECT_EQ(test, gpiod_direction_input(NULL), 0);
	KUNIT_EXPECT_EQ(test, gpiod_cansleep(NULL), 0);
	KUNIT_EXPECT_EQ(test, gpiod_is_active_low(NULL), 0);
	KUNIT_EXPECT_EQ(test, gpiod_to_irq(NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, gpiod_set_value(ERR_PTR(-EBUSY), 1), -EBUSY);
	gpiod_put(NULL);
}

/* After its chip was removed, a line that is still in use returns an error. */
static void gpio_test_removed(struct kunit *test)
{
	struct gpio_desc *desc = gpiod_get(gpio_user, "led", GPIOD_ASIS);

	KUNIT_ASSERT_FALSE(test, IS_ERR(desc));
	mark();
	gpiochip_remove(&gpio_model.chip);
	gpio_model.added = false;
	EXPECT_SAID(test, "line 2 of the removed chip model is in use by led");
	KUNIT_EXPECT_EQ(test, gpiod_get_value(desc), -ENODEV);
	KUNIT_EXPECT_EQ(test, gpiod_direction_output(desc, 1), -ENODEV);
	KUNIT_EXPECT_EQ(test, gpiod_to_irq(desc), -ENODEV);
	gpiod_put(desc);
	EXPECT_NO_LINE(test, "led", -EPROBE_DEFER);
}

/* ---- interrupts ------------------------------------------------------------------------------ */

static irqreturn_t gpio_test_handler(int irq, void *arg)
{
	gpio_model.interrupts++;
	return IRQ_HANDLED;
}

/* A line with a handler cannot become an output, and an output cannot get a handler. */
static void gpio_test_interrupt(struct kunit *test)
{
	struct gpio_desc *desc = gpio_test_get(test, "reset", GPIOD_IN);
	struct gpio_chip *gc = &gpio_model.chip;
	int irq = gpiod_to_irq(desc);

	KUNIT_ASSERT_GT(test, irq, 0);
	KUNIT_EXPECT_EQ(test, gpiod_to_irq(desc), irq);
	KUNIT_ASSERT_EQ(test, request_irq((unsigned int)irq, gpio_test_handler, 0, "gpio-test",
					  gc), 0);
	KUNIT_EXPECT_EQ(test, gpio_model.enabled, BIT(0));
	KUNIT_EXPECT_TRUE(test, gpiochip_line_is_irq(gc, 0));
	generic_handle_domain_irq_safe(gc->irq.domain, 0);
	KUNIT_EXPECT_EQ(test, gpio_model.interrupts, 1U);
	KUNIT_EXPECT_EQ(test, gpiod_direction_output(desc, 1), -EIO);
	disable_irq((unsigned int)irq);
	KUNIT_EXPECT_EQ(test, gpiod_direction_output(desc, 1), 0);
	KUNIT_EXPECT_EQ(test, gpiod_direction_input(desc), 0);
	enable_irq((unsigned int)irq);
	free_irq((unsigned int)irq, gc);
	KUNIT_EXPECT_EQ(test, gpio_model.enabled, 0);
	KUNIT_EXPECT_FALSE(test, gpiochip_line_is_irq(gc, 0));
	KUNIT_EXPECT_EQ(test, gpiod_direction_output(desc, 1), 0);
	mark();
	KUNIT_EXPECT_EQ(test, request_irq((unsigned int)irq, gpio_test_handler, 0, "gpio-test", gc),
			-EIO);
	EXPECT_SAID(test, "line 0 of model is an output and cannot be an interrupt");
	KUNIT_EXPECT_EQ(test, gpiochip_lock_as_irq(gc, NR_LINES), -EINVAL);
}

/* ---- chips ----------------------------------------------------------------------------------- */

static void gpio_test_incomplete(struct kunit *test)
{
	static const struct irq_chip changeable = { .name = "changeable" };
	struct gpio_chip none = { .label = "none", .get = gpio_model_get };
	struct gpio_chip mute = { .label = "mute", .ngpio = 1 };

	mark();
	KUNIT_EXPECT_EQ(test, gpiochip_add_data(&none, NULL), -EINVAL);
	EXPECT_SAID(test, "the chip none has no lines");
	mark();
	KUNIT_EXPECT_EQ(test, gpiochip_add_data(&mute, NULL), -EINVAL);
	EXPECT_SAID(test, "the chip mute has neither get() nor set()");
	none.ngpio = 1;
	gpio_irq_chip_set_chip(&none.irq, &changeable);
	mark();
	KUNIT_EXPECT_LT(test, gpiochip_add_data(&none, NULL), 0);
	KUNIT_EXPECT_NULL(test, none.gpiodev);
}

static int gpio_mask_lines(struct gpio_chip *gc, unsigned long *valid_mask, unsigned int ngpios)
{
	__clear_bit(1, valid_mask);
	return 0;
}

static int gpio_model_config(struct gpio_chip *gc, unsigned int offset, unsigned long config)
{
	return (int)(offset << 16 | pinconf_to_config_argument(config));
}

/* Lines that the chip excludes cannot be requested, and parameters of others reach the chip. */
static void gpio_test_valid_mask(struct kunit *test)
{
	struct gpio_chip chip = { .label = "masked", .ngpio = 2, .get = gpio_model_get,
				  .init_valid_mask = gpio_mask_lines };
	struct gpio_desc *descs;

	if (gpiochip_add_data(&chip, NULL))
		return;
	descs = chip.gpiodev->descs;
	KUNIT_EXPECT_FALSE(test, gpiochip_line_is_valid(&chip, 1));
	KUNIT_EXPECT_EQ(test, gpiochip_get_ngpios(&chip, NULL), 0);
	KUNIT_EXPECT_EQ(test, gpio_request_line(&descs[1], "test"), -EINVAL);
	KUNIT_EXPECT_EQ(test, gpio_request_line(&descs[0], "test"), 0);
	KUNIT_EXPECT_EQ(test, gpiod_set_debounce(&descs[0], 30), -ENOTSUPP);
	chip.set_config = gpio_model_config;
	KUNIT_EXPECT_EQ(test, gpiod_set_debounce(&descs[0], 30), 30);
	gpio_free_line(&descs[0]);
	gpiochip_remove(&chip);
	KUNIT_EXPECT_NULL(test, chip.valid_mask);
}

static struct kunit_case gpio_cases[] = {
	KUNIT_CASE(gpio_test_valid_mask),
	KUNIT_CASE(gpio_test_names),
	KUNIT_CASE(gpio_test_absent),
	KUNIT_CASE(gpio_test_managed),
	KUNIT_CASE(gpio_test_array),
	KUNIT_CASE(gpio_test_array_fails),
	KUNIT_CASE(gpio_test_active_low),
	KUNIT_CASE(gpio_test_single_ended),
	KUNIT_CASE(gpio_test_lacking),
	KUNIT_CASE(gpio_test_null),
	KUNIT_CASE(gpio_test_removed),
	KUNIT_CASE(gpio_test_interrupt),
	KUNIT_CASE(gpio_test_incomplete),
	{}
};

static struct kunit_suite gpio_suite = {
	.name = "gpio",
	.init = gpio_test_init,
	.exit = gpio_test_exit,
	.test_cases = gpio_cases,
};
kunit_test_suite(gpio_suite);
