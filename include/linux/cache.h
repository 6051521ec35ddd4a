/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_CACHE_H
#define LINUX_CACHE_H

/*
 * The cache line size that the layout of data assumes.  The machine's lines may be longer: DMA uses
 * dma_get_cache_alignment() instead.
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
/* Written during boot only; mark_rodata_ro() makes its pages read-only. */
#define __ro_after_init			__section(".data..ro_after_init")
#endif

#endif /* LINUX_CACHE_H */
