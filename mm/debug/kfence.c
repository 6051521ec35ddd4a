// SPDX-License-Identifier: BSD-2-Clause
/*
 * KFENCE: allocate a sample of the objects on guarded pages, so that a system in use detects misuse
 * of memory over time.
 *
 * Problem.  Detect an access beyond an object, or to a freed object, when it happens, with the call
 * chains, on a system in use, without cost on the fast paths of the allocators.
 *
 * Structure.  The pool is a block of the page allocator that is split into single pages of type
 * PGTY_kfence.  Every second page, from the third one on, has one object.  The other pages, and
 * those whose object is not in use, are not mapped:
 *
 *	| guard | guard | object 0 | guard | object 1 | guard | ...
 *
 * An object is at the start or at the end of its page, chosen at random.  The rest of the page
 * contains canaries, which are compared when the object is freed.  Freed pages are used again in
 * the order in which they were freed, so that a use after free faults for as long as possible.
 *
 * The pool is in the linear map: virt_to_page(), virt_to_phys() and DMA work as for any object.  If
 * a leaf of the linear map cannot be split in place, the block is at least as large as a leaf, so
 * that only the pool is unmapped during the split (see linear_map.c), and the pages after the last
 * guard page are freed.
 *
 * Sampling.  A gate is opened every kfence.sample_interval= milliseconds.  Then the next allocation
 * of each cache uses the slow path, as in watched caches (slab_slow_once()).  The first allocation
 * that can be guarded closes the gate.  After one slow allocation, a cache uses the fast path
 * again.  SLOB's kmalloc() has no cache.  With CONFIG_KFENCE, it contains a NOP instruction, which
 * is replaced by a check of the gate while KFENCE is on.
 *
 * A free of a pointer into the pool fails in the allocators' fast paths because of the page type,
 * and their slow paths call KFENCE.
 *
 * A fault in the pool is reported with the nearest object, and the page is mapped, so that the
 * access can continue.  A guard page remains accessible until that object is freed.
 *
 * Locking.  The lock in struct kfence_meta, with interrupts off, protects the data of its object.
 * kfence_lock protects the list of free pages, and is the innermost lock.  The page-table entries
 * of the pool exist, and are changed without a lock, because only KFENCE changes them.
 *
 * To inspect: the command kfence; Documentation/debugging.md.
 */

#define pr_fmt(fmt) "kfence: " fmt

#include <internal/arch.h>
#include <linux/align.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/list.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/moduleparam.h>
#include <linux/mutex.h>
#include <linux/pgtable.h>
#include <linux/prandom.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sizes.h>
#include <linux/smp.h>
#include <linux/stacktrace.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#include "kfence.h"
#include "mm/virtual/virtual.h"

#define NR_OBJECTS	CONFIG_KFENCE_NUM_OBJECTS
#define NR_PAGES	(2UL * (NR_OBJECTS + 1))
#define STACK_DEPTH	16

char *__kfence_pool;
unsigned long __kfence_pool_size;
struct kfence_meta *kfence_metas;
struct kfence_counts kfence_counts;
bool kfence_gate;
DEFINE_STATIC_KEY_FALSE(kfence_key);

unsigned long kfence_sample_interval = CONFIG_KFENCE_SAMPLE_INTERVAL;
static bool initialised;

/* kfence_init() begins to sample with the interval of the boot arguments. */
static int set_interval(const char *value, const struct kernel_param *kp)
{
	unsigned int ms;
	int err = kstrtouint(value, 0, &ms);

	if (err)
		return err;
	if (initialised)
		return kfence_set_sample_interval(ms);
	kfence_sample_interval = ms;
	return 0;
}

static const struct kernel_param_ops interval_ops = {
	.set = set_interval, .get = param_get_ulong
};
module_param_cb(sample_interval, &interval_ops, &kfence_sample_interval, 0644);

static LIST_HEAD(free_metas);
static DEFINE_SPINLOCK(kfence_lock);
static DEFINE_MUTEX(pool_mutex);
static struct rnd_state random;		/* protected by kfence_lock */

static void kfence_count(unsigned long *counter, long by)
{
	__atomic_fetch_add(counter, by, __ATOMIC_RELAXED);
}

/* Pages */

struct kfence_meta *kfence_meta_of(const void *p)
{
	unsigned long index = ((unsigned long)p - (unsigned long)__kfence_pool) >> PAGE_SHIFT;

	if (!is_kfence_address(p) || !index || index & 1)
		return NULL;
	return &kfence_metas[index / 2 - 1];
}

static void close_page(unsigned long page)
{
	VM_WARN_ON(!PAGE_ALIGNED(page) || !is_kfence_address((void *)page));
	pgtable_unmap(&kernel_pgtable, page, PAGE_SIZE);
	arch_tlb_flush(page, PAGE_SIZE);
}

/* Map the page, unless it is mapped already. */
static void open_page(unsigned long page)
{
	VM_WARN_ON(!PAGE_ALIGNED(page) || !is_kfence_address((void *)page));
	pgtable_map(&kernel_pgtable, page, __pa((void *)page), PAGE_SIZE, PAGE_KERNEL_TAGGED);
}

/* Tracks */

unsigned int kfence_chain(unsigned long *entries, unsigned int max, const void *caller,
			  const void *ret)
{
	unsigned int n = stack_trace_save(entries, max, 0), i, found = n;

	for (i = 0; i < n && entries[i] != (unsigned long)caller; i++) {
		if (entries[i] == (unsigned long)ret)
			found = i;
	}
	/* If the call chain has ret but not caller, the compiler removed a frame: insert caller. */
	if (i == n && found < n && caller) {
		entries[found] = (unsigned long)caller;
		i = found;
	}
	i = i < n ? i : 0;
	memmove(entries, entries + i, (n - i) * sizeof(*entries));
	return n - i;
}

static void kfence_track_set(struct kfence_track *track, const void *caller, const void *ret)
{
	unsigned long entries[STACK_DEPTH + 8];
	unsigned int n = kfence_chain(entries, ARRAY_SIZE(entries), caller, ret);

	VM_WARN_ON(n > ARRAY_SIZE(entries));
	*track = (struct kfence_track){
		.when = ktime_get(),
		.stack = stack_depot_save(entries, min(n, (unsigned int)STACK_DEPTH), GFP_NOWAIT),
		.pid = in_task() && current ? current->pid : 0,
		.cpu = smp_processor_id(),
	};
}

/* Canaries */

static void fill_canaries(u8 *from, const u8 *end)
{
	VM_WARN_ON(from > end);
	for (; from < end; from++)
		*from = kfence_canary(from);
}

const u8 *kfence_damage(const u8 *from, const u8 *end)
{
	for (; from < end; from++) {
		if (*from != kfence_canary(from))
			return from;
	}
	return NULL;
}

static void check_canaries(struct kfence_meta *meta, const void *caller, const void *ret)
{
	const u8 *page = (const u8 *)kfence_meta_page(meta), *object = (const u8 *)meta->addr;
	const u8 *bad = kfence_damage(page, object);
	unsigned long flags;

	if (!bad)
		bad = kfence_damage(object + meta->size, page + PAGE_SIZE);
	if (!bad)
		return;
	spin_lock_irqsave(&meta->lock, flags);
	kfence_report(KFENCE_CORRUPTION, (unsigned long)bad, true, NULL, meta, caller, ret);
	spin_unlock_irqrestore(&meta->lock, flags);
}

/* Allocation */

void kfence_open_gate(void)
{
	struct kmem_cache *s;
	unsigned long flags;

	WRITE_ONCE(kfence_gate, true);
	spin_lock_irqsave(&slab_caches_lock, flags);
	list_for_each_entry(s, &slab_caches, list)
		slab_slow_once(s);
	spin_unlock_irqrestore(&slab_caches_lock, flags);
}

static struct kfence_meta *take_meta(bool *right)
{
	struct kfence_meta *meta;
	unsigned long flags;

	spin_lock_irqsave(&kfence_lock, flags);
	meta = list_first_entry_or_null(&free_metas, struct kfence_meta, list);
	if (meta)
		list_del(&meta->list);
	*right = prandom_u32_below(&random, 2);
	spin_unlock_irqrestore(&kfence_lock, flags);
	return meta;
}

static bool can_be_guarded(const struct kmem_cache *s, size_t size, gfp_t gfp)
{
	if (!size || size > PAGE_SIZE || gfp & GFP_SLAB_RARE & ~__GFP_ZERO)
		return false;
	if (!s)
		return true;
	/*
	 * Objects of kmem_cache_boot are not guarded: SLOB checks by its address whether a pointer
	 * is a struct kmem_cache.
	 */
	return s != &kmem_cache_boot && !(s->flags & (SLAB_CACHE_DMA | SLAB_CACHE_DMA32)) &&
	       !(s->ctor && gfp & __GFP_ZERO) && !slab_debugged(s);
}

/* Return the alignment that kmalloc() guarantees for @size bytes. */
static unsigned int natural_align(size_t size)
{
	if (size & (size - 1))
		return size & 15 ? 8 : 16;
	return max_t(size_t, size, ARCH_KMALLOC_MINALIGN);
}

static void kfence_place_object(struct kfence_meta *meta, struct kmem_cache *s, size_t size,
				bool right)
{
	meta->addr = kfence_meta_page(meta);
	if (right)
		meta->addr = ALIGN_DOWN(meta->addr + PAGE_SIZE - size,
					s ? s->align : natural_align(size));
	VM_WARN_ON(meta->addr < kfence_meta_page(meta) ||
		   meta->addr + size > kfence_meta_page(meta) + PAGE_SIZE);
	meta->size = size;
	meta->cache = s;
	meta->of_kmalloc = !s;
}

noinline void *__kfence_alloc(struct kmem_cache *s, size_t size, gfp_t gfp, const void *caller)
{
	const void *ret = __builtin_return_address(0);
	struct kfence_meta *meta;
	unsigned long page, flags;
	bool right;
	void *object;

	if (!can_be_guarded(s, size, gfp)) {
		kfence_count(&kfence_counts.skipped_incompatible, 1);
		return NULL;
	}
	if (!xchg(&kfence_gate, false))
		return NULL;
	meta = take_meta(&right);
	if (!meta) {
		kfence_count(&kfence_counts.skipped_capacity, 1);
		return NULL;
	}
	page = kfence_meta_page(meta);
	spin_lock_irqsave(&meta->lock, flags);
	VM_WARN_ON(meta->state == KFENCE_ALLOCATED || meta->unguarded);
	open_page(page);
	kfence_place_object(meta, s, size, right);
	object = (void *)meta->addr;
	fill_canaries((u8 *)page, object);
	fill_canaries((u8 *)object + size, (u8 *)page + PAGE_SIZE);
	kfence_track_set(&meta->alloc, caller, ret);
	WRITE_ONCE(meta->state, KFENCE_ALLOCATED);
	spin_unlock_irqrestore(&meta->lock, flags);
	if (gfp & __GFP_ZERO)
		memset(object, 0, size);
	if (s && s->ctor)
		s->ctor(object);
	if (s)
		__atomic_fetch_add(&s->kfence.nr_used, 1, __ATOMIC_RELAXED);
	kfence_count(&kfence_counts.allocated, 1);
	kfence_count(&kfence_counts.total_allocs, 1);
	return object;
}

/* Freeing */

/* Free the page of an object that can no longer be accessed. */
static void kfence_release(struct kfence_meta *meta, const void *caller, const void *ret)
{
	unsigned long flags, unguarded;

	check_canaries(meta, caller, ret);
	spin_lock_irqsave(&meta->lock, flags);
	unguarded = meta->unguarded;
	meta->unguarded = 0;
	VM_WARN_ON(meta->state != KFENCE_RCU_FREEING);
	WRITE_ONCE(meta->state, KFENCE_FREED);
	close_page(kfence_meta_page(meta));
	spin_unlock_irqrestore(&meta->lock, flags);
	if (unguarded)
		close_page(unguarded);
	spin_lock_irqsave(&kfence_lock, flags);
	list_add_tail(&meta->list, &free_metas);
	spin_unlock_irqrestore(&kfence_lock, flags);
}

static __maybe_unused void release_rcu(struct rcu_head *head)
{
	kfence_release(container_of(head, struct kfence_meta, rcu), NULL, NULL);
}

/*
 * Mark the object as not in use.  Returns false, after a report, if it is not an object in use of
 * @s.  @waits: set if its memory must wait for RCU readers.
 */
static bool end_use(struct kfence_meta *meta, const struct kmem_cache *s, const void *object,
		    bool *waits, const void *caller, const void *ret)
{
	unsigned long flags;
	bool ok;

	spin_lock_irqsave(&meta->lock, flags);
	ok = meta->addr == (unsigned long)object && (!s || s == meta->cache) &&
	     meta->state == KFENCE_ALLOCATED;
	if (ok) {
		*waits = meta->cache && slab_waits_for_rcu(meta->cache);
		kfence_track_set(&meta->free, caller, ret);
		WRITE_ONCE(meta->state, KFENCE_RCU_FREEING);
		if (meta->cache)
			__atomic_fetch_sub(&meta->cache->kfence.nr_used, 1, __ATOMIC_RELAXED);
	} else {
		kfence_report(KFENCE_INVALID_FREE, (unsigned long)object, true, NULL, meta, caller,
			      ret);
	}
	spin_unlock_irqrestore(&meta->lock, flags);
	return ok;
}

static void kfence_free(const struct kmem_cache *s, void *object, const void *caller)
{
	const void *ret = __builtin_return_address(0);
	struct kfence_meta *meta = kfence_meta_of(object);
	bool waits;

	if (!meta) {
		kfence_report(KFENCE_INVALID_FREE, (unsigned long)object, true, NULL, NULL, caller,
			      ret);
		return;
	}
	if (!end_use(meta, s, object, &waits, caller, ret))
		return;
	kfence_count(&kfence_counts.allocated, -1);
	kfence_count(&kfence_counts.total_frees, 1);
	if (waits) {
		slab_call_rcu(&meta->rcu, release_rcu);
		return;
	}
	if (want_init_on_free())
		memset(object, 0, meta->size);
	kfence_release(meta, caller, ret);
}

static bool kfence_ksize(const void *object, size_t *size)
{
	const struct kfence_meta *meta = kfence_meta_of(object);

	if (!meta || READ_ONCE(meta->state) != KFENCE_ALLOCATED ||
	    meta->addr != (unsigned long)object)
		return false;
	*size = meta->size;
	return true;
}

static void kfence_end_cache(struct kmem_cache *s)
{
	unsigned long flags;

	for (unsigned int i = 0; kfence_metas && i < NR_OBJECTS; i++) {
		struct kfence_meta *meta = &kfence_metas[i];

		spin_lock_irqsave(&meta->lock, flags);
		if (meta->cache == s)
			meta->cache = NULL;
		spin_unlock_irqrestore(&meta->lock, flags);
	}
}

/* Faults */

/* Return the object next to a guard page that is nearest to @addr, or NULL if none is in use. */
static struct kfence_meta *nearest(unsigned long addr, unsigned long page)
{
	struct kfence_meta *left = kfence_meta_of((void *)(page - PAGE_SIZE));
	struct kfence_meta *right = kfence_meta_of((void *)(page + PAGE_SIZE));

	if (left && READ_ONCE(left->state) != KFENCE_ALLOCATED)
		left = NULL;
	if (right && READ_ONCE(right->state) != KFENCE_ALLOCATED)
		right = NULL;
	if (left && right)
		return addr - (left->addr + left->size) < right->addr - addr ? left : right;
	return left ? left : right;
}

bool kfence_handle_page_fault(unsigned long addr, bool is_write, struct pt_regs *regs)
{
	unsigned long page = addr & PAGE_MASK, flags;
	enum kfence_error error = KFENCE_USE_AFTER_FREE;
	struct pgtable_range range;
	struct kfence_meta *meta;

	if (!is_kfence_address((void *)addr))
		return false;
	/* If the page is mapped, another CPU has handled the fault. */
	if (pgtable_lookup(&kernel_pgtable, page, &range)) {
		arch_tlb_flush_local(page, PAGE_SIZE);
		return true;
	}
	meta = kfence_meta_of((void *)addr);
	if (!meta) {
		meta = nearest(addr, page);
		error = KFENCE_OUT_OF_BOUNDS;
	} else if (READ_ONCE(meta->state) == KFENCE_UNUSED) {
		meta = NULL;
	}
	if (!meta) {
		kfence_report(KFENCE_INVALID, addr, is_write, regs, NULL, NULL, NULL);
	} else {
		spin_lock_irqsave(&meta->lock, flags);
		if (error == KFENCE_OUT_OF_BOUNDS)
			meta->unguarded = page;
		kfence_report(error, addr, is_write, regs, meta, NULL, NULL);
		spin_unlock_irqrestore(&meta->lock, flags);
	}
	open_page(page);
	return true;
}

static unsigned long objects(const struct kmem_cache *s)
{
	return READ_ONCE(s->kfence.nr_used);
}

static void info(const struct kmem_cache *s, struct slab_info *info)
{
	info->num_objs += objects(s);
}

static struct object_tool kfence_tool = {
	.type = PGTY_kfence,
	.free = kfence_free,
	.ksize = kfence_ksize,
	.describe = kfence_describe,
	.print = kfence_print_object,
	.allocated_by = kfence_allocated_by,
	.for_each = kfence_for_each,
	.objects = objects,
	.info = info,
	.end_cache = kfence_end_cache,
};

/* The pool */

/* Map the pool with leaves of single pages, and make them empty.  Returns 0 or an error. */
static int hide_pool(struct page *pages, unsigned int order)
{
	unsigned long va = (unsigned long)page_address(pages), size = PAGE_SIZE << order, done;
	struct pgtable_range leaf;
	int err;

	if (ARCH_NEEDS_BREAK_BEFORE_MAKE && pgtable_lookup(&kernel_pgtable, va, &leaf) &&
	    leaf.size > size)
		return -ERANGE;
	err = pgtable_unmap_locked(va, size);
	arch_tlb_flush(va, size);
	for (done = 0; !err && done < size; done += PAGE_SIZE)
		err = pgtable_map_locked(va + done, page_to_phys(pages) + done, PAGE_SIZE,
					 PAGE_KERNEL_TAGGED);
	if (!err) {
		pgtable_unmap(&kernel_pgtable, va, NR_PAGES * PAGE_SIZE);
		arch_tlb_flush(va, NR_PAGES * PAGE_SIZE);
		return 0;
	}
	pgtable_unmap_locked(va, size);
	WARN_ON(linear_map_add(page_to_phys(pages), page_to_phys(pages) + size));
	return err;
}

static struct page *pool_pages(void)
{
	gfp_t gfp = GFP_KERNEL | __GFP_NOWARN | (ARCH_NEEDS_BREAK_BEFORE_MAKE ? GFP_DMA32 : 0);
	unsigned int order = get_order(NR_PAGES * PAGE_SIZE);
	struct page *pages;
	unsigned long i;

	if (ARCH_NEEDS_BREAK_BEFORE_MAKE)
		order = max_t(unsigned int, order, get_order(SZ_2M));
	pages = alloc_pages(gfp, order);
	if (!pages)
		return NULL;
	if (hide_pool(pages, order)) {
		__free_pages(pages, order);
		return NULL;
	}
	VM_WARN_ON(NR_PAGES > 1UL << order);
	split_page(pages, order);
	for (i = NR_PAGES; i < 1UL << order; i++)
		__free_page(pages + i);
	for (i = 0; i < NR_PAGES; i++) {
		pages[i].private = 0;
		WRITE_ONCE(pages[i].type, PGTY_kfence);
	}
	return pages;
}

static int make_pool(void)
{
	struct kfence_meta *metas = alloc_pages_exact(NR_OBJECTS * sizeof(*metas),
						      GFP_KERNEL | __GFP_ZERO);
	struct page *pages = metas && !stack_depot_init() ? pool_pages() : NULL;

	if (!pages) {
		pr_err("no memory for %u guarded objects\n", NR_OBJECTS);
		if (metas)
			free_pages_exact(metas, NR_OBJECTS * sizeof(*metas));
		return -ENOMEM;
	}
	prandom_seed_state(&random, ktime_get());
	for (unsigned int i = 0; i < NR_OBJECTS; i++) {
		spin_lock_init(&metas[i].lock);
		list_add_tail(&metas[i].list, &free_metas);
	}
	VM_WARN_ON(kfence_metas || __kfence_pool_size);
	kfence_metas = metas;
	object_tool_register(&kfence_tool);
	/*
	 * Other CPUs may free objects at the same time.  A CPU that sees only the new address,
	 * or only the new size, treats no object as part of the pool: a pool of 0 bytes contains
	 * none, and no object is that close to address 0.
	 */
	WRITE_ONCE(__kfence_pool, page_address(pages));
	smp_store_release(&__kfence_pool_size, NR_PAGES * PAGE_SIZE);
	pr_info("%u objects on guarded pages, %px-%px\n", NR_OBJECTS, __kfence_pool,
		__kfence_pool + __kfence_pool_size - 1);
	return 0;
}

/* Sampling */

static void sample(struct work_struct *work)
{
	unsigned long ms = READ_ONCE(kfence_sample_interval);

	if (!ms)
		return;
	if (!READ_ONCE(kfence_gate))
		kfence_open_gate();
	schedule_delayed_work(to_delayed_work(work), max(msecs_to_jiffies((unsigned int)ms), 1UL));
}

static DECLARE_DELAYED_WORK(sampling, sample);

int kfence_set_sample_interval(unsigned long ms)
{
	int err = 0;

	mutex_lock(&pool_mutex);
	WRITE_ONCE(kfence_sample_interval, 0);
	cancel_delayed_work_sync(&sampling);
	WRITE_ONCE(kfence_gate, false);
	lockdep_assert_held(&pool_mutex);
	if (ms && !__kfence_pool_size)
		err = make_pool();
	if (ms && !err) {
		if (!static_key_enabled(&kfence_key))
			static_branch_enable(&kfence_key);
		WRITE_ONCE(kfence_sample_interval, ms);
		schedule_delayed_work(&sampling, max(msecs_to_jiffies((unsigned int)ms), 1UL));
	}
	mutex_unlock(&pool_mutex);
	return err;
}

static int __init kfence_init(void)
{
	initialised = true;
	return kfence_sample_interval ? kfence_set_sample_interval(kfence_sample_interval) : 0;
}
postcore_initcall(kfence_init);
