// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of device-managed resources: the order of their release, groups, and each kind of resource.
 * The resources of a driver are released when its probe fails and when the driver is unbound.
 */

#include <kunit/test.h>
#include <linux/align.h>
#include <linux/array_size.h>
#include <linux/bitmap.h>
#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/string_helpers.h>
#include <linux/string.h>

#include "../expect.h"

/*
 * A size that is larger than all memory.  It is volatile, so that the compiler does not know its
 * value.
 */
static volatile size_t huge = SIZE_MAX / 2;

/* A string with one letter for each released resource, in the order of the releases. */
static char gone[32];
static struct device *dev;

static void note(char letter)
{
	size_t n = strlen(gone);

	if (n < sizeof(gone) - 1) {
		gone[n] = letter;
		gone[n + 1] = '\0';
	}
}

static void release_letter(struct device *of, void *res)
{
	note(*(char *)res);
}

static int is_letter(struct device *of, void *res, void *data)
{
	return *(char *)res == *(char *)data;
}

static bool add(char letter)
{
	char *res = devres_alloc(release_letter, 1, GFP_KERNEL);

	if (!res)
		return false;
	*res = letter;
	devres_add(dev, res);
	return true;
}

static void *find(char letter)
{
	return devres_find(dev, release_letter, is_letter, &letter);
}

static int devres_test_init(struct kunit *test)
{
	gone[0] = '\0';
	dev = root_device_register("devres");
	return PTR_ERR_OR_ZERO(dev);
}

static void devres_test_exit(struct kunit *test)
{
	if (!IS_ERR_OR_NULL(dev))
		root_device_unregister(dev);
	dev = NULL;
}

/* ---- single resources ------------------------------------------------------------------------ */

static void devres_test_order(struct kunit *test)
{
	char b = 'b', d = 'd', x = 'x', *res;

	for (char c = 'a'; c < 'g'; c++)
		KUNIT_ASSERT_TRUE(test, add(c));
	KUNIT_EXPECT_EQ(test, devres_release(dev, release_letter, is_letter, &d), 0);
	KUNIT_EXPECT_STREQ(test, gone, "d");
	KUNIT_EXPECT_EQ(test, devres_destroy(dev, release_letter, is_letter, &b), 0);
	KUNIT_EXPECT_STREQ(test, gone, "d");
	KUNIT_EXPECT_EQ(test, devres_destroy(dev, release_letter, is_letter, &x), -ENOENT);
	KUNIT_EXPECT_EQ(test, devres_release(dev, release_letter, is_letter, &x), -ENOENT);
	res = devres_find(dev, release_letter, NULL, NULL);
	KUNIT_EXPECT_EQ(test, *res, 'f');
	res = devres_remove(dev, release_letter, NULL, NULL);
	KUNIT_EXPECT_EQ(test, *res, 'f');
	KUNIT_EXPECT_NULL(test, find('f'));
	devres_add(dev, res);
	EXPECT_REPORT(test, devres_add(dev, res));
	EXPECT_REPORT(test, devres_free(res));
	KUNIT_EXPECT_EQ(test, devres_release_all(dev), 4);
	KUNIT_EXPECT_STREQ(test, gone, "dfeca");
	KUNIT_EXPECT_EQ(test, devres_release_all(dev), 0);
}

static void devres_test_get(struct kunit *test)
{
	char a = 'a', *first = devres_alloc(release_letter, 1, GFP_KERNEL);
	char *second = devres_alloc_node(release_letter, 1, GFP_KERNEL, 0);

	if (!first || !second) {
		devres_free(first);
		devres_free(second);
		KUNIT_FAIL_AND_ABORT(test, "no memory");
	}
	for (int i = 0; i < 20; i++) {
		char *p = devres_alloc(release_letter, 64, GFP_KERNEL);

		if (!p)
			break;
		KUNIT_EXPECT_NULL(test, memchr_inv(p, 0, 64));
		memset(p, 0x5a, 64);
		devres_free(p);
	}
	*first = *second = 'a';
	KUNIT_EXPECT_PTR_EQ(test, devres_get(dev, first, is_letter, &a), first);
	KUNIT_EXPECT_PTR_EQ(test, devres_get(dev, second, is_letter, &a), first);
	devres_free(NULL);
	KUNIT_EXPECT_EQ(test, devres_release_all(dev), 1);
}

static void release_and_add(struct device *of, void *res)
{
	note('r');
	add('n');
}

/* A resource that is added by the release of another resource is released, too. */
static void devres_test_nested(struct kunit *test)
{
	void *res = devres_alloc(release_and_add, 0, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, res);
	devres_add(dev, res);
	KUNIT_ASSERT_TRUE(test, add('a'));
	devres_release_all(dev);
	KUNIT_EXPECT_STREQ(test, gone, "arn");
}

/* ---- groups ---------------------------------------------------------------------------------- */

/*
 * Create resources and groups as described by @text: "(1" opens group 1, ")1" closes it, and a
 * letter adds a resource.  Returns false if there is no memory.
 */
static bool build(const char *text)
{
	for (; *text; text++) {
		if (*text == '(') {
			if (!devres_open_group(dev, (void *)(long)*++text, GFP_KERNEL))
				return false;
		} else if (*text == ')') {
			devres_close_group(dev, (void *)(long)*++text);
		} else if (!add(*text)) {
			return false;
		}
	}
	return true;
}

static void devres_test_groups(struct kunit *test)
{
	static const struct {
		const char *text;
		char id;
		const char *gone, *rest, *ids;
	} cases[] = {
		{ "a(1bc)1d", '1', "cb", "da", "" },
		{ "a(1bcd", '1', "dcb", "a", "" },
		{ "a(1b(2c)2d)1e", '1', "dcb", "ea", "" },
		{ "a(1b(2c)2d)1e", '2', "c", "edba", "1" },
		/* the groups overlap: d remains in group 2 */
		{ "a(1b(2c)1d)2e", '1', "cb", "eda", "2" },
		{ "a(1b(2c)1d)2e", '2', "dc", "eba", "1" },
		/* group 2 is open, so it counts as inside group 1 */
		{ "a(1b(2c)1d", '1', "cb", "da", "" },
		{ "(1a)1(2b)2(3c)3", '2', "b", "ca", "13" },
		{ "(1)1a", '1', "", "a", "" },
		{ "(1(2a", '1', "a", "", "" },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++) {
		unsigned long warned;

		gone[0] = '\0';
		KUNIT_ASSERT_TRUE(test, build(cases[i].text));
		KUNIT_EXPECT_EQ(test, devres_release_group(dev, (void *)(long)cases[i].id),
				(int)strlen(cases[i].gone));
		KUNIT_EXPECT_STREQ(test, gone, cases[i].gone);
		EXPECT_REPORT(test, devres_remove_group(dev, (void *)(long)cases[i].id));
		warned = warnings_seen();
		for (const char *id = cases[i].ids; *id; id++)
			devres_remove_group(dev, (void *)(long)*id);
		KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
		gone[0] = '\0';
		devres_release_all(dev);
		KUNIT_EXPECT_STREQ(test, gone, cases[i].rest);
	}
}

/* A group that overlaps two other groups remains closed when both other groups are released. */
static void devres_test_overlap(struct kunit *test)
{
	KUNIT_ASSERT_TRUE(test, build("(1a(2b)1c(3d)2e)3f"));
	KUNIT_EXPECT_EQ(test, devres_release_group(dev, (void *)'1'), 2);
	KUNIT_EXPECT_EQ(test, devres_release_group(dev, (void *)'3'), 2);
	EXPECT_REPORT(test, devres_close_group(dev, (void *)'2'));
	KUNIT_EXPECT_EQ(test, devres_release_group(dev, (void *)'2'), 1);
	devres_release_all(dev);
	KUNIT_EXPECT_STREQ(test, gone, "baedcf");
}

/* If the ID of a call is NULL, the call uses the group that was opened last and is still open. */
static void devres_test_open_groups(struct kunit *test)
{
	void *outer = devres_open_group(dev, NULL, GFP_KERNEL), *inner;

	KUNIT_ASSERT_NOT_NULL(test, outer);
	KUNIT_ASSERT_TRUE(test, add('a'));
	inner = devres_open_group(dev, NULL, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, inner);
	KUNIT_ASSERT_TRUE(test, add('b'));
	devres_close_group(dev, NULL);
	EXPECT_REPORT(test, devres_close_group(dev, inner));
	KUNIT_ASSERT_TRUE(test, add('c'));
	/* This releases the outer group, because the inner group is closed. */
	KUNIT_EXPECT_EQ(test, devres_release_group(dev, NULL), 3);
	KUNIT_EXPECT_STREQ(test, gone, "cba");
	EXPECT_REPORT(test, KUNIT_EXPECT_EQ(test, devres_release_group(dev, NULL), 0));
	EXPECT_REPORT(test, devres_close_group(dev, outer));
	KUNIT_ASSERT_NOT_NULL(test, devres_open_group(dev, NULL, GFP_KERNEL));
	KUNIT_EXPECT_EQ(test, devres_release_all(dev), 0);
}

/* ---- memory ---------------------------------------------------------------------------------- */

static void devres_test_memory(struct kunit *test)
{
	static const size_t sizes[] = { 1, 7, 8, 16, 24, 33, 64, 100, 128, 1000, 4096, 5000 };
	char *p;

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		p = devm_kzalloc(dev, sizes[i], GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_TRUE(test, IS_ALIGNED((unsigned long)p, 16));
		KUNIT_EXPECT_NULL(test, memchr_inv(p, 0, sizes[i]));
		memset(p, 0x5a, sizes[i]);
		if (i % 2)
			devm_kfree(dev, p);
	}
	KUNIT_EXPECT_PTR_EQ(test, devm_kmalloc(dev, 0, GFP_KERNEL), ZERO_SIZE_PTR);
	KUNIT_EXPECT_NULL(test, devm_kcalloc(dev, huge, 3, GFP_KERNEL | __GFP_NOWARN));
	KUNIT_EXPECT_NULL(test, devm_kmalloc(dev, huge * 2 - 8, GFP_KERNEL | __GFP_NOWARN));
	p = devm_kcalloc(dev, 3, 5, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0, 15));
	EXPECT_REPORT(test, devm_kfree(dev, p + 1));
	devm_kfree(dev, p);
	devm_kfree(dev, NULL);
	devm_kfree(dev, ZERO_SIZE_PTR);
	KUNIT_EXPECT_EQ(test, devres_release_all(dev), (int)ARRAY_SIZE(sizes) / 2);
}

/* Bitmaps consist of whole words.  devm_bitmap_zalloc() clears all words. */
static void devres_test_bitmap(struct kunit *test)
{
	static const unsigned int sizes[] = { 1, 64, 65, 1000 };

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		unsigned long *plain = devm_bitmap_alloc(dev, sizes[i], GFP_KERNEL);
		unsigned long *zeroed = devm_bitmap_zalloc(dev, sizes[i], GFP_KERNEL);

		KUNIT_ASSERT_TRUE(test, plain && zeroed);
		KUNIT_EXPECT_NULL(test,
				  memchr_inv(zeroed, 0, BITS_TO_LONGS(sizes[i]) * sizeof(long)));
		bitmap_fill(plain, sizes[i]);
		bitmap_fill(zeroed, sizes[i]);
		KUNIT_EXPECT_TRUE(test, bitmap_full(plain, sizes[i]));
		if (i % 2)
			devm_kfree(dev, plain);
	}
	KUNIT_EXPECT_PTR_EQ(test, (void *)devm_bitmap_alloc(dev, 0, GFP_KERNEL), ZERO_SIZE_PTR);
	KUNIT_EXPECT_EQ(test, devres_release_all(dev), 6);
}

static void devres_test_realloc(struct kunit *test)
{
	int *p = devm_kmalloc_array(dev, 4, sizeof(int), GFP_KERNEL), *q;
	struct list_head *oldest;

	KUNIT_ASSERT_NOT_NULL(test, p);
	oldest = dev->devres_head.prev;
	KUNIT_ASSERT_TRUE(test, add('a'));
	for (int i = 0; i < 4; i++)
		p[i] = i;
	KUNIT_EXPECT_PTR_EQ(test, devm_krealloc(dev, p, 8, GFP_KERNEL), (void *)p);
	KUNIT_EXPECT_NULL(test, devm_krealloc(dev, p, huge, GFP_KERNEL | __GFP_NOWARN));
	KUNIT_EXPECT_NULL(test, devm_krealloc_array(dev, p, huge, 4, GFP_KERNEL));
	q = devm_krealloc_array(dev, p, 500, sizeof(int), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, q);
	KUNIT_EXPECT_EQ(test, q[0], 0);
	KUNIT_EXPECT_EQ(test, q[1], 1);
	KUNIT_EXPECT_PTR_NE(test, dev->devres_head.prev, oldest);
	KUNIT_EXPECT_PTR_EQ(test, (void *)dev->devres_head.prev, (void *)q - 32);
	EXPECT_REPORT(test, KUNIT_EXPECT_NULL(test, devm_krealloc(dev, q + 1, 8, GFP_KERNEL)));
	KUNIT_EXPECT_PTR_EQ(test, devm_krealloc(dev, q, 0, GFP_KERNEL), ZERO_SIZE_PTR);
	p = devm_krealloc(dev, NULL, 8, GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, p);
	KUNIT_EXPECT_EQ(test, devres_release_all(dev), 2);
}

static void devres_test_copies(struct kunit *test)
{
	static const u16 numbers[] = { 1, 2, 3 };
	unsigned long warned = warnings_seen();
	char local[] = "text";
	const char *constant;
	char *p, **array;

	p = devm_kstrdup(dev, local, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_STREQ(test, p, "text");
	KUNIT_EXPECT_PTR_NE(test, p, &local[0]);
	KUNIT_EXPECT_NULL(test, devm_kstrdup(dev, NULL, GFP_KERNEL));
	constant = devm_kstrdup_const(dev, "constant", GFP_KERNEL);
	KUNIT_EXPECT_STREQ(test, constant, "constant");
	devm_kfree(dev, constant);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	p = (char *)devm_kstrdup_const(dev, local, GFP_KERNEL);
	KUNIT_EXPECT_PTR_NE(test, p, &local[0]);
	devm_kfree(dev, p);
	p = devm_kmemdup_array(dev, numbers, 3, sizeof(u16), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_MEMEQ(test, p, numbers, sizeof(numbers));
	KUNIT_EXPECT_NULL(test, devm_kmemdup_array(dev, numbers, huge, 4,
						   GFP_KERNEL | __GFP_NOWARN));
	p = devm_kasprintf(dev, GFP_KERNEL, "%s-%d", local, 17);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_STREQ(test, p, "text-17");
	array = devm_kasprintf_strarray(dev, local, 4);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, array);
	KUNIT_EXPECT_STREQ(test, array[3], "text-3");
	KUNIT_EXPECT_GE(test, devres_release_all(dev), 4);
}

/* ---- other kinds of resources ---------------------------------------------------------------- */

static void devres_test_pages(struct kunit *test)
{
	unsigned long a = devm_get_free_pages(dev, GFP_KERNEL, 2);
	unsigned long b = devm_get_free_pages(dev, GFP_KERNEL | __GFP_ZERO, 0);
	unsigned long warned = warnings_seen();

	KUNIT_ASSERT_NE(test, a, 0UL);
	KUNIT_ASSERT_NE(test, b, 0UL);
	KUNIT_EXPECT_EQ(test, page_count(virt_to_page((void *)a)), 1);
	KUNIT_EXPECT_NULL(test, memchr_inv((void *)b, 0, PAGE_SIZE));
	devm_free_pages(dev, a);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	EXPECT_REPORT(test, devm_free_pages(dev, a));
	KUNIT_EXPECT_EQ(test, devres_release_all(dev), 1);
}

static void devres_test_percpu(struct kunit *test)
{
	u64 __percpu *a = devm_alloc_percpu(dev, u64), *b = devm_alloc_percpu(dev, u64);

	KUNIT_ASSERT_NOT_NULL(test, a);
	KUNIT_ASSERT_NOT_NULL(test, b);
	this_cpu_inc(*a);
	devm_free_percpu(dev, a);
	EXPECT_REPORT(test, devm_free_percpu(dev, a));
	KUNIT_EXPECT_EQ(test, devres_release_all(dev), 1);
	KUNIT_EXPECT_EQ(test, pcpu_alloc_size(b), 0UL);
}

static void act(void *data)
{
	note(*(char *)data);
}

static void devres_test_actions(struct kunit *test)
{
	static char a[] = "abc";

	for (int i = 0; i < 3; i++)
		KUNIT_ASSERT_EQ(test, devm_add_action_or_reset(dev, act, &a[i]), 0);
	devm_release_action(dev, act, &a[1]);
	KUNIT_EXPECT_STREQ(test, gone, "b");
	EXPECT_REPORT(test, devm_release_action(dev, act, &a[1]));
	devm_remove_action(dev, act, &a[0]);
	EXPECT_REPORT(test, devm_remove_action(dev, act, &a[0]));
	KUNIT_EXPECT_EQ(test, devm_remove_action_nowarn(dev, act, &a[0]), -ENOENT);
	devres_release_all(dev);
	KUNIT_EXPECT_STREQ(test, gone, "bc");
}

/* ---- resources of a driver ------------------------------------------------------------------- */

/*
 * A driver with the compatible string of a device that has no driver.  Several devices may have
 * this string, but the driver accepts only the first device that it probes.
 */
static int probe_result;
static unsigned int probes;
static struct device *probed;

static int fake_probe(struct platform_device *pdev)
{
	if (probes++)
		return -ENODEV;
	probed = &pdev->dev;
	dev = probed;
	if (!add('a') || !add('b') || !devm_kzalloc(dev, 100, GFP_KERNEL))
		probe_result = -ENOMEM;
	dev = NULL;
	return probe_result;
}

static void fake_remove(struct platform_device *pdev)
{
	note('!');
}

static void find_free(struct platform_device *pdev, void *arg)
{
	const char **compatible = arg;

	if (!pdev->dev.driver && !*compatible)
		of_property_read_string(pdev->dev.of_node, "compatible", compatible);
}

static void devres_test_driver(struct kunit *test)
{
	struct of_device_id ids[2] = { };
	struct platform_driver driver = {
		.probe = fake_probe,
		.remove = fake_remove,
		.driver = { .name = "devres-test", .of_match_table = ids },
	};
	const char *compatible = NULL;

	devres_test_exit(test);
	platform_for_each(find_free, &compatible);
	if (!compatible)
		kunit_skip(test, "every device has a driver");
	strscpy(ids[0].compatible, compatible, sizeof(ids[0].compatible));
	for (int failing = 0; failing < 2; failing++) {
		gone[0] = '\0';
		probes = 0;
		probe_result = failing ? -ENXIO : 0;
		KUNIT_EXPECT_EQ(test, platform_driver_register(&driver), 0);
		if (!failing && !probe_result) {
			KUNIT_EXPECT_STREQ(test, gone, "");
			device_release_driver(probed);
		}
		KUNIT_EXPECT_STREQ(test, gone, failing ? "ba" : "!ba");
		KUNIT_EXPECT_TRUE(test, list_empty(&probed->devres_head));
		KUNIT_EXPECT_NULL(test, probed->driver);
		platform_driver_unregister(&driver);
	}
}

static const struct kunit_case devres_cases[] = {
	KUNIT_CASE(devres_test_order),
	KUNIT_CASE(devres_test_get),
	KUNIT_CASE(devres_test_nested),
	KUNIT_CASE(devres_test_groups),
	KUNIT_CASE(devres_test_overlap),
	KUNIT_CASE(devres_test_open_groups),
	KUNIT_CASE(devres_test_memory),
	KUNIT_CASE(devres_test_bitmap),
	KUNIT_CASE(devres_test_realloc),
	KUNIT_CASE(devres_test_copies),
	KUNIT_CASE(devres_test_pages),
	KUNIT_CASE(devres_test_percpu),
	KUNIT_CASE(devres_test_actions),
	KUNIT_CASE(devres_test_driver),
	{}
};

static struct kunit_suite devres_suite = {
	.name = "devres",
	.init = devres_test_init,
	.exit = devres_test_exit,
	.test_cases = devres_cases,
};
kunit_test_suite(devres_suite);
