// SPDX-License-Identifier: BSD-2-Clause

#include <linux/bug.h>
#include <linux/min_heap.h>
#include <linux/minmax.h>
#include <linux/string.h>

static void heap_swap(void *a, void *b, size_t size, const struct min_heap_callbacks *func,
		      void *args)
{
	u8 *x = a, *y = b;

	if (func->swp) {
		func->swp(a, b, args);
		return;
	}
	while (size--) {
		swap(*x, *y);
		x++;
		y++;
	}
}

void __min_heap_init(min_heap_char *heap, void *data, int nr)
{
	heap->nr = 0;
	heap->size = nr;
	heap->data = data ? data : heap->preallocated;
}

void __min_heap_sift_down(min_heap_char *heap, int pos, size_t size,
			  const struct min_heap_callbacks *func, void *args)
{
	char *data = heap->data;

	for (;;) {
		size_t at = (size_t)pos * size;
		int child = 2 * pos + 1;

		if (child >= heap->nr)
			return;
		if (child + 1 < heap->nr && func->less(data + (size_t)(child + 1) * size,
						       data + (size_t)child * size, args))
			child++;
		if (!func->less(data + (size_t)child * size, data + at, args))
			return;
		heap_swap(data + at, data + (size_t)child * size, size, func, args);
		pos = child;
	}
}

void __min_heap_sift_up(min_heap_char *heap, size_t size, size_t idx,
			const struct min_heap_callbacks *func, void *args)
{
	char *data = heap->data;

	while (idx) {
		size_t parent = (idx - 1) / 2;

		if (!func->less(data + idx * size, data + parent * size, args))
			return;
		heap_swap(data + idx * size, data + parent * size, size, func, args);
		idx = parent;
	}
}

void __min_heapify_all(min_heap_char *heap, size_t size, const struct min_heap_callbacks *func,
		       void *args)
{
	for (int pos = heap->nr / 2; pos--;)
		__min_heap_sift_down(heap, pos, size, func, args);
}

bool __min_heap_pop(min_heap_char *heap, size_t size, const struct min_heap_callbacks *func,
		    void *args)
{
	if (WARN_ONCE(heap->nr <= 0, "min_heap: an element of an empty heap is removed\n"))
		return false;
	heap->nr--;
	memmove(heap->data, heap->data + (size_t)heap->nr * size, size);
	__min_heap_sift_down(heap, 0, size, func, args);
	return true;
}

void __min_heap_pop_push(min_heap_char *heap, const void *element, size_t size,
			 const struct min_heap_callbacks *func, void *args)
{
	memcpy(heap->data, element, size);
	__min_heap_sift_down(heap, 0, size, func, args);
}

bool __min_heap_push(min_heap_char *heap, const void *element, size_t size,
		     const struct min_heap_callbacks *func, void *args)
{
	if (WARN_ONCE(heap->nr >= heap->size, "min_heap: an element is added to a full heap\n"))
		return false;
	memcpy(heap->data + (size_t)heap->nr * size, element, size);
	heap->nr++;
	__min_heap_sift_up(heap, size, (size_t)heap->nr - 1, func, args);
	return true;
}

bool __min_heap_del(min_heap_char *heap, size_t size, size_t idx,
		    const struct min_heap_callbacks *func, void *args)
{
	char *at = heap->data + idx * size;

	if (WARN_ONCE(heap->nr <= 0, "min_heap: an element of an empty heap is removed\n"))
		return false;
	heap->nr--;
	if (idx == (size_t)heap->nr)
		return true;
	/* Callbacks may record the index of an element, so exchange the elements by them. */
	heap_swap(at, heap->data + (size_t)heap->nr * size, size, func, args);
	__min_heap_sift_up(heap, size, idx, func, args);
	__min_heap_sift_down(heap, (int)idx, size, func, args);
	return true;
}
