// SPDX-License-Identifier: BSD-2-Clause
/* Benchmark of mempools whose allocator succeeds, so that the reserve is not used. */

#include <linux/gfp.h>
#include <linux/mempool.h>
#include <linux/slab.h>

#include "bench.h"

static void pairs(mempool_t *pool, const char *param)
{
	struct cost alloc = { 0 }, release = { 0 };

	for (int i = 0; i < BENCH_WARM_UP + BENCH_PAIRS; i++) {
		void *p;

		if (i == BENCH_WARM_UP)
			alloc = release = (struct cost){ 0 };
		BENCH_TIME(&alloc, p = mempool_alloc(pool, GFP_NOWAIT));
		BENCH_TIME(&release, mempool_free(p, pool));
	}
	cost_print(&alloc, "mempool_alloc", param);
	cost_print(&release, "mempool_free", param);
	mempool_destroy(pool);
}

static void bench_mempool(void)
{
	struct kmem_cache *cache = kmem_cache_create("bench", 128, 0, 0, NULL);
	mempool_t *pool = mempool_create_kmalloc_pool(4, 128);

	if (pool)
		pairs(pool, "kmalloc128");
	pool = cache ? mempool_create_slab_pool(4, cache) : NULL;
	if (pool)
		pairs(pool, "slab128");
	kmem_cache_destroy(cache);
}
BENCH(mempool, bench_mempool);
