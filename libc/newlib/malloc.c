// SPDX-License-Identifier: BSD-2-Clause
/*
 * malloc(): small requests by newlib's own allocators (Lea's, 2.6, or nano) in the part of the heap that
 * grows, or by kmalloc(); large ones in mappings of their own.
 *
 * The address of an object tells which of the two has it.  A mapping has nothing but the object, which
 * starts on its first page, or with a larger alignment on a later one: the mapping is found by any
 * address in it.  The caller may use all up to its end: malloc_usable_size() says so.
 *
 * The functions for small requests have names of their own, by which newlib's call each other
 * (scripts/newlib.sh; small.c for kmalloc()), and are called with less than the threshold only.
 *
 * Locking: the small ones' allocator has its own; a mapping belongs to its caller.
 */

#include <errno.h>
#include <malloc.h>
#include <reent.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include "libc/os.h"

#define ALIGNMENT	16
#define PAGE_SIZE	((size_t)1 << CONFIG_PAGE_SHIFT)
#define M_MMAP_THRESHOLD_DEFAULT	((size_t)CONFIG_LIBC_MMAP_THRESHOLD_KB << 10)

void *__small_malloc_r(struct _reent *reent, size_t size);
void __small_free_r(struct _reent *reent, void *p);
void *__small_calloc_r(struct _reent *reent, size_t n, size_t size);
void *__small_realloc_r(struct _reent *reent, void *p, size_t size);
void *__small_memalign_r(struct _reent *reent, size_t align, size_t size);
size_t __small_malloc_usable_size_r(struct _reent *reent, void *p);
int __small_mallopt_r(struct _reent *reent, int what, int value);
struct mallinfo __small_mallinfo_r(struct _reent *reent);

static size_t threshold = M_MMAP_THRESHOLD_DEFAULT;
static size_t mappings, mapped;		/* how many, and their bytes; counted atomically */

/* Where newlib's allocator gets its memory. */
void *_sbrk(ptrdiff_t by)
{
	void *old = os_sbrk(by);

	if (old)
		return old;
	errno = ENOMEM;
	return (void *)-1;
}

static void *no_memory(struct _reent *reent)
{
	reent->_errno = ENOMEM;
	return NULL;
}

/* At a multiple of @align, a power of two. */
static void *map(struct _reent *reent, size_t align, size_t size)
{
	size_t lead = align > PAGE_SIZE ? align - PAGE_SIZE : 0, whole;
	uintptr_t start;

	if (__builtin_add_overflow(size ? size : 1, lead, &whole))
		return no_memory(reent);
	start = (uintptr_t)os_map(whole);
	if (!start)
		return no_memory(reent);
	__atomic_fetch_add(&mappings, 1, __ATOMIC_RELAXED);
	__atomic_fetch_add(&mapped, (whole + PAGE_SIZE - 1) & -PAGE_SIZE, __ATOMIC_RELAXED);
	return (void *)((start + align - 1) & -align);
}

static void unmap(void *p)
{
	size_t size = os_unmap(p);

	if (size) {
		__atomic_fetch_sub(&mappings, 1, __ATOMIC_RELAXED);
		__atomic_fetch_sub(&mapped, size, __ATOMIC_RELAXED);
	}
}

static int is_mapping(void *p)
{
	return p && !os_is_small(p);
}

void *_malloc_r(struct _reent *reent, size_t size)
{
	if (__builtin_expect(size >= threshold, 0))
		return map(reent, ALIGNMENT, size);
	return __small_malloc_r(reent, size);
}

void _free_r(struct _reent *reent, void *p)
{
	if (__builtin_expect(is_mapping(p), 0))
		unmap(p);
	else
		__small_free_r(reent, p);
}

void *_calloc_r(struct _reent *reent, size_t n, size_t size)
{
	size_t whole;

	if (__builtin_mul_overflow(n, size, &whole))
		return no_memory(reent);
	if (whole >= threshold)
		return map(reent, ALIGNMENT, whole);	/* zeroed */
	return __small_calloc_r(reent, 1, whole);
}

void *_memalign_r(struct _reent *reent, size_t align, size_t size)
{
	size_t whole;

	if (!align || align & (align - 1)) {
		reent->_errno = EINVAL;
		return NULL;
	}
	/* newlib asks itself for both and a smallest chunk; kmalloc() aligns to a page at most. */
	if (__builtin_add_overflow(size, align, &whole))
		return no_memory(reent);
	if (whole + 64 >= threshold || align > PAGE_SIZE)
		return map(reent, align, size);
	return __small_memalign_r(reent, align, size);
}

/* Elsewhere, with the contents. */
static void *move(struct _reent *reent, void *p, size_t old_size, size_t size)
{
	void *moved = _malloc_r(reent, size);

	if (moved) {
		memcpy(moved, p, old_size < size ? old_size : size);
		_free_r(reent, p);
	}
	return moved;
}

size_t _malloc_usable_size_r(struct _reent *reent, void *p)
{
	if (!p)
		return 0;
	return is_mapping(p) ? os_mapped_behind(p) : __small_malloc_usable_size_r(reent, p);
}

void *_realloc_r(struct _reent *reent, void *p, size_t size)
{
	size_t have;

	if (!p)
		return _malloc_r(reent, size);
#ifdef CONFIG_LIBC_MALLOC_NEWLIB
	/* It may grow in its place.  nano's reads behind the object. */
	if (!is_mapping(p) && size < threshold)
		return __small_realloc_r(reent, p, size);
#endif
	have = _malloc_usable_size_r(reent, p);
	if (!have) {
		unmap(p);	/* which reports it */
		return no_memory(reent);
	}
	/* Less than half of it is worth another place. */
	if (size <= have && size >= have / 2)
		return p;
	return move(reent, p, have, size);
}

int _mallopt_r(struct _reent *reent, int what, int value)
{
	if (what != M_MMAP_THRESHOLD)
		return __small_mallopt_r(reent, what, value);
	if (value < (int)PAGE_SIZE)
		return 0;
	threshold = value;
	return 1;
}

struct mallinfo _mallinfo_r(struct _reent *reent)
{
	struct mallinfo info = __small_mallinfo_r(reent);

	info.hblks = mappings;
	info.hblkhd = mapped;
	return info;
}

/* newlib leaves it to the system. */
int posix_memalign(void **p, size_t align, size_t size)
{
	struct _reent *reent = _REENT;
	int before = reent->_errno;
	void *got;

	if (align % sizeof(void *) || align & (align - 1) || !align)
		return EINVAL;
	got = _memalign_r(reent, align, size);
	reent->_errno = before;
	if (!got)
		return ENOMEM;
	*p = got;
	return 0;
}
