/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_GENERIC_BYTEORDER_H
#define ASM_GENERIC_BYTEORDER_H

/* Conversions for little-endian CPUs; all ports are little-endian. */

#include <linux/build_bug.h>
#include <linux/swab.h>
#include <linux/types.h>

static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__);
#define __LITTLE_ENDIAN 1234

#define cpu_to_le16(x)	((__force __le16)(__u16)(x))
#define cpu_to_le32(x)	((__force __le32)(__u32)(x))
#define cpu_to_le64(x)	((__force __le64)(__u64)(x))
#define le16_to_cpu(x)	((__force __u16)(__le16)(x))
#define le32_to_cpu(x)	((__force __u32)(__le32)(x))
#define le64_to_cpu(x)	((__force __u64)(__le64)(x))
#define cpu_to_be16(x)	((__force __be16)swab16(x))
#define cpu_to_be32(x)	((__force __be32)swab32(x))
#define cpu_to_be64(x)	((__force __be64)swab64(x))
#define be16_to_cpu(x)	swab16((__force __u16)(__be16)(x))
#define be32_to_cpu(x)	swab32((__force __u32)(__be32)(x))
#define be64_to_cpu(x)	swab64((__force __u64)(__be64)(x))

#define __constant_cpu_to_le32(x) cpu_to_le32(x)
#define __constant_cpu_to_be32(x) cpu_to_be32(x)

#define htons(x)	cpu_to_be16(x)
#define htonl(x)	cpu_to_be32(x)
#define ntohs(x)	be16_to_cpu(x)
#define ntohl(x)	be32_to_cpu(x)

#define __DEFINE_BYTEORDER_P(e, bits)						\
static inline u##bits e##bits##_to_cpup(const __##e##bits *p)			\
{										\
	return e##bits##_to_cpu(*p);						\
}										\
static inline __##e##bits cpu_to_##e##bits##p(const u##bits *p)			\
{										\
	return cpu_to_##e##bits(*p);						\
}										\
static inline void e##bits##_to_cpus(u##bits *p)				\
{										\
	*p = e##bits##_to_cpu(*p);						\
}										\
static inline void cpu_to_##e##bits##s(u##bits *p)				\
{										\
	*p = cpu_to_##e##bits(*p);						\
}										\
static inline void e##bits##_add_cpu(__##e##bits *var, u##bits val)		\
{										\
	*var = cpu_to_##e##bits(e##bits##_to_cpu(*var) + val);			\
}
__DEFINE_BYTEORDER_P(le, 16)
__DEFINE_BYTEORDER_P(le, 32)
__DEFINE_BYTEORDER_P(le, 64)
__DEFINE_BYTEORDER_P(be, 16)
__DEFINE_BYTEORDER_P(be, 32)
__DEFINE_BYTEORDER_P(be, 64)
#undef __DEFINE_BYTEORDER_P

static inline void be32_to_cpu_array(u32 *dst, const __be32 *src, size_t nr_words)
{
	for (size_t i = 0; i < nr_words; i++)
		dst[i] = be32_to_cpu(src[i]);
}

static inline void cpu_to_be32_array(__be32 *dst, const u32 *src, size_t nr_words)
{
	for (size_t i = 0; i < nr_words; i++)
		dst[i] = cpu_to_be32(src[i]);
}

#endif /* ASM_GENERIC_BYTEORDER_H */
