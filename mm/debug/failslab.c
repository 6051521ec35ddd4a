// SPDX-License-Identifier: BSD-2-Clause
/* failslab=: fault injection into object allocations, by the rules of fault_inject.c. */

#include <linux/errno.h>
#include <linux/fault-inject.h>
#include <linux/init.h>
#include <linux/kstrtox.h>
#include <linux/mmdebug.h>

#include "mm/objects/objects.h"

DECLARE_FAULT_ATTR(failslab);
static int nr_caches;

void failslab_count_caches(int nr)
{
	VM_WARN_ON(READ_ONCE(nr_caches) + nr < 0);
	__atomic_fetch_add(&nr_caches, nr, __ATOMIC_RELAXED);
}

static int __init failslab_setup(char *value)
{
	return setup_fault_attr(&failslab, value) ? 0 : -EINVAL;
}
early_param("failslab", failslab_setup);

/* failslab_nth=: only the n-th allocation since boot fails. */
static int __init failslab_nth_setup(char *value)
{
	return kstrtoul(value, 0, &failslab.nth);
}
early_param("failslab_nth", failslab_nth_setup);

bool __should_failslab(const struct kmem_cache *s, size_t size, gfp_t gfp)
{
	if (gfp & __GFP_NOFAIL)
		return false;
	if (READ_ONCE(nr_caches) && !(s && s->flags & SLAB_FAILSLAB))
		return false;
	return should_fail(&failslab, s ? s->object_size : size);
}
