// SPDX-License-Identifier: BSD-2-Clause
/* Interrupts of a disk on each CPU in turn: irq_set_affinity() in the machine's interrupt controller. */

#include <kunit/test.h>
#include <linux/interrupt.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <quarry/block.h>
#include <quarry/irqs.h>

static struct {
	unsigned int irq;
	struct irq_info info;
	struct block_device *bdev;
	void *buf;
	u32 cpus;			/* that had an interrupt of the disk */
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

/* Beside the driver's handler, whose interrupt it is. */
static irqreturn_t watch(int irq, void *dev)
{
	__atomic_fetch_or(&disk.cpus, 1U << smp_processor_id(), __ATOMIC_RELAXED);
	return IRQ_NONE;
}

static int affinity_test_init(struct kunit *test)
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

static void affinity_test_exit(struct kunit *test)
{
	if (!disk.bdev)
		return;
	irq_set_affinity(disk.irq, cpu_online_mask);
	free_irq(disk.irq, &disk);
	block_put(disk.bdev);
	disk.bdev = NULL;
	kfree(disk.buf);
}

static void affinity_test_each_cpu(struct kunit *test)
{
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		struct cpumask mask = {};

		cpumask_set_cpu(cpu, &mask);
		KUNIT_ASSERT_EQ(test, irq_set_affinity(disk.irq, &mask), 0);
		irqs_for_each(find_info, NULL);
		KUNIT_EXPECT_EQ(test, disk.info.cpu, (int)cpu);
		disk.cpus = 0;
		for (int i = 0; i < 5; i++)
			KUNIT_EXPECT_EQ(test, block_read(disk.bdev, 0, disk.buf, SECTOR_SIZE), 0);
		KUNIT_EXPECT_EQ(test, READ_ONCE(disk.cpus), 1U << cpu);
	}
}

static struct kunit_case affinity_cases[] = {
	KUNIT_CASE(affinity_test_each_cpu),
	{}
};

static struct kunit_suite affinity_suite = {
	.name = "affinity",
	.init = affinity_test_init,
	.exit = affinity_test_exit,
	.test_cases = affinity_cases,
};
kunit_test_suite(affinity_suite);
