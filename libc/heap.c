// SPDX-License-Identifier: BSD-2-Clause
/*
 * Memory for the heap: demand-paged regions (quarry/demand.h).  os_sbrk() moves the end of one of
 * these regions, which holds small objects.  Each large object has a separate region.  The boot
 * argument "heap=" limits the total size of all regions, and selects a mode:
 *
 * heap=32M             malloc() gets at most 32 MiB
 * heap=overcommit      pages are allocated when they are accessed
 * heap=strict          pages are allocated when the heap grows
 * heap=32M,overcommit  both a limit and a mode
 *
 * Locking: heap_lock protects the end of the growing region, and ensures that a mapping is freed
 * only once.  The total size (`used`) is updated atomically, before memory is allocated.
 */

#include <internal/kasan.h>
#include <internal/params.h>
#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <quarry/demand.h>
#include "libc/os.h"

static u64 limit = (u64)CONFIG_LIBC_HEAP_MB << 20;
static unsigned int how = IS_ENABLED(CONFIG_LIBC_HEAP_OVERCOMMIT) ? DEMAND_OVERCOMMIT : 0;
static atomic64_t used;

static DEFINE_MUTEX(heap_lock);
static char *brk_start, *brk_limit;	/* the growing region; set only once */
static size_t brk_size;			/* offset of the current end of the heap */
static size_t brk_mapped;		/* size of the mapped part, in whole pages */

static int __init heap_param(char *value)
{
	char *word;

	while ((word = strsep(&value, ","))) {
		char *end;
		u64 size;

		if (!strcmp(word, "overcommit"))
			how = DEMAND_OVERCOMMIT;
		else if (!strcmp(word, "strict"))
			how = 0;
		else if (parse_size(word, &end, &size) || *end || !size)
			return -EINVAL;
		else
			limit = size;
	}
	return 0;
}
early_param("heap", heap_param);

/*
 * Add @size bytes, which may be negative, to the size of the heap.  If the limit would be exceeded,
 * returns false and does not change the size.
 */
static bool charge(long size)
{
	s64 now = atomic64_add_return(size, &used);

	if (size <= 0 || !limit || now <= (s64)limit)
		return true;
	atomic64_sub(size, &used);
	return false;
}

/*
 * Map or unmap pages of the growing region, so that @mapped bytes are mapped.  The caller holds
 * heap_lock.
 */
static bool brk_resize(size_t mapped)
{
	long more = mapped - brk_mapped;

	if (!charge(more))
		return false;
	if (demand_resize(brk_start, mapped)) {
		charge(-more);
		return false;
	}
	brk_mapped = mapped;
	return true;
}

/*
 * Reserve addresses for the growing region: as many as the limit or the size of RAM, whichever is
 * smaller, or 8 times the size of RAM with overcommit and without a limit.  Pages count towards the
 * size of the heap only when os_sbrk() moves the end of the region.
 */
static bool brk_begin(void)
{
	size_t most = limit && limit < (u64)totalram_pages() << PAGE_SHIFT ? limit :
		      totalram_pages() << PAGE_SHIFT;

	if (how & DEMAND_OVERCOMMIT && !limit)
		most *= 8;
	most = PAGE_ALIGN(most);
	if (!brk_start) {
		brk_start = demand_map("heap", 0, most, how);
		WRITE_ONCE(brk_limit, brk_start ? brk_start + most : NULL);
	}
	return brk_start;
}

void *os_sbrk(long by)
{
	size_t size, mapped;
	void *old = NULL;

	mutex_lock(&heap_lock);
	size = brk_size + by;	/* a negative sum wraps and exceeds the limit */
	if (brk_begin() && size <= (size_t)(brk_limit - brk_start)) {
		mapped = PAGE_ALIGN(size);
		if (mapped == brk_mapped || brk_resize(mapped)) {
			old = brk_start + brk_size;
			brk_size = size;
			/*
			 * Clear the rest of the page, because new memory must be zero when the heap
			 * grows again.
			 */
			if (by < 0)
				memset(brk_start + size, 0, mapped - size);
		}
	}
	mutex_unlock(&heap_lock);
	return old;
}

void os_pages(unsigned long *total, unsigned long *free)
{
	*total = totalram_pages();
	*free = nr_free_pages();
}

bool os_is_small(const void *addr)
{
	if (!IS_ENABLED(CONFIG_LIBC_MALLOC_QUARRY) && (char *)addr >= brk_start &&
	    (char *)addr < READ_ONCE(brk_limit))
		return true;
	return os_is_kmallocs(addr) && virt_addr_valid(addr);
}

#ifdef CONFIG_LIBC_MALLOC_WATCHED
bool os_small_is_watched(void)
{
	return kmalloc_is_watched() || kmalloc_is_sampled();
}

bool os_is_kmallocs(const void *p)
{
	return virt_addr_valid(p);
}
#endif

#if defined(CONFIG_LIBC_MALLOC_QUARRY) || defined(CONFIG_LIBC_MALLOC_WATCHED)
/*
 * Allocate an object for C, which must be aligned to 16 bytes.  kmalloc() guarantees this for sizes
 * that are a multiple of 16.  If slub_debug checks the object, kmalloc() aligns objects of any
 * size, and the size is not rounded up, so that the red zone starts directly after the object.
 */
static void *os_small_aligned(size_t size, gfp_t gfp)
{
	size = size ? size : 1;
	if (kmalloc_is_watched()) {
		void *p = kmalloc(size, gfp);

		if (IS_ALIGNED((unsigned long)p, 16))
			return p;
		kfree(p);	/* slub_debug= does not apply to this size */
	}
	return kmalloc(ALIGN(size, 16), gfp);
}

/* Allocate a small object.  It counts towards the size of the heap only if there is a limit. */
void *os_small_alloc(size_t size, bool zero)
{
	void *p = os_small_aligned(size, GFP_KERNEL | __GFP_NOWARN | (zero ? __GFP_ZERO : 0));

	if (p && limit && !charge(ksize(p))) {
		kfree(p);
		p = NULL;
	}
	return p;
}

bool os_small_is_quick(void)
{
	return !limit && !kmalloc_is_watched();
}

void os_small_free(void *p)
{
	if (limit)
		charge(-ksize(p));
	kfree(p);
}

size_t os_small_size(const void *p)
{
	return ksize(p);
}

void os_small_shrink(void *p, size_t size)
{
	size_t had;

	if (!kmalloc_is_watched())
		return;
	had = ksize(p);
	p = krealloc(p, size ? size : 1, GFP_KERNEL);
	if (limit)
		charge((long)(ksize(p) - had));
}
#endif

static const char mapping[] = "malloc";

void *os_map(size_t size)
{
	size_t whole;
	void *start;

	if (size > LONG_MAX - PAGE_SIZE)
		return NULL;
	whole = PAGE_ALIGN(size);
	if (!charge(whole))
		return NULL;
	start = demand_map(mapping, whole, whole, how);
	if (!start)
		charge(-whole);
	else
		kasan_alloc_range(start, size, whole, false, __builtin_return_address(0));
	return start;
}

static bool find_mapping(const void *addr, struct demand_usage *usage)
{
	return demand_usage(addr, usage) && !strcmp(usage->name, mapping) &&
	       addr >= usage->start && addr < usage->start + usage->size;
}

size_t os_mapped_behind(const void *addr)
{
	struct demand_usage usage;

	if (!find_mapping(addr, &usage))
		return 0;
	return usage.start + kasan_range_size(usage.start, usage.size) - addr;
}

/*
 * Set the size of a region with its lock held: in place if it may grow that far, and otherwise at
 * other addresses, where it may grow to twice the size.  Returns its start, or NULL.
 */
static void *resize_mapping(const struct demand_usage *usage, size_t whole)
{
	void *moved = NULL;

	if (whole <= usage->max)
		return demand_resize(usage->start, whole) ? NULL : usage->start;
	if (whole <= SIZE_MAX / 2)
		moved = demand_move(usage->start, whole, 2 * whole);
	return moved ? moved : demand_move(usage->start, whole, whole);
}

void *os_remap(const void *addr, size_t size, long *change)
{
	struct demand_usage usage;
	void *moved = NULL;
	size_t before, whole;

	if (kasan_enabled())	/* KASAN detects accesses to the old address of a new object */
		return NULL;
	mutex_lock(&heap_lock);
	if (find_mapping(addr, &usage)) {
		before = addr - usage.start;
		whole = size <= LONG_MAX - PAGE_SIZE - before ? PAGE_ALIGN(before + size) : 0;
		*change = whole - usage.size;
		if (whole && charge(*change)) {
			moved = resize_mapping(&usage, whole);
			if (!moved)
				charge(-*change);
		}
	}
	mutex_unlock(&heap_lock);
	return moved ? moved + before : NULL;
}

size_t os_unmap(const void *addr)
{
	struct demand_usage usage;

	mutex_lock(&heap_lock);
	if (find_mapping(addr, &usage) && !offset_in_page(addr)) {
		kasan_free_range(usage.start, false);
		demand_unmap(usage.start);
		charge(-usage.size);
	} else {
		usage.size = 0;
	}
	mutex_unlock(&heap_lock);
	WARN(!usage.size, "free(%px): not an address from malloc()\n", addr);
	return usage.size;
}
