/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_DMA_TEST_H
#define TESTS_DMA_TEST_H

#include <kunit/test.h>
#include <linux/dma-mapping.h>
#include <linux/of_address.h>
#include <linux/slab.h>
#include <quarry/dma.h>

/* Nothing of the device is mapped. */
static inline void dma_test_set_coherent(struct device *dev, bool coherent)
{
	dev->dma_coherent = coherent;
	dma_reach_changed(dev);
}

/* A device of the case's own, which reaches all memory; unregistered with the case. */
static inline struct device *dma_test_device(struct kunit *test, bool coherent)
{
	struct device *dev = root_device_register("dma-test");

	KUNIT_ASSERT_FALSE(test, IS_ERR(dev));
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test,
			(kunit_action_t *)root_device_unregister, dev), 0);
	dma_test_set_coherent(dev, coherent);
	KUNIT_ASSERT_EQ(test, dma_coerce_mask_and_coherent(dev, DMA_BIT_MASK(64)), 0);
	return dev;
}

/* Give the device these windows; they go with it.  NULL: no memory. */
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

#endif /* TESTS_DMA_TEST_H */
