// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of irq_domains: mappings and their numbers, specifiers, removal, and a controller that a
 * platform driver adds, with a device that waits for it.
 */

#include <internal/irqs.h>
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdomain.h>
#include <linux/of_irq.h>
#include <linux/platform_device.h>
#include <linux/smp.h>

#include "../expect.h"
#include "../of/tree.h"
#include "../said.h"

#define NR_LINES	8U
#define REFUSED		5	/* line that map() refuses */
#define NR_ROUNDS	1000U
#define MAX_NODES	4

static unsigned int nr_maps, nr_unmaps, nr_calls;

static int test_map(struct irq_domain *domain, unsigned int irq, irq_hw_number_t line)
{
	nr_maps++;
	if (line == REFUSED)
		return -EPERM;
	irq_set_chip_and_handler(irq, &dummy_irq_chip, handle_simple_irq);
	irq_set_chip_data(irq, domain->host_data);
	return 0;
}

static void test_unmap(struct irq_domain *domain, unsigned int irq)
{
	if (irq_get_irq_data(irq)->domain == domain)
		nr_unmaps++;
	irq_set_chip_and_handler(irq, NULL, NULL);
}

static const struct irq_domain_ops test_ops = {
	.map = test_map,
	.unmap = test_unmap,
	.xlate = irq_domain_xlate_onetwocell,
};

static irqreturn_t count_call(int irq, void *dev)
{
	++*(unsigned int *)dev;
	return IRQ_HANDLED;
}

static int irqdomain_test_init(struct kunit *test)
{
	nr_maps = nr_unmaps = nr_calls = 0;
	return 0;
}

/* Domains of the case, so that a case that is aborted leaves none. */
static struct irq_domain *created[4];

/* Expect that a domain was created, and return it. */
static struct irq_domain *check_created(struct kunit *test, struct irq_domain *domain)
{
	unsigned int i = 0;

	KUNIT_ASSERT_NOT_NULL(test, domain);
	while (created[i])
		i++;
	created[i] = domain;
	return domain;
}

static struct irq_domain *create(struct kunit *test)
{
	return check_created(test, irq_domain_create_linear(NULL, NR_LINES, &test_ops, &nr_calls));
}

/* Remove a domain of check_created(). */
static void remove(struct irq_domain *domain)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(created); i++) {
		if (created[i] == domain)
			created[i] = NULL;
	}
	irq_domain_remove(domain);
}

static void remove_created(void)
{
	for (unsigned int i = 0; i < ARRAY_SIZE(created); i++) {
		struct irq_domain *domain = created[i];

		if (!domain)
			continue;
		for (unsigned int line = 0; line < domain->nr_irqs; line++)
			irq_dispose_mapping(domain->first + line);
		remove(domain);
	}
}

/* ---- mappings -------------------------------------------------------------------------------- */

static void irqdomain_test_mapping(struct kunit *test)
{
	struct irq_domain *domain = create(test);
	unsigned int irq, other;
	struct irq_data *data;

	KUNIT_EXPECT_EQ(test, irq_find_mapping(domain, 3), 0U);
	KUNIT_EXPECT_EQ(test, irq_find_mapping(NULL, 3), 0U);
	KUNIT_EXPECT_EQ(test, irq_create_mapping(NULL, 3), 0U);
	irq = irq_create_mapping(domain, 3);
	other = irq_create_mapping(domain, 4);
	KUNIT_EXPECT_NE(test, irq, 0U);
	KUNIT_EXPECT_NE(test, other, irq);
	KUNIT_EXPECT_EQ(test, irq_create_mapping(domain, 3), irq);
	KUNIT_EXPECT_EQ(test, irq_find_mapping(domain, 3), irq);
	KUNIT_EXPECT_EQ(test, nr_maps, 2U);
	KUNIT_EXPECT_EQ(test, irq_create_mapping(domain, NR_LINES), 0U);
	data = irq_get_irq_data(irq);
	KUNIT_ASSERT_NOT_NULL(test, data);
	KUNIT_EXPECT_EQ(test, data->irq, irq);
	KUNIT_EXPECT_EQ(test, irqd_to_hwirq(data), 3UL);
	KUNIT_EXPECT_PTR_EQ(test, data->domain, domain);
	KUNIT_EXPECT_PTR_EQ(test, irq_data_get_irq_chip(data), &dummy_irq_chip);
	KUNIT_EXPECT_PTR_EQ(test, irq_data_get_irq_chip_data(data), (void *)&nr_calls);
	irq_dispose_mapping(irq);
	KUNIT_EXPECT_EQ(test, nr_unmaps, 1U);
	KUNIT_EXPECT_EQ(test, irq_find_mapping(domain, 3), 0U);
	KUNIT_EXPECT_NULL(test, irq_get_irq_data(irq));
	KUNIT_EXPECT_EQ(test, irq_set_chip(irq, &dummy_irq_chip), -EINVAL);
	KUNIT_EXPECT_EQ(test, request_irq(irq, count_call, 0, "gone", &nr_calls), -EINVAL);
	KUNIT_EXPECT_EQ(test, generic_handle_domain_irq_safe(domain, 3), -EINVAL);
	KUNIT_EXPECT_EQ(test, generic_handle_irq_safe(irq), -EINVAL);
	irq_dispose_mapping(irq);
	irq_dispose_mapping(0);
	KUNIT_EXPECT_EQ(test, nr_unmaps, 1U);
	/* map() refuses a line, which then has no number. */
	KUNIT_EXPECT_EQ(test, irq_create_mapping(domain, REFUSED), 0U);
	KUNIT_EXPECT_EQ(test, irq_find_mapping(domain, REFUSED), 0U);
	irq_dispose_mapping(other);
	remove(domain);
}

/* A line that is mapped again works again, and each round frees what it allocates. */
static void irqdomain_test_many(struct kunit *test)
{
	struct irq_domain *domain = create(test);
	unsigned int done = 0;

	for (unsigned int i = 0; i < NR_ROUNDS; i++) {
		unsigned int irq = irq_create_mapping(domain, i % REFUSED);

		if (!irq)
			break;
		if (!request_irq(irq, count_call, 0, "round", &nr_calls)) {
			done += !generic_handle_irq_safe(irq);
			free_irq(irq, &nr_calls);
		}
		irq_dispose_mapping(irq);
	}
	remove(domain);
	KUNIT_EXPECT_EQ(test, done, NR_ROUNDS);
	KUNIT_EXPECT_EQ(test, nr_calls, NR_ROUNDS);
	KUNIT_EXPECT_EQ(test, nr_unmaps, NR_ROUNDS);
}

static struct irq_domain *busy_domain;
static bool busy_stop;

/* Handle interrupts of a line in a loop, on another CPU, while the line is mapped and unmapped. */
static void keep_handling(void *unused)
{
	while (!READ_ONCE(busy_stop)) {
		unsigned int irq = irq_find_mapping(busy_domain, 1);

		if (irq)
			generic_handle_irq(irq);
	}
}

static void nothing(void *unused)
{
}

static void irqdomain_test_race(struct kunit *test)
{
	unsigned int last = num_online_cpus() - 1;

	if (!last)
		kunit_skip(test, "needs two CPUs");
	busy_domain = create(test);
	busy_stop = false;
	for (unsigned int i = 0; i < 20; i++) {
		WRITE_ONCE(busy_stop, false);
		smp_call_function_single((int)last, keep_handling, NULL, 0);
		for (unsigned int n = 0; n < 50; n++)
			irq_dispose_mapping(irq_create_mapping(busy_domain, 1));
		WRITE_ONCE(busy_stop, true);
		smp_call_function_single((int)last, nothing, NULL, 1);
	}
	KUNIT_EXPECT_EQ(test, nr_unmaps, 1000U);
	remove(busy_domain);
}

/* ---- numbers of domains ---------------------------------------------------------------------- */

/* A domain uses the lowest free range of numbers, so it gets that of a removed domain. */
static void irqdomain_test_numbers(struct kunit *test)
{
	struct irq_domain *a = create(test), *b = create(test), *c;
	unsigned int first = irq_create_mapping(a, 0), second = irq_create_mapping(b, 0);

	KUNIT_EXPECT_GE(test, second, first + NR_LINES);
	irq_dispose_mapping(first);
	remove(a);
	c = create(test);
	KUNIT_EXPECT_EQ(test, irq_create_mapping(c, 0), first);
	KUNIT_EXPECT_EQ(test, irq_find_mapping(b, 0), second);
	irq_dispose_mapping(first);
	irq_dispose_mapping(second);
	remove(b);
	remove(c);
}

static void irqdomain_test_legacy(struct kunit *test)
{
	const unsigned int first = 100000;
	struct irq_domain *domain = check_created(
		test, irq_domain_add_legacy(NULL, 4, first, 100, &test_ops, NULL));
	struct irq_domain *simple;

	KUNIT_EXPECT_EQ(test, nr_maps, 4U);
	for (unsigned int i = 0; i < 4; i++)
		KUNIT_EXPECT_EQ(test, irq_find_mapping(domain, 100 + i), first + i);
	KUNIT_EXPECT_EQ(test, irq_create_mapping(domain, 104), 0U);
	/* Numbers in use, at both ends of the range. */
	mark();
	KUNIT_EXPECT_NULL(test, irq_domain_add_simple(NULL, 4, first + 3, &test_ops, NULL));
	EXPECT_SAID(test, "interrupt numbers from 100003 on are in use");
	KUNIT_EXPECT_NULL(test, irq_domain_add_simple(NULL, 4, first - 3, &test_ops, NULL));
	KUNIT_EXPECT_NULL(test, irq_domain_add_simple(NULL, 4, 1, &test_ops, NULL));
	simple = check_created(test, irq_domain_add_simple(NULL, 4, first - 4, &test_ops, NULL));
	KUNIT_EXPECT_EQ(test, irq_find_mapping(simple, 3), first - 1);
	for (unsigned int irq = first - 4; irq < first + 4; irq++)
		irq_dispose_mapping(irq);
	remove(simple);
	remove(domain);
	/* Without a first number, nothing is mapped; map() refuses line 5 of a domain with one. */
	nr_maps = 0;
	simple = check_created(test, irq_domain_add_simple(NULL, 8, 0, &test_ops, NULL));
	KUNIT_EXPECT_EQ(test, nr_maps, 0U);
	remove(simple);
	KUNIT_EXPECT_NULL(test, irq_domain_add_simple(NULL, 8, first, &test_ops, NULL));
	KUNIT_EXPECT_NULL(test, irq_get_irq_data(first));
}

static void irqdomain_test_tree(struct kunit *test)
{
	struct irq_domain *domain = check_created(test, irq_domain_add_tree(NULL, &test_ops, NULL));
	unsigned int nr = 0, irq;

	while (irq_create_mapping(domain, 1000000 + 7UL * nr))
		nr++;
	KUNIT_EXPECT_LE(test, nr, IRQ_DOMAIN_TREE_LINES + 0U);
	irq = irq_find_mapping(domain, 1000000);
	KUNIT_ASSERT_NE(test, irq, 0U);
	KUNIT_EXPECT_EQ(test, irq_find_mapping(domain, 1000001), 0U);
	KUNIT_EXPECT_EQ(test, irq_get_irq_data(irq)->hwirq, 1000000UL);
	KUNIT_EXPECT_EQ(test, generic_handle_domain_irq_safe(domain, 1000000), 0);
	irq_dispose_mapping(irq);
	KUNIT_EXPECT_EQ(test, irq_create_mapping(domain, ~0UL), irq);
	irq_dispose_mapping(irq);
	for (unsigned int i = 1; i < nr; i++)
		irq_dispose_mapping(irq_find_mapping(domain, 1000000 + 7UL * i));
	remove(domain);
}

/* ---- removal --------------------------------------------------------------------------------- */

static void irqdomain_test_remove(struct kunit *test)
{
	struct irq_domain *domain = create(test);
	unsigned int irq = irq_create_mapping(domain, 0), other = irq_create_mapping(domain, 1);

	KUNIT_ASSERT_NE(test, other, 0U);
	KUNIT_ASSERT_EQ(test, request_irq(irq, count_call, 0, "live", &nr_calls), 0);
	EXPECT_REPORT(test, irq_dispose_mapping(irq));
	KUNIT_EXPECT_EQ(test, irq_find_mapping(domain, 0), irq);
	/* One warning for the mappings, and one for the handler. */
	mark();
	irq_domain_remove(domain);
	EXPECT_SAID(test, "irqdomain: removed with 2 mapped interrupts");
	EXPECT_SAID(test, "still has a handler");
	KUNIT_EXPECT_NULL(test, irq_get_irq_data(other));
	/* The line has no chip any more, because the driver may free it. */
	KUNIT_EXPECT_STREQ(test, irq_get_irq_data(irq)->chip->name, "none");
	KUNIT_EXPECT_EQ(test, generic_handle_irq_safe(irq), 0);
	KUNIT_EXPECT_EQ(test, nr_calls, 1U);
	free_irq(irq, &nr_calls);
	EXPECT_REPORT(test, remove(domain));
	KUNIT_EXPECT_NULL(test, irq_get_irq_data(irq));
	/* The driver is gone when the second line is unmapped. */
	KUNIT_EXPECT_EQ(test, nr_unmaps, 1U);
}

/* ---- specifiers ------------------------------------------------------------------------------ */

static void irqdomain_test_xlate(struct kunit *test)
{
	static const u32 cells[] = { 6, IRQ_TYPE_EDGE_FALLING | 0x100 };
	unsigned int type = 99;
	unsigned long line = 99;

	KUNIT_EXPECT_EQ(test, irq_domain_xlate_onecell(NULL, NULL, cells, 1, &line, &type), 0);
	KUNIT_EXPECT_EQ(test, line, 6UL);
	KUNIT_EXPECT_EQ(test, type, (unsigned int)IRQ_TYPE_NONE);
	EXPECT_REPORT(test, KUNIT_EXPECT_EQ(test, irq_domain_xlate_onecell(NULL, NULL, cells, 0,
									   &line, &type), -EINVAL));
	line = 99;
	KUNIT_EXPECT_EQ(test, irq_domain_xlate_twocell(NULL, NULL, cells, 2, &line, &type), 0);
	KUNIT_EXPECT_EQ(test, line, 6UL);
	KUNIT_EXPECT_EQ(test, type, (unsigned int)IRQ_TYPE_EDGE_FALLING);
	EXPECT_REPORT(test, KUNIT_EXPECT_EQ(test, irq_domain_xlate_twocell(NULL, NULL, cells, 1,
									   &line, &type), -EINVAL));
	KUNIT_EXPECT_EQ(test, irq_domain_xlate_onetwocell(NULL, NULL, cells, 2, &line, &type), 0);
	KUNIT_EXPECT_EQ(test, type, (unsigned int)IRQ_TYPE_EDGE_FALLING);
	KUNIT_EXPECT_EQ(test, irq_domain_xlate_onetwocell(NULL, NULL, cells, 1, &line, &type), 0);
	KUNIT_EXPECT_EQ(test, type, (unsigned int)IRQ_TYPE_NONE);
}

static int test_translate(struct irq_domain *domain, struct irq_fwspec *fwspec,
			  unsigned long *line, unsigned int *type)
{
	if (fwspec->param_count != 3)
		return -EINVAL;
	*line = fwspec->param[2];
	*type = fwspec->param[0];
	return 0;
}

/* Specifiers of a node that is not of the device tree, with and without translate(). */
static void irqdomain_test_fwspec(struct kunit *test)
{
	const struct irq_domain_ops with = { .map = test_map, .translate = test_translate };
	const struct irq_domain_ops without = { .map = test_map };
	struct fwnode_handle node = {};
	struct irq_fwspec spec = { .fwnode = &node, .param_count = 3,
				   .param = { IRQ_TYPE_EDGE_RISING, 1, 2 } };
	struct irq_domain *domain;
	unsigned int irq;

	KUNIT_EXPECT_EQ(test, irq_create_fwspec_mapping(&spec), 0U);
	domain = check_created(test, irq_domain_create_linear(&node, NR_LINES, &with, NULL));
	irq = irq_create_fwspec_mapping(&spec);
	KUNIT_EXPECT_EQ(test, irq_find_mapping(domain, 2), irq);
	/* The type of the specifier is that of the line before its first request. */
	KUNIT_EXPECT_EQ(test, irq_get_trigger_type(irq), (unsigned int)IRQ_TYPE_EDGE_RISING);
	KUNIT_EXPECT_EQ(test, irq_create_fwspec_mapping(&spec), irq);
	irq_dispose_mapping(irq);
	spec.param_count = 2;
	KUNIT_EXPECT_EQ(test, irq_create_fwspec_mapping(&spec), 0U);
	remove(domain);
	domain = check_created(test, irq_domain_create_linear(&node, NR_LINES, &without, NULL));
	irq = irq_create_fwspec_mapping(&spec);
	KUNIT_EXPECT_EQ(test, irq_find_mapping(domain, IRQ_TYPE_EDGE_RISING), irq);
	KUNIT_EXPECT_EQ(test, irq_get_trigger_type(irq), (unsigned int)IRQ_TYPE_NONE);
	irq_dispose_mapping(irq);
	spec.param_count = 0;
	KUNIT_EXPECT_EQ(test, irq_create_fwspec_mapping(&spec), 0U);
	remove(domain);
}

/* ---- drivers --------------------------------------------------------------------------------- */

static struct tree blob;
static struct device_node nodes[MAX_NODES];
static struct of_tree of = { .nodes = nodes };

static int write_tree(void)
{
	tree_start(&blob);
	tree_begin(&blob, "");
	tree_begin(&blob, "gpio");
	tree_cells(&blob, "phandle", 1);
	tree_cells(&blob, "#interrupt-cells", 2);
	tree_end(&blob);
	tree_begin(&blob, "button");
	tree_cells(&blob, "interrupt-parent", 1);
	tree_cells(&blob, "interrupts", 2, IRQ_TYPE_EDGE_RISING);
	tree_end(&blob);
	tree_end(&blob);
	return tree_index(&blob, &of, MAX_NODES);
}

static struct irq_domain *gpio_domain;
static unsigned int nr_button_probes;
static int button_irq;

static int gpio_probe(struct platform_device *pdev)
{
	gpio_domain = irq_domain_add_linear(pdev->dev.of_node, NR_LINES, &test_ops, NULL);
	return gpio_domain ? 0 : -ENOMEM;
}

static void gpio_remove(struct platform_device *pdev)
{
	for (unsigned int i = 0; i < NR_LINES; i++)
		irq_dispose_mapping(irq_find_mapping(gpio_domain, i));
	irq_domain_remove(gpio_domain);
}

static int button_probe(struct platform_device *pdev)
{
	nr_button_probes++;
	button_irq = platform_get_irq(pdev, 0);
	if (button_irq < 0)
		return button_irq;
	return devm_request_irq(&pdev->dev, (unsigned int)button_irq, count_call, 0, NULL,
				&nr_calls);
}

static struct platform_driver gpio_driver = {
	.probe = gpio_probe,
	.remove = gpio_remove,
	.driver = { .name = "irqdomain-gpio" },
};

static struct platform_driver button_driver = {
	.probe = button_probe,
	.driver = { .name = "irqdomain-button" },
};

static struct platform_device *add_device(const char *name, const char *path)
{
	struct platform_device_info info = {
		.name = name,
		.id = PLATFORM_DEVID_NONE,
		.fwnode = of_fwnode_handle(of_tree_find_path(&of, path)),
	};

	return platform_device_register_full(&info);
}

static struct platform_device *gpio, *button;
static bool gpio_registered, button_registered;

static void irqdomain_test_exit(struct kunit *test)
{
	if (button_registered)
		platform_driver_unregister(&button_driver);
	if (gpio_registered)
		platform_driver_unregister(&gpio_driver);
	gpio_registered = button_registered = false;
	if (!IS_ERR_OR_NULL(button))
		platform_device_unregister(button);
	if (!IS_ERR_OR_NULL(gpio))
		platform_device_unregister(gpio);
	gpio = button = NULL;
	remove_created();
}

/* The driver of a device is probed before that of its interrupt controller. */
static void irqdomain_test_deferred(struct kunit *test)
{
	struct device_node *np;
	int err = write_tree();

	KUNIT_ASSERT_EQ(test, err, 0);
	nr_button_probes = 0;
	gpio = add_device("irqdomain-gpio", "/gpio");
	button = add_device("irqdomain-button", "/button");
	KUNIT_ASSERT_FALSE(test, IS_ERR(gpio) || IS_ERR(button));
	np = button->dev.of_node;
	KUNIT_ASSERT_EQ(test, platform_driver_register(&button_driver), 0);
	button_registered = true;
	KUNIT_EXPECT_EQ(test, nr_button_probes, 1U);
	KUNIT_EXPECT_EQ(test, button_irq, -EPROBE_DEFER);
	KUNIT_EXPECT_EQ(test, irq_of_parse_and_map(np, 0), 0U);
	KUNIT_EXPECT_NULL(test, irq_find_host(gpio->dev.of_node));
	KUNIT_ASSERT_EQ(test, platform_driver_register(&gpio_driver), 0);
	gpio_registered = true;
	KUNIT_EXPECT_EQ(test, nr_button_probes, 2U);
	KUNIT_EXPECT_NOT_NULL(test, button->dev.driver);
	KUNIT_ASSERT_NOT_NULL(test, gpio->dev.driver);
	KUNIT_EXPECT_PTR_EQ(test, irq_find_host(gpio->dev.of_node), gpio_domain);
	KUNIT_EXPECT_EQ(test, irq_find_mapping(gpio_domain, 2), (unsigned int)button_irq);
	KUNIT_EXPECT_EQ(test, irq_of_parse_and_map(np, 0), (unsigned int)button_irq);
	KUNIT_EXPECT_EQ(test, irq_of_parse_and_map(np, 1), 0U);
	KUNIT_EXPECT_EQ(test, generic_handle_domain_irq_safe(gpio_domain, 2), 0);
	KUNIT_EXPECT_EQ(test, nr_calls, 1U);
	platform_driver_unregister(&button_driver);
	platform_driver_unregister(&gpio_driver);
	gpio_registered = button_registered = false;
	KUNIT_EXPECT_EQ(test, nr_unmaps, 1U);
	KUNIT_EXPECT_NULL(test, irq_find_host(gpio->dev.of_node));
}

static struct kunit_case irqdomain_cases[] = {
	KUNIT_CASE(irqdomain_test_mapping),
	KUNIT_CASE(irqdomain_test_many),
	KUNIT_CASE(irqdomain_test_race),
	KUNIT_CASE(irqdomain_test_numbers),
	KUNIT_CASE(irqdomain_test_legacy),
	KUNIT_CASE(irqdomain_test_tree),
	KUNIT_CASE(irqdomain_test_remove),
	KUNIT_CASE(irqdomain_test_xlate),
	KUNIT_CASE(irqdomain_test_fwspec),
	KUNIT_CASE(irqdomain_test_deferred),
	{}
};

static struct kunit_suite irqdomain_suite = {
	.name = "irqdomain",
	.init = irqdomain_test_init,
	.exit = irqdomain_test_exit,
	.test_cases = irqdomain_cases,
};
kunit_test_suite(irqdomain_suite);
