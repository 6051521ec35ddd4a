/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_DMA_OWNER_H
#define MM_DMA_OWNER_H

/* Between CONFIG_DMA_API_DEBUG and the allocators: see owner.c. */

#include <linux/compiler.h>
#include <linux/types.h>

#ifdef CONFIG_DMA_API_DEBUG
/* Streaming mappings of memory, all devices'. */
extern unsigned long dma_owner_mappings;

/* While it is so, memory goes back the slow way, which asks whether a device has it. */
static __always_inline bool dma_owner_any(void)
{
	return unlikely(READ_ONCE(dma_owner_mappings));
}

/*
 * True if any of these bytes is mapped for a device: the call has then reported @caller, the code that
 * frees them, and the allocator must keep them.  @object may be any pointer: the bytes are those of the
 * object in use that starts there, if there is one.  Any context; the caller holds no lock of an allocator.
 */
bool dma_owner_keeps(phys_addr_t pa, size_t size, const void *caller);
bool dma_owner_keeps_object(const void *object, const void *caller);

/* dma_debug=protect: the linear map has to be made of pages, and not all of them can be read. */
extern bool dma_touch_protects;
#else
#define dma_touch_protects			false
#define dma_owner_any()				false
#define dma_owner_keeps(pa, size, caller)	((void)(caller), false)
#define dma_owner_keeps_object(object, caller)	((void)(caller), false)
#endif

#endif /* MM_DMA_OWNER_H */
