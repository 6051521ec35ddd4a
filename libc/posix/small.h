/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIBC_POSIX_SMALL_H
#define LIBC_POSIX_SMALL_H

/*
 * The allocator for the small requests of malloc(), which are below the threshold.  os_is_small()
 * recognizes its objects.  If there is not enough memory, the functions return NULL, and the caller
 * sets errno.
 */

#include <malloc.h>
#include <stddef.h>
#include "libc/os.h"

/*
 * Allocate memory with an alignment.  If a size is a power of two, kmalloc() aligns the object to
 * its size, up to a page.
 */
static inline void *kmallocs_memalign(size_t align, size_t size)
{
	size_t whole = 16;

	while (whole < align || whole < size)
		whole *= 2;
	return os_small_alloc(whole, false);
}

#ifdef CONFIG_LIBC_MALLOC_QUARRY

static inline void *small_malloc(size_t size)
{
	return os_small_alloc(size, false);
}

static inline void *small_zalloc(size_t size)
{
	return os_small_alloc(size, true);
}

static inline void *small_memalign(size_t align, size_t size)
{
	return kmallocs_memalign(align, size);
}

static inline void small_free(void *p)
{
	if (p)
		os_small_free(p);
}

static inline size_t small_usable_size(void *p)
{
	return os_small_size(p);
}

static inline int small_mallopt(int what, int value)
{
	return 0;
}

/*
 * Return zeros: kmalloc() has no statistics of the application alone.  The shell commands "meminfo"
 * and "slabinfo" show those of the whole system.
 */
static inline struct mallinfo small_mallinfo(void)
{
	return (struct mallinfo){ 0 };
}

#else

#include <reent.h>

/* newlib's allocators, which scripts/newlib.sh has renamed. */
void *__small_malloc_r(struct _reent *reent, size_t size);
void __small_free_r(struct _reent *reent, void *p);
void *__small_calloc_r(struct _reent *reent, size_t n, size_t size);
void *__small_realloc_r(struct _reent *reent, void *p, size_t size);
void *__small_memalign_r(struct _reent *reent, size_t align, size_t size);
size_t __small_malloc_usable_size_r(struct _reent *reent, void *p);
int __small_mallopt_r(struct _reent *reent, int what, int value);
struct mallinfo __small_mallinfo_r(struct _reent *reent);

static inline void *small_malloc(size_t size)
{
	return os_small_is_watched() ? os_small_alloc(size, false) : __small_malloc_r(_REENT, size);
}

static inline void *small_zalloc(size_t size)
{
	return os_small_is_watched() ? os_small_alloc(size, true)
				     : __small_calloc_r(_REENT, 1, size);
}

static inline void *small_memalign(size_t align, size_t size)
{
	return os_small_is_watched() ? kmallocs_memalign(align, size) :
				       __small_memalign_r(_REENT, align, size);
}

static inline void small_free(void *p)
{
	if (os_is_kmallocs(p))
		os_small_free(p);
	else
		__small_free_r(_REENT, p);
}

static inline size_t small_usable_size(void *p)
{
	return os_is_kmallocs(p) ? os_small_size(p) : __small_malloc_usable_size_r(_REENT, p);
}

static inline int small_mallopt(int what, int value)
{
	return __small_mallopt_r(_REENT, what, value);
}

static inline struct mallinfo small_mallinfo(void)
{
	return __small_mallinfo_r(_REENT);
}

#endif

#endif /* LIBC_POSIX_SMALL_H */
