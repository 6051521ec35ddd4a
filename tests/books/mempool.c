// SPDX-License-Identifier: BSD-2-Clause
/* A reserve of objects for requests that must not fail. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/mempool.h>
#include <linux/module.h>
#include <linux/slab.h>

struct io_request {
	u64 sector;
	u32 count;
};

static struct kmem_cache *request_cache;
static mempool_t *request_pool;

static int __init mempool_demo_init(void)
{
	struct io_request *request[4];

	request_cache = KMEM_CACHE(io_request, 0);
	if (!request_cache)
		return -ENOMEM;
	request_pool = mempool_create_slab_pool(2, request_cache);
	if (!request_pool) {
		kmem_cache_destroy(request_cache);
		return -ENOMEM;
	}
	for (int i = 0; i < 4; i++) {
		request[i] = mempool_alloc(request_pool, GFP_NOIO);
		request[i]->sector = (u64)i;
	}
	for (int i = 0; i < 4; i++)
		mempool_free(request[i], request_pool);
	mempool_destroy(request_pool);
	kmem_cache_destroy(request_cache);
	pr_info("passed\n");
	return 0;
}
module_init(mempool_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A reserve of objects");
