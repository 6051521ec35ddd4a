// SPDX-License-Identifier: BSD-2-Clause
/* Tests of the functions in <linux/slab.h> that every object allocator provides. */

#include <internal/kasan.h>
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/gfp.h>
#include <linux/irqflags.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/mempool.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "../assert_or.h"
#include "../expect.h"
#include "../in_interrupt.h"
#include "../said.h"
#include "mm/objects/objects.h"

/* Return the alignment that <linux/slab.h> promises for an object of @size bytes. */
static size_t promised_align(size_t size)
{
	if (size > PAGE_SIZE || (is_power_of_2(size) && size >= 8))
		return min_t(size_t, size > PAGE_SIZE ? PAGE_SIZE : size, PAGE_SIZE);
	return size % 16 ? 8 : 16;
}

static void kmalloc_test_every_size(struct kunit *test)
{
	size_t size;

	for (size = 1; size <= 8192; size++) {
		u8 *p = kmalloc(size, GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_EQ(test, (unsigned long)p & (promised_align(size) - 1), 0UL);
		KUNIT_EXPECT_EQ(test, ksize(p), kmalloc_size_roundup(size));
		KUNIT_EXPECT_GE(test, ksize(p), size);
		memset(p, 0xa5, ksize(p));
		kfree(p);
	}
	KUNIT_EXPECT_EQ(test, kmalloc_size_roundup(0), 0UL);
}

/* All objects are allocated and filled before any is checked, so that an overlap is found. */
static void kmalloc_test_no_overlap(struct kunit *test)
{
	static u8 *p[600];
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(p); i++) {
		p[i] = kmalloc(i * 7 + 1, GFP_KERNEL);
		ASSERT_OR(test, p[i], while (i) kfree(p[--i]));
		KUNIT_EXPECT_EQ(test, (unsigned long)p[i] & (promised_align(i * 7 + 1) - 1), 0UL);
		memset(p[i], i, ksize(p[i]));
	}
	for (i = 0; i < ARRAY_SIZE(p); i++) {
		KUNIT_EXPECT_NULL(test, memchr_inv(p[i], (u8)i, ksize(p[i])));
		kfree(p[i]);
	}
}

static void kmalloc_test_zero_size(struct kunit *test)
{
	unsigned long warned = warnings_seen();

	KUNIT_EXPECT_PTR_EQ(test, kmalloc(0, GFP_KERNEL), ZERO_SIZE_PTR);
	KUNIT_EXPECT_PTR_EQ(test, kzalloc(0, GFP_ATOMIC), ZERO_SIZE_PTR);
	KUNIT_EXPECT_PTR_EQ(test, kcalloc(0, 8, GFP_KERNEL), ZERO_SIZE_PTR);
	KUNIT_EXPECT_EQ(test, ksize(ZERO_SIZE_PTR), 0UL);
	KUNIT_EXPECT_EQ(test, ksize(NULL), 0UL);
	KUNIT_EXPECT_TRUE(test, ZERO_OR_NULL_PTR(ZERO_SIZE_PTR) && ZERO_OR_NULL_PTR(NULL));
	KUNIT_EXPECT_FALSE(test, ZERO_OR_NULL_PTR(test));
	kfree(ZERO_SIZE_PTR);
	kfree(NULL);
	kfree_sensitive(NULL);
	kfree_sensitive(ZERO_SIZE_PTR);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
}

static void kmalloc_test_zeroed(struct kunit *test)
{
	static const size_t sizes[] = { 1, 8, 17, 64, 100, 512, 513, 1500, 4032, 4033, 4096, 9000 };
	unsigned int i, round;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		for (round = 0; round < 3; round++) {
			u8 *p = round & 1 ? kcalloc(1, sizes[i], GFP_ATOMIC) :
					    kzalloc(sizes[i], GFP_KERNEL);

			KUNIT_ASSERT_NOT_NULL(test, p);
			KUNIT_EXPECT_TRUE(test, mem_is_zero(p, ksize(p)));
			memset(p, 0xff, ksize(p));
			kfree(p);
		}
	}
}

/*
 * With __GFP_ZERO, each path of the allocator clears the object, and changes no byte outside of it.
 */
static void kmalloc_test_zeroed_between(struct kunit *test)
{
	static const size_t sizes[] = { 1,   8,	  13,  16,  24,	  64,	96,  128,
					200, 256, 504, 505, 1024, 2048, 4032 };
	struct kmem_cache *s = NULL;
	u8 *p[6];

	for (unsigned int i = 0; i < 2 * ARRAY_SIZE(sizes); i++) {
		size_t size = sizes[i / 2];
		unsigned int n;

		if (i & 1)
			s = kmem_cache_create("zeroed", size, 0, SLAB_NO_MERGE, NULL);
		for (n = 0; n < ARRAY_SIZE(p); n++) {
			p[n] = s ? kmem_cache_alloc(s, GFP_KERNEL) : kmalloc(size, GFP_KERNEL);
			ASSERT_OR(test, p[n], { while (n) kfree(p[--n]); kmem_cache_destroy(s); });
			memset(p[n], 0xff, size);
		}
		for (n = 1; n < ARRAY_SIZE(p); n += 2)
			kfree(p[n]);
		for (n = 1; n < ARRAY_SIZE(p); n += 2) {
			p[n] = s ? kmem_cache_zalloc(s, GFP_KERNEL) : kzalloc(size, GFP_KERNEL);
			KUNIT_EXPECT_TRUE(test, p[n] && mem_is_zero(p[n], size));
		}
		for (n = 0; n < ARRAY_SIZE(p); n += 2)
			KUNIT_EXPECT_NULL(test, memchr_inv(p[n], 0xff, size));
		for (n = 0; n < ARRAY_SIZE(p); n++)
			kfree(p[n]);
		kmem_cache_destroy(s);
		s = NULL;
	}
}

static void kmalloc_test_too_large(struct kunit *test)
{
	static const size_t sizes[] = { SIZE_MAX, SIZE_MAX - 15, SIZE_MAX - PAGE_SIZE,
					SIZE_MAX / 2 + 1, KMALLOC_MAX_SIZE + 1 };
	volatile size_t half = SIZE_MAX / 2 + 1;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		volatile size_t size = sizes[i];
		unsigned long warned = warnings_seen();

		KUNIT_EXPECT_NULL(test, kmalloc(size, GFP_KERNEL | __GFP_NOWARN));
		KUNIT_EXPECT_NULL(test, kzalloc(size, GFP_ATOMIC | __GFP_NOWARN));
		KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
		mark();
		KUNIT_EXPECT_NULL(test, kmalloc(size, GFP_KERNEL));
		KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
		if (IS_ENABLED(CONFIG_MM_VERBOSE))
			EXPECT_SITE(test, "by kmalloc_test_too_large");
		mark();
		KUNIT_EXPECT_NULL(test, kzalloc(size, GFP_ATOMIC));
		KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 2);
		if (IS_ENABLED(CONFIG_MM_VERBOSE))
			EXPECT_SITE(test, "by kmalloc_test_too_large");
	}
	KUNIT_EXPECT_NULL(test, kmalloc_array(half, 2, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, kcalloc(3, half, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, krealloc_array(NULL, half, 4, GFP_KERNEL));
}

static void kmalloc_test_pages(struct kunit *test)
{
	size_t size;

	for (size = PAGE_SIZE + 1; size <= KMALLOC_MAX_SIZE && size < SZ_1M; size = size * 2 + 1) {
		u8 *p = kmalloc(size, GFP_KERNEL);

		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_TRUE(test, PAGE_ALIGNED(p));
		KUNIT_EXPECT_EQ(test, ksize(p),
				kasan_enabled() ? size : PAGE_SIZE << get_order(size));
		p[0] = p[size - 1] = 1;
		kfree(p);
	}
}

/* If the alignment of a cache exceeds its object size, objects are aligned and do not overlap. */
static void kmalloc_test_cache_aligned(struct kunit *test)
{
	static u8 *p[20];

	for (unsigned int align = 16; align <= PAGE_SIZE; align *= 2) {
		struct kmem_cache *s = kmem_cache_create("aligned", 8, align, SLAB_NO_MERGE, NULL);
		unsigned int n;

		KUNIT_ASSERT_NOT_NULL(test, s);
		for (n = 0; n < ARRAY_SIZE(p); n++) {
			p[n] = kmem_cache_alloc(s, GFP_KERNEL);
			if (!p[n])
				break;
			KUNIT_EXPECT_EQ(test, (unsigned long)p[n] & (align - 1), 0UL);
			KUNIT_EXPECT_GE(test, ksize(p[n]), 8UL);
			memset(p[n], n, 8);
		}
		KUNIT_EXPECT_EQ(test, n, (unsigned int)ARRAY_SIZE(p));
		KUNIT_EXPECT_EQ(test, cache_objects(s), (unsigned long)n);
		while (n--) {
			KUNIT_EXPECT_NULL(test, memchr_inv(p[n], n, 8));
			kmem_cache_free(s, p[n]);
		}
		KUNIT_EXPECT_EQ(test, cache_objects(s), 0UL);
		kmem_cache_destroy(s);
	}
	KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);
}

static void kmalloc_test_realloc(struct kunit *test)
{
	u8 *p = krealloc(NULL, 20, GFP_KERNEL), *q;
	volatile size_t too_large = SIZE_MAX;
	size_t old, size;

	KUNIT_ASSERT_NOT_NULL(test, p);
	memset(p, 7, 20);
	for (old = 20, size = 24; size < 20000; old = size, size += size / 2) {
		q = krealloc(p, size, GFP_KERNEL);
		if (!q)
			kfree(p);
		KUNIT_ASSERT_NOT_NULL(test, q);
		p = q;
		KUNIT_EXPECT_NULL(test, memchr_inv(p, 7, old));
		memset(p, 7, size);
	}
	q = krealloc(p, 5, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, q);
	KUNIT_EXPECT_NULL(test, memchr_inv(q, 7, 5));
	KUNIT_EXPECT_NULL(test, krealloc(q, too_large, GFP_KERNEL | __GFP_NOWARN));
	KUNIT_EXPECT_NULL(test, memchr_inv(q, 7, 5));
	KUNIT_EXPECT_PTR_EQ(test, krealloc(q, 0, GFP_KERNEL), ZERO_SIZE_PTR);
	q = krealloc(ZERO_SIZE_PTR, 9, GFP_KERNEL);
	KUNIT_EXPECT_NOT_NULL(test, q);
	kfree(q);
}

static void kmalloc_test_realloc_zeroed(struct kunit *test)
{
	u8 *p = kzalloc(100, GFP_KERNEL);
	static const size_t sizes[] = { 50, 103, 20, 104, 300, 30, 900, 700, 5000, 1, 8192 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		size_t keep = i ? min(sizes[i], sizes[i - 1]) : min_t(size_t, sizes[i], 100);
		u8 *q = krealloc(p, sizes[i], GFP_KERNEL | __GFP_ZERO);

		if (!q)
			kfree(p);
		KUNIT_ASSERT_NOT_NULL(test, q);
		p = q;
		if (i)
			KUNIT_EXPECT_NULL(test, memchr_inv(p, 0x11, keep));
		KUNIT_EXPECT_TRUE(test, mem_is_zero(p + keep, sizes[i] - keep));
		memset(p, 0x11, sizes[i]);
	}
	kfree(p);
}

static __printf(2, 3) char *format(gfp_t gfp, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = kvasprintf(gfp, fmt, args);
	va_end(args);
	return text;
}

static void kmalloc_test_copies(struct kunit *test)
{
	static const char text[] = "a text of some length";
	char *p;

	p = kmemdup(text, sizeof(text), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_STREQ(test, p, text);
	kfree_sensitive(p);
	p = kstrdup(text, GFP_KERNEL);
	KUNIT_EXPECT_STREQ(test, p, text);
	kfree(p);
	p = kstrndup(text, 6, GFP_KERNEL);
	KUNIT_EXPECT_STREQ(test, p, "a text");
	kfree(p);
	p = kstrndup(text, 1000, GFP_KERNEL);
	KUNIT_EXPECT_STREQ(test, p, text);
	kfree(p);
	p = kmemdup_nul(text, 1, GFP_KERNEL);
	KUNIT_EXPECT_STREQ(test, p, "a");
	kfree(p);
	KUNIT_EXPECT_NULL(test, kstrdup(NULL, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, kstrndup(NULL, 4, GFP_KERNEL));
	p = format(GFP_KERNEL, "%*d|%s", 3, 7, "seven");
	KUNIT_EXPECT_STREQ(test, p, "  7|seven");
	kfree(p);
	p = kasprintf(GFP_KERNEL, "%s %d", "number", 42);
	KUNIT_EXPECT_STREQ(test, p, "number 42");
	KUNIT_EXPECT_EQ(test, ksize(p), kmalloc_size_roundup(10));
	kfree(p);
}

/* kmalloc() and kfree() work with interrupts off, as in interrupt handlers. */
static void kmalloc_test_irqs_off(struct kunit *test)
{
	void *p[8];
	unsigned long flags;
	unsigned int i;
	bool ok = true;

	local_irq_save(flags);
	for (i = 0; i < ARRAY_SIZE(p); i++) {
		p[i] = kmalloc(40 << i, GFP_ATOMIC);
		ok = ok && p[i] && irqs_disabled();
	}
	for (i = 0; i < ARRAY_SIZE(p); i++)
		kfree(p[i]);
	ok = ok && irqs_disabled();
	local_irq_restore(flags);
	KUNIT_EXPECT_TRUE(test, ok);
}

static void kmalloc_test_dma(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL | GFP_DMA);
	unsigned long warned = warnings_seen();
	u8 *objects[8];

	KUNIT_ASSERT_NOT_NULL(test, page);
	for (unsigned int round = 0; round < 2; round++) {
		for (unsigned int i = 0; i < ARRAY_SIZE(objects); i++) {
			objects[i] = kzalloc(20UL << i, GFP_KERNEL | GFP_DMA);
			ASSERT_OR(test, objects[i], while (i) kfree(objects[--i]);
				  __free_page(page));
			KUNIT_EXPECT_EQ(test, zone_idx(page_zone(virt_to_page(objects[i]))),
					zone_idx(page_zone(page)));
			KUNIT_EXPECT_TRUE(test, mem_is_zero(objects[i], 20UL << i));
			memset(objects[i], 0x55, 20UL << i);
		}
		for (unsigned int i = 0; i < ARRAY_SIZE(objects); i++)
			kfree(objects[i]);
	}
	__free_page(page);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	KUNIT_EXPECT_NULL(test, kmalloc(100, GFP_KERNEL | __GFP_HIGHMEM));
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
}

/*
 * kvmalloc() uses vmalloc() if a size is too large for kmalloc().  kvfree() frees both kinds of
 * memory.
 */
static void kmalloc_test_kvmalloc(struct kunit *test)
{
	static const size_t sizes[] = { 1, 100, 4096, 5000, 100000, KMALLOC_MAX_SIZE,
					KMALLOC_MAX_SIZE + 1 };
	volatile size_t half = SIZE_MAX / 2 + 1, too_large = (size_t)INT_MAX + 1;
	unsigned int i;
	u8 *p, *q;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		p = kvzalloc(sizes[i], GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_TRUE(test, sizes[i] <= KMALLOC_MAX_SIZE || is_vmalloc_addr(p));
		KUNIT_EXPECT_TRUE(test, mem_is_zero(p, sizes[i]));
		memset(p, 0x33, sizes[i]);
		q = kvmemdup(p, sizes[i], GFP_KERNEL);
		ASSERT_OR(test, q, kvfree(p));
		KUNIT_EXPECT_NULL(test, memchr_inv(q, 0x33, sizes[i]));
		kvfree(q);
		kvfree_sensitive(p, sizes[i]);
	}
	kvfree(NULL);
	kvfree_sensitive(NULL, 5);
	KUNIT_EXPECT_NULL(test, kvmalloc(KMALLOC_MAX_SIZE + 1, GFP_ATOMIC | __GFP_NOWARN));
	KUNIT_EXPECT_NULL(test, kvmalloc(too_large, GFP_KERNEL | __GFP_NOWARN));
	KUNIT_EXPECT_NULL(test, kvmalloc_array(half, 2, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, kvcalloc(3, half, GFP_KERNEL));
	p = kvcalloc_node(10, 10, GFP_KERNEL, 0);
	KUNIT_EXPECT_TRUE(test, p && mem_is_zero(p, 100));
	kvfree(p);
}

static void kmalloc_test_kvrealloc(struct kunit *test)
{
	static const size_t sizes[] = { 50,
					8000,
					KMALLOC_MAX_SIZE + 4096,
					KMALLOC_MAX_SIZE + 9000,
					100,
					KMALLOC_MAX_SIZE + 9001,
					20 };
	u8 *p = kvzalloc(20, GFP_KERNEL), *q;
	size_t keep = 20;
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		KUNIT_ASSERT_NOT_NULL(test, p);
		memset(p, i + 1, keep);
		q = kvrealloc(p, sizes[i], GFP_KERNEL | __GFP_ZERO);
		if (!q)
			kvfree(p);
		KUNIT_ASSERT_NOT_NULL(test, q);
		keep = min(keep, sizes[i]);
		KUNIT_EXPECT_NULL(test, memchr_inv(q, i + 1, keep));
		KUNIT_EXPECT_TRUE(test, mem_is_zero(q + keep, sizes[i] - keep));
		p = q;
		keep = sizes[i];
	}
	KUNIT_EXPECT_PTR_EQ(test, kvrealloc(p, 0, GFP_KERNEL), ZERO_SIZE_PTR);
}

/* kvrealloc() reports a pointer that kvmalloc() did not return, and does not change the memory. */
static void kmalloc_test_kvrealloc_foreign(struct kunit *test)
{
	u8 stack[64], *area = vmalloc(3 * PAGE_SIZE), *object = kmalloc(100, GFP_KERNEL);
	unsigned long warned = warnings_seen();

	ASSERT_OR(test, area && object, vfree(area); kfree(object));
	memset(stack, 0x77, sizeof(stack));
	const void *const foreign[] = {
		stack,
		find_vm_area(stack) ? find_vm_area(stack)->addr : stack,
		area + 1,
		area + PAGE_SIZE,
		area + 3 * PAGE_SIZE,
		object + 1,
		object + 16,
		kmalloc_test_kvrealloc_foreign,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(foreign); i++) {
		KUNIT_EXPECT_NULL(test, kvrealloc(foreign[i], 4000, GFP_KERNEL));
		KUNIT_EXPECT_EQ_MSG(test, warnings_seen(), warned + i + 1, "pointer %u", i);
	}
	KUNIT_EXPECT_NULL(test, memchr_inv(stack, 0x77, sizeof(stack)));
	vfree(area);
	kfree(object);
}

struct kmalloc_test_flex {
	u32 nr;
	u64 of[];
};

static void kmalloc_test_by_type(struct kunit *test)
{
	struct kmalloc_test_flex *flex = kzalloc_flex(*flex, of, 5);
	u64 *one = kmalloc_obj(*one, GFP_ATOMIC), *zero = kzalloc_obj(u64),
	    *many = kzalloc_objs(u64, 7);
	u64 *large = kvzalloc_objs(*large, 1 << 20);
	volatile size_t half = SIZE_MAX / 2;

	KUNIT_EXPECT_GE(test, ksize(flex), sizeof(*flex) + 5 * sizeof(u64));
	KUNIT_EXPECT_TRUE(test, flex && mem_is_zero(flex, struct_size(flex, of, 5)));
	KUNIT_EXPECT_NOT_NULL(test, one);
	KUNIT_EXPECT_TRUE(test, zero && *zero == 0);
	KUNIT_EXPECT_TRUE(test, many && mem_is_zero(many, 7 * sizeof(u64)));
	KUNIT_EXPECT_TRUE(test, large && !large[0] && !large[(1 << 20) - 1]);
	KUNIT_EXPECT_NULL(test, kmalloc_objs(u64, half, GFP_KERNEL | __GFP_NOWARN));
	kfree(flex);
	kfree(one);
	kfree(zero);
	kfree(many);
	kvfree(large);
}

static void kmalloc_test_constants(struct kunit *test)
{
	static const char constant[] = "constant";
	static const u32 words[] = { 1, 2, 3 };
	volatile size_t half = SIZE_MAX / 2;
	char text[] = "on the stack";
	const char *p;
	u32 *copy;

	KUNIT_EXPECT_PTR_EQ(test, kstrdup_const(constant, GFP_KERNEL), (const char *)constant);
	kfree_const(constant);
	p = kstrdup_const(text, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_PTR_NE(test, p, (const char *)text);
	KUNIT_EXPECT_STREQ(test, p, text);
	kfree_const(p);
	KUNIT_EXPECT_NULL(test, kstrdup_const(NULL, GFP_KERNEL));
	copy = kmemdup_array(words, 3, sizeof(*words), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, copy);
	KUNIT_EXPECT_EQ(test, copy[2], 3U);
	kfree(copy);
	KUNIT_EXPECT_NULL(test, kmemdup_array(words, half, 8, GFP_KERNEL | __GFP_NOWARN));
}

/* A variable that is declared with __free() is freed at the end of its scope. */
static void kmalloc_test_cleanup(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("test-cleanup", 48, NULL, SLAB_NO_MERGE);
	unsigned long pages = nr_free_pages();
	u8 *taken = NULL;
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, s);
	for (i = 0; i < 200; i++) {
		u8 *p __free(kfree) = kmalloc(40, GFP_KERNEL);
		u8 *q __free(kvfree) = kvmalloc(100000, GFP_KERNEL);
		u8 *r __free(kfree_sensitive) = kmem_cache_alloc(s, GFP_KERNEL);

		KUNIT_EXPECT_TRUE(test, p && q && r);
		if (i == 100)
			taken = no_free_ptr(p);
	}
	KUNIT_EXPECT_EQ(test, cache_objects(s), 0UL);
	KUNIT_EXPECT_LT(test, pages - min(pages, nr_free_pages()), 200UL);
	kfree(taken);
	kmem_cache_destroy(s);
}

/* Caches of objects. */

static void count_up(void *object)
{
	u32 *word = object;

	word[0] = 0x1234;
	word[1] = 5;
}

static void kmalloc_test_cache(struct kunit *test)
{
	static const unsigned int sizes[] = { 1,   8,	12,   24,   56,	  64,	100,  136,  504,
					      512, 700, 1024, 2048, 3968, 4024, 4096, 5000, 20000 };
	static void *p[50];
	unsigned int i, n;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		unsigned int align = 8U << i % 10;
		struct kmem_cache *s = kmem_cache_create("test", sizes[i], align, SLAB_NO_MERGE,
							 NULL);

		KUNIT_ASSERT_NOT_NULL(test, s);
		KUNIT_EXPECT_EQ(test, kmem_cache_size(s), sizes[i]);
		for (n = 0; n < ARRAY_SIZE(p); n++) {
			p[n] = n & 1 ? kmem_cache_zalloc(s, GFP_KERNEL) :
				       kmem_cache_alloc(s, GFP_ATOMIC);
			if (!p[n])
				break;
			KUNIT_EXPECT_EQ(test, (unsigned long)p[n] & (align - 1), 0UL);
			KUNIT_EXPECT_GE(test, ksize(p[n]), (size_t)sizes[i]);
			if (n & 1)
				KUNIT_EXPECT_TRUE(test, mem_is_zero(p[n], sizes[i]));
			memset(p[n], n + 1, sizes[i]);
		}
		KUNIT_EXPECT_EQ(test, n, (unsigned int)ARRAY_SIZE(p));
		while (n--) {
			KUNIT_EXPECT_NULL(test, memchr_inv(p[n], n + 1, sizes[i]));
			if (n % 3)
				kmem_cache_free(s, p[n]);
			else
				kfree(p[n]);
		}
		kmem_cache_free(s, NULL);
		KUNIT_EXPECT_EQ(test, kmem_cache_shrink(s), 0);
		kmem_cache_destroy(s);
	}
}

static void kmalloc_test_constructor(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("test-ctor", 40, 0, SLAB_HWCACHE_ALIGN, count_up);
	unsigned int i;

	KUNIT_ASSERT_NOT_NULL(test, s);
	for (i = 0; i < 10; i++) {
		u32 *p = kmem_cache_alloc(s, GFP_KERNEL);

		if (!p) {
			KUNIT_FAIL(test, "no object");
			break;
		}
		KUNIT_EXPECT_EQ(test, p[0], 0x1234U);
		KUNIT_EXPECT_EQ(test, p[1], 5U);
		KUNIT_EXPECT_EQ(test, (unsigned long)p & 63, 0UL);
		kmem_cache_free(s, p);
	}
	kmem_cache_destroy(s);
}

struct kmalloc_test_record {
	u64 a;
	u8 b;
};

/* Test each way to create a cache. */
static void kmalloc_test_cache_create(struct kunit *test)
{
	struct kmem_cache_args args = { .align = 256, .ctor = count_up };
	struct kmem_cache *caches[] = {
		kmem_cache_create("test", 40, &args, 0),
		kmem_cache_create("test", 40, NULL, SLAB_HWCACHE_ALIGN),
		kmem_cache_create("test", 40, 16, 0, count_up),
		kmem_cache_create_usercopy("test", 40, 8, 0, 8, 32, NULL),
		KMEM_CACHE_USERCOPY(kmalloc_test_record, 0, b),
	};
	static const unsigned int aligns[] = { 256, 64, 16, 8, 8 };
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(caches); i++) {
		u32 *p = caches[i] ? kmem_cache_alloc(caches[i], GFP_KERNEL) : NULL;

		KUNIT_EXPECT_NOT_NULL(test, p);
		if (p && i % 2 == 0 && i < 4)
			KUNIT_EXPECT_EQ(test, p[0], 0x1234U);
		KUNIT_EXPECT_EQ(test, (unsigned long)p & (aligns[i] - 1), 0UL);
		if (p)
			kmem_cache_free(caches[i], p);
		kmem_cache_destroy(caches[i]);
	}
}

static void kmalloc_test_bad_args(struct kunit *test)
{
	static const struct kmem_cache_args bad[] = {
		{ .align = 24 },
		{ .align = 2 * PAGE_SIZE },
		{ .useroffset = 100 },
		{ .useroffset = 8, .usersize = 60 },
		{ .freeptr_offset = 4, .use_freeptr_offset = true },
		{ .freeptr_offset = 64, .use_freeptr_offset = true },
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		unsigned long warned = warnings_seen();

		KUNIT_EXPECT_NULL(test, kmem_cache_create("test", 64, &bad[i], 0));
		KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
	}
}

#ifdef CONFIG_MM_VERBOSE
static void kmalloc_test_dump_obj(struct kunit *test)
{
	u8 *p = kmalloc(40, GFP_KERNEL), *large = kmalloc(20000, GFP_KERNEL);
	u32 on_stack;

	ASSERT_OR(test, p && large, kfree(p); kfree(large));
	mark();
	KUNIT_EXPECT_TRUE(test, kmem_dump_obj(p));
	EXPECT_SAID(test, "it is the ");
	KUNIT_EXPECT_TRUE(test, kmem_dump_obj(p + 5));
	mark();
	KUNIT_EXPECT_TRUE(test, kmem_dump_obj(large + 10000));
	EXPECT_SAID(test, "inside the ");
	KUNIT_EXPECT_FALSE(test, kmem_dump_obj(&on_stack));
	KUNIT_EXPECT_FALSE(test, kmem_dump_obj(NULL));
	kfree(p);
	kfree(large);
}
#endif

static void kmalloc_test_cache_arguments(struct kunit *test)
{
	struct kmem_cache *s = KMEM_CACHE(kmalloc_test_record, SLAB_POISON | SLAB_RED_ZONE);
	unsigned long warned = warnings_seen();

	KUNIT_ASSERT_NOT_NULL(test, s);
	KUNIT_EXPECT_EQ(test, kmem_cache_size(s), 16U);
	kmem_cache_destroy(s);
	kmem_cache_destroy(NULL);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);

	KUNIT_EXPECT_NULL(test, kmem_cache_create("bad", 0, 0, 0, NULL));
	KUNIT_EXPECT_NULL(test, kmem_cache_create(NULL, 8, 0, 0, NULL));
	KUNIT_EXPECT_NULL(test, kmem_cache_create("bad", 8, 24, 0, NULL));
	KUNIT_EXPECT_NULL(test, kmem_cache_create("bad", 8, 2 * PAGE_SIZE, 0, NULL));
	KUNIT_EXPECT_NULL(test, kmem_cache_create("bad", KMALLOC_MAX_SIZE, 0, SLAB_TYPESAFE_BY_RCU,
						  NULL));
	KUNIT_EXPECT_NULL(test, kmem_cache_create("bad", 8, 0, (__force slab_flags_t)1, NULL));
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 6);
}

static void kmalloc_test_cache_in_use(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("test-used", 32, 0, SLAB_NO_MERGE, NULL);
	unsigned long warned = warnings_seen();
	void *p;

	KUNIT_ASSERT_NOT_NULL(test, s);
	p = kmem_cache_alloc(s, GFP_KERNEL);
	ASSERT_OR(test, p, kmem_cache_destroy(s));
	kmem_cache_destroy(s);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
	KUNIT_EXPECT_EQ(test, kmem_cache_size(s), 32U);
	kmem_cache_free(s, p);
	kmem_cache_destroy(s);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
}

static void test_bulk(struct kunit *test, size_t size)
{
	struct kmem_cache *s = kmem_cache_create("test-bulk", size, 0, SLAB_NO_MERGE, NULL);
	/*
	 * Order of the frees: adjacent objects, every second object, objects in descending order,
	 * and the remaining objects.
	 */
	static const u8 order[] = { 0, 1, 2, 3, 4, 6, 8, 10, 15, 14, 13, 12, 5, 7, 9, 11 };
	unsigned long warned = warnings_seen();
	static void *p[16], *list[16];
	unsigned int i, j;

	KUNIT_ASSERT_NOT_NULL(test, s);
	if (kmem_cache_alloc_bulk(s, GFP_KERNEL, 16, p) != 16) {
		kmem_cache_destroy(s);
		KUNIT_FAIL_AND_ABORT(test, "not all objects");
	}
	for (i = 0; i < 16; i++) {
		for (j = 0; j < i; j++)
			KUNIT_EXPECT_PTR_NE(test, p[i], p[j]);
		list[i] = p[order[i]];
	}
	kmem_cache_free_bulk(s, 12, list);
	KUNIT_EXPECT_EQ(test, cache_objects(s), 4);
	for (i = 12; i < 16; i++)
		KUNIT_EXPECT_GE(test, ksize(list[i]), size);
	kfree_bulk(4, list + 12);
	KUNIT_EXPECT_EQ(test, cache_objects(s), 0);
	KUNIT_EXPECT_EQ(test, kmem_cache_alloc_bulk(s, GFP_KERNEL, 0, p), 0);
	KUNIT_EXPECT_EQ(test, cache_objects(s), 0);
	KUNIT_EXPECT_EQ(test, slab_engine_validate(), 0);
	kmem_cache_destroy(s);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
}

static void kmalloc_test_bulk(struct kunit *test)
{
	static const size_t sizes[] = { 24, 64, 200, 256, 1300 };

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++)
		test_bulk(test, sizes[i]);
}

/*
 * Kinds of a wrong entry in a list for kmem_cache_free_bulk().  Only the wrong entry must be
 * refused.
 */
enum wrong_entry { FREED_BEFORE, TWICE, INSIDE, OF_OTHER_CACHE, NR_WRONG };

static void test_wrong_entry(struct kunit *test, size_t size, enum wrong_entry wrong)
{
	enum { NR = 41, AT = 21 };
	struct kmem_cache *s = kmem_cache_create("test-bulk", size, 0, SLAB_NO_MERGE, NULL);
	struct kmem_cache *other = kmem_cache_create("other", size, 0, SLAB_NO_MERGE, NULL);
	static void *p[NR];
	unsigned int nr = 0;
	bool all = s && other;
	void *alien;

	/* The object of the other cache may be at an address between two objects of this cache. */
	while (all && nr < NR) {
		p[nr] = kmem_cache_alloc(nr == AT ? other : s, GFP_KERNEL);
		all = p[nr++];
	}
	ASSERT_OR(test, all, kfree_bulk(nr, p); kmem_cache_destroy(s); kmem_cache_destroy(other));
	alien = p[AT];
	if (wrong == FREED_BEFORE) {
		p[AT] = p[--nr];
		kmem_cache_free(s, p[AT - 1]);
	} else if (wrong != OF_OTHER_CACHE) {
		p[AT] = p[AT - 1] + (wrong == INSIDE ? 8 : 0);
	}
	EXPECT_REFUSED_BY_ENGINE(test, kmem_cache_free_bulk(s, nr, p));
	KUNIT_EXPECT_EQ(test, cache_objects(s), 0);
	kmem_cache_free(other, alien);
	kmem_cache_destroy(s);
	kmem_cache_destroy(other);
}

static void kmalloc_test_bulk_misuse(struct kunit *test)
{
	static const size_t sizes[] = { 24, 64, 200, 256, 1300 };

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes) * NR_WRONG; i++)
		test_wrong_entry(test, sizes[i / NR_WRONG], i % NR_WRONG);
}

static struct {
	struct kmem_cache *cache;
	mempool_t *pool;
	gfp_t gfp;
	unsigned long reports, calls;
} context;

/* Call each function that allocates, with the flags in context.gfp.  Enough memory is free. */
static void allocate_all(void)
{
	unsigned long before = warnings_seen();
	struct page *pages[2] = { NULL };
	void *many[2];

	kfree(kmalloc(40, context.gfp));
	kfree(kmalloc(ksize(context.pool), context.gfp));
	kfree(kzalloc(2000, context.gfp));
	kfree(kmalloc_node(40, context.gfp, NUMA_NO_NODE));
	kfree(kmemdup(&before, sizeof(before), context.gfp));
	kmem_cache_free(context.cache, kmem_cache_alloc(context.cache, context.gfp));
	kmem_cache_free(context.cache,
			kmem_cache_alloc_node(context.cache, context.gfp, NUMA_NO_NODE));
	kmem_cache_free_bulk(context.cache,
			     kmem_cache_alloc_bulk(context.cache, context.gfp, 2, many), many);
	__free_page(alloc_page(context.gfp));
	__free_pages(alloc_pages(context.gfp, 1), 1);
	free_page(__get_free_page(context.gfp));
	free_page(get_zeroed_page(context.gfp));
	__free_page(alloc_pages_node(NUMA_NO_NODE, context.gfp, 0));
	release_pages(pages, alloc_pages_bulk(context.gfp, 2, pages));
	free_percpu(alloc_percpu_gfp(long, context.gfp));
	mempool_free(mempool_alloc(context.pool, context.gfp), context.pool);
	vfree(__vmalloc(PAGE_SIZE, context.gfp));
	context.calls = 17;
	context.reports = warnings_seen() - before;
}

/* In atomic context, a call that may sleep is reported, even on a fast path, and succeeds. */
static void kmalloc_test_context(struct kunit *test)
{
	unsigned long flags;

	if (!IS_ENABLED(CONFIG_DEBUG_ATOMIC_SLEEP) || slab_debug_wanted())
		kunit_skip(test, "CONFIG_DEBUG_ATOMIC_SLEEP finds it");
	context.cache = kmem_cache_create("test", 72, 0, 0, NULL);
	context.pool = mempool_create_kmalloc_pool(1, 30);
	ASSERT_OR(test, context.cache && context.pool, kmem_cache_destroy(context.cache);
		  mempool_destroy(context.pool));
	context.gfp = GFP_KERNEL;
	allocate_all();
	KUNIT_EXPECT_EQ(test, context.reports, 0UL);
	local_irq_save(flags);
	allocate_all();
	local_irq_restore(flags);
	KUNIT_EXPECT_EQ(test, context.reports, context.calls);
	call_in_interrupt(allocate_all);
	KUNIT_EXPECT_EQ(test, context.reports, context.calls);
	context.gfp = GFP_ATOMIC;
	call_in_interrupt(allocate_all);
	KUNIT_EXPECT_EQ(test, context.reports, 0UL);
	kmem_cache_destroy(context.cache);
	mempool_destroy(context.pool);
}

static const struct kunit_case kmalloc_test_cases[] = {
	KUNIT_CASE(kmalloc_test_every_size),
	KUNIT_CASE(kmalloc_test_no_overlap),
	KUNIT_CASE(kmalloc_test_zero_size),
	KUNIT_CASE(kmalloc_test_zeroed),
	KUNIT_CASE(kmalloc_test_zeroed_between),
	KUNIT_CASE(kmalloc_test_too_large),
	KUNIT_CASE(kmalloc_test_pages),
	KUNIT_CASE(kmalloc_test_realloc),
	KUNIT_CASE(kmalloc_test_realloc_zeroed),
	KUNIT_CASE(kmalloc_test_copies),
	KUNIT_CASE(kmalloc_test_kvmalloc),
	KUNIT_CASE(kmalloc_test_kvrealloc),
	KUNIT_CASE(kmalloc_test_kvrealloc_foreign),
	KUNIT_CASE(kmalloc_test_by_type),
	KUNIT_CASE(kmalloc_test_constants),
	KUNIT_CASE(kmalloc_test_cleanup),
	KUNIT_CASE(kmalloc_test_irqs_off),
	KUNIT_CASE(kmalloc_test_dma),
	KUNIT_CASE(kmalloc_test_cache),
	KUNIT_CASE(kmalloc_test_cache_aligned),
	KUNIT_CASE(kmalloc_test_constructor),
	KUNIT_CASE(kmalloc_test_cache_create),
	KUNIT_CASE(kmalloc_test_bad_args),
#ifdef CONFIG_MM_VERBOSE
	KUNIT_CASE(kmalloc_test_dump_obj),
#endif
	KUNIT_CASE(kmalloc_test_cache_arguments),
	KUNIT_CASE(kmalloc_test_cache_in_use),
	KUNIT_CASE(kmalloc_test_bulk),
	KUNIT_CASE(kmalloc_test_bulk_misuse),
	KUNIT_CASE(kmalloc_test_context),
	{}
};

static struct kunit_suite kmalloc_suite = {
	.name = "kmalloc",
	.test_cases = kmalloc_test_cases,
};
kunit_test_suite(kmalloc_suite);
