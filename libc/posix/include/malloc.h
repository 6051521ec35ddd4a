/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef _MALLOC_H
#define _MALLOC_H

/*
 * malloc() functions that are not in <stdlib.h>, implemented in libc/posix/malloc.c.  Sizes are in
 * bytes.  The functions are called in thread context.  They return NULL and set ENOMEM if there is
 * not enough memory.
 */

#include <sys/cdefs.h>
#include <stdlib.h>

/* For mallopt(): requests of at least M_MMAP_THRESHOLD bytes get a mapping of their own. */
#define M_TRIM_THRESHOLD	(-1)
#define M_TOP_PAD		(-2)
#define M_MMAP_THRESHOLD	(-3)

struct mallinfo {
	size_t arena;		/* size of the growing part of the heap */
	size_t ordblks;		/* number of its free chunks */
	size_t smblks;
	size_t hblks;		/* number of mappings for large requests; their bytes */
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

/* Allocate with an alignment, which must be a power of two.  Sets EINVAL for others. */
void *memalign(size_t align, size_t size);
/* Allocate at the start of a page.  pvalloc() also rounds the size up to whole pages. */
void *valloc(size_t size);
void *pvalloc(size_t size);

/*
 * Return the number of bytes that the owner of an object may use, at least those requested; 0 for
 * NULL.
 */
size_t malloc_usable_size(void *p);

/* Return 1 if the value was accepted. */
int mallopt(int what, int value);
struct mallinfo mallinfo(void);

/* Print a summary of these numbers to stderr. */
void malloc_stats(void);

/*
 * Release free memory at the end of the heap, except @pad bytes.  Returns 1 if some was released.
 */
int malloc_trim(size_t pad);

#ifdef __cplusplus
}
#endif

#endif /* _MALLOC_H */
