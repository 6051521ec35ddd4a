// SPDX-License-Identifier: BSD-2-Clause
/*
 * The functions of kmalloc() that are the same for all engines: large objects in whole pages,
 * krealloc(), kmemdup(), kstrdup(), kasprintf() and others.
 *
 * A large object is a block of the page allocator whose first struct page has the type
 * PGTY_large_kmalloc.  For an object of a cache, page->private is the address of the cache plus
 * LARGE_OF_CACHE; the address alone would look like a slab of SLUB.  For an object of kmalloc(), it
 * is the requested size shifted left by 1, with bit 0 set.  An object of a SLAB_TYPESAFE_BY_RCU
 * cache is followed by a struct rcu_head.  Its free changes the type to PGTY_allocated at once, and
 * frees the block after a grace period.
 */

#define pr_fmt(fmt) "kmalloc: " fmt

#include <internal/sections.h>
#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/minmax.h>
#include <linux/panic.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/string_helpers.h>

#include "objects.h"

unsigned long nr_large_pages;

void *kmalloc_large_node(size_t size, gfp_t gfp, int nid, struct kmem_cache *s, const void *caller)
{
	unsigned int order;
	struct page *page;

	if (unlikely(size > KMALLOC_MAX_SIZE)) {
		if (!(gfp & __GFP_NOWARN))
			page_report_bad_request(gfp, get_order(size),
						"larger than KMALLOC_MAX_SIZE", caller);
		return NULL;
	}
	if (unlikely(gfp & __GFP_HIGHMEM)) {
		page_report_bad_request(gfp, get_order(size), "flags that objects cannot have",
					caller);
		return NULL;
	}
	order = get_order(s ? slab_large_size(s) : size);
	page = page_alloc(gfp & ~__GFP_COMP, order, nid, caller);
	if (!page)
		return NULL;
	if (s)
		__atomic_fetch_add(&s->nr_large, 1, __ATOMIC_RELAXED);
	page->private = s ? (unsigned long)s + LARGE_OF_CACHE : size << 1 | 1;
	__SetPageLargeKmalloc(page);
	__atomic_fetch_add(&nr_large_pages, 1UL << order, __ATOMIC_RELAXED);
	kasan_use(page_address(page), size, PAGE_SIZE << order);
	return page_address(page);
}

struct page *large_page(const void *object)
{
	struct page *page = virt_to_page(object);

	return page_ready(page) && !offset_in_page(object) && PageLargeKmalloc(page) ? page : NULL;
}

/*
 * Change the type from PGTY_large_kmalloc to PGTY_allocated.  Returns false if the page has another
 * type.  If two CPUs free the object at the same time, here or in kfree_large_fast(), only one
 * exchange of page->word succeeds.
 */
static bool take_type(struct page *page)
{
	u64 word = READ_ONCE(page->word), allocated;

	do {
		if ((word & 0xff) != PGTY_large_kmalloc)
			return false;
		allocated = word - PGTY_large_kmalloc + PGTY_allocated;
	} while (!try_cmpxchg_acquire(&page->word, &word, allocated));
	return true;
}

static void free_large_pages(struct page *page)
{
	unsigned int order = READ_ONCE(page->order);

	__atomic_fetch_sub(&nr_large_pages, 1UL << order, __ATOMIC_RELAXED);
	__free_pages(page, order);
}

static void free_large_rcu(struct rcu_head *head)
{
	free_large_pages(page_block_head(virt_to_page(head)));
}

bool kfree_large(const void *object, struct kmem_cache *s)
{
	struct page *page = large_page(object);
	unsigned long private = page ? READ_ONCE(page->private) : 0;
	struct kmem_cache *owner = large_owner(private);

	if (!private || (s && s != owner) || !take_type(page))
		return false;
	if (owner)
		__atomic_fetch_sub(&owner->nr_large, 1, __ATOMIC_RELAXED);
	if (owner && slab_waits_for_rcu(owner)) {
		kasan_use(object, slab_large_size(owner), PAGE_SIZE << page->order);
		slab_call_rcu(slab_rcu_head(owner, object), free_large_rcu);
	} else {
		free_large_pages(page);
	}
	return true;
}

/* Report that @object, where no object in use starts, was passed to the function @what. */
static void report_bad(const char *what, const struct kmem_cache *s, const void *object,
		       bool is_free, const void *caller)
{
	char text[160];

	kasan_report_object(object, is_free, caller);
	slab_engine_describe(object, text, sizeof(text));
	WARN(1, "%s(%s%s%px): %s; called by %pS\n", what,
	     !s ? "" : slab_is_cache(s) ? s->name : "invalid cache", s ? ", " : "", object, text,
	     caller);
	object_tool_print(object);
	if (IS_ENABLED(CONFIG_SLAB_MISUSE_PANIC))
		panic("%s(%px): %s", what, object, text);
}

void slab_report_bad_free(const struct kmem_cache *s, const void *object, const void *caller)
{
	report_bad(s ? "kmem_cache_free" : "kfree", s, object, true, caller);
}

#ifdef CONFIG_LIBC_MALLOC_QUARRY
noinline void *kmalloc_quick_rest(size_t size, void *(*slow)(size_t size))
{
	void *object = __kmalloc(size, GFP_KERNEL | __GFP_NOWARN);

	return likely(object) ? object : slow(size);
}
#endif

bool kmalloc_is_watched(void)
{
	return slab_debug_wanted();
}

bool kmalloc_is_sampled(void)
{
	return kfence_waits() || kmemleak_is_on();
}

size_t ksize(const void *object)
{
	size_t size = ZERO_OR_NULL_PTR(object) ? 0 : slab_ksize(object);

	if (!size && !ZERO_OR_NULL_PTR(object))
		report_bad("ksize", NULL, object, false, __builtin_return_address(0));
	return size;
}

void kfree_sensitive(const void *object)
{
	size_t size = ksize(object);

	if (size && !dma_owner_keeps_object(object, __builtin_return_address(0))) {
		memzero_explicit((void *)object, size);
		kfree(object);
	}
}

/* Record that the owner of an object uses only its first @size bytes from now on. */
static void krealloc_shrink(const void *object, size_t size)
{
	const struct object_tool *tool = object_tool_of(object);
	struct page *page;

	if (tool && tool->shrink) {
		tool->shrink(object, size);
	} else if (kasan_enabled() && (page = large_page(object)) && !large_cache(page)) {
		kasan_use(object, size, PAGE_SIZE << page->order);
		page->private = size << 1 | 1;
	}
}

void *krealloc(const void *object, size_t new_size, gfp_t gfp)
{
	size_t size;
	void *copy;

	if (!new_size) {
		kfree(object);
		return ZERO_SIZE_PTR;
	}
	size = ksize(object);
	if (!size && !ZERO_OR_NULL_PTR(object))
		return NULL;
	if (new_size <= size) {
		if (gfp & __GFP_ZERO)
			memset((char *)object + new_size, 0, size - new_size);
		if (size)
			krealloc_shrink(object, new_size);
		return (void *)object;
	}
	copy = kmalloc_track_caller(new_size, gfp);
	if (copy && size) {
		memcpy(copy, object, size);
		kfree(object);
	}
	return copy;
}

static void *memdup(const void *src, size_t size, size_t extra, gfp_t gfp, unsigned long caller)
{
	char *copy = __kmalloc_node_track_caller(size_add(size, extra), gfp, NUMA_NO_NODE, caller);

	if (!copy)
		return NULL;
	memset(copy + size, 0, extra);
	return memcpy(copy, src, size);
}

void *kmemdup(const void *src, size_t size, gfp_t gfp)
{
	return memdup(src, size, 0, gfp, _RET_IP_);
}

void *kmemdup_array(const void *src, size_t count, size_t element_size, gfp_t gfp)
{
	return memdup(src, size_mul(count, element_size), 0, gfp, _RET_IP_);
}

char *kmemdup_nul(const char *src, size_t size, gfp_t gfp)
{
	return src ? memdup(src, size, 1, gfp, _RET_IP_) : NULL;
}

char *kstrdup(const char *str, gfp_t gfp)
{
	return str ? memdup(str, strlen(str), 1, gfp, _RET_IP_) : NULL;
}

char *kstrndup(const char *str, size_t max, gfp_t gfp)
{
	return str ? memdup(str, strnlen(str, max), 1, gfp, _RET_IP_) : NULL;
}

static size_t count_pointers(void **array)
{
	size_t n = 0;

	while (array[n])
		n++;
	return n;
}

void **__memcat_p(void **a, void **b)
{
	size_t nr_a = count_pointers(a), nr_b = count_pointers(b);
	void **all = kmalloc_array(nr_a + nr_b + 1, sizeof(*all), GFP_KERNEL);

	if (!all)
		return NULL;
	memcpy(all, a, nr_a * sizeof(*all));
	memcpy(all + nr_a, b, (nr_b + 1) * sizeof(*all));
	return all;
}

static bool kmalloc_is_constant(const void *p)
{
	return p >= (const void *)__start_rodata && p < (const void *)__end_rodata;
}

const char *kstrdup_const(const char *str, gfp_t gfp)
{
	if (!str || kmalloc_is_constant(str))
		return str;
	return memdup(str, strlen(str), 1, gfp, _RET_IP_);
}

void kfree_const(const void *str)
{
	if (!kmalloc_is_constant(str))
		kfree(str);
}

char *kvasprintf(gfp_t gfp, const char *fmt, va_list args)
{
	va_list again;
	int size;
	char *text;

	va_copy(again, args);
	size = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	text = kmalloc_track_caller((size_t)size + 1, gfp);
	if (text)
		vsnprintf(text, (size_t)size + 1, fmt, args);
	return text;
}

char *kasprintf(gfp_t gfp, const char *fmt, ...)
{
	va_list args;
	char *text;

	va_start(args, fmt);
	text = kvasprintf(gfp, fmt, args);
	va_end(args);
	return text;
}

char **kasprintf_strarray(gfp_t gfp, const char *prefix, size_t n)
{
	char **array = kcalloc(size_add(n, 1), sizeof(*array), gfp);

	for (size_t i = 0; array && i < n; i++) {
		array[i] = kasprintf(gfp, "%s-%zu", prefix, i);
		if (!array[i]) {
			kfree_strarray(array, i);
			return NULL;
		}
	}
	return array;
}

void kfree_strarray(char **array, size_t n)
{
	for (size_t i = 0; array && i < n; i++)
		kfree(array[i]);
	kfree(array);
}
