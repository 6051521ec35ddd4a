// SPDX-License-Identifier: BSD-2-Clause
/*
 * Describe addresses outside of the engine's pages, for reports of refused frees, and walk over
 * objects.
 */

#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/sprintf.h>

#include "objects.h"

void slab_for_each_in_block(const struct page *head, slab_object_fn fn, void *arg)
{
	unsigned int type = data_race(head->type);
	const struct object_tool *tool = object_tool_of_type(type);
	unsigned long flags;

	if (type != PGTY_slab && !tool)
		return;
	spin_lock_irqsave(&slab_caches_lock, flags);
	if (tool)
		tool->for_each(head, fn, arg);
	else
		slab_engine_for_each(head, fn, arg);
	spin_unlock_irqrestore(&slab_caches_lock, flags);
}

struct of_cache {
	const struct kmem_cache *s;
	void (*fn)(const struct kmem_cache *s, const void *object);
};

static void if_of_cache(const struct kmem_cache *s, const void *object, size_t size, void *arg)
{
	const struct of_cache *wanted = arg;

	if (s == wanted->s)
		wanted->fn(s, object);
}

void slab_for_each_object(const struct kmem_cache *s,
			  void (*fn)(const struct kmem_cache *s, const void *object))
{
	struct of_cache wanted = { s, fn };
	unsigned long i;

	for (i = 0; i < page_map_pages(); i++) {
		const struct page *page = page_map.base + i;

		if (!page_ready(page))
			continue;
		if (data_race(PageLargeKmalloc(page)) && large_cache(page) == s)
			fn(s, page_address(page));
		else
			slab_for_each_in_block(page, if_of_cache, &wanted);
	}
}

bool kmem_dump_obj(void *object)
{
	const struct page *head = is_linear_addr(object) ? page_block_head(virt_to_page(object))
							 : NULL;
	char text[160];

	if (!head || (!PageSlab(head) && !PageLargeKmalloc(head) && !object_tool_of(object)))
		return false;
	slab_engine_describe(object, text, sizeof(text));
	pr_info("%px: %s\n", object, text);
	object_tool_print(object);
	return true;
}

static void describe_large(const struct page *head, const void *object, char *buf, size_t size)
{
	const struct kmem_cache *s = large_cache(head);

	smp_rmb();
	/*
	 * If another CPU has freed the object, page->private, which large_cache() read, may be a
	 * list link.
	 */
	if (!PageLargeKmalloc(head))
		scnprintf(buf, size, "in a free page");
	else
		scnprintf(buf, size, "%s the object of %lu bytes at %px of %s",
			  page_address(head) == object ? "it is" : "inside", large_ksize(head),
			  page_address(head), s ? s->name : "kmalloc()");
}

void slab_describe_page(const void *object, char *buf, size_t size)
{
	const struct page *page = virt_to_page(object), *head;
	const struct object_tool *tool;
	unsigned int type;

	head = is_linear_addr(object) ? page_block_head(page) : NULL;
	/* Read the type once, because another CPU may free the page now. */
	type = head ? READ_ONCE(head->type) : PGTY_none;
	tool = object_tool_of_type(type);
	if (!head) {
		scnprintf(buf, size, "not in memory of the page allocator");
	} else if (type < PGTY_reserved) {
		scnprintf(buf, size, "in a free page");
	} else if (tool) {
		tool->describe(object, buf, size);
	} else if (type == PGTY_large_kmalloc) {
		describe_large(head, object, buf, size);
	} else {
		scnprintf(buf, size, "in pages that hold no objects, from %px", page_address(head));
	}
}
