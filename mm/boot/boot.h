/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_BOOT_H
#define MM_BOOT_H

/* The door of mm/boot: what the other rooms use of memblock, besides <linux/memblock.h>. */

#include <linux/memblock.h>
#include <linux/mmzone.h>
#include <linux/seqlock.h>

/* Held while memblock.memory changes after boot. */
extern seqlock_t memory_lock;

static inline int memory_nid(const struct memblock_region *r)
{
	return r->nid > 0 && r->nid < MAX_NUMNODES ? r->nid : 0;
}

#endif /* MM_BOOT_H */
