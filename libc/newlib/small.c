// SPDX-License-Identifier: BSD-2-Clause
/* malloc()'s small requests by kmalloc(): CONFIG_LIBC_MALLOC_QUARRY. */

#include <errno.h>
#include <malloc.h>
#include <reent.h>
#include <string.h>
#include "libc/os.h"

static void *result(struct _reent *reent, void *p)
{
	if (!p)
		reent->_errno = ENOMEM;
	return p;
}

void *__small_malloc_r(struct _reent *reent, size_t size)
{
	return result(reent, os_small_alloc(size, false));
}

void __small_free_r(struct _reent *reent, void *p)
{
	if (p)
		os_small_free(p);
}

void *__small_calloc_r(struct _reent *reent, size_t n, size_t size)
{
	return result(reent, os_small_alloc(n * size, true));
}

size_t __small_malloc_usable_size_r(struct _reent *reent, void *p)
{
	return os_small_size(p);
}

/* kmalloc() aligns a power of two to itself, up to a page: so large is what it is asked for. */
void *__small_memalign_r(struct _reent *reent, size_t align, size_t size)
{
	size_t whole = 16;

	while (whole < align || whole < size)
		whole *= 2;
	return __small_malloc_r(reent, whole);
}

int __small_mallopt_r(struct _reent *reent, int what, int value)
{
	return 0;
}

/* kmalloc() serves others as well: "meminfo" and "slabinfo" say what it has. */
struct mallinfo __small_mallinfo_r(struct _reent *reent)
{
	return (struct mallinfo){ 0 };
}
