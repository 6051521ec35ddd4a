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

#endif /* LINUX_BITFIELD_H */
