// SPDX-License-Identifier: BSD-2-Clause
/* Unique identifiers. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/string.h>
#include <linux/uuid.h>

static const guid_t disk_type = GUID_INIT(0x0fc63daf, 0x8483, 0x4772, 0x8e, 0x79, 0x3d, 0x69,
					  0xd8, 0x47, 0x7d, 0xe4);

static int __init uuid_demo_init(void)
{
	static const char text[] = "0fc63daf-8483-4772-8e79-3d69d8477de4";
	char again[UUID_STRING_LEN + 1];
	guid_t guid;
	uuid_t random, parsed;

	if (guid_parse(text, &guid) || !guid_equal(&guid, &disk_type))
		return -EINVAL;
	uuid_gen(&random);
	snprintf(again, sizeof(again), "%pUb", &random);
	if (!uuid_is_valid(again) || uuid_parse(again, &parsed) || !uuid_equal(&random, &parsed))
		return -EINVAL;
	if (uuid_is_null(&random) || again[14] != '4')
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(uuid_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Unique identifiers");
