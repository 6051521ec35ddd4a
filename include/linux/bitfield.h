/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_BITFIELD_H
#define LINUX_BITFIELD_H

/*
 * Access to register fields that are described by a constant mask of contiguous bits.
 * FIELD_GET(mask, reg) returns the field, FIELD_PREP(mask, val) shifts a value into its position,
 * and FIELD_MODIFY() writes it into *reg.
 */

#include <linux/build_bug.h>
#include <linux/types.h>
#include <asm/byteorder.h>

#define __bf_shf(x)		(__builtin_ffsll(x) - 1)
#define __bf_check(mask)						\
	BUILD_BUG_ON_MSG((mask) == 0 ||					\
		((((unsigned long long)(mask)) + (1ULL << __bf_shf(mask))) & (mask)) != 0,	\
		"field mask is zero or not contiguous")

#define FIELD_MAX(mask)		((__typeof__(mask))((mask) >> __bf_shf(mask)))
#define FIELD_FIT(mask, val)	(!((((__typeof__(mask))(val)) << __bf_shf(mask)) & ~(mask)))
#define FIELD_PREP(mask, val)						\
({									\
	__bf_check(mask);						\
	((__typeof__(mask))(val) << __bf_shf(mask)) & (mask);		\
})
#define FIELD_PREP_CONST(mask, val)	(((__typeof__(mask))(val) << __bf_shf(mask)) & (mask))
#define FIELD_GET(mask, reg)						\
({									\
	__bf_check(mask);						\
	(__typeof__(mask))(((reg) & (mask)) >> __bf_shf(mask));		\
})
#define FIELD_MODIFY(mask, regp, val) \
	(*(regp) = (*(regp) & ~(mask)) | FIELD_PREP(mask, val))

/*
 * The same for masks and values of one type.  u32_get_bits(reg, mask) returns a field,
 * u32_encode_bits(value, mask) shifts a value into its position, u32_replace_bits(old, value, mask)
 * returns a register with another value of the field, and u32p_replace_bits(pointer, value, mask)
 * changes one in memory.  In le32_ and be32_ forms, the register has this byte order; values and
 * masks are in the CPU's order.
 */
static __always_inline u64 field_multiplier(u64 field)
{
	if (__builtin_constant_p(field))
		BUILD_BUG_ON_MSG(!field || ((field + (field & -field)) & field),
				 "field mask is zero or not contiguous");
	return field & -field;
}

static __always_inline u64 field_mask(u64 field)
{
	return field / field_multiplier(field);
}
#define field_max(field)	((__typeof__(field))field_mask(field))

#define __DEFINE_FIELD_OPS(type, reg, base, to, from)					\
static __always_inline reg type##_encode_bits(base v, base field)			\
{											\
	return to((base)((v & field_mask(field)) * field_multiplier(field)));		\
}											\
static __always_inline reg type##_replace_bits(reg old, base val, base field)		\
{											\
	return (old & ~to(field)) | type##_encode_bits(val, field);			\
}											\
static __always_inline void type##p_replace_bits(reg *p, base val, base field)		\
{											\
	*p = type##_replace_bits(*p, val, field);					\
}											\
static __always_inline base type##_get_bits(reg v, base field)				\
{											\
	return (base)((from(v) & field) / field_multiplier(field));			\
}
#define __FIELD_OPS_OF_SIZE(bits)							\
__DEFINE_FIELD_OPS(u##bits, u##bits, u##bits, , )					\
__DEFINE_FIELD_OPS(le##bits, __le##bits, u##bits, cpu_to_le##bits, le##bits##_to_cpu)	\
__DEFINE_FIELD_OPS(be##bits, __be##bits, u##bits, cpu_to_be##bits, be##bits##_to_cpu)
__DEFINE_FIELD_OPS(u8, u8, u8, , )
__FIELD_OPS_OF_SIZE(16)
__FIELD_OPS_OF_SIZE(32)
__FIELD_OPS_OF_SIZE(64)
#undef __FIELD_OPS_OF_SIZE
#undef __DEFINE_FIELD_OPS

#endif /* LINUX_BITFIELD_H */
