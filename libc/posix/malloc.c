// SPDX-License-Identifier: BSD-2-Clause
/*
 * malloc().  Small requests are served by newlib's allocator (Lea's 2.6, or nano) from the growing
 * part of the heap, or by kmalloc() (small.h).  Large requests get separate mappings.
 *
 * The address of an object shows whether the object is small or has a mapping.  A mapping contains
 * only one object, which starts on the first page, or on a later page for larger alignments.  A
 * lookup of any address in a mapping finds the mapping.  The caller may use the whole rest of the
 * mapping, and malloc_usable_size() includes the rest.
 *
 * malloc() and free() themselves are in malloc_quick.c.
 *
 * Locking: the allocator of small objects has its own locks.  A mapping belongs to its caller.
 */

#include <errno.h>
#include <malloc.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "libc/os.h"
#include "malloc_quick.h"
#include "small.h"

static size_t threshold = (size_t)CONFIG_LIBC_MMAP_THRESHOLD_KB << 10;
static size_t mappings, mapped;		/* number and bytes of mappings; updated atomically */

static void *malloc_result(void *p)
{
	if (__builtin_expect(!p, 0))
		errno = ENOMEM;
	return p;
}

/* Map a large object at a multiple of @align, which is a power of two. */
static void *malloc_map(size_t align, size_t size)
{
	size_t lead = align > PAGE_SIZE ? align - PAGE_SIZE : 0, whole;
	uintptr_t start;

	if (__builtin_add_overflow(size ? size : 1, lead, &whole))
		return NULL;
	start = (uintptr_t)os_map(whole);
	if (!start)
		return NULL;
	__atomic_fetch_add(&mappings, 1, __ATOMIC_RELAXED);
	__atomic_fetch_add(&mapped, (whole + PAGE_SIZE - 1) & -PAGE_SIZE, __ATOMIC_RELAXED);
	return (void *)((start + align - 1) & -align);
}

static void malloc_unmap(void *p)
{
	size_t size = os_unmap(p);

	if (size) {
		__atomic_fetch_sub(&mappings, 1, __ATOMIC_RELAXED);
		__atomic_fetch_sub(&mapped, size, __ATOMIC_RELAXED);
	}
}

static bool is_mapping(void *p)
{
	return p && !os_is_small(p);
}

#ifdef CONFIG_LIBC_MALLOC_QUARRY
size_t malloc_quick_sizes;

static void quick_update(void)
{
	__atomic_store_n(&malloc_quick_sizes, os_small_is_quick() ? threshold - 1 : 0,
			 __ATOMIC_RELAXED);
}
#else
#define quick_update()	do { } while (0)
#endif

void *malloc_slow(size_t size)
{
	quick_update();
	return malloc_result(size < threshold ? small_malloc(size) : malloc_map(ALIGNMENT, size));
}

void free_slow(void *p)
{
	if (is_mapping(p))
		malloc_unmap(p);
	else
		small_free(p);
}

void *calloc(size_t n, size_t size)
{
	size_t whole;

	if (__builtin_mul_overflow(n, size, &whole))
		return malloc_result(NULL);
	return malloc_result(whole < threshold ? small_zalloc(whole)
					       : malloc_map(ALIGNMENT, whole));
}

void *memalign(size_t align, size_t size)
{
	size_t whole;

	if (!align || align & (align - 1)) {
		errno = EINVAL;
		return NULL;
	}
	/*
	 * newlib's allocator needs space for the size, the alignment and a minimum chunk.
	 * kmalloc() aligns at most to a page.
	 */
	if (__builtin_add_overflow(size, align + 64, &whole))
		return malloc_result(NULL);
	if (whole >= threshold || align > PAGE_SIZE)
		return malloc_result(malloc_map(align, size));
	return malloc_result(small_memalign(align, size));
}

void *aligned_alloc(size_t align, size_t size)
{
	return memalign(align, size);
}

int posix_memalign(void **p, size_t align, size_t size)
{
	int before = errno;
	void *got;

	if (align % sizeof(void *) || align & (align - 1) || !align)
		return EINVAL;
	got = memalign(align, size);
	errno = before;
	if (!got)
		return ENOMEM;
	*p = got;
	return 0;
}

void *valloc(size_t size)
{
	return memalign(PAGE_SIZE, size);
}

void *pvalloc(size_t size)
{
	return size > -PAGE_SIZE ? malloc_result(NULL)
				 : valloc((size + PAGE_SIZE - 1) & -PAGE_SIZE);
}

size_t malloc_usable_size(void *p)
{
	if (!p)
		return 0;
	return is_mapping(p) ? os_mapped_behind(p) : small_usable_size(p);
}

/* Resize a mapping without copying.  Returns NULL, without a change, if that is not possible. */
static void *malloc_remap(void *p, size_t size)
{
	long change;
	void *moved = os_remap(p, size, &change);

	if (moved)
		__atomic_fetch_add(&mapped, change, __ATOMIC_RELAXED);
	return moved;
}

/* Allocate a new object of @size bytes, copy the contents, and free the old object. */
static void *malloc_move(void *p, size_t old_size, size_t size)
{
	void *moved = malloc(size);

	if (moved) {
		memcpy(moved, p, old_size < size ? old_size : size);
		free(p);
	}
	return moved;
}

void *realloc(void *p, size_t size)
{
	void *moved;
	size_t have;

	if (!p)
		return malloc(size);
	if (is_mapping(p) && size >= threshold && (moved = malloc_remap(p, size)))
		return moved;
#ifdef CONFIG_LIBC_MALLOC_NEWLIB
	/*
	 * newlib's realloc() may extend an object in place.  The realloc() of the nano allocator is
	 * not used, because it reads beyond the object.
	 */
	if (!is_mapping(p) && !os_is_kmallocs(p) && size < threshold)
		return malloc_result(__small_realloc_r(_REENT, p, size));
#endif
	have = malloc_usable_size(p);
	if (!have) {
		malloc_unmap(p);	/* reports that the address is invalid */
		return malloc_result(NULL);
	}
	/* If the object shrinks, move it only if the new size is less than half of the old size. */
	if (size <= have && size >= have / 2) {
		if (!is_mapping(p) && os_is_kmallocs(p))
			os_small_shrink(p, size);
		return p;
	}
	return malloc_move(p, have, size);
}

int mallopt(int what, int value)
{
	if (what != M_MMAP_THRESHOLD)
		return small_mallopt(what, value);
	if (value < (int)PAGE_SIZE)
		return 0;
	threshold = value;
	quick_update();
	return 1;
}

struct mallinfo mallinfo(void)
{
	struct mallinfo info = small_mallinfo();

	info.hblks = mappings;
	info.hblkhd = mapped;
	return info;
}

void malloc_stats(void)
{
	struct mallinfo info = mallinfo();

	fprintf(stderr, "malloc: %zu bytes of %zu in use; %zu mappings of %zu bytes\n",
		info.uordblks, info.arena, info.hblks, info.hblkhd);
}

#ifndef CONFIG_LIBC_MALLOC_NEWLIB
/* Do nothing: the nano allocator retains free memory, and kmalloc() releases it in free(). */
int malloc_trim(size_t pad)
{
	return 0;
}
#endif
