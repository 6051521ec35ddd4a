// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the reports of CONFIG_DMA_API_DEBUG about CPU accesses to memory that a device owns.
 * The accesses are found by checksums on all machines, by dma_debug=protect, and by poisoned bytes
 * in the shadow memory of the address sanitizer.
 *
 * A report of the address sanitizer ends the process, so the case touch_test_access has separate
 * runs.  It reads memory that is mapped DMA_FROM_DEVICE with touch_test.access=1, writes to such
 * memory with 2, and reads memory that is mapped DMA_TO_DEVICE with 3.
 */

#include <internal/kasan.h>
#include <linux/array_size.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/moduleparam.h>
#include <linux/prandom.h>
#include <linux/scatterlist.h>
#include <linux/sizes.h>

#include "mm/dma/dma.h"
#include "mm/debug/tools.h"
#include "../said.h"
#include "dma_test.h"

static unsigned int access;
module_param(access, uint, 0444);

static struct device *dev;
static u8 *buffer;

#define SIZE	(4 * PAGE_SIZE)

static int touch_init(struct kunit *test)
{
	if (!dma_debug_on())
		kunit_skip(test, "dma_debug=off");
	buffer = kunit_kzalloc(test, SIZE, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, buffer);
	dev = dma_test_device(test, true);
	return 0;
}

static noinline dma_addr_t touch_map(struct kunit *test, void *va, size_t size,
				     enum dma_data_direction dir)
{
	dma_addr_t addr = dma_map_single(dev, va, size, dir);

	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	KUNIT_ASSERT_FALSE(test, dev->dma_unrecorded);
	return addr;
}

#define EXPECT_QUIET(test, call)					\
do {									\
	unsigned long __warned = warnings_seen();				\
									\
	call;								\
	KUNIT_EXPECT_EQ(test, warnings_seen(), __warned);			\
} while (0)

#define EXPECT_CHANGED(test, call)					\
do {									\
	EXPECT_WARNS(test, call);					\
	EXPECT_SAID(test, "changed while the device owned this mapping:");	\
	EXPECT_SAID(test, "touch_map");					\
} while (0)

/* Skip the case with dma_debug=protect, because a write to a completely mapped page would fault. */
static void touch_skip_protected(struct kunit *test)
{
	if (dma_touch_protects)
		kunit_skip(test, "dma_debug=protect");
}

/*
 * A change of any byte of the mapping is reported.  A change of a byte outside the mapping is not
 * reported.
 */
static void touch_test_sums(struct kunit *test)
{
	static const size_t sizes[] = { 1, 7, 8, 63, 64, 65, 1000, SZ_4K, SZ_4K + 1, SIZE - 13 };

	touch_skip_protected(test);
	for (unsigned int i = 0; i < 4 * ARRAY_SIZE(sizes); i++) {
		size_t size = sizes[i / 4], start = i % 2 * 3,
		       at[] = { 0, size / 2, size - 1, size };
		u8 *va = buffer + 8 + start, *wrong = va + at[i % 4];
		dma_addr_t addr = touch_map(test, va, size, DMA_TO_DEVICE);

		EXPECT_QUIET(test, dma_unmap_single(dev, addr, size, DMA_TO_DEVICE));
		addr = touch_map(test, va, size, DMA_TO_DEVICE);
		va[-1]++;
		++*wrong;
		if (i % 4 == 3)
			EXPECT_QUIET(test, dma_unmap_single(dev, addr, size, DMA_TO_DEVICE));
		else
			EXPECT_CHANGED(test, dma_unmap_single(dev, addr, size, DMA_TO_DEVICE));
	}
}

/* The CPU may write to bytes after they were synced for the CPU. */
static void touch_test_syncs(struct kunit *test)
{
	dma_addr_t addr;

	touch_skip_protected(test);
	addr = touch_map(test, buffer, 2000, DMA_TO_DEVICE);
	EXPECT_QUIET(test, dma_sync_single_for_cpu(dev, addr + 100, 700, DMA_TO_DEVICE));
	buffer[100]++;
	buffer[799]++;
	EXPECT_QUIET(test, dma_sync_single_for_cpu(dev, addr + 100, 700, DMA_TO_DEVICE));
	EXPECT_QUIET(test, dma_sync_single_for_device(dev, addr + 100, 700, DMA_TO_DEVICE));
	buffer[500]++;
	EXPECT_CHANGED(test, dma_sync_single_for_cpu(dev, addr + 500, 1, DMA_TO_DEVICE));
	EXPECT_SAID(test, "bytes 448 to 511 changed");
	EXPECT_QUIET(test, dma_sync_single_for_device(dev, addr, 2000, DMA_TO_DEVICE));
	buffer[1999]++;
	EXPECT_QUIET(test, dma_sync_single_for_cpu(dev, addr, 1900, DMA_TO_DEVICE));
	EXPECT_CHANGED(test, dma_unmap_single(dev, addr, 2000, DMA_TO_DEVICE));
	EXPECT_SAID(test, "bytes 1984 to 1999 changed");
}

/*
 * A sync for the device accepts the current contents of the buffer, even if the CPU wrote them
 * while the device owned them.
 */
static void touch_test_resync(struct kunit *test)
{
	dma_addr_t addr;

	touch_skip_protected(test);
	addr = touch_map(test, buffer, 1000, DMA_TO_DEVICE);
	buffer[10]++;
	EXPECT_QUIET(test, dma_sync_single_for_device(dev, addr + 3, 900, DMA_TO_DEVICE));
	EXPECT_QUIET(test, dma_unmap_single(dev, addr, 1000, DMA_TO_DEVICE));
}

/* If one of two overlapping mappings ends, the bytes of the other mapping are still checked. */
static void touch_test_twice(struct kunit *test)
{
	dma_addr_t first, second;

	touch_skip_protected(test);
	first = touch_map(test, buffer, 1000, DMA_TO_DEVICE);
	second = touch_map(test, buffer + 500, 1000, DMA_TO_DEVICE);
	EXPECT_QUIET(test, dma_unmap_single(dev, first, 1000, DMA_TO_DEVICE));
	buffer[499]++;
	buffer[500]++;
	EXPECT_CHANGED(test, dma_unmap_single(dev, second, 1000, DMA_TO_DEVICE));
	EXPECT_SAID(test, "bytes 0 to 63 changed");
	/*
	 * Two mappings have the same address, so the address of a sync does not identify the
	 * mapping.  After the following calls, the CPU owns the bytes of the first mapping, and the
	 * device owns the bytes of the second mapping.
	 */
	second = touch_map(test, buffer, 500, DMA_TO_DEVICE);
	first = touch_map(test, buffer, 1000, DMA_TO_DEVICE);
	dma_sync_single_for_cpu(dev, first, 1000, DMA_TO_DEVICE);
	dma_sync_single_for_cpu(dev, second, 500, DMA_TO_DEVICE);
	dma_sync_single_for_device(dev, second, 500, DMA_TO_DEVICE);
	EXPECT_QUIET(test, dma_unmap_single(dev, second, 500, DMA_TO_DEVICE));
	buffer[0]++;
	EXPECT_QUIET(test, dma_unmap_single(dev, first, 1000, DMA_TO_DEVICE));
}

/* With DMA_ATTR_SKIP_CPU_SYNC, the CPU owns the bytes until the driver syncs them. */
static void touch_test_skip(struct kunit *test)
{
	dma_addr_t addr;

	touch_skip_protected(test);
	addr = dma_map_single_attrs(dev, buffer, 1000, DMA_TO_DEVICE, DMA_ATTR_SKIP_CPU_SYNC);
	KUNIT_ASSERT_EQ(test, dma_mapping_error(dev, addr), 0);
	buffer[0]++;
	EXPECT_QUIET(test, dma_sync_single_for_device(dev, addr, 128, DMA_TO_DEVICE));
	buffer[128]++;
	EXPECT_QUIET(test, dma_unmap_single(dev, addr, 1000, DMA_TO_DEVICE));
}

static void touch_test_scatterlist(struct kunit *test)
{
	struct scatterlist sg[2];

	touch_skip_protected(test);
	sg_init_table(sg, 2);
	sg_set_buf(&sg[0], buffer, 100);
	sg_set_buf(&sg[1], buffer + SZ_4K, 3000);
	KUNIT_ASSERT_EQ(test, dma_map_sg(dev, sg, 2, DMA_TO_DEVICE), 2U);
	buffer[100]++;
	EXPECT_QUIET(test, dma_sync_sg_for_cpu(dev, sg, 2, DMA_TO_DEVICE));
	EXPECT_QUIET(test, dma_sync_sg_for_device(dev, sg, 2, DMA_TO_DEVICE));
	buffer[SZ_4K + 2999]++;
	EXPECT_WARNS(test, dma_unmap_sg(dev, sg, 2, DMA_TO_DEVICE));
	EXPECT_SAID(test, "bytes 2944 to 2999 changed");
}

/*
 * For a bounced mapping, the buffer is checked and not its copy, even if the buffer is in high
 * memory and extends over two pages.
 */
static void touch_test_bounced(struct kunit *test)
{
	struct page *page = alloc_pages(GFP_KERNEL | __GFP_HIGHMEM, 1);
	dma_addr_t to, both;
	u8 *va;

	if (!page || !IS_ENABLED(CONFIG_SWIOTLB) || dma_touch_protects ||
	    !dma_test_leave_out(dev, page, 2 * PAGE_SIZE)) {
		if (page)
			__free_pages(page, 1);
		kunit_skip(test, "no memory, no bounce buffers, or dma_debug=protect");
	}
	to = dma_map_page(dev, page, PAGE_SIZE - 4000, SZ_4K, DMA_TO_DEVICE);
	KUNIT_EXPECT_EQ(test, dma_mapping_error(dev, to), 0);
	if (to != DMA_MAPPING_ERROR) {
		va = kmap_local_page(page + 1);
		va[50]++;
		kunmap_local(va);
		EXPECT_WARNS(test, dma_unmap_page(dev, to, SZ_4K, DMA_TO_DEVICE));
		EXPECT_SAID(test, "bytes 4032 to 4095 changed");
	}
	/* A sync may read the buffer to copy it while the device owns the buffer. */
	both = dma_map_page(dev, page, 100, PAGE_SIZE, DMA_BIDIRECTIONAL);
	KUNIT_EXPECT_EQ(test, dma_mapping_error(dev, both), 0);
	if (both != DMA_MAPPING_ERROR) {
		EXPECT_QUIET(test, dma_sync_single_for_device(dev, both, 500, DMA_BIDIRECTIONAL));
		EXPECT_QUIET(test, dma_unmap_page(dev, both, PAGE_SIZE, DMA_BIDIRECTIONAL));
	}
	__free_pages(page, 1);
}

/* Writes of the device are not reported as changes by the CPU. */
static void touch_test_directions(struct kunit *test)
{
	static const enum dma_data_direction dirs[] = { DMA_BIDIRECTIONAL, DMA_FROM_DEVICE };

	for (unsigned int i = 0; i < ARRAY_SIZE(dirs); i++) {
		dma_addr_t addr = touch_map(test, buffer, 1000, dirs[i]);

		dma_test_fill(buffer, 0x11, 1000);
		EXPECT_QUIET(test, dma_sync_single_for_cpu(dev, addr, 1000, dirs[i]));
		memset(buffer, 0x22, 1000);
		EXPECT_QUIET(test, dma_sync_single_for_device(dev, addr, 1000, dirs[i]));
		EXPECT_QUIET(test, dma_unmap_single(dev, addr, 1000, dirs[i]));
		memset(buffer, 0x33, 1000);
	}
}

/*
 * A CPU access to a page that the device owns faults, is reported once, and then succeeds.  This
 * function is not instrumented, because the address sanitizer would report the access first.
 */
static __no_sanitize_address void touch_test_protect(struct kunit *test)
{
	volatile u8 *va = buffer;
	dma_addr_t addr;

	if (!dma_touch_protects)
		kunit_skip(test, "without dma_debug=protect");
	addr = touch_map(test, buffer + 64, 3 * PAGE_SIZE, DMA_FROM_DEVICE);
	/* Pages that are only partly mapped are not protected. */
	EXPECT_QUIET(test, va[64]++; va[3 * PAGE_SIZE]++);
	EXPECT_WARNS(test, (void)va[PAGE_SIZE]);
	EXPECT_SAID(test, "dma-debug: dma-test: the CPU reads ");
	EXPECT_SAID(test, " while the device owns this mapping:");
	EXPECT_SAID(test, "touch_map");
	EXPECT_QUIET(test, va[2 * PAGE_SIZE]++);		/* only one report per mapping */
	EXPECT_QUIET(test, dma_unmap_single(dev, addr, 3 * PAGE_SIZE, DMA_FROM_DEVICE));

	addr = touch_map(test, buffer, 2 * PAGE_SIZE, DMA_BIDIRECTIONAL);
	dma_sync_single_for_cpu(dev, addr, PAGE_SIZE, DMA_BIDIRECTIONAL);
	EXPECT_QUIET(test, va[0]++; va[PAGE_SIZE - 1]++);
	dma_sync_single_for_device(dev, addr, PAGE_SIZE, DMA_BIDIRECTIONAL);
	EXPECT_WARNS(test, va[PAGE_SIZE - 1]++);
	EXPECT_SAID(test, "dma-debug: dma-test: the CPU ");
	dma_unmap_single(dev, addr, 2 * PAGE_SIZE, DMA_BIDIRECTIONAL);

	addr = touch_map(test, buffer, PAGE_SIZE, DMA_TO_DEVICE);
	EXPECT_QUIET(test, (void)va[8]);
	EXPECT_WARNS(test, va[8] = 1);
	EXPECT_SAID(test, "dma-debug: dma-test: the CPU writes to ");
	EXPECT_QUIET(test, dma_unmap_single(dev, addr, PAGE_SIZE, DMA_TO_DEVICE));
	EXPECT_QUIET(test, memset(buffer, 0, SIZE));
}

/* A page with two mappings becomes accessible when the last of the two is unmapped. */
static __no_sanitize_address void touch_test_protect_twice(struct kunit *test)
{
	volatile u8 *va = buffer;
	dma_addr_t first, second;

	if (!dma_touch_protects)
		kunit_skip(test, "without dma_debug=protect");
	first = touch_map(test, buffer, PAGE_SIZE, DMA_TO_DEVICE);
	second = touch_map(test, buffer, 2 * PAGE_SIZE, DMA_TO_DEVICE);
	dma_unmap_single(dev, first, PAGE_SIZE, DMA_TO_DEVICE);
	EXPECT_WARNS(test, va[0]++);
	dma_unmap_single(dev, second, 2 * PAGE_SIZE, DMA_TO_DEVICE);
	EXPECT_QUIET(test, va[PAGE_SIZE]++);
}

#ifdef QUARRY_ASAN
#define MAPS	6
#define AREA	1024U
#define STEPS	3000

struct touch_model {
	struct rnd_state random;
	struct { u32 at, size; enum dma_data_direction dir; dma_addr_t addr; } maps[MAPS];
	/* For each mapping and each byte: 1 if the device owns the byte by this mapping. */
	u8 owned[MAPS][AREA];
};

static u32 touch_below(struct touch_model *m, u32 n)
{
	return prandom_u32_below(&m->random, n);
}

static void touch_step(struct kunit *test, struct touch_model *m, unsigned int i)
{
	u32 at, n;

	if (!m->maps[i].size) {
		m->maps[i].at = touch_below(m, AREA);
		m->maps[i].size = 1 + touch_below(m, min(AREA - m->maps[i].at, 300U));
		m->maps[i].dir = touch_below(m, 4) % 3;
		/* Only DMA_TO_DEVICE mappings may overlap. */
		for (unsigned int j = 0; j < MAPS; j++) {
			if (j != i && m->maps[j].size &&
			    m->maps[j].at < m->maps[i].at + m->maps[i].size &&
			    m->maps[i].at < m->maps[j].at + m->maps[j].size &&
			    (m->maps[j].dir != DMA_TO_DEVICE || m->maps[i].dir != DMA_TO_DEVICE)) {
				m->maps[i].size = 0;
				return;
			}
		}
		m->maps[i].addr = touch_map(test, buffer + m->maps[i].at, m->maps[i].size,
					    m->maps[i].dir);
		memset(m->owned[i] + m->maps[i].at, 1, m->maps[i].size);
		return;
	}
	at = touch_below(m, m->maps[i].size);
	n = 1 + touch_below(m, m->maps[i].size - at);
	switch (touch_below(m, 4)) {
	case 0:
		dma_unmap_single(dev, m->maps[i].addr, m->maps[i].size, m->maps[i].dir);
		memset(m->owned[i], 0, AREA);
		m->maps[i].size = 0;
		break;
	case 1:
		dma_sync_single_for_device(dev, m->maps[i].addr + at, n, m->maps[i].dir);
		memset(m->owned[i] + m->maps[i].at + at, 1, n);
		break;
	default:
		dma_sync_single_for_cpu(dev, m->maps[i].addr + at, n, m->maps[i].dir);
		memset(m->owned[i] + m->maps[i].at + at, 0, n);
	}
}

/* Return true if a byte is poisoned although the CPU may access it. */
static bool touch_wrong(const struct touch_model *m, u32 at)
{
	if (!__asan_address_is_poisoned(buffer + at))
		return false;
	for (unsigned int i = 0; i < MAPS; i++) {
		if (m->owned[i][at] && m->maps[i].dir != DMA_TO_DEVICE)
			return false;
	}
	return true;
}

/* Map and sync random ranges.  No byte that the CPU owns may be poisoned. */
static void touch_test_shadow_random(struct kunit *test)
{
	struct touch_model *m = kunit_kzalloc(test, sizeof(*m), GFP_KERNEL);
	unsigned int wrong = 0;

	KUNIT_ASSERT_NOT_NULL(test, m);
	prandom_seed_state(&m->random, kunit_seed(test));
	for (unsigned int step = 0; step < STEPS; step++) {
		touch_step(test, m, touch_below(m, MAPS));
		for (u32 at = 0; at < AREA; at++)
			wrong += touch_wrong(m, at);
	}
	for (unsigned int i = 0; i < MAPS; i++) {
		if (m->maps[i].size)
			dma_unmap_single(dev, m->maps[i].addr, m->maps[i].size, m->maps[i].dir);
	}
	for (u32 at = 0; at < AREA; at++)
		wrong += __asan_address_is_poisoned(buffer + at);
	KUNIT_EXPECT_EQ(test, wrong, 0U);
}

/*
 * In the shadow memory, a mapping is poisoned from its start up to the last address that is a
 * multiple of 8.  No byte outside of the mapping is poisoned.
 */
static void touch_test_shadow(struct kunit *test)
{
	for (unsigned int i = 0; i < 64; i++) {
		u32 start = 64 + i % 8, size = 24 + i / 8 * 37, end = start + size, missed = 0,
		    wrong = 0;
		dma_addr_t addr = touch_map(test, buffer + start, size, DMA_FROM_DEVICE);

		for (u32 at = 0; at < 512; at++) {
			bool poisoned = __asan_address_is_poisoned(buffer + at);

			wrong += poisoned && (at < start || at >= end);
			missed += !poisoned && at >= start && at < end;
		}
		KUNIT_EXPECT_EQ(test, wrong, 0U);
		KUNIT_EXPECT_EQ(test, missed, end % 8);
		dma_unmap_single(dev, addr, size, DMA_FROM_DEVICE);
		addr = touch_map(test, buffer + start, size, DMA_TO_DEVICE);
		KUNIT_EXPECT_FALSE(test, __asan_address_is_poisoned(buffer + start + 8));
		dma_unmap_single(dev, addr, size, DMA_TO_DEVICE);
	}
}
#endif

/*
 * Access a mapped buffer.  touch_test.access= selects a read (1) or a write (2) of a buffer that
 * the device writes, or a read (3) of a buffer that the device reads.  With the address sanitizer,
 * 1 and 2 end the process.
 */
static void touch_test_access(struct kunit *test)
{
	volatile u8 *va = buffer;
	dma_addr_t addr;

	if (!access)
		kunit_skip(test, "without touch_test.access=");
	addr = touch_map(test, buffer, 100, access == 3 ? DMA_TO_DEVICE : DMA_FROM_DEVICE);
	if (access == 2)
		va[3] = 1;
	else
		(void)va[3];
	dma_unmap_single(dev, addr, 100, access == 3 ? DMA_TO_DEVICE : DMA_FROM_DEVICE);
}

static struct kunit_case touch_cases[] = {
	KUNIT_CASE(touch_test_sums),
	KUNIT_CASE(touch_test_syncs),
	KUNIT_CASE(touch_test_resync),
	KUNIT_CASE(touch_test_twice),
	KUNIT_CASE(touch_test_skip),
	KUNIT_CASE(touch_test_scatterlist),
	KUNIT_CASE(touch_test_bounced),
	KUNIT_CASE(touch_test_directions),
	KUNIT_CASE(touch_test_protect),
	KUNIT_CASE(touch_test_protect_twice),
#ifdef QUARRY_ASAN
	KUNIT_CASE(touch_test_shadow),
	KUNIT_CASE(touch_test_shadow_random),
#endif
	KUNIT_CASE(touch_test_access),
	{}
};

static struct kunit_suite dma_touch_suite = {
	.name = "dma_touch",
	.init = touch_init,
	.test_cases = touch_cases,
};
kunit_test_suite(dma_touch_suite);
