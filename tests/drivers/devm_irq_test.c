// SPDX-License-Identifier: BSD-2-Clause
/* Tests of device-managed interrupt handlers, with a line of a simulated controller. */

#include <internal/irqchip.h>
#include <kunit/test.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/of.h>

#include "../expect.h"
#include "../in_interrupt.h"

static struct irq_domain model;
static struct device_node model_node;
static unsigned int calls[2];

static void model_mask(struct irq_domain *domain, unsigned int line)
{
}

static int model_translate(struct irq_domain *domain, const u32 *cells, unsigned int nr_cells,
			   unsigned int *line, u32 *type)
{
	return -EINVAL;
}

static void model_handle(struct irq_domain *domain)
{
}

static const struct irqchip_ops model_ops = {
	.name = "model",
	.mask = model_mask,
	.unmask = model_mask,
	.translate = model_translate,
	.handle = model_handle,
};

static irqreturn_t handler(int irq, void *count)
{
	++*(unsigned int *)count;
	return IRQ_HANDLED;
}

static void deliver(void)
{
	irq_domain_handle(&model, 0);
}

static int devm_irq_test_init(struct kunit *test)
{
	calls[0] = calls[1] = 0;
	return model.descs ? 0 : irq_domain_register(&model, &model_node, &model_ops, 1);
}

/*
 * A handler is freed by devm_free_irq() or with its device.  Freeing a handler that the device does
 * not have is reported, and frees no handler.
 */
static void devm_irq_test_release(struct kunit *test)
{
	struct device *dev = root_device_register("devm-irq-test");
	unsigned int irq = model.first;

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
