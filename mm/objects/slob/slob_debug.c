// SPDX-License-Identifier: BSD-2-Clause
/*
 * Implement slub_debug= for objects of kmalloc().  SLOB has no caches for these objects, so this
 * file has a cache for each power of two, which is used if slub_debug= names it.  If it names one,
 * or if init_on_alloc= or init_on_free= is set, the static key is enabled as soon as code can be
 * patched.  Objects that are allocated earlier are not checked.
 */

#include <linux/array_size.h>
#include <linux/init.h>
#include <linux/log2.h>
#include <linux/minmax.h>

#include "slob.h"

#define MIN_SHIFT	3
#define MAX_SHIFT	12

DEFINE_STATIC_KEY_FALSE(slob_debug_key);

#define WATCHED(bytes)	\
	{ .name = "kmalloc-" #bytes, .object_size = bytes, .size = bytes, .align = bytes }

static struct kmem_cache classes[MAX_SHIFT - MIN_SHIFT + 1] = {
	WATCHED(8), WATCHED(16), WATCHED(32), WATCHED(64), WATCHED(128), WATCHED(256), WATCHED(512),
	WATCHED(1024), WATCHED(2048), WATCHED(4096),
};

struct kmem_cache *slob_debug_class(size_t size)
{
	unsigned int shift = size > 8 ? ilog2(size - 1) + 1 : MIN_SHIFT;

	return shift <= MAX_SHIFT && slab_debugged(&classes[shift - MIN_SHIFT]) ?
	       &classes[shift - MIN_SHIFT] : NULL;
}

static int __init slob_debug_init(void)
{
	unsigned long irq;
	bool any = slab_inits();

	for (unsigned int i = 0; i < ARRAY_SIZE(classes); i++) {
		if (!slab_debug_init(&classes[i]))
			continue;
		spin_lock_irqsave(&slab_caches_lock, irq);
		list_add_tail(&classes[i].list, &slab_caches);
		spin_unlock_irqrestore(&slab_caches_lock, irq);
		any = true;
	}
	if (any)
		static_branch_enable(&slob_debug_key);
	return 0;
}
early_initcall(slob_debug_init);
