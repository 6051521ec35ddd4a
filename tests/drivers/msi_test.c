// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of message-signalled interrupts (MSI).  The first cases use a simulated controller.  The
 * other cases use the controller of the machine, if the device tree has a node "quarry,msi-test"
 * with an msi-parent.  In these cases, the CPU writes the messages, and QEMU treats them as written
 * by the device with ID 0.
 */

#include <internal/irqs.h>
#include <internal/msi.h>
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/jiffies.h>
#include <linux/msi.h>
#include <linux/of.h>
#include <linux/of_platform.h>
#include <linux/platform_device.h>
#include <linux/smp.h>
#include <linux/string.h>

#include "../expect.h"
#include "../of/tree.h"

#define NR 4U

static struct {
	struct device *dev;
	struct msi_msg msgs[NR];
	unsigned int writes;		/* number of messages written */
	unsigned int calls[NR], cpu[NR];
} device;

static void write_msg(struct msi_desc *desc, struct msi_msg *msg)
{
	if (desc->msi_index < NR)
		device.msgs[desc->msi_index] = *msg;
	device.writes++;
}

/* ---- a simulated controller ------------------------------------------------------------------ */

static struct {
	struct msi_controller controller;
	u32 id;
	unsigned int allocated, freed;
	int err;
} model;

static int model_alloc(struct msi_controller *controller, u32 id, unsigned int n,
		       unsigned int *irqs)
{
	if (model.err)
		return model.err;
	model.id = id;
	model.allocated += n;
	for (unsigned int i = 0; i < n; i++)
		irqs[i] = 1000000 + i;
	return 0;
}

static void model_free(struct msi_controller *controller, u32 id, unsigned int n,
		       const unsigned int *irqs)
{
	model.freed += n;
}

static void model_compose(struct msi_controller *controller, unsigned int irq, unsigned int index,
			  struct msi_msg *msg)
{
	*msg = (struct msi_msg){
		.address_hi = 1, .address_lo = 2, .data = irq + index + model.freed,
	};
}

static const struct msi_controller_ops model_ops = {
	.alloc = model_alloc,
	.free = model_free,
	.compose = model_compose,
};

static struct tree blob;
static struct device_node nodes[8];
static struct of_tree of = { .nodes = nodes };

static int write_tree(void)
{
	tree_start(&blob);
	tree_begin(&blob, "");
	tree_begin(&blob, "controller");
	tree_cells(&blob, "phandle", 1);
	tree_cells(&blob, "#msi-cells", 1);
	tree_end(&blob);
	tree_begin(&blob, "driverless");
	tree_cells(&blob, "phandle", 2);
	tree_cells(&blob, "#msi-cells", 0);
	tree_end(&blob);
	tree_begin(&blob, "device");
	tree_cells(&blob, "msi-parent", 1, 77);
	tree_end(&blob);
	tree_begin(&blob, "early");
	tree_cells(&blob, "msi-parent", 2);
	tree_end(&blob);
	tree_begin(&blob, "none");
	tree_end(&blob);
	tree_end(&blob);
	return tree_index(&blob, &of, ARRAY_SIZE(nodes));
}

static int msi_test_init(struct kunit *test)
{
	int err = 0;

	memset(&device, 0, sizeof(device));
	model.allocated = model.freed = 0;
	model.err = 0;
	if (!model.controller.node) {
		err = write_tree();
		if (err)
			return err;
		model.controller.node = of_tree_find_path(&of, "/controller");
		model.controller.ops = &model_ops;
		msi_controller_register(&model.controller);
	}
	device.dev = root_device_register("msi-test");
	return PTR_ERR_OR_ZERO(device.dev);
}

static void msi_test_exit(struct kunit *test)
{
	if (!IS_ERR_OR_NULL(device.dev))
		root_device_unregister(device.dev);
}

static int alloc_of(const char *path, unsigned int n)
{
	device.dev->of_node = of_tree_find_path(&of, path);
	return platform_device_msi_init_and_alloc_irqs(device.dev, n, write_msg);
}

static void msi_test_model(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, alloc_of("/device", NR), 0);
	KUNIT_EXPECT_EQ(test, model.id, 77U);
	KUNIT_EXPECT_EQ(test, model.allocated, NR);
	KUNIT_EXPECT_EQ(test, device.writes, NR);
	for (unsigned int i = 0; i < NR; i++) {
		KUNIT_EXPECT_EQ(test, msi_get_virq(device.dev, i), 1000000 + i);
		KUNIT_EXPECT_EQ(test, device.msgs[i].data, 1000000 + 2 * i);
	}
	KUNIT_EXPECT_EQ(test, msi_get_virq(device.dev, NR), 0U);
	/* If an interrupt moves to another CPU, the device gets a new message. */
	model.freed = 5;
	msi_message_changed(1000002);
	KUNIT_EXPECT_EQ(test, device.writes, NR + 1);
	KUNIT_EXPECT_EQ(test, device.msgs[2].data, 1000009U);
	model.freed = 0;
	platform_device_msi_free_irqs_all(device.dev);
	KUNIT_EXPECT_EQ(test, model.freed, NR);
	KUNIT_EXPECT_EQ(test, msi_get_virq(device.dev, 0), 0U);
	platform_device_msi_free_irqs_all(device.dev);
	KUNIT_EXPECT_EQ(test, model.freed, NR);
}

static void msi_test_refused(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, alloc_of("/none", 1), -ENODEV);
	KUNIT_EXPECT_EQ(test, alloc_of("/nosuch", 1), -ENODEV);
	KUNIT_EXPECT_EQ(test, alloc_of("/early", 1), -EPROBE_DEFER);
	KUNIT_EXPECT_EQ(test, alloc_of("/device", 0), -EINVAL);
	KUNIT_EXPECT_EQ(test, alloc_of("/device", 2049), -EINVAL);
	KUNIT_EXPECT_EQ(test, platform_device_msi_init_and_alloc_irqs(device.dev, 1, NULL),
			-EINVAL);
	model.err = -ENOSPC;
	KUNIT_EXPECT_EQ(test, alloc_of("/device", 1), -ENOSPC);
	model.err = 0;
	KUNIT_EXPECT_EQ(test, alloc_of("/device", 1), 0);
	KUNIT_EXPECT_EQ(test, alloc_of("/device", 1), -EEXIST);
}

/* Interrupts that the driver has not freed are freed when the driver is unbound. */
static void msi_test_unbind(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, alloc_of("/device", 2), 0);
	root_device_unregister(device.dev);
	KUNIT_EXPECT_EQ(test, model.freed, 2U);
	device.dev = root_device_register("msi-test");
	KUNIT_ASSERT_FALSE(test, IS_ERR(device.dev));
}

/* ---- the machine's controller ---------------------------------------------------------------- */

static struct device *machine_device(struct kunit *test)
{
	struct device_node *np = of_find_compatible_node(NULL, NULL, "quarry,msi-test");
	struct platform_device *pdev = np ? of_find_device_by_node(np) : NULL;

	if (!pdev)
		kunit_skip(test, "the device tree has no node quarry,msi-test");
	put_device(&pdev->dev);		/* devices of the device tree are never removed */
	return &pdev->dev;
}

static irqreturn_t handler(int irq, void *arg)
{
	unsigned int i = (unsigned int)(unsigned long)arg;

	WRITE_ONCE(device.cpu[i], smp_processor_id());
	WRITE_ONCE(device.calls[i], device.calls[i] + 1);
	return IRQ_HANDLED;
}

/* Write the message of interrupt @i, as the device would. */
static void interrupt(struct kunit *test, unsigned int i)
{
	struct msi_msg *msg = &device.msgs[i];
	phys_addr_t pa = (u64)msg->address_hi << 32 | msg->address_lo;
	void __iomem *reg = ioremap(pa, 4);

	KUNIT_ASSERT_NOT_NULL(test, reg);
	writel(msg->data, reg);
	iounmap(reg);
}

static void expect_calls(struct kunit *test, unsigned int i, unsigned int calls)
{
	unsigned long end = jiffies + HZ;

	while (READ_ONCE(device.calls[i]) < calls && time_before(jiffies, end))
		msleep(1);
	msleep(2);
	KUNIT_EXPECT_EQ(test, READ_ONCE(device.calls[i]), calls);
}

static void request_all(struct kunit *test, struct device *dev)
{
	for (unsigned int i = 0; i < NR; i++)
		KUNIT_ASSERT_EQ(test, request_irq(msi_get_virq(dev, i), handler, 0, "msi-test",
						  (void *)(unsigned long)i), 0);
}

static void free_all(struct device *dev)
{
	for (unsigned int i = 0; i < NR; i++)
		free_irq(msi_get_virq(dev, i), (void *)(unsigned long)i);
}

static void msi_test_machine(struct kunit *test)
{
	struct device *dev = machine_device(test);
	unsigned int cpu, calls = 0;

	KUNIT_ASSERT_EQ(test, platform_device_msi_init_and_alloc_irqs(dev, NR, write_msg), 0);
	request_all(test, dev);
	for (unsigned int i = 0; i < NR; i++) {
		interrupt(test, i);
		expect_calls(test, i, 1);
	}
	/* Each CPU can be the target of the interrupt. */
	for_each_online_cpu(cpu) {
		struct cpumask mask = {};

		cpumask_set_cpu(cpu, &mask);
		KUNIT_EXPECT_EQ(test, irq_set_affinity(msi_get_virq(dev, 1), &mask), 0);
		interrupt(test, 1);
		expect_calls(test, 1, 2 + calls++);
		KUNIT_EXPECT_EQ(test, READ_ONCE(device.cpu[1]), cpu);
	}
	expect_calls(test, 2, 1);
	/*
	 * An interrupt that arrives while its line is masked is handled after the line is unmasked.
	 */
	disable_irq(msi_get_virq(dev, 3));
	interrupt(test, 3);
	expect_calls(test, 3, 1);
	enable_irq(msi_get_virq(dev, 3));
	expect_calls(test, 3, 2);
	EXPECT_REPORT(test, platform_device_msi_free_irqs_all(dev));
	KUNIT_EXPECT_NE(test, msi_get_virq(dev, 0), 0U);
	free_all(dev);
	platform_device_msi_free_irqs_all(dev);
	KUNIT_EXPECT_EQ(test, msi_get_virq(dev, 0), 0U);
}

/*
 * Interrupts can be freed and allocated again any number of times.  The number of interrupts of a
 * device is limited.
 */
static void msi_test_machine_again(struct kunit *test)
{
	struct device *dev = machine_device(test);

	KUNIT_EXPECT_EQ(test, platform_device_msi_init_and_alloc_irqs(dev, 1025, write_msg),
			-ENOSPC);
	for (unsigned int i = 0; i < 200; i++) {
		unsigned int n = 1 + i % NR;

		KUNIT_ASSERT_EQ(test, platform_device_msi_init_and_alloc_irqs(dev, n, write_msg),
				0);
		platform_device_msi_free_irqs_all(dev);
	}
	KUNIT_ASSERT_EQ(test, platform_device_msi_init_and_alloc_irqs(dev, NR, write_msg), 0);
	request_all(test, dev);
	interrupt(test, 0);
	expect_calls(test, 0, 1);
	free_all(dev);
	platform_device_msi_free_irqs_all(dev);
}

static struct kunit_case msi_cases[] = {
	KUNIT_CASE(msi_test_model),
	KUNIT_CASE(msi_test_refused),
	KUNIT_CASE(msi_test_unbind),
	KUNIT_CASE(msi_test_machine),
	KUNIT_CASE(msi_test_machine_again),
	{}
};

static struct kunit_suite msi_suite = {
	.name = "msi",
	.init = msi_test_init,
	.exit = msi_test_exit,
	.test_cases = msi_cases,
};
kunit_test_suite(msi_suite);
