// SPDX-License-Identifier: BSD-2-Clause
/*
 * Every streaming mapping is written down, so that an unmap or a sync of something else is told apart: it
 * would drop lines of the cache that are somebody else's.
 *
 * A record is found by its bus address.  One address may be mapped more than once.  Without memory for a
 * record, checks end until boot: what is not written down would look like a mistake.
 *
 * Locking: dma_debug_lock, interrupts off.
 */

#define pr_fmt(fmt) "dma-debug: " fmt

#include <linux/device.h>
#include <linux/hashtable.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/spinlock.h>

#include "dma.h"

struct mapping {
	struct hlist_node node;
	const struct device *dev;
	dma_addr_t addr;
	size_t size;
	enum dma_data_direction dir;
};

static DEFINE_HASHTABLE(mappings, 6);	/* by frame of the first byte */
static DEFINE_SPINLOCK(dma_debug_lock);
static bool disabled;

void dma_debug_map(const struct device *dev, dma_addr_t addr, size_t size, enum dma_data_direction dir)
{
	struct mapping *m = kmalloc(sizeof(*m), GFP_ATOMIC | __GFP_NOWARN);
	unsigned long flags;

	if (!m) {
		if (!READ_ONCE(disabled))
			pr_err("no memory to record a mapping: mappings are not checked any more\n");
		WRITE_ONCE(disabled, true);
		return;
	}
	*m = (struct mapping){ .dev = dev, .addr = addr, .size = size, .dir = dir };
	spin_lock_irqsave(&dma_debug_lock, flags);
	hash_add(mappings, &m->node, addr >> PAGE_SHIFT);
	spin_unlock_irqrestore(&dma_debug_lock, flags);
}

/* The record of just that mapping, or one that begins there; NULL.  Lock held. */
static struct mapping *__find_start(const struct device *dev, dma_addr_t addr, size_t size,
				    enum dma_data_direction dir)
{
	struct mapping *m, *found = NULL;

	hash_for_each_possible(mappings, m, node, addr >> PAGE_SHIFT) {
		if (m->dev != dev || m->addr != addr)
			continue;
		found = m;
		if (m->size == size && m->dir == dir)
			break;
	}
	return found;
}

const char *dma_debug_unmap(const struct device *dev, dma_addr_t addr, size_t size,
			    enum dma_data_direction dir)
{
	const char *why = NULL;
	unsigned long flags;
	struct mapping *m;

	spin_lock_irqsave(&dma_debug_lock, flags);
	m = __find_start(dev, addr, size, dir);
	if (!m)
		why = "nothing is mapped there";
	else if (m->size != size)
		why = "mapped with another size";
	else if (m->dir != dir)
		why = "mapped with another direction";
	else
		hash_del(&m->node);
	spin_unlock_irqrestore(&dma_debug_lock, flags);
	if (!why)
		kfree(m);
	return READ_ONCE(disabled) ? NULL : why;
}

const char *dma_debug_sync(const struct device *dev, dma_addr_t addr, size_t size)
{
	const struct mapping *m;
	unsigned long flags;
	bool found = false;
	unsigned int bucket;

	spin_lock_irqsave(&dma_debug_lock, flags);
	hash_for_each(mappings, bucket, m, node) {
		if (m->dev == dev && addr - m->addr <= m->size && size <= m->size - (addr - m->addr))
			found = true;
	}
	spin_unlock_irqrestore(&dma_debug_lock, flags);
	return found || READ_ONCE(disabled) ? NULL : "nothing that large is mapped there";
}
