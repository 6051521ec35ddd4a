// SPDX-License-Identifier: BSD-2-Clause
/*
 * malloc() and free().  Both end in a tail call, so that they need no stack frame: this file is
 * compiled without frames, and a back-trace continues with the caller of malloc().
 *
 * With kmalloc() behind malloc(), one variable shows that neither a limit of the heap nor a checker
 * of memory needs to see the call.  A mapping always starts a page, and kfree() refuses every
 * address that is not an object, so that free() passes all other addresses to kfree().
 */

#include <stdint.h>
#include <stdlib.h>
#include "libc/os.h"
#include "malloc_quick.h"

#ifdef CONFIG_LIBC_MALLOC_QUARRY
static size_t quick_sizes(void)
{
	return __atomic_load_n(&malloc_quick_sizes, __ATOMIC_RELAXED);
}

void *malloc(size_t size)
{
	if (__builtin_expect(size - 1 < quick_sizes(), 1))
		return kmalloc_quick((size + ALIGNMENT - 1) & -ALIGNMENT, malloc_slow);
	return malloc_slow(size);
}

void free(void *p)
{
	if (__builtin_expect((uintptr_t)p & (PAGE_SIZE - 1) && quick_sizes(), 1))
		kfree(p);
	else
		free_slow(p);
}
#else
void *malloc(size_t size)
{
	return malloc_slow(size);
}

void free(void *p)
{
	free_slow(p);
}
#endif
