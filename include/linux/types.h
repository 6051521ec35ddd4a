/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_TYPES_H
#define LINUX_TYPES_H

#include <linux/compiler.h>
#include <linux/stddef.h>

#ifndef __ASSEMBLY__

typedef signed char		__s8;
typedef unsigned char		__u8;
typedef signed short		__s16;
typedef unsigned short		__u16;
typedef signed int		__s32;
typedef unsigned int		__u32;
typedef signed long long	__s64;
typedef unsigned long long	__u64;

typedef __s8	s8;
typedef __u8	u8;
typedef __s16	s16;
typedef __u16	u16;
typedef __s32	s32;
typedef __u32	u32;
typedef __s64	s64;
typedef __u64	u64;

/* In files that include C's standard headers, the C library defines these types. */
#if __has_include(<stdint.h>)

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#else

typedef __s8	int8_t;
typedef __u8	uint8_t;
typedef __s16	int16_t;
typedef __u16	uint16_t;
typedef __s32	int32_t;
typedef __u32	uint32_t;
typedef __s64	int64_t;
typedef __u64	uint64_t;

/* bool is a keyword in C++, and in C23 since GCC 13 and clang 15. */
#if !defined(__cplusplus) && \
	(__STDC_VERSION__ <= 201710L || (defined(__clang__) ? __clang_major__ < 15 : __GNUC__ < 13))
typedef _Bool		bool;
#endif
typedef __SIZE_TYPE__	size_t;
typedef long		ptrdiff_t;
typedef unsigned long	uintptr_t;
typedef long		intptr_t;

#endif

#if defined(CONFIG_LIBC) && __has_include(<sys/types.h>)

#include <sys/types.h>

#else

typedef __u8	u_int8_t;
typedef __u16	u_int16_t;
typedef __u32	u_int32_t;
typedef __u64	u_int64_t;

typedef long		ssize_t;
typedef long		off_t;
typedef u32		dev_t;
typedef int		pid_t;

typedef unsigned char	u_char;
typedef unsigned short	u_short;
typedef unsigned int	u_int;
typedef unsigned long	u_long;

#endif

typedef unsigned char	unchar;
typedef unsigned short	ushort;
typedef unsigned int	uint;
typedef unsigned long	ulong;

/* Integers with a fixed byte order; <asm/byteorder.h> converts them. */
typedef __u16 __bitwise __le16;
typedef __u16 __bitwise __be16;
typedef __u32 __bitwise __le32;
typedef __u32 __bitwise __be32;
typedef __u64 __bitwise __le64;
typedef __u64 __bitwise __be64;
#define aligned_u64	__u64 __attribute__((__aligned__(8)))
#define aligned_s64	__s64 __attribute__((__aligned__(8)))
#define aligned_be64	__be64 __attribute__((__aligned__(8)))
#define aligned_le64	__le64 __attribute__((__aligned__(8)))
typedef __u16 __bitwise __sum16;
typedef __u32 __bitwise __wsum;

typedef long long	loff_t;
typedef unsigned short	umode_t;
typedef s64		time64_t;
typedef s64		ktime_t;
typedef u64		sector_t;
typedef unsigned long	pgoff_t;
typedef unsigned long	irq_hw_number_t;

/* Addresses of bytes as seen by the CPU (phys_addr_t) and by a device (dma_addr_t). */
typedef u64		phys_addr_t;
typedef unsigned long irq_hw_number_t;	/* number of a line in its irq_domain */
typedef phys_addr_t	resource_size_t;
typedef u64		dma_addr_t;

typedef unsigned int __bitwise	gfp_t;
typedef unsigned int __bitwise	slab_flags_t;
typedef unsigned int __bitwise	fmode_t;

typedef struct {
	int counter;
} atomic_t;

#define ATOMIC_INIT(i)	{ (i) }

typedef struct {
	s64 counter;
} atomic64_t;

struct list_head {
	struct list_head *next, *prev;
};

struct hlist_head {
	struct hlist_node *first;
};

struct hlist_node {
	struct hlist_node *next, **pprev;
};

struct callback_head {
	struct callback_head *next;
	void (*func)(struct callback_head *head);
} __aligned(sizeof(void *));
#define rcu_head callback_head

typedef void (*rcu_callback_t)(struct rcu_head *head);
typedef int (*cmp_func_t)(const void *a, const void *b);
typedef int (*cmp_r_func_t)(const void *a, const void *b, const void *priv);
typedef void (*swap_func_t)(void *a, void *b, int size);
typedef void (*swap_r_func_t)(void *a, void *b, int size, const void *priv);

#define BITS_PER_LONG		64
#define BITS_PER_LONG_LONG	64
#define DECLARE_BITMAP(name, bits) unsigned long name[((bits) + 63) / 64]

#endif /* __ASSEMBLY__ */

#endif /* LINUX_TYPES_H */
