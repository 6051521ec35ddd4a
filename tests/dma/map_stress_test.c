// SPDX-License-Identifier: BSD-2-Clause
/*
 * All CPUs at once on mappings: each has a thread that makes areas of vmalloc() and of pages, protects
 * them, frees what another CPU made, and maps buffers for a device that sees all of RAM and for one that
 * sees what 32 bits reach; another thread has pages moved all the while.  Whatever an area or a buffer
 * holds is looked at before it goes.
 *
 * map_stress_test.steps=N: of each thread; map_stress_test.seconds=N: at most so long.
 */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/atomic.h>
#include <linux/compaction.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/io.h>
#include <linux/kthread.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/panic.h>
#include <linux/prandom.h>
#include <linux/sched.h>
#include <linux/set_memory.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "../settled.h"
#include "../time_limit.h"
#include "mm/virtual/virtual.h"

#define NR_SLOTS	64	/* of all CPUs */
#define MAX_PAGES	24
#define NR_DEVICES	2

static unsigned int steps = 150;
module_param(steps, uint, 0444);

struct worker {
	struct task_struct *task;
	unsigned int cpu;
	unsigned long areas, mappings;
};

/* At the start of each page of an area. */
struct mark {
	unsigned long va, nr_pages;
};

static struct worker workers[NR_CPUS];
static void *slots[NR_SLOTS];
static struct device *devices[NR_DEVICES];
static atomic_t nr_running, nr_bad;
static u32 seed;

static void mark_area(void *area, unsigned long nr_pages)
{
	for (unsigned long i = 0; i < nr_pages; i++)
		*(struct mark *)(area + i * PAGE_SIZE) = (struct mark){ (unsigned long)area, nr_pages };
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

/* Beyond all RAM: mapped, and not touched. */
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

static void step_dma(struct worker *w, u32 random)
{
	struct device *dev = devices[random / 2 % NR_DEVICES];
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
	struct device *dev = devices[random / 2 % NR_DEVICES];
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

static int work(void *arg)
{
	static void (*const what[])(struct worker *, u32) = {
		step_vmalloc, step_vmalloc, step_vmalloc, step_vmap, step_ioremap, step_protect, step_dma,
		step_coherent,
	};
	struct worker *w = arg;
	struct rnd_state rnd;

	prandom_seed_state(&rnd, seed + w->cpu);
	for (unsigned int step = 0; step < steps && !time_limit_passed(); step++) {
		u32 random = prandom_u32_state(&rnd);

		what[random >> 28 & 7](w, random);
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
	}
	for (unsigned int i = 0; i < NR_DEVICES; i++) {
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
		devices[i] = root_device_register("map-stress");
		if (IS_ERR(devices[i]))
			return -ENOMEM;
		devices[i]->dma_coherent = true;
	}
	return dma_coerce_mask_and_coherent(devices[0], DMA_BIT_MASK(64)) ?:
	       dma_coerce_mask_and_coherent(devices[1], DMA_BIT_MASK(32));
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
	unsigned long warned = warn_count(), areas = 0, mappings = 0;
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
	while (atomic_read_acquire(&nr_running)) {
		if (IS_ENABLED(CONFIG_COMPACTION))
			compact_memory();
		schedule_timeout_uninterruptible(1);
		vm_unmap_aliases();
		KUNIT_EXPECT_EQ(test, vmalloc_validate(), 0);
		cond_resched();
	}
	for_each_online_cpu(cpu) {
		areas += workers[cpu].areas;
		mappings += workers[cpu].mappings;
	}
	kunit_info(test, "%u CPUs: %lu areas, %lu mappings for devices", num_online_cpus(), areas,
		   mappings);
	KUNIT_EXPECT_GT(test, areas, 0UL);
	KUNIT_EXPECT_GT(test, mappings, 0UL);
	KUNIT_EXPECT_EQ(test, atomic_read(&nr_bad), 0);
	KUNIT_EXPECT_EQ(test, warn_count(), warned);
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
