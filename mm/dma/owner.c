// SPDX-License-Identifier: BSD-2-Clause
/*
 * Freed while mapped: the part of CONFIG_DMA_API_DEBUG that the allocators ask.
 *
 * A device writes to a buffer until the driver unmaps it.  If the driver frees the buffer before, the
 * device overwrites the memory of its next owner.  So kfree(), kmem_cache_free(), vfree(), __free_pages()
 * and the functions that end in them call dma_owner_keeps() before they change anything: if a streaming
 * mapping holds any of the bytes, it reports the caller and the mapping, and the free has no effect.  The
 * buffer counts, even where the device accesses a copy of it (swiotlb.c); registers and coherent memory do
 * not.
 *
 * An interval tree holds the buffers, by physical address: a search is exact to the byte, and looks at no
 * more than a few of n mappings (O(log n)).  dma_owner_mappings counts them.  While it is 0, a free costs a
 * load and a branch; otherwise it goes the allocator's slow way, and costs a search.
 *
 * A reference that is not the last gives nothing back.  page_frag_free() does not know the size of the
 * piece: it asks for the first byte, and a mapping that begins further behind is found when the whole
 * block goes, or is used again.
 *
 * Locking: dma_debug_lock, which the allocators take while they hold none of theirs.
 */

#define pr_fmt(fmt) "dma-debug: " fmt

#include <linux/bug.h>
#include <linux/kernel.h>

#include "mm/objects/objects.h"
#include "debug.h"
#include "mm/debug/tools.h"

unsigned long dma_owner_mappings;

struct rb_root_cached dma_buffers = RB_ROOT_CACHED;

void __dma_owner_add(struct dma_record *r)
{
	interval_tree_insert(&r->buffer, &dma_buffers);
	WRITE_ONCE(dma_owner_mappings, dma_owner_mappings + 1);
}

void __dma_owner_remove(struct dma_record *r)
{
	interval_tree_remove(&r->buffer, &dma_buffers);
	WRITE_ONCE(dma_owner_mappings, dma_owner_mappings - 1);
}

/* A mapping of any of these bytes, as it was just now. */
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

bool dma_owner_keeps(phys_addr_t pa, size_t size, const void *caller)
{
	struct dma_record r;

	if (!dma_owner_any() || !dma_owner_find(pa, size, &r))
		return false;
	WARN(1, "dma-debug: %s: %zu bytes at %#llx are freed by %pS, and %zu bytes at %#lx are mapped:\n",
	     dev_name(r.dev), size, (unsigned long long)pa, caller, r.size, r.buffer.start);
	dma_debug_show_record(&r);
	return true;
}

bool dma_owner_keeps_object(const void *object, const void *caller)
{
	size_t size = dma_owner_any() && is_linear_addr(object) ? slab_ksize(object) : 0;

	return size && dma_owner_keeps(__pa(object), size, caller);
}
