// SPDX-License-Identifier: BSD-2-Clause
/*
 * A table of call chains.  Each different chain is stored once and has a number, the handle.
 *
 * Problem.  Tools record the call chains that allocated and freed each object.  There are thousands
 * of objects, but few different chains.
 *
 * Structure.  Pools of 2^POOL_ORDER pages are filled with consecutive records.  A record contains
 * one chain.  HASH_BITS bits of a chain's hash select a list, in which its record is linked.  A
 * handle consists of the number of the pool and the offset of the record in the pool, plus 1:
 *
 *	handle	| pool | offset in units of 8 bytes | + 1
 *
 * Records are never removed.  Therefore readers need no lock: a reader finds either a complete
 * record or no record.
 *
 * Locking.  depot_lock, taken with interrupts off, protects additions.  Pages are allocated without
 * depot_lock and without waiting, so that the page allocator and the functions that it calls may
 * also store chains.
 *
 * Bounds.  The records use at most CONFIG_STACKDEPOT_KB of memory.  A lookup walks one list, which
 * is short unless there are many more chains than lists.
 */

#define pr_fmt(fmt) "stackdepot: " fmt

#include <internal/kasan.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/hash.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/overflow.h>
#include <linux/spinlock.h>
#include <linux/stackdepot.h>
#include <linux/stacktrace.h>
#include <linux/string.h>

#define POOL_ORDER	2
#define POOL_SIZE	(PAGE_SIZE << POOL_ORDER)
#define MAX_POOLS	(CONFIG_STACKDEPOT_KB * 1024UL / POOL_SIZE)
#define UNITS		(POOL_SIZE / 8)		/* number of units of each pool */
#define HASH_BITS	9			/* the lists need half of a 4 KiB page */
#define MAX_ENTRIES	32

struct record {
	u32 next;		/* handle of the next record in the list; 0: none */
	u32 hash;
	u64 nr_entries;
	unsigned long entries[];
};

static_assert(MAX_POOLS >= 1);
static_assert(sizeof(u32) << HASH_BITS <= PAGE_SIZE);

static DEFINE_SPINLOCK(depot_lock);
static u32 *lists;	/* the first handle of each list; NULL before stack_depot_init() */
static void *pools[MAX_POOLS];
static unsigned int nr_pools;
static unsigned long used;		/* used bytes of the last pool */
static char *reserve;			/* memory for all pools; NULL: allocate on demand */
static unsigned long nr_stacks, nr_refused;

#ifdef CONFIG_KASAN
int __init stack_depot_early_init(void)
{
	if (lists)
		return 0;
	reserve = memblock_alloc(MAX_POOLS * POOL_SIZE + PAGE_SIZE, PAGE_SIZE);
	if (!reserve)
		return -ENOMEM;
	memblock_set_owner(__pa(reserve), MAX_POOLS * POOL_SIZE + PAGE_SIZE, "call chains");
	lists = (u32 *)(reserve + MAX_POOLS * POOL_SIZE);
	return 0;
}
#endif

int stack_depot_init(void)
{
	void *page;

	if (READ_ONCE(lists))
		return 0;
	page = (void *)get_zeroed_page(GFP_KERNEL);
	if (!page)
		return -ENOMEM;
	if (cmpxchg(&lists, NULL, page))
		free_page((unsigned long)page);
	return 0;
}

static u32 hash_of(const unsigned long *entries, unsigned int nr_entries)
{
	u64 hash = nr_entries;

	for (unsigned int i = 0; i < nr_entries; i++)
		hash = (hash ^ entries[i]) * 0x9e3779b97f4a7c15UL, hash ^= hash >> 29;
	return hash;
}

static struct record *record_of(u32 handle)
{
	u32 place = handle - 1;
	char *pool = handle && place / UNITS < MAX_POOLS ?
		     __atomic_load_n(&pools[place / UNITS], __ATOMIC_ACQUIRE) : NULL;

	return pool ? (struct record *)(pool + place % UNITS * 8) : NULL;
}

static u32 depot_find(u32 hash, const unsigned long *entries, unsigned int nr_entries)
{
	u32 handle = __atomic_load_n(&lists[hash_32(hash, HASH_BITS)], __ATOMIC_ACQUIRE);
	const struct record *record;

	for (; handle; handle = record->next) {
		record = record_of(handle);
		if (record->hash == hash && record->nr_entries == nr_entries &&
		    !memcmp(record->entries, entries, nr_entries * sizeof(*entries)))
			return handle;
	}
	return 0;
}

/* Return true if the last pool has @size free bytes. */
static bool __has_room(unsigned long size)
{
	return nr_pools && used + size <= POOL_SIZE;
}

static u32 __depot_add(u32 hash, const unsigned long *entries, unsigned int nr_entries,
		       unsigned long size)
{
	u32 *list = &lists[hash_32(hash, HASH_BITS)];
	struct record *record = (struct record *)((char *)pools[nr_pools - 1] + used);
	u32 handle = (nr_pools - 1) * UNITS + used / 8 + 1;

	record->next = *list;
	record->hash = hash;
	record->nr_entries = nr_entries;
	memcpy(record->entries, entries, nr_entries * sizeof(*entries));
	used += size;
	nr_stacks++;
	__atomic_store_n(list, handle, __ATOMIC_RELEASE);
	return handle;
}

/*
 * Store the chain, unless another CPU has stored it.  Returns the handle of the chain, or 0.  If
 * the last pool is full and no memory is reserved, *@pool becomes the last pool and is set to NULL.
 * Stores in *@full whether the maximum number of pools is in use.
 */
static u32 depot_add(u32 hash, const unsigned long *entries, unsigned int nr_entries, void **pool,
		     bool *full)
{
	unsigned long size = struct_size_t(struct record, entries, nr_entries), flags;
	void *next = *pool;
	u32 handle;

	spin_lock_irqsave(&depot_lock, flags);
	handle = depot_find(hash, entries, nr_entries);
	if (reserve)
		next = reserve + nr_pools * POOL_SIZE;
	if (!handle && !__has_room(size) && nr_pools < MAX_POOLS && next) {
		__atomic_store_n(&pools[nr_pools], next, __ATOMIC_RELEASE);
		nr_pools++;
		used = 0;
		if (!reserve)
			*pool = NULL;
	}
	if (!handle && __has_room(size))
		handle = __depot_add(hash, entries, nr_entries, size);
	*full = nr_pools == MAX_POOLS;
	spin_unlock_irqrestore(&depot_lock, flags);
	return handle;
}

depot_stack_handle_t stack_depot_save_flags(const unsigned long *entries, unsigned int nr_entries,
					    gfp_t gfp, depot_flags_t depot_flags)
{
	void *pool = NULL;
	u32 hash, handle;
	bool full;

	if (!READ_ONCE(lists) || !nr_entries)
		return 0;
	nr_entries = min(nr_entries, MAX_ENTRIES);
	hash = hash_of(entries, nr_entries);
	handle = depot_find(hash, entries, nr_entries);
	if (likely(handle))
		return handle;
	handle = depot_add(hash, entries, nr_entries, &pool, &full);
	if (!handle && !full && depot_flags & STACK_DEPOT_FLAG_CAN_ALLOC) {
		pool = (void *)__get_free_pages(GFP_NOWAIT | __GFP_NOWARN, POOL_ORDER);
		if (pool)
			handle = depot_add(hash, entries, nr_entries, &pool, &full);
		if (pool)
			free_pages((unsigned long)pool, POOL_ORDER);
	}
	if (!handle) {
		__atomic_fetch_add(&nr_refused, 1, __ATOMIC_RELAXED);
		if (full)
			pr_warn_once("full at %u KiB: further chains are not stored\n",
				     CONFIG_STACKDEPOT_KB);
	}
	return handle;
}

unsigned int stack_depot_fetch(depot_stack_handle_t handle, const unsigned long **entries)
{
	const struct record *record = record_of(handle);

	*entries = record ? record->entries : NULL;
	return record ? record->nr_entries : 0;
}

void stack_depot_print(depot_stack_handle_t handle)
{
	const unsigned long *entries;
	unsigned int nr_entries = stack_depot_fetch(handle, &entries);

	stack_trace_print(entries, nr_entries, 4);
}

int stack_depot_snprint(depot_stack_handle_t handle, char *buf, size_t size, int spaces)
{
	const unsigned long *entries;
	unsigned int nr_entries = stack_depot_fetch(handle, &entries);

	return stack_trace_snprint(buf, size, entries, nr_entries, spaces);
}

void stack_depot_stats(struct stack_depot_stats *stats)
{
	unsigned long flags;

	spin_lock_irqsave(&depot_lock, flags);
	stats->nr_stacks = nr_stacks;
	stats->nr_pages = (unsigned long)nr_pools << POOL_ORDER;
	stats->nr_refused = __atomic_load_n(&nr_refused, __ATOMIC_RELAXED);
	spin_unlock_irqrestore(&depot_lock, flags);
}
