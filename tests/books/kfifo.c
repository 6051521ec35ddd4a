// SPDX-License-Identifier: BSD-2-Clause
/* A queue of numbers between one producer and one consumer, and a queue of bytes. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kfifo.h>
#include <linux/module.h>

static DEFINE_KFIFO(scancodes, u16, 8);

static int __init kfifo_demo_init(void)
{
	struct kfifo bytes;
	char out[6] = "";
	u16 code;
	int err, n = 0;

	while (kfifo_put(&scancodes, (u16)(100 + n)))
		n++;
	if (n != 8 || !kfifo_is_full(&scancodes))
		return -EINVAL;
	if (!kfifo_get(&scancodes, &code) || code != 100 || kfifo_len(&scancodes) != 7)
		return -EINVAL;
	kfifo_reset(&scancodes);
	err = kfifo_alloc(&bytes, 64, GFP_KERNEL);
	if (err)
		return err;
	kfifo_in(&bytes, "hello", 5);
	err = kfifo_out(&bytes, out, sizeof(out)) == 5 && out[0] == 'h' ? 0 : -EINVAL;
	kfifo_free(&bytes);
	if (err)
		return err;
	pr_info("passed\n");
	return 0;
}
module_init(kfifo_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Queues");
