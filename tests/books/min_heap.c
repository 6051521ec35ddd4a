// SPDX-License-Identifier: BSD-2-Clause
/* The smallest of many values. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/min_heap.h>
#include <linux/module.h>

static bool alarm_less(const void *a, const void *b, void *args)
{
	return *(const int *)a < *(const int *)b;
}

static void alarm_swap(void *a, void *b, void *args)
{
	int old = *(int *)a;

	*(int *)a = *(int *)b;
	*(int *)b = old;
}

static const struct min_heap_callbacks alarm_order = { .less = alarm_less, .swp = alarm_swap };

static int __init min_heap_demo_init(void)
{
	int storage[8], values[] = { 5, 2, 9, 1 }, digits = 0;
	DEFINE_MIN_HEAP(int, alarm_heap) heap;

	min_heap_init(&heap, storage, 8);
	for (int i = 0; i < 4; i++)
		min_heap_push(&heap, &values[i], &alarm_order, NULL);
	while (heap.nr) {
		digits = digits * 10 + *min_heap_peek(&heap);
		min_heap_pop(&heap, &alarm_order, NULL);
	}
	if (digits != 1259)
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(min_heap_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A heap of values");
