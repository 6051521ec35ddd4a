/* SPDX-License-Identifier: BSD-2-Clause */
/* What Linux's kfence_test.c needs of Linux's private headers. */

#include <linux/cache.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>

#include "mm/objects/objects.h"

enum kfence_error_type {
	KFENCE_ERROR_OOB,
	KFENCE_ERROR_UAF,
	KFENCE_ERROR_CORRUPTION,
	KFENCE_ERROR_INVALID,
	KFENCE_ERROR_INVALID_FREE,
};

/* The suite reads the alignment of kmalloc()'s objects in kmalloc()'s caches. */
enum kmalloc_cache_type { KMALLOC_NORMAL };

static struct kmem_cache kmalloc_cache = { .align = ARCH_KMALLOC_MINALIGN };
static struct kmem_cache *const kmalloc_caches[1][1] = { { &kmalloc_cache } };

#define kmalloc_type(flags, caller)	KMALLOC_NORMAL
#define __kmalloc_index(size, constant)	0

/* Linux's accounting of objects, which Quarry does not have: each object is alone in its slab. */
#define virt_to_slab(object)		NULL
#define obj_to_index(s, slab, object)	0U
#define objs_per_slab(s, slab)		1
