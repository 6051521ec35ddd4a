// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of paging, as each architecture must provide it.  The tests find the permissions of a
 * mapping by accesses to it.
 */

#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/pgtable.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/thread_info.h>
#include <linux/vmalloc.h>
#include <asm/tlbflush.h>
#include <internal/arch.h>
#include <internal/sections.h>

#include "../assert_or.h"

/* The machine code of a function that only returns. */
#if defined(__riscv)
static const u32 return_insn = 0x00008067;
#elif defined(__aarch64__)
static const u32 return_insn = 0xd65f03c0;
#else
static const u32 return_insn = 0x000000c3;
#endif

struct mapping {
	struct page *page;
	u8 *linear;
	u8 *va;
};

static void free_mapping(void *arg)
{
	struct mapping *m = arg;

	vunmap(m->va);
	__free_page(m->page);
}

static void map(struct kunit *test, struct mapping *m, pgprot_t prot)
{
	m->page = alloc_page(GFP_KERNEL | __GFP_ZERO);
	KUNIT_ASSERT_NOT_NULL(test, m->page);
	m->linear = page_to_virt(m->page);
	m->va = vmap(&m->page, 1, VM_MAP, prot);
	ASSERT_OR(test, m->va, __free_page(m->page));
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, free_mapping, m), 0);
	*(u32 *)m->linear = return_insn;
	arch_sync_icache((unsigned long)m->linear, PAGE_SIZE);
	arch_sync_icache((unsigned long)m->va, PAGE_SIZE);
}

/* Return the accesses that the mapping of @va allows, as a set of _PAGE_ bits. */
static unsigned int rights(void *va)
{
	unsigned int found = 0;
	u8 value;

	if (!arch_try_read(va, &value))
		found |= _PAGE_READ;
	if (!arch_try_write((u8 *)va + 64, 1))
		found |= _PAGE_WRITE;
	if (!arch_try_exec(va))
		found |= _PAGE_EXEC;
	return found;
}

static void paging_test_rights(struct kunit *test)
{
	static const pgprot_t prots[] = { PAGE_KERNEL, PAGE_KERNEL_RO, PAGE_KERNEL_ROX };

	for (unsigned int i = 0; i < ARRAY_SIZE(prots); i++) {
		static struct mapping m[ARRAY_SIZE(prots)];

		map(test, &m[i], prots[i]);
		KUNIT_EXPECT_EQ(test, rights(m[i].va), prots[i].bits);
		KUNIT_EXPECT_EQ(test, rights(m[i].linear), _PAGE_READ | _PAGE_WRITE);
	}
}

static void paging_test_alias(struct kunit *test)
{
	static const pgprot_t prots[] = { PAGE_KERNEL, PAGE_KERNEL_RO };
	static struct mapping m[ARRAY_SIZE(prots)];

	for (unsigned int i = 0; i < ARRAY_SIZE(prots); i++) {
		map(test, &m[i], prots[i]);
		for (unsigned int at = 128; at < PAGE_SIZE; at += 128) {
			WRITE_ONCE(m[i].linear[at], (u8)(at / 128));
			KUNIT_ASSERT_EQ(test, READ_ONCE(m[i].va[at]), (u8)(at / 128));
		}
	}
}

static void protect(unsigned long va, pgprot_t prot)
{
	pgtable_protect(&kernel_pgtable, va, PAGE_SIZE, prot);
	arch_tlb_flush(va, PAGE_SIZE);
}

static void paging_test_protect(struct kunit *test)
{
	static struct mapping m;
	u8 value;

	map(test, &m, PAGE_KERNEL);
	KUNIT_EXPECT_EQ(test, rights(m.va), _PAGE_READ | _PAGE_WRITE);
	protect((unsigned long)m.va, PAGE_KERNEL_RO);
	KUNIT_EXPECT_EQ(test, rights(m.va), _PAGE_READ);
	protect((unsigned long)m.va, PAGE_KERNEL_ROX);
	KUNIT_EXPECT_EQ(test, rights(m.va), _PAGE_READ | _PAGE_EXEC);
	protect((unsigned long)m.va, PAGE_KERNEL);
	KUNIT_EXPECT_EQ(test, rights(m.va), _PAGE_READ | _PAGE_WRITE);
	KUNIT_EXPECT_EQ(test, arch_try_read(m.linear + 64, &value), 0);
	KUNIT_EXPECT_EQ(test, value, 1);
}

/*
 * arch_try_store() and arch_try_load() access exactly the requested number of bytes.  They return
 * -EFAULT if no page is mapped.
 */
static void paging_test_sizes(struct kunit *test)
{
	u8 *va = vmalloc(PAGE_SIZE);

	KUNIT_ASSERT_NOT_NULL(test, va);
	for (unsigned int size = 1; size <= sizeof(u64); size *= 2) {
		u64 mask = size < sizeof(u64) ? (1ULL << (8 * size)) - 1 : ~0ULL, value = 0;

		memset(va, 0x55, 16);
		KUNIT_EXPECT_EQ(test, arch_try_store(va, size, 0x8f8e8d8c8b8a8988ULL), 0);
		KUNIT_EXPECT_EQ(test, va[size - 1], 0x88 + size - 1);
		KUNIT_EXPECT_EQ(test, va[size], 0x55);
		KUNIT_EXPECT_EQ(test, arch_try_load(va, size, &value), 0);
		KUNIT_EXPECT_EQ(test, value, 0x8f8e8d8c8b8a8988ULL & mask);
		KUNIT_EXPECT_EQ(test, arch_try_load(va + PAGE_SIZE, size, &value), -EFAULT);
		KUNIT_EXPECT_EQ(test, arch_try_store(va + PAGE_SIZE, size, 0), -EFAULT);
	}
	vfree(va);
}

static void paging_test_unmapped(struct kunit *test)
{
	u8 *va = vmalloc(PAGE_SIZE), value;

	KUNIT_ASSERT_NOT_NULL(test, va);
	KUNIT_EXPECT_EQ(test, rights(va), _PAGE_READ | _PAGE_WRITE);
	/* The page after the area is its guard page. */
	KUNIT_EXPECT_EQ(test, arch_try_read(va + PAGE_SIZE, &value), -EFAULT);
	KUNIT_EXPECT_EQ(test, arch_try_write(va + PAGE_SIZE, 0), -EFAULT);
	KUNIT_EXPECT_EQ(test, arch_try_exec(va + PAGE_SIZE), -EFAULT);
	vfree(va);
	KUNIT_EXPECT_EQ(test, arch_try_read(va, &value), -EFAULT);
	KUNIT_EXPECT_EQ(test, arch_try_write(va, 0), -EFAULT);
	KUNIT_EXPECT_EQ(test, arch_try_exec(va), -EFAULT);
	KUNIT_EXPECT_EQ(test, arch_try_read(NULL, &value), -EFAULT);
	KUNIT_EXPECT_EQ(test, arch_try_write(NULL, 0), -EFAULT);
	KUNIT_EXPECT_EQ(test, arch_try_exec(NULL), -EFAULT);
}

static const u8 constant[64] = { 1, 2, 3 };
static u8 variable[64] __aligned(64) = { 1 };

static void *linear_alias(const void *symbol)
{
	return __va(__pa_symbol(symbol));
}

static void paging_test_image(struct kunit *test)
{
	u8 value = 0;

	KUNIT_EXPECT_EQ(test, arch_try_read(_stext, &value), 0);
	KUNIT_EXPECT_EQ(test, arch_try_write(_stext, 0), -EFAULT);
	KUNIT_EXPECT_EQ(test, arch_try_write(linear_alias(_stext), 0), -EFAULT);
	KUNIT_EXPECT_EQ(test, arch_try_exec(linear_alias(_stext)), -EFAULT);

	KUNIT_EXPECT_EQ(test, arch_try_read(&constant[1], &value), 0);
	KUNIT_EXPECT_EQ(test, value, 2);
	KUNIT_EXPECT_EQ(test, arch_try_write((void *)&constant[1], 0), -EFAULT);
	KUNIT_EXPECT_EQ(test, arch_try_write(linear_alias(&constant[1]), 0), -EFAULT);
	KUNIT_EXPECT_EQ(test, arch_try_exec(constant), -EFAULT);

	KUNIT_EXPECT_EQ(test, arch_try_write(&variable[1], 7), 0);
	KUNIT_EXPECT_EQ(test, READ_ONCE(variable[1]), 7);
	KUNIT_EXPECT_EQ(test, arch_try_read(linear_alias(&variable[1]), &value), 0);
	KUNIT_EXPECT_EQ(test, value, 7);
	KUNIT_EXPECT_EQ(test, arch_try_exec(variable), -EFAULT);
}

/* The lowest byte of this thread's stack is mapped.  The byte below it is not mapped. */
static void paging_test_stack_guard(struct kunit *test)
{
	u8 *low = (u8 *)current->stack_top - THREAD_SIZE, value;

	KUNIT_EXPECT_EQ(test, arch_try_read(low, &value), 0);
	KUNIT_EXPECT_EQ(test, arch_try_read(low - 1, &value), -EFAULT);
	KUNIT_EXPECT_EQ(test, arch_try_write(low - 1, 0), -EFAULT);
}

static void paging_test_entries(struct kunit *test)
{
	static const unsigned int bits[] = { _PAGE_READ, _PAGE_READ | _PAGE_WRITE,
					     _PAGE_READ | _PAGE_EXEC };
	unsigned int index_bits = kernel_pgtable.index_bits;

	KUNIT_EXPECT_FALSE(test, arch_pte_valid((pte_t){ 0 }));
	for (unsigned int level = 0; level < 3; level++) {
		phys_addr_t pa = 5ULL << (PAGE_SHIFT + level * index_bits);
		pte_t table = arch_pte_table(pa);

		if (level) {
			KUNIT_EXPECT_TRUE(test, arch_pte_valid(table));
			KUNIT_EXPECT_FALSE(test, arch_pte_is_leaf(table, level));
			KUNIT_EXPECT_EQ(test, arch_pte_pa(table, level), pa);
		}
		for (unsigned int i = 0; i < ARRAY_SIZE(bits) && arch_leaf_allowed(level); i++) {
			pte_t pte = arch_pte_leaf(pa, PGPROT(bits[i], PGPROT_NORMAL), level);

			KUNIT_EXPECT_TRUE(test, arch_pte_valid(pte));
			KUNIT_EXPECT_TRUE(test, arch_pte_is_leaf(pte, level));
			KUNIT_EXPECT_EQ(test, arch_pte_pa(pte, level), pa);
			KUNIT_EXPECT_EQ(test, arch_pte_prot(pte, level).bits, bits[i]);
		}
	}
}

/* ---- all CPUs ------------------------------------------------------------------------------*/

struct probe {
	u8 *va;
	atomic_t faults;
	atomic_t sum;
};

static void probe(void *arg)
{
	struct probe *p = arg;
	u8 value;

	if (arch_try_read(p->va, &value))
		atomic_inc(&p->faults);
	else
		atomic_add(value, &p->sum);
}

static void remap(struct kunit *test, unsigned long va, struct page *page)
{
	pgtable_unmap(&kernel_pgtable, va, PAGE_SIZE);
	arch_tlb_flush(va, PAGE_SIZE);
	if (page)
		KUNIT_ASSERT_EQ(test,
				pgtable_map(&kernel_pgtable, va, page_to_phys(page), PAGE_SIZE,
					    PAGE_KERNEL),
				0);
}

/* After a mapping is removed, no CPU still has its translation in the TLB. */
static void paging_test_shootdown(struct kunit *test)
{
	static struct mapping m[2];
	struct probe p = { .faults = ATOMIC_INIT(0), .sum = ATOMIC_INIT(0) };
	int cpus = num_online_cpus();

	map(test, &m[0], PAGE_KERNEL);
	map(test, &m[1], PAGE_KERNEL);
	*m[0].linear = 1;
	*m[1].linear = 2;
	p.va = m[0].va;
	for (unsigned int i = 1; i <= 50; i++) {
		on_each_cpu(probe, &p, 1);
		remap(test, (unsigned long)p.va, NULL);
		on_each_cpu(probe, &p, 1);
		KUNIT_ASSERT_EQ(test, atomic_read(&p.faults), cpus * (int)i);
		remap(test, (unsigned long)p.va, m[i % 2].page);
	}
	KUNIT_EXPECT_EQ(test, atomic_read(&p.sum), cpus * (25 * 1 + 25 * 2));
	remap(test, (unsigned long)p.va, m[0].page);
}

#ifdef CONFIG_HOST
int sigaltstack(const void *set, void *old);

/*
 * sigaltstack() succeeds even if its result is in a page that this CPU has unmapped from the host's
 * process, to which the host's kernel cannot write.  The address sanitizer passes a buffer on the
 * stack to sigaltstack(), and a TLB flush of another CPU may have unmapped the page of the buffer.
 */
static void paging_test_signal_stack(struct kunit *test)
{
	void *place = vmalloc(PAGE_SIZE);

	KUNIT_ASSERT_NOT_NULL(test, place);
	flush_tlb_all();
	KUNIT_EXPECT_EQ(test, sigaltstack(NULL, place), 0);
	vfree(place);
}
#endif

static struct kunit_case paging_cases[] = {
	KUNIT_CASE(paging_test_rights),
	KUNIT_CASE(paging_test_alias),
	KUNIT_CASE(paging_test_protect),
	KUNIT_CASE(paging_test_sizes),
	KUNIT_CASE(paging_test_unmapped),
	KUNIT_CASE(paging_test_image),
	KUNIT_CASE(paging_test_stack_guard),
	KUNIT_CASE(paging_test_entries),
	KUNIT_CASE(paging_test_shootdown),
#ifdef CONFIG_HOST
	KUNIT_CASE(paging_test_signal_stack),
#endif
	{}
};

static struct kunit_suite paging_suite = {
	.name = "arch_paging",
	.test_cases = paging_cases,
};
kunit_test_suite(paging_suite);
