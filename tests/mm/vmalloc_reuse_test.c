// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of areas that vmalloc() caches, of areas whose free is delayed until TLBs are flushed, and
 * of vrealloc().
 */

#include <internal/arch.h>
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/atomic.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/io.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/sched.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "../alone.h"
#include "../assert_or.h"
#include "../expect.h"
#include "../settled.h"
#include "mm/pages/pages.h"
#include "mm/virtual/virtual.h"
#include "mm/virtual/vm_area.h"
#include "../warnings.h"

static bool readable(const void *va)
{
	u8 value;

	return !arch_try_read(va, &value);
}

static int count_nobodys(const struct vm_struct *area, void *arg)
{
	*(unsigned long *)arg += !area->flags;
	return 0;
}

/* Return the number of cached areas of all CPUs. */
static unsigned long count_kept(void)
{
	unsigned long n = 0;

	vmalloc_purge();
	vmap_for_each(count_nobodys, &n, NULL, NULL);
	return n;
}

/*
 * After an area is freed, the next area of the same size gets the same addresses, but possibly
 * other pages.
 */
static void reuse_test_kept(struct kunit *test)
{
	static const unsigned int sizes[] = { 1, 2, 3, 4, 7, 16 };

	if (!VM_KEEPS_AREAS)
		kunit_skip(test, "CPUs keep nothing");
	vmalloc_purge();
	vm_areas_drop_kept();
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		unsigned long size = sizes[i] << PAGE_SHIFT;
		u8 *first = vzalloc(size), *second;

		KUNIT_ASSERT_NOT_NULL(test, first);
		memset(first, 0xc3, size);
		vfree(first);
		KUNIT_EXPECT_NULL(test, find_vm_area(first));
		KUNIT_EXPECT_FALSE(test, readable(first) || readable(first + size - 1));
		vmalloc_purge();
		second = vzalloc(size);
		KUNIT_EXPECT_PTR_EQ(test, second, first);
		KUNIT_EXPECT_NULL(test, second ? memchr_inv(second, 0, size) : NULL);
		KUNIT_EXPECT_FALSE(test, readable(first + size));
		vfree(second);
		KUNIT_EXPECT_EQ(test, vmalloc_validate(), 0);
	}
}

static int count_nobodys_of_4_pages(const struct vm_struct *area, void *arg)
{
	*(unsigned long *)arg += !area->flags && area->end - area->start == 5 * PAGE_SIZE;
	return 0;
}

/* Areas that were freed last replace areas of another size, of which the cache is full. */
static void reuse_test_other_size(struct kunit *test)
{
	enum { AREAS = VM_MAX_KEPT + 4, LATER = 10 };
	unsigned long others = 0, kept = 0;	/* areas that other CPUs cache; that all CPUs do */
	void *p[AREAS];

	if (!VM_KEEPS_AREAS)
		kunit_skip(test, "CPUs keep nothing");
	vmalloc_purge();
	vm_areas_drop_kept();
	vmap_for_each(count_nobodys_of_4_pages, &others, NULL, NULL);
	for (unsigned int i = 0; i < AREAS; i++) {
		p[i] = vmalloc(PAGE_SIZE);
		KUNIT_EXPECT_NOT_NULL(test, p[i]);
	}
	for (unsigned int i = 0; i < AREAS; i++)
		vfree(p[i]);
	vmalloc_purge();
	for (unsigned int i = 0; i < LATER; i++) {
		p[i] = vmalloc(4 * PAGE_SIZE);
		KUNIT_EXPECT_NOT_NULL(test, p[i]);
	}
	for (unsigned int i = 0; i < LATER; i++)
		vfree(p[i]);
	vmalloc_purge();
	vmap_for_each(count_nobodys_of_4_pages, &kept, NULL, NULL);
	KUNIT_EXPECT_EQ(test, kept, others + LATER);
	KUNIT_EXPECT_EQ(test, vmalloc_validate(), 0);
	vm_areas_drop_kept();
}

/* The CPUs cache no more areas than the limit.  vm_areas_drop_kept() frees all of them. */
static void reuse_test_bound(struct kunit *test)
{
	enum { AREAS = VM_MAX_KEPT + 24 };
	void *p[AREAS];
	unsigned long kept, areas = 0;

	if (!VM_KEEPS_AREAS)
		kunit_skip(test, "CPUs keep nothing");
	vmalloc_purge();
	vm_areas_drop_kept();
	kept = count_kept();
	for (unsigned int i = 0; i < AREAS; i++) {
		p[i] = vmalloc((1 + i % 5) << PAGE_SHIFT);
		areas += !!p[i];
	}
	KUNIT_EXPECT_EQ(test, areas, AREAS);
	for (unsigned int i = 0; i < AREAS; i++)
		vfree(p[i]);
	areas = count_kept() - kept;
	KUNIT_EXPECT_GT(test, areas, 0UL);
	KUNIT_EXPECT_LE(test, areas, VM_MAX_KEPT);
	KUNIT_EXPECT_EQ(test, vmalloc_validate(), 0);
	KUNIT_EXPECT_TRUE(test, vm_areas_drop_kept());
	KUNIT_EXPECT_FALSE(test, vm_areas_drop_kept());
	KUNIT_EXPECT_EQ(test, count_kept(), kept);
	KUNIT_EXPECT_EQ(test, vmalloc_validate(), 0);
}

/*
 * A request for an alignment does not get the addresses of a cached area with a smaller alignment.
 */
static void reuse_test_alignment(struct kunit *test)
{
	u8 *p[3] = { };

	for (unsigned int i = 0; i < ARRAY_SIZE(p); i++)
		p[i] = vmalloc(PAGE_SIZE);
	for (unsigned int i = 0; i < ARRAY_SIZE(p); i++)
		vfree(p[i]);
	vmalloc_purge();
	for (unsigned int i = 0; i < ARRAY_SIZE(p); i++) {
		p[i] = __vmalloc_node(PAGE_SIZE, SZ_256K, GFP_KERNEL, NUMA_NO_NODE, NULL);
		KUNIT_EXPECT_NOT_NULL(test, p[i]);
		KUNIT_EXPECT_TRUE(test, IS_ALIGNED((unsigned long)p[i], SZ_256K));
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(p); i++)
		vfree(p[i]);
}

struct probe {
	const u8 *va;
	atomic_t seen, faults;
	u8 value;
};

static void probe(void *arg)
{
	struct probe *p = arg;
	u8 value;

	if (arch_try_read(p->va, &value))
		atomic_inc(&p->faults);
	else
		atomic_add(value == p->value, &p->seen);
}

/*
 * Until the TLBs are flushed, other CPUs may still access a page of a freed area.  The page has no
 * new owner before the flush.
 */
static void reuse_test_other_cpus(struct kunit *test)
{
	struct probe p = { .seen = ATOMIC_INIT(0), .faults = ATOMIC_INIT(0), .value = 0x5a };
	int cpus = num_online_cpus();
	struct page *page;
	u8 *va;

	if (cpus == 1)
		kunit_skip(test, "one CPU");
	vmalloc_purge();
	va = vmalloc(PAGE_SIZE);
	KUNIT_ASSERT_NOT_NULL(test, va);
	page = vmalloc_to_page(va);
	memset(va, p.value, PAGE_SIZE);
	p.va = va;
	on_each_cpu(probe, &p, 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&p.seen), cpus);
	vfree(va);
	KUNIT_EXPECT_FALSE(test, readable(va));
	KUNIT_EXPECT_EQ(test, page_count(page), 1);
	on_each_cpu(probe, &p, 1);
	/*
	 * If a CPU could still read the freed area, it has read the area's page with its old
	 * contents.
	 */
	KUNIT_EXPECT_EQ(test, atomic_read(&p.seen) + atomic_read(&p.faults), 2 * cpus);
	KUNIT_EXPECT_GE(test, atomic_read(&p.faults), 1);
	KUNIT_EXPECT_EQ(test, vmalloc_purge(), 1UL);
	KUNIT_EXPECT_EQ(test, page_count(page), 0);
	atomic_set(&p.faults, 0);
	on_each_cpu(probe, &p, 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&p.faults), cpus);
	KUNIT_EXPECT_EQ(test, vmalloc_purge(), 0UL);
}

/* One flush of the TLBs of all CPUs serves many mappings: at most 3 for 100 of each kind. */
static void reuse_test_flushes(struct kunit *test)
{
	struct page *block = alloc_pages(GFP_KERNEL, 4), *pages[16];
	phys_addr_t phys = ALIGN(memblock_end_of_DRAM(), SZ_1M);
	long start;

	KUNIT_ASSERT_NOT_NULL(test, block);
	for (unsigned int i = 0; i < 16; i++)
		pages[i] = block + i;
	vm_unmap_aliases();
	start = atomic_long_read(&vmalloc_nr_flushes);
	for (unsigned int i = 0; i < 100; i++)
		vunmap(vmap(pages, 16, VM_MAP, PAGE_KERNEL));
	KUNIT_EXPECT_LE(test, atomic_long_read(&vmalloc_nr_flushes) - start, 3);
	start = atomic_long_read(&vmalloc_nr_flushes);
	for (unsigned int i = 0; i < 100; i++)
		vm_unmap_ram(vm_map_ram(pages, 16, NUMA_NO_NODE), 16);
	KUNIT_EXPECT_LE(test, atomic_long_read(&vmalloc_nr_flushes) - start, 3);
	start = atomic_long_read(&vmalloc_nr_flushes);
	for (unsigned int i = 0; i < 100; i++)
		iounmap(ioremap(phys, PAGE_SIZE));
	KUNIT_EXPECT_LE(test, atomic_long_read(&vmalloc_nr_flushes) - start, 3);
	vm_unmap_aliases();
	__free_pages(block, 4);
}

/*
 * The addresses of vunmap() fault on the CPU that unmapped them, and after vm_unmap_aliases() on
 * all CPUs.  They are not used before, and the number of areas that wait is limited.
 */
static void reuse_test_vunmap(struct kunit *test)
{
	struct probe p = { .seen = ATOMIC_INIT(0), .faults = ATOMIC_INIT(0), .value = 0xa5 };
	struct page *page = alloc_page(GFP_KERNEL);
	unsigned long before, waiting = 0;
	int cpus = num_online_cpus();
	void *again;

	KUNIT_ASSERT_NOT_NULL(test, page);
	before = count_kept();
	memset(page_address(page), p.value, PAGE_SIZE);
	p.va = vmap(&page, 1, VM_MAP, PAGE_KERNEL);
	ASSERT_OR(test, p.va, __free_page(page));
	on_each_cpu(probe, &p, 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&p.seen), cpus);
	vunmap(p.va);
	KUNIT_EXPECT_FALSE(test, readable(p.va));
	KUNIT_EXPECT_NULL(test, find_vm_area(p.va));
	again = vmap(&page, 1, VM_MAP, PAGE_KERNEL);
	if (cpus > 1)
		KUNIT_EXPECT_PTR_NE(test, again, p.va);
	vunmap(again);
	vm_unmap_aliases();
	atomic_set(&p.faults, 0);
	on_each_cpu(probe, &p, 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&p.faults), cpus);
	for (unsigned int i = 0; i < 200; i++)
		vunmap(vmap(&page, 1, VM_MAP, PAGE_KERNEL));
	vmap_for_each(count_nobodys, &waiting, NULL, NULL);
	KUNIT_EXPECT_LE(test, waiting, before + 64 + VM_MAX_KEPT * cpus);
	EXPECT_REPORT(test, vunmap(p.va));
	vm_unmap_aliases();
	__free_page(page);
	KUNIT_EXPECT_EQ(test, vmalloc_validate(), 0);
}

/*
 * The number of pages that wait for a TLB flush is limited.  These pages are freed before an
 * allocation fails.
 */
static void reuse_test_waiting(struct kunit *test)
{
	unsigned long free, got = 0;
	struct page *list = NULL, *page;
	void *p[12] = { };

	if (num_online_cpus() == 1)
		kunit_skip(test, "one CPU");
	free = settled_free_pages();
	for (unsigned int i = 0; i < 200; i++)
		vfree(vmalloc(3 * PAGE_SIZE));
	KUNIT_EXPECT_GE(test, nr_free_pages() + 64, free);
	for (unsigned int i = 0; i < ARRAY_SIZE(p); i++)
		p[i] = vmalloc(PAGE_SIZE);
	vmalloc_purge();
	for (unsigned int i = 0; i < ARRAY_SIZE(p); i++)
		vfree(p[i]);
	while ((page = alloc_page(GFP_NOWAIT | __GFP_NOWARN))) {
		set_page_private(page, (unsigned long)list);
		list = page;
		got++;
	}
	KUNIT_EXPECT_EQ(test, vmalloc_purge(), 0UL);
	while (list) {
		page = list;
		list = (struct page *)page_private(page);
		set_page_private(page, 0);
		__free_page(page);
	}
	KUNIT_EXPECT_GT(test, got, 12UL);
}

/*
 * vfree_atomic() frees the area later.  Before the area is freed, a second free of the area is
 * reported.  A free of an address that belongs to no area is reported, too.
 */
static void reuse_test_atomic(struct kunit *test)
{
	unsigned long warned = warnings_seen();
	u8 *p = vmalloc(3 * PAGE_SIZE);

	KUNIT_ASSERT_NOT_NULL(test, p);
	vfree_atomic(NULL);
	vfree_atomic(p);
	vfree_atomic(p);
	vfree(p);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 2);
	for (int i = 0; i < 2000 && find_vm_area(p); i++)
		msleep(1);
	KUNIT_EXPECT_NULL(test, find_vm_area(p));
	KUNIT_EXPECT_FALSE(test, readable(p));
	vfree_atomic(&warned);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 3);
}

/*
 * A call of vmalloc() in atomic context is reported, whether or not an area of this size is cached.
 */
static void reuse_test_context(struct kunit *test)
{
	static const unsigned int sizes[] = { 1, 2, 3 };
	void *p;

	if (!IS_ENABLED(CONFIG_DEBUG_ATOMIC_SLEEP))
		kunit_skip(test, "no CONFIG_DEBUG_ATOMIC_SLEEP");
	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		unsigned long flags, warned;

		vfree(vmalloc(sizes[i] << PAGE_SHIFT));
		vmalloc_purge();
		warned = warnings_seen();
		local_irq_save(flags);
		p = vmalloc(sizes[i] << PAGE_SHIFT);
		local_irq_restore(flags);
		KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
		vfree(p);
	}
}

static void reuse_test_vrealloc(struct kunit *test)
{
	unsigned long warned = warnings_seen();
	u8 *p = vrealloc(NULL, 100, GFP_KERNEL | __GFP_ZERO), *same,
	   *object = kmalloc(8, GFP_KERNEL);

	ASSERT_OR(test, p && object, vfree(p); kfree(object));
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0, 100));
	memset(p, 0x11, 100);
	/*
	 * The new size still fits in the page of the area, so the area is not moved.  The added
	 * bytes are zero.
	 */
	same = vrealloc(p, PAGE_SIZE, GFP_KERNEL | __GFP_ZERO);
	KUNIT_EXPECT_PTR_EQ(test, same, p);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0x11, 100));
	KUNIT_EXPECT_NULL(test, memchr_inv(p + 100, 0, PAGE_SIZE - 100));
	memset(p, 0x22, PAGE_SIZE);
	KUNIT_EXPECT_PTR_EQ(test, vrealloc(p, 10, GFP_KERNEL | __GFP_ZERO), p);
	KUNIT_EXPECT_PTR_EQ(test, vrealloc(p, 20, GFP_KERNEL | __GFP_ZERO), p);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0x22, 10));
	KUNIT_EXPECT_NULL(test, memchr_inv(p + 10, 0, 10));
	/* A request that is larger than memory fails, and the area does not change. */
	KUNIT_EXPECT_NULL(test, vrealloc(p, (totalram_pages() + 1) << PAGE_SHIFT, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, vrealloc(p, SIZE_MAX, GFP_KERNEL | __GFP_NOWARN));
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0x22, 10));
	same = vrealloc(p, 5 * PAGE_SIZE, GFP_KERNEL | __GFP_ZERO);
	ASSERT_OR(test, same, vfree(p); kfree(object));
	KUNIT_EXPECT_FALSE(test, readable(p));
	p = same;
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0x22, 10));
	KUNIT_EXPECT_NULL(test, memchr_inv(p + 10, 0, 5 * PAGE_SIZE - 10));
	/* kvrealloc() also keeps the area if the new size fits in it. */
	KUNIT_EXPECT_PTR_EQ(test, kvrealloc(p, 5 * PAGE_SIZE - 1, GFP_KERNEL), p);
	KUNIT_EXPECT_PTR_EQ(test, kvrealloc(p, 20, GFP_KERNEL), p);
	KUNIT_EXPECT_PTR_EQ(test, kvrealloc(p, 40, GFP_KERNEL), p);
	memset(p, 0x33, 40);
	KUNIT_EXPECT_PTR_EQ(test, vrealloc(p, 60, GFP_KERNEL | __GFP_ZERO), p);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0x33, 40));
	KUNIT_EXPECT_NULL(test, memchr_inv(p + 40, 0, 20));
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	KUNIT_EXPECT_NULL(test, vrealloc(p + PAGE_SIZE, 10, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, vrealloc(object, 10, GFP_KERNEL));
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 2);
	KUNIT_EXPECT_NULL(test, vrealloc(p, 0, GFP_KERNEL));
	KUNIT_EXPECT_NULL(test, find_vm_area(p));
	KUNIT_EXPECT_NULL(test, vrealloc(NULL, 0, GFP_KERNEL));
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 2);
	kfree(object);
}

/* Return true if each byte contains the number of its page, counted from 1. */
static bool has_numbers(const u8 *p, unsigned long size)
{
	for (unsigned long at = 0; at < size; at += PAGE_SIZE) {
		if (memchr_inv(p + at, (u8)((at >> PAGE_SHIFT) + 1), min(size - at, PAGE_SIZE)))
			return false;
	}
	return true;
}

/*
 * vrealloc() to a smaller size frees the pages after the new end, and their addresses, even if the
 * new end is in the middle of a block.
 */
static void reuse_test_shrink(struct kunit *test)
{
	static const unsigned int sizes[][2] = {
		{ 2, 1 }, { 8, 3 }, { 16, 15 }, { 17, 1 }, { 24, 16 }, { 513, 512 },
		{ 1024, 1 }, { 1024, 511 }, { 700, 699 },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		unsigned long pages = sizes[i][0], kept = sizes[i][1], held;
		u8 *p = vmalloc(pages << PAGE_SHIFT), *more;
		struct vm_struct *area = find_vm_area(p);

		KUNIT_ASSERT_NOT_NULL(test, p);
		for (unsigned long at = 0; at < pages; at++)
			memset(p + (at << PAGE_SHIFT), at + 1, PAGE_SIZE);
		vm_unmap_aliases();
		drain_all_pages(NULL);
		held = nr_free_pages();
		KUNIT_EXPECT_PTR_EQ(test, vrealloc(p, (kept << PAGE_SHIFT) - 100, GFP_KERNEL), p);
		drain_all_pages(NULL);
		/* A page table or the descriptor of an area may need up to 4 pages. */
		KUNIT_EXPECT_GE_MSG(test, nr_free_pages() + 4, held + pages - kept, "%lu to %lu",
				    pages, kept);
		KUNIT_EXPECT_EQ(test, get_vm_area_size(area), kept << PAGE_SHIFT);
		KUNIT_EXPECT_FALSE_MSG(test, readable(p + (kept << PAGE_SHIFT)), "%lu to %lu",
				       pages, kept);
		KUNIT_EXPECT_TRUE(test, has_numbers(p, (kept << PAGE_SHIFT) - 100));
		KUNIT_EXPECT_NULL(test, find_vm_area(p + ((kept + 1) << PAGE_SHIFT)));
		/* The area grows again, and keeps its contents. */
		more = vrealloc(p, pages << PAGE_SHIFT, GFP_KERNEL);
		KUNIT_EXPECT_NOT_NULL(test, more);
		if (!more)
			more = p;
		KUNIT_EXPECT_TRUE(test, has_numbers(more, (kept << PAGE_SHIFT) - 100));
		vfree(more);
	}
}

/* vrealloc() with GFP_ATOMIC does not sleep. */
static void reuse_test_shrink_atomic(struct kunit *test)
{
	spinlock_t lock;
	void *p = vmalloc(8 * PAGE_SIZE);

	spin_lock_init(&lock);
	KUNIT_ASSERT_NOT_NULL(test, p);
	spin_lock(&lock);
	KUNIT_EXPECT_PTR_EQ(test, vrealloc(p, PAGE_SIZE, GFP_ATOMIC), p);
	spin_unlock(&lock);
	KUNIT_EXPECT_LE(test, get_vm_area_size(find_vm_area(p)), 8 * PAGE_SIZE);
	vfree(p);
}

/*
 * An area of at least the size of a large leaf is aligned to this size, and is mapped with large
 * leaves.
 */
static void reuse_test_huge(struct kunit *test)
{
	unsigned long leaf = PAGE_SIZE << kernel_pgtable.index_bits;
	struct pgtable_range range;
	struct page *block;
	u8 *p;

	/* A large leaf needs a free block of its size. */
	block = alloc_pages(GFP_KERNEL | __GFP_NOWARN | __GFP_HIGHMEM, ilog2(leaf) - PAGE_SHIFT);
	if (!block)
		kunit_skip(test, "memory is in pieces");
	__free_pages(block, ilog2(leaf) - PAGE_SHIFT);
	p = vmalloc_huge(leaf + 3 * PAGE_SIZE, GFP_KERNEL | __GFP_ZERO);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_TRUE(test, IS_ALIGNED((unsigned long)p, leaf));
	KUNIT_EXPECT_TRUE(test,
			  pgtable_lookup(&kernel_pgtable, (unsigned long)p + leaf - 1, &range));
	KUNIT_EXPECT_EQ(test, range.size, leaf);
	KUNIT_EXPECT_EQ(test, range.start, (unsigned long)p);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0, leaf + 3 * PAGE_SIZE));
	KUNIT_EXPECT_PTR_EQ(test, vmalloc_to_page(p + 5 * PAGE_SIZE), vmalloc_to_page(p) + 5);
	KUNIT_EXPECT_FALSE(test, readable(p + leaf + 3 * PAGE_SIZE));
	vfree(p);
	KUNIT_EXPECT_FALSE(test, readable(p) || readable(p + leaf));
	p = vmalloc_huge_node(PAGE_SIZE, GFP_KERNEL, 0);
	KUNIT_EXPECT_TRUE(test, p && readable(p));
	vfree(p);
}

/*
 * A large leaf cannot be mapped while a page in its range is mapped.  After the page is unmapped,
 * the leaf replaces the empty page table.
 */
static void reuse_test_table(struct kunit *test)
{
	unsigned long leaf = PAGE_SIZE << kernel_pgtable.index_bits, start;
	struct vm_struct *area = get_vm_area(2 * leaf, VM_IOREMAP);
	phys_addr_t phys = ALIGN(memblock_end_of_DRAM(), SZ_1G) + SZ_1G;
	struct pgtable_range range;

	KUNIT_ASSERT_NOT_NULL(test, area);
	start = ALIGN((unsigned long)area->addr, leaf);
	ASSERT_OR(test,
		  !ioremap_page_range(start + PAGE_SIZE, start + 2 * PAGE_SIZE, phys, PAGE_KERNEL),
		  free_vm_area(area));
	KUNIT_EXPECT_EQ(test, ioremap_page_range(start, start + leaf, phys, PAGE_KERNEL), -EEXIST);
	KUNIT_EXPECT_FALSE(test, pgtable_lookup(&kernel_pgtable, start, &range));
	KUNIT_EXPECT_TRUE(test, pgtable_lookup(&kernel_pgtable, start + PAGE_SIZE, &range));
	KUNIT_EXPECT_EQ(test, range.pa, phys);
	KUNIT_EXPECT_EQ(test, pgtable_unmap_locked(start + PAGE_SIZE, PAGE_SIZE), 0);
	KUNIT_EXPECT_EQ(test, ioremap_page_range(start, start + leaf, phys, PAGE_KERNEL), 0);
	KUNIT_EXPECT_TRUE(test, pgtable_lookup(&kernel_pgtable, start, &range));
	KUNIT_EXPECT_EQ(test, range.size, leaf);
	free_vm_area(area);
}

/* vmap_pfn() maps page frames outside of RAM in any order, and refuses RAM. */
static void reuse_test_pfn(struct kunit *test)
{
	unsigned long beyond = PHYS_PFN(memblock_end_of_DRAM()) + 0x1000, warned = warnings_seen();
	unsigned long pfns[] = { beyond + 7, beyond, beyond + 3 };
	void *object = kunit_kzalloc(test, 64, GFP_KERNEL);
	struct pgtable_range range;
	u8 *va;

	KUNIT_ASSERT_NOT_NULL(test, object);
	va = vmap_pfn(pfns, ARRAY_SIZE(pfns), pgprot_writecombine(PAGE_KERNEL));
	KUNIT_ASSERT_NOT_NULL(test, va);
	for (unsigned int i = 0; i < ARRAY_SIZE(pfns); i++) {
		KUNIT_EXPECT_TRUE(test, pgtable_lookup(&kernel_pgtable,
						       (unsigned long)va + i * PAGE_SIZE, &range));
		KUNIT_EXPECT_EQ(test, PHYS_PFN(range.pa), pfns[i]);
		KUNIT_EXPECT_NULL(test, vmalloc_to_page(va + i * PAGE_SIZE));
	}
	vunmap(va);
	KUNIT_EXPECT_FALSE(test, pgtable_lookup(&kernel_pgtable, (unsigned long)va, &range));
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	pfns[1] = page_to_pfn(virt_to_page(object));
	KUNIT_EXPECT_NULL(test, vmap_pfn(pfns, ARRAY_SIZE(pfns), PAGE_KERNEL));
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
	KUNIT_EXPECT_NULL(test, vmap_pfn(pfns, 0, PAGE_KERNEL));
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
	/*
	 * Refuse a frame number that a page table entry cannot hold, and a frame number whose
	 * address exceeds 64 bits.
	 */
	pfns[1] = 1UL << 45;
	KUNIT_EXPECT_NULL(test, vmap_pfn(pfns, ARRAY_SIZE(pfns), PAGE_KERNEL));
	pfns[1] = ULONG_MAX;
	KUNIT_EXPECT_NULL(test, vmap_pfn(pfns, ARRAY_SIZE(pfns), PAGE_KERNEL));
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 3);
}

#define MAX_AGAIN 3

/*
 * Call vmap_fault() for @va until it returns false, at most 10 times.  Returns the number of faults
 * that it treated as the result of an outdated TLB entry.
 */
static unsigned int count_again(unsigned long va)
{
	unsigned int n = 0;

	while (n < 10 && vmap_fault(va, false, false))
		n++;
	return n;
}

/*
 * If an access faults although the page tables allow it, the access is repeated.  It is repeated at
 * most MAX_AGAIN times before the page tables change.
 */
static void reuse_test_fault(struct kunit *test)
{
	unsigned long va = (unsigned long)vmalloc(PAGE_SIZE);
	unsigned int first, same, changed, guard;
	struct alone alone;

	KUNIT_ASSERT_TRUE(test, va);
	alone_begin(&alone);
	first = count_again(va);
	same = count_again(va);
	pgtable_unlock(pgtable_lock());
	changed = count_again(va);
	guard = count_again(va + PAGE_SIZE);
	alone_end(&alone);
	vfree((void *)va);
	if (NR_CPUS == 1)
		kunit_skip(test, "no other CPU changes tables");
	KUNIT_EXPECT_EQ(test, first, MAX_AGAIN);
	KUNIT_EXPECT_EQ(test, same, 0U);
	KUNIT_EXPECT_EQ(test, changed, MAX_AGAIN);
	KUNIT_EXPECT_EQ(test, guard, 0U);
}

/* ---- threads on all CPUs --------------------------------------------------------------------- */

enum { CHURN_SLOTS = 6, CHURN_ROUNDS = 500 };

struct churn {
	atomic_t ended, wrong;
	void *left;		/* freed by the thread that ends last */
};

/* Allocate and free areas, of which some are cached and others change the tree. */
static int churn_areas(void *arg)
{
	unsigned long *slots[CHURN_SLOTS] = { }, seed = smp_processor_id() + 1, slot;
	struct churn *churn = arg;

	for (unsigned long i = 0; i < CHURN_ROUNDS + CHURN_SLOTS; i++) {
		slot = i % CHURN_SLOTS;
		if (slots[slot] && *slots[slot] != (unsigned long)slots[slot])
			atomic_inc(&churn->wrong);
		vfree(slots[slot]);
		seed = seed * 1103515245 + 12345;
		slots[slot] = i < CHURN_ROUNDS ? vmalloc((1 + seed / 65536 % 20) << PAGE_SHIFT)
					       : NULL;
		if (slots[slot])
			*slots[slot] = (unsigned long)slots[slot];
		cond_resched();
	}
	atomic_inc(&churn->ended);
	while (!kthread_should_stop())
		msleep(1);
	/* The threads are stopped in the order of their CPUs. */
	if (smp_processor_id() == num_online_cpus() - 1)
		vfree(churn->left);
	return 0;
}

/*
 * vfree() finds its area while other CPUs insert and remove areas.  vmalloc_purge() also frees the
 * areas that wait because of other CPUs.
 */
static void reuse_test_threads(struct kunit *test)
{
	struct churn churn = { .left = vmalloc(3 * PAGE_SIZE) };
	struct task_struct *tasks[NR_CPUS] = { };
	int cpus = num_online_cpus(), nr = 0;
	struct page *page;

	KUNIT_ASSERT_NOT_NULL(test, churn.left);
	page = vmalloc_to_page(churn.left);
	for (int cpu = 0; cpu < cpus; cpu++) {
		tasks[cpu] = kthread_create_on_cpu(churn_areas, &churn, cpu, "churn/%u");
		if (IS_ERR(tasks[cpu]))
			continue;
		wake_up_process(tasks[cpu]);
		nr++;
	}
	while (atomic_read(&churn.ended) < nr)
		msleep(1);
	vmalloc_purge();
	for (int cpu = 0; cpu < cpus; cpu++) {
		if (!IS_ERR(tasks[cpu]))
			kthread_stop(tasks[cpu]);
	}
	KUNIT_EXPECT_EQ(test, nr, cpus);
	KUNIT_EXPECT_EQ(test, atomic_read(&churn.wrong), 0);
	vmalloc_purge();
	if (IS_ERR(tasks[cpus - 1]))
		vfree(churn.left);
	else
		KUNIT_EXPECT_EQ(test, page_count(page), 0);
	KUNIT_EXPECT_EQ(test, vmalloc_validate(), 0);
}

static const struct kunit_case reuse_cases[] = {
	KUNIT_CASE(reuse_test_kept),
	KUNIT_CASE(reuse_test_other_size),
	KUNIT_CASE(reuse_test_bound),
	KUNIT_CASE(reuse_test_alignment),
	KUNIT_CASE(reuse_test_other_cpus),
	KUNIT_CASE(reuse_test_flushes),
	KUNIT_CASE(reuse_test_vunmap),
	KUNIT_CASE(reuse_test_waiting),
	KUNIT_CASE(reuse_test_atomic),
	KUNIT_CASE(reuse_test_context),
	KUNIT_CASE(reuse_test_vrealloc),
	KUNIT_CASE(reuse_test_shrink),
	KUNIT_CASE(reuse_test_shrink_atomic),
	KUNIT_CASE(reuse_test_huge),
	KUNIT_CASE(reuse_test_table),
	KUNIT_CASE(reuse_test_pfn),
	KUNIT_CASE(reuse_test_fault),
	KUNIT_CASE(reuse_test_threads),
	{}
};

static struct kunit_suite reuse_suite = {
	.name = "vmalloc_reuse",
	.test_cases = reuse_cases,
};
kunit_test_suite(reuse_suite);
