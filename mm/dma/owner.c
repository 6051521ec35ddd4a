// SPDX-License-Identifier: BSD-2-Clause
/*
 * Refuse frees of memory that is mapped for DMA: the part of CONFIG_DMA_API_DEBUG that the
 * allocators call.
 *
 * A device may write to a buffer until the driver unmaps the buffer.  If the driver frees the
 * buffer earlier, the device overwrites the memory of the next owner.  So kfree(),
 * kmem_cache_free(), vfree(), __free_pages() and the functions that end in them call
 * dma_owner_keeps() before they change anything.  If a streaming mapping contains any of the bytes,
 * dma_owner_keeps() reports the caller and the mapping, and the free has no effect.  The buffer is
 * checked even if the device accesses a bounce buffer instead (swiotlb.c).  Registers and coherent
 * memory are not checked.
 *
 * An interval tree holds the buffers by physical address, so that a search is exact to the byte and
 * reads O(log n) of n mappings.  dma_owner_mappings counts them.  While it is 0, a free costs a
 * load and a branch; otherwise a free uses the allocator's slow path, and costs a search if the
 * memory lies between the lowest and the highest mapping.
 *
 * Dropping a reference that is not the last one is not checked, because it frees no memory.
 * page_frag_free() does not know the size of the fragment, and checks only its first byte.  A
 * mapping that begins at a later byte is found when the whole block is freed or reused.
 *
 * Locking: a search acquires dma_debug_lock.  The allocators hold none of their own locks then.
 */

#define pr_fmt(fmt) "dma-debug: " fmt

#include <linux/bug.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/mmdebug.h>

#include "debug.h"
#include "mm/debug/tools.h"

struct rb_root_cached dma_buffers = RB_ROOT_CACHED;

/*
 * The lowest and the highest mapped address.  Written under dma_debug_lock, read without it: the
 * range contains each mapping from before the mapping's owner can free the memory until after the
 * unmapping.
 */
static unsigned long lowest = ULONG_MAX, highest;

/* Copy a mapping that contains any of these bytes to @found.  Returns false if there is none. */
static bool dma_owner_find(phys_addr_t pa, size_t size, struct dma_record *found)
{
	struct interval_tree_node *node;
	unsigned long flags;

	spin_lock_irqsave(&dma_debug_lock, flags);
	node = interval_tree_iter_first(&dma_buffers, pa, pa + size - 1);
	if (node)
		*found = *container_of(node, struct dma_record, buffer);
	spin_unlock_irqrestore(&dma_debug_lock, flags);
	return node;
}

static bool dma_owner_refuse(phys_addr_t pa, size_t size, const void *caller)
{
	struct dma_record r;

	if (pa > READ_ONCE(highest) || pa + size <= READ_ONCE(lowest))
		return false;
	if (!dma_owner_find(pa, size, &r))
		return false;
	WARN(1,
	     "dma-debug: %s: %zu bytes at %#llx are freed by %pS while %zu bytes at %#lx are mapped:\n",
	     dev_name(r.dev), size, (unsigned long long)pa, caller, r.size, r.buffer.start);
	dma_debug_show_record(&r);
	return true;
}

static void update_range(void)
{
	struct rb_node *first = rb_first_cached(&dma_buffers), *root = dma_buffers.rb_root.rb_node;

	WRITE_ONCE(lowest, first ? rb_entry(first, struct interval_tree_node, rb)->start
				 : ULONG_MAX);
	WRITE_ONCE(highest, root ? rb_entry(root, struct interval_tree_node, rb)->__subtree_last
				 : 0);
}

void __dma_owner_add(struct dma_record *r)
{
	lockdep_assert_held(&dma_debug_lock);
	VM_WARN_ON(r->buffer.last - r->buffer.start + 1 != r->size);
	interval_tree_insert(&r->buffer, &dma_buffers);
	update_range();
	WRITE_ONCE(dma_owner_refuses, dma_owner_refuse);
	WRITE_ONCE(dma_owner_mappings, dma_owner_mappings + 1);
}

void __dma_owner_remove(struct dma_record *r)
{
	lockdep_assert_held(&dma_debug_lock);
	VM_WARN_ON(!dma_owner_mappings);
	interval_tree_remove(&r->buffer, &dma_buffers);
	update_range();
	WRITE_ONCE(dma_owner_mappings, dma_owner_mappings - 1);
}
