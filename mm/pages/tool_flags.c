// SPDX-License-Identifier: BSD-2-Clause
/*
 * Variables that tell the allocators which debugging tools are in use (mm/debug/tools.h).  The
 * tools write them.  A tool that is not configured has no variable.
 */

#include <linux/cache.h>

#include "mm/debug/tools.h"

#ifdef CONFIG_PAGE_DEBUG
unsigned int page_debug __ro_after_init;
#endif

#ifdef CONFIG_DMA_API_DEBUG
unsigned long dma_owner_mappings;
bool (*dma_owner_refuses)(phys_addr_t pa, size_t size, const void *caller);
bool dma_touch_protects __ro_after_init;
#endif
