/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_GENERIC_GETORDER_H
#define ASM_GENERIC_GETORDER_H

#include <linux/log2.h>
#include <asm/page.h>

/* Smallest order whose block holds size bytes; undefined for 0, as Linux's. */
static inline int get_order(unsigned long size)
{
	return size <= PAGE_SIZE ? 0 : ilog2((size - 1) >> PAGE_SHIFT) + 1;
}

#endif /* ASM_GENERIC_GETORDER_H */
