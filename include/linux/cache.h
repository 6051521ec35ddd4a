/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_CACHE_H
#define LINUX_CACHE_H

/*
 * Cache line size that data structures are laid out for.  The machine's lines may be longer.  DMA
 * therefore uses dma_get_cache_alignment() instead.
 */

#define L1_CACHE_SHIFT		6
#define L1_CACHE_BYTES		(1 << L1_CACHE_SHIFT)
#define SMP_CACHE_BYTES		L1_CACHE_BYTES

#ifndef __ASSEMBLY__
#include <linux/align.h>
#include <linux/compiler.h>

#define L1_CACHE_ALIGN(x)		ALIGN(x, L1_CACHE_BYTES)
#define ____cacheline_aligned		__aligned(SMP_CACHE_BYTES)
#define ____cacheline_aligned_in_smp	____cacheline_aligned
#define __cacheline_aligned \
	__aligned(SMP_CACHE_BYTES) __section(".data..cacheline_aligned")

#define __read_mostly			__section(".data..read_mostly")
/* For variables that are written only during boot; mark_rodata_ro() makes their pages read-only. */
#define __ro_after_init			__section(".data..ro_after_init")
#endif

#endif /* LINUX_CACHE_H */
