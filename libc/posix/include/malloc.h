/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef _MALLOC_H
#define _MALLOC_H

/*
 * Functions of malloc() that are not in <stdlib.h>, implemented in libc/posix/malloc.c.  Sizes are
 * in bytes.  The functions are called in thread context.  If there is not enough memory, they
 * return NULL and set errno to ENOMEM.
 */

#include <sys/cdefs.h>
#include <stdlib.h>

/* Options for mallopt().  Requests of at least M_MMAP_THRESHOLD bytes get a separate mapping. */
#define M_TRIM_THRESHOLD	(-1)
#define M_TOP_PAD		(-2)
#define M_MMAP_THRESHOLD	(-3)

struct mallinfo {
	size_t arena;		/* size of the growing part of the heap */
	size_t ordblks;		/* number of free chunks in the growing part */
	size_t smblks;
	size_t hblks;		/* number and bytes of mappings for large requests */
	size_t hblkhd;
	size_t usmblks;
	size_t fsmblks;
	size_t uordblks;	/* allocated bytes of the arena */
	size_t fordblks;	/* free bytes of the arena */
	size_t keepcost;	/* bytes of fordblks that malloc_trim() can free */
};

#ifdef __cplusplus
extern "C" {
#endif

/* Allocate memory with an alignment.  Sets errno to EINVAL if @align is not a power of two. */
void *memalign(size_t align, size_t size);
/* Allocate memory at the start of a page.  pvalloc() also rounds the size up to whole pages. */
void *valloc(size_t size);
void *pvalloc(size_t size);

/*
 * Return the number of bytes that the owner of an object may use, which is at least the requested
 * size.  Returns 0 for NULL.
 */
size_t malloc_usable_size(void *p);

/* Set an option.  Returns 1 if the value was accepted. */
int mallopt(int what, int value);
struct mallinfo mallinfo(void);

/* Print a summary of the numbers in struct mallinfo to stderr. */
void malloc_stats(void);

/*
 * Release free memory at the end of the heap, except @pad bytes.  Returns 1 if memory was released.
 */
int malloc_trim(size_t pad);

#ifdef __cplusplus
}
#endif

#endif /* _MALLOC_H */
