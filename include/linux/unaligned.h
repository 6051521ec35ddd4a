/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_UNALIGNED_H
#define LINUX_UNALIGNED_H

/* Unaligned loads and stores, in the CPU's byte order or in a fixed byte order. */

#include <asm/byteorder.h>
#include <linux/types.h>

#define get_unaligned(ptr)						\
({									\
	const struct __unaligned { __typeof__(*(ptr)) __v; } __packed *__gu =	\
		(const struct __unaligned *)(ptr);				\
	__gu->__v;							\
})
#define put_unaligned(val, ptr) \
do { \
	struct __unaligned { __typeof__(*(ptr)) __v; } __packed *__pu = \
		(struct __unaligned *)(ptr); \
	__pu->__v = (val); \
} while (0)

#define __DEFINE_UNALIGNED(e, bits)					\
static inline u##bits get_unaligned_##e##bits(const void *p)		\
{									\
	return e##bits##_to_cpu(get_unaligned((const __##e##bits *)p));	\
}									\
static inline void put_unaligned_##e##bits(u##bits val, void *p)	\
{									\
	put_unaligned(cpu_to_##e##bits(val), (__##e##bits *)p);		\
}
__DEFINE_UNALIGNED(le, 16)
__DEFINE_UNALIGNED(le, 32)
__DEFINE_UNALIGNED(le, 64)
__DEFINE_UNALIGNED(be, 16)
__DEFINE_UNALIGNED(be, 32)
__DEFINE_UNALIGNED(be, 64)
#undef __DEFINE_UNALIGNED

static inline u32 get_unaligned_be24(const void *p)
{
	const u8 *b = (const u8 *)p;

	return (u32)b[0] << 16 | (u32)b[1] << 8 | b[2];
}

static inline u32 get_unaligned_le24(const void *p)
{
	const u8 *b = (const u8 *)p;

	return (u32)b[2] << 16 | (u32)b[1] << 8 | b[0];
}

static inline void put_unaligned_be24(u32 val, void *p)
{
	u8 *b = (u8 *)p;

	*b++ = (u8)(val >> 16);
	put_unaligned_be16((u16)val, b);
}

static inline void put_unaligned_le24(u32 val, void *p)
{
	u8 *b = (u8 *)p;

	*b++ = (u8)val;
	put_unaligned_le16((u16)(val >> 8), b);
}

static inline u64 get_unaligned_be48(const void *p)
{
	const u8 *b = (const u8 *)p;

	return (u64)get_unaligned_be16(b) << 32 | get_unaligned_be32(b + 2);
}

static inline void put_unaligned_be48(u64 val, void *p)
{
	u8 *b = (u8 *)p;

	put_unaligned_be16((u16)(val >> 32), b);
	put_unaligned_be32((u32)val, b + 2);
}

#endif /* LINUX_UNALIGNED_H */
