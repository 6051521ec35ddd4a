// SPDX-License-Identifier: BSD-2-Clause
/* Tests of the vmalloc address range: which addresses are mapped, and which calls are refused. */

#include <internal/arch.h>
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/cacheflush.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/prandom.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/thread_info.h>
#include <linux/vmalloc.h>

#include "../assert_or.h"
#include "../settled.h"
#include "../watched.h"
#include "mm/objects/objects.h"
#include "mm/virtual/virtual.h"
#include "../warnings.h"

kunit_validator(vmalloc, vmalloc_validate);

static int count_used(const struct vm_struct *area, void *arg)
{
	*(unsigned long *)arg += !!area->flags;
	return 0;
}

static int count_range(const struct vm_struct *range, void *arg)
{
	++*(unsigned long *)arg;
	return 0;
}

/*
 * Return the number of areas in use if @used is true, or the number of free address ranges
 * otherwise.
 */
static unsigned long count(bool used)
{
	unsigned long n = 0;

	vmalloc_purge();
	vm_areas_drop_kept();
	vmap_for_each(used ? count_used : NULL, &n, used ? NULL : count_range, &n);
	return n;
}

static bool readable(const void *va)
{
	u8 value;

	return !arch_try_read(va, &value);
}

static void free_area(void *va)
{
	vfree(va);
}

static void vmalloc_test_sizes(struct kunit *test)
{
	static const unsigned long sizes[] = { 1, PAGE_SIZE - 1, PAGE_SIZE, PAGE_SIZE + 1,
		3 * PAGE_SIZE + 5, SZ_64K, SZ_1M + 1, SZ_2M, 5 * SZ_1M + PAGE_SIZE };

	for (unsigned int i = 0; i < ARRAY_SIZE(sizes); i++) {
		unsigned long mapped = PAGE_ALIGN(sizes[i]);
		u8 *p = vmalloc(sizes[i]);
		struct vm_struct *area = find_vm_area(p);

		KUNIT_ASSERT_NOT_NULL(test, p);
		KUNIT_EXPECT_TRUE(test, is_vmalloc_addr(p));
		KUNIT_EXPECT_EQ(test, (unsigned long)p & (PAGE_SIZE - 1), 0UL);
		KUNIT_ASSERT_NOT_NULL(test, area);
		KUNIT_EXPECT_EQ(test, area->start, (unsigned long)p);
		KUNIT_EXPECT_EQ(test, area->end - area->start, mapped + PAGE_SIZE);
		for (unsigned long at = 0; at < mapped; at += PAGE_SIZE)
			KUNIT_ASSERT_EQ(test, arch_try_write(p + at, (u8)i), 0);
		KUNIT_EXPECT_EQ(test, arch_try_write(p + mapped - 1, 1), 0);
		KUNIT_EXPECT_FALSE(test, readable(p + mapped));
		KUNIT_EXPECT_PTR_EQ(test, find_vm_area(p + mapped), area);
		vfree(p);
		KUNIT_EXPECT_FALSE(test, readable(p));
		KUNIT_EXPECT_FALSE(test, readable(p + mapped - 1));
	}
}

static void vmalloc_test_impossible(struct kunit *test)
{
	unsigned long warned = warnings_seen(), areas = count(true), holes = count(false);

	KUNIT_EXPECT_NULL(test, vmalloc(0));
	KUNIT_EXPECT_NULL(test, vzalloc(0));
	KUNIT_EXPECT_NULL(test, vmalloc(ULONG_MAX));
	KUNIT_EXPECT_NULL(test, vmalloc(ULONG_MAX - PAGE_SIZE));
	KUNIT_EXPECT_NULL(test, vmalloc((totalram_pages() + 1) << PAGE_SHIFT));
	vfree(NULL);
	vunmap(NULL);
	iounmap(NULL);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	KUNIT_EXPECT_EQ(test, count(true), areas);
	KUNIT_EXPECT_EQ(test, count(false), holes);
}

/* If an area needs more pages than are free, the pages that it already has are freed. */
static void vmalloc_test_exhausted(struct kunit *test)
{
	unsigned long size = (settled_free_pages() + 256) << PAGE_SHIFT, areas = count(true), pages;

	KUNIT_EXPECT_NULL(test, __vmalloc(size, GFP_KERNEL | __GFP_NOWARN));
	pages = settled_free_pages();
	KUNIT_EXPECT_NULL(test, __vmalloc(size, GFP_KERNEL | __GFP_NOWARN));
	/* More pages may be free, because a larger leaf may have replaced an empty table. */
	if (!slab_debug_wanted())
		KUNIT_EXPECT_GE(test, nr_free_pages(), pages);
	/* Fewer areas may be in use, because stacks of ended threads may have been freed. */
	KUNIT_EXPECT_LE(test, count(true), areas);
}

static void vmalloc_test_zeroed(struct kunit *test)
{
	unsigned long size = SZ_256K + 3 * PAGE_SIZE;
	u8 *p = vmalloc(size);

	KUNIT_ASSERT_NOT_NULL(test, p);
	memset(p, 0xa5, size);
	vfree(p);
	p = vzalloc(size - 1);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0, size - 1));
	vfree(p);
	p = __vmalloc(PAGE_SIZE, GFP_KERNEL | __GFP_ZERO);
	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_EXPECT_NULL(test, memchr_inv(p, 0, PAGE_SIZE));
	vfree(p);
}

/*
 * Each page of an area also has an address outside of the area, and is mapped only once in the
 * area.
 */
static void vmalloc_test_to_page(struct kunit *test)
{
	enum { PAGES = 37 };
	u8 *p = vzalloc(PAGES * PAGE_SIZE), *other;

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, free_area, p), 0);
	for (unsigned int i = 0; i < PAGES; i++) {
		u8 *va = p + i * PAGE_SIZE;
		struct page *page = vmalloc_to_page(va + 100);

		KUNIT_ASSERT_NOT_NULL(test, page);
		KUNIT_EXPECT_PTR_EQ(test, vmalloc_to_page(va), page);
		KUNIT_EXPECT_EQ(test, vmalloc_to_pfn(va), page_to_pfn(page));
		other = page_address(page) ? page_address(page) :
					     vmap_contiguous(page, 1, PAGE_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, other);
		KUNIT_EXPECT_EQ(test, READ_ONCE(*other), 0);
		WRITE_ONCE(*other, i + 1);
		if (!page_address(page))
			vunmap(other);
	}
	for (unsigned int i = 0; i < PAGES; i++)
		KUNIT_EXPECT_EQ(test, READ_ONCE(p[i * PAGE_SIZE]), (u8)(i + 1));
	KUNIT_EXPECT_NULL(test, vmalloc_to_page(p + PAGES * PAGE_SIZE));
	KUNIT_EXPECT_NULL(test, vmalloc_to_page(test));
}

static void vmalloc_test_vmap(struct kunit *test)
{
	enum { PAGES = 6 };
	struct page *pages[PAGES];
	unsigned long free_pages;
	u8 *va;

	for (unsigned int i = 0; i < PAGES; i++) {
		pages[PAGES - 1 - i] = alloc_page(GFP_KERNEL);
		ASSERT_OR(test, pages[PAGES - 1 - i], release_pages(pages + PAGES - i, i));
	}
	va = vmap(pages, PAGES, VM_MAP, PAGE_KERNEL);
	ASSERT_OR(test, va, release_pages(pages, PAGES));
	for (unsigned int i = 0; i < PAGES; i++) {
		WRITE_ONCE(va[i * PAGE_SIZE + i], (u8)(i + 7));
		flush_kernel_vmap_range(va, PAGES * PAGE_SIZE);
		KUNIT_EXPECT_EQ(test, READ_ONCE(((u8 *)page_to_virt(pages[i]))[i]), (u8)(i + 7));
		WRITE_ONCE(((u8 *)page_to_virt(pages[i]))[i], (u8)(i + 9));
		flush_dcache_page(pages[i]);
		invalidate_kernel_vmap_range(va, PAGES * PAGE_SIZE);
		KUNIT_EXPECT_EQ(test, READ_ONCE(va[i * PAGE_SIZE + i]), (u8)(i + 9));
		KUNIT_EXPECT_PTR_EQ(test, vmalloc_to_page(va + i * PAGE_SIZE), pages[i]);
	}
	KUNIT_EXPECT_FALSE(test, readable(va + PAGES * PAGE_SIZE));
	free_pages = settled_free_pages();
	vunmap(va);
	EXPECT_FREE_PAGES(test, free_pages);
	KUNIT_EXPECT_FALSE(test, readable(va));
	va = vmap(pages, PAGES, VM_MAP, PAGE_KERNEL_RO);
	ASSERT_OR(test, va, release_pages(pages, PAGES));
	KUNIT_EXPECT_TRUE(test, readable(va));
	KUNIT_EXPECT_EQ(test, arch_try_write(va, 1), -EFAULT);
	vunmap(va);
	KUNIT_EXPECT_NULL(test, vmap(pages, 0, VM_MAP, PAGE_KERNEL));
	for (unsigned int i = 0; i < PAGES; i++)
		__free_page(pages[i]);
}

static void vmalloc_test_map_ram(struct kunit *test)
{
	struct page *pages[5];
	unsigned long warned = warnings_seen(), areas = count(true);
	bool all = true;
	u8 *va, *other;

	for (unsigned int i = 0; i < ARRAY_SIZE(pages); i++) {
		pages[i] = alloc_page(GFP_KERNEL);
		all = all && pages[i];
	}
	va = all ? vm_map_ram(pages, ARRAY_SIZE(pages), NUMA_NO_NODE) : NULL;
	other = va ? vmap(pages, 1, VM_MAP, PAGE_KERNEL) : NULL;
	if (other) {
		for (unsigned int i = 0; i < ARRAY_SIZE(pages); i++) {
			memset(va + i * PAGE_SIZE, 'a' + i, PAGE_SIZE);
			KUNIT_EXPECT_NULL(test,
					  memchr_inv(page_address(pages[i]), 'a' + i, PAGE_SIZE));
		}
		KUNIT_EXPECT_FALSE(test, readable(va + 5 * PAGE_SIZE));
		vm_unmap_ram(va, 4);
		vunmap(va);
		vm_unmap_ram(other, 1);
		vm_unmap_ram(va + PAGE_SIZE, 4);
		KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 4);
		KUNIT_EXPECT_TRUE(test,
				  readable(va) && readable(va + 4 * PAGE_SIZE) && readable(other));
		vm_unmap_ram(va, 5);
		vm_unmap_aliases();
		KUNIT_EXPECT_FALSE(test, readable(va) || readable(va + 4 * PAGE_SIZE));
		KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 4);
	} else {
		KUNIT_FAIL(test, "no memory");
		if (va)
			vm_unmap_ram(va, 5);
	}
	vunmap(other);
	KUNIT_EXPECT_EQ(test, count(true), areas);
	KUNIT_EXPECT_NULL(test, vm_map_ram(pages, 0, NUMA_NO_NODE));
	for (unsigned int i = 0; i < ARRAY_SIZE(pages); i++) {
		if (pages[i])
			__free_page(pages[i]);
	}
}

/*
 * A list of pages is refused and reported if any entry does not point to a valid struct page, at
 * any position of the list.
 */
static void vmalloc_test_bad_pages(struct kunit *test)
{
	struct vm_struct *area = get_vm_area(2 * PAGE_SIZE, VM_SPARSE);
	struct page *page = alloc_page(GFP_KERNEL), *pages[2] = { page };
	struct page *bad[] = {
		NULL,
		(struct page *)((char *)page + 1),
		(struct page *)((unsigned long)page + (1UL << 63)),
		(struct page *)&area,
		(struct page *)test,
		page_to_virt(page),
		pfn_to_page(0),
		pfn_to_page(PHYS_PFN(memblock_end_of_DRAM()) + 1),
		(struct page *)-1L,
	};
	unsigned long warned = warnings_seen(), areas = count(true), start;

	ASSERT_OR(test, area && page, if (area) free_vm_area(area); if (page) __free_page(page));
	start = (unsigned long)area->addr;
	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++) {
		pages[1] = bad[i];
		KUNIT_EXPECT_NULL(test, vmap(pages, 2, VM_MAP, PAGE_KERNEL));
		KUNIT_EXPECT_NULL(test, vmap(pages + 1, 1, VM_MAP, PAGE_KERNEL));
		KUNIT_EXPECT_NULL(test, vm_map_ram(pages, 2, NUMA_NO_NODE));
		KUNIT_EXPECT_EQ(test, vm_area_map_pages(area, start, start + 2 * PAGE_SIZE, pages),
				-EINVAL);
		KUNIT_EXPECT_EQ_MSG(test, warnings_seen(), warned + 4 * (i + 1), "entry %u", i);
	}
	KUNIT_EXPECT_NULL(test, vmap(NULL, 1, VM_MAP, PAGE_KERNEL));
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 4 * ARRAY_SIZE(bad) + 1);
	KUNIT_EXPECT_FALSE(test, readable(area->addr));
	KUNIT_EXPECT_EQ(test, count(true), areas);
	free_vm_area(area);
	__free_page(page);
}

/*
 * An invalid alignment is reported.  The GFP flags apply to the pages, and not to the descriptor of
 * the area.
 */
static void vmalloc_test_arguments(struct kunit *test)
{
	static const unsigned long bad[] = { -PAGE_SIZE, 3 * PAGE_SIZE, PAGE_SIZE + 8, 6 };
	static const gfp_t flags[] = { __GFP_HIGHMEM, __GFP_COMP | __GFP_ZERO, __GFP_DMA32 };
	unsigned long warned = warnings_seen(), areas = count(true);
	void *p;

	for (unsigned int i = 0; i < ARRAY_SIZE(bad); i++) {
		KUNIT_EXPECT_NULL(test, __vmalloc_node(PAGE_SIZE, bad[i], GFP_KERNEL, NUMA_NO_NODE,
						       NULL));
		KUNIT_EXPECT_EQ(test, warnings_seen(), warned + i + 1);
	}
	KUNIT_EXPECT_EQ(test, vmalloc_validate(), 0);
	KUNIT_EXPECT_NULL(test,
			  __vmalloc_node(PAGE_SIZE, 1UL << 63, GFP_KERNEL, NUMA_NO_NODE, NULL));
	p = __vmalloc_node(PAGE_SIZE, SZ_1M, GFP_KERNEL, NUMA_NO_NODE, NULL);
	KUNIT_EXPECT_NOT_NULL(test, p);
	KUNIT_EXPECT_TRUE(test, IS_ALIGNED((unsigned long)p, SZ_1M));
	vfree(p);
	for (unsigned int i = 0; i < ARRAY_SIZE(flags); i++) {
		p = __vmalloc(5 * PAGE_SIZE, GFP_KERNEL | flags[i]);
		KUNIT_EXPECT_NOT_NULL(test, p);
		vfree(p);
	}
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + ARRAY_SIZE(bad));
	KUNIT_EXPECT_EQ(test, count(true), areas);
}

static void drop(struct vm_struct *area, struct page **pages)
{
	if (area)
		free_vm_area(area);
	for (unsigned int i = 0; i < 2; i++) {
		if (pages[i])
			__free_page(pages[i]);
	}
}

/*
 * With VM_SPARSE, get_vm_area() reserves addresses.  The caller maps pages to them and unmaps the
 * pages.
 */
static void vmalloc_test_sparse(struct kunit *test)
{
	struct vm_struct *area = get_vm_area(4 * PAGE_SIZE - 1, VM_SPARSE);
	struct page *pages[2] = { alloc_page(GFP_KERNEL), alloc_page(GFP_KERNEL) };
	unsigned long warned = warnings_seen(), start;
	u8 *va;

	ASSERT_OR(test, area && pages[0] && pages[1], drop(area, pages));
	va = area->addr;
	start = (unsigned long)va;
	KUNIT_EXPECT_EQ(test, get_vm_area_size(area), 4 * PAGE_SIZE);
	KUNIT_EXPECT_PTR_EQ(test, find_vm_area(va + 5), area);
	KUNIT_EXPECT_FALSE(test, readable(va));
	ASSERT_OR(test, !vm_area_map_pages(area, start + PAGE_SIZE, start + 3 * PAGE_SIZE, pages),
		  drop(area, pages));
	memset(va + PAGE_SIZE, 0x11, 2 * PAGE_SIZE);
	KUNIT_EXPECT_NULL(test, memchr_inv(page_address(pages[1]), 0x11, PAGE_SIZE));
	KUNIT_EXPECT_FALSE(test, readable(va) || readable(va + 3 * PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, vm_area_map_pages(area, start, start + 2 * PAGE_SIZE, pages),
			-EEXIST);
	KUNIT_EXPECT_FALSE(test, readable(va));
	KUNIT_EXPECT_TRUE(test, readable(va + PAGE_SIZE));
	KUNIT_EXPECT_EQ(
		test, vm_area_map_pages(area, start + 3 * PAGE_SIZE, start + 5 * PAGE_SIZE, pages),
		-EINVAL);
	KUNIT_EXPECT_EQ(test, vm_area_map_pages(area, start + 1, start + PAGE_SIZE, pages),
			-EINVAL);
	vm_area_unmap_pages(area, start, start + 2 * PAGE_SIZE);
	KUNIT_EXPECT_FALSE(test, readable(va + PAGE_SIZE));
	KUNIT_EXPECT_TRUE(test, readable(va + 2 * PAGE_SIZE));
	vunmap(va);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
	KUNIT_EXPECT_EQ(test, ioremap_page_range(start, start + PAGE_SIZE, 0, PAGE_KERNEL),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 2);
	free_vm_area(area);
	KUNIT_EXPECT_FALSE(test, readable(va + 2 * PAGE_SIZE));
	KUNIT_EXPECT_NULL(test, find_vm_area(va));
	drop(NULL, pages);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 2);
}

static void vmalloc_test_ioremap_range(struct kunit *test)
{
	struct vm_struct *area = get_vm_area(3 * PAGE_SIZE, VM_IOREMAP);
	phys_addr_t phys = memblock_end_of_DRAM() + SZ_16M;
	unsigned long start, areas = count(true);
	struct pgtable_range range;

	KUNIT_ASSERT_NOT_NULL(test, area);
	start = (unsigned long)area->addr;
	KUNIT_EXPECT_EQ(test, ioremap_page_range(start + PAGE_SIZE, start + 3 * PAGE_SIZE, phys,
						 pgprot_device(PAGE_KERNEL)), 0);
	KUNIT_EXPECT_FALSE(test, pgtable_lookup(&kernel_pgtable, start, &range));
	KUNIT_EXPECT_TRUE(test, pgtable_lookup(&kernel_pgtable, start + PAGE_SIZE, &range));
	KUNIT_EXPECT_EQ(test, range.pa + (start + PAGE_SIZE - range.start), phys);
	KUNIT_EXPECT_EQ(test, ioremap_page_range(start, start + PAGE_SIZE, phys + 1, PAGE_KERNEL),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, ioremap_page_range(start + 3 * PAGE_SIZE, start + 4 * PAGE_SIZE, phys,
						 PAGE_KERNEL), -EINVAL);
	free_vm_area(area);
	KUNIT_EXPECT_EQ(test, count(true), areas - 1);
	KUNIT_EXPECT_NULL(test, get_vm_area(0, VM_MAP));
	KUNIT_EXPECT_NULL(test, get_vm_area(ULONG_MAX - PAGE_SIZE, VM_MAP));
}

/* Each wrong call is reported once, and does not change the areas. */
static void vmalloc_test_misuse(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL);
	u8 *p = vmalloc(2 * PAGE_SIZE), *object = kmalloc(64, GFP_KERNEL);
	unsigned long warned = warnings_seen();
	u8 *mapped = page ? vmap(&page, 1, VM_MAP, PAGE_KERNEL) : NULL;

	if (!mapped || !p || !object) {
		vunmap(mapped);
		vfree(p);
		kfree(object);
		if (page)
			__free_page(page);
		KUNIT_FAIL_AND_ABORT(test, "no memory");
	}
	vfree(p + PAGE_SIZE);
	vfree(p + 1);
	vfree(object);
	vfree(mapped);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 4);
	vunmap(p);
	vunmap(mapped + PAGE_SIZE);
	iounmap((void __iomem *)p);
	iounmap((void __iomem *)mapped);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 8);
	KUNIT_EXPECT_TRUE(test, readable(p) && readable(p + PAGE_SIZE) && readable(mapped));
	vunmap(mapped);
	vfree(p);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 8);
	vfree(p);
	vunmap(mapped);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 10);
	kfree(object);
	__free_page(page);
}

/* With interrupts off, vfree() delays the free.  A second free of the same area is reported. */
static void vmalloc_test_deferred(struct kunit *test)
{
	u8 *p[3] = { vmalloc(PAGE_SIZE), vmalloc(PAGE_SIZE), vmalloc(SZ_64K) };
	unsigned long warned = warnings_seen(), flags;

	ASSERT_OR(test, p[0] && p[1] && p[2], vfree(p[0]); vfree(p[1]); vfree(p[2]));
	local_irq_save(flags);
	vfree(p[0]);
	vfree(p[1]);
	vfree(p[0]);
	vfree(p[2] + PAGE_SIZE);
	vfree(p[2]);
	local_irq_restore(flags);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 2);
	for (int i = 0; i < 2000 && (find_vm_area(p[0]) || find_vm_area(p[1]) ||
				     find_vm_area(p[2])); i++)
		msleep(1);
	for (unsigned int i = 0; i < ARRAY_SIZE(p); i++) {
		KUNIT_EXPECT_NULL(test, find_vm_area(p[i]));
		KUNIT_EXPECT_FALSE(test, readable(p[i]));
	}
}

static void vmalloc_test_ioremap(struct kunit *test)
{
	phys_addr_t phys = memblock_end_of_DRAM() + SZ_16M + 0x234;
	unsigned long warned = warnings_seen();
	void *object = kmalloc(8, GFP_KERNEL);
	struct pgtable_range range;
	struct vm_struct *area;
	void __iomem *regs;

	KUNIT_ASSERT_NOT_NULL(test, object);
	KUNIT_EXPECT_NULL(test, ioremap(virt_to_phys(object), 8));
	KUNIT_EXPECT_NULL(test, ioremap_wc(memblock_end_of_DRAM() - 1, PAGE_SIZE));
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 2);
	kfree(object);
	/* Refuse a range that begins and ends outside of RAM, but contains RAM in the middle. */
	KUNIT_EXPECT_NULL(test, ioremap(memblock_start_of_DRAM() - PAGE_SIZE,
						memblock_phys_mem_size() + SZ_16M));
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 3);
	KUNIT_EXPECT_NULL(test, ioremap(phys, 0));
	KUNIT_EXPECT_NULL(test, ioremap(phys, SIZE_MAX - 1));
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 3);
	regs = ioremap(phys, PAGE_SIZE);
	KUNIT_ASSERT_NOT_NULL(test, regs);
	KUNIT_EXPECT_EQ(test, (unsigned long)regs & (PAGE_SIZE - 1), 0x234UL);
	area = find_vm_area((__force void *)regs);
	KUNIT_ASSERT_NOT_NULL(test, area);
	KUNIT_EXPECT_EQ(test, area->phys_addr, phys);
	KUNIT_EXPECT_EQ(test, area->end - area->start, 3 * PAGE_SIZE);
	KUNIT_ASSERT_TRUE(test, pgtable_lookup(&kernel_pgtable, (unsigned long)regs, &range));
	KUNIT_EXPECT_EQ(test, range.pa, phys & PAGE_MASK);
	KUNIT_EXPECT_EQ(test, range.prot.bits & (_PAGE_READ | _PAGE_WRITE | _PAGE_EXEC),
			_PAGE_READ | _PAGE_WRITE);
	iounmap(regs);
	KUNIT_EXPECT_FALSE(test, pgtable_lookup(&kernel_pgtable, (unsigned long)regs, &range));
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 3);
}

static void vmalloc_test_stack(struct kunit *test)
{
	u8 *low[5];

	for (unsigned int i = 0; i < ARRAY_SIZE(low); i++) {
		low[i] = vmalloc_stack("test", THREAD_SIZE);
		ASSERT_OR(test, low[i], while (i) vfree(low[--i]));
		KUNIT_EXPECT_EQ(test, (unsigned long)low[i] & (THREAD_ALIGN - 1), 0UL);
		KUNIT_EXPECT_EQ(test, arch_try_write(low[i], 1), 0);
		KUNIT_EXPECT_EQ(test, arch_try_write(low[i] + THREAD_SIZE - 1, 1), 0);
		KUNIT_EXPECT_FALSE(test, readable(low[i] - 1));
		KUNIT_EXPECT_FALSE(test, readable(low[i] + THREAD_SIZE));
		KUNIT_EXPECT_STREQ(test, find_vm_area(low[i])->name, "test");
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(low); i++)
		vfree(low[i]);
}

/* ---- random calls, compared with a model ----------------------------------------------------- */

#define NR_SLOTS 48

struct slot {
	unsigned long *va;
	unsigned long nr_pages;
};

static void fill(const struct slot *slot)
{
	for (unsigned long i = 0; i < slot->nr_pages; i++)
		slot->va[i * PAGE_SIZE / sizeof(long)] = (unsigned long)slot->va ^ i;
}

/* Return the number of pages of the slot whose first word is not the value that fill() wrote. */
static unsigned long damaged(const struct slot *slot)
{
	unsigned long n = 0;

	for (unsigned long i = 0; i < slot->nr_pages; i++)
		n += slot->va[i * PAGE_SIZE / sizeof(long)] != ((unsigned long)slot->va ^ i);
	return n;
}

static void random_round(struct kunit *test, u32 seed)
{
	static struct slot slots[NR_SLOTS];
	struct rnd_state random;

	prandom_seed_state(&random, seed);
	for (unsigned int step = 0; step < 600; step++) {
		struct slot *slot = &slots[prandom_u32_below(&random, NR_SLOTS)];

		if (slot->va) {
			KUNIT_EXPECT_EQ(test, damaged(slot), 0UL);
			vfree(slot->va);
			slot->va = NULL;
		} else {
			slot->nr_pages = 1 + prandom_u32_below(&random, 24);
			slot->va = vmalloc(slot->nr_pages << PAGE_SHIFT);
			KUNIT_EXPECT_NOT_NULL(test, slot->va);
			if (!slot->va)
				break;
			fill(slot);
		}
		if (step % 8 == 0)
			KUNIT_EXPECT_EQ(test, vmalloc_validate(), 0);
	}
	for (unsigned int i = 0; i < NR_SLOTS; i++) {
		KUNIT_EXPECT_EQ(test, slots[i].va ? damaged(&slots[i]) : 0, 0UL);
		vfree(slots[i].va);
		slots[i].va = NULL;
	}
}

/*
 * Number of pages by which the object allocator's memory may differ between rounds, because it
 * depends on the positions of its objects.
 */
#define OBJECT_PAGES 16

/*
 * The second of two equal rounds needs no additional memory, not even a page table.  If a page were
 * lost for each area, hundreds of pages would be missing.
 */
static void vmalloc_test_random(struct kunit *test)
{
	unsigned long areas = count(true), holes = count(false), pages;
	u32 seed = kunit_seed(test);

	random_round(test, seed);
	settled_free_pages();
	pages = free_or_seen_pages();
	random_round(test, seed);
	settled_free_pages();
	KUNIT_EXPECT_GE(test, free_or_seen_pages() + OBJECT_PAGES, pages);
	KUNIT_EXPECT_LE(test, free_or_seen_pages(), pages + OBJECT_PAGES);
	KUNIT_EXPECT_EQ(test, count(true), areas);
	KUNIT_EXPECT_EQ(test, count(false), holes);
}

static const struct kunit_case vmalloc_cases[] = {
	KUNIT_CASE(vmalloc_test_sizes),
	KUNIT_CASE(vmalloc_test_impossible),
	KUNIT_CASE(vmalloc_test_exhausted),
	KUNIT_CASE(vmalloc_test_zeroed),
	KUNIT_CASE(vmalloc_test_to_page),
	KUNIT_CASE(vmalloc_test_vmap),
	KUNIT_CASE(vmalloc_test_map_ram),
	KUNIT_CASE(vmalloc_test_bad_pages),
	KUNIT_CASE(vmalloc_test_arguments),
	KUNIT_CASE(vmalloc_test_sparse),
	KUNIT_CASE(vmalloc_test_ioremap_range),
	KUNIT_CASE(vmalloc_test_misuse),
	KUNIT_CASE(vmalloc_test_deferred),
	KUNIT_CASE(vmalloc_test_ioremap),
	KUNIT_CASE(vmalloc_test_stack),
	KUNIT_CASE(vmalloc_test_random),
	{}
};

static struct kunit_suite vmalloc_suite = {
	.name = "vmalloc",
	.test_cases = vmalloc_cases,
};
kunit_test_suite(vmalloc_suite);
