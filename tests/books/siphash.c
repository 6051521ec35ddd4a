// SPDX-License-Identifier: BSD-2-Clause
/* A hash whose key an attacker does not know. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/once.h>
#include <linux/random.h>
#include <linux/siphash.h>

static siphash_key_t flow_key;

static u64 flow_hash(u32 source, u32 destination)
{
	get_random_once(&flow_key, sizeof(flow_key));
	return siphash_2u32(source, destination, &flow_key);
}

static int __init siphash_demo_init(void)
{
	u64 hash = flow_hash(1, 2);

	if (flow_hash(1, 2) != hash || flow_hash(2, 1) == hash)
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(siphash_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A keyed hash");
