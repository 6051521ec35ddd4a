// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of groups of contiguous page-table entries.
 *
 * Most cases check the entries that the page table code writes to a separate table.  No CPU uses
 * that table, and it has groups on every CPU.  If the kernel's table has groups, other cases check
 * that the CPU translates addresses by them.
 */

#include <internal/arch.h>
#include <internal/sections.h>
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/io.h>
#include <linux/kthread.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/sched.h>
#include <linux/set_memory.h>
#include <linux/sizes.h>
#include <linux/smp.h>
#include <linux/vmalloc.h>

#include "../assert_or.h"
#include "mm/virtual/virtual.h"

#define R	_PAGE_READ
#define W	_PAGE_WRITE
#define X	_PAGE_EXEC

/* ---- a separate table ------------------------------------------------------------------------ */

#define MAX_TABLES	8

static struct pgtable own;
static pte_t *tables[MAX_TABLES];
static unsigned int nr_tables;
static bool no_memory;

static pte_t *own_alloc(struct pgtable *table)
{
	if (no_memory || nr_tables == MAX_TABLES)
		return NULL;
	tables[nr_tables] = (pte_t *)get_zeroed_page(GFP_KERNEL);
	return tables[nr_tables] ? tables[nr_tables++] : NULL;
}

/* Free a page table, and remove it from tables[], which is not sorted. */
static void own_free(struct pgtable *table, pte_t *page)
{
	unsigned int i = 0;

	while (tables[i] != page)
		i++;
	tables[i] = tables[--nr_tables];
	free_page((unsigned long)page);
}

static int cont_init(struct kunit *test)
{
	/*
	 * If this condition is true, the bit that marks a group is a part of T-Head's memory types
	 * on this CPU (arch/riscv/memory_types.c).
	 */
	if (arch_pte_is_cont(arch_pte_leaf(0, PGPROT(_PAGE_READ, PGPROT_DEVICE), 0)))
		kunit_skip(test, "the bit of a group is one of this CPU's memory types");
	own = kernel_pgtable;
	own.alloc = own_alloc;
	own.free = own_free;
	own.max_leaf = 1;
	if (!own.cont_bits)
		own.cont_bits = 4;
	no_memory = false;
	own.root = own_alloc(&own);
	return own.root ? 0 : -ENOMEM;
}

static void cont_exit(struct kunit *test)
{
	while (nr_tables)
		free_page((unsigned long)tables[--nr_tables]);
}

#define NR		(1U << own.cont_bits)
#define GROUP		(PAGE_SIZE << own.cont_bits)
#define BLOCK		(PAGE_SIZE << own.index_bits)

/*
 * VA is an address in the kernel's half of the address space.  VA and the physical address PA are
 * multiples of BLOCK.
 */
#define VA		ALIGN(vm_layout.vmalloc_start + BLOCK, BLOCK)
#define PA		(13ULL * BLOCK)

static pte_t *slot_of(unsigned long va)
{
	return pgtable_slots(&own, va, 1);
}

/*
 * Return true if the entry of the page at @va is a member of a group.  The function decodes the
 * entry without the architecture's functions, which are tested.
 */
static bool is_member(unsigned long va)
{
	pte_t *slot = slot_of(va);
	u64 bits = slot ? slot->bits : 0;

#if defined(CONFIG_RISCV_PAGE_TABLES)
	return bits >> 63;
#elif defined(__aarch64__)
	return bits >> 52 & 1;
#else
	return bits >> 8 & 1;
#endif
}

/*
 * Return true if the entry of the page at @va has the format that the CPU requires for a member of
 * a group.
 */
static bool member_is_right(unsigned long va, phys_addr_t pa)
{
	pte_t leaf = arch_pte_leaf(pa, PAGE_KERNEL, 0), *slot = slot_of(va);

#if defined(CONFIG_RISCV_PAGE_TABLES)
	return slot->bits == ((leaf.bits & ~(15UL << 10)) | 1UL << 63 | 8UL << 10);
#elif defined(__aarch64__)
	return slot->bits == (leaf.bits | 1UL << 52);
#else
	return slot->bits == ((leaf.bits & ~(GROUP - PAGE_SIZE)) | 1UL << 8 | GROUP / 2);
#endif
}

static unsigned int count_members(unsigned long va, unsigned long size)
{
	unsigned int n = 0;

	for (unsigned long at = 0; at < size; at += PAGE_SIZE)
		n += is_member(va + at);
	return n;
}

static unsigned long wrong_addresses(unsigned long va, phys_addr_t pa, unsigned long size)
{
	unsigned long n = 0;

	for (unsigned long at = 0; at < size; at += PAGE_SIZE / 2)
		n += pgtable_pa(&own, va + at) != pa + at;
	return n;
}

static void map(struct kunit *test, unsigned long va, phys_addr_t pa, unsigned long size)
{
	KUNIT_ASSERT_EQ(test, pgtable_map(&own, va, pa, size, PAGE_KERNEL), 0);
}

static void cont_test_entries(struct kunit *test)
{
	struct pgtable_range range;

	map(test, VA, PA, GROUP);
	for (unsigned long at = 0; at < GROUP; at += PAGE_SIZE) {
		KUNIT_EXPECT_TRUE(test, member_is_right(VA + at, PA + at));
		KUNIT_ASSERT_TRUE(test, pgtable_lookup(&own, VA + at + 5, &range));
		KUNIT_EXPECT_EQ(test, range.start, VA);
		KUNIT_EXPECT_EQ(test, range.size, GROUP);
		KUNIT_EXPECT_EQ(test, range.leaf, GROUP);
		KUNIT_EXPECT_EQ(test, range.pa, PA);
		KUNIT_EXPECT_EQ(test, range.prot.bits, R | W);
	}
	KUNIT_EXPECT_EQ(test, wrong_addresses(VA, PA, GROUP), 0UL);
	KUNIT_EXPECT_FALSE(test, pgtable_lookup(&own, VA + GROUP, &range));
}

/* Return true if @page must be in a group after [va, va + size) is mapped to @pa. */
static bool should_be_member(unsigned long page, unsigned long va, phys_addr_t pa,
			     unsigned long size)
{
	unsigned long first = ALIGN_DOWN(page, GROUP);

	return first >= va && first + GROUP <= va + size && (pa + (first - va)) % GROUP == 0;
}

/* The alignment of both addresses and the size determine which pages are in groups. */
static void cont_test_alignment(struct kunit *test)
{
	const unsigned long at[] = { 0, PAGE_SIZE, GROUP - PAGE_SIZE, GROUP };
	const unsigned long sizes[] = { GROUP - PAGE_SIZE, GROUP, 2 * GROUP + 3 * PAGE_SIZE,
					9 * GROUP };

	for (unsigned int i = 0; i < ARRAY_SIZE(at) * ARRAY_SIZE(at) * ARRAY_SIZE(sizes); i++) {
		unsigned long va = VA + at[i % 4], size = sizes[i / 16], wrong = 0;
		phys_addr_t pa = PA + at[i / 4 % 4];

		map(test, va, pa, size);
		for (unsigned long page = va; page < va + size; page += PAGE_SIZE)
			wrong += is_member(page) != should_be_member(page, va, pa, size);
		KUNIT_EXPECT_EQ(test, wrong, 0UL);
		KUNIT_EXPECT_EQ(test, wrong_addresses(va, pa, size), 0UL);
		KUNIT_ASSERT_EQ(test, pgtable_unmap(&own, va, size), 0);
		KUNIT_EXPECT_EQ(test, count_members(VA, 12 * GROUP), 0U);
	}
}

static void cont_test_none(struct kunit *test)
{
	const unsigned long group = GROUP;

	map(test, VA + BLOCK, PA, BLOCK);
	KUNIT_EXPECT_NULL(test, slot_of(VA + BLOCK));
	own.cont_bits = 0;
	map(test, VA, PA, group);
	KUNIT_EXPECT_EQ(test, count_members(VA, group), 0U);
}

static void cont_test_align(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, pgtable_align(&own, PA, GROUP - PAGE_SIZE), PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, pgtable_align(&own, PA, GROUP), GROUP);
	KUNIT_EXPECT_EQ(test, pgtable_align(&own, PA + PAGE_SIZE, 3 * GROUP), PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, pgtable_align(&own, PA + GROUP, BLOCK), GROUP);
	KUNIT_EXPECT_EQ(test, pgtable_align(&own, PA, BLOCK), BLOCK);
	own.cont_bits = 0;
	KUNIT_EXPECT_EQ(test, pgtable_align(&own, PA, GROUP), PAGE_SIZE);
}

/* If one page of the range is already mapped, pgtable_map() maps no other page. */
static void cont_test_in_the_way(struct kunit *test)
{
	map(test, VA + 5 * PAGE_SIZE, PA, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, pgtable_map(&own, VA, PA, 2 * GROUP, PAGE_KERNEL), -EEXIST);
	KUNIT_EXPECT_EQ(test, count_members(VA, 2 * GROUP), 0U);
	KUNIT_EXPECT_EQ(test, slot_of(VA)->bits, 0ULL);
	KUNIT_EXPECT_EQ(test, pgtable_map(&own, VA - GROUP, PA, 2 * GROUP, PAGE_KERNEL), -EEXIST);
	KUNIT_EXPECT_EQ(test, count_members(VA - GROUP, 2 * GROUP), 0U);
	KUNIT_EXPECT_EQ(test, pgtable_pa(&own, VA + 5 * PAGE_SIZE), PA);
	map(test, VA + GROUP, PA, GROUP);
	KUNIT_EXPECT_EQ(test,
			pgtable_map(&own, VA + 2 * GROUP - PAGE_SIZE, PA, PAGE_SIZE, PAGE_KERNEL),
			-EEXIST);
	KUNIT_EXPECT_EQ(test, count_members(VA + GROUP, GROUP), NR);
}

/*
 * A change of a part of a group splits this group, without allocating memory.  The neighbouring
 * groups remain groups.
 */
static void cont_test_part(struct kunit *test)
{
	static const struct pgtable_change ro = { .clear = W }, hide = { .hide = true };
	static const struct pgtable_change none = { .set = R };
	const unsigned long from = VA + GROUP + 3 * PAGE_SIZE, size = 2 * PAGE_SIZE;

	map(test, VA, PA, 3 * GROUP);
	no_memory = true;
	KUNIT_EXPECT_EQ(test, pgtable_change(&own, from, size, &none), 0);
	KUNIT_EXPECT_EQ(test, count_members(VA, 3 * GROUP), 3 * NR);
	KUNIT_EXPECT_EQ(test, pgtable_split(&own, VA, 3 * GROUP, NULL), 0);
	KUNIT_EXPECT_EQ(test, pgtable_split(&own, VA, 3 * GROUP, &ro), 0);
	KUNIT_EXPECT_EQ(test, count_members(VA, 3 * GROUP), 3 * NR);
	KUNIT_EXPECT_EQ(test, pgtable_split(&own, from, size, &ro), 0);
	KUNIT_EXPECT_EQ(test, count_members(VA, 3 * GROUP), 2 * NR);
	KUNIT_EXPECT_EQ(test, count_members(VA + GROUP, GROUP), 0U);
	KUNIT_EXPECT_EQ(test, wrong_addresses(VA, PA, 3 * GROUP), 0UL);
	/* Hide the last page of a group, and the first page of the next group. */
	KUNIT_EXPECT_EQ(test,
			pgtable_change(&own, VA + 2 * GROUP - PAGE_SIZE, 2 * PAGE_SIZE, &hide), 0);
	KUNIT_EXPECT_EQ(test, count_members(VA, 3 * GROUP), NR);
	KUNIT_EXPECT_EQ(test, wrong_addresses(VA, PA, 3 * GROUP), 0UL);
	for (unsigned long at = 0; at < 3 * GROUP; at += PAGE_SIZE)
		KUNIT_EXPECT_EQ(test, arch_pte_valid(*slot_of(VA + at)),
				at < 2 * GROUP - PAGE_SIZE || at > 2 * GROUP);
	KUNIT_EXPECT_EQ(test, pgtable_unmap(&own, VA + PAGE_SIZE, PAGE_SIZE), 0);
	KUNIT_EXPECT_EQ(test, count_members(VA, 3 * GROUP), 0U);
	KUNIT_EXPECT_EQ(test, slot_of(VA + PAGE_SIZE)->bits, 0ULL);
	KUNIT_EXPECT_EQ(test, wrong_addresses(VA + 2 * PAGE_SIZE, PA + 2 * PAGE_SIZE,
					      3 * GROUP - 2 * PAGE_SIZE), 0UL);
	KUNIT_EXPECT_EQ(test, pgtable_pa(&own, VA), PA);
}

/* A change of a whole group does not split the group. */
static void cont_test_whole(struct kunit *test)
{
	static const struct pgtable_change hide = { .hide = true }, show = { .show = true };
	static const struct pgtable_change exec = { .set = X };
	struct pgtable_range range;

	map(test, VA, PA, 2 * GROUP);
	KUNIT_EXPECT_EQ(test, pgtable_check(&own, VA + GROUP + PAGE_SIZE, PAGE_SIZE, &exec),
			-EPERM);
	KUNIT_EXPECT_EQ(test, pgtable_protect(&own, VA, GROUP, pgprot_noncached(PAGE_KERNEL_RO)),
			0);
	KUNIT_ASSERT_TRUE(test, pgtable_lookup(&own, VA + PAGE_SIZE, &range));
	KUNIT_EXPECT_EQ(test, range.size, GROUP);
	KUNIT_EXPECT_EQ(test, range.prot.bits & (R | W | X), R);
	KUNIT_EXPECT_EQ(test, pgtable_change(&own, VA, 2 * GROUP, &hide), 0);
	KUNIT_EXPECT_FALSE(test, pgtable_lookup(&own, VA + PAGE_SIZE, &range));
	KUNIT_EXPECT_EQ(test, range.size, GROUP);
	KUNIT_EXPECT_EQ(test, wrong_addresses(VA, PA, 2 * GROUP), 0UL);
	for (unsigned long at = 0; at < 2 * GROUP; at += PAGE_SIZE)
		KUNIT_EXPECT_FALSE(test, arch_pte_valid(*slot_of(VA + at)));
	KUNIT_EXPECT_EQ(test, pgtable_change(&own, VA, 2 * GROUP, &show), 0);
	KUNIT_EXPECT_EQ(test, pgtable_protect(&own, VA, 2 * GROUP, PAGE_KERNEL), 0);
	for (unsigned long at = 0; at < 2 * GROUP; at += PAGE_SIZE)
		KUNIT_EXPECT_TRUE(test, member_is_right(VA + at, PA + at));
	KUNIT_EXPECT_EQ(test, pgtable_unmap(&own, VA, GROUP), 0);
	KUNIT_EXPECT_EQ(test, count_members(VA, 2 * GROUP), NR);
	for (unsigned long at = 0; at < GROUP; at += PAGE_SIZE)
		KUNIT_EXPECT_EQ(test, slot_of(VA + at)->bits, 0ULL);
}

/*
 * A range without page tables is unmapped without an error, for example after a table could not be
 * allocated.  The range may begin and end in the middle of an entry of an upper level.
 */
static void cont_test_unmap_hole(struct kunit *test)
{
	unsigned long size = BLOCK + BLOCK / 2;

	no_memory = true;
	KUNIT_EXPECT_EQ(test, pgtable_map(&own, VA, PA, PAGE_SIZE, PAGE_KERNEL), -ENOMEM);
	KUNIT_EXPECT_EQ(test, pgtable_unmap(&own, VA + PAGE_SIZE, 2 * PAGE_SIZE), 0);
	KUNIT_EXPECT_EQ(test, pgtable_unmap(&own, VA + BLOCK - PAGE_SIZE, 2 * PAGE_SIZE), 0);
	no_memory = false;
	map(test, VA + BLOCK, PA, BLOCK);
	KUNIT_EXPECT_EQ(test, pgtable_unmap(&own, VA + BLOCK / 2, size), 0);
	KUNIT_EXPECT_EQ(test, pgtable_pa(&own, VA + BLOCK), ~0ULL);
	KUNIT_EXPECT_EQ(test, pgtable_pa(&own, VA + 2 * BLOCK - PAGE_SIZE), ~0ULL);
	map(test, VA + BLOCK, PA, BLOCK);
	KUNIT_EXPECT_EQ(test, pgtable_unmap(&own, VA + PAGE_SIZE, size), 0);
	KUNIT_EXPECT_EQ(test, pgtable_pa(&own, VA + BLOCK), ~0ULL);
	KUNIT_EXPECT_EQ(test, wrong_addresses(VA + size + PAGE_SIZE, PA + BLOCK / 2 + PAGE_SIZE,
					      BLOCK / 2 - PAGE_SIZE), 0UL);
}

/*
 * A larger leaf is split into single pages.  Only single pages, and not groups, are joined to a
 * larger leaf.
 */
static void cont_test_join(struct kunit *test)
{
	map(test, VA, PA, BLOCK);
	KUNIT_ASSERT_EQ(test, pgtable_protect(&own, VA + PAGE_SIZE, PAGE_SIZE, PAGE_KERNEL_RO), 0);
	KUNIT_EXPECT_EQ(test, count_members(VA, BLOCK), 0U);
	KUNIT_EXPECT_EQ(test, pgtable_protect(&own, VA + PAGE_SIZE, PAGE_SIZE, PAGE_KERNEL), 0);
	KUNIT_EXPECT_EQ(test, pgtable_unmap(&own, VA, GROUP), 0);
	map(test, VA, PA, GROUP);
	pgtable_join(&own, VA, PAGE_KERNEL);
	KUNIT_EXPECT_EQ(test, count_members(VA, BLOCK), NR);
	KUNIT_EXPECT_EQ(test, pgtable_unmap(&own, VA, PAGE_SIZE), 0);
	map(test, VA, PA, PAGE_SIZE);
	pgtable_join(&own, VA, PAGE_KERNEL);
	KUNIT_EXPECT_NULL(test, slot_of(VA));
	KUNIT_EXPECT_EQ(test, wrong_addresses(VA, PA, BLOCK), 0UL);
}

static struct pgtable_range seen[8];
static unsigned int nr_seen;

static int see(const struct pgtable_range *range, void *arg)
{
	if (nr_seen < ARRAY_SIZE(seen))
		seen[nr_seen++] = *range;
	return 0;
}

/* A walk reports adjacent groups as one range, and adjacent single pages as another range. */
static void cont_test_walk(struct kunit *test)
{
	nr_seen = 0;
	map(test, VA - 2 * PAGE_SIZE, PA - 2 * PAGE_SIZE, 2 * PAGE_SIZE + 2 * GROUP + PAGE_SIZE);
	pgtable_walk(&own, VA - BLOCK, VA + BLOCK, see, NULL);
	KUNIT_ASSERT_EQ(test, nr_seen, 3U);
	KUNIT_EXPECT_EQ(test, seen[0].leaf, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, seen[0].size, 2 * PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, seen[1].start, VA);
	KUNIT_EXPECT_EQ(test, seen[1].leaf, GROUP);
	KUNIT_EXPECT_EQ(test, seen[1].size, 2 * GROUP);
	KUNIT_EXPECT_EQ(test, seen[1].pa, PA);
	KUNIT_EXPECT_EQ(test, seen[2].start, VA + 2 * GROUP);
	KUNIT_EXPECT_EQ(test, seen[2].size, PAGE_SIZE);
}

/* ---- break-before-make ----------------------------------------------------------------------- */

#define ROUNDS	400

static struct {
	unsigned int ready, mixed;
	bool stop;
} watch;

/*
 * Return true if both entries are valid and differ, and at least one of them is a member of a
 * group.
 */
static bool differ(pte_t a, pte_t b)
{
	return arch_pte_valid(a) && arch_pte_valid(b) && a.bits != b.bits &&
	       (arch_pte_is_cont(a) || arch_pte_is_cont(b));
}

/*
 * Thread function: read the first and the last entry of the group alternately.  The page table code
 * stores one of these two entries before the other one.  If two reads of one entry return the same
 * value, the entry had this value while the other entry was read in between.  Count the pairs of
 * entries that must not be valid at the same time.  A round ends when the last entry is an entry
 * for a single page.
 */
static int watch_group(void *arg)
{
	pte_t *first = arg, seen[4];
	const u64 distance = arch_pte_at((pte_t){ 0 }, GROUP - PAGE_SIZE).bits;

	while (!READ_ONCE(watch.stop)) {
		unsigned int n = smp_load_acquire(&watch.ready);

		while (n & 1) {
			for (unsigned int i = 0; i < ARRAY_SIZE(seen); i++) {
				seen[i].bits = READ_ONCE(first[i & 1 ? NR - 1 : 0].bits);
				if (seen[i].bits && i & 1)
					seen[i].bits -= distance;
				smp_rmb();
			}
			for (unsigned int i = 0; i < 2; i++)
				watch.mixed += seen[i].bits == seen[i + 2].bits &&
					       differ(seen[i], seen[i + 1]);
			if (arch_pte_valid(seen[3]) && !arch_pte_is_cont(seen[3]))
				smp_store_release(&watch.ready, ++n);
		}
		cond_resched();
	}
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

/*
 * If the CPU needs break-before-make, another CPU must not see two members of different versions of
 * a group at the same time, nor a member together with a single page.
 */
static void cont_test_break(struct kunit *test)
{
	struct task_struct *task;

	if (!ARCH_NEEDS_BREAK_BEFORE_MAKE || num_online_cpus() == 1)
		kunit_skip(test, "it is not needed, or nobody looks");
	map(test, VA, PA, GROUP);
	memset(&watch, 0, sizeof(watch));
	task = kthread_create_on_cpu(watch_group, slot_of(VA), num_online_cpus() - 1, "watch/%u");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	wake_up_process(task);
	for (unsigned int i = 1; i < 2 * ROUNDS; i += 2) {
		smp_store_release(&watch.ready, i);
		udelay(i % 16);
		pgtable_protect(&own, VA, GROUP, PAGE_KERNEL_RO);
		pgtable_protect(&own, VA + PAGE_SIZE, PAGE_SIZE, PAGE_KERNEL);
		while (smp_load_acquire(&watch.ready) == i)
			cpu_relax();
		pgtable_unmap(&own, VA, GROUP);
		pgtable_map(&own, VA, PA, GROUP, PAGE_KERNEL);
	}
	WRITE_ONCE(watch.stop, true);
	kthread_stop(task);
	KUNIT_EXPECT_EQ(test, watch.mixed, 0U);
}

/* ---- the kernel's table ---------------------------------------------------------------------- */

static void need_groups(struct kunit *test)
{
	if (!kernel_pgtable.cont_bits)
		kunit_skip(test, "no groups on this CPU");
}

static bool in_group(const void *va)
{
	struct pgtable_range range;

	return pgtable_lookup(&kernel_pgtable, (unsigned long)va, &range) && range.size == GROUP;
}

static bool readable(const void *va)
{
	u8 value;

	return !arch_try_read(va, &value);
}

/* Return the number of pages whose contents at @va differ from those in the linear map. */
static unsigned int wrong_pages(u32 *va, unsigned long size, struct page *page)
{
	unsigned int wrong = 0;

	for (unsigned long at = 0; at < size; at += PAGE_SIZE) {
		u32 *alias = page_address(page + at / PAGE_SIZE);

		WRITE_ONCE(*alias, (u32)at + 1);
		wrong += READ_ONCE(va[at / 4]) != at + 1;
		WRITE_ONCE(va[at / 4], (u32)at + 2);
		wrong += READ_ONCE(*alias) != at + 2;
	}
	return wrong;
}

static void cont_test_vmap(struct kunit *test)
{
	struct page *page;
	u32 *va;

	need_groups(test);
	page = alloc_pages(GFP_KERNEL | __GFP_NOWARN, own.cont_bits + 1);
	if (!page)
		kunit_skip(test, "memory is in pieces");
	va = vmap_contiguous(page, 2 * NR, PAGE_KERNEL);
	ASSERT_OR(test, va, __free_pages(page, own.cont_bits + 1));
	KUNIT_EXPECT_TRUE(test, in_group(va) && in_group((void *)va + 2 * GROUP - 1));
	KUNIT_EXPECT_EQ(test, wrong_pages(va, 2 * GROUP, page), 0U);
	KUNIT_EXPECT_FALSE(test, readable((void *)va + 2 * GROUP));
	vunmap(va);
	for (unsigned long at = 0; at < 2 * GROUP; at += PAGE_SIZE)
		KUNIT_EXPECT_FALSE(test, readable((void *)va + at));
	/* This physical address is not aligned to a group, so the pages are not in a group. */
	va = vmap_contiguous(page + 1, NR, PAGE_KERNEL);
	if (va) {
		KUNIT_EXPECT_FALSE(test, in_group(va));
		KUNIT_EXPECT_EQ(test, wrong_pages(va, GROUP, page + 1), 0U);
	}
	vunmap(va);
	__free_pages(page, own.cont_bits + 1);
}

/* Map registers, and a list of page frames that are only partly contiguous. */
static void cont_test_io(struct kunit *test)
{
	phys_addr_t phys = ALIGN(memblock_end_of_DRAM(), SZ_1G) + SZ_1G;
	unsigned long *pfns = kunit_kzalloc(test, 3 * NR * sizeof(*pfns), GFP_KERNEL);
	void __iomem *regs;
	void *va;

	need_groups(test);
	KUNIT_ASSERT_NOT_NULL(test, pfns);
	regs = ioremap(phys + GROUP, GROUP);
	KUNIT_EXPECT_TRUE(test, regs && in_group((__force void *)regs));
	iounmap(regs);
	KUNIT_EXPECT_FALSE(test, in_group((__force void *)regs) || readable((__force void *)regs));
	for (unsigned int i = 0; i < 3 * NR; i++)
		pfns[i] = PHYS_PFN(phys) + i + (i >= NR + 3);
	va = vmap_pfn(pfns, 3 * NR, PAGE_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, va);
	KUNIT_EXPECT_TRUE(test, in_group(va));
	KUNIT_EXPECT_FALSE(test, in_group(va + GROUP));
	for (unsigned int i = 0; i < 3 * NR; i++)
		KUNIT_EXPECT_EQ(test,
				pgtable_pa(&kernel_pgtable, (unsigned long)va + i * PAGE_SIZE),
				PFN_PHYS(pfns[i]));
	vunmap(va);
	KUNIT_EXPECT_FALSE(test, in_group(va));
}

#ifdef CONFIG_HOST
unsigned long host_tlb_fills(void);

/*
 * Return true if a read of @va adds an entry to the TLB.  This means that the TLB had no entry for
 * @va before the read.
 */
static bool was_flushed(const void *va)
{
	unsigned long fills = host_tlb_fills();

	return readable(va) && host_tlb_fills() != fills;
}
#else
static bool was_flushed(const void *va)
{
	return readable(va);
}
#endif

/*
 * After a part of a mapping is unmapped, no TLB translates the addresses of this part, even if the
 * TLB had one entry for the whole group.
 */
static void cont_test_unmap_part(struct kunit *test)
{
	struct vm_struct *area;
	struct page *pages, **array;
	unsigned long start;
	void *va;

	need_groups(test);
	array = kunit_kzalloc(test, NR * sizeof(*array), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, array);
	area = get_vm_area(2 * GROUP, VM_SPARSE);
	pages = alloc_pages(GFP_KERNEL, own.cont_bits);
	ASSERT_OR(test, area && pages, if (area) free_vm_area(area);
		  if (pages) __free_pages(pages, own.cont_bits));
	for (unsigned int i = 0; i < NR; i++)
		array[i] = pages + i;
	va = PTR_ALIGN(area->addr, GROUP);
	start = (unsigned long)va;
	KUNIT_EXPECT_EQ(test, vm_area_map_pages(area, start, start + GROUP, array), 0);
	if (in_group(va)) {
		KUNIT_EXPECT_EQ(test, wrong_pages(va, GROUP, pages), 0U);
		vm_area_unmap_pages(area, start + PAGE_SIZE, start + 2 * PAGE_SIZE);
		KUNIT_EXPECT_TRUE(test, was_flushed(va + 3 * PAGE_SIZE));
		KUNIT_EXPECT_FALSE(test, readable(va + PAGE_SIZE));
		KUNIT_EXPECT_EQ(test, wrong_pages(va, PAGE_SIZE, pages), 0U);
		KUNIT_EXPECT_EQ(test,
				wrong_pages(va + 2 * PAGE_SIZE, GROUP - 2 * PAGE_SIZE, pages + 2),
				0U);
	}
	free_vm_area(area);
	for (unsigned long at = 0; at < GROUP; at += PAGE_SIZE)
		KUNIT_EXPECT_FALSE(test, readable(va + at));
	__free_pages(pages, own.cont_bits);
}

/*
 * Allocate an area that begins with a group.  The area is larger than a group, so that vmalloc()
 * does not cache it.  Returns NULL if free memory is too fragmented for a group.
 */
static u8 *vmalloc_group(void)
{
	u8 *va = vzalloc(GROUP + PAGE_SIZE);

	if (va && in_group(va))
		return va;
	vfree(va);
	return NULL;
}

static void cont_test_vmalloc(struct kunit *test)
{
	struct page *first;
	u8 *va;

	need_groups(test);
	va = vmalloc_group();
	if (!va)
		kunit_skip(test, "memory is in pieces");
	first = vmalloc_to_page(va);
	for (unsigned int i = 0; i < NR; i++)
		KUNIT_EXPECT_PTR_EQ(test, vmalloc_to_page(va + i * PAGE_SIZE), first + i);
	KUNIT_EXPECT_FALSE(test, in_group(va + GROUP));
	if (page_address(first))
		KUNIT_EXPECT_EQ(test, wrong_pages((u32 *)va, GROUP, first), 0U);
	vfree(va);
	for (unsigned long at = 0; at <= GROUP; at += PAGE_SIZE)
		KUNIT_EXPECT_FALSE(test, readable(va + at));
	/* An area whose size vmalloc() may cache is mapped with single pages. */
	va = __vmalloc_node(VM_SMALL_PAGES * PAGE_SIZE, VM_SMALL_PAGES * PAGE_SIZE, GFP_KERNEL,
			    NUMA_NO_NODE, __builtin_return_address(0));
	KUNIT_EXPECT_FALSE(test, VM_KEEPS_AREAS && in_group(va));
	vfree(va);
}

/*
 * Parts of the image whose permissions never change are mapped with groups or larger leaves.  Data
 * that becomes read-only after boot is mapped with single pages.  If the linear map has no leaves
 * larger than a page, it has no groups either.
 */
static void cont_test_image(struct kunit *test)
{
	unsigned long text = ALIGN((unsigned long)_text, GROUP);
	struct pgtable_range range;

	need_groups(test);
	if (text + GROUP <= (unsigned long)_etext) {
		KUNIT_EXPECT_TRUE(test, pgtable_lookup(&kernel_pgtable, text, &range));
		KUNIT_EXPECT_GE(test, range.size, GROUP);
	}
	for (char *at = __start_ro_after_init; at < __end_ro_after_init; at += PAGE_SIZE)
		KUNIT_EXPECT_FALSE(test, in_group(at));
	for (unsigned long i = 0; linear_map_of_pages() && i < 2 * NR; i++)
		KUNIT_EXPECT_FALSE(test, in_group((void *)own.root + i * PAGE_SIZE));
}

#ifdef CONFIG_SET_MEMORY
static u8 *read_area;
static bool read_stop;

static int read_all(void *arg)
{
	while (!READ_ONCE(read_stop)) {
		const volatile u8 *va = smp_load_acquire(&read_area);

		for (unsigned int i = 0; va && i <= NR; i++)
			(void)va[i * PAGE_SIZE];
		smp_store_release(&read_area, NULL);
		cond_resched();
	}
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

/* Change the protection of one page while another CPU reads all pages. */
static void cont_test_protect(struct kunit *test)
{
	struct task_struct *task;

	need_groups(test);
	read_stop = false;
	task = kthread_create_on_cpu(read_all, NULL, num_online_cpus() - 1, "reader/%u");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));
	wake_up_process(task);
	for (unsigned int i = 0; i < 100; i++) {
		unsigned long at = i % NR * PAGE_SIZE;
		u8 *va = vmalloc_group();

		if (!va)
			break;
		va[at] = 7;
		smp_store_release(&read_area, va);
		KUNIT_EXPECT_EQ(test, set_memory_ro((unsigned long)va + at, 1), 0);
		KUNIT_EXPECT_EQ(test, arch_try_write(va + at, 1), -EFAULT);
		KUNIT_EXPECT_EQ(test, va[at], 7);
		KUNIT_EXPECT_EQ(test, arch_try_write(va + (at + PAGE_SIZE) % GROUP, 1), 0);
		KUNIT_EXPECT_FALSE(test, in_group(va));
		while (smp_load_acquire(&read_area))
			cond_resched();
		vfree(va);
	}
	WRITE_ONCE(read_stop, true);
	kthread_stop(task);
}
#endif

static struct kunit_case cont_cases[] = {
	KUNIT_CASE(cont_test_entries),
	KUNIT_CASE(cont_test_alignment),
	KUNIT_CASE(cont_test_none),
	KUNIT_CASE(cont_test_align),
	KUNIT_CASE(cont_test_in_the_way),
	KUNIT_CASE(cont_test_part),
	KUNIT_CASE(cont_test_whole),
	KUNIT_CASE(cont_test_unmap_hole),
	KUNIT_CASE(cont_test_join),
	KUNIT_CASE(cont_test_walk),
	KUNIT_CASE(cont_test_break),
	KUNIT_CASE(cont_test_vmap),
	KUNIT_CASE(cont_test_io),
	KUNIT_CASE(cont_test_unmap_part),
	KUNIT_CASE(cont_test_vmalloc),
	KUNIT_CASE(cont_test_image),
#ifdef CONFIG_SET_MEMORY
	KUNIT_CASE(cont_test_protect),
#endif
	{}
};

static struct kunit_suite cont_suite = {
	.name = "arch_pgtable_cont",
	.init = cont_init,
	.exit = cont_exit,
	.test_cases = cont_cases,
};
kunit_test_suite(cont_suite);
