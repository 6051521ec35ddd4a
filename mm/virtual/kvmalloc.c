// SPDX-License-Identifier: BSD-2-Clause
/*
 * Allocate memory that may be large and need not be physically contiguous: with kmalloc() if it
 * succeeds without much effort, otherwise with vmalloc().  kvfree() finds out from the address
 * which of the two allocated the memory.
 */

#include <linux/bug.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "mm/debug/tools.h"

/*
 * Return the flags for the attempt with kmalloc().  vmalloc() can serve a request for more than a
 * page, so such a request does not report a failure or use __GFP_NOFAIL, and it only retries with
 * __GFP_RETRY_MAYFAIL.
 */
static gfp_t kmalloc_part(gfp_t gfp, size_t size)
{
	if (size <= PAGE_SIZE)
		return gfp;
	gfp = (gfp & ~__GFP_NOFAIL) | __GFP_NOWARN;
	return gfp & __GFP_RETRY_MAYFAIL ? gfp : gfp | __GFP_NORETRY;
}

static void *kvmalloc_caller(size_t size, gfp_t gfp, int node, unsigned long caller)
{
	void *p = __kmalloc_node_track_caller(size, kmalloc_part(gfp, size), node, caller);

	if (p || size <= PAGE_SIZE)
		return p;
	/* As in older versions of Linux, only callers that may sleep get memory of vmalloc(). */
	if (!gfpflags_allow_blocking(gfp))
		return NULL;
	if (WARN(size > INT_MAX && !(gfp & __GFP_NOWARN),
		 "kvmalloc of %zu bytes by %pS: larger than INT_MAX\n", size, (void *)caller))
		return NULL;
	return size > INT_MAX ? NULL : __vmalloc_node(size, 1, gfp, node, (void *)caller);
}

void *kvmalloc_node(size_t size, gfp_t gfp, int node)
{
	/* This is a tail call, so that reports name the caller of this function. */
	if (likely(size <= PAGE_SIZE) && node == NUMA_NO_NODE)
		return __kmalloc(size, gfp);
	return kvmalloc_caller(size, gfp, node, _RET_IP_);
}

void kvfree(const void *p)
{
	if (is_vmalloc_addr(p))
		vfree(p);
	else
		kfree(p);
}

void kvfree_sensitive(const void *p, size_t size)
{
	if (ZERO_OR_NULL_PTR(p) || dma_owner_keeps_object(p, __builtin_return_address(0)))
		return;
	memzero_explicit((void *)p, size);
	kvfree(p);
}

void *kvmemdup(const void *src, size_t size, gfp_t gfp)
{
	void *copy = kvmalloc_caller(size, gfp, NUMA_NO_NODE, _RET_IP_);

	return copy ? memcpy(copy, src, size) : NULL;
}

void *kvrealloc(const void *p, size_t size, gfp_t gfp)
{
	size_t old;
	void *copy;

	if (!size) {
		kvfree(p);
		return ZERO_SIZE_PTR;
	}
	if (is_vmalloc_addr(p))
		return vrealloc(p, size, gfp);
	old = ksize(p);
	if (!old && !ZERO_OR_NULL_PTR(p))
		return NULL;
	if (size <= old) {
		if (gfp & __GFP_ZERO)
			memset((char *)p + size, 0, old - size);
		return (void *)p;
	}
	copy = kvmalloc_caller(size, gfp, NUMA_NO_NODE, _RET_IP_);
	if (copy && old) {
		memcpy(copy, p, old);
		kvfree(p);
	}
	return copy;
}
