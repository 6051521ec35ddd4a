// SPDX-License-Identifier: BSD-2-Clause
/* Disks of any size, with a driver that has none. */

#include <internal/block.h>
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/limits.h>
#include <linux/string.h>

#include "../said.h"

static u64 last_sector;
static unsigned int last_nr;

static int note_read(struct block_device *bdev, u64 sector, void *buf, unsigned int nr_sectors)
{
	last_sector = sector;
	last_nr = nr_sectors;
	memset(buf, sector, nr_sectors * SECTOR_SIZE);
	return 0;
}

static const struct block_ops note_ops = { .read = note_read };

static void block_test_large(struct kunit *test)
{
	static const u64 sizes[] = { 1, 1ULL << 54, (1ULL << 55) - 1, 1ULL << 55, 1ULL << 56, U64_MAX };

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		u64 usable = min(sizes[i], (1ULL << 55) - 1);
		struct block_device *bdev;
		u8 buf[8];

		mark();
		bdev = block_register("test", sizes[i], 8, &note_ops, NULL);
		KUNIT_ASSERT_NOT_NULL(test, bdev);
		KUNIT_EXPECT_EQ(test, bdev->nr_sectors, usable);
		KUNIT_EXPECT_EQ(test, was_said("the device says"), sizes[i] != usable);
		KUNIT_EXPECT_EQ(test, block_read(bdev, (usable - 1) * SECTOR_SIZE + 504, buf, 8), 0);
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

static struct kunit_case block_cases[] = {
	KUNIT_CASE(block_test_large),
	{}
};

static struct kunit_suite block_suite = {
	.name = "block",
	.test_cases = block_cases,
};
kunit_test_suite(block_suite);
