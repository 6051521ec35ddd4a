// SPDX-License-Identifier: BSD-2-Clause
/*
 * KASAN: report an access beyond allocated memory, or to freed memory, when it happens.
 *
 * The compiler inserts a check before each access.  The check reads shadow memory, in which one
 * byte describes how many of 8 bytes of memory may be accessed.  On the host port, checks and
 * shadow memory are those of the compiler's address sanitizer.  The allocators poison unused
 * memory:
 *
 *	objects		All objects are watched by slab_debug.c, which has the red zones, the
 *			quarantine and the callers, and poisons objects that are not in use.
 *			malloc() is kmalloc()
 *	large objects	the bytes after the requested size, up to the end of the pages
 *	pages		all bytes, from freeing the page to its next allocation
 *	vmalloc()	the bytes after the requested size, up to the end of the pages; all bytes
 *			after vfree()
 *	per-CPU memory	KASAN_RED_ZONE bytes after each CPU's copy; all bytes after the free
 *	mempools	elements in the reserve
 *
 * Objects of SLAB_TYPESAFE_BY_RCU, which may be read after their free, and struct kmem_cache itself
 * are not poisoned.  There are no red zones between blocks of pages, so that an access beyond a
 * block is only detected if the memory there is not in use.
 *
 * A report contains the call chains of allocation and free.  For objects, slab_debug.c records
 * them.  For pages, a table has two call chains per page.  Other memory has one record for each
 * range in use, and one for each of the last MAX_FREED ranges that were freed.
 *
 * Locking: a page's entry in the table belongs to the owner of its block.  ranges_lock, with
 * interrupts off, protects the records.
 */

#define pr_fmt(fmt) fmt

#include <internal/fault.h>
#include <internal/kasan.h>
#include <linux/array_size.h>
#include <linux/cache.h>
#include <linux/cpumask.h>
#include <linux/hash.h>
#include <linux/init.h>
#include <linux/kstrtox.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/sprintf.h>
#include <linux/stackdepot.h>
#include <linux/stacktrace.h>

#include "slab_debug_core.h"

#define STACK_DEPTH	16
#define MAX_FREED	256
#define MAX_POISONED	SZ_1G

bool kasan_on __ro_after_init = IS_ENABLED(CONFIG_KASAN_DEFAULT_ON);

static int __init kasan_param(char *value)
{
	return kstrtobool(value, &kasan_on) ? -EINVAL : 0;
}
early_param("kasan", kasan_param);

/* ---- shadow memory --------------------------------------------------------------------------- */

void kasan_poison(const void *p, size_t size)
{
	if (kasan_enabled())
		__asan_poison_memory_region(p, size);
}

void kasan_unpoison(const void *p, size_t size)
{
	if (kasan_enabled())
		__asan_unpoison_memory_region(p, size);
}

void kasan_use(const void *p, size_t size, size_t room)
{
	VM_WARN_ON(size > room);
	kasan_unpoison(p, size);
	kasan_poison(p + size, room - size);
}

/* ---- call chains ----------------------------------------------------------------------------- */

/* Save the call chain from @caller on, or the whole chain if it does not contain @caller. */
static depot_stack_handle_t kasan_save_stack(const void *caller)
{
	unsigned long entries[STACK_DEPTH + 8];
	unsigned int n = stack_trace_save(entries, ARRAY_SIZE(entries), 1), i = 0;

	while (i < n && entries[i] != (unsigned long)caller)
		i++;
	if (i == n)
		i = 0;
	return stack_depot_save_flags(entries + i, min(n - i, (unsigned int)STACK_DEPTH),
				      GFP_NOWAIT, 0);
}

/* Stands for the call chain of a free that the full depot did not store. */
#define STACK_NOT_STORED	((depot_stack_handle_t)-1)

/* Save the call chain of a free.  Never returns 0, which means that the memory is in use. */
static depot_stack_handle_t kasan_save_free_stack(const void *caller)
{
	return kasan_save_stack(caller) ?: STACK_NOT_STORED;
}

static void print_stack(const char *what, depot_stack_handle_t stack)
{
	if (!stack)
		return;
	if (stack == STACK_NOT_STORED) {
		pr_err("%s: the call chain was not stored\n", what);
		return;
	}
	pr_err("%s by\n", what);
	stack_depot_print(stack);
}

/* ---- pages ----------------------------------------------------------------------------------- */

struct page_stacks {
	depot_stack_handle_t alloc, free;
};

static struct page_stacks *page_stacks __ro_after_init;
static unsigned long nr_page_stacks __ro_after_init;	/* pages added after boot have no entry */

void __init kasan_init_pages(void)
{
	unsigned long size = page_map_pages() * sizeof(*page_stacks);

	if (!kasan_enabled())
		return;
	if (stack_depot_early_init())
		pr_err("kasan: no memory for %u KiB of call chains\n", CONFIG_STACKDEPOT_KB);
	VM_WARN_ON(page_stacks);
	page_stacks = memblock_alloc(size, PAGE_SIZE);
	if (!page_stacks) {
		pr_err("kasan: no memory for %lu KiB of the call chains of pages\n", size >> 10);
		return;
	}
	memblock_set_owner(__pa(page_stacks), size, "KASAN's call chains");
	nr_page_stacks = page_map_pages();
}

/*
 * Poison at most MAX_POISONED bytes in total, because shadow memory that was written uses memory of
 * the build machine.
 */
void __init kasan_poison_free(unsigned long start_pfn, unsigned long end_pfn)
{
	static unsigned long left __initdata = MAX_POISONED;
	unsigned long size = min(PFN_PHYS(end_pfn - start_pfn), left);

	if (!size || !is_linear_addr(__va(PFN_PHYS(start_pfn) + size - 1)))
		return;
	kasan_poison(__va(PFN_PHYS(start_pfn)), size);
	left -= size;
}

static struct page_stacks *stacks_of(const struct page *page)
{
	unsigned long number = page_number(page);

	return number < nr_page_stacks ? &page_stacks[number] : NULL;
}

void kasan_alloc_pages(struct page *page, unsigned int order, const void *caller)
{
	depot_stack_handle_t stack;

	if (!kasan_enabled())
		return;
	VM_WARN_ON(order > MAX_PAGE_ORDER);
	if (!PageHighMem(page))
		kasan_unpoison(page_address(page), PAGE_SIZE << order);
	stack = kasan_save_stack(caller);
	for (unsigned long i = 0; i < 1UL << order && stacks_of(page + i); i++)
		*stacks_of(page + i) = (struct page_stacks){ .alloc = stack };
}

void kasan_free_pages(struct page *page, unsigned int order, const void *caller)
{
	depot_stack_handle_t stack;

	if (!kasan_enabled())
		return;
	VM_WARN_ON(order > MAX_PAGE_ORDER);
	if (!PageHighMem(page))
		kasan_poison(page_address(page), PAGE_SIZE << order);
	stack = kasan_save_free_stack(caller);
	for (unsigned long i = 0; i < 1UL << order && stacks_of(page + i); i++)
		stacks_of(page + i)->free = stack;
}

/* Return true if @p is the start of an object or of a block of pages that is not in use. */
static bool kasan_is_freed(const void *p)
{
	if (!is_linear_addr(p) || !page_ready(virt_to_page(p)))
		return false;
	if (watched_slab_at(p))
		return slab_debug_is_freed(p);
	return !offset_in_page(p) && stacks_of(virt_to_page(p)) &&
	       stacks_of(virt_to_page(p))->free;
}

/*
 * Return false if @p is in free memory, or inside a block of pages that is one allocation.  Where
 * the objects of other pages begin, such as those of SLAB_TYPESAFE_BY_RCU caches, is not known.
 */
static bool kasan_may_keep(const void *p)
{
	const struct page *head = page_block_head(virt_to_page(p));
	unsigned int type = head ? READ_ONCE(head->type) & ~PGTY_MIGRATETYPE : PGTY_none;

	if (type == PGTY_allocated || type == PGTY_large_kmalloc)
		return p == page_address(head) && !kasan_is_freed(p);
	return type > PGTY_allocated;
}

bool kasan_keep(const void *p, size_t size, const void *caller)
{
	if (!kasan_enabled() || !size || !is_linear_addr(p))
		return true;
	if (watched_slab_at(p)) {
		if (!slab_debug_keep(p, caller))
			return false;
	} else {
		if (!kasan_may_keep(p))
			return false;
		if (caller && stacks_of(virt_to_page(p)))
			stacks_of(virt_to_page(p))->free = kasan_save_free_stack(caller);
	}
	kasan_poison(p, ALIGN(size, KASAN_GRANULE));
	return true;
}

void kasan_take(const void *p, size_t size)
{
	if (!kasan_enabled() || !size || !is_linear_addr(p))
		return;
	kasan_unpoison(p, size);
	if (watched_slab_at(p))
		slab_debug_take_kept(p);
	else if (stacks_of(virt_to_page(p)))
		stacks_of(virt_to_page(p))->free = 0;
}

/* ---- other memory ---------------------------------------------------------------------------- */

struct range {
	union {
		struct hlist_node node;		/* if in use */
		struct list_head list;		/* if freed */
	};
	/* inverted start (of CPU 0's copy), so that kmemleak sees no pointer */
	unsigned long key;
	size_t size, room;
	depot_stack_handle_t alloc, free;
	bool percpu;
};

#define HASH_BITS	8

static struct hlist_head used[1 << HASH_BITS];		/* ranges in use, by start */
static LIST_HEAD(freed);				/* most recently freed range first */
static unsigned int nr_freed;
static DEFINE_SPINLOCK(ranges_lock);

#define for_each_copy(cpu, range)	\
	for ((cpu) = 0; (cpu) < ((range)->percpu ? num_possible_cpus() : 1); (cpu)++)

static void *copy_of(const struct range *range, unsigned int cpu)
{
	char *start = (char *)~range->key;

	if (IS_ENABLED(CONFIG_SMP) && cpu)
		start += __per_cpu_offset[cpu] - __per_cpu_offset[0];
	return start;
}

/*
 * Return the offset of @address in the range or, for per-CPU memory, in the CPU's copy that
 * contains it.  Returns at least range->room if none contains it.
 */
static unsigned long offset_in_range(const struct range *range, unsigned long address)
{
	unsigned long best = range->room, at;
	unsigned int cpu;

	for_each_copy(cpu, range) {
		at = address - (unsigned long)copy_of(range, cpu);
		best = min(best, at);
	}
	return best;
}

static bool range_holds(const struct range *range, unsigned long address)
{
	return offset_in_range(range, address) < range->room;
}

static unsigned long kasan_key_of(const void *p, bool percpu)
{
	return ~((unsigned long)p + (percpu ? __per_cpu_offset[0] : 0));
}

void kasan_alloc_range(const void *p, size_t size, size_t room, bool percpu, const void *caller)
{
	struct range *range, made = {
		.key = kasan_key_of(p, percpu), .size = size, .room = room, .percpu = percpu,
	};
	unsigned long flags;
	unsigned int cpu;

	if (!kasan_enabled())
		return;
	for_each_copy(cpu, &made)
		kasan_use(copy_of(&made, cpu), size, room);
	range = kmalloc(sizeof(*range), GFP_NOWAIT | __GFP_NOWARN);
	if (!range)
		return;
	VM_WARN_ON(size > room);
	made.alloc = kasan_save_stack(caller);
	*range = made;
	spin_lock_irqsave(&ranges_lock, flags);
	hlist_add_head(&range->node, &used[hash_long(range->key, HASH_BITS)]);
	spin_unlock_irqrestore(&ranges_lock, flags);
}

/* Return the range in use with this key, or NULL. */
static struct range *__kasan_find(unsigned long key)
{
	struct range *range;

	lockdep_assert_held(&ranges_lock);
	hlist_for_each_entry(range, &used[hash_long(key, HASH_BITS)], node) {
		if (range->key == key)
			return range;
	}
	return NULL;
}

size_t kasan_range_size(const void *p, size_t room)
{
	struct range *range;
	unsigned long flags;

	if (!kasan_enabled())
		return room;
	spin_lock_irqsave(&ranges_lock, flags);
	range = __kasan_find(kasan_key_of(p, false));
	if (range)
		room = range->size;
	spin_unlock_irqrestore(&ranges_lock, flags);
	return room;
}

void kasan_resize_range(const void *p, size_t size, size_t room)
{
	struct range *range;
	unsigned long flags;

	kasan_use(p, size, room);
	spin_lock_irqsave(&ranges_lock, flags);
	range = kasan_enabled() ? __kasan_find(kasan_key_of(p, false)) : NULL;
	if (range) {
		VM_WARN_ON(size > room || range->percpu);
		range->size = size;
		range->room = room;
	}
	spin_unlock_irqrestore(&ranges_lock, flags);
}

/*
 * Move the range to the list of freed ranges.  If the list was full, remove and return the
 * oldest freed range.  Otherwise return NULL.
 */
static struct range *__retire(struct range *range)
{
	struct range *oldest = NULL;

	lockdep_assert_held(&ranges_lock);
	hlist_del(&range->node);
	list_add(&range->list, &freed);
	VM_WARN_ON(!range->free);
	if (++nr_freed > MAX_FREED) {
		oldest = list_last_entry(&freed, struct range, list);
		list_del(&oldest->list);
		VM_WARN_ON(nr_freed != MAX_FREED + 1);
		nr_freed--;
	}
	return oldest;
}

void kasan_free_range(const void *p, bool percpu)
{
	struct range *range, *oldest = NULL;
	depot_stack_handle_t stack;
	unsigned long flags;
	unsigned int cpu;

	if (!kasan_enabled())
		return;
	stack = kasan_save_free_stack(__builtin_return_address(0));
	spin_lock_irqsave(&ranges_lock, flags);
	range = __kasan_find(kasan_key_of(p, percpu));
	if (range) {
		for_each_copy(cpu, range)
			kasan_poison(copy_of(range, cpu), range->room);
		range->free = stack;
		oldest = __retire(range);
	}
	spin_unlock_irqrestore(&ranges_lock, flags);
	kfree(oldest);
}

/* Return the range, in use or freed, that contains the address, or NULL. */
static const struct range *kasan_find_range(unsigned long address)
{
	const struct range *range;

	for (unsigned int i = 0; i < ARRAY_SIZE(used); i++) {
		hlist_for_each_entry(range, &used[i], node) {
			if (range_holds(range, address))
				return range;
		}
	}
	list_for_each_entry(range, &freed, list) {
		if (range_holds(range, address))
			return range;
	}
	return NULL;
}

/* ---- reports --------------------------------------------------------------------------------- */

static void kasan_explain_range(const struct range *range, unsigned long address)
{
	pr_err("offset %lu in %zu bytes%s at %px\n", offset_in_range(range, address), range->size,
	       range->percpu ? " of per-CPU memory" : "",
	       (void *)(address - offset_in_range(range, address)));
	print_stack("allocated", range->alloc);
	print_stack("freed", range->free);
}

static void explain_page(const struct page *page, unsigned long address)
{
	const struct page *head = page_block_head(page);
	const struct page_stacks *stacks = stacks_of(page);
	unsigned long start = (unsigned long)page_address(head);

	if (data_race(PageLargeKmalloc(head)))
		pr_err("offset %lu in %zu bytes at %#lx\n", address - start, large_ksize(head),
		       start);
	else
		pr_err("offset %lu in a block of %lu KiB at %#lx\n", address - start,
		       (PAGE_SIZE << head->order) / SZ_1K, start);
	if (!stacks)
		return;
	print_stack("allocated", stacks->alloc);
	print_stack("freed", stacks->free);
}

/*
 * Return the name that Linux's KASAN gives to a bad access to @address, or NULL if its kind is
 * unknown.
 */
static const char *kasan_kind_of(const struct range *range, const struct page *page,
				 unsigned long address)
{
	const char *variable = kasan_shadow_kind(address);

	if (variable)
		return variable;
	if (range && range->free)
		return "use-after-free";
	if (range)
		return range->percpu ? "percpu-out-of-bounds" : "vmalloc-out-of-bounds";
	if (!page)
		return NULL;
	if (watched_slab_at((void *)address))
		return slab_debug_is_used((void *)address) ? "slab-out-of-bounds"
							   : "slab-use-after-free";
	return stacks_of(page) && stacks_of(page)->free ? "use-after-free" : "out-of-bounds";
}

void kasan_report(unsigned long address, size_t size, bool is_write, unsigned long ip)
{
	const struct range *range = kasan_find_range(address);
	const struct page *page = NULL;
	const char *kind;
	char text[160], of_size[32] = "";

	if (is_linear_addr((void *)address) && page_ready(virt_to_page((void *)address)))
		page = virt_to_page((void *)address);
	kind = kasan_enabled() ? kasan_kind_of(range, page, address) : NULL;
	if (kind)
		pr_err("BUG: KASAN: %s in %pS\n", kind, (void *)(ip - 1));
	describe_address(text, sizeof(text), address);
	if (size)
		scnprintf(of_size, sizeof(of_size), " of size %zu", size);
	pr_err("%s%s at %px: %s\n", is_write ? "Write" : "Read", of_size, (void *)address, text);
	if (!kind)
		return;
	if (range)
		kasan_explain_range(range, address);
	else if (watched_slab_at((void *)address))
		kmem_dump_obj((void *)address);
	else if (page)
		explain_page(page, address);
}

void kasan_report_object(const void *p, bool is_free, const void *caller)
{
	static const char *const kinds[2][2] = {
		{ "invalid-access", "use-after-free" }, { "invalid-free", "double-free" }
	};

	if (kasan_enabled())
		pr_err("BUG: KASAN: %s in %pS\n", kinds[is_free][kasan_is_freed(p)], caller);
}
