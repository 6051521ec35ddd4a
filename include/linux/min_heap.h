/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MIN_HEAP_H
#define LINUX_MIN_HEAP_H

/*
 * A heap with the smallest element on top, in an array.  The element at index i is not larger than
 * those at 2 * i + 1 and 2 * i + 2.
 *
 *	DEFINE_MIN_HEAP(struct foo *, ) heap;
 *	min_heap_init(&heap, array, ARRAY_SIZE(array));
 *	min_heap_push(&heap, &foo, &callbacks, NULL);
 *
 * The caller owns the array and serializes the calls; args is passed to the callbacks.  Context:
 * any.
 */

#include <linux/types.h>

/*
 * Define the type of a heap of @_type.  @nr is the number of elements, and @size that of the
 * array's elements, which is the member @preallocated or another one.
 */
#define MIN_HEAP_PREALLOCATED(_type, _name, _nr)	\
struct _name {						\
	int nr;						\
	int size;					\
	_type *data;					\
	_type preallocated[_nr];			\
}
#define DEFINE_MIN_HEAP(_type, _name)	MIN_HEAP_PREALLOCATED(_type, _name, 0)

typedef DEFINE_MIN_HEAP(char, min_heap_char) min_heap_char;

struct min_heap_callbacks {
	bool (*less)(const void *lhs, const void *rhs, void *args);
	/* Exchange two elements; if NULL, their bytes are exchanged. */
	void (*swp)(void *lhs, void *rhs, void *args);
};

/* For the macros below: @size is the size of an element, in bytes. */
void __min_heap_init(min_heap_char *heap, void *data, int nr);
void __min_heap_sift_down(min_heap_char *heap, int pos, size_t size,
			  const struct min_heap_callbacks *func, void *args);
void __min_heap_sift_up(min_heap_char *heap, size_t size, size_t idx,
			const struct min_heap_callbacks *func, void *args);
void __min_heapify_all(min_heap_char *heap, size_t size, const struct min_heap_callbacks *func,
		       void *args);
bool __min_heap_pop(min_heap_char *heap, size_t size, const struct min_heap_callbacks *func,
		    void *args);
void __min_heap_pop_push(min_heap_char *heap, const void *element, size_t size,
			 const struct min_heap_callbacks *func, void *args);
bool __min_heap_push(min_heap_char *heap, const void *element, size_t size,
		     const struct min_heap_callbacks *func, void *args);
bool __min_heap_del(min_heap_char *heap, size_t size, size_t idx,
		    const struct min_heap_callbacks *func, void *args);

#define __min_heap(_heap)	((min_heap_char *)(_heap))
#define __min_heap_size(_heap)	sizeof((_heap)->data[0])

/* Initialize an empty heap in the array @_data, or in its preallocated array if @_data is NULL. */
#define min_heap_init(_heap, _data, _size)	__min_heap_init(__min_heap(_heap), _data, _size)
/* Return the address of the smallest element, or NULL if the heap is empty. */
#define min_heap_peek(_heap)			((_heap)->nr ? (_heap)->data : NULL)
#define min_heap_full(_heap)			((_heap)->nr == (_heap)->size)

/* Move the element at @_pos down or up to its place, after its value has changed. */
#define min_heap_sift_down(_heap, _pos, _func, _args) \
	__min_heap_sift_down(__min_heap(_heap), _pos, __min_heap_size(_heap), _func, _args)
#define min_heap_sift_up(_heap, _idx, _func, _args) \
	__min_heap_sift_up(__min_heap(_heap), __min_heap_size(_heap), _idx, _func, _args)
/* Make a heap of the elements of the array, which are in any order. */
#define min_heapify_all(_heap, _func, _args) \
	__min_heapify_all(__min_heap(_heap), __min_heap_size(_heap), _func, _args)
/* Remove the smallest element.  Returns false, and warns once, if the heap is empty. */
#define min_heap_pop(_heap, _func, _args) \
	__min_heap_pop(__min_heap(_heap), __min_heap_size(_heap), _func, _args)
/* Replace the smallest element by a copy of *@_element. */
#define min_heap_pop_push(_heap, _element, _func, _args) \
	__min_heap_pop_push(__min_heap(_heap), _element, __min_heap_size(_heap), _func, _args)
/* Add a copy of *@_element.  Returns false, and warns once, if the heap is full. */
#define min_heap_push(_heap, _element, _func, _args) \
	__min_heap_push(__min_heap(_heap), _element, __min_heap_size(_heap), _func, _args)
/* Remove the element at @_idx.  Returns false, and warns once, if the heap is empty. */
#define min_heap_del(_heap, _idx, _func, _args) \
	__min_heap_del(__min_heap(_heap), __min_heap_size(_heap), _idx, _func, _args)

/* Linux since 6.13 also has forms that the compiler inlines.  Here they are the same. */
#define min_heap_init_inline(h, d, s)		min_heap_init(h, d, s)
#define min_heap_peek_inline(h)			min_heap_peek(h)
#define min_heap_full_inline(h)			min_heap_full(h)
#define min_heap_sift_down_inline(h, p, f, a)	min_heap_sift_down(h, p, f, a)
#define min_heap_sift_up_inline(h, i, f, a)	min_heap_sift_up(h, i, f, a)
#define min_heapify_all_inline(h, f, a)		min_heapify_all(h, f, a)
#define min_heap_pop_inline(h, f, a)		min_heap_pop(h, f, a)
#define min_heap_pop_push_inline(h, e, f, a)	min_heap_pop_push(h, e, f, a)
#define min_heap_push_inline(h, e, f, a)	min_heap_push(h, e, f, a)
#define min_heap_del_inline(h, i, f, a)		min_heap_del(h, i, f, a)

#endif /* LINUX_MIN_HEAP_H */
