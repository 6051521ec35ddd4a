// SPDX-License-Identifier: BSD-2-Clause
/*
 * What is built on kmalloc() whatever the engine: whole pages for large objects, resizing, copies,
 * formatting into new memory.
 *
 * A large object is a block of the page allocator whose first struct page is PGTY_slab.  Its private
 * word says what it is: bit 0 that it is large, bit 1 that it is an object of a cache, whose address
 * the other bits hold; otherwise they hold the size that was asked for.
 */

#define pr_fmt(fmt) "kmalloc: " fmt

#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/sprintf.h>
#include <linux/string.h>

#include "slab.h"

unsigned long nr_large_pages;

#define GFP_SLAB_BAD	(__GFP_HIGHMEM | __GFP_ACCOUNT)

void *kmalloc_large(size_t size, gfp_t gfp, struct kmem_cache *s, const void *caller)
{
	unsigned int order;
	struct page *page;

	if (unlikely(size > KMALLOC_MAX_SIZE)) {
		if (!(gfp & __GFP_NOWARN))
			page_report_bad_request(gfp, get_order(size), "larger than KMALLOC_MAX_SIZE",
						caller);
		return NULL;
	}
	if (unlikely(gfp & GFP_SLAB_BAD)) {
		page_report_bad_request(gfp, get_order(size), "not for objects", caller);
		return NULL;
	}
	order = get_order(size);
	page = page_alloc(gfp & ~__GFP_COMP, order, NUMA_NO_NODE, caller);
	if (!page)
		return NULL;
	if (s)
		slab_engine_account(s, 1);
	page->private = s ? (unsigned long)s | 3 : size << 2 | 1;
	__SetPageSlab(page);
	__atomic_fetch_add(&nr_large_pages, 1UL << order, __ATOMIC_RELAXED);
	return page_address(page);
}

bool kfree_large(struct page *page, struct kmem_cache *s)
{
	struct kmem_cache *owner = large_cache(page);
	unsigned long private = page->private;

	if (s && s != owner)
		return false;
	/* Of two frees at the same time one finds the word changed. */
	if (!__atomic_compare_exchange_n(&page->private, &private, 0, false, __ATOMIC_ACQ_REL,
					 __ATOMIC_RELAXED))
		return false;
	if (owner)
		slab_engine_account(owner, -1);
	__ClearPageSlab(page);
	__atomic_fetch_sub(&nr_large_pages, 1UL << page->order, __ATOMIC_RELAXED);
	__free_pages(page, page->order);
	return true;
}

void slab_report_bad(const char *what, const struct kmem_cache *s, const void *object,
		     const void *caller)
{
	char text[160];

	slab_engine_describe(object, text, sizeof(text));
	WARN(1, "%s(%s%s%px): %s; called by %pS\n", what, s ? s->name : "", s ? ", " : "", object, text,
	     caller);
}

void *kmalloc_node(size_t size, gfp_t gfp, int node)
{
	return kmalloc(size, gfp);
}

void kfree_sensitive(const void *object)
{
	size_t size = ksize(object);

	if (size) {
		memzero_explicit((void *)object, size);
		kfree(object);
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
		return (void *)object;
	}
	copy = kmalloc(new_size, gfp);
	if (copy && size) {
		memcpy(copy, object, size);
		kfree(object);
	}
	return copy;
}

void *kmemdup(const void *src, size_t size, gfp_t gfp)
{
	void *copy = kmalloc(size, gfp);

	if (copy)
		memcpy(copy, src, size);
	return copy;
}

char *kmemdup_nul(const char *src, size_t size, gfp_t gfp)
{
	char *copy = kmalloc(size_add(size, 1), gfp);

	if (copy) {
		memcpy(copy, src, size);
		copy[size] = '\0';
	}
	return copy;
}

char *kstrdup(const char *str, gfp_t gfp)
{
	return str ? kmemdup(str, strlen(str) + 1, gfp) : NULL;
}

char *kstrndup(const char *str, size_t max, gfp_t gfp)
{
	return str ? kmemdup_nul(str, strnlen(str, max), gfp) : NULL;
}

char *kvasprintf(gfp_t gfp, const char *fmt, va_list args)
{
	va_list again;
	int size;
	char *text;

	va_copy(again, args);
	size = vsnprintf(NULL, 0, fmt, again);
	va_end(again);
	text = kmalloc((size_t)size + 1, gfp);
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
