// SPDX-License-Identifier: BSD-2-Clause
/*
 * Create and destroy caches with sheaves, count their objects and pages, and set up the caches of
 * kmalloc().
 *
 * Objects of a page or more have pages of their own.  The slots of a CPU's sheaf are allocated when
 * the CPU first allocates an object of the cache.  For a CPU that does not use the cache, it costs
 * only sizeof(struct sheaf).
 */

#include <linux/bug.h>
#include <linux/cache.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/mmdebug.h>
#include <linux/sizes.h>
#include <linux/smp.h>

#include "engine.h"

/* The pointers of a sheaf without memory for slots point after this slot, which has no object. */
struct sheaf_slot sheaf_no_slots[1];
#define NO_SHEAF	{ .top = sheaf_no_slots + 1, .limit = sheaf_no_slots + 1,	\
			  .bottom = sheaf_no_slots + 1 }

DEFINE_PER_CPU(struct sheaf, sheaf_none) = NO_SHEAF;
static DEFINE_PER_CPU(struct sheaf, kmalloc_sheaves)[KMALLOC_CLASSES] = {
	[0 ... KMALLOC_CLASSES - 1] = NO_SHEAF
};

/* The cache that kmalloc(0) finds.  It has no objects. */
struct kmem_cache kmalloc_zero = { .sheaf = &sheaf_none, .rare = ~(gfp_t)0 };
#define KMALLOC_PAGE_NAME \
	(PAGE_SIZE == SZ_4K ? "kmalloc-4096" : \
	 PAGE_SIZE == SZ_16K ? "kmalloc-16384" : "kmalloc-65536")
struct kmem_cache kmalloc_page = {
	.name = KMALLOC_PAGE_NAME, .object_size = PAGE_SIZE, .align = PAGE_SIZE,
};
struct kmem_cache kmalloc_caches[NR_KMALLOC_TYPES][KMALLOC_CLASSES];

/*
 * The kmalloc() cache of each size: kmalloc_by_8 has an entry for each 8 bytes up to
 * KMALLOC_STEP_8, and kmalloc_by_128 an entry for each 128 bytes.
 */
struct kmem_cache *kmalloc_by_8[KMALLOC_STEP_8 / 8 + 1] __ro_after_init;
struct kmem_cache *kmalloc_by_128[KMALLOC_MAX_CACHE_SIZE / 128] __ro_after_init;

/*
 * Set the capacity of the cache's sheaves.  @wish: the requested capacity, or 0 for the default
 * of the object size.
 */
static void sheaf_set_capacity(struct kmem_cache *s, unsigned int wish)
{
	s->capacity = s->size <= 256 ? 30 : s->size <= 512 ? 14 : 6;
	if (wish)
		s->capacity = clamp_t(unsigned int, wish, SHEAF_MIN_CAPACITY, SHEAF_MAX_CAPACITY);
	s->batch = max(s->capacity / SHEAF_PART, 2);
	s->fill = max(s->capacity * 2 / SHEAF_PART, 3);
	VM_WARN_ON(!s->batch || 2 * s->batch > s->capacity || !s->fill || s->fill > s->capacity);
	slabs_tuned(s);
}

/* Initialize all members of a cache except those for sheaves. */
static void init_cache(struct kmem_cache *s)
{
	s->size = ALIGN(s->object_size, s->align);
	VM_WARN_ON(!s->object_size || !is_power_of_2(s->align) || s->size < s->object_size);
	s->sheaf = &sheaf_none;
	s->rare = GFP_SLAB_RARE;
	if (s->flags & SLAB_CACHE_DMA)
		s->gfp |= __GFP_DMA;
	if (s->flags & SLAB_CACHE_DMA32)
		s->gfp |= __GFP_DMA32;
	if (s->flags & SLAB_RECLAIM_ACCOUNT)
		s->gfp |= __GFP_RECLAIMABLE;
	slabs_init(s);
	if (s->size >= PAGE_SIZE)
		s->size = PAGE_SIZE << get_order(slab_large_size(s));
	else
		s->reciprocal = ULONG_MAX / s->size + 1;
	if (slab_debug_init(s) || s->size >= PAGE_SIZE)
		s->rare = ~(gfp_t)0;
}

int slab_engine_create(struct kmem_cache *s, const struct kmem_cache_args *args)
{
	unsigned int cpu;

	init_cache(s);
	if (s->size >= PAGE_SIZE || slab_debugged(s) || slab_inits())
		return 0;
	s->sheaf = alloc_percpu(struct sheaf);
	if (!s->sheaf) {
		s->sheaf = &sheaf_none;
		return -ENOMEM;
	}
	for_each_possible_cpu(cpu)
		*per_cpu_ptr(s->sheaf, cpu) = (struct sheaf)NO_SHEAF;
	sheaf_set_capacity(s, args->sheaf_capacity);
	return 0;
}

struct flush {
	struct kmem_cache *s;
	bool more;		/* sheaves may contain more objects */
};

/* Return objects of this CPU's sheaf to their slabs. */
static void flush_part(void *arg)
{
	struct flush *flush = arg;
	struct sheaf *sheaf = this_cpu_ptr(flush->s->sheaf);
	unsigned long flags, nr;

	local_irq_save(flags);
	VM_WARN_ON(sheaf->top < sheaf->bottom || sheaf->top > sheaf->limit);
	nr = min_t(unsigned long, sheaf->top - sheaf->bottom, FLUSH_OBJECTS);
	slabs_put(flush->s, sheaf->top - nr, sheaf->top);
	WRITE_ONCE(sheaf->top, sheaf->top - nr);
	sheaf->hand = 0;
	if (sheaf->top != sheaf->bottom)
		WRITE_ONCE(flush->more, true);
	local_irq_restore(flags);
}

/*
 * Return the objects of all sheaves of the cache to their slabs.  Other code may fill them again
 * between two parts, so the number of parts is limited.
 */
static void sheaves_flush(struct kmem_cache *s)
{
	struct flush flush = { .s = s, .more = true };

	for (unsigned int i = 0; flush.more && i <= SHEAF_MAX_CAPACITY / FLUSH_OBJECTS; i++) {
		flush.more = false;
		on_each_cpu(flush_part, &flush, 1);
	}
}

void sheaf_drain_untouched(struct kmem_cache *s, unsigned int part)
{
	struct sheaf *sheaf = this_cpu_ptr(s->sheaf);
	unsigned long flags, nr;

	local_irq_save(flags);
	if (sheaf->seen == sheaf->top && sheaf->top != sheaf->bottom) {
		nr = DIV_ROUND_UP(sheaf->limit - sheaf->bottom, part);
		nr = min_t(unsigned long, nr, sheaf->top - sheaf->bottom);
		VM_WARN_ON(!nr || sheaf->top - nr < sheaf->bottom);
		WRITE_ONCE(sheaf->top, sheaf->top - nr);
		slabs_put(s, sheaf->top, sheaf->top + nr);
	}
	sheaf->seen = sheaf->top;
	local_irq_restore(flags);
}

void slab_engine_shrink(struct kmem_cache *s)
{
	LIST_HEAD(slabs);

	sheaves_flush(s);
	slabs_detach_empty(s, &slabs);
	slabs_free(&slabs);
}

unsigned long slab_kept_in_sheaves(const struct kmem_cache *s)
{
	unsigned long nr = 0;
	unsigned int cpu;

	for_each_possible_cpu(cpu) {
		const struct sheaf *sheaf = per_cpu_ptr(s->sheaf, cpu);

		nr += READ_ONCE(sheaf->top) - READ_ONCE(sheaf->bottom);
	}
	return nr;
}

unsigned long slab_engine_reap(void)
{
	unsigned long nr_pages, sum = 0;
	struct kmem_cache *s;
	LIST_HEAD(slabs);

	/*
	 * Freeing a slab frees its struct slab, which may be the last object of another slab.  So
	 * repeat until no slab is freed.
	 */
	do {
		for_each_slab_cache(s) {
			if (slab_kept_in_sheaves(s))
				sheaves_flush(s);
			slabs_detach_empty(s, &slabs);
		}
		nr_pages = slabs_free(&slabs);
		sum += nr_pages;
	} while (nr_pages);
	return sum;
}

void slab_engine_destroy(struct kmem_cache *s)
{
	struct sheaf __percpu *sheaves = s->sheaf;
	unsigned int cpu;

	slab_engine_shrink(s);
	s->sheaf = &sheaf_none;
	s->rare = ~(gfp_t)0;
	for_each_possible_cpu(cpu) {
		struct sheaf *sheaf = per_cpu_ptr(sheaves, cpu);

		VM_WARN_ON(sheaf->top != sheaf->bottom);
		if (sheaf_has_slots(sheaf))
			kfree(sheaf->bottom - 1);
	}
	if (sheaves != &sheaf_none)
		free_percpu(sheaves);
	slabs_destroy(s);
}

unsigned long slab_engine_objects(struct kmem_cache *s)
{
	struct slabs_count count;

	slabs_count(s, &count);
	return count.slabs * s->nr_objects - count.free - count.shared - slab_kept_in_sheaves(s);
}

/* Return the sum of @pages_of over all caches. */
static unsigned long sum_pages(unsigned long (*pages_of)(const struct kmem_cache *s,
							  const struct slabs_count *count))
{
	unsigned long nr_pages = 0;
	struct slabs_count count;
	struct kmem_cache *s;

	for_each_slab_cache(s) {
		slabs_count(s, &count);
		nr_pages += pages_of(s, &count);
	}
	return nr_pages;
}

static unsigned long pages_kept(const struct kmem_cache *s, const struct slabs_count *count)
{
	unsigned long nr = slab_kept_in_sheaves(s) + count->shared;

	return (count->empty << s->order) + PFN_UP(nr * s->size);
}

static unsigned long pages_of_slabs(const struct kmem_cache *s, const struct slabs_count *count)
{
	return count->slabs << s->order;
}

unsigned long slab_engine_kept(void)
{
	return sum_pages(pages_kept);
}

unsigned long slab_engine_pages(void)
{
	return sum_pages(pages_of_slabs);
}

static const u16 class_sizes[KMALLOC_CLASSES] = {
#define KMALLOC_SIZE(size)	size,
	KMALLOC_SIZES
#undef KMALLOC_SIZE
};

static const char * const class_names[NR_KMALLOC_TYPES][KMALLOC_CLASSES] = {
	[KMALLOC_NORMAL] = {
#define KMALLOC_SIZE(size)	"kmalloc-" #size,
		KMALLOC_SIZES
#undef KMALLOC_SIZE
	},
	[KMALLOC_RECLAIM] = {
#define KMALLOC_SIZE(size)	"kmalloc-rcl-" #size,
		KMALLOC_SIZES
#undef KMALLOC_SIZE
	},
	[KMALLOC_DMA] = {
#define KMALLOC_SIZE(size)	"dma-kmalloc-" #size,
		KMALLOC_SIZES
#undef KMALLOC_SIZE
	},
};

#define CACHE(class)	&kmalloc_caches[KMALLOC_NORMAL][class]
#define CACHES_4(class)	CACHE(class), CACHE(class + 1), CACHE(class + 2), CACHE(class + 3)

struct kmem_cache *const kmalloc_class_caches[KMALLOC_CLASSES] = {
	CACHES_4(0), CACHES_4(4), CACHES_4(8), CACHES_4(12), CACHES_4(16), CACHES_4(20),
	CACHES_4(24), CACHE(28), CACHE(29), CACHE(30),
#if PAGE_SHIFT >= 14
	CACHES_4(31), CACHES_4(35),
#endif
#if PAGE_SHIFT >= 16
	CACHES_4(39), CACHES_4(43),
#endif
};

/* Initialize one cache of kmalloc().  Only the caches of KMALLOC_NORMAL have sheaves. */
static void init_kmalloc(unsigned int type, unsigned int class)
{
	struct kmem_cache *s = &kmalloc_caches[type][class];

	s->name = class_names[type][class];
	s->object_size = class_sizes[class];
	s->align = s->object_size & -s->object_size;
	s->flags = type == KMALLOC_RECLAIM ? SLAB_RECLAIM_ACCOUNT :
		   type == KMALLOC_DMA ? SLAB_CACHE_DMA : 0;
	init_cache(s);
	s->rare |= __GFP_RECLAIMABLE;
	if (type == KMALLOC_NORMAL)
		s->mergeable = !slab_debugged(s) && !(s->flags & SLAB_FAILSLAB);
	if (type == KMALLOC_NORMAL && !slab_inits()) {
		s->sheaf = &kmalloc_sheaves[class];
		sheaf_set_capacity(s, 0);
	}
	VM_WARN_ON(type >= NR_KMALLOC_TYPES || class >= KMALLOC_CLASSES);
	list_add_tail(&s->list, &slab_caches);
}

bool slab_is_static(const struct kmem_cache *s)
{
	return s == &kmem_cache_boot || (kmalloc_page_watched() && s == &kmalloc_page) ||
	       is_kmalloc_cache(s);
}

void slab_engine_init(void)
{
	unsigned int type, class, i;

	for (type = 0; type < NR_KMALLOC_TYPES; type++) {
		for (class = 0; class < KMALLOC_CLASSES; class++)
			init_kmalloc(type, class);
	}
	for (i = 1; i < ARRAY_SIZE(kmalloc_by_8); i++)
		kmalloc_by_8[i] = &kmalloc_caches[KMALLOC_NORMAL][kmalloc_class(i * 8)];
	for (i = 0; i < ARRAY_SIZE(kmalloc_by_128); i++)
		kmalloc_by_128[i] = &kmalloc_caches[KMALLOC_NORMAL][kmalloc_class((i + 1) * 128)];
	VM_WARN_ON(!kmalloc_by_8[1] || !kmalloc_by_128[ARRAY_SIZE(kmalloc_by_128) - 1]);
	kmalloc_by_8[0] = &kmalloc_zero;
	init_cache(&kmem_cache_boot);
	if (IS_ENABLED(CONFIG_SLUB_DEBUG))
		init_cache(&kmalloc_page);
	if (kmalloc_page_watched())
		list_add_tail(&kmalloc_page.list, &slab_caches);
}

size_t kmalloc_size_roundup(size_t size)
{
	if (!size || size > KMALLOC_MAX_SIZE)
		return size;
	if (kasan_enabled())
		return size;
	if (size > KMALLOC_MAX_CACHE_SIZE && size <= PAGE_SIZE && kmalloc_page_watched())
		return size;
	if (size > KMALLOC_MAX_CACHE_SIZE)
		return PAGE_SIZE << get_order(size);
	if (slab_debugged(&kmalloc_caches[KMALLOC_NORMAL][kmalloc_class(size)]))
		return size;
	return kmalloc_caches[KMALLOC_NORMAL][kmalloc_class(size)].size;
}
