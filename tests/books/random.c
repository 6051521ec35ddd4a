// SPDX-License-Identifier: BSD-2-Clause
/* Random numbers, and a sequence that a seed repeats. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/prandom.h>
#include <linux/random.h>
#include <linux/string.h>

static int __init random_demo_init(void)
{
	struct rnd_state first, second;
	u8 key[16], zero[16] = {};

	get_random_bytes(key, sizeof(key));
	if (!memcmp(key, zero, sizeof(key)))
		return -EINVAL;
	for (int i = 0; i < 100; i++) {
		if (get_random_u32_below(6) >= 6 || get_random_u32_inclusive(5, 9) - 5 > 4)
			return -ERANGE;
	}
	prandom_seed_state(&first, 1234);
	prandom_seed_state(&second, 1234);
	for (int i = 0; i < 10; i++) {
		if (prandom_u32_state(&first) != prandom_u32_state(&second))
			return -EINVAL;
	}
	pr_info("passed\n");
	return 0;
}
module_init(random_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Random numbers");
