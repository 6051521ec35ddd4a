/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_COMPILER_ATTRIBUTES_H
#define LINUX_COMPILER_ATTRIBUTES_H

/*
 * C libraries define some of these names.  The definitions below replace them, whether the
 * library's headers are included before or after this file.
 */
#if defined(CONFIG_LIBC) && __has_include(<sys/cdefs.h>)
#include <sys/cdefs.h>
#undef __aligned
#undef __packed
#undef __section
#undef __used
#undef __pure
#undef __noinline
#undef __alloc_size
#undef __nonnull
#undef __guarded_by
#endif

#define __aligned(x)		__attribute__((__aligned__(x)))
#define __packed		__attribute__((__packed__))
#define __section(s)		__attribute__((__section__(s)))
#define __used			__attribute__((__used__))
#define __maybe_unused		__attribute__((__unused__))
#define __always_unused		__attribute__((__unused__))
#define __weak			__attribute__((__weak__))
#define __alias(s)		__attribute__((__alias__(#s)))
#define __must_check		__attribute__((__warn_unused_result__))
#define __cold			__attribute__((__cold__))
#define __pure			__attribute__((__pure__))
#define __attribute_const__	__attribute__((__const__))
#define __malloc		__attribute__((__malloc__))
#define __alloc_size(x, ...)	__attribute__((__alloc_size__(x, ## __VA_ARGS__)))
#define __always_used		__used __maybe_unused
#define __printf(a, b)		__attribute__((__format__(printf, a, b)))
#define __scanf(a, b)		__attribute__((__format__(scanf, a, b)))
#define __noreturn		__attribute__((__noreturn__))
#define __mode(x)		__attribute__((__mode__(x)))
#define __cleanup(f)		__attribute__((__cleanup__(f)))
#define __returns_nonnull	__attribute__((__returns_nonnull__))
#define __nonnull(x...)		__attribute__((__nonnull__(x)))
#define __visible		__attribute__((__externally_visible__))
#define __flatten		__attribute__((__flatten__))
#define __assume_aligned(a, ...) __attribute__((__assume_aligned__(a, ## __VA_ARGS__)))
#ifndef __cplusplus	/* this macro would break C++'s [[fallthrough]] */
#define fallthrough		__attribute__((__fallthrough__))
#endif

#ifdef __clang__
#undef __visible
#define __visible
#endif

#if __has_attribute(__retain__)
#define __retain		__attribute__((__retain__))
#else
#define __retain
#endif

#if __has_attribute(__nonstring__)
#define __nonstring		__attribute__((__nonstring__))
#else
#define __nonstring
#endif

/* Name the member that has the number of elements of a flexible array. */
#if __has_attribute(__counted_by__)
#define __counted_by(member)	__attribute__((__counted_by__(member)))
#else
#define __counted_by(member)
#endif
#define __counted_by_le(member)	__counted_by(member)	/* all ports are little-endian */
#define __counted_by_be(member)

#if __has_attribute(__error__)
#define __compiletime_error(msg) __attribute__((__error__(msg)))
#else
#define __compiletime_error(msg)
#endif

#endif /* LINUX_COMPILER_ATTRIBUTES_H */
