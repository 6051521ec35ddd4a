// SPDX-License-Identifier: BSD-2-Clause
/* Linux's headers and the expansions of their macros, compiled as C++. */
#include <algorithm>
#include <linux/atomic.h>
#include <linux/bitfield.h>
#include <linux/bitmap.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/dma-mapping.h>
#include <linux/err.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/kfifo.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/percpu.h>
#include <linux/platform_device.h>
#include <linux/rbtree.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/unaligned.h>
#include <linux/vmalloc.h>
#include <linux/wait.h>
#include <vector>
#include "check.h"

namespace {

struct item {
	int key;
	struct list_head list;
	struct hlist_node hash;
	struct rb_node node;
};

DEFINE_MUTEX(lock);
DEFINE_SPINLOCK(spinlock);
LIST_HEAD(items);
DEFINE_PER_CPU(unsigned long, counter);
DECLARE_WAIT_QUEUE_HEAD(queue);

bool less(struct rb_node *a, const struct rb_node *b)
{
	return rb_entry(a, struct item, node)->key < rb_entry(b, struct item, node)->key;
}

void lists()
{
	struct kmem_cache *cache = kmem_cache_create("items", sizeof(struct item), 0, 0, NULL);
	struct rb_root tree = RB_ROOT;
	struct hlist_head head = HLIST_HEAD_INIT;
	struct item *item, *next;
	int sum = 0, keys = 0;

	CHECK(cache);
	kmem_cache_destroy(cache);
	cache = KMEM_CACHE(item, 0);
	CHECK(cache);
	for (int i = 0; i < 100; i++) {
		item = static_cast<struct item *>(kmem_cache_zalloc(cache, GFP_KERNEL));
		item->key = i * 37 % 100;
		list_add_tail(&item->list, &items);
		hlist_add_head(&item->hash, &head);
		rb_add(&item->node, &tree, less);
	}
	mutex_lock(&lock);
	list_for_each_entry(item, &items, list)
		sum += item->key;
	hlist_for_each_entry(item, &head, hash)
		keys++;
	mutex_unlock(&lock);
	CHECK(sum == 4950 && keys == 100);
	for (struct rb_node *node = rb_first(&tree); node; node = rb_next(node))
		CHECK(rb_entry(node, struct item, node)->key == 100 - keys--);
	list_for_each_entry_safe(item, next, &items, list) {
		list_del(&item->list);
		kmem_cache_free(cache, item);
	}
	CHECK(list_empty(&items));
	kmem_cache_destroy(cache);
}

void macros()
{
	DECLARE_BITMAP(bits, 100) = {};
	static const int numbers[] = { 3, 1, 2 };
	static atomic_t count = ATOMIC_INIT(1);
	static DEFINE_KFIFO(fifo, u16, 8);
	unsigned long flags, word = 5, other = 6, bit;
	struct item item = {};
	unsigned int set = 0;
	const u8 bytes[] = { 1, 2, 3, 4, 5 };
	void *wanted = NULL;
	u16 out = 0;

	BUILD_BUG_ON(ARRAY_SIZE(numbers) != 3);
	static_assert(FIELD_GET(GENMASK(7, 4), 0xa5) == 0xa, "of a constant");
	CHECK(min(numbers[0], numbers[1]) == 1 && max(7, 3) == 7 && clamp(12, 0, 10) == 10);
	CHECK(min_t(size_t, 3, 4) == 3 && DIV_ROUND_UP(7, 2) == 4 && round_up(5, 4) == 8);
	CHECK(container_of(&item.list, struct item, list) == &item);
	CHECK(READ_ONCE(word) == 5);
	WRITE_ONCE(word, 7);
	CHECK(xchg(&word, 8) == 7 && cmpxchg(&word, 8, 9) == 8 && word == 9);
	CHECK(cmpxchg(&wanted, NULL, static_cast<void *>(&item)) == NULL && wanted == &item);
	swap(word, other);
	CHECK(word == 6 && other == 9);
	CHECK(atomic_inc_return(&count) == 2 && atomic_cmpxchg(&count, 2, 3) == 2);
	spin_lock_irqsave(&spinlock, flags);
	this_cpu_inc(counter);
	this_cpu_add(counter, 2);
	CHECK(this_cpu_read(counter) == 3);
	spin_unlock_irqrestore(&spinlock, flags);
	bitmap_set(bits, 10, 5);
	for_each_set_bit(bit, bits, 100)
		set++;
	CHECK(set == 5 && test_bit(12, bits) && !test_bit(15, bits));
	CHECK(get_unaligned_le32(bytes + 1) == 0x05040302);
	CHECK(get_unaligned(reinterpret_cast<const u16 *>(bytes + 1)) == 0x0302);
	CHECK(kfifo_put(&fifo, 77) && kfifo_len(&fifo) == 1 && kfifo_get(&fifo, &out) && out == 77);
	CHECK(IS_ERR(ERR_PTR(-ENOMEM)) && PTR_ERR(ERR_PTR(-ENOMEM)) == -ENOMEM &&
	      !IS_ERR_OR_NULL(&item));
	CHECK(IS_ENABLED(CONFIG_LIBC) && !WARN_ON(item.key));
}

int thread(void *done)
{
	complete(static_cast<struct completion *>(done));
	return 0;
}

void threads()
{
	DECLARE_COMPLETION_ONSTACK(done);

	CHECK(!IS_ERR(kthread_run(thread, &done, "cxx/%d", 1)));
	wait_for_completion(&done);
	CHECK(wait_event_timeout(queue, READ_ONCE(done.done) == 0, HZ) > 0);
	wake_up(&queue);
}

/* A driver whose device is made below; its memory lives as long as the device is bound. */
struct device_data {
	std::vector<int> *seen;
	void *coherent;
	dma_addr_t handle;
};

int probe(struct platform_device *pdev)
{
	auto data = static_cast<device_data *>(
		devm_kzalloc(&pdev->dev, sizeof(device_data), GFP_KERNEL));

	if (!data)
		return -ENOMEM;
	data->seen = *static_cast<std::vector<int> **>(dev_get_platdata(&pdev->dev));
	if (dma_set_mask_and_coherent(&pdev->dev, DMA_BIT_MASK(32)))
		return -EIO;
	data->coherent = dmam_alloc_coherent(&pdev->dev, 256, &data->handle, GFP_KERNEL);
	if (!data->coherent)
		return -ENOMEM;
	data->seen->push_back(pdev->id);
	platform_set_drvdata(pdev, data);
	dev_info(&pdev->dev, "bound in C++\n");
	return 0;
}

void remove(struct platform_device *pdev)
{
	static_cast<device_data *>(platform_get_drvdata(pdev))->seen->push_back(-1);
}

struct platform_driver driver = {
	.probe = probe,
	.remove = remove,
	.driver = { .name = "in-cxx" },
};
module_platform_driver(driver);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("a driver in C++");

void devices()
{
	std::vector<int> seen, *data = &seen;
	struct platform_device *pdev = platform_device_register_data(NULL, "in-cxx", 5, &data,
								     sizeof(data));

	CHECK(!IS_ERR(pdev));
	if (IS_ERR(pdev))
		return;
	platform_device_unregister(pdev);
	CHECK(seen.size() == 2 && seen[0] == 5 && seen[1] == -1);
}

}

void linux_interface()
{
	lists();
	macros();
	threads();
	devices();
}
