// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests that unbind the driver of the first disk and bind it again.  The rounds must not leak
 * resources.  Threads that read at the same time must get the right data or an error.
 */

#include <internal/block.h>
#include <internal/irqs.h>
#include <kunit/test.h>
#include <linux/crc32.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/platform_device.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "../assert_or.h"
#include "../settled.h"
#include "../watched.h"

#define ROUNDS		20
#define BUSY_ROUNDS	10
#define NR_READERS	3
#define READ_SIZE	32768

/* The platform device of the disk, whose driver is virtio-mmio on these machines. */
static struct platform_device *disk_device;
static u8 *buffer;
static u32 expected;		/* expected checksum of the first sectors of the disk */

static void find_device(struct platform_device *pdev, void *arg)
{
	if (pdev->dev.driver && !strcmp(pdev->dev.driver->name, "virtio-mmio"))
		disk_device = pdev;
}

static int read_start(struct block_disk *bdev, u8 *to)
{
	return block_read(bdev, 0, to, min_t(u64, READ_SIZE, bdev->nr_sectors << SECTOR_SHIFT));
}

static u32 checksum(const u8 *data)
{
	return crc32_le(~0, data, READ_SIZE);
}

static int unbind_test_init(struct kunit *test)
{
	struct block_disk *bdev = block_get_first();

	if (!bdev)
		kunit_skip(test, "there is no disk");
	platform_for_each(find_device, NULL);
	buffer = kzalloc(READ_SIZE, GFP_KERNEL);
	if (!buffer || !disk_device || read_start(bdev, buffer)) {
		block_put(bdev);
		return -EIO;
	}
	expected = checksum(buffer);
	block_put(bdev);
	return 0;
}

static void unbind_test_exit(struct kunit *test)
{
	kfree(buffer);
	buffer = NULL;
}

/* ---- resources in use ------------------------------------------------------------------------ */

struct usage {
	unsigned long pages, objects, areas, irqs;
};

/*
 * Add the number of objects in use of a cache to usage->objects.  In a line of slabinfo, it is the
 * first number after the name of the cache.
 */
static void count_objects(struct seq_file *m, const char *text, size_t size)
{
	struct usage *usage = m->private;
	unsigned long active;

	if (size && *text != '#' && sscanf(text, "%*s %lu", &active) == 1)
		usage->objects += active;
}

static void count_lines(struct seq_file *m, const char *text, size_t size)
{
	struct usage *usage = m->private;

	for (; size; size--, text++)
		usage->areas += *text == '\n';
}

static void count_irq(const struct irq_info *info, void *usage)
{
	((struct usage *)usage)->irqs++;
}

static struct usage in_use(void)
{
	struct usage usage = { };
	struct seq_file objects = { .write = count_objects, .private = &usage };
	struct seq_file areas = { .write = count_lines, .private = &usage };

	/* Free what is kept for later: unmapped areas, and objects. */
	settled_free_pages();
	usage.pages = free_or_seen_pages();
	slabinfo_show(&objects);
	vmallocinfo_show(&areas);
	irqs_for_each(count_irq, &usage);
	return usage;
}

static void expect_unbound(struct kunit *test)
{
	struct device *dev = &disk_device->dev;
	struct block_disk *bdev = block_get_first();

	KUNIT_EXPECT_NULL(test, bdev);
	block_put(bdev);
	KUNIT_EXPECT_NULL(test, dev->driver);
	KUNIT_EXPECT_EQ(test, dev->dma_coherent_bytes, 0UL);
	KUNIT_EXPECT_EQ(test, dev->dma_mapped, 0UL);
	KUNIT_EXPECT_TRUE(test, list_empty(&dev->devres_head));
}

static void expect_readable(struct kunit *test)
{
	struct block_disk *bdev = block_get_first();

	KUNIT_ASSERT_NOT_NULL(test, bdev);
	KUNIT_EXPECT_STREQ(test, bdev->name, "vda");
	memset(buffer, 0, READ_SIZE);
	KUNIT_EXPECT_EQ(test, read_start(bdev, buffer), 0);
	KUNIT_EXPECT_EQ(test, checksum(buffer), expected);
	block_put(bdev);
}

/* ---- cases ----------------------------------------------------------------------------------- */

static void unbind_rounds(struct kunit *test)
{
	struct usage first = { 0 }, now;

	for (unsigned int round = 0; round < ROUNDS; round++) {
		device_release_driver(&disk_device->dev);
		expect_unbound(test);
		now = in_use();
		if (!round)
			first = now;
		/*
		 * The numbers may decrease, because RCU may free memory of earlier suites in the
		 * meantime.
		 */
		KUNIT_EXPECT_LE(test, now.objects, first.objects);
		KUNIT_EXPECT_LE(test, now.areas, first.areas);
		KUNIT_EXPECT_EQ(test, now.irqs, first.irqs);
		/* at most 2 pages may be in per-CPU lists */
		KUNIT_EXPECT_GE(test, now.pages + 2, first.pages);
		KUNIT_ASSERT_EQ(test, device_attach(&disk_device->dev), 1);
		KUNIT_EXPECT_EQ(test, in_use().irqs, first.irqs + 1);
		expect_readable(test);
	}
}

/*
 * A reference to a block device keeps its structure allocated.  The driver can be unbound
 * nevertheless.
 */
static void unbind_reference(struct kunit *test)
{
	struct block_disk *bdev;

	bdev = block_get_first();
	KUNIT_ASSERT_NOT_NULL(test, bdev);
	device_release_driver(&disk_device->dev);
	KUNIT_EXPECT_TRUE(test, block_is_gone(bdev));
	KUNIT_EXPECT_EQ(test, read_start(bdev, buffer), -ENODEV);
	KUNIT_EXPECT_EQ(test, device_attach(&disk_device->dev), 1);
	KUNIT_EXPECT_EQ(test, device_attach(&disk_device->dev), 1);	/* already bound */
	KUNIT_EXPECT_EQ(test, read_start(bdev, buffer), -ENODEV);
	block_put(bdev);
	expect_readable(test);
}

struct reader {
	struct task_struct *task;
	u8 *buffer;
	unsigned int reads, gone, wrong;
};

/* Thread function: read repeatedly from the first disk while it exists. */
static int read_on(void *arg)
{
	struct reader *reader = arg;

	while (!kthread_should_stop()) {
		struct block_disk *bdev = block_get_first();
		int err = bdev ? read_start(bdev, reader->buffer) : -ENODEV;

		block_put(bdev);
		if (!err && checksum(reader->buffer) == expected)
			reader->reads++;
		else if (err == -ENODEV)
			reader->gone++;
		else
			reader->wrong++;
		if (err)
			msleep(1);
		else
			cond_resched();
	}
	return 0;
}

static void stop_readers(struct reader *readers)
{
	for (unsigned int i = 0; i < NR_READERS; i++) {
		if (readers[i].task)
			kthread_stop(readers[i].task);
		kfree(readers[i].buffer);
	}
}

static bool start_reader(struct reader *reader, unsigned int cpu)
{
	struct task_struct *task;

	reader->buffer = kmalloc(READ_SIZE, GFP_KERNEL);
	if (!reader->buffer)
		return false;
	task = kthread_create_on_cpu(read_on, reader, cpu, "reader");
	if (IS_ERR(task))
		return false;
	reader->task = task;
	wake_up_process(task);
	return true;
}

static void unbind_while_reading(struct kunit *test)
{
	struct reader readers[NR_READERS] = { 0 };

	for (unsigned int i = 0; i < NR_READERS; i++)
		ASSERT_OR(test, start_reader(&readers[i], i % num_online_cpus()),
			  stop_readers(readers));
	for (unsigned int round = 0; round < BUSY_ROUNDS; round++) {
		msleep(20);
		device_release_driver(&disk_device->dev);
		expect_unbound(test);
		msleep(5);
		KUNIT_EXPECT_EQ(test, device_attach(&disk_device->dev), 1);
	}
	msleep(20);
	stop_readers(readers);
	for (unsigned int i = 0; i < NR_READERS; i++) {
		KUNIT_EXPECT_GT(test, readers[i].reads, 0U);
		KUNIT_EXPECT_GT(test, readers[i].gone, 0U);
		KUNIT_EXPECT_EQ(test, readers[i].wrong, 0U);
	}
	expect_readable(test);
}

static const struct kunit_case unbind_cases[] = {
	KUNIT_CASE(unbind_rounds),
	KUNIT_CASE(unbind_reference),
	KUNIT_CASE(unbind_while_reading),
	{}
};

static struct kunit_suite unbind_suite = {
	.name = "unbind",
	.init = unbind_test_init,
	.exit = unbind_test_exit,
	.test_cases = unbind_cases,
};
kunit_test_suite(unbind_suite);
