/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef _MALLOC_H
#define _MALLOC_H

/*
 * The functions of malloc() beyond <stdlib.h>, in libc/posix/malloc.c.  Sizes are in bytes.  The functions
 * are called in thread context, and return NULL and set ENOMEM if there is not enough memory.
 */

#include <sys/cdefs.h>
#include <stdlib.h>

/* For mallopt(): requests of at least M_MMAP_THRESHOLD bytes get a mapping of their own. */
#define M_TRIM_THRESHOLD	(-1)
#define M_TOP_PAD		(-2)
#define M_MMAP_THRESHOLD	(-3)

struct mallinfo {
	size_t arena;		/* of the heap's part that grows */
	size_t ordblks;		/* free chunks in it */
	size_t smblks;
	size_t hblks;		/* mappings of large requests, and their bytes */
	size_t hblkhd;
	size_t usmblks;
	size_t fsmblks;
	size_t uordblks;	/* of the arena, handed out */
	size_t fordblks;	/* and free, */
	size_t keepcost;	/* of which malloc_trim() can free this amount */
};

#ifdef __cplusplus
extern "C" {
#endif

/* The alignment is a power of two; EINVAL for another. */
void *memalign(size_t align, size_t size);
/* At a page, the second in whole pages. */
void *valloc(size_t size);
void *pvalloc(size_t size);

/* How many bytes of an object its owner may use: at least as many as were asked for; 0 for NULL. */
size_t malloc_usable_size(void *p);

/* 1 if it was accepted. */
int mallopt(int what, int value);
struct mallinfo mallinfo(void);

/* Print some of that to stderr. */
void malloc_stats(void);

/* Give back what is free at the heap's end, but for @pad bytes: 1 if there was something. */
int malloc_trim(size_t pad);

#ifdef __cplusplus
}
#endif

#endif /* _MALLOC_H */
