// SPDX-License-Identifier: BSD-2-Clause
/* A ring of bytes, whose size is a power of two. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/circ_buf.h>
#include <linux/module.h>
#include <linux/string.h>

#define RING_SIZE 16

static char ring_bytes[RING_SIZE];
static struct circ_buf ring = { .buf = ring_bytes };

static int ring_write(const char *text, int size)
{
	int n = 0;

	while (n < size && CIRC_SPACE(ring.head, ring.tail, RING_SIZE)) {
		ring.buf[ring.head] = text[n++];
		smp_store_release(&ring.head, (ring.head + 1) & (RING_SIZE - 1));
	}
	return n;
}

static int __init circ_buf_demo_init(void)
{
	if (ring_write("0123456789abcdefgh", 18) != RING_SIZE - 1)
		return -EINVAL;
	ring.tail = 10;
	if (CIRC_CNT(ring.head, ring.tail, RING_SIZE) != 5 || ring_write("xyz", 3) != 3)
		return -EINVAL;
	if (CIRC_CNT_TO_END(ring.head, ring.tail, RING_SIZE) != 6 || memcmp(ring.buf, "yz", 2))
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(circ_buf_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A circular buffer");
