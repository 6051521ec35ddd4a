// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of virtqueues with a simulated device that works correctly or makes mistakes.  The test
 * accesses the rings through the linear map, because the device is coherent.
 */

#include <internal/dma.h>
#include <internal/virtio.h>
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/fault-inject.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/string.h>

#include "../said.h"
#include "../watched.h"
#include "../warnings.h"

#define QUEUE_SIZE	8
#define TEST_ID		0xfffe

struct desc {
	u64 addr;
	u32 size;
	u16 flags, next;
};

struct avail {
	u16 flags, idx, ring[QUEUE_SIZE], used_event;
};

struct used {
	u16 flags, idx;
	struct { u32 id, written; } ring[QUEUE_SIZE];
	u16 avail_event;
};

struct fake {
	struct virtio_device vdev;
	struct virtqueue *vq;
	struct desc *desc;
	struct avail *avail;
	struct used *used;
	u64 offered;
	u8 status;
	bool refuses;			/* true if the device refuses the features */
	int notified, called;
};

static struct fake *fake_of(struct virtio_device *vdev)
{
	return container_of(vdev, struct fake, vdev);
}

static u8 fake_get_status(struct virtio_device *vdev)
{
	return fake_of(vdev)->status;
}

static void fake_set_status(struct virtio_device *vdev, u8 status)
{
	if (fake_of(vdev)->refuses)
		status &= ~VIRTIO_STATUS_FEATURES_OK;
	fake_of(vdev)->status = status;
}

static u64 fake_get_features(struct virtio_device *vdev)
{
	return fake_of(vdev)->offered;
}

static void fake_set_features(struct virtio_device *vdev, u64 features)
{
}

static struct virtqueue *fake_setup_queue(struct virtio_device *vdev, unsigned int index,
					  void (*callback)(struct virtqueue *vq))
{
	struct virtqueue *vq = virtqueue_create(vdev, index, QUEUE_SIZE, 64, callback);

	return vq ? vq : ERR_PTR(-ENOMEM);
}

static void fake_notify(struct virtqueue *vq)
{
	fake_of(virtqueue_device(vq))->notified++;
}

static const struct virtio_transport fake_transport = {
	.get_status = fake_get_status,
	.set_status = fake_set_status,
	.get_features = fake_get_features,
	.set_features = fake_set_features,
	.setup_queue = fake_setup_queue,
	.notify = fake_notify,
	.delete_queue = virtqueue_destroy,
};

static void called(struct virtqueue *vq)
{
	fake_of(virtqueue_device(vq))->called++;
}

/* Allocate what a typical driver needs: memory, coherent memory and a queue. */
static int test_probe(struct virtio_device *vdev)
{
	dma_addr_t desc, avail, used;
	struct fake *fake = fake_of(vdev);

	if (!devm_kzalloc(vdev->dev, 3 * PAGE_SIZE, GFP_KERNEL) ||
	    !dmam_alloc_coherent(vdev->dev, 2048, &desc, GFP_KERNEL))
		return -ENOMEM;
	fake->vq = vdev->ops->setup_queue(vdev, 0, called);
	if (IS_ERR(fake->vq))
		return PTR_ERR(fake->vq);
	virtqueue_addresses(fake->vq, &desc, &avail, &used);
	fake->desc = __va(desc);
	fake->avail = __va(avail);
	fake->used = __va(used);
	return 0;
}

static struct virtio_driver test_driver = {
	.name = "virtio-test",
	.id = TEST_ID,
	.probe = test_probe,
};

static struct fake fake;

static int virtio_test_init(struct kunit *test)
{
	static bool registered;
	struct device *dev = root_device_register("virtio-test");

	fake.vdev.dev = NULL;
	if (!registered)
		virtio_driver_register(&test_driver);
	registered = true;
	if (IS_ERR(dev))
		return PTR_ERR(dev);
	dev->dma_coherent = true;
	dma_reach_changed(dev);
	fake = (struct fake){
		.vdev = { .dev = dev, .ops = &fake_transport, .id = TEST_ID },
		.offered = 1ULL << VIRTIO_F_VERSION_1,
	};
	return 0;
}

static void virtio_test_exit(struct kunit *test)
{
	if (!fake.vdev.dev)
		return;
	virtio_device_remove(&fake.vdev);
	root_device_unregister(fake.vdev.dev);
}

static void start(struct kunit *test)
{
	KUNIT_ASSERT_EQ(test, virtio_device_add(&fake.vdev), 0);
}

static int add(unsigned int n, void *token)
{
	struct virtq_buffer buffers[QUEUE_SIZE + 1];

	for (unsigned int i = 0; i < ARRAY_SIZE(buffers); i++)
		buffers[i] = (struct virtq_buffer){ .addr = 0x1000 * (i + 1), .size = 16 << i,
						    .device_writes = i > 0 };
	return virtqueue_add(fake.vq, buffers, n, token);
}

/*
 * Complete the request @id, in the role of the device.  @written is the number of bytes that the
 * device wrote.
 */
static void finish(u32 id, u32 written)
{
	u16 idx = fake.used->idx;

	fake.used->ring[idx % QUEUE_SIZE].id = id;
	fake.used->ring[idx % QUEUE_SIZE].written = written;
	__atomic_store_n(&fake.used->idx, (u16)(idx + 1), __ATOMIC_RELEASE);
}

static u16 last_head(void)
{
	return fake.avail->ring[(u16)(fake.avail->idx - 1) % QUEUE_SIZE];
}

static void virtio_test_chain(struct kunit *test)
{
	int token;
	u32 written = 0;
	u16 at;

	start(test);
	KUNIT_ASSERT_EQ(test, add(3, &token), 0);
	KUNIT_EXPECT_EQ(test, fake.avail->idx, 1);
	at = fake.avail->ring[0];
	for (unsigned int i = 0; i < 3; i++) {
		KUNIT_ASSERT_LT(test, at, QUEUE_SIZE);
		KUNIT_EXPECT_EQ(test, fake.desc[at].addr, 0x1000ULL * (i + 1));
		KUNIT_EXPECT_EQ(test, fake.desc[at].size, 16U << i);
		KUNIT_EXPECT_EQ(test, fake.desc[at].flags, (i < 2 ? 1 : 0) | (i ? 2 : 0));
		at = fake.desc[at].next;
	}
	KUNIT_EXPECT_NULL(test, virtqueue_get(fake.vq, &written));
	finish(fake.avail->ring[0], 96);
	KUNIT_EXPECT_PTR_EQ(test, virtqueue_get(fake.vq, &written), &token);
	KUNIT_EXPECT_EQ(test, written, 96U);
	KUNIT_EXPECT_NULL(test, virtqueue_get(fake.vq, &written));
	KUNIT_EXPECT_EQ(test, virtqueue_free_descriptors(fake.vq), (unsigned int)QUEUE_SIZE);
	KUNIT_EXPECT_FALSE(test, virtqueue_is_broken(fake.vq));
}

/*
 * The 16-bit indices of the rings wrap around while several requests are in flight, and the
 * requests complete out of order.
 */
static void virtio_test_wrap(struct kunit *test)
{
	static int tokens[4];
	u16 heads[4];
	u32 written;

	start(test);
	for (unsigned int round = 0; round < 17000; round++) {
		for (unsigned int i = 0; i < 4; i++) {
			KUNIT_ASSERT_EQ(test, add(2, &tokens[i]), 0);
			heads[i] = last_head();
		}
		KUNIT_ASSERT_EQ(test, add(1, &written), -ENOSPC);
		for (unsigned int i = 0; i < 4; i++)
			finish(heads[(i + round) % 4 ^ 1], i);
		for (unsigned int i = 0; i < 4; i++) {
			KUNIT_ASSERT_PTR_EQ(test, virtqueue_get(fake.vq, &written),
					    &tokens[(i + round) % 4 ^ 1]);
			KUNIT_ASSERT_EQ(test, written, i);
		}
	}
	KUNIT_EXPECT_EQ(test, virtqueue_free_descriptors(fake.vq), (unsigned int)QUEUE_SIZE);
}

static void id_too_large(void)
{
	finish(QUEUE_SIZE, 0);
}

static void id_huge(void)
{
	finish(0x80000000U, 0);
}

static void id_not_in_flight(void)
{
	finish(last_head() ^ 4, 0);
}

static void id_inside_chain(void)
{
	finish(fake.desc[last_head()].next, 0);
}

static void index_ahead(void)
{
	fake.used->idx += 3;
}

static void index_back(void)
{
	fake.used->idx--;
}

static void written_too_much(void)
{
	finish(last_head(), 33);
}

static void written_negative(void)
{
	finish(last_head(), ~0U);
}

static void same_twice(void)
{
	u32 written;

	KUNIT_ASSERT_EQ(kunit_get_current_test(), add(2, &fake), 0);
	finish(fake.avail->ring[0], 1);
	virtqueue_get(fake.vq, &written);
	finish(fake.avail->ring[0], 1);
}

static const struct lie {
	void (*tell)(void);
	const char *name;
} lies[] = {
	{ id_too_large, "id beyond the queue" },
	{ id_huge, "huge id" },
	{ id_not_in_flight, "id of no request" },
	{ id_inside_chain, "id inside a chain" },
	{ index_ahead, "index ahead" },
	{ index_back, "index going back" },
	{ written_too_much, "more written than offered" },
	{ written_negative, "written 2^32-1" },
	{ same_twice, "same id twice" },
};

KUNIT_ARRAY_PARAM_DESC(lie, lies, name)

/*
 * An invalid value from the device breaks the queue permanently.  After that, the queue returns no
 * request.
 */
static void virtio_test_lies(struct kunit *test)
{
	const struct lie *lie = test->param_value;
	u32 written = 1234;
	int token;

	start(test);
	KUNIT_ASSERT_EQ(test, add(2, &token), 0);
	lie->tell();
	KUNIT_EXPECT_NULL(test, virtqueue_get(fake.vq, &written));
	KUNIT_EXPECT_TRUE(test, virtqueue_is_broken(fake.vq));
	KUNIT_EXPECT_EQ(test, add(1, &token), -EIO);
	finish(fake.avail->ring[0], 1);
	KUNIT_EXPECT_NULL(test, virtqueue_get(fake.vq, &written));
	fake.notified = 0;
	virtqueue_kick(fake.vq);
	KUNIT_EXPECT_EQ(test, fake.notified, 0);
	KUNIT_EXPECT_TRUE(test, virtqueue_enable_callback(fake.vq));
}

static void virtio_test_notify(struct kunit *test)
{
	int token;
	u32 written;

	start(test);
	KUNIT_ASSERT_EQ(test, add(1, &token), 0);
	virtqueue_kick(fake.vq);
	KUNIT_EXPECT_EQ(test, fake.notified, 1);
	fake.used->flags = 1;
	KUNIT_ASSERT_EQ(test, add(1, &token), 0);
	virtqueue_kick(fake.vq);
	KUNIT_EXPECT_EQ(test, fake.notified, 1);
	virtqueue_disable_callback(fake.vq);
	KUNIT_EXPECT_EQ(test, fake.avail->flags, 1);
	KUNIT_EXPECT_TRUE(test, virtqueue_enable_callback(fake.vq));
	KUNIT_EXPECT_EQ(test, fake.avail->flags, 0);
	finish(0, 0);
	KUNIT_EXPECT_FALSE(test, virtqueue_enable_callback(fake.vq));
	KUNIT_EXPECT_PTR_EQ(test, virtqueue_get(fake.vq, &written), &token);
	virtqueue_interrupt(fake.vq);
	KUNIT_EXPECT_EQ(test, fake.called, 1);
}

/*
 * With VIRTIO_F_RING_EVENT_IDX, the device selects the request at which the driver must notify it.
 */
static void virtio_test_event_idx(struct kunit *test)
{
	int token;
	u32 written;

	fake.offered |= 1ULL << VIRTIO_F_RING_EVENT_IDX;
	start(test);
	KUNIT_ASSERT_TRUE(test, virtio_has_feature(&fake.vdev, VIRTIO_F_RING_EVENT_IDX));
	fake.used->avail_event = 1;
	KUNIT_ASSERT_EQ(test, add(1, &token), 0);
	virtqueue_kick(fake.vq);
	KUNIT_EXPECT_EQ(test, fake.notified, 0);
	KUNIT_ASSERT_EQ(test, add(1, &token), 0);
	KUNIT_ASSERT_EQ(test, add(1, &token), 0);
	virtqueue_kick(fake.vq);
	KUNIT_EXPECT_EQ(test, fake.notified, 1);
	finish(0, 0);
	KUNIT_EXPECT_NOT_NULL(test, virtqueue_get(fake.vq, &written));
	KUNIT_EXPECT_EQ(test, fake.avail->used_event, 1);
	virtqueue_disable_callback(fake.vq);
	KUNIT_EXPECT_NE(test, fake.avail->used_event, 1);
	virtqueue_enable_callback(fake.vq);
	KUNIT_EXPECT_EQ(test, fake.avail->used_event, 1);
}

static void virtio_test_misuse(struct kunit *test)
{
	unsigned long warned = warnings_seen();
	int token;

	start(test);
	KUNIT_EXPECT_EQ(test, add(0, &token), -EINVAL);
	KUNIT_EXPECT_EQ(test, add(1, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 2);
	KUNIT_EXPECT_EQ(test, add(QUEUE_SIZE + 1, &token), -ENOSPC);
	KUNIT_EXPECT_EQ(test, fake.avail->idx, 0);
}

static void virtio_test_negotiation(struct kunit *test)
{
	fake.offered |= 0xff;
	start(test);
	KUNIT_EXPECT_EQ(test, fake.vdev.features, 1ULL << VIRTIO_F_VERSION_1);
	KUNIT_EXPECT_EQ(test, fake.status, VIRTIO_STATUS_ACKNOWLEDGE | VIRTIO_STATUS_DRIVER |
			VIRTIO_STATUS_FEATURES_OK);
	virtio_device_remove(&fake.vdev);
	KUNIT_EXPECT_EQ(test, fake.status, 0);
	fake.refuses = true;
	KUNIT_EXPECT_EQ(test, virtio_device_add(&fake.vdev), -ENODEV);
	KUNIT_EXPECT_EQ(test, fake.status, VIRTIO_STATUS_FAILED);
	fake.refuses = false;
	fake.offered |= 1ULL << VIRTIO_F_ACCESS_PLATFORM;
	start(test);
	KUNIT_EXPECT_EQ(test, fake.vdev.features,
			1ULL << VIRTIO_F_VERSION_1 | 1ULL << VIRTIO_F_ACCESS_PLATFORM);
}

static void virtio_test_no_driver(struct kunit *test)
{
	mark();
	fake.vdev.id = 4;
	KUNIT_EXPECT_EQ(test, virtio_device_add(&fake.vdev), -ENODEV);
	EXPECT_SAID(test, "virtio device 4 (rng): no driver");
	fake.vdev.id = TEST_ID - 1;
	KUNIT_EXPECT_EQ(test, virtio_device_add(&fake.vdev), -ENODEV);
	EXPECT_SAID(test, "virtio device 65533 (unknown): no driver");
}

#ifdef CONFIG_FAIL_PAGE_ALLOC

/*
 * Let each page allocation of a probe fail in turn.  No memory is leaked, and the status of the
 * device becomes FAILED.
 */
static void virtio_test_probe_fails(struct kunit *test)
{
	unsigned long pages = 0, n = 0, failed = 0;
	bool hit;

	skip_if_watched(test);
	for (unsigned int round = 0; round < 20; round++) {
		for (n = 1, hit = true; hit; n++) {
			int err;

			WRITE_ONCE(fail_page_alloc.nth, n);
			err = virtio_device_add(&fake.vdev);
			hit = !fail_page_alloc.nth;
			WRITE_ONCE(fail_page_alloc.nth, 0);
			/* The allocator may succeed in spite of the injected failure. */
			KUNIT_EXPECT_TRUE(test, !err || (hit && err == -ENOMEM));
			if (err) {
				KUNIT_EXPECT_EQ(test, fake.status, VIRTIO_STATUS_FAILED);
				failed++;
			}
			virtio_device_remove(&fake.vdev);
			devres_release_all(fake.vdev.dev);
			KUNIT_EXPECT_EQ(test, fake.vdev.dev->dma_coherent_bytes, 0UL);
			KUNIT_EXPECT_NULL(test, fake.vdev.vqs);
		}
		if (!round)
			pages = nr_free_pages();
	}
	KUNIT_EXPECT_GE(test, failed, 20UL);	/* at least one failed probe per round */
	KUNIT_EXPECT_GE(test, nr_free_pages() + 4, pages);
}

#endif

static const struct kunit_case virtio_cases[] = {
	KUNIT_CASE(virtio_test_chain),
	KUNIT_CASE(virtio_test_wrap),
	KUNIT_CASE_PARAM(virtio_test_lies, lie_gen_params),
	KUNIT_CASE(virtio_test_notify),
	KUNIT_CASE(virtio_test_event_idx),
	KUNIT_CASE(virtio_test_misuse),
	KUNIT_CASE(virtio_test_negotiation),
	KUNIT_CASE(virtio_test_no_driver),
#ifdef CONFIG_FAIL_PAGE_ALLOC
	KUNIT_CASE(virtio_test_probe_fails),
#endif
	{}
};

static struct kunit_suite virtio_suite = {
	.name = "virtio",
	.init = virtio_test_init,
	.exit = virtio_test_exit,
	.test_cases = virtio_cases,
};
kunit_test_suite(virtio_suite);
