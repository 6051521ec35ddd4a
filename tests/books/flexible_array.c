// SPDX-License-Identifier: BSD-2-Clause
/* A structure with an array at its end, whose size cannot overflow. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/overflow.h>
#include <linux/slab.h>

struct message {
	u32 nr_words;
	u32 words[];
};

static struct message *message_alloc(size_t nr_words)
{
	struct message *message;

	message = kzalloc(struct_size(message, words, nr_words), GFP_KERNEL);
	if (message)
		message->nr_words = (u32)nr_words;
	return message;
}

static int __init flexible_array_demo_init(void)
{
	struct message *message = message_alloc(4);
	size_t total;

	if (!message)
		return -ENOMEM;
	message->words[3] = 3;
	kfree(message);
	if (struct_size_t(struct message, words, 4) != 20 || array_size(SIZE_MAX, 2) != SIZE_MAX)
		return -EINVAL;
	if (!check_add_overflow(SIZE_MAX, (size_t)1, &total))
		return -EINVAL;
	if (check_mul_overflow((size_t)6, (size_t)7, &total) || total != 42)
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(flexible_array_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Sizes that cannot overflow");
