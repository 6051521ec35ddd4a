// SPDX-License-Identifier: BSD-2-Clause
/* A map of the channels in use. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bitmap.h>
#include <linux/module.h>

#define NR_CHANNELS 100

static DECLARE_BITMAP(in_use, NR_CHANNELS);

static int channel_get(void)
{
	unsigned long channel = find_first_zero_bit(in_use, NR_CHANNELS);

	if (channel >= NR_CHANNELS)
		return -EBUSY;
	set_bit(channel, in_use);
	return (int)channel;
}

static int __init bitmap_demo_init(void)
{
	unsigned long *free = bitmap_zalloc(NR_CHANNELS, GFP_KERNEL), bit;
	int sum = 0;

	if (!free)
		return -ENOMEM;
	if (channel_get() != 0 || channel_get() != 1)
		return -EINVAL;
	bitmap_set(in_use, 60, 10);
	for_each_set_bit(bit, in_use, NR_CHANNELS)
		sum++;
	bitmap_complement(free, in_use, NR_CHANNELS);
	if (sum != 12 || bitmap_weight(free, NR_CHANNELS) != NR_CHANNELS - 12 ||
	    find_next_bit(in_use, NR_CHANNELS, 2) != 60)
		return -EINVAL;
	bitmap_free(free);
	pr_info("passed: %*pbl\n", NR_CHANNELS, in_use);
	return 0;
}
module_init(bitmap_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A bitmap");
