// SPDX-License-Identifier: BSD-2-Clause
/*
 * The benchmark "states": pairs of allocation and free, and batches, on three states of the memory.
 *
 *	fresh	as booted
 *	used	objects and blocks of pages of random sizes were allocated until half of the memory
 *		was in use, and half of them, selected at random, were freed
 *	full	the same, and single pages were allocated until 1/32 of the memory was free
 *
 * In the last two states, half of 400 per-CPU objects of random sizes are in use, too.  The seed is
 * fixed.  The parameter of a row ends with the state: "64/used".
 */

#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/prandom.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <quarry/shell.h>

#include "bench.h"

#define GFP_TRY	(GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN)

/* An object or a block of pages that is in use, at its start. */
struct held {
	struct held *next;
	int order;		/* of a block of pages; -1 for an object of kmalloc() */
};

static struct rnd_state rnd;

static bool hold(struct held **list, struct held *held, int order)
{
	if (!held)
		return false;
	*held = (struct held){ .next = *list, .order = order };
	*list = held;
	return true;
}

static bool hold_object(struct held **list)
{
	size_t size = sizeof(struct held) << prandom_u32_below(&rnd, 8);

	size = max(sizeof(struct held), size - prandom_u32_below(&rnd, size / 2));
	return hold(list, kmalloc(size, GFP_TRY), -1);
}

static bool hold_pages(struct held **list, unsigned int order)
{
	return hold(list, (struct held *)__get_free_pages(GFP_TRY, order), order);
}

static void let_go(struct held *held)
{
	if (held->order < 0)
		kfree(held);
	else
		free_pages((unsigned long)held, held->order);
}

static void let_all_go(struct held *list)
{
	for (struct held *next; list; list = next) {
		next = list->next;
		let_go(list);
	}
}

static struct held *use_memory(void)
{
	struct held *list = NULL, **at;
	bool ok = true;

	while (ok && nr_free_pages() > totalram_pages() / 2) {
		if (prandom_u32_below(&rnd, 16))
			ok = hold_object(&list);
		else
			ok = hold_pages(&list, prandom_u32_below(&rnd, 4));
	}
	for (at = &list; *at;) {
		struct held *held = *at;

		if (prandom_u32_below(&rnd, 2)) {
			at = &held->next;
			continue;
		}
		*at = held->next;
		let_go(held);
	}
	return list;
}

static struct held *fill_memory(void)
{
	struct held *list = NULL;

	while (nr_free_pages() > totalram_pages() / 32 && hold_pages(&list, 0))
		;
	return list;
}

#define NR_PERCPU	400

static void __percpu *percpu[NR_PERCPU];

static void use_percpu(void)
{
	for (unsigned int i = 0; i < NR_PERCPU; i++)
		percpu[i] = __alloc_percpu(8 * (1 + prandom_u32_below(&rnd, 16)), 8);
	for (unsigned int i = 0; i < NR_PERCPU; i++) {
		if (prandom_u32_below(&rnd, 2)) {
			free_percpu(percpu[i]);
			percpu[i] = NULL;
		}
	}
}

static void let_percpu_go(void)
{
	for (unsigned int i = 0; i < NR_PERCPU; i++)
		free_percpu(percpu[i]);
}

/*
 * Measure pairs of two expressions after a warm-up, and print them as operations @op and @un_op.
 * A row is missing if an allocation fails.
 */
#define STATE_PAIR(op, un_op, what, state, pointer, allocate, release)		\
do {										\
	struct cost __alloc = { 0 }, __free = { 0 };				\
	char __param[32];							\
	int __i;								\
										\
	scnprintf(__param, sizeof(__param), "%s/%s", what, state);		\
	for (__i = 0; __i < BENCH_WARM_UP + BENCH_PAIRS; __i++) {		\
		if (__i == BENCH_WARM_UP)					\
			__alloc = __free = (struct cost){ 0 };			\
		BENCH_TIME_OPEN(&__alloc, pointer = (allocate));		\
		if (!pointer)							\
			break;							\
		BENCH_TIME_OPEN(&__free, release);				\
	}									\
	if (__i == BENCH_WARM_UP + BENCH_PAIRS) {				\
		cost_print(&__alloc, op, __param);				\
		cost_print(&__free, un_op, __param);				\
	} else {								\
		console_printf("# %s,%s failed\n", op, __param);		\
	}									\
} while (0)

#define NR_BATCH	256

static void *batch[NR_BATCH];

/* Return a number below NR_BATCH, each once for i = 0 to NR_BATCH - 1, in an irregular order. */
static unsigned int batch_order(unsigned int i)
{
	return i * 37 % NR_BATCH;
}

/* Measure batches: NR_BATCH allocations, and then their frees in another order. */
#define STATE_BATCH(op, un_op, what, state, pointer, allocate, release)		\
do {										\
	struct cost __alloc = { 0 }, __free = { 0 };				\
	unsigned int __nr = NR_BATCH;						\
	char __param[32];							\
										\
	scnprintf(__param, sizeof(__param), "%s/%s", what, state);		\
	for (int __round = 0; __round < 20 && __nr == NR_BATCH; __round++) {	\
		for (__nr = 0; __nr < NR_BATCH; __nr++) {			\
			BENCH_TIME_OPEN(&__alloc, pointer = (allocate));	\
			if (!pointer)						\
				break;						\
			batch[__nr] = (__force void *)pointer;			\
		}								\
		for (unsigned int __i = 0; __i < NR_BATCH; __i++) {		\
			if (batch_order(__i) >= __nr)				\
				continue;					\
			pointer = (__force __typeof__(pointer))batch[batch_order(__i)]; \
			BENCH_TIME_OPEN(&__free, release);			\
		}								\
	}									\
	if (__nr == NR_BATCH) {							\
		cost_print(&__alloc, op "_batch256", __param);			\
		cost_print(&__free, un_op "_batch256", __param);		\
	} else {								\
		console_printf("# %s_batch256,%s failed\n", op, __param);	\
	}									\
} while (0)

/* ---- the rows -------------------------------------------------------------------------------- */

static void state_objects(const char *state)
{
	static const size_t sizes[] = { 64, 256, 1500, 4096 };
	struct kmem_cache *cache = kmem_cache_create("states", 64, 0, 0, NULL);
	char what[16];
	void *p;

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		size_t size = sizes[i];

		OPTIMIZER_HIDE_VAR(size);
		scnprintf(what, sizeof(what), "%zu", size);
		STATE_PAIR("kmalloc", "kfree", what, state, p, kmalloc(size, GFP_TRY), kfree(p));
		STATE_BATCH("kmalloc", "kfree", what, state, p, kmalloc(size, GFP_TRY), kfree(p));
	}
	if (!cache)
		return;
	STATE_PAIR("kmem_cache_alloc", "kmem_cache_free", "64", state, p,
		   kmem_cache_alloc(cache, GFP_TRY), kmem_cache_free(cache, p));
	STATE_BATCH("kmem_cache_alloc", "kmem_cache_free", "64", state, p,
		    kmem_cache_alloc(cache, GFP_TRY), kmem_cache_free(cache, p));
	kmem_cache_destroy(cache);
}

static void state_pages(const char *state)
{
	struct page *page, *pages[16] = { NULL };
	unsigned long got;
	void *va;

	STATE_PAIR("alloc_pages", "free_pages", "order0", state, page, alloc_pages(GFP_TRY, 0),
		   __free_pages(page, 0));
	STATE_BATCH("alloc_pages", "free_pages", "order0", state, page, alloc_pages(GFP_TRY, 0),
		    __free_pages(page, 0));
	STATE_PAIR("alloc_pages", "free_pages", "order4", state, page, alloc_pages(GFP_TRY, 4),
		   __free_pages(page, 4));
	STATE_PAIR("vmalloc", "vfree", "1pages", state, va, vmalloc(PAGE_SIZE), vfree(va));
	STATE_BATCH("vmalloc", "vfree", "1pages", state, va, vmalloc(PAGE_SIZE), vfree(va));
	STATE_PAIR("vmalloc", "vfree", "16pages", state, va, vmalloc(16 * PAGE_SIZE), vfree(va));
	got = alloc_pages_bulk(GFP_TRY, ARRAY_SIZE(pages), pages);
	if (got == ARRAY_SIZE(pages))
		STATE_PAIR("vmap", "vunmap", "16pages", state, va,
			   vmap(pages, ARRAY_SIZE(pages), VM_MAP, PAGE_KERNEL), vunmap(va));
	release_pages(pages, got);
}

static void state_percpu(const char *state)
{
	u64 __percpu *p;

	STATE_PAIR("alloc_percpu", "free_percpu", "8", state, p, alloc_percpu(u64), free_percpu(p));
	STATE_BATCH("alloc_percpu", "free_percpu", "8", state, p, alloc_percpu(u64),
		    free_percpu(p));
}

#ifdef CONFIG_DMA
static void state_dma(const char *state)
{
	struct device *dev = root_device_register("states");
	dma_addr_t handle;
	void *p;

	if (IS_ERR(dev))
		return;
	dev_set_dma_coherent(dev);
	if (!dma_coerce_mask_and_coherent(dev, DMA_BIT_MASK(64))) {
		STATE_PAIR("dma_alloc_coherent", "dma_free_coherent", "64", state, p,
			   dma_alloc_coherent(dev, 64, &handle, GFP_TRY),
			   dma_free_coherent(dev, 64, p, handle));
		STATE_PAIR("dma_alloc_coherent", "dma_free_coherent", "4096", state, p,
			   dma_alloc_coherent(dev, 4096, &handle, GFP_TRY),
			   dma_free_coherent(dev, 4096, p, handle));
	}
	root_device_unregister(dev);
}
#else
static void state_dma(const char *state)
{
}
#endif

static void state_measure(const char *state)
{
	state_objects(state);
	state_pages(state);
	state_percpu(state);
	state_dma(state);
}

static void states(void)
{
	struct held *used, *full;

	prandom_seed_state(&rnd, 1);
	state_measure("fresh");
	use_percpu();
	used = use_memory();
	state_measure("used");
	full = fill_memory();
	state_measure("full");
	let_all_go(full);
	let_all_go(used);
	let_percpu_go();
}
BENCH_ALONE(states, states);
