// SPDX-License-Identifier: BSD-2-Clause
/* Tests of register maps: memory as registers, functions of a driver, fields, and refused maps. */

#include <kunit/test.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/regmap.h>
#include <linux/string.h>

#include "../said.h"

#define NR_REGS		8

static u32 regmap_words[NR_REGS] __aligned(8);
static void __iomem *const regmap_base = (__force void __iomem *)regmap_words;
static struct {
	unsigned int writes, last_reg;
	int error;
} regmap_model;

static const struct regmap_config word_config = {
	.name = "words", .reg_bits = 32, .val_bits = 32, .reg_stride = 4,
	.max_register = (NR_REGS - 1) * 4,
};

static int regmap_test_init(struct kunit *test)
{
	memset(&regmap_model, 0, sizeof(regmap_model));
	for (u32 i = 0; i < NR_REGS; i++)
		regmap_words[i] = 0x100 + i;
	return 0;
}

/* Returns NULL if memory is missing. */
static struct regmap *word_map(struct kunit *test, const struct regmap_config *config)
{
	struct regmap *map = regmap_init_mmio(NULL, regmap_base, config);

	if (!IS_ERR(map))
		return map;
	KUNIT_EXPECT_EQ(test, (int)PTR_ERR(map), -ENOMEM);
	return NULL;
}

static void regmap_test_words(struct kunit *test)
{
	struct regmap *map = word_map(test, &word_config);
	u32 two[2] = { 7, 8 };
	unsigned int val = 0;
	bool change;

	if (!map)
		return;
	KUNIT_EXPECT_EQ(test, regmap_read(map, 4, &val), 0);
	KUNIT_EXPECT_EQ(test, val, 0x101U);
	KUNIT_EXPECT_EQ(test, regmap_write(map, 8, 0x55), 0);
	KUNIT_EXPECT_EQ(test, regmap_words[2], 0x55U);
	KUNIT_EXPECT_EQ(test, regmap_update_bits_check(map, 8, 0xf0, 0xaa, &change), 0);
	KUNIT_EXPECT_EQ(test, regmap_words[2], 0xa5U);
	KUNIT_EXPECT_TRUE(test, change);
	KUNIT_EXPECT_EQ(test, regmap_update_bits_check(map, 8, 0xf0, 0xaa, &change), 0);
	KUNIT_EXPECT_FALSE(test, change);
	KUNIT_EXPECT_EQ(test, regmap_test_bits(map, 8, 0xa4), 1);
	KUNIT_EXPECT_EQ(test, regmap_test_bits(map, 8, 0xa6), 0);
	KUNIT_EXPECT_EQ(test, regmap_bulk_write(map, 12, two, 2), 0);
	KUNIT_EXPECT_EQ(test, regmap_words[3], 7U);
	KUNIT_EXPECT_EQ(test, regmap_words[4], 8U);
	memset(two, 0, sizeof(two));
	KUNIT_EXPECT_EQ(test, regmap_bulk_read(map, 12, two, 2), 0);
	KUNIT_EXPECT_EQ(test, two[1], 8U);
	KUNIT_EXPECT_EQ(test, regmap_read(map, 6, &val), -EINVAL);
	KUNIT_EXPECT_EQ(test, regmap_read(map, NR_REGS * 4, &val), -EIO);
	KUNIT_EXPECT_EQ(test, regmap_get_max_register(map), (NR_REGS - 1) * 4);
	regmap_exit(map);
}

/* Big-endian registers of 16 bits, and a table of those that may be written. */
static void regmap_test_big(struct kunit *test)
{
	static const struct regmap_range range = regmap_reg_range(2, 4);
	static const struct regmap_access_table table = { .yes_ranges = &range,
							  .n_yes_ranges = 1 };
	static const struct regmap_config config = {
		.reg_bits = 32, .val_bits = 16, .reg_stride = 2, .wr_table = &table,
		.val_format_endian = REGMAP_ENDIAN_BIG,
	};
	struct regmap *map = word_map(test, &config);
	const u8 *bytes = (const u8 *)regmap_words;
	unsigned int val = 0;

	if (!map)
		return;
	KUNIT_EXPECT_EQ(test, regmap_write(map, 2, 0x1234), 0);
	KUNIT_EXPECT_EQ(test, bytes[2], 0x12);
	KUNIT_EXPECT_EQ(test, bytes[3], 0x34);
	KUNIT_EXPECT_EQ(test, regmap_read(map, 2, &val), 0);
	KUNIT_EXPECT_EQ(test, val, 0x1234U);
	KUNIT_EXPECT_EQ(test, regmap_write(map, 6, 1), -EIO);
	regmap_exit(map);
}

static int regmap_model_read(void *context, unsigned int reg, unsigned int *val)
{
	*val = regmap_words[reg];
	return regmap_model.error;
}

static int regmap_model_write(void *context, unsigned int reg, unsigned int val)
{
	regmap_model.writes++;
	regmap_words[reg] = val;
	return 0;
}

/* Functions of a driver, fields, and a map of a device. */
static void regmap_test_functions(struct kunit *test)
{
	static const struct regmap_bus bus = { .reg_read = regmap_model_read,
					       .reg_write = regmap_model_write };
	static const struct regmap_config config = { .name = "model", .reg_bits = 8,
						     .val_bits = 32 };
	struct device *dev = root_device_register("regmap-test");
	struct reg_field nibble = REG_FIELD(1, 4, 7), wrong = REG_FIELD(1, 4, 32);
	struct regmap_field *field;
	struct regmap *map;
	unsigned int val = 0;

	if (IS_ERR(dev))
		return;
	map = devm_regmap_init(dev, &bus, NULL, &config);
	field = IS_ERR(map) ? ERR_CAST(map) : devm_regmap_field_alloc(dev, map, nibble);
	if (!IS_ERR(field)) {
		KUNIT_EXPECT_TRUE(test, dev_get_regmap(dev, "model") == map);
		KUNIT_EXPECT_NULL(test, dev_get_regmap(dev, "other"));
		KUNIT_EXPECT_EQ(test, regmap_field_write(field, 0xab), 0);
		KUNIT_EXPECT_EQ(test, regmap_words[1], 0x1b1U);
		KUNIT_EXPECT_EQ(test, regmap_field_read(field, &val), 0);
		KUNIT_EXPECT_EQ(test, val, 0xbU);
		regmap_model.error = -EAGAIN;
		KUNIT_EXPECT_EQ(test, regmap_field_write(field, 1), -EAGAIN);
		KUNIT_EXPECT_EQ(test, regmap_model.writes, 1U);
		KUNIT_EXPECT_EQ(test, (int)PTR_ERR(devm_regmap_field_alloc(dev, map, wrong)),
				-EINVAL);
	}
	root_device_unregister(dev);
}

static void regmap_test_refused(struct kunit *test)
{
	struct regmap_config config = word_config;

	config.cache_type = REGCACHE_MAPLE;
	mark();
	KUNIT_EXPECT_EQ(test, (int)PTR_ERR(regmap_init_mmio(NULL, regmap_base, &config)),
			-EOPNOTSUPP);
	EXPECT_SAID(test, "a map words: a cache is not supported");
	config = word_config;
	config.val_bits = 24;
	KUNIT_EXPECT_EQ(test, (int)PTR_ERR(regmap_init_mmio(NULL, regmap_base, &config)),
			-EOPNOTSUPP);
	config = word_config;
	config.reg_stride = 2;
	KUNIT_EXPECT_TRUE(test, IS_ERR(regmap_init_mmio(NULL, regmap_base, &config)));
}

static struct kunit_case regmap_cases[] = {
	KUNIT_CASE(regmap_test_words),
	KUNIT_CASE(regmap_test_big),
	KUNIT_CASE(regmap_test_functions),
	KUNIT_CASE(regmap_test_refused),
	{}
};

static struct kunit_suite regmap_suite = {
	.name = "regmap",
	.init = regmap_test_init,
	.test_cases = regmap_cases,
};
kunit_test_suite(regmap_suite);
