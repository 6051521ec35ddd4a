/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef TESTS_DMA_TEST_H
#define TESTS_DMA_TEST_H

#include <kunit/test.h>
#include <linux/dma-mapping.h>

/* A device of the case's own, which reaches all memory; unregistered with the case. */
static inline struct device *dma_test_device(struct kunit *test, bool coherent)
{
	struct device *dev = root_device_register("dma-test");

	KUNIT_ASSERT_FALSE(test, IS_ERR(dev));
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test,
			(kunit_action_t *)root_device_unregister, dev), 0);
	dev->dma_coherent = coherent;
	KUNIT_ASSERT_EQ(test, dma_coerce_mask_and_coherent(dev, DMA_BIT_MASK(64)), 0);
	return dev;
}

#endif /* TESTS_DMA_TEST_H */
