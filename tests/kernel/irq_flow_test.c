// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the interface for drivers of interrupt controllers: the order of a chip's functions and
 * the handlers in each flow handler, and controllers behind a line of another controller.
 *
 * The controller "outer" has lines that the test case raises with generic_handle_irq().  Line
 * PARENT is the output of the controller "inner", which has a register of pending lines.
 */

#include <kunit/test.h>
#include <linux/bits.h>
#include <linux/completion.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/irqchip/chained_irq.h>
#include <linux/irqdomain.h>
#include <linux/sched.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "../assert_or.h"
#include "../expect.h"
#include "../in_interrupt.h"
#include "../said.h"

#define NR_LINES	8U
#define PARENT		0	/* line of the outer controller */
#define LINE		3	/* line of either controller that most cases use */

static char flow[256];

static void note(const char *what)
{
	size_t used = strlen(flow);

	scnprintf(flow + used, sizeof(flow) - used, "%s ", what);
}

#define EXPECT_FLOW(test, what)				\
do {							\
	KUNIT_EXPECT_STREQ(test, flow, what);		\
	flow[0] = '\0';					\
} while (0)

/* ---- the controllers ------------------------------------------------------------------------- */

#define NOTE(fn)					\
static void note_##fn(struct irq_data *data)		\
{							\
	note(#fn);					\
}

NOTE(mask)
NOTE(unmask)
NOTE(ack)
NOTE(mask_ack)
NOTE(eoi)
NOTE(enable)
NOTE(disable)
NOTE(shutdown)
NOTE(bus_lock)
NOTE(bus_unlock)

static unsigned int note_startup(struct irq_data *data)
{
	note("startup");
	return 0;
}

static int set_type_result;

static int note_set_type(struct irq_data *data, unsigned int type)
{
	if (type == IRQ_TYPE_LEVEL_LOW)
		return -EINVAL;
	if (set_type_result == IRQ_SET_MASK_OK_NOCOPY)
		irqd_set_trigger_type(data, IRQ_TYPE_EDGE_BOTH);
	irq_set_handler_locked(data, type & IRQ_TYPE_LEVEL_MASK ? handle_level_irq
								: handle_edge_irq);
	return set_type_result;
}

static struct irq_chip plain_chip = {
	.name = "plain", .irq_mask = note_mask, .irq_unmask = note_unmask, .irq_ack = note_ack,
};

static struct irq_chip eoi_chip = {
	.name = "eoi", .irq_mask = note_mask, .irq_unmask = note_unmask, .irq_eoi = note_eoi,
};

static struct irq_chip eoi_threaded_chip = {
	.name = "eoi threaded", .irq_mask = note_mask, .irq_unmask = note_unmask,
	.irq_eoi = note_eoi, .flags = IRQCHIP_EOI_THREADED,
};

static struct irq_chip typed_chip = {
	.name = "typed", .irq_mask = note_mask, .irq_unmask = note_unmask, .irq_ack = note_ack,
	.irq_set_type = note_set_type,
};

static struct irq_chip full_chip = {
	.name = "full", .irq_mask = note_mask, .irq_unmask = note_unmask,
	.irq_mask_ack = note_mask_ack, .irq_startup = note_startup, .irq_shutdown = note_shutdown,
	.irq_enable = note_enable, .irq_disable = note_disable,
};

static struct irq_chip slow_chip = {
	.name = "slow", .irq_mask = note_mask, .irq_unmask = note_unmask,
	.irq_bus_lock = note_bus_lock, .irq_bus_sync_unlock = note_bus_unlock,
};

static struct irq_domain *outer, *inner;
static unsigned int parent_irq, outer_irq, inner_irq;
static unsigned long inner_pending;
static const struct irq_domain_ops no_ops;

static int irq_flow_test_init(struct kunit *test)
{
	outer = irq_domain_create_linear(NULL, NR_LINES, &no_ops, NULL);
	inner = irq_domain_create_linear(NULL, NR_LINES, &no_ops, NULL);
	parent_irq = outer ? irq_create_mapping(outer, PARENT) : 0;
	outer_irq = outer ? irq_create_mapping(outer, LINE) : 0;
	inner_irq = inner ? irq_create_mapping(inner, LINE) : 0;
	flow[0] = '\0';
	set_type_result = IRQ_SET_MASK_OK;
	inner_pending = 0;
	return parent_irq && outer_irq && inner_irq ? 0 : -ENOMEM;
}

static void irq_flow_test_exit(struct kunit *test)
{
	irq_set_chained_handler_and_data(parent_irq, NULL, NULL);
	irq_dispose_mapping(parent_irq);
	irq_dispose_mapping(outer_irq);
	irq_dispose_mapping(inner_irq);
	if (outer)
		irq_domain_remove(outer);
	if (inner)
		irq_domain_remove(inner);
}

static unsigned int raised_irq;

static void raise_now(void)
{
	generic_handle_irq(raised_irq);
}

static void raise(unsigned int irq)
{
	raised_irq = irq;
	call_in_interrupt(raise_now);
}

/* The handlers have their names as dev_id. */
static char handler_name[] = "handler", other_name[] = "other";

static irqreturn_t note_handler(int irq, void *dev)
{
	note(dev);
	return IRQ_HANDLED;
}

#define REQUEST(test, irq, fn, flags)						\
do {										\
	KUNIT_ASSERT_EQ(test, request_irq(irq, fn, flags, "flow", handler_name), 0);	\
} while (0)

static void release(unsigned int irq)
{
	free_irq(irq, handler_name);
}

/* ---- flow handlers --------------------------------------------------------------------------- */

static void irq_flow_test_order(struct kunit *test)
{
	static const struct {
		struct irq_chip *chip;
		irq_flow_handler_t handle;
		const char *flow;
	} cases[] = {
		{ &plain_chip, handle_simple_irq, "handler " },
		{ &plain_chip, handle_level_irq, "mask ack handler unmask " },
		{ &full_chip, handle_level_irq, "mask_ack handler unmask " },
		{ &plain_chip, handle_edge_irq, "ack handler " },
		{ &eoi_chip, handle_fasteoi_irq, "handler eoi " },
		{ &eoi_threaded_chip, handle_fasteoi_irq, "handler eoi " },
		{ &dummy_irq_chip, handle_level_irq, "handler " },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		irq_set_chip_and_handler(outer_irq, cases[i].chip, cases[i].handle);
		REQUEST(test, outer_irq, note_handler, 0);
		flow[0] = '\0';
		raise(outer_irq);
		EXPECT_FLOW(test, cases[i].flow);
		release(outer_irq);
		flow[0] = '\0';
	}
}

static void irq_flow_test_bad(struct kunit *test)
{
	/* A line without a chip cannot be requested. */
	KUNIT_EXPECT_EQ(test, request_irq(outer_irq, note_handler, 0, "bad", &flow), -ENOSYS);
	mark();
	raise(outer_irq);
	EXPECT_SAID(test, "irqdomain: interrupt 3 has no flow handler");
	irq_set_chip(outer_irq, &plain_chip);
	REQUEST(test, outer_irq, note_handler, 0);
	irq_set_handler(outer_irq, handle_simple_irq);
	flow[0] = '\0';
	raise(outer_irq);
	EXPECT_FLOW(test, "handler ");
	release(outer_irq);
}

static irqreturn_t disabling_handler(int irq, void *dev)
{
	note("handler");
	disable_irq_nosync((unsigned int)irq);
	return IRQ_HANDLED;
}

/* A handler that disables its level-triggered line keeps the line masked. */
static void irq_flow_test_level_disabled(struct kunit *test)
{
	irq_set_chip_and_handler(outer_irq, &plain_chip, handle_level_irq);
	REQUEST(test, outer_irq, disabling_handler, 0);
	EXPECT_FLOW(test, "unmask ");
	raise(outer_irq);
	EXPECT_FLOW(test, "mask ack handler mask ");
	/* An interrupt that was on its way leaves the line masked. */
	raise(outer_irq);
	EXPECT_FLOW(test, "mask ack ");
	enable_irq(outer_irq);
	EXPECT_FLOW(test, "unmask ");
	release(outer_irq);
}

/* Edges that arrive while the line is disabled are handled once when it is enabled. */
static void irq_flow_test_edge_disabled(struct kunit *test)
{
	irq_set_chip_and_handler(outer_irq, &plain_chip, handle_edge_irq);
	REQUEST(test, outer_irq, note_handler, 0);
	disable_irq(outer_irq);
	flow[0] = '\0';
	raise(outer_irq);
	raise(outer_irq);
	EXPECT_FLOW(test, "ack ack ");
	enable_irq(outer_irq);
	EXPECT_FLOW(test, "unmask handler ");
	release(outer_irq);
}

static DECLARE_COMPLETION(thread_entered);
static DECLARE_COMPLETION(thread_go_on);

static irqreturn_t waiting_thread(int irq, void *dev)
{
	note("thread");
	complete(&thread_entered);
	wait_for_completion(&thread_go_on);
	return IRQ_HANDLED;
}

/* A one-shot handler keeps a level-triggered line masked until its thread function returns. */
static void irq_flow_test_oneshot(struct kunit *test)
{
	static const struct {
		struct irq_chip *chip;
		irq_flow_handler_t handle;
		const char *before, *after;
	} cases[] = {
		{ &plain_chip, handle_level_irq, "mask ack mask thread ", "unmask " },
		{ &eoi_chip, handle_fasteoi_irq, "mask eoi thread ", "unmask " },
		{ &eoi_threaded_chip, handle_fasteoi_irq, "mask thread ", "eoi unmask " },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		irq_set_chip_and_handler(outer_irq, cases[i].chip, cases[i].handle);
		KUNIT_ASSERT_EQ(test, request_threaded_irq(outer_irq, NULL, waiting_thread,
							   IRQF_ONESHOT, "oneshot", &flow), 0);
		flow[0] = '\0';
		raise(outer_irq);
		wait_for_completion(&thread_entered);
		EXPECT_FLOW(test, cases[i].before);
		complete(&thread_go_on);
		synchronize_irq(outer_irq);
		EXPECT_FLOW(test, cases[i].after);
		free_irq(outer_irq, &flow);
		flow[0] = '\0';
	}
}

/* ---- functions of a chip --------------------------------------------------------------------- */

static void irq_flow_test_chip(struct kunit *test)
{
	irq_set_chip_and_handler(outer_irq, &full_chip, handle_simple_irq);
	KUNIT_ASSERT_EQ(test, request_irq(outer_irq, note_handler, IRQF_NO_AUTOEN, "chip", &flow),
			0);
	EXPECT_FLOW(test, "");
	enable_irq(outer_irq);
	EXPECT_FLOW(test, "startup ");
	disable_irq(outer_irq);
	disable_irq(outer_irq);
	EXPECT_FLOW(test, "disable ");
	KUNIT_EXPECT_TRUE(test, irqd_irq_disabled(irq_get_irq_data(outer_irq)));
	enable_irq(outer_irq);
	EXPECT_FLOW(test, "");
	enable_irq(outer_irq);
	EXPECT_FLOW(test, "enable ");
	disable_irq(outer_irq);
	flow[0] = '\0';
	free_irq(outer_irq, &flow);
	EXPECT_FLOW(test, "shutdown ");
	KUNIT_EXPECT_FALSE(test, irqd_is_started(irq_get_irq_data(outer_irq)));
	/* A line that was never enabled is not shut down. */
	KUNIT_ASSERT_EQ(test, request_irq(outer_irq, note_handler, IRQF_NO_AUTOEN, "chip", &flow),
			0);
	free_irq(outer_irq, &flow);
	EXPECT_FLOW(test, "");
}

/* Disabling calls irq_disable() also if a thread keeps the line masked. */
static void irq_flow_test_chip_oneshot(struct kunit *test)
{
	irq_set_chip_and_handler(outer_irq, &full_chip, handle_simple_irq);
	KUNIT_ASSERT_EQ(test, request_threaded_irq(outer_irq, NULL, waiting_thread, IRQF_ONESHOT,
						   "oneshot", &flow), 0);
	raise(outer_irq);
	wait_for_completion(&thread_entered);
	EXPECT_FLOW(test, "startup mask thread ");
	disable_irq_nosync(outer_irq);
	EXPECT_FLOW(test, "disable ");
	enable_irq(outer_irq);
	EXPECT_FLOW(test, "enable mask ");
	disable_irq_nosync(outer_irq);
	flow[0] = '\0';
	complete(&thread_go_on);
	synchronize_irq(outer_irq);
	EXPECT_FLOW(test, "");
	enable_irq(outer_irq);
	EXPECT_FLOW(test, "enable ");
	free_irq(outer_irq, &flow);
}

/* Changes of a line on a slow bus happen between the two functions for the bus. */
static void irq_flow_test_bus(struct kunit *test)
{
	irq_set_chip_and_handler(outer_irq, &slow_chip, handle_simple_irq);
	flow[0] = '\0';
	REQUEST(test, outer_irq, note_handler, 0);
	EXPECT_FLOW(test, "bus_lock unmask bus_unlock ");
	disable_irq(outer_irq);
	EXPECT_FLOW(test, "bus_lock mask bus_unlock ");
	enable_irq(outer_irq);
	EXPECT_FLOW(test, "bus_lock unmask bus_unlock ");
	KUNIT_EXPECT_EQ(test, irq_set_irq_type(outer_irq, IRQ_TYPE_EDGE_RISING), 0);
	EXPECT_FLOW(test, "bus_lock mask unmask bus_unlock ");
	release(outer_irq);
	EXPECT_FLOW(test, "bus_lock mask bus_unlock ");
}

static void irq_flow_test_type(struct kunit *test)
{
	irq_set_chip_and_handler(outer_irq, &typed_chip, handle_bad_irq);
	mark();
	KUNIT_EXPECT_EQ(test, request_irq(outer_irq, note_handler, IRQF_TRIGGER_LOW, "low", &flow),
			-EINVAL);
	EXPECT_SAID(test, "typed: line 3 does not support the trigger of \"low\"");
	KUNIT_EXPECT_EQ(test, irq_set_irq_type(outer_irq, IRQ_TYPE_LEVEL_LOW), -EINVAL);
	/* The chip chooses the flow handler by the type. */
	REQUEST(test, outer_irq, note_handler, IRQF_TRIGGER_HIGH);
	flow[0] = '\0';
	raise(outer_irq);
	EXPECT_FLOW(test, "mask ack handler unmask ");
	set_type_result = IRQ_SET_MASK_OK_DONE;
	KUNIT_EXPECT_EQ(test, irq_set_irq_type(outer_irq, IRQ_TYPE_EDGE_FALLING), 0);
	KUNIT_EXPECT_EQ(test, irq_get_trigger_type(outer_irq), (unsigned int)IRQ_TYPE_EDGE_FALLING);
	flow[0] = '\0';
	raise(outer_irq);
	EXPECT_FLOW(test, "ack handler ");
	set_type_result = IRQ_SET_MASK_OK_NOCOPY;
	KUNIT_EXPECT_EQ(test, irq_set_irq_type(outer_irq, IRQ_TYPE_EDGE_RISING), 0);
	KUNIT_EXPECT_EQ(test, irqd_get_trigger_type(irq_get_irq_data(outer_irq)),
			(u32)IRQ_TYPE_EDGE_BOTH);
	release(outer_irq);
}

static void irq_flow_test_status(struct kunit *test)
{
	irq_set_chip_and_handler(outer_irq, &plain_chip, handle_simple_irq);
	irq_set_status_flags(outer_irq, IRQ_NOREQUEST);
	KUNIT_EXPECT_EQ(test, request_irq(outer_irq, note_handler, 0, "no", &flow), -EINVAL);
	irq_modify_status(outer_irq, IRQ_NOREQUEST, IRQ_NOAUTOEN);
	REQUEST(test, outer_irq, note_handler, 0);
	EXPECT_FLOW(test, "");
	enable_irq(outer_irq);
	EXPECT_FLOW(test, "unmask ");
	release(outer_irq);
	irq_clear_status_flags(outer_irq, IRQ_NOAUTOEN);
	flow[0] = '\0';
	REQUEST(test, outer_irq, note_handler, 0);
	EXPECT_FLOW(test, "unmask ");
	release(outer_irq);
}

/* ---- a controller behind a line -------------------------------------------------------------- */

static void demultiplex(struct irq_desc *desc)
{
	struct irq_domain *domain = irq_desc_get_handler_data(desc);
	struct irq_chip *chip = irq_desc_get_chip(desc);
	unsigned int line;

	chained_irq_enter(chip, desc);
	for_each_set_bit(line, &inner_pending, NR_LINES)
		generic_handle_domain_irq(domain, line);
	inner_pending = 0;
	chained_irq_exit(chip, desc);
}

static void raise_inner(unsigned long pending)
{
	inner_pending = pending;
	raise(parent_irq);
}

static void irq_flow_test_chained(struct kunit *test)
{
	irq_set_chip_and_handler(inner_irq, &dummy_irq_chip, handle_simple_irq);
	for (unsigned int i = 0; i < 2; i++) {
		irq_set_chip_and_handler(parent_irq, i ? &eoi_chip : &plain_chip,
					 handle_simple_irq);
		irq_set_chained_handler_and_data(parent_irq, demultiplex, inner);
		EXPECT_FLOW(test, "unmask ");
		KUNIT_EXPECT_EQ(test, request_irq(parent_irq, note_handler, 0, "no", &flow),
				-EINVAL);
		REQUEST(test, inner_irq, note_handler, IRQF_SHARED);
		KUNIT_EXPECT_EQ(test, request_irq(inner_irq, note_handler, IRQF_SHARED, "second",
						  other_name), 0);
		raise_inner(BIT(LINE));
		EXPECT_FLOW(test, i ? "handler other eoi " : "mask ack handler other unmask ");
		free_irq(inner_irq, other_name);
		/* A pending line that is not mapped, and one that is disabled. */
		disable_irq(inner_irq);
		raise_inner(BIT(LINE) | BIT(LINE + 1));
		EXPECT_FLOW(test, i ? "eoi " : "mask ack unmask ");
		enable_irq(inner_irq);
		release(inner_irq);
		irq_set_chained_handler_and_data(parent_irq, NULL, NULL);
		EXPECT_FLOW(test, "mask ");
		KUNIT_EXPECT_NULL(test, irq_desc_get_handler_data(irq_to_desc(parent_irq)));
	}
	irq_set_handler(parent_irq, handle_simple_irq);
	REQUEST(test, parent_irq, note_handler, 0);
	flow[0] = '\0';
	raise(parent_irq);
	EXPECT_FLOW(test, "handler ");
	/* A line with a handler cannot be chained. */
	EXPECT_REPORT(test, irq_set_chained_handler_and_data(parent_irq, demultiplex, inner));
	raise(parent_irq);
	EXPECT_FLOW(test, "handler ");
	release(parent_irq);
}

/* The trigger of the device tree is set for a chained line, too, and its chip may refuse it. */
static void irq_flow_test_chained_type(struct kunit *test)
{
	struct fwnode_handle node = {};
	struct irq_fwspec spec = { .fwnode = &node, .param_count = 2,
				   .param = { PARENT, IRQ_TYPE_LEVEL_LOW } };
	const struct irq_domain_ops ops = { .xlate = irq_domain_xlate_twocell };
	struct irq_domain *domain = irq_domain_create_linear(&node, 1, &ops, NULL);
	unsigned int irq;

	KUNIT_ASSERT_NOT_NULL(test, domain);
	irq = irq_create_fwspec_mapping(&spec);
	irq_set_chip_and_handler(irq, &typed_chip, handle_simple_irq);
	mark();
	irq_set_chained_handler_and_data(irq, demultiplex, inner);
	EXPECT_SAID(test, "typed: line 0 does not support trigger 8");
	irq_set_chained_handler_and_data(irq, NULL, NULL);
	irq_dispose_mapping(irq);
	irq_domain_remove(domain);
}

static struct task_struct *nested_task;
static unsigned int nested_calls;
static bool nested_waits;

static irqreturn_t nested_thread(int irq, void *dev)
{
	nested_task = current;
	nested_calls++;
	if (nested_waits) {
		complete(&thread_entered);
		wait_for_completion(&thread_go_on);
	}
	return IRQ_HANDLED;
}

static irqreturn_t parent_thread(int irq, void *dev)
{
	handle_nested_irq(inner_irq);
	*(struct task_struct **)dev = current;
	return IRQ_HANDLED;
}

/* Raise the parent line, and wait for its thread. */
static void raise_nested(void)
{
	raise(parent_irq);
	synchronize_irq(parent_irq);
}

static void irq_flow_test_nested(struct kunit *test)
{
	struct task_struct *parent = NULL;
	int err;

	nested_calls = 0;
	nested_waits = false;
	irq_set_chip_and_handler(parent_irq, &plain_chip, handle_level_irq);
	irq_set_chip_and_handler(inner_irq, &dummy_irq_chip, handle_bad_irq);
	irq_set_nested_thread(inner_irq, true);
	KUNIT_ASSERT_EQ(test, request_threaded_irq(parent_irq, NULL, parent_thread, IRQF_ONESHOT,
						   "parent", &parent), 0);
	KUNIT_EXPECT_EQ(test, request_irq(inner_irq, note_handler, 0, "no", &flow), -EINVAL);
	raise_nested();
	KUNIT_EXPECT_EQ(test, nested_calls, 0U);
	err = request_threaded_irq(inner_irq, note_handler, nested_thread, 0, "nested", &flow);
	ASSERT_OR(test, !err, free_irq(parent_irq, &parent));
	flow[0] = '\0';
	raise_nested();
	KUNIT_EXPECT_EQ(test, nested_calls, 1U);
	KUNIT_EXPECT_NOT_NULL(test, parent);
	KUNIT_EXPECT_PTR_EQ(test, nested_task, parent);
	EXPECT_FLOW(test, "mask ack mask unmask ");	/* the first handler is not called */
	disable_irq(inner_irq);
	raise_nested();
	KUNIT_EXPECT_EQ(test, nested_calls, 1U);
	enable_irq(inner_irq);
	raise_nested();
	KUNIT_EXPECT_EQ(test, nested_calls, 2U);
	/* The line is in use while its thread function runs. */
	nested_waits = true;
	raise(parent_irq);
	wait_for_completion(&thread_entered);
	KUNIT_EXPECT_FALSE(test, disable_hardirq(inner_irq));
	complete(&thread_go_on);
	synchronize_irq(inner_irq);
	KUNIT_EXPECT_TRUE(test, disable_hardirq(inner_irq));
	free_irq(inner_irq, &flow);
	free_irq(parent_irq, &parent);
	irq_set_nested_thread(inner_irq, false);
	handle_nested_irq(0);
}

static struct kunit_case irq_flow_cases[] = {
	KUNIT_CASE(irq_flow_test_order),
	KUNIT_CASE(irq_flow_test_bad),
	KUNIT_CASE(irq_flow_test_level_disabled),
	KUNIT_CASE(irq_flow_test_edge_disabled),
	KUNIT_CASE(irq_flow_test_oneshot),
	KUNIT_CASE(irq_flow_test_chip),
	KUNIT_CASE(irq_flow_test_chip_oneshot),
	KUNIT_CASE(irq_flow_test_bus),
	KUNIT_CASE(irq_flow_test_type),
	KUNIT_CASE(irq_flow_test_status),
	KUNIT_CASE(irq_flow_test_chained),
	KUNIT_CASE(irq_flow_test_chained_type),
	KUNIT_CASE(irq_flow_test_nested),
	{}
};

static struct kunit_suite irq_flow_suite = {
	.name = "irq_flow",
	.init = irq_flow_test_init,
	.exit = irq_flow_test_exit,
	.test_cases = irq_flow_cases,
};
kunit_test_suite(irq_flow_suite);
