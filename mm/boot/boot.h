/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_BOOT_H
#define MM_BOOT_H

/* The door of mm/boot: what the other rooms use of memblock, besides <linux/memblock.h>. */

#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/mmzone.h>
#include <linux/seqlock.h>

#include <internal/dtb.h>

/* A property of /chosen that is one number, of one cell or two: true if it is there. */
bool __init_or_kunit boot_chosen_number(const struct dtb *dtb, const char *name, u64 *value);

/* The owner of what /memreserve/ lists. */
#define BOOT_MEMRESERVE	"memreserve"
/* The owner of what EFI firmware calls reserved. */
#define BOOT_EFI_RESERVED	"EFI: reserved"

/*
 * Reserve [base, end) for @owner; @nomap: keep it out of the linear map, too.  0; 1 if the table is full
 * and memory beside the range went with it; -ENOMEM.
 */
int __init_or_kunit boot_reserve(struct memblock *mb, u64 base, u64 end, const char *owner, bool nomap);

/* Children of /reserved-memory that the boot allocator treats in a way of their own. */
enum region_kind {
	REGION_OTHER,
	REGION_DEVICES,		/* memory of devices: not in the linear map */
	REGION_CMA,		/* an area of CMA: whole page blocks */
};

#ifdef CONFIG_OF_RESERVED_MEM
enum region_kind __init_or_kunit reserved_mem_kind_of(const struct dtb *dtb, int node);
/* The tree is at @blob now. */
void __init reserved_mem_move_names(const struct dtb *dtb, const char *blob);
/* Whether a region, whose owner may write to it, has a part of the range. */
bool __init reserved_mem_has(phys_addr_t base, phys_addr_t size);
/* Forget regions that overlap what @owner has, with a message. */
void __init reserved_mem_refuse(phys_addr_t base, phys_addr_t size, const char *owner);
#else
static inline enum region_kind reserved_mem_kind_of(const struct dtb *dtb, int node)
{
	return REGION_OTHER;
}

static inline void reserved_mem_move_names(const struct dtb *dtb, const char *blob)
{
}

static inline bool reserved_mem_has(phys_addr_t base, phys_addr_t size)
{
	return false;
}

static inline void reserved_mem_refuse(phys_addr_t base, phys_addr_t size, const char *owner)
{
}
#endif

/* A string of the tree, which moves from its boot window to @blob. */
static inline void __init boot_move_name(const struct dtb *dtb, const char *blob, const char **name)
{
	unsigned long offset = *name - (const char *)dtb->blob;

	if (*name && offset < dtb->size)
		*name = blob + offset;
}

/* Held while memblock.memory changes after boot. */
extern seqlock_t memory_lock;

static inline int memory_nid(const struct memblock_region *r)
{
	return r->nid > 0 && r->nid < MAX_NUMNODES ? r->nid : 0;
}

#endif /* MM_BOOT_H */
