// SPDX-License-Identifier: BSD-2-Clause
/*
 * The benchmark "lockshare": the share of instructions that pairs of allocation and free execute
 * while they hold a spinlock that all CPUs share, per mille.  Only one CPU can execute these
 * instructions at a time, so the share limits the number of CPUs that can allocate concurrently.
 * A second CPU is online and idle, so that frees leave its TLB to a later flush, as usual.
 *
 * CONFIG_LOCK_SHARE adds two calls to each spinlock: lock_share_begin() after it is acquired, and
 * lock_share_end() before it is released.  Nested locks count as one section.  Locks in per-CPU
 * memory do not count, because usually only their CPU acquires them.  The instructions of the calls
 * themselves are measured with an empty section, and subtracted.
 */

#include <internal/dma.h>
#include <linux/array_size.h>
#include <linux/atomic.h>
#include <linux/device.h>
#include <linux/dma-mapping.h>
#include <linux/dmapool.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/percpu.h>
#include <linux/spinlock.h>
#include <linux/vmalloc.h>

#include "mm/virtual/virtual.h"
#include "bench.h"

static struct lock_share {
	bool on;
	unsigned int depth;
	u64 start, held, sections;
	u64 calls;			/* pairs of calls, including those for per-CPU locks */
	u64 call_held, call_total;	/* instructions of the two calls for one section */
} share;

void lock_share_begin(const void *lock)
{
	if (!share.on)
		return;
	share.calls++;
	if (!is_kernel_percpu_address((unsigned long)lock) && !share.depth++)
		share.start = bench_now();
}

void lock_share_end(const void *lock)
{
	u64 now = bench_now();

	if (!share.on || is_kernel_percpu_address((unsigned long)lock) || --share.depth)
		return;
	share.held += now - share.start;
	share.sections++;
}

static void lock_share_clear(void)
{
	share.held = share.sections = share.calls = 0;
	share.depth = 0;
	share.on = true;
}

/* Measure an empty section with and without the calls. */
static void lock_share_calibrate(void)
{
	static DEFINE_SPINLOCK(lock);
	struct cost with = { 0 }, without = { 0 };

	lock_share_clear();
	for (int i = 0; i < BENCH_WARM_UP; i++) {
		BENCH_TIME(&with, ({ spin_lock(&lock); spin_unlock(&lock); }));
		BENCH_TIME(&without, ({ u16 ticket = arch_spin_ticket(&lock);
					while (!arch_spin_has_turn(&lock, ticket))
						cpu_relax();
					arch_spin_unlock(&lock); }));
	}
	share.on = false;
	share.call_held = div64_u64(share.held, share.sections);
	share.call_total = div64_u64(with.sum - without.sum, with.nr);
}

static void lock_share_print(const struct cost *pair, const char *op, const char *param)
{
	u64 calls = share.calls * share.call_total, held = share.sections * share.call_held;
	struct cost permille = { .nr = 1 };

	held = share.held > held ? share.held - held : 0;
	permille.sum = permille.max = div64_u64(held * 1000, max(pair->sum - calls, 1ULL));
	cost_print(&permille, op, param);
}

/*
 * Measure pairs of two expressions after a warm-up, and print the share.  Interrupts are on,
 * because vfree() leaves the work to another thread when they are off.  Pairs that flush the TLBs
 * of all CPUs do not count: they wait for the other CPU, which the emulator runs only after many
 * instructions.
 */
#define LOCK_SHARE(op, param, alloc, release)					\
do {										\
	struct cost __pair = { 0 };						\
										\
	lock_share_clear();							\
	for (int __i = 0; __i < BENCH_WARM_UP + BENCH_PAIRS; __i++) {		\
		long __flushes = atomic_long_read(&vmalloc_nr_flushes);		\
		struct lock_share __before = share;				\
		struct cost __sum = __pair;					\
										\
		BENCH_TIME_OPEN(&__pair, alloc);				\
		BENCH_TIME_OPEN(&__pair, release);				\
		if (__i < BENCH_WARM_UP ||					\
		    atomic_long_read(&vmalloc_nr_flushes) != __flushes) {	\
			share = __before;					\
			__pair = __sum;						\
		}								\
	}									\
	share.on = false;							\
	lock_share_print(&__pair, op, param);					\
} while (0)

static void lock_share_mappings(void)
{
	struct page *pages[16] = { NULL };
	void *va;

	if (alloc_pages_bulk(GFP_KERNEL, ARRAY_SIZE(pages), pages) < ARRAY_SIZE(pages))
		return;
	LOCK_SHARE("lock_share_permille", "vmap(16 pages)",
		   va = vmap(pages, ARRAY_SIZE(pages), VM_MAP, PAGE_KERNEL), vunmap(va));
	LOCK_SHARE("lock_share_permille", "vm_map_ram(16 pages)",
		   va = vm_map_ram(pages, ARRAY_SIZE(pages), NUMA_NO_NODE),
		   vm_unmap_ram(va, ARRAY_SIZE(pages)));
	LOCK_SHARE("lock_share_permille", "vmalloc(1 page)", va = vmalloc(PAGE_SIZE), vfree(va));
	LOCK_SHARE("lock_share_permille", "vmalloc(16 pages)",
		   va = vmalloc(16 * PAGE_SIZE), vfree(va));
	release_pages(pages, ARRAY_SIZE(pages));
}

#ifdef CONFIG_DMA
static void lock_share_dma(void)
{
	struct device *dev = root_device_register("lockshare");
	struct dma_pool *pool;
	dma_addr_t handle = 0;
	void *va;

	if (IS_ERR(dev))
		return;
	dev->dma_coherent = true;
	dma_reach_changed(dev);
	pool = dma_coerce_mask_and_coherent(dev, DMA_BIT_MASK(64)) ?
	       NULL : dma_pool_create("lockshare", dev, 64, 64, 0);
	if (pool) {
		LOCK_SHARE("lock_share_permille", "dma_pool_alloc(64)",
			   va = dma_pool_alloc(pool, GFP_ATOMIC, &handle),
			   dma_pool_free(pool, va, handle));
		dma_pool_destroy(pool);
		LOCK_SHARE("lock_share_permille", "dma_alloc_coherent(64)",
			   va = dma_alloc_coherent(dev, 64, &handle, GFP_ATOMIC),
			   dma_free_coherent(dev, 64, va, handle));
	}
	root_device_unregister(dev);
}
#else
static void lock_share_dma(void)
{
}
#endif

static void lock_share(void)
{
	u64 __percpu *other = alloc_percpu(u64), *p;

	lock_share_calibrate();
	LOCK_SHARE("lock_share_permille", "alloc_percpu(8)",
		   p = alloc_percpu_gfp(u64, GFP_NOWAIT), free_percpu(p));
	free_percpu(other);
	lock_share_mappings();
	lock_share_dma();
}
BENCH(lockshare, lock_share);
