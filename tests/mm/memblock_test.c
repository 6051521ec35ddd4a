// SPDX-License-Identifier: BSD-2-Clause
/* Tests of memblock with private instances.  The machine's instance is only read. */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/memblock.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../warnings.h"

#define NR_REGIONS	64
#define MB		0x100000ULL

static struct memblock_region memory_regions[NR_REGIONS];
static struct memblock_region reserved_regions[NR_REGIONS];
static struct memblock test_mb;

static int memblock_test_init(struct kunit *test)
{
	test_mb = (struct memblock){
		.current_limit = MEMBLOCK_ALLOC_ANYWHERE,
		.memory = { .max = NR_REGIONS, .regions = memory_regions, .name = "memory" },
		.reserved = { .max = NR_REGIONS, .regions = reserved_regions, .name = "reserved" },
	};
	return 0;
}

static int add(phys_addr_t base, phys_addr_t size)
{
	return memblock_inst_add(&test_mb, base, size, 0, MEMBLOCK_NONE);
}

static int reserve(phys_addr_t base, phys_addr_t size, const char *owner)
{
	return memblock_inst_reserve(&test_mb, base, size, owner);
}

static void expect_region(struct kunit *test, struct memblock_type *type, unsigned long i,
			  phys_addr_t base, phys_addr_t size)
{
	KUNIT_ASSERT_TRUE(test, i < type->cnt);
	KUNIT_EXPECT_EQ(test, type->regions[i].base, base);
	KUNIT_EXPECT_EQ(test, type->regions[i].size, size);
	KUNIT_EXPECT_EQ(test, memblock_inst_validate(&test_mb), 0);
}

static void memblock_test_add_merges(struct kunit *test)
{
	struct memblock_type *mem = &test_mb.memory;

	KUNIT_EXPECT_EQ(test, add(8 * MB, MB), 0);
	KUNIT_EXPECT_EQ(test, add(4 * MB, MB), 0);
	KUNIT_EXPECT_EQ(test, mem->cnt, 2UL);
	expect_region(test, mem, 0, 4 * MB, MB);

	/*
	 * Add ranges that are adjacent to one of the two regions, a range that covers both regions,
	 * and a range inside a region.
	 */
	add(3 * MB, MB);
	expect_region(test, mem, 0, 3 * MB, 2 * MB);
	add(9 * MB, MB);
	expect_region(test, mem, 1, 8 * MB, 2 * MB);
	add(2 * MB, 10 * MB);
	KUNIT_EXPECT_EQ(test, mem->cnt, 1UL);
	expect_region(test, mem, 0, 2 * MB, 10 * MB);
	add(5 * MB, MB);
	expect_region(test, mem, 0, 2 * MB, 10 * MB);
	KUNIT_EXPECT_EQ(test, mem->total_size, (phys_addr_t)(10 * MB));

	/* Add an empty range, and a range whose end would exceed the largest address. */
	KUNIT_EXPECT_EQ(test, add(100 * MB, 0), 0);
	KUNIT_EXPECT_EQ(test, mem->cnt, 1UL);
	KUNIT_EXPECT_EQ(test, add(MEMBLOCK_ALLOC_ANYWHERE - MB, 4 * MB), 0);
	expect_region(test, mem, 1, MEMBLOCK_ALLOC_ANYWHERE - MB, MB);
}

static void memblock_test_nodes_do_not_merge(struct kunit *test)
{
	struct memblock_type *mem = &test_mb.memory;

	memblock_inst_add(&test_mb, 0, MB, 0, MEMBLOCK_NONE);
	memblock_inst_add(&test_mb, MB, MB, 1, MEMBLOCK_NONE);
	memblock_inst_add(&test_mb, 2 * MB, MB, 1, MEMBLOCK_HOTPLUG);
	KUNIT_EXPECT_EQ(test, mem->cnt, 3UL);
	memblock_inst_set_node(&test_mb, 0, MB, mem, 1);
	KUNIT_EXPECT_EQ(test, mem->cnt, 2UL);
	expect_region(test, mem, 0, 0, 2 * MB);
	memblock_inst_set_flag(&test_mb, 2 * MB, MB, false, MEMBLOCK_HOTPLUG);
	expect_region(test, mem, 0, 0, 3 * MB);
}

static void memblock_test_remove(struct kunit *test)
{
	struct memblock_type *mem = &test_mb.memory;

	add(0, 10 * MB);
	memblock_inst_remove(&test_mb, mem, 2 * MB, 3 * MB);
	KUNIT_EXPECT_EQ(test, mem->cnt, 2UL);
	expect_region(test, mem, 0, 0, 2 * MB);
	expect_region(test, mem, 1, 5 * MB, 5 * MB);
	memblock_inst_remove(&test_mb, mem, 0, MB);
	expect_region(test, mem, 0, MB, MB);
	memblock_inst_remove(&test_mb, mem, 9 * MB, 100 * MB);
	expect_region(test, mem, 1, 5 * MB, 4 * MB);
	memblock_inst_remove(&test_mb, mem, 50 * MB, MB);
	KUNIT_EXPECT_EQ(test, mem->total_size, (phys_addr_t)(5 * MB));
	memblock_inst_remove(&test_mb, mem, 0, MEMBLOCK_ALLOC_ANYWHERE);
	KUNIT_EXPECT_EQ(test, mem->cnt, 0UL);
	/* as in Linux */
	KUNIT_EXPECT_EQ(test, mem->regions[0].base, (phys_addr_t)0);
	KUNIT_EXPECT_EQ(test, mem->regions[0].size, (phys_addr_t)0);
}

static void memblock_test_owners(struct kunit *test)
{
	static const char initrd[] = "initrd";
	struct memblock_type *res = &test_mb.reserved;

	reserve(0, MB, "image");
	reserve(MB, MB, initrd);
	KUNIT_EXPECT_EQ(test, res->cnt, 2UL);
	/* If reservations overlap, the range belongs to the owner that reserved it first. */
	reserve(0, 3 * MB, initrd);
	KUNIT_EXPECT_EQ(test, res->cnt, 2UL);
	expect_region(test, res, 1, MB, 2 * MB);
	KUNIT_EXPECT_STREQ(test, res->regions[0].owner, "image");
	KUNIT_EXPECT_STREQ(test, res->regions[1].owner, "initrd");

	memblock_inst_set_owner(&test_mb, 2 * MB, MB, "other");
	KUNIT_EXPECT_EQ(test, res->cnt, 3UL);
	memblock_inst_set_owner(&test_mb, MB, 2 * MB, "image");
	KUNIT_EXPECT_EQ(test, res->cnt, 1UL);
}

static void memblock_test_exclusive(struct kunit *test)
{
	struct memblock_type *res = &test_mb.reserved;

	KUNIT_EXPECT_EQ(test, memblock_inst_reserve_exclusive(&test_mb, MB, MB, "image"), 0);
	KUNIT_EXPECT_EQ(test, memblock_inst_reserve_exclusive(&test_mb, 3 * MB, MB, "image"), 0);
	KUNIT_EXPECT_EQ(test,
			memblock_inst_reserve_exclusive(&test_mb, 2 * MB - 1, 2, "device tree"),
			-EEXIST);
	KUNIT_EXPECT_EQ(test, memblock_inst_reserve_exclusive(&test_mb, 0, 10 * MB, "initrd"),
			-EEXIST);
	KUNIT_EXPECT_EQ(test, res->cnt, 2UL);
	KUNIT_EXPECT_EQ(test, res->total_size, (phys_addr_t)(2 * MB));
	KUNIT_EXPECT_EQ(test, memblock_inst_reserve_exclusive(&test_mb, 2 * MB, MB, "initrd"), 0);
	KUNIT_EXPECT_EQ(test, memblock_inst_reserve_exclusive(&test_mb, MB, MB, "image"), 0);
	KUNIT_EXPECT_EQ(test, res->cnt, 3UL);
}

static void memblock_test_free_ranges(struct kunit *test)
{
	static const u64 want[][2] = {
		{ MB, 2 * MB }, { 3 * MB, 4 * MB }, { 8 * MB, 9 * MB }, { 13 * MB, 14 * MB },
	};
	phys_addr_t s, e;
	unsigned int n = 0;
	u64 pos = 0;
	int nid;

	memblock_inst_add(&test_mb, MB, 3 * MB, 0, MEMBLOCK_NONE);
	memblock_inst_add(&test_mb, 8 * MB, 2 * MB, 1, MEMBLOCK_NONE);
	memblock_inst_add(&test_mb, 10 * MB, 2 * MB, 1, MEMBLOCK_NOMAP);
	memblock_inst_add(&test_mb, 12 * MB, 2 * MB, 1, MEMBLOCK_NONE);
	reserve(0, MB, "a");
	reserve(2 * MB, MB, "b");
	reserve(9 * MB, MB, "c");
	reserve(12 * MB, MB, "d");

	while (memblock_next_free(&test_mb, NUMA_NO_NODE, &pos, &s, &e, &nid)) {
		KUNIT_ASSERT_TRUE(test, n < ARRAY_SIZE(want));
		KUNIT_EXPECT_EQ(test, s, (phys_addr_t)want[n][0]);
		KUNIT_EXPECT_EQ(test, e, (phys_addr_t)want[n][1]);
		KUNIT_EXPECT_EQ(test, nid, n >= 2);
		n++;
	}
	KUNIT_EXPECT_EQ(test, n, (unsigned int)ARRAY_SIZE(want));
	pos = U64_MAX;
	while (memblock_prev_free(&test_mb, NUMA_NO_NODE, &pos, &s, &e, &nid)) {
		KUNIT_ASSERT_TRUE(test, n > 0);
		n--;
		KUNIT_EXPECT_EQ(test, s, (phys_addr_t)want[n][0]);
		KUNIT_EXPECT_EQ(test, e, (phys_addr_t)want[n][1]);
	}
	KUNIT_EXPECT_EQ(test, n, 0U);
	pos = 0;
	KUNIT_EXPECT_TRUE(test, memblock_next_free(&test_mb, 1, &pos, &s, &e, &nid));
	KUNIT_EXPECT_EQ(test, s, (phys_addr_t)(8 * MB));
}

static phys_addr_t alloc(phys_addr_t size, phys_addr_t align, phys_addr_t start, phys_addr_t end)
{
	return memblock_inst_alloc(&test_mb, size, align, start, end, NUMA_NO_NODE, false);
}

static void memblock_test_alloc(struct kunit *test)
{
	phys_addr_t pa;

	add(0, 16 * MB);
	reserve(15 * MB, MB, "top");
	KUNIT_EXPECT_EQ(test, alloc(0x1000, 0x1000, 0, 0), (phys_addr_t)(15 * MB - 0x1000));
	KUNIT_EXPECT_EQ(test, alloc(100, 64, 0, 0), (phys_addr_t)(15 * MB - 0x1000 - 128));
	KUNIT_EXPECT_EQ(test, alloc(MB, MB, 0, 8 * MB), (phys_addr_t)(7 * MB));
	KUNIT_EXPECT_EQ(test, alloc(MB, MB, 7 * MB, 8 * MB), (phys_addr_t)0);
	test_mb.current_limit = 4 * MB;
	KUNIT_EXPECT_EQ(test, alloc(MB, MB, 0, MEMBLOCK_ALLOC_ACCESSIBLE), (phys_addr_t)(3 * MB));
	KUNIT_EXPECT_EQ(test, alloc(MB, MB, 0, MEMBLOCK_ALLOC_ANYWHERE), (phys_addr_t)(13 * MB));
	test_mb.bottom_up = true;
	/* The first page of memory is never allocated. */
	pa = alloc(16, 16, 0, 0);
	KUNIT_EXPECT_EQ(test, pa, (phys_addr_t)PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, alloc(MB, MB, 0, 0), (phys_addr_t)MB);
	KUNIT_EXPECT_EQ(test, alloc(16 * MB, MB, 0, 0), (phys_addr_t)0);
	KUNIT_EXPECT_EQ(test, alloc(16 * MB, MB, 0, MEMBLOCK_ALLOC_ANYWHERE), (phys_addr_t)0);
	KUNIT_EXPECT_EQ(test, alloc(0, MB, 0, 0), (phys_addr_t)0);
	memblock_inst_remove(&test_mb, &test_mb.reserved, pa, 16);
	KUNIT_EXPECT_EQ(test, alloc(16, 16, 0, 0), pa);
	KUNIT_EXPECT_EQ(test, memblock_inst_validate(&test_mb), 0);
}

static void memblock_test_alloc_node(struct kunit *test)
{
	memblock_inst_add(&test_mb, MB, MB, 0, MEMBLOCK_NONE);
	memblock_inst_add(&test_mb, 2 * MB, MB, 1, MEMBLOCK_NONE);
	KUNIT_EXPECT_EQ(test, memblock_inst_alloc(&test_mb, MB, MB, 0, 0, 0, true),
			(phys_addr_t)MB);
	KUNIT_EXPECT_EQ(test, memblock_inst_alloc(&test_mb, MB, MB, 0, 0, 0, true),
			(phys_addr_t)0);
	KUNIT_EXPECT_EQ(test, memblock_inst_alloc(&test_mb, MB, MB, 0, 0, 0, false),
			(phys_addr_t)(2 * MB));
}

static void expect_reserved(struct kunit *test, unsigned long i, phys_addr_t base,
			    phys_addr_t size, int nid, enum memblock_flags flags)
{
	expect_region(test, &test_mb.reserved, i, base, size);
	KUNIT_EXPECT_EQ(test, test_mb.reserved.regions[i].nid, nid);
	KUNIT_EXPECT_EQ(test, test_mb.reserved.regions[i].flags, flags);
}

/* Memory of the kernel is marked, and does not merge with other reserved memory. */
static void memblock_test_kernel_memory(struct kunit *test)
{
	const enum memblock_flags kern = MEMBLOCK_RSRV_KERN;
	struct memblock_type *res = &test_mb.reserved;

	memblock_inst_add(&test_mb, MB, 7 * MB, 0, MEMBLOCK_NONE);
	memblock_inst_add(&test_mb, 8 * MB, 8 * MB, 1, MEMBLOCK_NONE);
	reserve(15 * MB, MB, "named");
	KUNIT_EXPECT_EQ(test, alloc(MB, MB, 0, 0), 14 * MB);
	KUNIT_EXPECT_EQ(test, alloc(MB, MB, 0, 0), 13 * MB);
	KUNIT_EXPECT_EQ(test, res->cnt, 2);
	expect_reserved(test, 0, 13 * MB, 2 * MB, NUMA_NO_NODE, kern);
	expect_reserved(test, 1, 15 * MB, MB, NUMA_NO_NODE, MEMBLOCK_NONE);
	/* A part that is reserved already does not change. */
	KUNIT_EXPECT_EQ(test, memblock_inst_reserve_node(&test_mb, 12 * MB, 4 * MB, NUMA_NO_NODE,
							 kern), 0);
	KUNIT_EXPECT_EQ(test, res->cnt, 2);
	expect_reserved(test, 0, 12 * MB, 3 * MB, NUMA_NO_NODE, kern);
	/* An allocation has the node that was asked for, or none if it is on another node. */
	reserve(10 * MB, 2 * MB, "named");
	KUNIT_EXPECT_EQ(test, memblock_inst_alloc(&test_mb, 2 * MB, MB, 0, 0, 1, true), 8 * MB);
	expect_reserved(test, 0, 8 * MB, 2 * MB, 1, kern);
	KUNIT_EXPECT_EQ(test, memblock_inst_kern_size(&test_mb, 16 * MB, NUMA_NO_NODE), 5 * MB);
	KUNIT_EXPECT_EQ(test, memblock_inst_kern_size(&test_mb, 14 * MB, NUMA_NO_NODE), 4 * MB);
	KUNIT_EXPECT_EQ(test, memblock_inst_kern_size(&test_mb, 8 * MB, NUMA_NO_NODE), 0);
	KUNIT_EXPECT_EQ(test, memblock_inst_kern_size(&test_mb, 16 * MB, 1), 2 * MB);
	/* Memory of the kernel has the attributes of the memory with which it was merged. */
	KUNIT_EXPECT_EQ(test, memblock_inst_alloc(&test_mb, MB, MB, 0, 0, 1, false), 7 * MB);
	KUNIT_EXPECT_EQ(test, res->cnt, 4);
	expect_reserved(test, 0, 7 * MB, 3 * MB, NUMA_NO_NODE, kern);
	KUNIT_EXPECT_EQ(test, memblock_inst_reserve_node(&test_mb, 6 * MB, MB, 1, MEMBLOCK_NONE),
			0);
	KUNIT_EXPECT_EQ(test, res->cnt, 4);
	expect_reserved(test, 0, 6 * MB, 4 * MB, 1, MEMBLOCK_NONE);
	KUNIT_EXPECT_EQ(test, memblock_inst_validate(&test_mb), 0);
}

static void memblock_test_limits(struct kunit *test)
{
	struct memblock_type *mem = &test_mb.memory;

	add(4 * MB, 4 * MB);
	add(16 * MB, 4 * MB);
	reserve(18 * MB, MB, "gone");
	memblock_inst_enforce_limit(&test_mb, 5 * MB);
	expect_region(test, mem, 1, 16 * MB, MB);
	KUNIT_EXPECT_EQ(test, test_mb.reserved.cnt, 0UL);

	memblock_inst_set_flag(&test_mb, 4 * MB, MB, true, MEMBLOCK_NOMAP);
	memblock_inst_cap_range(&test_mb, 7 * MB, 100 * MB);
	KUNIT_EXPECT_EQ(test, mem->cnt, 3UL);
	expect_region(test, mem, 0, 4 * MB, MB);
	expect_region(test, mem, 1, 7 * MB, MB);

	add(32 * MB + 1, 0x2000);
	add(48 * MB + 1, 0x1000);
	memblock_inst_trim(&test_mb, 0x1000);
	KUNIT_EXPECT_EQ(test, mem->cnt, 4UL);
	expect_region(test, mem, 3, 32 * MB + 0x1000, 0x1000);
}

static void memblock_test_full(struct kunit *test)
{
	unsigned int i;

	add(PAGE_SIZE, 2000 * MB);
	for (i = 0; i < NR_REGIONS; i++)
		KUNIT_ASSERT_EQ(test, reserve(2 * i * MB, MB, NULL), 0);
	KUNIT_EXPECT_EQ(test, reserve(1000 * MB, MB, NULL), -ENOMEM);
	KUNIT_EXPECT_EQ(test, memblock_inst_remove(&test_mb, &test_mb.reserved, 0x1000, 0x1000),
			-ENOMEM);
	/* Although the array is full, a change that needs no additional entry succeeds. */
	KUNIT_EXPECT_EQ(test, reserve(MB, MB, NULL), 0);
	KUNIT_EXPECT_EQ(test, test_mb.reserved.cnt, NR_REGIONS - 1UL);
	KUNIT_EXPECT_EQ(test, memblock_inst_validate(&test_mb), 0);
}

/* Allocate often enough that the array of reservations grows several times. */
static void grow(struct kunit *test, phys_addr_t base, phys_addr_t size, bool bottom_up)
{
	struct memblock_type *res = &test_mb.reserved;
	unsigned int i;

	memblock_test_init(test);
	add(base, size);
	test_mb.can_resize = true;
	test_mb.bottom_up = bottom_up;
	for (i = 0; i < 300; i++) {
		phys_addr_t pa = alloc(64, 128, 0, 0);

		KUNIT_ASSERT_TRUE(test, pa >= base && pa + 64 <= base + size);
		KUNIT_ASSERT_TRUE(test, __va(pa) + 64 <= (void *)res->regions ||
				  __va(pa) >= (void *)(res->regions + res->max));
		memset(__va(pa), 0x5a, 64);
		KUNIT_ASSERT_EQ(test, memblock_inst_validate(&test_mb), 0);
	}
	KUNIT_EXPECT_GE(test, res->max, 300UL);
	/*
	 * The memory of the current array is reserved, and the memory of the earlier arrays is
	 * free.
	 */
	KUNIT_EXPECT_EQ(test, res->total_size,
			(phys_addr_t)(300 * 64 + PAGE_ALIGN(res->max * sizeof(*res->regions))));
}

/*
 * The array of reservations can grow during an allocation.  The larger array is then in the same
 * memory as the allocation.  The test uses real memory, because memblock writes to the array.
 */
static void memblock_test_resize(struct kunit *test)
{
	void *mem = (void *)__get_free_pages(GFP_KERNEL, 6);

	KUNIT_ASSERT_NOT_NULL(test, mem);
	grow(test, __pa(mem), PAGE_SIZE << 6, false);
	grow(test, __pa(mem), PAGE_SIZE << 6, true);
	free_pages((unsigned long)mem, 6);
}

#define MODEL_UNITS	256

static u32 next_random(u32 *state)
{
	*state = *state * 1664525 + 1013904223;
	return *state >> 8;
}

/*
 * Compare memblock with the model.  The model has a byte for each unit: bit 0 means memory, and bit
 * 1 means reserved.
 */
static void check_model(struct kunit *test, const u8 *model)
{
	unsigned long mem = 0, res = 0, nr_free = 0, walked = 0, i;
	phys_addr_t s, e;
	u64 pos = 0;

	for (i = 0; i < MODEL_UNITS; i++) {
		mem += model[i] & 1;
		res += model[i] >> 1;
		nr_free += model[i] == 1;
		if (!!memblock_inst_find(&test_mb.memory, i * MB) != (model[i] & 1))
			KUNIT_EXPECT_EQ(test, i, -1UL);
	}
	KUNIT_EXPECT_EQ(test, test_mb.memory.total_size, (phys_addr_t)(mem * MB));
	KUNIT_EXPECT_EQ(test, test_mb.reserved.total_size, (phys_addr_t)(res * MB));
	while (memblock_next_free(&test_mb, NUMA_NO_NODE, &pos, &s, &e, NULL))
		walked += (e - s) / MB;
	KUNIT_EXPECT_EQ(test, walked, nr_free);
	for (walked = 0; memblock_prev_free(&test_mb, NUMA_NO_NODE, &pos, &s, &e, NULL);)
		walked += (e - s) / MB;
	KUNIT_EXPECT_LE(test, walked, nr_free);
	KUNIT_EXPECT_EQ(test, memblock_inst_validate(&test_mb), 0);
}

static void memblock_test_model(struct kunit *test)
{
	static u8 model[MODEL_UNITS];
	u32 seed = 12345;
	unsigned int step, i;

	memset(model, 0, sizeof(model));
	for (step = 0; step < 400; step++) {
		unsigned int at = next_random(&seed) % MODEL_UNITS;
		unsigned int nr = 1 + next_random(&seed) % 24;
		unsigned int what = next_random(&seed) % 4;
		u8 bit = what & 1 ? 2 : 1;
		struct memblock_type *type = bit == 1 ? &test_mb.memory : &test_mb.reserved;

		nr = min(nr, MODEL_UNITS - at);
		if (what & 2)
			memblock_inst_remove(&test_mb, type, at * MB, nr * MB);
		else if (bit == 1)
			add(at * MB, nr * MB);
		else
			memblock_inst_reserve_node(&test_mb, at * MB, nr * MB,
						   (int)(next_random(&seed) % 3) - 1,
						   next_random(&seed) % 2 ? MEMBLOCK_RSRV_KERN
									  : MEMBLOCK_NONE);
		for (i = at; i < at + nr; i++)
			model[i] = what & 2 ? model[i] & ~bit : model[i] | bit;
		check_model(test, model);
	}
}

static void memblock_test_machine(struct kunit *test)
{
	phys_addr_t kernel = memblock_reserved_kern_size(memblock_end_of_DRAM(), NUMA_NO_NODE);
	phys_addr_t s, e, sum = 0;
	u64 i;

	/* Code of the boot has allocated memory. */
	KUNIT_EXPECT_GT(test, kernel, 0);
	KUNIT_EXPECT_LE(test, kernel, memblock_reserved_size());
	KUNIT_EXPECT_EQ(test, memblock_inst_validate(&memblock), 0);
	KUNIT_EXPECT_TRUE(test, memblock_is_memory(memblock_start_of_DRAM()));
	KUNIT_EXPECT_FALSE(test, memblock_is_memory(memblock_end_of_DRAM()));
	KUNIT_EXPECT_TRUE(test, memblock_is_region_memory(memblock_start_of_DRAM(), PAGE_SIZE));
	for_each_free_mem_range(i, NUMA_NO_NODE, MEMBLOCK_NONE, &s, &e, NULL) {
		sum += e - s;
		if (memblock_is_region_reserved(s, e - s))
			KUNIT_EXPECT_EQ(test, s, (phys_addr_t)0);
	}
	KUNIT_EXPECT_LE(test, sum, memblock_phys_mem_size());
	KUNIT_EXPECT_GT(test, sum, (phys_addr_t)0);
}

/*
 * Each array has space for at least one more range.  An array that was in boot memory has been
 * copied to an object of the object allocator.
 */
static void memblock_test_moved(struct kunit *test)
{
	const struct memblock_type *types[] = { &memblock.memory, &memblock.reserved };

	for (unsigned int i = 0; i < ARRAY_SIZE(types); i++) {
		KUNIT_EXPECT_LT(test, types[i]->cnt, types[i]->max);
		if (types[i]->on_heap)
			continue;
		KUNIT_EXPECT_GE(test, ksize(types[i]->regions),
				types[i]->max * sizeof(*types[i]->regions));
	}
}

/*
 * After boot, the page allocator owns the memory.  Calls that would change the lists of memblock
 * are refused.
 */
static void memblock_test_late(struct kunit *test)
{
	phys_addr_t start = memblock_start_of_DRAM(), reserved = memblock_reserved_size();
	phys_addr_t size = memblock_phys_mem_size();
	unsigned long warned = warnings_seen();

	KUNIT_EXPECT_EQ(test, memblock_add(start, PAGE_SIZE), -EBUSY);
	KUNIT_EXPECT_EQ(test, memblock_add_node(start, PAGE_SIZE, 0, MEMBLOCK_NONE), -EBUSY);
	KUNIT_EXPECT_EQ(test, memblock_mark_nomap(start, PAGE_SIZE), -EBUSY);
	KUNIT_EXPECT_EQ(test, memblock_reserve(start, size), -EBUSY);
	KUNIT_EXPECT_EQ(test, memblock_reserve_kern(start, size), -EBUSY);
	KUNIT_EXPECT_EQ(test, memblock_reserve_named(start, size, "late"), -EBUSY);
	KUNIT_EXPECT_EQ(test, memblock_reserve_exclusive(start, size, "late"), -EBUSY);
	KUNIT_EXPECT_EQ(test, memblock_set_owner(start, size, "late"), -EBUSY);
	KUNIT_EXPECT_EQ(test, memblock_phys_alloc(PAGE_SIZE, PAGE_SIZE), 0);
	KUNIT_EXPECT_NULL(test, memblock_alloc(PAGE_SIZE, PAGE_SIZE));
	memblock_enforce_memory_limit(PAGE_SIZE);
	memblock_cap_memory_range(start, PAGE_SIZE);
	memblock_trim_memory(2 * size);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 13);
	warned = warnings_seen();
	KUNIT_EXPECT_EQ(test, memblock_remove(start, PAGE_SIZE), -EBUSY);
	KUNIT_EXPECT_EQ(test, memblock_phys_free(memblock.reserved.regions[0].base, PAGE_SIZE),
			-EBUSY);
	memblock_free(__va(memblock.reserved.regions[0].base), PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 3);
	memblock_free(NULL, PAGE_SIZE);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 3);
	KUNIT_EXPECT_EQ(test, memblock_phys_mem_size(), size);
	KUNIT_EXPECT_EQ(test, memblock_reserved_size(), reserved);
}

static struct kunit_case memblock_test_cases[] = {
	KUNIT_CASE(memblock_test_add_merges),
	KUNIT_CASE(memblock_test_nodes_do_not_merge),
	KUNIT_CASE(memblock_test_remove),
	KUNIT_CASE(memblock_test_owners),
	KUNIT_CASE(memblock_test_exclusive),
	KUNIT_CASE(memblock_test_free_ranges),
	KUNIT_CASE(memblock_test_alloc),
	KUNIT_CASE(memblock_test_alloc_node),
	KUNIT_CASE(memblock_test_kernel_memory),
	KUNIT_CASE(memblock_test_limits),
	KUNIT_CASE(memblock_test_full),
	KUNIT_CASE(memblock_test_resize),
	KUNIT_CASE(memblock_test_model),
	KUNIT_CASE(memblock_test_machine),
	KUNIT_CASE(memblock_test_moved),
	KUNIT_CASE(memblock_test_late),
	{}
};

static struct kunit_suite memblock_test_suite = {
	.name = "memblock",
	.init = memblock_test_init,
	.test_cases = memblock_test_cases,
};
kunit_test_suite(memblock_test_suite);

static int memblock_test_validate(void)
{
	return memblock_inst_validate(&memblock);
}

kunit_validator(memblock, memblock_test_validate);
