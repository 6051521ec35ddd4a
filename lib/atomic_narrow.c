// SPDX-License-Identifier: BSD-2-Clause
/*
 * The functions that compilers call for C11's atomic operations on 1 and 2 bytes, for RISC-V, whose
 * atomic instructions operate only on 4 or 8 bytes.  A field is changed by a compare-and-exchange
 * of the aligned word of 4 bytes that contains it.  The other bytes of the word are written back
 * unchanged, and the exchange fails if the word has changed since it was read.  All operations are
 * sequentially consistent, whatever order was requested.  GCC's libatomic has the same functions,
 * but only for the ABI with floating point.
 *
 * Context: any, as for all atomic operations.
 */
#include <linux/compiler.h>
#include <linux/types.h>

struct field {
	u32 *word;
	unsigned int shift;
	u32 mask;
};

static __always_inline struct field field_at(volatile void *p, size_t size)
{
	unsigned long address = (unsigned long)p;
	unsigned int shift = address % sizeof(u32) * 8;

	return (struct field){
		.word = (u32 *)(address & ~(sizeof(u32) - 1)),
		.shift = shift,
		.mask = (size == 1 ? 0xffU : 0xffffU) << shift,
	};
}

/*
 * Store @new into the field if the word is still *@old.  Otherwise *@old is set to the current
 * word.
 */
static __always_inline bool field_replace(struct field f, u32 *old, u32 new)
{
	return __atomic_compare_exchange_n(f.word, old, (*old & ~f.mask) | (new << f.shift &f.mask),
					   true, __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST);
}

/*
 * __atomic_<name>_<size>() stores @expression, which uses old and value, and returns the old field.
 */
#define NARROW_FETCH(name, size, type, expression)						\
type __atomic_##name##_##size(volatile void *p, type value, int order);			\
type __atomic_##name##_##size(volatile void *p, type value, int order)				\
{												\
	struct field f = field_at(p, size);							\
	u32 word = READ_ONCE(*f.word), old;							\
												\
	do {											\
		old = (word & f.mask) >> f.shift;						\
	} while (!field_replace(f, &word, expression));						\
	return (type)old;									\
}

#define NARROW_COMPARE_EXCHANGE(size, type) \
bool __atomic_compare_exchange_##size(volatile void *p, void *expected, type desired, bool weak, \
				      int success, int failure); \
bool __atomic_compare_exchange_##size(volatile void *p, void *expected, type desired, bool weak, \
				      int success, int failure) \
{ \
	struct field f = field_at(p, size); \
	u32 word = __atomic_load_n(f.word, __ATOMIC_SEQ_CST); \
 \
	do { \
		type now = (type)((word & f.mask) >> f.shift); \
 \
		if (now != *(type *)expected) { \
			*(type *)expected = now; \
			return false; \
		} \
	} while (!field_replace(f, &word, desired)); \
	return true; \
}

#define NARROW(size, type)									\
	NARROW_FETCH(exchange, size, type, value)						\
	NARROW_FETCH(fetch_add, size, type, old + value)					\
	NARROW_FETCH(fetch_sub, size, type, old - value)					\
	NARROW_FETCH(fetch_and, size, type, old & value)					\
	NARROW_FETCH(fetch_or, size, type, old | value)						\
	NARROW_FETCH(fetch_xor, size, type, old ^ value)					\
	NARROW_FETCH(fetch_nand, size, type, ~(old & value))					\
	NARROW_COMPARE_EXCHANGE(size, type)

NARROW(1, u8)
NARROW(2, u16)
