/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_FAULT_INJECT_H
#define LINUX_FAULT_INJECT_H

/*
 * Fault injection: make chosen allocations fail.  Context: any.  If several CPUs allocate at the
 * same time, only the member nth is exact; the other members are approximate.
 */

#include <linux/compiler.h>
#include <linux/gfp_types.h>
#include <linux/types.h>

struct fault_attr {
	unsigned long probability;	/* percent; 0 disables failures by probability */
	unsigned long interval;		/* only every interval-th call may fail */
	atomic_t times;			/* remaining failures; -1 means no limit */
	atomic_t space;			/* bytes that succeed before the first failure */
	unsigned long count;		/* number of calls since fault injection was armed */
	unsigned long nth;		/* the n-th call from now fails; 0 disables this */
};

#define FAULT_ATTR_INITIALIZER {		\
	.interval = 1,				\
	.times = ATOMIC_INIT(1),		\
}

#define DECLARE_FAULT_ATTR(name) struct fault_attr name = FAULT_ATTR_INITIALIZER

/* Count a call for @size bytes.  Returns true if the call must fail. */
bool should_fail(struct fault_attr *attr, ssize_t size);
/* Parse "interval,probability,space,times".  Returns true if @str is valid. */
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
/*
 * Add @nr to the number of caches with SLAB_FAILSLAB.  While this number is not 0, only allocations
 * from these caches fail.
 */
void failslab_count_caches(int nr);

/*
 * Return true if the allocation of an object of @s must fail.  @s is NULL for kmalloc() without a
 * cache.
 */
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
