// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of block devices: reads of any size, from a test driver that computes the contents of
 * sectors.
 */

#include <internal/block.h>
#include <kunit/test.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../said.h"

static u64 last_sector;
static unsigned int last_nr;

static int note_read(struct block_disk *bdev, u64 sector, void *buf, unsigned int nr_sectors)
{
	last_sector = sector;
	last_nr = nr_sectors;
	memset(buf, sector, nr_sectors * SECTOR_SIZE);
	return 0;
}

static const struct block_ops note_ops = { .read = note_read };

static void block_test_large(struct kunit *test)
{
	static const u64 sizes[] = { 1,		 1ULL << 54, (1ULL << 55) - 1,
				     1ULL << 55, 1ULL << 56, U64_MAX };

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		u64 usable = min(sizes[i], (1ULL << 55) - 1);
		struct block_disk *bdev;
		u8 buf[8];

		mark();
		bdev = block_register("test", sizes[i], SECTOR_SIZE, 8, &note_ops, NULL);
		KUNIT_ASSERT_FALSE(test, IS_ERR(bdev));
		KUNIT_EXPECT_EQ(test, bdev->nr_sectors, usable);
		KUNIT_EXPECT_EQ(test, was_said("the device has"), sizes[i] != usable);
		KUNIT_EXPECT_EQ(test, block_read(bdev, (usable - 1) * SECTOR_SIZE + 504, buf, 8),
				0);
		KUNIT_EXPECT_EQ(test, last_sector, usable - 1);
		KUNIT_EXPECT_EQ(test, last_nr, 1U);
		KUNIT_EXPECT_EQ(test, buf[7], (u8)(usable - 1));
		KUNIT_EXPECT_EQ(test, block_read(bdev, (usable - 1) * SECTOR_SIZE + 505, buf, 8),
				-EINVAL);
		KUNIT_EXPECT_EQ(test, block_read(bdev, usable * SECTOR_SIZE, buf, 1), -EINVAL);
		KUNIT_EXPECT_EQ(test, block_read(bdev, 0, buf, 8), 0);
		block_unregister(bdev);
	}
}

static unsigned int unit;

/*
 * Fill each sector of the buffer with its number.  Returns -EIO if the request does not consist of
 * whole blocks of the device.
 */
static int block_only_read(struct block_disk *bdev, u64 sector, void *buf,
			   unsigned int nr_sectors)
{
	if (sector % unit || nr_sectors % unit || !nr_sectors || nr_sectors > 128)
		return -EIO;
	for (unsigned int i = 0; i < nr_sectors; i++)
		memset(buf + i * SECTOR_SIZE, sector + i, SECTOR_SIZE);
	return 0;
}

static const struct block_ops block_only_ops = { .read = block_only_read };

static void expect_refused(struct kunit *test, unsigned int block_size, unsigned int max_sectors)
{
	struct block_disk *bdev = block_register("test", 257, block_size, max_sectors,
						   &block_only_ops, NULL);

	KUNIT_EXPECT_EQ(test, PTR_ERR(bdev), (long)-EINVAL);
}

/* Read at many offsets and of many sizes, from disks with blocks of 512 bytes to BLOCK_SIZE_MAX. */
static void block_test_sizes(struct kunit *test)
{
	u8 *buf = kunit_kmalloc(test, 20000, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, buf);
	for (unsigned int size = 512; size <= BLOCK_SIZE_MAX; size *= 2) {
		struct block_disk *bdev = block_register("test", 257, size, 131, &block_only_ops,
							   NULL);
		static const u64 at[] = { 0, 1, 511, 512, 4095, 4096, 65535, 65536, 100000 };
		static const size_t sizes[] = { 1, 2, 511, 512, 513, 4096, 4097, 20000 };

		unit = size / SECTOR_SIZE;
		KUNIT_ASSERT_FALSE(test, IS_ERR(bdev));
		KUNIT_EXPECT_EQ(test, bdev->nr_sectors, 257ULL / unit * unit);
		for (unsigned int i = 0; i < ARRAY_SIZE(at); i++) {
			for (unsigned int j = 0; j < ARRAY_SIZE(sizes); j++) {
				unsigned int wrong = 0;

				KUNIT_EXPECT_EQ_MSG(test, block_read(bdev, at[i], buf, sizes[j]), 0,
						    "%u: %llu, %zu", size, at[i], sizes[j]);
				for (size_t k = 0; k < sizes[j]; k++)
					wrong += buf[k] != (u8)((at[i] + k) / SECTOR_SIZE);
				KUNIT_EXPECT_EQ_MSG(test, wrong, 0U, "%u: %llu, %zu", size, at[i],
						    sizes[j]);
			}
		}
		KUNIT_EXPECT_EQ(test,
				block_read(bdev, (bdev->nr_sectors << SECTOR_SHIFT) - 1, buf, 2),
				-EINVAL);
		block_unregister(bdev);
	}
	mark();
	expect_refused(test, 0, 8);
	expect_refused(test, 256, 8);
	expect_refused(test, 1536, 8);
	expect_refused(test, 131072, 1024);
	expect_refused(test, 8192, 8);
	EXPECT_SAID(test,
		    "test: not used: blocks of 1536 bytes are not supported, or exceed");
}

static struct kunit_case block_cases[] = {
	KUNIT_CASE(block_test_large),
	KUNIT_CASE(block_test_sizes),
	{}
};

static struct kunit_suite block_suite = {
	.name = "block",
	.test_cases = block_cases,
};
kunit_test_suite(block_suite);
