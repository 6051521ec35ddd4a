// SPDX-License-Identifier: BSD-2-Clause
/* Tests of device-managed interrupt handlers, with a line of a simulated controller. */

#include <kunit/test.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/irqdomain.h>

#include "../expect.h"
#include "../in_interrupt.h"

static struct irq_domain *model;
static unsigned int calls[2];

static int model_map(struct irq_domain *domain, unsigned int irq, irq_hw_number_t line)
{
	irq_set_chip_and_handler(irq, &dummy_irq_chip, handle_simple_irq);
	return 0;
}

static const struct irq_domain_ops model_ops = { .map = model_map };

static irqreturn_t handler(int irq, void *count)
{
	++*(unsigned int *)count;
	return IRQ_HANDLED;
}

static void deliver(void)
{
	generic_handle_domain_irq(model, 0);
}

static int devm_irq_test_init(struct kunit *test)
{
	calls[0] = calls[1] = 0;
	if (!model)
		model = irq_domain_add_linear(NULL, 1, &model_ops, NULL);
	return model && irq_create_mapping(model, 0) ? 0 : -ENOMEM;
}

/*
 * A handler is freed by devm_free_irq() or with its device.  Freeing a handler that the device does
 * not have is reported, and frees no handler.
 */
static void devm_irq_test_release(struct kunit *test)
{
	struct device *dev = root_device_register("devm-irq-test");
	unsigned int irq = irq_find_mapping(model, 0);

	KUNIT_ASSERT_FALSE(test, IS_ERR(dev));
	KUNIT_EXPECT_EQ(test, devm_request_irq(dev, irq, handler, 0, NULL, &calls[0]), 0);
	KUNIT_EXPECT_EQ(test, devm_request_irq(dev, irq, handler, 0, "other", &calls[1]), -EBUSY);
	call_in_interrupt(deliver);
	KUNIT_EXPECT_EQ(test, calls[0], 1U);
	EXPECT_REPORT(test, devm_free_irq(dev, irq, &calls[1]));
	call_in_interrupt(deliver);
	KUNIT_EXPECT_EQ(test, calls[0], 2U);
	devm_free_irq(dev, irq, &calls[0]);
	KUNIT_EXPECT_EQ(
		test, devm_request_threaded_irq(dev, irq, handler, NULL, 0, "again", &calls[1]), 0);
	call_in_interrupt(deliver);
	KUNIT_EXPECT_EQ(test, calls[1], 1U);
	root_device_unregister(dev);
	KUNIT_EXPECT_EQ(test, request_irq(irq, handler, 0, "alone", &calls[0]), 0);
	free_irq(irq, &calls[0]);
}

static struct kunit_case devm_irq_cases[] = {
	KUNIT_CASE(devm_irq_test_release),
	{}
};

static struct kunit_suite devm_irq_suite = {
	.name = "devm_irq",
	.init = devm_irq_test_init,
	.test_cases = devm_irq_cases,
};
kunit_test_suite(devm_irq_suite);
