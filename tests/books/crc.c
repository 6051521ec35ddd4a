// SPDX-License-Identifier: BSD-2-Clause
/* Check sums of the string "123456789", for which the results are published. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/crc-ccitt.h>
#include <linux/crc-itu-t.h>
#include <linux/crc16.h>
#include <linux/crc32.h>
#include <linux/crc32c.h>
#include <linux/crc8.h>
#include <linux/module.h>

DECLARE_CRC8_TABLE(crc8_table);

static int __init crc_demo_init(void)
{
	static const u8 digits[] = "123456789";
	size_t size = sizeof(digits) - 1;

	if (~crc32_le(~0U, digits, size) != 0xcbf43926 || ~crc32c(~0U, digits, size) != 0xe3069283)
		return -EINVAL;
	if (crc16(0, digits, size) != 0xbb3d || crc_itu_t(0, digits, size) != 0x31c3 ||
	    crc_ccitt(0, digits, size) != 0x2189)
		return -EINVAL;
	crc8_populate_msb(crc8_table, 0x07);
	if (crc8(crc8_table, digits, size, 0) != 0xf4)
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(crc_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Cyclic redundancy checks");
