// SPDX-License-Identifier: BSD-2-Clause
/*
 * The list of tools that allocate objects themselves: see tools.h.
 *
 * A tool is added once and never removed, so that readers need no lock.
 */

#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/spinlock.h>

#include "tools.h"

struct object_tool *object_tools;
static DEFINE_SPINLOCK(object_tools_lock);

void object_tool_register(struct object_tool *tool)
{
	unsigned long flags;

	spin_lock_irqsave(&object_tools_lock, flags);
	if (!object_tool_of_type(tool->type)) {
		VM_WARN_ON(!tool->free || !tool->ksize || !tool->objects || !tool->info ||
			   !tool->end_cache);
		tool->next = object_tools;
		smp_store_release(&object_tools, tool);
	}
	spin_unlock_irqrestore(&object_tools_lock, flags);
}

#define for_each_object_tool(tool) \
	for ((tool) = READ_ONCE(object_tools); (tool); (tool) = (tool)->next)

const struct object_tool *__object_tool_of_type(unsigned int type)
{
	const struct object_tool *tool;

	for_each_object_tool(tool) {
		if (tool->type == type)
			return tool;
	}
	return NULL;
}

const struct object_tool *__object_tool_of(const void *p)
{
	const struct page *head = is_linear_addr(p) ? page_block_head(virt_to_page(p)) : NULL;

	return head ? __object_tool_of_type(READ_ONCE(head->type)) : NULL;
}

unsigned long object_tools_objects(const struct kmem_cache *s)
{
	const struct object_tool *tool;
	unsigned long nr = 0;

	for_each_object_tool(tool)
		nr += tool->objects(s);
	return nr;
}

void object_tools_info(const struct kmem_cache *s, struct slab_info *info)
{
	const struct object_tool *tool;

	for_each_object_tool(tool)
		tool->info(s, info);
}

void object_tools_end_cache(struct kmem_cache *s)
{
	const struct object_tool *tool;

	for_each_object_tool(tool)
		tool->end_cache(s);
}

/* Sum the results of a function without arguments over all tools that implement it. */
#define sum_of_tools(function) ({					\
	const struct object_tool *tool;					\
	unsigned long nr = 0;						\
									\
	for_each_object_tool(tool)					\
		nr += tool->function ? tool->function() : 0;		\
	nr;								\
})

unsigned long object_tools_pages(void)
{
	return sum_of_tools(pages);
}

unsigned long object_tools_kept(void)
{
	return sum_of_tools(kept);
}

unsigned long object_tools_reap(void)
{
	return sum_of_tools(reap);
}
