// SPDX-License-Identifier: BSD-2-Clause

/* Tests of small helpers that drivers use: words, strings, parameters, arithmetic, registers. */

#include <kunit/test.h>
#include <linux/io-64-nonatomic-hi-lo.h>
#include <linux/io-64-nonatomic-lo-hi.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/module.h>
#include <linux/overflow.h>
#include <linux/string.h>
#include <linux/string_choices.h>
#include <linux/string_helpers.h>
#include <linux/units.h>
#include <linux/hash.h>

MODULE_INFO(test, "text");
MODULE_FIRMWARE("names/test.bin");
MODULE_SOFTDEP("pre: other");
MODULE_IMPORT_NS(NAMES);
MODULE_IMPORT_NS("NAMES");
MODULE_PARM_DESC(count, "default " __MODULE_STRING(HZ));

extern int names_test_exported;
int names_test_exported;
EXPORT_SYMBOL_NS_GPL(names_test_exported, NAMES);

/* With W=extra, the compiler warns of the second initializer unless the warning is off. */
__diag_push();
__diag_ignore_all("-Woverride-init", "the table has a default");
static const u8 names_table[4] = { [0 ... 3] = 1, [2] = 7 };
__diag_pop();

static void names_choices(struct kunit *test)
{
	KUNIT_EXPECT_STREQ(test, str_yes_no(true), "yes");
	KUNIT_EXPECT_STREQ(test, str_yes_no(false), "no");
	KUNIT_EXPECT_STREQ(test, str_no_yes(true), "no");
	KUNIT_EXPECT_STREQ(test, str_true_false(true), "true");
	KUNIT_EXPECT_STREQ(test, str_false_true(true), "false");
	KUNIT_EXPECT_STREQ(test, str_enable_disable(false), "disable");
	KUNIT_EXPECT_STREQ(test, str_disabled_enabled(false), "enabled");
	KUNIT_EXPECT_STREQ(test, str_hi_lo(true), "hi");
	KUNIT_EXPECT_STREQ(test, str_low_high(false), "high");
	KUNIT_EXPECT_STREQ(test, str_read_write(true), "read");
	KUNIT_EXPECT_STREQ(test, str_up_down(false), "down");
	KUNIT_EXPECT_STREQ(test, str_input_output(true), "input");
	KUNIT_EXPECT_STREQ(test, str_assert_deassert(false), "deassert");
	KUNIT_EXPECT_STREQ(test, str_plural(1), "");
	KUNIT_EXPECT_STREQ(test, str_plural(0), "s");
}

struct names_record {
	u32 head;
	char name[4];
	u16 tail;
	struct_group_attr(pair, __packed,
		u8 a;
		u32 b;
	);
};

static void names_strings(struct kunit *test)
{
	char buf[8] = "abc", four[4];
	struct names_record r;
	loff_t pos = 2;
	char **array;

	KUNIT_EXPECT_EQ(test, strlcat(buf, "defg", sizeof(buf)), 7);
	KUNIT_EXPECT_STREQ(test, buf, "abcdefg");
	KUNIT_EXPECT_EQ(test, strlcat(buf, "hi", sizeof(buf)), 9);
	KUNIT_EXPECT_STREQ(test, buf, "abcdefg");
	memcpy_and_pad(buf, sizeof(buf), "xy", 2, '.');
	KUNIT_EXPECT_MEMEQ(test, buf, "xy......", 8);
	memset(&r, 0xee, sizeof(r));
	strtomem(r.name, "toolong");
	KUNIT_EXPECT_MEMEQ(test, r.name, "tool", 4);
	strtomem_pad(r.name, "a", '-');
	KUNIT_EXPECT_MEMEQ(test, r.name, "a---", 4);
	memtostr(buf, r.name);
	KUNIT_EXPECT_STREQ(test, buf, "a---");
	memtostr_pad(four, r.name);
	KUNIT_EXPECT_STREQ(test, four, "a--");
	memset_after(&r, 0, name);
	KUNIT_EXPECT_EQ(test, r.head, 0xeeeeeeee);
	KUNIT_EXPECT_EQ(test, r.tail, 0);
	KUNIT_EXPECT_EQ(test, sizeof(r.pair), 5);
	memset_startat(&r, 0x11, name);
	KUNIT_EXPECT_EQ(test, r.head, 0xeeeeeeee);
	KUNIT_EXPECT_EQ(test, r.name[0], 0x11);
	KUNIT_EXPECT_EQ(test, memory_read_from_buffer(buf, 8, &pos, "01234", 5), 3);
	KUNIT_EXPECT_MEMEQ(test, buf, "234", 3);
	KUNIT_EXPECT_EQ(test, pos, 5);
	KUNIT_EXPECT_EQ(test, memory_read_from_buffer(buf, 8, &pos, "01234", 5), 0);
	pos = -1;
	KUNIT_EXPECT_EQ(test, memory_read_from_buffer(buf, 8, &pos, "01234", 5), -EINVAL);
	string_upper(buf, "aB1");
	KUNIT_EXPECT_STREQ(test, buf, "AB1");
	string_lower(buf, "aB1");
	KUNIT_EXPECT_STREQ(test, buf, "ab1");
	KUNIT_EXPECT_TRUE(test, string_is_terminated("abc", 4));
	KUNIT_EXPECT_FALSE(test, string_is_terminated("abc", 3));
	array = kasprintf_strarray(GFP_KERNEL, "clk", 3);
	if (array) {
		KUNIT_EXPECT_STREQ(test, array[2], "clk-2");
		KUNIT_EXPECT_PTR_EQ(test, array[3], NULL);
	}
	kfree_strarray(array, 3);
	KUNIT_EXPECT_PTR_EQ(test, kasprintf_strarray(GFP_KERNEL, "x", SIZE_MAX), NULL);
}

static const struct kernel_param names_param = { .module = "names", .name = "p" };

static int names_set(const struct kernel_param_ops *ops, const char *value, void *arg)
{
	struct kernel_param kp = names_param;

	kp.arg = arg;
	return ops->set(value, &kp);
}

static unsigned int names_array[3], names_array_nr;
module_param_array(names_array, uint, &names_array_nr, 0444);

static int names_twice;

static int names_set_twice(const char *value, const struct kernel_param *kp)
{
	int err = param_set_int(value, kp);

	if (!err)
		names_twice *= 2;
	return err;
}

static const struct kernel_param_ops names_twice_ops = {
	.set = names_set_twice, .get = param_get_int
};
module_param_cb(names_twice, &names_twice_ops, &names_twice, 0644);

static char names_text[4];
module_param_string(names_text, names_text, sizeof(names_text), 0644);

static void names_params(struct kunit *test)
{
	struct kernel_param kp = names_param;
	char text[16];
	unsigned long long big = 1;
	unsigned int hex = 0;
	bool flag = true;
	int number = 5;
	const struct kernel_param *array = &__modparam_names_array;

	KUNIT_EXPECT_EQ(test, names_set(&param_ops_ullong, "18446744073709551615", &big), 0);
	KUNIT_EXPECT_EQ(test, big, U64_MAX);
	KUNIT_EXPECT_EQ(test, names_set(&param_ops_ullong, "18446744073709551616", &big), -ERANGE);
	KUNIT_EXPECT_EQ(test, names_set(&param_ops_hexint, "0x1f", &hex), 0);
	KUNIT_EXPECT_EQ(test, hex, 0x1f);
	KUNIT_EXPECT_EQ(test, names_set(&param_ops_invbool, "1", &flag), 0);
	KUNIT_EXPECT_FALSE(test, flag);
	KUNIT_EXPECT_EQ(test, names_set(&param_ops_invbool, "what", &flag), -EINVAL);
	KUNIT_EXPECT_EQ(test, names_set(&param_ops_bint, "y", &number), 0);
	KUNIT_EXPECT_EQ(test, number, 1);
	KUNIT_EXPECT_EQ(test, array->ops->set("7,0x8", array), 0);
	KUNIT_EXPECT_EQ(test, names_array[1], 8);
	KUNIT_EXPECT_EQ(test, names_array_nr, 2);
	KUNIT_EXPECT_EQ(test, array->ops->set("1,2,3,4", array), -EINVAL);
	KUNIT_EXPECT_EQ(test, array->ops->set("1,,3", array), -EINVAL);
	kp.arg = &number;
	KUNIT_EXPECT_EQ(test, param_set_uint_minmax("11", &kp, 1, 10), -EINVAL);
	KUNIT_EXPECT_EQ(test, param_set_uint_minmax("10", &kp, 1, 10), 0);
	KUNIT_EXPECT_EQ(test, param_get_int(text, &kp), 3);
	KUNIT_EXPECT_STREQ(test, text, "10\n");
	KUNIT_EXPECT_EQ(test, __modparam_names_twice.ops->set("5", &__modparam_names_twice), 0);
	KUNIT_EXPECT_EQ(test, names_twice, 10);
	KUNIT_EXPECT_EQ(test, __modparam_names_text.ops->set("abc", &__modparam_names_text), 0);
	KUNIT_EXPECT_STREQ(test, names_text, "abc");
	KUNIT_EXPECT_EQ(test, __modparam_names_text.ops->set("abcd", &__modparam_names_text),
			-ENOSPC);
	KUNIT_EXPECT_EQ(test, param_get_string(text, &__modparam_names_text), 4);
	KUNIT_EXPECT_STREQ(test, text, "abc\n");
	KUNIT_EXPECT_TRUE(test, try_module_get(THIS_MODULE));
	module_put(THIS_MODULE);
}

/* Values that are written again and again need no more memory; the longest one fits. */
static void names_params_string(struct kunit *test)
{
	static char *string, *moved;
	char value[101];

	KUNIT_EXPECT_EQ(test, names_set(&param_ops_charp, "first", &string), 0);
	for (unsigned int i = 0; i < 1000; i++) {
		memset(value, 'a' + i % 26, sizeof(value));
		value[i % sizeof(value)] = '\0';
		KUNIT_ASSERT_EQ(test, names_set(&param_ops_charp, value, &string), 0);
		KUNIT_ASSERT_STREQ(test, string, value);
	}
	/* A module may move its pointer.  The next value must not be written there. */
	if (!moved)
		moved = string + 1;
	memset(value, 'z', sizeof(value) - 1);
	value[sizeof(value) - 1] = '\0';
	KUNIT_EXPECT_EQ(test, names_set(&param_ops_charp, value, &moved), 0);
	KUNIT_EXPECT_STREQ(test, moved, value);
	KUNIT_EXPECT_TRUE(test, moved < string || moved > string + sizeof(value));
}

struct names_flex {
	unsigned int nr;
	u16 data[] __counted_by(nr);
};

union names_any {
	u8 bytes[8];
	DECLARE_FLEX_ARRAY(u32, words);
};

static void names_arithmetic(struct kunit *test)
{
	DEFINE_FLEX(struct names_flex, flex, data, nr, 6);
	static const int numbers[] = { 3, -7, 9, 0 };
	union names_any any = { .bytes = { 1, 2, 3, 4, 5, 6, 7, 8 } };
	u8 small = 250;
	u64 n = 100, rest;

	KUNIT_EXPECT_EQ(test, STACK_FLEX_ARRAY_SIZE(flex, data), 6);
	KUNIT_EXPECT_EQ(test, any.words[1], 0x08070605);
	KUNIT_EXPECT_EQ(test, wrapping_assign_add(small, 10), 4);
	KUNIT_EXPECT_EQ(test, wrapping_assign_sub(small, 5), 255);
	KUNIT_EXPECT_EQ(test, min_array(numbers, ARRAY_SIZE(numbers)), -7);
	KUNIT_EXPECT_EQ(test, max_array(numbers, ARRAY_SIZE(numbers)), 9);
	KUNIT_EXPECT_EQ(test, int_pow(10, 19), 10000000000000000000ULL);
	KUNIT_EXPECT_EQ(test, int_pow(7, 0), 1);
	KUNIT_EXPECT_EQ(test, int_sqrt64(U64_MAX), U32_MAX);
	KUNIT_EXPECT_EQ(test, reciprocal_scale(U32_MAX, 10), 9);
	KUNIT_EXPECT_EQ(test, DIV64_U64_ROUND_CLOSEST(29ULL, 10ULL), 3);
	KUNIT_EXPECT_EQ(test, DIV_U64_ROUND_CLOSEST(24, 10), 2);
	KUNIT_EXPECT_EQ(test, DIV_S64_ROUND_CLOSEST(-25, 10), -3);
	KUNIT_EXPECT_EQ(test, roundup_u64(1001, 100), 1100);
	KUNIT_EXPECT_EQ(test, iter_div_u64_rem(107, 10, &rest), 10);
	KUNIT_EXPECT_EQ(test, rest, 7);
	KUNIT_EXPECT_EQ(test, mul_s64_u64_shr(-8, 4, 1), (u64)-16);
	KUNIT_EXPECT_EQ(test, sector_div(n, 7), 2);
	KUNIT_EXPECT_EQ(test, n, 14);
	KUNIT_EXPECT_EQ(test, hash32_ptr((void *)0x1200000034UL), 0x12 ^ 0x34);
	KUNIT_EXPECT_EQ(test, kelvin_to_celsius(300), 27);
	KUNIT_EXPECT_EQ(test, celsius_to_deci_kelvin(0), 2732);
	KUNIT_EXPECT_EQ(test, millicelsius_to_kelvin(-400), 273);
	KUNIT_EXPECT_EQ(test, GIGA / MEGA, KILO);
}

/* A memory word stands for a register. */
static void names_registers(struct kunit *test)
{
	u64 reg[2] = { 0x1122334455667788ULL, 5 }, copy[2] = { 0 };
	void __iomem *io = (void __iomem *)reg;

	KUNIT_EXPECT_EQ(test, lo_hi_readq(io), reg[0]);
	KUNIT_EXPECT_EQ(test, hi_lo_readq_relaxed(io), reg[0]);
	lo_hi_writeq(0xa1a2a3a4a5a6a7a8ULL, io);
	KUNIT_EXPECT_EQ(test, reg[0], 0xa1a2a3a4a5a6a7a8ULL);
	hi_lo_writeq_relaxed(0xb1b2b3b4b5b6b7b8ULL, io);
	KUNIT_EXPECT_EQ(test, reg[0], 0xb1b2b3b4b5b6b7b8ULL);
	KUNIT_EXPECT_EQ(test, ioread64_lo_hi(io), reg[0]);
	KUNIT_EXPECT_EQ(test, ioread64_hi_lo(io), reg[0]);
	KUNIT_EXPECT_EQ(test, ioread64be_lo_hi(io), 0xb8b7b6b5b4b3b2b1ULL);
	KUNIT_EXPECT_EQ(test, ioread64be_hi_lo(io), 0xb8b7b6b5b4b3b2b1ULL);
	iowrite64_lo_hi(1, io);
	KUNIT_EXPECT_EQ(test, reg[0], 1);
	iowrite64_hi_lo(1ULL << 40, io);
	KUNIT_EXPECT_EQ(test, reg[0], 1ULL << 40);
	iowrite64be_lo_hi(0x0102030405060708ULL, io);
	KUNIT_EXPECT_EQ(test, reg[0], 0x0807060504030201ULL);
	iowrite64be_hi_lo(0x1112131415161718ULL, io);
	KUNIT_EXPECT_EQ(test, reg[0], 0x1817161514131211ULL);
	KUNIT_EXPECT_EQ(test, reg[1], 5);
	__ioread64_copy(copy, io, 2);
	KUNIT_EXPECT_MEMEQ(test, copy, reg, sizeof(reg));
	KUNIT_EXPECT_EQ(test, names_table[1] + names_table[2], 8);
}

static struct kunit_case names_cases[] = {
	KUNIT_CASE(names_choices),
	KUNIT_CASE(names_strings),
	KUNIT_CASE(names_params),
	KUNIT_CASE(names_params_string),
	KUNIT_CASE(names_arithmetic),
	KUNIT_CASE(names_registers),
	{ }
};

static struct kunit_suite names_suite = {
	.name = "driver_names",
	.test_cases = names_cases,
};
kunit_test_suite(names_suite);
