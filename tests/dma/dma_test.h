/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_DMA_TEST_H
#define TESTS_DMA_TEST_H

#include <internal/dma.h>
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/dma-mapping.h>
#include <linux/memblock.h>
#include <linux/of_address.h>
#include <linux/slab.h>
#include <linux/sprintf.h>

/* Change the coherence of a device that has no mappings. */
static inline void dma_test_set_coherent(struct device *dev, bool coherent)
{
	dev->dma_coherent = coherent;
	dma_reach_changed(dev);
}

/* Register a device, whose name is @name or, if that exists, @name-2 and so on. */
static inline struct device *dma_test_register(const char *name)
{
	struct device *dev = root_device_register(name);
	char numbered[24];

	for (int i = 2; dev == ERR_PTR(-EEXIST); i++) {
		scnprintf(numbered, sizeof(numbered), "%s-%d", name, i);
		dev = root_device_register(numbered);
	}
	return dev;
}

/* Return a device that can access all memory.  The device is unregistered when the case ends. */
static inline struct device *dma_test_device(struct kunit *test, bool coherent)
{
	struct device *dev = dma_test_register("dma-test");

	KUNIT_ASSERT_FALSE(test, IS_ERR(dev));
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test,
			(kunit_action_t *)root_device_unregister, dev), 0);
	dma_test_set_coherent(dev, coherent);
	KUNIT_ASSERT_EQ(test, dma_coerce_mask_and_coherent(dev, DMA_BIT_MASK(64)), 0);
	return dev;
}

/*
 * Set the bus windows of the device.  The array of windows is freed with the device.  Returns NULL
 * if there is no memory.
 */
static inline struct bus_dma_region *dma_test_windows_are(struct device *dev, unsigned int n,
							  const struct bus_dma_region *windows)
{
	struct bus_dma_region *map = kcalloc(n + 1, sizeof(*map), GFP_KERNEL);

	if (!map)
		return NULL;
	for (unsigned int i = 0; i < n; i++)
		map[i] = windows[i];
	kfree(dev->dma_range_map);
	dev->dma_range_map = map;
	dma_reach_changed(dev);
	return map;
}

/*
 * Set the windows of the device so that it can access all memory except the @size bytes from
 * @page.  Mappings of these bytes are copied.  Returns false if there is no memory.
 */
static inline bool dma_test_leave_out(struct device *dev, struct page *page, size_t size)
{
	phys_addr_t pa = page_to_phys(page), first = memblock_start_of_DRAM();
	struct bus_dma_region windows[] = {
		{ first, first, pa - first },
		{ pa + size, pa + size, memblock_end_of_DRAM() - (pa + size) },
	};

	return dma_test_windows_are(dev, ARRAY_SIZE(windows), windows);
}

/*
 * Mark a function whose memory accesses the address sanitizer must not check, because the function
 * acts as a device or as a driver with a mistake.
 */
#define UNWATCHED	static noinline __maybe_unused __no_sanitize_address

UNWATCHED void dma_test_fill(u8 *p, u8 value, size_t n)
{
	while (n--)
		*(volatile u8 *)p++ = value;
}

UNWATCHED void dma_test_copy(u8 *to, const u8 *from, size_t n)
{
	while (n--)
		*(volatile u8 *)to++ = *from++;
}

/* Return true if all @n bytes are @value. */
UNWATCHED bool dma_test_all(const u8 *p, u8 value, size_t n)
{
	while (n && *p == value) {
		p++;
		n--;
	}
	return !n;
}

UNWATCHED bool dma_test_same(const u8 *p, const u8 *q, size_t n)
{
	while (n && *p == *q) {
		p++;
		q++;
		n--;
	}
	return !n;
}

#endif /* TESTS_DMA_TEST_H */
