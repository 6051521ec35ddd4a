// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the functions that change the protection of mapped memory: the accesses that each
 * address allows, and refused calls.
 */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/sched.h>
#include <linux/set_memory.h>
#include <linux/sizes.h>
#include <linux/smp.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <asm/tlbflush.h>
#include <internal/arch.h>
#include <internal/sections.h>

#include "../assert_or.h"
#include "mm/virtual/virtual.h"
#include "../warnings.h"

#define R	_PAGE_READ
#define W	_PAGE_WRITE
#define X	_PAGE_EXEC

/*
 * Return the accesses that @va allows.  Reads and writes are tried, and the execute right is read
 * from the page table.
 */
static unsigned int rights(const void *va)
{
	struct pgtable_range range;
	unsigned int found = 0;
	u8 value;

	if (!arch_try_read(va, &value)) {
		found |= R;
		if (!arch_try_write((u8 *)va, value))
			found |= W;
	}
	if (pgtable_lookup(&kernel_pgtable, (unsigned long)va, &range))
		found |= range.prot.bits & X;
	return found;
}

/*
 * Return the address of @va's page in the linear map.  Returns NULL if the page has no such
 * address, or if a change of the protection of @va does not change the linear map.
 */
static void *alias_of(const void *va)
{
	struct page *page = vmalloc_to_page(va);

	return page && can_set_direct_map() ? page_address(page) : NULL;
}

#define EXPECT_REFUSED(test, call)					\
do {									\
	unsigned long warned_ = warnings_seen();				\
									\
	KUNIT_EXPECT_EQ(test, call, -EINVAL);				\
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned_ + 1);		\
} while (0)

#define EXPECT_DONE(test, call)						\
do {									\
	int err_ = call;						\
									\
	KUNIT_EXPECT_EQ(test, err_, 0);					\
} while (0)

/* Change the protection of the middle one of three pages. */
static void set_memory_test_page(struct kunit *test)
{
	u8 *p = vzalloc(3 * PAGE_SIZE), *va = p + PAGE_SIZE, *alias;
	unsigned long at = (unsigned long)va;

	KUNIT_ASSERT_NOT_NULL(test, p);
	alias = alias_of(va);
	memset(va, 0x77, PAGE_SIZE);
	EXPECT_DONE(test, set_memory_ro(at, 1));
	KUNIT_EXPECT_EQ(test, rights(va), R);
	KUNIT_EXPECT_EQ(test, alias ? rights(alias) : R, R);
	EXPECT_DONE(test, set_memory_x(at, 1));
	KUNIT_EXPECT_EQ(test, rights(va), R | X);
	KUNIT_EXPECT_EQ(test, alias ? rights(alias) : R, R);
	EXPECT_REFUSED(test, set_memory_rw(at, 1));
	KUNIT_EXPECT_EQ(test, rights(va), R | X);
	EXPECT_DONE(test, set_memory_nx(at, 1));
	EXPECT_DONE(test, set_memory_rw(at, 1));
	KUNIT_EXPECT_EQ(test, rights(va), R | W);
	KUNIT_EXPECT_EQ(test, alias ? rights(alias) : R | W, R | W);
	EXPECT_REFUSED(test, set_memory_x(at, 1));
	KUNIT_EXPECT_EQ(test, rights(va), R | W);
	EXPECT_DONE(test, set_memory_rox(at, 1));
	KUNIT_EXPECT_EQ(test, rights(va), R | X);
	EXPECT_DONE(test, set_memory_np(at, 1));
	KUNIT_EXPECT_EQ(test, rights(va), 0);
	KUNIT_EXPECT_EQ(test, alias ? rights(alias) : 0, 0);
	KUNIT_EXPECT_NULL(test, vmalloc_to_page(va));
	KUNIT_EXPECT_EQ(test, rights(p), R | W);
	KUNIT_EXPECT_EQ(test, rights(p + 2 * PAGE_SIZE), R | W);
	/*
	 * Refuse set_memory_rw() for an unmapped page that is executable: when mapped again, the
	 * page would be writable and executable.
	 */
	EXPECT_REFUSED(test, set_memory_rw(at, 1));
	EXPECT_DONE(test, set_memory_p(at, 1));
	KUNIT_EXPECT_EQ(test, rights(va), R | X);
	KUNIT_EXPECT_EQ(test, alias ? rights(alias) : R, R);
	KUNIT_EXPECT_NULL(test, memchr_inv(va, 0x77, PAGE_SIZE));
	EXPECT_DONE(test, set_memory_ro(at, 0));
	vfree(p);
}

/*
 * For each change of protection: after vfree(), the freed pages and addresses have the default
 * protection again.
 */
static void set_memory_test_vfree(struct kunit *test)
{
	static int (*const change[])(unsigned long addr, int nr) = {
		set_memory_ro, set_memory_rox, set_memory_np,
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(change); i++) {
		for (unsigned int nr = 1; nr <= 17; nr += 8) {
			u8 *p = vmalloc(nr << PAGE_SHIFT), *again, *alias;

			KUNIT_ASSERT_NOT_NULL(test, p);
			alias = alias_of(p);
			EXPECT_DONE(test, change[i]((unsigned long)p, nr));
			KUNIT_EXPECT_EQ(test, rights(p) & W, 0U);
			vfree(p);
			KUNIT_EXPECT_EQ(test, rights(p), 0U);
			if (alias)
				KUNIT_EXPECT_EQ(test, rights(alias), R | W);
			vmalloc_purge();
			again = vzalloc(nr << PAGE_SHIFT);
			KUNIT_EXPECT_NOT_NULL(test, again);
			for (unsigned int page = 0; again && page < nr; page++)
				KUNIT_EXPECT_EQ(test, rights(again + page * PAGE_SIZE), R | W);
			vfree(again);
		}
	}
}

/* An area that is not writable can be freed with interrupts off. */
static void set_memory_test_deferred(struct kunit *test)
{
	static int (*const change[])(unsigned long addr, int nr) = { set_memory_ro, set_memory_np };

	for (unsigned int i = 0; i < ARRAY_SIZE(change); i++) {
		u8 *p = vmalloc(2 * PAGE_SIZE);
		unsigned long flags;

		KUNIT_ASSERT_NOT_NULL(test, p);
		EXPECT_DONE(test, change[i]((unsigned long)p, 2));
		local_irq_save(flags);
		vfree(p);
		local_irq_restore(flags);
		for (int ms = 0; ms < 2000 && find_vm_area(p); ms++)
			msleep(1);
		KUNIT_EXPECT_NULL(test, find_vm_area(p));
		KUNIT_EXPECT_EQ(test, rights(p), 0U);
	}
}

/*
 * A large leaf is split when the protection of one of its pages changes, and joined when that page
 * has its old protection again.
 */
static void set_memory_test_split(struct kunit *test)
{
	unsigned long leaf = PAGE_SIZE << kernel_pgtable.index_bits;
	struct pgtable_range range, before, linear;
	u8 *p, *alias;

	if (leaf > totalram_pages() << PAGE_SHIFT)
		kunit_skip(test, "a leaf is larger than memory");
	p = vmalloc(leaf);
	KUNIT_ASSERT_NOT_NULL(test, p);
	if (!pgtable_lookup(&kernel_pgtable, (unsigned long)p, &before) || before.size != leaf) {
		vfree(p);
		kunit_skip(test, "memory is in pieces");
	}
	alias = alias_of(p + 5 * PAGE_SIZE);
	if (alias)
		KUNIT_EXPECT_TRUE(test,
				  pgtable_lookup(&kernel_pgtable, (unsigned long)alias, &linear));
	EXPECT_DONE(test, set_memory_ro((unsigned long)p + 5 * PAGE_SIZE, 2));
	KUNIT_EXPECT_EQ(test, rights(p + 4 * PAGE_SIZE), R | W);
	KUNIT_EXPECT_EQ(test, rights(p + 5 * PAGE_SIZE), R);
	KUNIT_EXPECT_EQ(test, rights(p + 7 * PAGE_SIZE - 1), R);
	KUNIT_EXPECT_EQ(test, rights(p + 7 * PAGE_SIZE), R | W);
	KUNIT_EXPECT_TRUE(test, pgtable_lookup(&kernel_pgtable, (unsigned long)p, &range));
	KUNIT_EXPECT_EQ(test, range.size, PAGE_SIZE);
	EXPECT_DONE(test, set_memory_rw((unsigned long)p + 5 * PAGE_SIZE, 1));
	KUNIT_EXPECT_TRUE(test, pgtable_lookup(&kernel_pgtable, (unsigned long)p, &range));
	KUNIT_EXPECT_EQ(test, range.size, PAGE_SIZE);
	EXPECT_DONE(test, set_memory_rw((unsigned long)p + 6 * PAGE_SIZE, 1));
	KUNIT_EXPECT_TRUE(test, pgtable_lookup(&kernel_pgtable, (unsigned long)p, &range));
	KUNIT_EXPECT_EQ(test, range.size, leaf);
	KUNIT_EXPECT_EQ(test, range.pa, before.pa);
	KUNIT_EXPECT_EQ(test, rights(p + leaf - 1), R | W);
	if (alias) {
		KUNIT_EXPECT_TRUE(test,
				  pgtable_lookup(&kernel_pgtable, (unsigned long)alias, &range));
		KUNIT_EXPECT_EQ(test, range.size, min(linear.size, leaf));
		KUNIT_EXPECT_EQ(test, rights(alias), R | W);
	}
	vfree(p);
}

struct reader {
	const volatile u8 *va;
	unsigned long size;
	bool stop;
	unsigned long reads;
};

static int read_on(void *arg)
{
	struct reader *reader = arg;

	while (!READ_ONCE(reader->stop)) {
		for (unsigned long at = 0; at < reader->size; at += PAGE_SIZE)
			(void)reader->va[at];
		WRITE_ONCE(reader->reads, reader->reads + 1);
		cond_resched();
	}
	while (!kthread_should_stop())
		msleep(1);
	return 0;
}

/* Split and join leaves while another CPU continuously reads the memory. */
static void set_memory_test_reader(struct kunit *test)
{
	unsigned long leaf = PAGE_SIZE << kernel_pgtable.index_bits, at;
	struct reader reader = { .size = leaf };
	struct task_struct *task;

	if (leaf > totalram_pages() << PAGE_SHIFT)
		kunit_skip(test, "a leaf is larger than memory");
	reader.va = vzalloc(leaf);
	KUNIT_ASSERT_NOT_NULL(test, (void *)reader.va);
	task = kthread_create_on_cpu(read_on, &reader, num_online_cpus() - 1, "reader/%u");
	ASSERT_OR(test, !IS_ERR(task), vfree((void *)reader.va));
	wake_up_process(task);
	at = (unsigned long)reader.va + 3 * PAGE_SIZE;
	while (!READ_ONCE(reader.reads))
		cond_resched();
	for (unsigned int i = 0; i < 300; i++) {
		EXPECT_DONE(test, set_memory_ro(at, 1));
		EXPECT_DONE(test, set_memory_rw(at, 1));
		cond_resched();
	}
	WRITE_ONCE(reader.stop, true);
	kthread_stop(task);
	KUNIT_EXPECT_GT(test, reader.reads, 0UL);
	vfree((void *)reader.va);
}

/* A call changes all pages or none: if one page cannot be changed as requested, the call fails. */
static void set_memory_test_whole(struct kunit *test)
{
	u8 *p = vzalloc(4 * PAGE_SIZE);
	unsigned long at = (unsigned long)p;

	KUNIT_ASSERT_NOT_NULL(test, p);
	EXPECT_DONE(test, set_memory_ro(at, 3));
	EXPECT_REFUSED(test, set_memory_x(at, 4));
	for (unsigned int i = 0; i < 3; i++)
		KUNIT_EXPECT_EQ(test, rights(p + i * PAGE_SIZE), R);
	KUNIT_EXPECT_EQ(test, rights(p + 3 * PAGE_SIZE), R | W);
	vfree(p);
}

static void free_blocks(struct page *a, struct page *b)
{
	if (a)
		__free_page(a);
	if (b)
		__free_page(b);
}

/* Change the protection of pages of the page allocator in the linear map. */
static void set_memory_test_linear(struct kunit *test)
{
	struct page *page = alloc_page(GFP_KERNEL), *other = alloc_page(GFP_KERNEL);
	unsigned long at;
	u8 *va;

	ASSERT_OR(test, page && other, free_blocks(page, other));
	va = page_address(page);
	at = (unsigned long)va;
	memset(va, 0x31, PAGE_SIZE);
	if (can_set_direct_map()) {
		EXPECT_DONE(test, set_memory_ro(at, 1));
		KUNIT_EXPECT_EQ(test, rights(va), R);
		KUNIT_EXPECT_EQ(test, rights(page_address(other)), R | W);
		EXPECT_DONE(test, set_memory_np(at, 1));
		KUNIT_EXPECT_EQ(test, rights(va), 0U);
		KUNIT_EXPECT_FALSE(test, kernel_page_present(page));
		EXPECT_DONE(test, set_memory_p(at, 1));
		EXPECT_DONE(test, set_memory_rw(at, 1));
		EXPECT_DONE(test, set_direct_map_invalid_noflush(page));
		flush_tlb_kernel_range(at, at + PAGE_SIZE);
		KUNIT_EXPECT_EQ(test, rights(va), 0U);
		KUNIT_EXPECT_FALSE(test, kernel_page_present(page));
		KUNIT_EXPECT_TRUE(test, kernel_page_present(other));
		EXPECT_DONE(test, set_direct_map_default_noflush(page));
		KUNIT_EXPECT_EQ(test, rights(va), R | W);
		EXPECT_DONE(test, set_direct_map_valid_noflush(page, 0, false));
		KUNIT_EXPECT_EQ(test, rights(va), R | W);
		EXPECT_DONE(test, set_direct_map_valid_noflush(page, 1, false));
		flush_tlb_kernel_range(at, at + PAGE_SIZE);
		KUNIT_EXPECT_EQ(test, rights(va), 0U);
		KUNIT_EXPECT_TRUE(test, kernel_page_present(other));
		EXPECT_DONE(test, set_direct_map_valid_noflush(page, 1, true));
	} else {
		EXPECT_REFUSED(test, set_memory_ro(at, 1));
		EXPECT_DONE(test, set_direct_map_invalid_noflush(page));
	}
	KUNIT_EXPECT_EQ(test, rights(va), R | W);
	KUNIT_EXPECT_NULL(test, memchr_inv(va, 0x31, PAGE_SIZE));
	KUNIT_EXPECT_TRUE(test, kernel_page_present(page));
	free_blocks(page, other);
}

/* Refuse to change memory whose protection the caller does not control. */
static void set_memory_test_refused(struct kunit *test)
{
	u8 *p = vzalloc(2 * PAGE_SIZE), *object = kmalloc(64, GFP_KERNEL);
	struct page *page = alloc_page(GFP_KERNEL);
	void __iomem *regs = ioremap(memblock_end_of_DRAM() + SZ_16M, PAGE_SIZE);
	u8 *mapped = page ? vmap(&page, 1, VM_MAP, PAGE_KERNEL) : NULL;
	unsigned long at = (unsigned long)p, warned;

	ASSERT_OR(test, p && object && mapped && regs, vfree(p); kfree(object); vunmap(mapped);
		  iounmap(regs); free_blocks(page, NULL));
	EXPECT_REFUSED(test, set_memory_ro(at, 3));
	EXPECT_REFUSED(test, set_memory_ro(at + PAGE_SIZE, INT_MAX));
	EXPECT_REFUSED(test, set_memory_ro(at + 2 * PAGE_SIZE, 1));
	EXPECT_REFUSED(test, set_memory_ro((unsigned long)mapped, 1));
	EXPECT_REFUSED(test, set_memory_ro((unsigned long)regs & PAGE_MASK, 1));
	EXPECT_REFUSED(test, set_memory_ro((unsigned long)object & PAGE_MASK, 1));
	EXPECT_REFUSED(test, set_memory_np((unsigned long)page_address(page), INT_MAX));
	EXPECT_REFUSED(test, set_memory_rw((unsigned long)_text & PAGE_MASK, 1));
	EXPECT_REFUSED(test, set_memory_x((unsigned long)__va(__pa_symbol(_text)) & PAGE_MASK, 1));
	EXPECT_REFUSED(test, set_memory_rw(0, 1));
	EXPECT_REFUSED(test, set_memory_rw(-PAGE_SIZE, 2));
	warned = warnings_seen();
	KUNIT_EXPECT_EQ(test, set_memory_ro(at, -1), -EINVAL);
	KUNIT_EXPECT_EQ(test, set_memory_ro(at + 8, 1), 0);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
	KUNIT_EXPECT_EQ(test, rights(p), R);
	KUNIT_EXPECT_EQ(test, rights(p + PAGE_SIZE), R | W);
	KUNIT_EXPECT_EQ(test, rights(mapped), R | W);
	KUNIT_EXPECT_EQ(test, rights(page_address(page)), R | W);
	vfree(p);
	vunmap(mapped);
	iounmap(regs);
	free_blocks(page, NULL);
	kfree(object);
}

static const struct kunit_case set_memory_cases[] = {
	KUNIT_CASE(set_memory_test_page),
	KUNIT_CASE(set_memory_test_vfree),
	KUNIT_CASE(set_memory_test_deferred),
	KUNIT_CASE(set_memory_test_split),
	KUNIT_CASE(set_memory_test_reader),
	KUNIT_CASE(set_memory_test_whole),
	KUNIT_CASE(set_memory_test_linear),
	KUNIT_CASE(set_memory_test_refused),
	{}
};

static struct kunit_suite set_memory_suite = {
	.name = "set_memory",
	.test_cases = set_memory_cases,
};
kunit_test_suite(set_memory_suite);
