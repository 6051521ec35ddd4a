// SPDX-License-Identifier: BSD-2-Clause
/*
 * The benchmark "latency": the longest section with interrupts off, and the longest turn of a
 * thread, in each of several operations and commands.  The irqsoff tracer measures both
 * (kernel/irqsoff.c).
 *
 * The figures include those of all interrupts that occur during the operation.  A line that begins
 * with "#" names the ends of the section above it.
 */

#include <internal/irqsoff.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/random.h>
#include <linux/sched.h>
#include <linux/set_memory.h>
#include <linux/shrinker.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <linux/xarray.h>
#include <quarry/demand.h>
#include <quarry/shell.h>

#include "bench.h"

#define NR_PAGES	4096
#define NR_ENTRIES	20000
#define NR_OBJECTS	4000

static void **objects;

/* ---- operations ------------------------------------------------------------------------------ */

static void set_memory_pages(void)
{
	void *area = vmalloc(NR_PAGES * PAGE_SIZE);

	if (!area)
		return;
	set_memory_ro((unsigned long)area, NR_PAGES);
	set_memory_rox((unsigned long)area, NR_PAGES);
	vfree(area);
}

static void vmalloc_sizes(void)
{
	for (unsigned long pages = 1; pages <= 1024; pages *= 2)
		vfree(vmalloc(pages * PAGE_SIZE));
}

static void vmap_pages(void)
{
	struct page **pages = kvmalloc_array(1024, sizeof(*pages), GFP_KERNEL | __GFP_ZERO);
	unsigned long nr = pages ? alloc_pages_bulk(GFP_KERNEL, 1024, pages) : 0;

	if (nr)
		vunmap(vmap(pages, nr, VM_MAP, PAGE_KERNEL));
	if (pages)
		release_pages(pages, nr);
	kvfree(pages);
}

static void demand_populated(void)
{
	demand_unmap(demand_map("latency", SZ_16M, SZ_16M, DEMAND_POPULATE));
}

static void demand_touched(void)
{
	char *start = demand_map("latency", SZ_16M, SZ_16M, 0);

	for (unsigned long at = 0; start && at < SZ_16M; at += PAGE_SIZE)
		start[at] = 1;
	demand_unmap(start);
}

static void xarray_destroyed(void)
{
	DEFINE_XARRAY(xa);

	for (unsigned long i = 0; i < NR_ENTRIES; i++)
		xa_store(&xa, i, xa_mk_value(i), GFP_KERNEL);
	xa_destroy(&xa);
}

static void pages_drained(void)
{
	struct page *list = NULL, *page;

	for (unsigned int i = 0; i < NR_PAGES; i++) {
		page = alloc_page(GFP_KERNEL);
		if (!page)
			break;
		*(struct page **)page_address(page) = list;
		list = page;
	}
	while ((page = list)) {
		list = *(struct page **)page_address(page);
		__free_page(page);
	}
	shell_run("drain");
}

/* Allocate nearly all memory as single pages, and free it. */
static void memory_exhausted(void)
{
	struct page *list = NULL, *page;

	while ((page = alloc_page(GFP_KERNEL | __GFP_NORETRY | __GFP_NOWARN))) {
		*(struct page **)page_address(page) = list;
		list = page;
	}
	while ((page = list)) {
		list = *(struct page **)page_address(page);
		__free_page(page);
	}
}

static void memory_compacted(void)
{
	struct page *kept = NULL, *page, *next;

	for (unsigned int i = 0; i < NR_PAGES; i++) {
		page = alloc_page(i & 1 ? GFP_KERNEL : GFP_KERNEL | __GFP_MOVABLE);
		if (!page)
			break;
		*(struct page **)page_address(page) = kept;
		kept = page;
	}
	for (page = kept, kept = NULL; page; page = next) {
		next = *(struct page **)page_address(page);
		if (page_to_pfn(page) & 3) {
			__free_page(page);
			continue;
		}
		*(struct page **)page_address(page) = kept;
		kept = page;
	}
	shell_run("compact");
	while ((page = kept)) {
		kept = *(struct page **)page_address(page);
		__free_page(page);
	}
}

static void contig_pages(void)
{
	struct page *page = alloc_contig_pages(NR_PAGES, GFP_KERNEL, 0, NULL);

	if (page)
		free_contig_range(page_to_pfn(page), NR_PAGES);
}

static void orders_churned(void)
{
	static struct page *blocks[64];
	static u8 orders[64];

	for (unsigned int i = 0; i < 20000; i++) {
		unsigned int slot = i * 2654435761U >> 26;

		if (blocks[slot]) {
			__free_pages(blocks[slot], orders[slot]);
			blocks[slot] = NULL;
		} else {
			orders[slot] = i * 40503U >> 7 & 7;
			blocks[slot] = alloc_pages(i & 64 ? GFP_KERNEL : GFP_KERNEL | __GFP_MOVABLE,
						   orders[slot]);
		}
	}
	for (unsigned int i = 0; i < 64; i++) {
		if (blocks[i])
			__free_pages(blocks[i], orders[i]);
		blocks[i] = NULL;
	}
}

static void objects_churned(void)
{
	u32 random = 1;

	for (unsigned int i = 0; i < 100000; i++) {
		unsigned int slot;

		random = random * 1664525 + 1013904223;
		slot = (random >> 8) % NR_OBJECTS;
		if (objects[slot]) {
			kvfree(objects[slot]);
			objects[slot] = NULL;
		} else {
			objects[slot] = kvmalloc(1 + (random >> 20) % (1 << (3 + random % 12)),
						 GFP_KERNEL);
		}
	}
	for (unsigned int i = 0; i < NR_OBJECTS; i++) {
		kvfree(objects[i]);
		objects[i] = NULL;
	}
}

static void cache_destroyed(void)
{
	struct kmem_cache *cache = kmem_cache_create("latency", 200, 0, 0, NULL);

	if (!cache)
		return;
	for (unsigned int i = 0; i < NR_OBJECTS; i++)
		objects[i] = kmem_cache_alloc(cache, GFP_KERNEL);
	for (unsigned int i = 0; i < NR_OBJECTS; i++) {
		kmem_cache_free(cache, objects[i]);
		objects[i] = NULL;
	}
	kmem_cache_shrink(cache);
	kmem_cache_destroy(cache);
}

static void objects_in_bulk(void)
{
	struct kmem_cache *cache = kmem_cache_create("latency", 200, 0, 0, NULL);

	if (!cache)
		return;
	if (kmem_cache_alloc_bulk(cache, GFP_KERNEL, NR_OBJECTS, objects))
		kmem_cache_free_bulk(cache, NR_OBJECTS, objects);
	memset(objects, 0, NR_OBJECTS * sizeof(*objects));
	kmem_cache_destroy(cache);
}

static void pages_in_bulk(void)
{
	struct page **pages = (struct page **)objects;
	unsigned long nr = alloc_pages_bulk(GFP_KERNEL, NR_OBJECTS, pages);

	release_pages(pages, nr);
	memset(objects, 0, NR_OBJECTS * sizeof(*objects));
}

static void percpu_churned(void)
{
	for (unsigned int i = 0; i < NR_OBJECTS; i++)
		objects[i] = (void __force *)__alloc_percpu(8 + i % 50 * 8, 8);
	for (unsigned int i = 0; i < NR_OBJECTS; i++) {
		free_percpu((void __percpu *)objects[i]);
		objects[i] = NULL;
	}
}

/*
 * Allocate most of the memory as movable pages, free every second one, and allocate unmovable
 * pages, which take over page blocks.
 */
static void blocks_taken_over(void)
{
	struct page *kept = NULL, *freed = NULL, *page;
	unsigned long nr = nr_free_pages() * 3 / 4;

	for (unsigned long i = 0; i < nr; i++) {
		page = alloc_page(GFP_KERNEL | __GFP_MOVABLE);
		if (!page)
			break;
		*(struct page **)page_address(page) = page_to_pfn(page) & 1 ? kept : freed;
		if (page_to_pfn(page) & 1)
			kept = page;
		else
			freed = page;
	}
	while ((page = freed)) {
		freed = *(struct page **)page_address(page);
		__free_page(page);
	}
	for (unsigned long i = 0; i < nr / 2; i++) {
		page = alloc_page(GFP_KERNEL);
		if (!page)
			break;
		*(struct page **)page_address(page) = kept;
		kept = page;
	}
	while ((page = kept)) {
		kept = *(struct page **)page_address(page);
		__free_page(page);
	}
}

static void randomness_used(void)
{
	get_random_bytes(objects, NR_OBJECTS * sizeof(*objects));
	add_device_randomness(objects, NR_OBJECTS * sizeof(*objects));
	memset(objects, 0, NR_OBJECTS * sizeof(*objects));
	for (unsigned int i = 0; i < 100; i++)
		get_random_u32();
}

static void messages_printed(void)
{
	for (unsigned int i = 0; i < 3; i++)
		pr_info("%-*s\n", 99, "a line of 100 characters");
}

static const struct {
	const char *name;
	void (*run)(void);	/* NULL: run the command of that name */
} operations[] = {
	{ "set_memory of 4096 pages", set_memory_pages },
	{ "vmalloc of 1 to 1024 pages", vmalloc_sizes },
	{ "vmap of 1024 pages", vmap_pages },
	{ "demand_map of 16 MiB populated", demand_populated },
	{ "demand_map of 16 MiB touched", demand_touched },
	{ "xa_destroy of 20000 entries", xarray_destroyed },
	{ "drain", pages_drained },
	{ "all memory in pages", memory_exhausted },
	{ "compaction", memory_compacted },
	{ "alloc_contig_pages", contig_pages },
	{ "page blocks taken over", blocks_taken_over },
	{ "churn of pages", orders_churned },
	{ "churn of objects", objects_churned },
	{ "kmem_cache_destroy", cache_destroyed },
	{ "4000 objects in bulk", objects_in_bulk },
	{ "4000 pages in bulk", pages_in_bulk },
	{ "alloc_percpu", percpu_churned },
	{ "printk of 100 characters", messages_printed },
	{ "random numbers", randomness_used },
	{ "drop_caches" },
	{ "slabinfo" },
	{ "meminfo" },
	{ "vmstat" },
	{ "zoneinfo" },
	{ "buddyinfo" },
	{ "pagetypeinfo" },
	{ "pagemap" },
	{ "memmap" },
	{ "iomem" },
	{ "vmallocinfo" },
	{ "heapinfo" },
	{ "threads" },
	{ "ptdump" },
	{ "percpu" },
	{ "mempools" },
	{ "shrinkers" },
	{ "cma" },
	{ "dmainfo" },
	{ "devices" },
	{ "irqs" },
	{ "dmesg" },
};

/* ---- figures --------------------------------------------------------------------------------- */

static void print_longest(enum irqsoff_kind kind, const char *op, const char *param)
{
	struct irqsoff_section longest = {};

	irqsoff_read(kind, &longest, 1);
	console_printf("%s,%s,%llu,%llu\n", op, param, (unsigned long long)longest.length,
		       (unsigned long long)longest.length);
	console_printf("# %pS to %pS\n", (void *)(longest.from - 1), (void *)(longest.to - 1));
}

static void latency(void)
{
	objects = kvcalloc(NR_OBJECTS, sizeof(*objects), GFP_KERNEL);
	if (!objects)
		return;
	for (unsigned int i = 0; i < ARRAY_SIZE(operations); i++) {
		irqsoff_reset(!IS_ENABLED(CONFIG_HOST));
		cond_resched();
		if (operations[i].run)
			operations[i].run();
		else
			shell_run(operations[i].name);
		cond_resched();
		print_longest(IRQSOFF_IRQS_OFF, "irqs_off", operations[i].name);
		print_longest(IRQSOFF_NO_YIELD, "no_yield", operations[i].name);
	}
	kvfree(objects);
}
BENCH(latency, latency);
