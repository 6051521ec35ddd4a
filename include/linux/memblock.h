/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MEMBLOCK_H
#define LINUX_MEMBLOCK_H

/*
 * memblock, the boot-time allocator, records which physical memory exists and which parts of it are
 * reserved.
 *
 * Addresses are physical and sizes are in bytes, unless a name states otherwise.  There is no lock:
 * only the boot CPU uses memblock, until memblock_free_all() hands the memory to the page
 * allocator.  The tables remain readable afterwards.  No function sleeps.  Functions that return
 * int return 0, or -ENOMEM if an array is full and cannot grow.
 *
 * In addition to Linux's interface, every reserved range has an owner.  It is a static string that
 * the memory map prints.
 */

#include <linux/init.h>
#include <linux/mm.h>
#include <linux/types.h>
#include <linux/limits.h>
#include <linux/numa.h>
#include <asm/page.h>

/* Functions take flags as int, because a combination of flags is not an enum memblock_flags. */
enum memblock_flags {
	MEMBLOCK_NONE		= 0x0,	/* no special request */
	MEMBLOCK_HOTPLUG	= 0x1,	/* may be removed at run time */
	MEMBLOCK_NOMAP		= 0x4,	/* never in the linear map, never allocated */
	MEMBLOCK_RSRV_KERN	= 0x20,	/* reserved for the kernel itself; set by allocations */
};

struct memblock_region {
	phys_addr_t base;
	phys_addr_t size;
	enum memblock_flags flags;
	int nid;
	const char *owner;		/* owner of a reserved range; NULL if unknown */
};

struct memblock_type {
	unsigned long cnt;		/* number of regions, which are sorted and disjoint */
	unsigned long max;		/* capacity of the array */
	phys_addr_t total_size;
	struct memblock_region *regions;
	bool on_heap;			/* memblock allocated the array */
	const char *name;
};

struct memblock {
	bool bottom_up;			/* allocate low addresses first */
	bool can_resize;		/* arrays may grow, because the linear map is usable */
	bool closed;			/* the page allocator owns the free memory */
	phys_addr_t current_limit;	/* highest end of allocations */
	struct memblock_type memory;
	struct memblock_type reserved;
};

extern struct memblock memblock;

#define MEMBLOCK_LOW_LIMIT		0
#define MEMBLOCK_ALLOC_ACCESSIBLE	0		/* end of range: the current limit */
#define MEMBLOCK_ALLOC_ANYWHERE		(~(phys_addr_t)0)

/*
 * Only boot code may change the tables.  After memblock_free_all(), the functions from
 * memblock_add() to memblock_alloc_node() report the caller, change nothing, and return -EBUSY, 0
 * or NULL.  From then on, memblock_free_late() frees reserved memory.
 */

/*
 * Record existing memory.  The range may overlap memory that is recorded already, which retains its
 * node and flags.
 */
int memblock_add(phys_addr_t base, phys_addr_t size);
int memblock_add_node(phys_addr_t base, phys_addr_t size, int nid, enum memblock_flags flags);
int memblock_remove(phys_addr_t base, phys_addr_t size);
int memblock_set_node(phys_addr_t base, phys_addr_t size, struct memblock_type *type, int nid);
int memblock_mark_hotplug(phys_addr_t base, phys_addr_t size);
int memblock_clear_hotplug(phys_addr_t base, phys_addr_t size);
int memblock_mark_nomap(phys_addr_t base, phys_addr_t size);
int memblock_clear_nomap(phys_addr_t base, phys_addr_t size);

/* Remove all memory above the first @limit bytes, including reservations. */
void memblock_enforce_memory_limit(phys_addr_t limit);
/* Remove all memory except [@base, @base + @size) and no-map regions. */
void memblock_cap_memory_range(phys_addr_t base, phys_addr_t size);
void memblock_mem_limit_remove_map(phys_addr_t limit);
/* Align both ends of every region to @align by shrinking it. */
void memblock_trim_memory(phys_addr_t align);

/*
 * Reserve a range.  Parts that are reserved already retain their owner, node and flags.
 * memblock_reserve_kern() is for memory that the kernel itself uses, and sets MEMBLOCK_RSRV_KERN.
 * A range with this flag is merged with any adjacent range that has the same owner, as in Linux
 * 6.12.  The region has the flag only if both have it, and otherwise the node of the other range.
 */
int memblock_reserve(phys_addr_t base, phys_addr_t size);
int __memblock_reserve(phys_addr_t base, phys_addr_t size, int nid, enum memblock_flags flags);

static inline int memblock_reserve_kern(phys_addr_t base, phys_addr_t size)
{
	return __memblock_reserve(base, size, NUMA_NO_NODE, MEMBLOCK_RSRV_KERN);
}

int memblock_reserve_named(phys_addr_t base, phys_addr_t size, const char *owner);
/*
 * Reserve a range exclusively.  If another owner has reserved a part of the range, print both
 * owners, change nothing, and return -EEXIST.
 */
int memblock_reserve_exclusive(phys_addr_t base, phys_addr_t size, const char *owner);
/* Set the owner of a reserved range.  An allocation is a reserved range, too. */
int memblock_set_owner(phys_addr_t base, phys_addr_t size, const char *owner);
int memblock_phys_free(phys_addr_t base, phys_addr_t size);
void memblock_free(void *ptr, size_t size);

/*
 * Allocate @size bytes, aligned to @align, a power of two.  An @align of 0 is reported and replaced
 * by the size of a cache line.  The range ends at or below @end, or at or below the current limit
 * if @end is MEMBLOCK_ALLOC_ACCESSIBLE.  The page at physical address 0 is never allocated.  The
 * range has the flag MEMBLOCK_RSRV_KERN, and the node that the caller asked for if it lies there.
 * Functions that return an address return 0 if no range fits; functions that return a pointer
 * return NULL.  The _try_ forms prefer node @nid and fall back to any other node.  Free the memory
 * with memblock_phys_free() or memblock_free().
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
 * Allocate memory and return its address in the linear map.  The _raw forms do not clear the
 * memory; the other forms do.
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

/* Set and read the allocation policy. */
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

/*
 * Query the tables.  memblock_is_region_memory() is true if the whole range is memory.
 * memblock_is_region_reserved() and memblock_overlaps_region() are true if any byte of the range
 * matches.
 */
bool memblock_is_memory(phys_addr_t addr);
bool memblock_is_map_memory(phys_addr_t addr);
bool memblock_is_reserved(phys_addr_t addr);
bool memblock_is_region_memory(phys_addr_t base, phys_addr_t size);
bool memblock_is_region_reserved(phys_addr_t base, phys_addr_t size);
bool memblock_overlaps_region(struct memblock_type *type, phys_addr_t base, phys_addr_t size);
phys_addr_t memblock_phys_mem_size(void);
phys_addr_t memblock_reserved_size(void);
/*
 * Return the number of reserved bytes below @limit that have the flag MEMBLOCK_RSRV_KERN and that
 * were reserved for the node @nid, or for any node if @nid is NUMA_NO_NODE.  Ranges that were
 * merged with others do not count.
 */
phys_addr_t memblock_reserved_kern_size(phys_addr_t limit, int nid);
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

/*
 * Return the first and the end frame number of the whole pages inside a memory region.
 */
static inline unsigned long memblock_region_memory_base_pfn(const struct memblock_region *r)
{
	return (r->base + PAGE_SIZE - 1) >> PAGE_SHIFT;
}

static inline unsigned long memblock_region_memory_end_pfn(const struct memblock_region *r)
{
	return (r->base + r->size) >> PAGE_SHIFT;
}

/*
 * Apply the operations above to the caller's instance @mb.  The arrays must remain valid as long as
 * the instance is used.  The instance is initialized like the one in mm/boot/memblock.c.
 */
int memblock_inst_add(struct memblock *mb, phys_addr_t base, phys_addr_t size, int nid,
		      enum memblock_flags flags);
int memblock_inst_reserve(struct memblock *mb, phys_addr_t base, phys_addr_t size,
			  const char *owner);
int memblock_inst_reserve_node(struct memblock *mb, phys_addr_t base, phys_addr_t size, int nid,
			       enum memblock_flags flags);
int memblock_inst_reserve_exclusive(struct memblock *mb, phys_addr_t base, phys_addr_t size,
				    const char *owner);
int memblock_inst_set_owner(struct memblock *mb, phys_addr_t base, phys_addr_t size,
			    const char *owner);
int memblock_inst_change_owner(struct memblock *mb, phys_addr_t base, phys_addr_t size,
			       const char *from, const char *owner);
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
phys_addr_t memblock_inst_kern_size(struct memblock *mb, phys_addr_t limit, int nid);
void memblock_inst_dump(struct memblock *mb);
/*
 * Check that the regions are sorted, disjoint and merged and that the sums match.  Prints the first
 * violation and returns the number of violations.
 */
int memblock_inst_validate(struct memblock *mb);

/*
 * Advance an iterator by one range.  The next forms find the first range at or after *@pos and set
 * *@pos to its end.  The prev forms find the last range that ends at or before *@pos and set *@pos
 * to its start.  A position is an address, so the tables may change inside a loop.
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

/*
 * Iterate over memory except no-map regions.  @i is a u64; @p_start and @p_end point to
 * phys_addr_t.
 */
#define for_each_mem_range(i, p_start, p_end)						\
	for (i = 0; memblock_next_mem(&memblock, NUMA_NO_NODE, &i, p_start, p_end, NULL);)

#define for_each_mem_range_rev(i, p_start, p_end)					\
	for (i = U64_MAX; memblock_prev_mem(&memblock, NUMA_NO_NODE, &i, p_start, p_end, NULL);)

/* Iterate over mapped memory that is not reserved.  @flags must be MEMBLOCK_NONE. */
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

/* Iterate over the whole pages of memory regions, including no-map regions.  @i is an int. */
#define for_each_mem_pfn_range(i, node, p_start, p_end, p_nid)				\
	for (i = 0; memblock_next_pfn_range(&memblock, node, &i, p_start, p_end, p_nid);)

#endif /* LINUX_MEMBLOCK_H */
