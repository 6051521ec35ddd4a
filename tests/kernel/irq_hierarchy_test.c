// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of irq_domains with a parent: the order in which the functions of chips and domains are
 * called, lines of the parent that are in use, failures, and chips of GPIO lines.
 */

#include <internal/irqs.h>
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/gpio/consumer.h>
#include <linux/gpio/driver.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqdomain.h>
#include <linux/string.h>

#include "../expect.h"
#include "../in_interrupt.h"
#include "../said.h"

#define NR_LINES	16U
#define SHIFT		4U	/* from a line to that of the parent */

/* ---- what was called ------------------------------------------------------------------------- */

static char trace[200];

static void traced(const struct irq_domain *domain, const char *what)
{
	char text[32];

	snprintf(text, sizeof(text), "%s-%s ", (const char *)domain->host_data, what);
	strlcat(trace, text, sizeof(trace));
}

#define EXPECT_TRACE(test, what)			\
do {							\
	KUNIT_EXPECT_STREQ(test, trace, what);		\
	trace[0] = '\0';				\
} while (0)

#define ROOT_FN(fn)						\
static void root_##fn(struct irq_data *data)			\
{								\
	traced(data->domain, #fn);				\
}

#define CHILD_FN(fn)						\
static void child_##fn(struct irq_data *data)			\
{								\
	traced(data->domain, #fn);				\
	irq_chip_##fn##_parent(data);				\
}

ROOT_FN(mask)
ROOT_FN(unmask)
ROOT_FN(eoi)
CHILD_FN(mask)
CHILD_FN(unmask)
CHILD_FN(enable)
CHILD_FN(disable)
CHILD_FN(eoi)

static int root_set_type(struct irq_data *data, unsigned int type)
{
	traced(data->domain, "type");
	return type == IRQ_TYPE_LEVEL_LOW ? -EINVAL : 0;
}

static int root_set_affinity(struct irq_data *data, const struct cpumask *dest, bool force)
{
	traced(data->domain, "affinity");
	return 0;
}

static const struct irq_chip root_chip = {
	.name = "root", .irq_mask = root_mask, .irq_unmask = root_unmask, .irq_eoi = root_eoi,
	.irq_set_type = root_set_type, .irq_set_affinity = root_set_affinity,
};

static const struct irq_chip child_chip = {
	.name = "child", .irq_mask = child_mask, .irq_unmask = child_unmask, .irq_eoi = child_eoi,
	.irq_set_type = irq_chip_set_type_parent,
	.irq_set_affinity = irq_chip_set_affinity_parent, .flags = IRQCHIP_IMMUTABLE,
};

static const struct irq_chip enabling_chip = {
	.name = "enabling", .irq_mask = child_mask, .irq_unmask = child_unmask,
	.irq_enable = child_enable, .irq_disable = child_disable, .irq_eoi = child_eoi,
};

/* ---- the domains ----------------------------------------------------------------------------- */

static int alloc_fails, activate_fails;
static const struct irq_chip *chip_of_child;

static int root_map(struct irq_domain *domain, unsigned int irq, irq_hw_number_t line)
{
	irq_set_chip_and_handler(irq, &root_chip, handle_simple_irq);
	return 0;
}

static int child_alloc(struct irq_domain *domain, unsigned int irq, unsigned int nr, void *arg)
{
	struct irq_fwspec spec = *(struct irq_fwspec *)arg;
	int err;

	spec.param[0] += SHIFT;
	irq_domain_set_hwirq_and_chip(domain, irq, spec.param[0] - SHIFT, chip_of_child,
				      domain->host_data);
	err = irq_domain_alloc_irqs_parent(domain, irq, nr, &spec);
	return err ?: alloc_fails;
}

static int child_activate(struct irq_domain *domain, struct irq_data *data, bool reserve)
{
	traced(domain, "activate");
	return domain->parent->parent ? activate_fails : 0;
}

static void child_deactivate(struct irq_domain *domain, struct irq_data *data)
{
	traced(domain, "deactivate");
}

static const struct irq_domain_ops root_ops = {
	.map = root_map,
	.xlate = irq_domain_xlate_twocell,
};

static const struct irq_domain_ops child_ops = {
	.alloc = child_alloc,
	.free = irq_domain_free_irqs_common,
	.activate = child_activate,
	.deactivate = child_deactivate,
	.translate = irq_domain_translate_twocell,
};

/* Domain i has domain i - 1 as its parent. */
static struct irq_domain *levels[3];
static struct fwnode_handle level_nodes[ARRAY_SIZE(levels)];

static int irq_hierarchy_test_init(struct kunit *test)
{
	static const char *const names[] = { "root", "middle", "outer" };

	trace[0] = '\0';
	alloc_fails = activate_fails = 0;
	chip_of_child = &child_chip;
	levels[0] = irq_domain_create_linear(&level_nodes[0], NR_LINES, &root_ops,
					     (void *)names[0]);
	for (unsigned int i = 1; i < ARRAY_SIZE(levels) && levels[i - 1]; i++)
		levels[i] = irq_domain_create_hierarchy(levels[i - 1], 0, NR_LINES,
							&level_nodes[i], &child_ops,
							(void *)names[i]);
	return levels[2] ? 0 : -ENOMEM;
}

static void irq_hierarchy_test_exit(struct kunit *test)
{
	for (unsigned int i = ARRAY_SIZE(levels); i--;) {
		if (!levels[i])
			continue;
		for (unsigned int line = 0; line < NR_LINES; line++)
			irq_dispose_mapping(irq_find_mapping(levels[i], line));
		irq_domain_remove(levels[i]);
		levels[i] = NULL;
	}
}

/* Map a line of a domain by a specifier. */
static unsigned int map_line(unsigned int level, u32 line, u32 type)
{
	struct irq_fwspec spec = {
		.fwnode = &level_nodes[level], .param_count = 2, .param = { line, type },
	};

	return irq_create_fwspec_mapping(&spec);
}

static unsigned int raised_line;

static void raise_root_line(void)
{
	generic_handle_domain_irq(levels[0], raised_line);
}

static void raise(unsigned int line)
{
	raised_line = line;
	call_in_interrupt(raise_root_line);
}

static irqreturn_t trace_handler(int irq, void *dev)
{
	strlcat(trace, "handler ", sizeof(trace));
	return IRQ_HANDLED;
}

#define REQUEST(test, irq, flags)	\
	KUNIT_ASSERT_EQ(test, request_irq(irq, trace_handler, flags, "hierarchy", &trace), 0)

/* ---- test cases ------------------------------------------------------------------------------ */

/* An interrupt of the root passes through the other domains. */
static void irq_hierarchy_test_order(struct kunit *test)
{
	unsigned int irq = map_line(2, 3, IRQ_TYPE_LEVEL_HIGH);

	KUNIT_ASSERT_NE(test, irq, 0U);
	KUNIT_EXPECT_EQ(test, map_line(2, 3, IRQ_TYPE_LEVEL_HIGH), irq);
	for (unsigned int i = 0; i < ARRAY_SIZE(levels); i++) {
		struct irq_data *data = irq_domain_get_irq_data(levels[i], irq);

		KUNIT_ASSERT_NOT_NULL(test, data);
		KUNIT_EXPECT_PTR_EQ(test, data->domain, levels[i]);
		KUNIT_EXPECT_EQ(test, data->hwirq, 3 + SHIFT * (2 - i));
		KUNIT_EXPECT_EQ(test, levels[i]->mapcount, 1U);
	}
	KUNIT_EXPECT_TRUE(test, irq_domain_is_hierarchy(levels[2]));
	KUNIT_EXPECT_FALSE(test, irq_domain_is_hierarchy(levels[0]));
	REQUEST(test, irq, 0);
	EXPECT_TRACE(test, "root-type middle-activate outer-activate "
			   "outer-unmask middle-unmask root-unmask ");
	raise(3 + 2 * SHIFT);
	EXPECT_TRACE(test, "handler outer-eoi middle-eoi root-eoi ");
	KUNIT_EXPECT_EQ(test, irq_set_affinity(irq, cpumask_of(0)), 0);
	KUNIT_EXPECT_NOT_NULL(test, strstr(trace, " root-mask root-affinity outer-unmask "));
	trace[0] = '\0';
	disable_irq(irq);
	enable_irq(irq);
	EXPECT_TRACE(test, "outer-mask middle-mask root-mask outer-unmask middle-unmask root-unmask ");
	free_irq(irq, &trace);
	EXPECT_TRACE(test, "outer-mask middle-mask root-mask outer-deactivate middle-deactivate ");
	irq_dispose_mapping(irq);
	for (unsigned int i = 0; i < ARRAY_SIZE(levels); i++)
		KUNIT_EXPECT_EQ(test, levels[i]->mapcount, 0U);
}

/* A chip that enables and disables its parent, which has no functions for this. */
static void irq_hierarchy_test_enable(struct kunit *test)
{
	unsigned int irq;

	chip_of_child = &enabling_chip;
	irq = map_line(1, 0, 0);
	KUNIT_ASSERT_NE(test, irq, 0U);
	KUNIT_EXPECT_EQ(test, irq_chip_set_type_parent(irq_get_irq_data(irq), IRQ_TYPE_LEVEL_LOW),
			-EINVAL);
	trace[0] = '\0';
	REQUEST(test, irq, 0);
	EXPECT_TRACE(test, "middle-activate middle-enable root-unmask ");
	free_irq(irq, &trace);
	EXPECT_TRACE(test, "middle-disable root-mask middle-deactivate ");
}

/* The line of a parent that has a child cannot be used otherwise, and can be used afterwards. */
static void irq_hierarchy_test_in_use(struct kunit *test)
{
	unsigned int own = map_line(0, 5, 0), irq = map_line(1, 5 - SHIFT, 0);

	KUNIT_ASSERT_NE(test, own, 0U);
	KUNIT_ASSERT_NE(test, irq, 0U);
	KUNIT_EXPECT_EQ(test, irq_domain_get_irq_data(levels[0], irq)->irq, own);
	KUNIT_EXPECT_EQ(test, request_irq(own, trace_handler, 0, "parent", &trace), -EINVAL);
	irq_dispose_mapping(irq);
	KUNIT_EXPECT_EQ(test, irq_find_mapping(levels[0], 5), own);
	REQUEST(test, own, 0);
	trace[0] = '\0';
	raise(5);
	EXPECT_TRACE(test, "handler ");
	/* No child can have the line of a parent that has a handler. */
	KUNIT_EXPECT_EQ(test, map_line(1, 5 - SHIFT, 0), 0U);
	KUNIT_EXPECT_EQ(test, levels[1]->mapcount, 0U);
	raise(5);
	EXPECT_TRACE(test, "handler ");
	free_irq(own, &trace);
	irq = map_line(1, 5 - SHIFT, 0);
	KUNIT_EXPECT_NE(test, irq, 0U);
	irq_dispose_mapping(irq);
}

/* Nothing remains of a mapping that fails. */
static void irq_hierarchy_test_fails(struct kunit *test)
{
	alloc_fails = -EPERM;
	KUNIT_EXPECT_EQ(test, map_line(1, 1, 0), 0U);
	alloc_fails = 0;
	KUNIT_EXPECT_EQ(test, levels[0]->mapcount, 0U);
	KUNIT_EXPECT_EQ(test, levels[1]->mapcount, 0U);
	/* The parent has no such line. */
	KUNIT_EXPECT_EQ(test, map_line(1, NR_LINES - 1, 0), 0U);
	KUNIT_EXPECT_EQ(test, map_line(2, NR_LINES - SHIFT - 1, 0), 0U);
	for (unsigned int i = 0; i < ARRAY_SIZE(levels); i++)
		KUNIT_EXPECT_EQ(test, levels[i]->mapcount, 0U);
	/* Without a specifier, a line cannot be mapped. */
	KUNIT_EXPECT_EQ(test, irq_create_mapping(levels[1], 1), 0U);
	KUNIT_EXPECT_EQ(test, levels[1]->mapcount, 0U);
}

static void chained_handler(struct irq_desc *desc)
{
	strlcat(trace, "chained ", sizeof(trace));
}

/* Lines that cannot be activated, or whose trigger the parent refuses, are deactivated. */
static void irq_hierarchy_test_refused(struct kunit *test)
{
	unsigned int irq = map_line(2, 0, 0);

	KUNIT_ASSERT_NE(test, irq, 0U);
	activate_fails = -EIO;
	mark();
	KUNIT_EXPECT_EQ(test, request_irq(irq, trace_handler, 0, "refused", &trace), -EIO);
	EXPECT_SAID(test, "child: line 0 cannot be activated for \"refused\": error -5");
	EXPECT_TRACE(test, "middle-activate outer-activate middle-deactivate ");
	activate_fails = 0;
	KUNIT_EXPECT_EQ(test, request_irq(irq, trace_handler, IRQF_TRIGGER_LOW, "low", &trace),
			-EINVAL);
	EXPECT_TRACE(test, "root-type ");
	/* A chained handler is not enabled. */
	activate_fails = -EIO;
	mark();
	irq_set_chained_handler(irq, chained_handler);
	EXPECT_SAID(test, "child: line 0 cannot be activated, and is not enabled");
	irq_set_chained_handler(irq, NULL);
	EXPECT_TRACE(test, "middle-activate outer-activate middle-deactivate ");
}

static void irq_hierarchy_test_chained(struct kunit *test)
{
	unsigned int irq = map_line(1, 2, 0);

	KUNIT_ASSERT_NE(test, irq, 0U);
	irq_set_chained_handler(irq, chained_handler);
	EXPECT_TRACE(test, "middle-activate middle-unmask root-unmask ");
	raise(2 + SHIFT);
	EXPECT_TRACE(test, "chained ");
	irq_set_chained_handler(irq, NULL);
	EXPECT_TRACE(test, "middle-mask root-mask middle-deactivate ");
}

/* The state of a line is that of its handlers, also for the chip of the parent. */
static void irq_hierarchy_test_state(struct kunit *test)
{
	unsigned int irq = map_line(2, 1, IRQ_TYPE_EDGE_RISING);
	struct irq_data *root = irq ? irq_domain_get_irq_data(levels[0], irq) : NULL;

	KUNIT_ASSERT_NOT_NULL(test, root);
	KUNIT_EXPECT_EQ(test, irqd_get_trigger_type(root), (u32)IRQ_TYPE_EDGE_RISING);
	KUNIT_EXPECT_TRUE(test, irqd_irq_masked(root));
	REQUEST(test, irq, 0);
	KUNIT_EXPECT_FALSE(test, irqd_irq_masked(root));
	irq_set_handler_locked(root, chained_handler);
	trace[0] = '\0';
	raise(1 + 2 * SHIFT);
	EXPECT_TRACE(test, "chained ");
	free_irq(irq, &trace);
}

/* A domain that is removed while a line has a handler: its functions are not called again. */
static void irq_hierarchy_test_removed(struct kunit *test)
{
	unsigned int irq = map_line(2, 6, 0);
	unsigned long before = warnings_seen();

	KUNIT_ASSERT_NE(test, irq, 0U);
	REQUEST(test, irq, 0);
	trace[0] = '\0';
	mark();
	irq_domain_remove(levels[2]);
	EXPECT_SAID(test, "irqdomain: removed with 1 mapped interrupts");
	EXPECT_SAID(test, "still has a handler");
	KUNIT_EXPECT_EQ(test, warnings_seen(), before + 2);
	EXPECT_TRACE(test, "outer-mask middle-mask root-mask ");
	KUNIT_EXPECT_EQ(test, map_line(2, 6, 0), 0U);
	free_irq(irq, &trace);
	EXPECT_TRACE(test, "");
	irq_dispose_mapping(irq);
	KUNIT_EXPECT_EQ(test, levels[1]->mapcount, 0U);
}

/* ---- GPIO lines ------------------------------------------------------------------------------ */

#ifdef CONFIG_GPIOLIB
static int gpio_parent_line(struct gpio_chip *gc, unsigned int child, unsigned int child_type,
			    unsigned int *parent, unsigned int *parent_type)
{
	if (child == 3)
		return -ENXIO;
	*parent = child + 2 * SHIFT;
	*parent_type = child_type;
	return 0;
}

static int gpio_always_low(struct gpio_chip *gc, unsigned int offset)
{
	return 0;
}

static const struct irq_chip gpio_child_chip = {
	.name = "gpio", .irq_mask = irq_chip_mask_parent, .irq_unmask = irq_chip_unmask_parent,
	.irq_eoi = irq_chip_eoi_parent, .irq_set_type = irq_chip_set_type_parent,
	.flags = IRQCHIP_IMMUTABLE, GPIOCHIP_IRQ_RESOURCE_HELPERS,
};

static struct fwnode_handle gpio_node;

static void irq_hierarchy_test_gpio(struct kunit *test)
{
	static struct gpio_chip gc;
	int irq;

	gc = (struct gpio_chip){ .label = "hierarchy", .ngpio = 4, .get = gpio_always_low };
	gpio_irq_chip_set_chip(&gc.irq, &gpio_child_chip);
	gc.irq.handler = handle_bad_irq;
	gc.irq.fwnode = &gpio_node;
	gc.irq.parent_domain = levels[0];
	KUNIT_EXPECT_EQ(test, gpiochip_add_data(&gc, NULL), -EINVAL);
	gc.irq.child_to_parent_hwirq = gpio_parent_line;
	KUNIT_ASSERT_EQ(test, gpiochip_add_data(&gc, NULL), 0);
	KUNIT_EXPECT_EQ(test, gc.to_irq(&gc, 3), 0);
	irq = gc.to_irq(&gc, 1);
	KUNIT_EXPECT_GT(test, irq, 0);
	KUNIT_EXPECT_EQ(test, gc.to_irq(&gc, 1), irq);
	trace[0] = '\0';
	KUNIT_EXPECT_EQ(test, request_irq((unsigned int)irq, trace_handler, IRQF_TRIGGER_RISING,
					  "gpio", &trace), 0);
	EXPECT_TRACE(test, "root-type root-unmask ");
	KUNIT_EXPECT_TRUE(test, gpiochip_line_is_irq(&gc, 1));
	raise(1 + 2 * SHIFT);
	EXPECT_TRACE(test, "handler root-eoi ");
	free_irq((unsigned int)irq, &trace);
	KUNIT_EXPECT_FALSE(test, gpiochip_line_is_irq(&gc, 1));
	gpiochip_remove(&gc);
	KUNIT_EXPECT_EQ(test, levels[0]->mapcount, 0U);
}
#endif

static struct kunit_case irq_hierarchy_cases[] = {
	KUNIT_CASE(irq_hierarchy_test_order),
	KUNIT_CASE(irq_hierarchy_test_enable),
	KUNIT_CASE(irq_hierarchy_test_in_use),
	KUNIT_CASE(irq_hierarchy_test_fails),
	KUNIT_CASE(irq_hierarchy_test_refused),
	KUNIT_CASE(irq_hierarchy_test_chained),
	KUNIT_CASE(irq_hierarchy_test_state),
	KUNIT_CASE(irq_hierarchy_test_removed),
#ifdef CONFIG_GPIOLIB
	KUNIT_CASE(irq_hierarchy_test_gpio),
#endif
	{ }
};

static struct kunit_suite irq_hierarchy_suite = {
	.name = "irq_hierarchy",
	.init = irq_hierarchy_test_init,
	.exit = irq_hierarchy_test_exit,
	.test_cases = irq_hierarchy_cases,
};
kunit_test_suite(irq_hierarchy_suite);
