// SPDX-License-Identifier: BSD-2-Clause

/*
 * Heap sort with bottom-up sifting.
 *
 * To move an element down, the search first goes from the element to a leaf, always to the larger
 * child, without a comparison with the element itself.  Then the search goes up from the leaf to
 * the element's position, which is almost always near the bottom.  This method needs about half of
 * the comparisons of ordinary heap sort.
 */

#include <linux/sort.h>

struct sorter {
	char *base;
	size_t size;
	cmp_func_t cmp;
	swap_func_t swap;
	cmp_r_func_t cmp_r;
	swap_r_func_t swap_r;
	const void *priv;
};

static void swap_bytes(char *a, char *b, size_t n)
{
	while (n--) {
		char t = a[n];

		a[n] = b[n];
		b[n] = t;
	}
}

static void swap_words(u64 *a, u64 *b, size_t n)
{
	while (n--) {
		u64 t = a[n];

		a[n] = b[n];
		b[n] = t;
	}
}

static void swap_at(const struct sorter *s, size_t i, size_t j)
{
	char *a = s->base + i * s->size, *b = s->base + j * s->size;

	if (s->swap_r)
		s->swap_r(a, b, (int)s->size, s->priv);
	else if (s->swap)
		s->swap(a, b, (int)s->size);
	else if (((unsigned long)s->base | s->size) % sizeof(u64) == 0)
		swap_words((u64 *)a, (u64 *)b, s->size / sizeof(u64));
	else
		swap_bytes(a, b, s->size);
}

static int sort_compare(const struct sorter *s, size_t i, size_t j)
{
	const char *a = s->base + i * s->size, *b = s->base + j * s->size;

	return s->cmp_r ? s->cmp_r(a, b, s->priv) : s->cmp(a, b);
}

/* Move element @root of a heap of @n elements down until no child is larger. */
static void sift(const struct sorter *s, size_t root, size_t n)
{
	size_t leaf = root, child;

	while ((child = 2 * leaf + 1) < n) {
		if (child + 1 < n && sort_compare(s, child, child + 1) < 0)
			child++;
		leaf = child;
	}
	while (leaf != root && sort_compare(s, root, leaf) >= 0)
		leaf = (leaf - 1) / 2;
	/* Move element @root to @leaf, and each element on the path between them one level up. */
	while (leaf != root) {
		swap_at(s, root, leaf);
		leaf = (leaf - 1) / 2;
	}
}

static void heap_sort(const struct sorter *s, size_t num)
{
	for (size_t i = num / 2; i-- > 0;)
		sift(s, i, num);
	for (size_t n = num; n > 1; n--) {
		swap_at(s, 0, n - 1);
		sift(s, 0, n - 1);
	}
}

void sort_r(void *base, size_t num, size_t size, cmp_r_func_t cmp, swap_r_func_t swap,
	    const void *priv)
{
	struct sorter s = { .base = base, .size = size, .cmp_r = cmp, .swap_r = swap,
			    .priv = priv };

	heap_sort(&s, num);
}

void sort(void *base, size_t num, size_t size, cmp_func_t cmp, swap_func_t swap)
{
	struct sorter s = { .base = base, .size = size, .cmp = cmp, .swap = swap };

	heap_sort(&s, num);
}
