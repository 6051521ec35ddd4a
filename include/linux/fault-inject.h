/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_FAULT_INJECT_H
#define LINUX_FAULT_INJECT_H

/*
 * Make calls fail on purpose.  Any context; when CPUs race, all but nth is not exact.
 */

#include <linux/compiler.h>
#include <linux/gfp_types.h>
#include <linux/types.h>

struct fault_attr {
	unsigned long probability;	/* percent; 0: off */
	unsigned long interval;		/* only each interval-th call can fail */
	atomic_t times;			/* so many failures, then no more; -1: no limit */
	atomic_t space;			/* so many bytes first, then failures */
	unsigned long count;		/* calls so far, while armed */
	unsigned long nth;		/* only the nth call from now fails, then 0 again */
};

#define FAULT_ATTR_INITIALIZER {		\
	.interval = 1,				\
	.times = ATOMIC_INIT(1),		\
}

#define DECLARE_FAULT_ATTR(name) struct fault_attr name = FAULT_ATTR_INITIALIZER

/* Count a call for @size bytes: true if it is to fail. */
bool should_fail(struct fault_attr *attr, ssize_t size);
/* "interval,probability,space,times"; true if understood. */
bool setup_fault_attr(struct fault_attr *attr, const char *str);

static inline bool fault_attr_armed(const struct fault_attr *attr)
{
	return READ_ONCE(attr->probability) || READ_ONCE(attr->nth);
}

#ifdef CONFIG_FAIL_PAGE_ALLOC

extern struct fault_attr fail_page_alloc;

static inline bool fail_page_alloc_armed(void)
{
	return fault_attr_armed(&fail_page_alloc);
}

bool should_fail_alloc_page(gfp_t gfp, unsigned int order);

#else

static inline bool fail_page_alloc_armed(void)
{
	return false;
}

static inline bool should_fail_alloc_page(gfp_t gfp, unsigned int order)
{
	return false;
}

#endif

#ifdef CONFIG_FAILSLAB

struct kmem_cache;

extern struct fault_attr failslab;
/* There are @nr more caches with SLAB_FAILSLAB; while there is any, no other allocation counts. */
void failslab_count_caches(int nr);

/* For an object of @s (NULL: of kmalloc() without a cache) of @size bytes: true if there is to be none. */
bool __should_failslab(const struct kmem_cache *s, size_t size, gfp_t gfp);

static inline bool should_failslab(const struct kmem_cache *s, size_t size, gfp_t gfp)
{
	return unlikely(fault_attr_armed(&failslab)) && __should_failslab(s, size, gfp);
}

#else

#define should_failslab(s, size, gfp)	((void)(s), (void)(size), (void)(gfp), false)
#define failslab_count_caches(nr)	do { } while (0)

#endif

#endif /* LINUX_FAULT_INJECT_H */
