// SPDX-License-Identifier: BSD-2-Clause
/* malloc_trim() and malloc_stats() of allocators that have nothing to give back, or to say. */

#include <malloc.h>
#include <reent.h>

int _malloc_trim_r(struct _reent *reent, size_t pad)
{
	return 0;
}

void _malloc_stats_r(struct _reent *reent)
{
}
