// SPDX-License-Identifier: BSD-2-Clause
/* Fields of a register. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/bitfield.h>
#include <linux/bits.h>
#include <linux/log2.h>
#include <linux/module.h>
#include <linux/types.h>

#define CTRL_ENABLE	BIT(0)
#define CTRL_MODE	GENMASK(3, 1)
#define CTRL_DIVIDER	GENMASK(15, 8)

static int __init bitfield_demo_init(void)
{
	u32 ctrl = CTRL_ENABLE | FIELD_PREP(CTRL_MODE, 5) | FIELD_PREP(CTRL_DIVIDER, 0x42);

	if (ctrl != 0x420b || FIELD_GET(CTRL_DIVIDER, ctrl) != 0x42)
		return -EINVAL;
	ctrl &= ~CTRL_MODE;
	ctrl |= FIELD_PREP(CTRL_MODE, 2);
	if (FIELD_GET(CTRL_MODE, ctrl) != 2 || !FIELD_FIT(CTRL_MODE, 7) || FIELD_FIT(CTRL_MODE, 8))
		return -EINVAL;
	if (u32_get_bits(ctrl, CTRL_DIVIDER) != 0x42 || u32_encode_bits(3, CTRL_MODE) != 6)
		return -EINVAL;
	if (ilog2(ctrl) != 14 || roundup_pow_of_two(100) != 128 || !is_power_of_2(64) ||
	    hweight32(0xf0f0) != 8 || fls(0x100) != 9 || __ffs(0x100) != 8)
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(bitfield_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Fields of registers");
