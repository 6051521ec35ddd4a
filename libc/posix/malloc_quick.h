/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIBC_POSIX_MALLOC_QUICK_H
#define LIBC_POSIX_MALLOC_QUICK_H

/* What malloc.c and the fast paths in malloc_quick.c share. */

#include <stddef.h>

#define ALIGNMENT	16
#define PAGE_SIZE	((size_t)1 << CONFIG_PAGE_SHIFT)

/*
 * Sizes from 1 to this one may be allocated by kmalloc_quick() and freed by kfree().  The value is
 * 0 at the start, and as long as os_small_is_quick() returns false.  Accessed atomically.
 */
extern size_t malloc_quick_sizes;

/* Implement malloc() and free() for all sizes and addresses. */
void *malloc_slow(size_t size);
void free_slow(void *p);

#endif /* LIBC_POSIX_MALLOC_QUICK_H */
