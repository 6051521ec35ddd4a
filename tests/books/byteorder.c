// SPDX-License-Identifier: BSD-2-Clause
/* Numbers in the order of bytes of a device or a file, and at odd addresses. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/swab.h>
#include <linux/types.h>
#include <linux/unaligned.h>
#include <asm/byteorder.h>

struct wire_header {
	__be16 type;
	__le32 length;
} __packed;

static int __init byteorder_demo_init(void)
{
	static const u8 bytes[] = { 0x12, 0x34, 0x78, 0x56, 0x34, 0x12, 0xff };
	const struct wire_header *header = (const struct wire_header *)bytes;
	u8 out[8] = {};

	if (be16_to_cpu(header->type) != 0x1234 || le32_to_cpu(header->length) != 0x12345678)
		return -EINVAL;
	if (get_unaligned_be32(bytes + 1) != 0x34785634 || get_unaligned_le16(bytes + 3) != 0x3456)
		return -EINVAL;
	put_unaligned_be64(0x0102030405060708ULL, out);
	if (out[0] != 1 || out[7] != 8 || swab16(0x1234) != 0x3412)
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(byteorder_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("The order of bytes");
