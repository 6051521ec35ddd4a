/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MEMBLOCK_H
#define LINUX_MEMBLOCK_H

/*
 * The boot-time allocator: which physical memory exists, and which of it somebody owns.
 *
 * All addresses are physical and all sizes are bytes, unless a name says otherwise.  There is no
 * lock: everything here runs on the boot CPU, in one thread, before the page allocator takes over
 * (memblock_free_all()); the tables stay readable for ever.  Nothing sleeps.  Functions that return
 * int return 0 or -ENOMEM when an array is full and cannot grow.
 *
 * Apart from Linux's interface every reserved range carries an owner, a string that is printed by
 * the memory map: it is kept by reference and must be static.
 */

#include <linux/types.h>
#include <linux/limits.h>
#include <linux/numa.h>
#include <asm/page.h>

/* An int in the interface, so that the values may be or-ed. */
enum memblock_flags {
	MEMBLOCK_NONE		= 0x0,	/* no special request */
	MEMBLOCK_HOTPLUG	= 0x1,	/* may be removed while the machine runs */
	MEMBLOCK_NOMAP		= 0x4,	/* never in the linear map, never allocated */
};

struct memblock_region {
	phys_addr_t base;
	phys_addr_t size;
	enum memblock_flags flags;
	int nid;
	const char *owner;		/* reserved ranges only; NULL: nobody said */
};

struct memblock_type {
	unsigned long cnt;		/* regions in use, sorted, disjoint */
	unsigned long max;		/* room in the array */
	phys_addr_t total_size;
	struct memblock_region *regions;
	bool on_heap;			/* the array came from this memblock, not from static data */
	const char *name;
};

struct memblock {
	bool bottom_up;			/* allocate low addresses first */
	bool can_resize;		/* arrays may grow: the linear map is usable */
	bool closed;			/* the page allocator owns what was free */
	phys_addr_t current_limit;	/* allocations end at or below it */
	struct memblock_type memory;
	struct memblock_type reserved;
};

extern struct memblock memblock;

#define MEMBLOCK_LOW_LIMIT		0
#define MEMBLOCK_ALLOC_ACCESSIBLE	0		/* below the current limit */
#define MEMBLOCK_ALLOC_ANYWHERE		(~(phys_addr_t)0)

/*
 * Only boot code may call the functions that change the tables.  Once the page allocator has taken over,
 * each of them reports its caller, changes nothing, and returns -EBUSY, 0 or NULL.  From then on
 * memblock_free_late() gives reserved memory to the page allocator.
 */

/* What exists.  Overlaps are allowed: what is known already keeps its node and flags. */
int memblock_add(phys_addr_t base, phys_addr_t size);
int memblock_add_node(phys_addr_t base, phys_addr_t size, int nid, enum memblock_flags flags);
int memblock_remove(phys_addr_t base, phys_addr_t size);
int memblock_set_node(phys_addr_t base, phys_addr_t size, struct memblock_type *type, int nid);
int memblock_mark_hotplug(phys_addr_t base, phys_addr_t size);
int memblock_clear_hotplug(phys_addr_t base, phys_addr_t size);
int memblock_mark_nomap(phys_addr_t base, phys_addr_t size);
int memblock_clear_nomap(phys_addr_t base, phys_addr_t size);

/* Drop what lies above the first @limit bytes of memory, reservations included. */
void memblock_enforce_memory_limit(phys_addr_t limit);
/* Keep [base, base + size) and what is marked no-map, drop the rest. */
void memblock_cap_memory_range(phys_addr_t base, phys_addr_t size);
void memblock_mem_limit_remove_map(phys_addr_t limit);
/* Shrink every region to a multiple of @align at both ends. */
void memblock_trim_memory(phys_addr_t align);

/* What is owned.  What is reserved already keeps its owner. */
int memblock_reserve(phys_addr_t base, phys_addr_t size);
int memblock_reserve_named(phys_addr_t base, phys_addr_t size, const char *owner);
/*
 * Reserve for @owner alone.  If any byte is reserved for another owner: prints both, changes
 * nothing and returns -EEXIST.
 */
int memblock_reserve_exclusive(phys_addr_t base, phys_addr_t size, const char *owner);
/* Name the owner of what is reserved already, such as the result of an allocation. */
int memblock_set_owner(phys_addr_t base, phys_addr_t size, const char *owner);
int memblock_phys_free(phys_addr_t base, phys_addr_t size);
void memblock_free(void *ptr, size_t size);

/*
 * Allocation.  @align is a power of two; 0 is reported and taken as a cache line.  The range ends
 * at or below @end, or below the current limit for MEMBLOCK_ALLOC_ACCESSIBLE.  The page at physical
 * address 0 is never given out.  Results are 0 or NULL when nothing fits.  With a node, the _try_
 * forms fall back to any node.  A range is given back with memblock_phys_free() or memblock_free().
 */
phys_addr_t memblock_phys_alloc_range(phys_addr_t size, phys_addr_t align, phys_addr_t start,
				      phys_addr_t end);
phys_addr_t memblock_phys_alloc_try_nid(phys_addr_t size, phys_addr_t align, int nid);
phys_addr_t memblock_alloc_range_nid(phys_addr_t size, phys_addr_t align, phys_addr_t start,
				     phys_addr_t end, int nid, bool exact_nid);

static inline phys_addr_t memblock_phys_alloc(phys_addr_t size, phys_addr_t align)
{
	return memblock_phys_alloc_range(size, align, 0, MEMBLOCK_ALLOC_ACCESSIBLE);
}

/*
 * The same, as zeroed memory at its address in the linear map, always below the current limit; _raw
 * memory is not zeroed.
 */
void *memblock_alloc_try_nid(phys_addr_t size, phys_addr_t align, phys_addr_t min_addr,
			     phys_addr_t max_addr, int nid);
void *memblock_alloc_try_nid_raw(phys_addr_t size, phys_addr_t align, phys_addr_t min_addr,
				 phys_addr_t max_addr, int nid);
void *memblock_alloc_exact_nid_raw(phys_addr_t size, phys_addr_t align, phys_addr_t min_addr,
				   phys_addr_t max_addr, int nid);

static inline void *memblock_alloc(phys_addr_t size, phys_addr_t align)
{
	return memblock_alloc_try_nid(size, align, MEMBLOCK_LOW_LIMIT, MEMBLOCK_ALLOC_ACCESSIBLE,
				      NUMA_NO_NODE);
}

static inline void *memblock_alloc_raw(phys_addr_t size, phys_addr_t align)
{
	return memblock_alloc_try_nid_raw(size, align, MEMBLOCK_LOW_LIMIT,
					  MEMBLOCK_ALLOC_ACCESSIBLE, NUMA_NO_NODE);
}

static inline void *memblock_alloc_from(phys_addr_t size, phys_addr_t align, phys_addr_t min_addr)
{
	return memblock_alloc_try_nid(size, align, min_addr, MEMBLOCK_ALLOC_ACCESSIBLE,
				      NUMA_NO_NODE);
}

static inline void *memblock_alloc_node(phys_addr_t size, phys_addr_t align, int nid)
{
	return memblock_alloc_try_nid(size, align, MEMBLOCK_LOW_LIMIT, MEMBLOCK_ALLOC_ACCESSIBLE,
				      nid);
}

/* Policy. */
void memblock_allow_resize(void);
void memblock_set_current_limit(phys_addr_t limit);
phys_addr_t memblock_get_current_limit(void);

static inline void memblock_set_bottom_up(bool enable)
{
	memblock.bottom_up = enable;
}

static inline bool memblock_bottom_up(void)
{
	return memblock.bottom_up;
}

/* Questions.  Region means: the whole range for memory, any byte of it for reserved. */
bool memblock_is_memory(phys_addr_t addr);
bool memblock_is_map_memory(phys_addr_t addr);
bool memblock_is_reserved(phys_addr_t addr);
bool memblock_is_region_memory(phys_addr_t base, phys_addr_t size);
bool memblock_is_region_reserved(phys_addr_t base, phys_addr_t size);
bool memblock_overlaps_region(struct memblock_type *type, phys_addr_t base, phys_addr_t size);
phys_addr_t memblock_phys_mem_size(void);
phys_addr_t memblock_reserved_size(void);
phys_addr_t memblock_start_of_DRAM(void);
phys_addr_t memblock_end_of_DRAM(void);

void memblock_dump_all(void);

static inline bool memblock_is_hotpluggable(const struct memblock_region *r)
{
	return r->flags & MEMBLOCK_HOTPLUG;
}

static inline bool memblock_is_nomap(const struct memblock_region *r)
{
	return r->flags & MEMBLOCK_NOMAP;
}

static inline int memblock_get_region_node(const struct memblock_region *r)
{
	return r->nid;
}

/* Whole pages inside, and pages touched at all. */
static inline unsigned long memblock_region_memory_base_pfn(const struct memblock_region *r)
{
	return (r->base + PAGE_SIZE - 1) >> PAGE_SHIFT;
}

static inline unsigned long memblock_region_memory_end_pfn(const struct memblock_region *r)
{
	return (r->base + r->size) >> PAGE_SHIFT;
}

/*
 * The same operations on an instance of the caller's.  Its arrays must outlive it; it is set up by
 * an initializer like that of the machine's own instance in mm/boot/memblock.c.
 */
int memblock_inst_add(struct memblock *mb, phys_addr_t base, phys_addr_t size, int nid,
		      enum memblock_flags flags);
int memblock_inst_reserve(struct memblock *mb, phys_addr_t base, phys_addr_t size,
			  const char *owner);
int memblock_inst_reserve_exclusive(struct memblock *mb, phys_addr_t base, phys_addr_t size,
				    const char *owner);
int memblock_inst_set_owner(struct memblock *mb, phys_addr_t base, phys_addr_t size,
			    const char *owner);
int memblock_inst_change_owner(struct memblock *mb, phys_addr_t base, phys_addr_t size, const char *from,
			       const char *owner);
int memblock_inst_remove(struct memblock *mb, struct memblock_type *type, phys_addr_t base,
			 phys_addr_t size);
int memblock_inst_set_flag(struct memblock *mb, phys_addr_t base, phys_addr_t size, bool set,
			   enum memblock_flags flag);
int memblock_inst_set_node(struct memblock *mb, phys_addr_t base, phys_addr_t size,
			   struct memblock_type *type, int nid);
void memblock_inst_enforce_limit(struct memblock *mb, phys_addr_t limit);
void memblock_inst_cap_range(struct memblock *mb, phys_addr_t base, phys_addr_t size);
void memblock_inst_trim(struct memblock *mb, phys_addr_t align);
phys_addr_t memblock_inst_alloc(struct memblock *mb, phys_addr_t size, phys_addr_t align,
				phys_addr_t start, phys_addr_t end, int nid, bool exact_nid);
struct memblock_region *memblock_inst_find(struct memblock_type *type, phys_addr_t addr);
void memblock_inst_dump(struct memblock *mb);
/* Sorted, disjoint, merged, sums right: the number of violations, the first one printed. */
int memblock_inst_validate(struct memblock *mb);

/*
 * Steps of the iterators: each finds the next range at or after *pos (or ending at or before *pos)
 * and moves *pos behind it.  A position is an address, so the tables may change inside a loop.
 */
bool memblock_next_mem(struct memblock *mb, int nid, u64 *pos, phys_addr_t *start,
		       phys_addr_t *end, int *out_nid);
bool memblock_prev_mem(struct memblock *mb, int nid, u64 *pos, phys_addr_t *start,
		       phys_addr_t *end, int *out_nid);
bool memblock_next_free(struct memblock *mb, int nid, u64 *pos, phys_addr_t *start,
			phys_addr_t *end, int *out_nid);
bool memblock_prev_free(struct memblock *mb, int nid, u64 *pos, phys_addr_t *start,
			phys_addr_t *end, int *out_nid);
bool memblock_next_reserved(struct memblock *mb, u64 *pos, phys_addr_t *start, phys_addr_t *end);
bool memblock_next_pfn_range(struct memblock *mb, int nid, int *idx, unsigned long *start_pfn,
			     unsigned long *end_pfn, int *out_nid);

/* Memory that is mapped: no-map regions are left out.  @i is a u64, the others phys_addr_t. */
#define for_each_mem_range(i, p_start, p_end)						\
	for (i = 0; memblock_next_mem(&memblock, NUMA_NO_NODE, &i, p_start, p_end, NULL);)

#define for_each_mem_range_rev(i, p_start, p_end)					\
	for (i = U64_MAX; memblock_prev_mem(&memblock, NUMA_NO_NODE, &i, p_start, p_end, NULL);)

/* Memory that is mapped and not reserved; @flags: MEMBLOCK_NONE is the only kind there is. */
#define for_each_free_mem_range(i, node, flags, p_start, p_end, p_nid)			\
	for (i = ((void)(flags), 0);								\
	     memblock_next_free(&memblock, node, &i, p_start, p_end, p_nid);)

#define for_each_free_mem_range_reverse(i, node, flags, p_start, p_end, p_nid)		\
	for (i = ((void)(flags), U64_MAX);						\
	     memblock_prev_free(&memblock, node, &i, p_start, p_end, p_nid);)

#define for_each_reserved_mem_range(i, p_start, p_end)					\
	for (i = 0; memblock_next_reserved(&memblock, &i, p_start, p_end);)

#define for_each_mem_region(region)							\
	for (region = memblock.memory.regions;						\
	     region < memblock.memory.regions + memblock.memory.cnt; region++)

#define for_each_reserved_mem_region(region)						\
	for (region = memblock.reserved.regions;					\
	     region < memblock.reserved.regions + memblock.reserved.cnt; region++)

/* Whole pages of each memory region, no-map ones included; @i is an int. */
#define for_each_mem_pfn_range(i, node, p_start, p_end, p_nid)				\
	for (i = 0; memblock_next_pfn_range(&memblock, node, &i, p_start, p_end, p_nid);)

#endif /* LINUX_MEMBLOCK_H */
