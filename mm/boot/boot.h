/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_BOOT_H
#define MM_BOOT_H

/* Interface of mm/boot for the rest of mm/, in addition to <linux/memblock.h>. */

#include <linux/init.h>
#include <linux/memblock.h>
#include <linux/mmzone.h>
#include <linux/seqlock.h>

#include <internal/dtb.h>

/*
 * Read a number of one or two cells from a property of /chosen.  Returns false if it is absent or
 * invalid.
 */
bool __init_or_kunit boot_chosen_number(const struct dtb *dtb, const char *name, u64 *value);

/* Owner of the ranges that /memreserve/ lists. */
#define BOOT_MEMRESERVE	"memreserve"
/* Owner of ranges whose type in the EFI memory map is "reserved". */
#define BOOT_EFI_RESERVED	"EFI: reserved"

/*
 * Reserve [base, end) for @owner.  @nomap: also exclude the range from the linear map.  Returns 0,
 * or -ENOMEM.  Returns 1 if a table was full, so that the memory between the range and its
 * neighbour is reserved or not mapped, too.
 */
int __init_or_kunit boot_reserve(struct memblock *mb, u64 base, u64 end, const char *owner,
				 bool nomap);

/* Kinds of children of /reserved-memory that boot code distinguishes. */
enum region_kind {
	REGION_OTHER,
	REGION_DEVICES,		/* device memory: not in the linear map */
	REGION_CMA,		/* CMA area: a multiple of whole page blocks */
};

#ifdef CONFIG_OF_RESERVED_MEM
enum region_kind __init_or_kunit reserved_mem_kind_of(const struct dtb *dtb, int node);
/* Update the names of the regions after the device tree was moved to @blob. */
void __init reserved_mem_move_names(const struct dtb *dtb, const char *blob);
/*
 * Return true if a region of /reserved-memory overlaps the range.  The device of that region may
 * write to the range.
 */
bool __init reserved_mem_has(phys_addr_t base, phys_addr_t size);
/*
 * Report the regions that overlap the range, and remove them from the table of regions.  @owner:
 * owner of the range.
 */
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

/* Update *@name, if it is a string of the device tree, after the tree was moved to @blob. */
static inline void __init boot_move_name(const struct dtb *dtb, const char *blob, const char **name)
{
	unsigned long offset = *name - (const char *)dtb->blob;

	if (*name && offset < dtb->size)
		*name = blob + offset;
}

/* Memory hotplug holds this lock as a writer while it changes memblock.memory after boot. */
extern seqlock_t memory_lock;

static inline int memory_nid(const struct memblock_region *r)
{
	return r->nid > 0 && r->nid < MAX_NUMNODES ? r->nid : 0;
}

#endif /* MM_BOOT_H */
