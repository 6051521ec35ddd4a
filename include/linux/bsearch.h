/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_BSEARCH_H
#define LINUX_BSEARCH_H

#include <linux/types.h>

/* Return an element of the sorted array @base that is equal to @key, or NULL. */
static __always_inline void *__inline_bsearch(const void *key, const void *base, size_t num,
					      size_t size, cmp_func_t cmp)
{
	const char *lo = (const char *)base;

	while (num) {
		const char *pivot = lo + num / 2 * size;
		int c = cmp(key, pivot);

		if (c == 0)
			return (void *)pivot;
		if (c > 0) {
			lo = pivot + size;
			num--;
		}
		num /= 2;
	}
	return NULL;
}

void *bsearch(const void *key, const void *base, size_t num, size_t size, cmp_func_t cmp);

#endif /* LINUX_BSEARCH_H */
