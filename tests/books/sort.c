// SPDX-License-Identifier: BSD-2-Clause
/* An array that is sorted and then searched. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/array_size.h>
#include <linux/bsearch.h>
#include <linux/module.h>
#include <linux/sort.h>

struct rate {
	int hz;
	int divider;
};

static int rate_compare(const void *a, const void *b)
{
	return ((const struct rate *)a)->hz - ((const struct rate *)b)->hz;
}

static int rate_search(const void *key, const void *element)
{
	return *(const int *)key - ((const struct rate *)element)->hz;
}

static int __init sort_demo_init(void)
{
	struct rate rates[] = { { 48000, 2 }, { 8000, 12 }, { 96000, 1 }, { 44100, 3 } };
	const struct rate *found;
	int key = 44100;

	sort(rates, ARRAY_SIZE(rates), sizeof(rates[0]), rate_compare, NULL);
	found = bsearch(&key, rates, ARRAY_SIZE(rates), sizeof(rates[0]), rate_search);
	if (rates[0].hz != 8000 || rates[3].hz != 96000 || !found || found->divider != 3)
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(sort_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Sorting and searching");
