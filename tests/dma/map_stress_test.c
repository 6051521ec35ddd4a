// SPDX-License-Identifier: BSD-2-Clause
/*
 * All CPUs use the whole memory interface at the same time.  Each CPU has a thread that creates
 * areas of vmalloc() and of pages, changes their protection, allocates pages, objects, mempool
 * elements and per-CPU memory, and frees memory that another CPU allocated.  The thread also maps
 * buffers for three devices: one can access all RAM, one has a mask of 32 bits, and one is not
 * coherent.  In parallel, another thread migrates pages, shrinks caches and prints reports.  The
 * contents of each area and buffer are checked before it is freed.
 *
 * With the thread sanitizer, this case finds missing locks.
 *
 * The boot argument map_stress_test.steps=N sets the number of steps of each thread, and
 * map_stress_test.seconds=N sets the time limit.
 */

#include <internal/mm_boot.h>
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/atomic.h>
#include <linux/compaction.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/err.h>
#include <linux/io.h>
#include <linux/kthread.h>
#include <linux/memblock.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/percpu.h>
#include <linux/prandom.h>
#include <linux/sched.h>
#include <linux/set_memory.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/topology.h>
#include <linux/vmalloc.h>

#include "../settled.h"
#include "../time_limit.h"
#include "mm/dma/dma.h"
#include "mm/reclaim/reclaim.h"
#include "mm/virtual/virtual.h"
#include "../warnings.h"
#include "dma_test.h"

/* Number of slots.  All CPUs share them. */
#define NR_SLOTS	64
#define MAX_PAGES	24
#define NR_DEVICES 3 /* the last device is not coherent, if the machine can maintain caches */
#define CACHE_SIZE	136

static unsigned int steps = 150;
module_param(steps, uint, 0444);

struct worker {
	struct task_struct *task;
	unsigned int cpu;
	unsigned long areas, mappings;
};

/* Contents of the first bytes of each page in an area. */
struct mark {
	unsigned long va, nr_pages;
};

static struct worker workers[NR_CPUS];
static void *slots[NR_SLOTS], *objects[NR_SLOTS], *cached[NR_SLOTS];
static struct page *blocks[NR_SLOTS];
static struct device *devices[NR_DEVICES];
static struct dma_pool *dma_pools[NR_DEVICES];
static struct kmem_cache *cache;
static mempool_t *pool;
static atomic_t nr_running, nr_bad;
static u32 seed;

static void mark_area(void *area, unsigned long nr_pages)
{
	for (unsigned long i = 0; i < nr_pages; i++)
		*(struct mark *)(area + i * PAGE_SIZE) =
			(struct mark){ (unsigned long)area, nr_pages };
}

static void end_area(void *area)
{
	unsigned long nr_pages = ((struct mark *)area)->nr_pages;
	bool bad = nr_pages - 1 >= MAX_PAGES;

	for (unsigned long i = 0; !bad && i < nr_pages; i++) {
		const struct mark *mark = area + i * PAGE_SIZE;

		bad = mark->va != (unsigned long)area || mark->nr_pages != nr_pages;
	}
	if (bad)
		atomic_inc(&nr_bad);
	vfree(area);
}

static void step_vmalloc(struct worker *w, u32 random)
{
	unsigned long nr_pages = random & 8 ? 1 + random / 64 % 4 : 1 + random / 64 % MAX_PAGES;
	void *area = vmalloc(nr_pages << PAGE_SHIFT);

	if (!area)
		return;
	mark_area(area, nr_pages);
	w->areas++;
	area = __atomic_exchange_n(&slots[random >> 16 & (NR_SLOTS - 1)], area, __ATOMIC_ACQ_REL);
	if (area)
		end_area(area);
}

static void step_vmap(struct worker *w, u32 random)
{
	struct page *pages[4] = { NULL };
	unsigned long nr = alloc_pages_bulk(GFP_KERNEL | __GFP_NOWARN, 1 + random % 4, pages);
	u32 *va = nr ? vmap(pages, nr, VM_MAP, PAGE_KERNEL) : NULL;

	if (va) {
		*va = random;
		if (*(u32 *)page_address(pages[0]) != random)
			atomic_inc(&nr_bad);
		w->areas++;
	}
	vunmap(va);
	release_pages(pages, nr);
}

/* Map registers at an address above all RAM, but do not access them. */
static void step_ioremap(struct worker *w, u32 random)
{
	phys_addr_t phys = ALIGN(memblock_end_of_DRAM(), SZ_1G) + random % SZ_1M;
	void __iomem *regs = ioremap(phys, 1 + random % SZ_64K);

	w->areas += !!regs;
	iounmap(regs);
}

static void step_protect(struct worker *w, u32 random)
{
#ifdef CONFIG_SET_MEMORY
	u32 *area = vmalloc(2 * PAGE_SIZE);

	if (!area)
		return;
	*area = random;
	if (set_memory_ro((unsigned long)area, 1) || *area != random ||
	    (random & 64 && set_memory_rw((unsigned long)area, 1)))
		atomic_inc(&nr_bad);
	vfree(area);
#endif
}

static struct device *device_of(u32 random)
{
	return devices[random / 2 % NR_DEVICES];
}

static void step_dma(struct worker *w, u32 random)
{
	struct device *dev = device_of(random);
	size_t size = 64 + random / 64 % 3000;
	u8 *buffer = kmalloc(size, GFP_KERNEL);
	dma_addr_t addr;

	if (!buffer)
		return;
	memset(buffer, random, size);
	addr = dma_map_single(dev, buffer, size, DMA_BIDIRECTIONAL);
	if (!dma_mapping_error(dev, addr)) {
		dma_sync_single_for_cpu(dev, addr, size, DMA_BIDIRECTIONAL);
		if (memchr_inv(buffer, random & 0xff, size))
			atomic_inc(&nr_bad);
		dma_sync_single_for_device(dev, addr, size, DMA_BIDIRECTIONAL);
		dma_unmap_single(dev, addr, size, DMA_BIDIRECTIONAL);
		w->mappings++;
	}
	if (memchr_inv(buffer, random & 0xff, size))
		atomic_inc(&nr_bad);
	kfree(buffer);
}

static void step_coherent(struct worker *w, u32 random)
{
	struct device *dev = device_of(random);
	size_t size = random & 64 ? 64 : 1 + random / 128 % (2 * PAGE_SIZE);
	dma_addr_t handle;
	u8 *p = dma_alloc_coherent(dev, size, &handle, GFP_KERNEL | __GFP_NOWARN);

	if (!p)
		return;
	if (memchr_inv(p, 0, size))
		atomic_inc(&nr_bad);
	memset(p, random, size);
	w->mappings++;
	dma_free_coherent(dev, size, p, handle);
}

static void step_dma_pool(struct worker *w, u32 random)
{
	struct dma_pool *from = dma_pools[random / 2 % NR_DEVICES];
	dma_addr_t at[4];
	void *p[4];

	for (unsigned int i = 0; i < ARRAY_SIZE(p); i++) {
		p[i] = from ? dma_pool_alloc(from, GFP_KERNEL | __GFP_NOWARN, &at[i]) : NULL;
		if (p[i])
			*(u32 *)p[i] = random + i;
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(p); i++) {
		if (!p[i])
			continue;
		if (*(u32 *)p[i] != random + i)
			atomic_inc(&nr_bad);
		dma_pool_free(from, p[i], at[i]);
		w->mappings++;
	}
}

/*
 * Store a block in a shared slot, and free the previous block of the slot, which another CPU may
 * have allocated.
 */
static void step_pages(struct worker *w, u32 random)
{
	unsigned int order = random / 64 % 4;
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_NOWARN, order);
	struct mark *mark;

	if (!page)
		return;
	*(struct mark *)page_address(page) = (struct mark){ (unsigned long)page, order };
	page = __atomic_exchange_n(&blocks[random >> 16 & (NR_SLOTS - 1)], page, __ATOMIC_ACQ_REL);
	if (!page)
		return;
	mark = page_address(page);
	if (mark->va != (unsigned long)page)
		atomic_inc(&nr_bad);
	else
		__free_pages(page, mark->nr_pages);
}

/*
 * Store object @p in a shared slot, and return the previous object.  The first word of each object
 * is its address.
 */
static void *exchange_object(void **slot, void *p)
{
	if (!p)
		return NULL;
	*(void **)p = p;
	p = __atomic_exchange_n(slot, p, __ATOMIC_ACQ_REL);
	if (p && *(void **)p != p) {
		atomic_inc(&nr_bad);
		p = NULL;
	}
	return p;
}

static void step_kmalloc(struct worker *w, u32 random)
{
	size_t size = random & 8 ? 8 + random / 64 % 200 : 8 + random / 64 % 9000;

	kfree(exchange_object(&objects[random >> 16 & (NR_SLOTS - 1)], kmalloc(size, GFP_KERNEL)));
}

static void step_cache(struct worker *w, u32 random)
{
	void **slot = &cached[random >> 16 & (NR_SLOTS - 1)];
	void *p = exchange_object(slot, kmem_cache_alloc(cache, GFP_KERNEL));

	if (p)
		kmem_cache_free(cache, p);
}

/* Create a cache, use it, and destroy it. */
static void step_new_cache(struct worker *w, u32 random)
{
	struct kmem_cache *s = kmem_cache_create("map-stress-own", 40 + random / 64 % 1000, 0,
						 random & 8 ? SLAB_NO_MERGE : 0, NULL);
	void *many[6];

	if (s && kmem_cache_alloc_bulk(s, GFP_KERNEL, ARRAY_SIZE(many), many))
		kmem_cache_free_bulk(s, ARRAY_SIZE(many), many);
	kmem_cache_destroy(s);
}

static void step_percpu(struct worker *w, u32 random)
{
	size_t size = 8 + random / 64 % 300 / 8 * 8;
	u64 __percpu *p = (u64 __percpu *)__alloc_percpu(size, 8);
	unsigned int cpu;

	if (!p)
		return;
	for_each_possible_cpu(cpu)
		*per_cpu_ptr(p, cpu) = random + cpu;
	for_each_possible_cpu(cpu) {
		if (*per_cpu_ptr(p, cpu) != random + cpu)
			atomic_inc(&nr_bad);
	}
	free_percpu(p);
}

static void step_mempool(struct worker *w, u32 random)
{
	void *p = mempool_alloc(pool, random & 8 ? GFP_KERNEL : GFP_NOWAIT);

	if (!p)
		return;
	*(u32 *)p = random;
	cond_resched();
	if (*(u32 *)p != random)
		atomic_inc(&nr_bad);
	mempool_free(p, pool);
}

/*
 * Look up areas at and after the addresses in the slots, while other threads allocate and free
 * these areas.
 */
static void step_look(struct worker *w, u32 random)
{
	for (unsigned int i = 0; i < 64; i++)
		find_vm_area(READ_ONCE(slots[(random + i / 8) % NR_SLOTS]) +
			     (i % 8 * 2 << PAGE_SHIFT));
#ifdef CONFIG_SET_MEMORY
	kernel_page_present(virt_to_page(w));
#endif
}

static int work(void *arg)
{
	static void (*const what[16])(struct worker *, u32) = {
		step_vmalloc,  step_vmalloc,   step_look,   step_vmap,
		step_ioremap,  step_protect,   step_dma,    step_dma,
		step_coherent, step_dma_pool,  step_pages,  step_kmalloc,
		step_cache,    step_new_cache, step_percpu, step_mempool,
	};
	struct worker *w = arg;
	struct rnd_state rnd;

	prandom_seed_state(&rnd, seed + w->cpu);
	for (unsigned int step = 0; step < steps && !time_limit_passed(); step++) {
		u32 random = prandom_u32_state(&rnd);

		what[random >> 28](w, random);
		if (step % 8 == 0)
			cond_resched();
	}
	atomic_dec_return_release(&nr_running);
	while (!kthread_should_stop())
		schedule_timeout_uninterruptible(1);
	return 0;
}

static void end_all(void)
{
	for (unsigned int i = 0; i < NR_SLOTS; i++) {
		if (slots[i])
			end_area(slots[i]);
		slots[i] = NULL;
		if (blocks[i])
			__free_pages(blocks[i], ((struct mark *)page_address(blocks[i]))->nr_pages);
		blocks[i] = NULL;
		kfree(objects[i]);
		objects[i] = NULL;
		if (cached[i])
			kmem_cache_free(cache, cached[i]);
		cached[i] = NULL;
	}
	mempool_destroy(pool);
	pool = NULL;
	kmem_cache_destroy(cache);
	cache = NULL;
	for (unsigned int i = 0; i < NR_DEVICES; i++) {
		dma_pool_destroy(dma_pools[i]);
		dma_pools[i] = NULL;
		if (!IS_ERR_OR_NULL(devices[i]))
			root_device_unregister(devices[i]);
		devices[i] = NULL;
	}
}

static int map_stress_test_init(struct kunit *test)
{
	memset(workers, 0, sizeof(workers));
	atomic_set(&nr_bad, 0);
	seed = kunit_seed(test);
	for (unsigned int i = 0; i < NR_DEVICES; i++) {
		devices[i] = dma_test_register("map-stress");
		if (IS_ERR(devices[i]))
			return -ENOMEM;
		dev_assign_dma_coherent(devices[i], i != NR_DEVICES - 1 || !maintained_line());
		if (dma_coerce_mask_and_coherent(devices[i], DMA_BIT_MASK(i == 1 ? 32 : 64)))
			return -ENOMEM;
		dma_pools[i] = dma_pool_create("map-stress", devices[i], 96, 8, 0);
	}
	cache = kmem_cache_create("map-stress", CACHE_SIZE, 0, SLAB_NO_MERGE, NULL);
	pool = cache ? mempool_create_slab_pool(4, cache) : NULL;
	return pool ? 0 : -ENOMEM;
}

/*
 * Call the functions that process all memory: compaction, vm_unmap_aliases(), shrinkers, validators
 * and reports.
 */
static void look_around(struct kunit *test)
{
	if (IS_ENABLED(CONFIG_COMPACTION))
		compact_memory();
	schedule_timeout_uninterruptible(1);
	vm_unmap_aliases();
	kmem_cache_shrink(cache);
	if (IS_ENABLED(CONFIG_RECLAIM))
		shrink_slab(GFP_KERNEL, numa_mem_id(), 0);
	KUNIT_EXPECT_EQ(test, vmalloc_validate(), 0);
	if (IS_ENABLED(CONFIG_MM_REPORTS))
		KUNIT_EXPECT_EQ(test, ptdump_show(NULL), 0);
	cond_resched();
}

static void map_stress_test_exit(struct kunit *test)
{
	unsigned int cpu;

	for_each_online_cpu(cpu) {
		if (workers[cpu].task)
			kthread_stop(workers[cpu].task);
	}
	end_all();
}

static void map_stress_test_all(struct kunit *test)
{
	unsigned long warned = warnings_seen(), areas = 0, mappings = 0;
	unsigned int cpu;

	time_limit_start();
	atomic_set(&nr_running, 0);
	for_each_online_cpu(cpu) {
		struct task_struct *task;

		workers[cpu].cpu = cpu;
		task = kthread_create_on_cpu(work, &workers[cpu], cpu, "map-stress/%u");
		KUNIT_ASSERT_FALSE(test, IS_ERR(task));
		workers[cpu].task = task;
	}
	for_each_online_cpu(cpu) {
		atomic_inc(&nr_running);
		wake_up_process(workers[cpu].task);
	}
	while (atomic_read_acquire(&nr_running))
		look_around(test);
	for_each_online_cpu(cpu) {
		areas += workers[cpu].areas;
		mappings += workers[cpu].mappings;
	}
	kunit_info(test, "%u CPUs: %lu areas, %lu mappings for devices", num_online_cpus(), areas,
		   mappings);
	KUNIT_EXPECT_GT(test, areas, 0UL);
	KUNIT_EXPECT_GT(test, mappings, 0UL);
	KUNIT_EXPECT_EQ(test, atomic_read(&nr_bad), 0);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
}

static const struct kunit_case map_stress_cases[] = {
	KUNIT_CASE(map_stress_test_all),
	{}
};

static struct kunit_suite map_stress_suite = {
	.name = "map_stress",
	.init = map_stress_test_init,
	.exit = map_stress_test_exit,
	.test_cases = map_stress_cases,
};
kunit_test_suite(map_stress_suite);
