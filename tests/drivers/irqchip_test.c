// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of irq_set_affinity() with the machine's interrupt controller: a disk interrupts each CPU
 * in turn.  If the controller cannot interrupt some CPUs, irq_set_affinity() refuses them.  The
 * boot argument irqchip_test.cpus= is the minimum number of CPUs that must work.
 */

#include <internal/block.h>
#include <internal/irqs.h>
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/jiffies.h>
#include <linux/moduleparam.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/of_irq.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>

static unsigned int cpus = 1;
module_param(cpus, uint, 0444);

static struct {
	unsigned int irq;
	struct irq_info info;
	struct block_disk *bdev;
	void *buf;
	u32 cpus;			/* bit mask of the CPUs that received a disk interrupt */
} disk;

static void find_disk(const struct irq_info *info, void *unused)
{
	if (strstr(info->name, "virtio_mmio"))
		disk.irq = info->irq;
}

static void find_info(const struct irq_info *info, void *unused)
{
	if (info->irq == disk.irq)
		disk.info = *info;
}

/* Record the CPU of the interrupt.  This is a second handler for the interrupt of the disk. */
static irqreturn_t watch(int irq, void *dev)
{
	__atomic_fetch_or(&disk.cpus, 1U << smp_processor_id(), __ATOMIC_RELAXED);
	return IRQ_NONE;
}

static int irqchip_test_init(struct kunit *test)
{
	disk.irq = 0;
	irqs_for_each(find_disk, NULL);
	if (!disk.irq || !irq_can_set_affinity(disk.irq))
		kunit_skip(test, "no disk, or a controller that gives all interrupts to one CPU");
	disk.buf = kmalloc(SECTOR_SIZE, GFP_KERNEL);
	if (!disk.buf || request_irq(disk.irq, watch, IRQF_SHARED, "watch", &disk)) {
		kfree(disk.buf);
		return -ENOMEM;
	}
	disk.bdev = block_get_first();
	return 0;
}

static void irqchip_test_exit(struct kunit *test)
{
	if (!disk.bdev)
		return;
	irq_set_affinity(disk.irq, cpu_online_mask);
	free_irq(disk.irq, &disk);
	block_put(disk.bdev);
	disk.bdev = NULL;
	kfree(disk.buf);
}

static void take_interrupts(void *unused)
{
}

static void irqchip_test_each_cpu(struct kunit *test)
{
	unsigned int cpu, served = 0;

	for_each_online_cpu(cpu) {
		struct cpumask mask = {};
		int err;

		cpumask_set_cpu(cpu, &mask);
		err = irq_set_affinity(disk.irq, &mask);
		irqs_for_each(find_info, NULL);
		if (err) {
			KUNIT_EXPECT_EQ(test, err, -EINVAL);
			KUNIT_EXPECT_NE(test, disk.info.cpu, (int)cpu);
		} else {
			KUNIT_EXPECT_EQ(test, disk.info.cpu, (int)cpu);
			served++;
		}
		/* The previous CPU may not have taken an interrupt yet that was sent to it. */
		on_each_cpu(take_interrupts, NULL, 1);
		on_each_cpu(take_interrupts, NULL, 1);
		disk.cpus = 0;
		for (int i = 0; i < 5; i++)
			KUNIT_EXPECT_EQ(test, block_read(disk.bdev, 0, disk.buf, SECTOR_SIZE), 0);
		KUNIT_EXPECT_EQ(test, READ_ONCE(disk.cpus), 1U << disk.info.cpu);
	}
	KUNIT_EXPECT_GE(test, served, cpus);
}

/*
 * Registers of the Goldfish RTC in QEMU's RISC-V machine.  An alarm keeps its level-triggered line
 * high until the driver writes CLEAR_INTERRUPT.
 */
enum { TIME_LOW = 0x00, TIME_HIGH = 0x04, ALARM_LOW = 0x08, ALARM_HIGH = 0x0c, IRQ_ENABLED = 0x10,
	CLEAR_ALARM = 0x14, CLEAR_INTERRUPT = 0x1c };

static struct {
	void __iomem *regs;
	unsigned int calls;
} rtc;

/* Leave the line high in the first call, and clear the interrupt in the second call. */
static irqreturn_t alarm(int irq, void *dev)
{
	if (rtc.calls)
		writel(1, rtc.regs + CLEAR_INTERRUPT);
	WRITE_ONCE(rtc.calls, rtc.calls + 1);
	return IRQ_HANDLED;
}

static void set_alarm(void)
{
	u64 when = readl(rtc.regs + TIME_LOW);

	when = (when | (u64)readl(rtc.regs + TIME_HIGH) << 32) + 1000;
	writel(when >> 32, rtc.regs + ALARM_HIGH);
	writel((u32)when, rtc.regs + ALARM_LOW);
	writel(1, rtc.regs + IRQ_ENABLED);
}

/*
 * If a handler leaves a level-triggered line high, it is called again.  After the handler clears
 * the line, it is not called again, except once with QEMU's APLIC.  The case is skipped with QEMU's
 * PLIC, which needs a rising edge for each interrupt.
 */
static void irqchip_test_level(struct kunit *test)
{
	struct device_node *np = of_find_compatible_node(NULL, NULL, "google,goldfish-rtc");
	unsigned long end = jiffies + 5 * HZ;
	unsigned int calls;
	int irq = np ? of_irq_get(np, 0) : 0;

	if (irq <= 0 || of_find_node_with_property(NULL, "riscv,ndev"))
		kunit_skip(test, "no Goldfish RTC, or a PLIC");
	rtc.regs = of_iomap(np, 0);
	KUNIT_ASSERT_NOT_NULL(test, rtc.regs);
	rtc.calls = 0;
	if (request_irq(irq, alarm, 0, "alarm", &rtc)) {
		iounmap(rtc.regs);
		KUNIT_FAIL(test, "no interrupt");
		return;
	}
	set_alarm();
	while (READ_ONCE(rtc.calls) < 2 && time_before(jiffies, end))
		msleep(1);
	msleep(3);
	calls = READ_ONCE(rtc.calls);
	KUNIT_EXPECT_GE(test, calls, 2U);
	KUNIT_EXPECT_LE(test, calls, 3U);
	msleep(3);
	KUNIT_EXPECT_EQ(test, READ_ONCE(rtc.calls), calls);
	writel(0, rtc.regs + IRQ_ENABLED);
	writel(1, rtc.regs + CLEAR_ALARM);
	free_irq(irq, &rtc);
	iounmap(rtc.regs);
}

static struct kunit_case irqchip_cases[] = {
	KUNIT_CASE(irqchip_test_each_cpu),
	KUNIT_CASE(irqchip_test_level),
	{}
};

static struct kunit_suite irqchip_suite = {
	.name = "irqchip",
	.init = irqchip_test_init,
	.exit = irqchip_test_exit,
	.test_cases = irqchip_cases,
};
kunit_test_suite(irqchip_suite);
