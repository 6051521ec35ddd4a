/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SWAB_H
#define LINUX_SWAB_H

#include <linux/types.h>

/*
 * RV64 without Zbb has no instruction to swap bytes, and the compiler's builtin would call libgcc.
 */
#if defined(__riscv) && !defined(__riscv_zbb)
static __always_inline __attribute_const__ u32 __swab32(u32 x)
{
	if (__builtin_constant_p(x))
		return __builtin_bswap32(x);
	x = (x & 0x00ff00ff) << 8 | (x >> 8 & 0x00ff00ff);
	return x << 16 | x >> 16;
}

static __always_inline __attribute_const__ u64 __swab64(u64 x)
{
	if (__builtin_constant_p(x))
		return __builtin_bswap64(x);
	x = (x & 0x00ff00ff00ff00ff) << 8 | (x >> 8 & 0x00ff00ff00ff00ff);
	x = (x & 0x0000ffff0000ffff) << 16 | (x >> 16 & 0x0000ffff0000ffff);
	return x << 32 | x >> 32;
}
#else
#define __swab32(x)	__builtin_bswap32(x)
#define __swab64(x)	__builtin_bswap64(x)
#endif

/* The C library's <unistd.h> declares a function with this name. */
#if defined(CONFIG_LIBC) && __has_include(<unistd.h>)
#include <unistd.h>
#endif
#undef swab
#define swab16(x)	((__u16)__builtin_bswap16(x))
#define swab32(x)	((__u32)__swab32((__u32)(x)))
#define swab64(x)	((__u64)__swab64((__u64)(x)))
#define swab(x)		((unsigned long)swab64(x))

static inline u16 swab16p(const u16 *p)
{
	return swab16(*p);
}

static inline u32 swab32p(const u32 *p)
{
	return swab32(*p);
}

static inline u64 swab64p(const u64 *p)
{
	return swab64(*p);
}

static inline void swab32s(u32 *p)
{
	*p = swab32(*p);
}

#endif /* LINUX_SWAB_H */
