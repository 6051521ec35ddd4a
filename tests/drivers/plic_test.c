// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the simulated PLIC of the host port (arch/host/libc_plic.c), if a device tree overlay
 * describes it: edges, levels, and lines that are moved to another CPU.
 */

#include <internal/irqs.h>
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/irq.h>
#include <linux/jiffies.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/smp.h>

/*
 * Test register of the simulated PLIC.  It contains the number of a source, and the bits HIGH and
 * EDGE.
 */
#define PLIC_SOURCE	0x1f000
#define HIGH		(1U << 8)
#define EDGE		(1U << 9)
#define SOURCE		5U

static struct {
	struct device_node *node;
	void __iomem *regs;
	int irq;
	bool edges;
	/* true if another edge must arrive while the handler runs */
	bool again;
	bool moves;			/* true if the handler must move the line to the last CPU */
	unsigned int calls, cpu;
} plic;

static void drive(u32 bits)
{
	writel(SOURCE | bits | (READ_ONCE(plic.edges) ? EDGE : 0), plic.regs + PLIC_SOURCE);
}

static void move_to(unsigned int cpu)
{
	struct cpumask mask = {};

	cpumask_set_cpu(cpu, &mask);
	irq_set_affinity(plic.irq, &mask);
}

static irqreturn_t plic_handler(int irq, void *dev)
{
	WRITE_ONCE(plic.cpu, smp_processor_id());
	WRITE_ONCE(plic.calls, READ_ONCE(plic.calls) + 1);
	if (READ_ONCE(plic.moves))
		move_to(num_online_cpus() - 1);
	drive(0);
	if (READ_ONCE(plic.again)) {
		WRITE_ONCE(plic.again, false);
		drive(HIGH);
		drive(0);
	}
	return IRQ_HANDLED;
}

static int plic_test_init(struct kunit *test)
{
	const u32 cells[] = { SOURCE, IRQ_TYPE_EDGE_RISING };

	for_each_node_with_property(plic.node, "riscv,ndev")
		break;
	if (!plic.node)
		kunit_skip(test, "no overlay names the model of a PLIC");
	plic.irq = irq_of_specifier(plic.node, cells, 2);
	KUNIT_ASSERT_GT(test, plic.irq, 0);
	plic.regs = of_iomap(plic.node, 0);
	plic.calls = 0;
	plic.again = plic.moves = false;
	return plic.regs ? 0 : -ENOMEM;
}

static void plic_test_exit(struct kunit *test)
{
	if (plic.node)
		iounmap(plic.regs);
}

static void request(struct kunit *test, u32 type)
{
	WRITE_ONCE(plic.edges, type == IRQ_TYPE_EDGE_RISING);
	drive(0);
	KUNIT_ASSERT_EQ(test, request_irq(plic.irq, plic_handler, type, "plic_test", &plic), 0);
}

/* Expect that the handler has been called exactly @calls times. */
static void expect_calls(struct kunit *test, unsigned int calls)
{
	unsigned long end = jiffies + HZ;

	while (READ_ONCE(plic.calls) < calls && time_before(jiffies, end))
		msleep(1);
	msleep(2);
	KUNIT_EXPECT_EQ(test, READ_ONCE(plic.calls), calls);
}

/* An edge that arrives while the handler runs causes another call of the handler. */
static void plic_test_edges(struct kunit *test)
{
	if (irq_set_irq_type(plic.irq, IRQ_TYPE_LEVEL_LOW) == 0)
		kunit_skip(test, "a PLIC that knows no edges");
	request(test, IRQ_TYPE_EDGE_RISING);
	WRITE_ONCE(plic.again, true);
	drive(HIGH);
	expect_calls(test, 2);
	drive(HIGH);
	expect_calls(test, 3);
	free_irq(plic.irq, &plic);
	KUNIT_EXPECT_EQ(test, irq_set_irq_type(plic.irq, IRQ_TYPE_EDGE_FALLING), -EINVAL);
}

/* If the handler of a level-triggered line ends the level, it is called only once. */
static void plic_test_level(struct kunit *test)
{
	request(test, IRQ_TYPE_LEVEL_HIGH);
	for (unsigned int i = 1; i <= 3; i++) {
		drive(HIGH);
		expect_calls(test, i);
	}
	free_irq(plic.irq, &plic);
}

/*
 * If a handler moves its own line to another CPU, the current interrupt is completed, and the next
 * interrupt is delivered to that CPU.
 */
static void plic_test_moved(struct kunit *test)
{
	request(test, IRQ_TYPE_LEVEL_HIGH);
	WRITE_ONCE(plic.moves, true);
	drive(HIGH);
	expect_calls(test, 1);
	KUNIT_EXPECT_EQ(test, READ_ONCE(plic.cpu), 0U);
	WRITE_ONCE(plic.moves, false);
	drive(HIGH);
	expect_calls(test, 2);
	KUNIT_EXPECT_EQ(test, READ_ONCE(plic.cpu), num_online_cpus() - 1);
	move_to(0);
	drive(HIGH);
	expect_calls(test, 3);
	KUNIT_EXPECT_EQ(test, READ_ONCE(plic.cpu), 0U);
	free_irq(plic.irq, &plic);
}

static struct kunit_case plic_cases[] = {
	KUNIT_CASE(plic_test_edges),
	KUNIT_CASE(plic_test_level),
	KUNIT_CASE(plic_test_moved),
	{}
};

static struct kunit_suite plic_suite = {
	.name = "plic",
	.init = plic_test_init,
	.exit = plic_test_exit,
	.test_cases = plic_cases,
};
kunit_test_suite(plic_suite);
