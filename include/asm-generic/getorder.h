/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_GENERIC_GETORDER_H
#define ASM_GENERIC_GETORDER_H

#include <linux/log2.h>
#include <asm/page.h>

/*
 * Return the smallest order whose block holds @size bytes.  @size must not be 0.  The result for a
 * constant argument is a compile-time constant.
 */
static inline __attribute_const__ int get_order(unsigned long size)
{
	return size > PAGE_SIZE ? ilog2(size - 1) - PAGE_SHIFT + 1 : 0;
}

#endif /* ASM_GENERIC_GETORDER_H */
