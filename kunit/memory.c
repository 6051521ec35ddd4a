// SPDX-License-Identifier: BSD-2-Clause

/* Allocate memory that is freed when the test case ends. */

#include <kunit/test.h>
#include <linux/overflow.h>
#include <linux/slab.h>

#include "kunit.h"

struct kunit_resource *kunit_node_alloc(void)
{
	return kmalloc(sizeof(struct kunit_resource), GFP_KERNEL);
}

void kunit_node_free(struct kunit_resource *res)
{
	kfree(res);
}

static void free_action(void *ptr)
{
	kfree(ptr);
}

void *kunit_kmalloc(struct kunit *test, size_t size, gfp_t gfp)
{
	void *ptr = kmalloc(size, gfp);

	if (!ptr || kunit_add_action_or_reset(test, free_action, ptr))
		return NULL;
	return ptr;
}

void *kunit_kzalloc(struct kunit *test, size_t size, gfp_t gfp)
{
	return kunit_kmalloc(test, size, gfp | __GFP_ZERO);
}

void *kunit_kmalloc_array(struct kunit *test, size_t n, size_t size, gfp_t gfp)
{
	size_t bytes;

	if (check_mul_overflow(n, size, &bytes))
		return NULL;
	return kunit_kmalloc(test, bytes, gfp);
}

void *kunit_kcalloc(struct kunit *test, size_t n, size_t size, gfp_t gfp)
{
	return kunit_kmalloc_array(test, n, size, gfp | __GFP_ZERO);
}

char *kunit_kstrdup(struct kunit *test, const char *str, gfp_t gfp)
{
	size_t size;
	char *copy;

	if (!str)
		return NULL;
	size = strlen(str) + 1;
	copy = kunit_kmalloc(test, size, gfp);
	if (copy)
		memcpy(copy, str, size);
	return copy;
}

void kunit_kfree(struct kunit *test, const void *ptr)
{
	if (ptr)
		kunit_release_action(test, free_action, (void *)ptr);
}
