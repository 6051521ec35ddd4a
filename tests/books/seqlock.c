// SPDX-License-Identifier: BSD-2-Clause
/* Two numbers that belong together, and that readers never see half changed. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/seqlock.h>
#include <linux/types.h>

static DEFINE_SEQLOCK(clock_lock);
static struct { u64 seconds; u32 nanoseconds; } wall_clock;

static void clock_set(u64 seconds, u32 nanoseconds)
{
	write_seqlock(&clock_lock);
	wall_clock.seconds = seconds;
	wall_clock.nanoseconds = nanoseconds;
	write_sequnlock(&clock_lock);
}

static u64 clock_in_ns(void)
{
	unsigned int seq;
	u64 ns;

	do {
		seq = read_seqbegin(&clock_lock);
		ns = wall_clock.seconds * 1000000000 + wall_clock.nanoseconds;
	} while (read_seqretry(&clock_lock, seq));
	return ns;
}

static int __init seqlock_demo_init(void)
{
	clock_set(3, 500);
	if (clock_in_ns() != 3000000500)
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(seqlock_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A sequence lock");
