// SPDX-License-Identifier: BSD-2-Clause
/* Counters and flags without a lock. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/module.h>

#define FLAG_OPEN	0
#define FLAG_DIRTY	3

static atomic_t nr_users = ATOMIC_INIT(0);
static atomic64_t nr_bytes = ATOMIC64_INIT(0);
static unsigned long flags;

static int __init atomic_demo_init(void)
{
	atomic_inc(&nr_users);
	if (atomic_add_return(4, &nr_users) != 5)
		return -EINVAL;
	if (atomic_cmpxchg(&nr_users, 5, 1) != 5 || !atomic_dec_and_test(&nr_users))
		return -EINVAL;
	if (atomic_inc_not_zero(&nr_users))
		return -EINVAL;
	atomic64_add(1LL << 40, &nr_bytes);
	if (atomic64_read(&nr_bytes) >> 40 != 1)
		return -EINVAL;
	if (test_and_set_bit(FLAG_OPEN, &flags) || !test_and_set_bit(FLAG_OPEN, &flags))
		return -EBUSY;
	set_bit(FLAG_DIRTY, &flags);
	clear_bit(FLAG_OPEN, &flags);
	if (flags != BIT(FLAG_DIRTY))
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(atomic_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Atomic variables");
