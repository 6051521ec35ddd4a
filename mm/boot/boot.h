/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_BOOT_H
#define MM_BOOT_H

/* The door of mm/boot: what the other rooms use of memblock, besides <linux/memblock.h>. */

#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/mmzone.h>
#include <linux/seqlock.h>

struct dtb;

/* Scans of the device tree.  The suites run after init memory is given back. */
#ifdef CONFIG_KUNIT
#define __scan
#else
#define __scan __init
#endif

/* What is special about a child of /reserved-memory while memory is handed out. */
enum region_kind {
	REGION_OTHER,
	REGION_DEVICES,		/* memory of devices: not in the linear map */
	REGION_CMA,		/* an area of CMA: whole page blocks */
};

enum region_kind __scan reserved_mem_kind_of(const struct dtb *dtb, int node);

/* Held while memblock.memory changes after boot. */
extern seqlock_t memory_lock;

static inline int memory_nid(const struct memblock_region *r)
{
	return r->nid > 0 && r->nid < MAX_NUMNODES ? r->nid : 0;
}

#endif /* MM_BOOT_H */
