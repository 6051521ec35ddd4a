// SPDX-License-Identifier: BSD-2-Clause
/* Tests of the values in the reports vmstat, meminfo and zoneinfo. */

#include <internal/mm_boot.h>
#include <kunit/test.h>
#include <linux/gfp.h>
#include <linux/kstrtox.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/seq_file.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/thread_info.h>
#include <linux/topology.h>
#include <linux/vmalloc.h>
#include <linux/vmstat.h>

#include "../assert_or.h"
#include "mm/pages/pages.h"
#include "hoard.h"

struct text {
	char buf[4096];
	size_t used;
};

static struct text text;

static void text_write(struct seq_file *m, const char *data, size_t size)
{
	size = min(size, sizeof(text.buf) - 1 - text.used);
	memcpy(text.buf + text.used, data, size);
	text.used += size;
	text.buf[text.used] = '\0';
}

/*
 * Return the number that follows @name at the start of a line in the report of @show, or -1 if no
 * line starts with @name.
 */
static long field(void (*show)(struct seq_file *m), const char *name)
{
	struct seq_file m = { .write = text_write };
	size_t size = strlen(name);

	text.used = 0;
	show(&m);
	for (char *line = text.buf; *line; line += strcspn(line, "\n"), line += *line == '\n') {
		char *at = skip_spaces(line);

		if (!strncmp(at, name, size) && (at[size] == ':' || at[size] == ' '))
			return simple_strtol(skip_spaces(at + size + 1), NULL, 10);
	}
	return -1;
}

#define PAGE_KIB	((long)PAGE_SIZE / 1024)

/* Each function that returns the value of one counter returns the value that the reports print. */
static void vmstat_test_states(struct kunit *test)
{
	unsigned long before = global_zone_page_state(NR_FREE_PAGES), in_zones = 0;
	unsigned long slab, reclaimable;
	struct kmem_cache *cache;
	struct zone *zone;
	void *object;

	for_each_zone(zone)
		in_zones += zone_page_state(zone, NR_FREE_PAGES);
	KUNIT_EXPECT_LE(test, in_zones, before);
	KUNIT_EXPECT_GT(test, in_zones, before / 2);
	KUNIT_EXPECT_EQ(test, (long)global_node_page_state(NR_KERNEL_STACK_KB),
			field(meminfo_show, "KernelStack"));
	KUNIT_EXPECT_EQ(test, (long)global_node_page_state(NR_PAGETABLE) * PAGE_KIB,
			field(meminfo_show, "PageTables"));
	KUNIT_EXPECT_EQ(test, (long)global_zone_page_state(NR_FREE_CMA_PAGES),
			field(vmstat_show, "nr_free_cma"));
	cache = kmem_cache_create("reclaimable", 2000, 0, SLAB_RECLAIM_ACCOUNT, NULL);
	KUNIT_ASSERT_NOT_NULL(test, cache);
	object = kmem_cache_alloc(cache, GFP_KERNEL);
	slab = global_node_page_state_pages(NR_SLAB_UNRECLAIMABLE_B);
	reclaimable = global_node_page_state_pages(NR_SLAB_RECLAIMABLE_B);
	KUNIT_EXPECT_TRUE(test, !object || reclaimable);
	KUNIT_EXPECT_EQ(test, (long)slab * PAGE_KIB, field(meminfo_show, "SUnreclaim"));
	KUNIT_EXPECT_EQ(test, (long)reclaimable * PAGE_KIB, field(meminfo_show, "SReclaimable"));
	if (object)
		kmem_cache_free(cache, object);
	kmem_cache_destroy(cache);
	slab = global_node_page_state_pages(NR_SLAB_UNRECLAIMABLE_B);
	object = kmalloc(SZ_256K, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, object);
	KUNIT_EXPECT_GE(test, global_node_page_state_pages(NR_SLAB_UNRECLAIMABLE_B),
			slab + SZ_256K / PAGE_SIZE);
	KUNIT_EXPECT_LE(test, global_zone_page_state(NR_FREE_PAGES), before - SZ_256K / PAGE_SIZE);
	kfree(object);
#ifndef CONFIG_NUMA
	KUNIT_EXPECT_EQ(test, node_page_state(NODE_DATA(0), NR_PAGETABLE),
			global_node_page_state(NR_PAGETABLE));
#endif
}

static void vmstat_test_fields(struct kunit *test)
{
	static const char *const meminfo[] = {
		"MemTotal", "MemFree", "MemAvailable", "KReclaimable", "Slab", "SReclaimable",
		"SUnreclaim", "KernelStack", "PageTables", "VmallocTotal", "VmallocUsed",
		"VmallocChunk", "Percpu",
	};
	static const char *const vmstat[] = {
		"nr_free_pages", "nr_slab_unreclaimable", "nr_kernel_stack", "nr_page_table_pages",
		"nr_free_cma", "allocstall_normal", "slabs_scanned", "pageoutrun", "drop_slab",
	};
	struct zone *zone;

	/* Find the first zone that the report zoneinfo shows. */
	for_each_populated_zone(zone)
		break;
	for (unsigned int i = 0; i < ARRAY_SIZE(meminfo); i++)
		KUNIT_EXPECT_GE_MSG(test, field(meminfo_show, meminfo[i]), 0L, "%s", meminfo[i]);
	for (unsigned int i = 0; i < ARRAY_SIZE(vmstat); i++)
		KUNIT_EXPECT_GE_MSG(test, field(vmstat_show, vmstat[i]), 0L, "%s", vmstat[i]);
	KUNIT_EXPECT_GT(test, field(meminfo_show, "PageTables"), 0L);
	KUNIT_EXPECT_LE(test, field(meminfo_show, "MemAvailable"), field(meminfo_show, "MemFree"));
	KUNIT_EXPECT_EQ(test, field(zoneinfo_show, "low"), (long)low_wmark_pages(zone));
	KUNIT_EXPECT_EQ(test, field(zoneinfo_show, "managed"), (long)zone->managed_pages);
	KUNIT_EXPECT_GT(test, field(zoneinfo_show, "batch"), 0L);
}

static void vmstat_test_slab(struct kunit *test)
{
	struct kmem_cache *s = kmem_cache_create("test-reclaim", 1000, 0, SLAB_RECLAIM_ACCOUNT,
						 NULL);
	void *large = kmalloc(1 << 20, GFP_KERNEL), *objects[64];
	long slab, reclaimable = field(meminfo_show, "SReclaimable");

	ASSERT_OR(test, s && large, kmem_cache_destroy(s); kfree(large));
	kfree(large);
	/*
	 * Free the cached pages of the engine.  Otherwise the objects would be in these pages,
	 * which "Slab" already includes.
	 */
	kmem_cache_shrink(s);
	slab = field(meminfo_show, "Slab");
	large = kmalloc(1 << 20, GFP_KERNEL);
	ASSERT_OR(test, large, kmem_cache_destroy(s));
	KUNIT_EXPECT_EQ(test, field(meminfo_show, "Slab"), slab + 1024);
	kfree(large);
	KUNIT_EXPECT_EQ(test, field(meminfo_show, "Slab"), slab);
	for (unsigned int i = 0; i < ARRAY_SIZE(objects); i++)
		objects[i] = kmem_cache_alloc(s, GFP_KERNEL);
	KUNIT_EXPECT_GE(test, field(meminfo_show, "SReclaimable"), reclaimable + 60);
	KUNIT_EXPECT_GE(test, field(meminfo_show, "Slab"), slab + 60);
	for (unsigned int i = 0; i < ARRAY_SIZE(objects); i++)
		kmem_cache_free(s, objects[i]);
	KUNIT_EXPECT_EQ(test, field(meminfo_show, "SReclaimable"), reclaimable);
	kmem_cache_destroy(s);
}

static void vmstat_test_vmalloc(struct kunit *test)
{
	long used = field(meminfo_show, "VmallocUsed"), stacks = field(meminfo_show, "KernelStack");
	void *p = vmalloc(100 << 10), *stack = vmalloc_stack("test", THREAD_SIZE);

	KUNIT_EXPECT_EQ(test, field(meminfo_show, "KernelStack"),
			stacks + (long)THREAD_SIZE / 1024);
	KUNIT_EXPECT_EQ(test, field(meminfo_show, "VmallocUsed"),
			used + (long)PAGE_ALIGN(100 << 10) / 1024 + (long)THREAD_SIZE / 1024);
	vfree(p);
	vfree(stack);
	KUNIT_EXPECT_EQ(test, field(meminfo_show, "VmallocUsed"), used);
	KUNIT_EXPECT_EQ(test, field(meminfo_show, "KernelStack"), stacks);
}

#ifdef CONFIG_VM_EVENT_COUNTERS
static unsigned long allocated(void)
{
	unsigned long sum = 0;

	for (int i = 0; i < MAX_NR_ZONES; i++)
		sum += hoard_event(PGALLOC_DMA + i);
	return sum;
}

/* Each allocated and each freed page is counted once, on each path of the allocator. */
static void vmstat_test_pages(struct kunit *test)
{
	static const gfp_t flags[] = { GFP_KERNEL, GFP_ATOMIC | __GFP_ZERO,
				       GFP_KERNEL | __GFP_THISNODE };
	struct page *pages[40] = { };

	for (unsigned int i = 0; i < ARRAY_SIZE(flags); i++) {
		/*
		 * With __GFP_THISNODE, use only small orders: a node may have no large block.  Skip
		 * a node without memory.
		 */
		bool strict = flags[i] & __GFP_THISNODE;

		if (strict && numa_mem_id() != numa_node_id())
			continue;
		for (unsigned int order = 0; order <= (strict ? 3 : MAX_PAGE_ORDER); order++) {
			unsigned long before = allocated(), freed = hoard_event(PGFREE);
			struct page *page = alloc_pages(flags[i], order);

			KUNIT_ASSERT_NOT_NULL(test, page);
			KUNIT_EXPECT_EQ(test, allocated() - before, 1UL << order);
			KUNIT_EXPECT_EQ(test, hoard_event(PGFREE), freed);
			__free_pages(page, order);
			KUNIT_EXPECT_EQ(test, hoard_event(PGFREE) - freed, 1UL << order);
			KUNIT_EXPECT_EQ(test, allocated() - before, 1UL << order);
		}
	}
	for (unsigned int round = 0; round < 3; round++) {
		struct page *block = alloc_pages(GFP_KERNEL, 5);
		unsigned long before = allocated(), freed = hoard_event(PGFREE), nr;

		KUNIT_ASSERT_NOT_NULL(test, block);
		put_page(block);
		freed += 1UL << 5;
		KUNIT_EXPECT_EQ(test, hoard_event(PGFREE), freed);
		nr = alloc_pages_bulk(GFP_KERNEL, ARRAY_SIZE(pages), pages);
		ASSERT_OR(test, nr == ARRAY_SIZE(pages), release_pages(pages, nr));
		KUNIT_EXPECT_EQ(test, allocated() - before, ARRAY_SIZE(pages));
		release_pages(pages, ARRAY_SIZE(pages));
		KUNIT_EXPECT_EQ(test, hoard_event(PGFREE) - freed, ARRAY_SIZE(pages));
		memset(pages, 0, sizeof(pages));
	}
}
#endif

static struct kunit_case vmstat_test_cases[] = {
	KUNIT_CASE(vmstat_test_states),
	KUNIT_CASE(vmstat_test_fields),
	KUNIT_CASE(vmstat_test_slab),
	KUNIT_CASE(vmstat_test_vmalloc),
#ifdef CONFIG_VM_EVENT_COUNTERS
	KUNIT_CASE(vmstat_test_pages),
#endif
	{}
};

static struct kunit_suite vmstat_test_suite = {
	.name = "vmstat",
	.test_cases = vmstat_test_cases,
};
kunit_test_suite(vmstat_test_suite);
