// SPDX-License-Identifier: BSD-2-Clause
/* A cache of objects of one size, with a constructor. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/list.h>
#include <linux/module.h>
#include <linux/slab.h>

struct frame {
	struct list_head list;
	u8 header[40];
};

static struct kmem_cache *frame_cache;

static void frame_construct(void *object)
{
	struct frame *frame = object;

	INIT_LIST_HEAD(&frame->list);
}

static int __init kmem_cache_demo_init(void)
{
	struct frame *frame;
	bool ready;

	frame_cache = kmem_cache_create("books_frame", sizeof(struct frame), 0,
					SLAB_HWCACHE_ALIGN, frame_construct);
	if (!frame_cache)
		return -ENOMEM;
	frame = kmem_cache_alloc(frame_cache, GFP_KERNEL);
	if (!frame) {
		kmem_cache_destroy(frame_cache);
		return -ENOMEM;
	}
	ready = list_empty(&frame->list);
	kmem_cache_free(frame_cache, frame);
	kmem_cache_destroy(frame_cache);
	if (!ready)
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(kmem_cache_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A cache of objects");
