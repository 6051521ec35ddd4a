/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_PAGE_H
#define ASM_PAGE_H

#include <linux/const.h>

#define PAGE_SHIFT	CONFIG_PAGE_SHIFT
#define PAGE_SIZE	(_AC(1, UL) << PAGE_SHIFT)
#define PAGE_MASK	(~(PAGE_SIZE - 1))

/*
 * The windows of <quarry/layout.h> start at CONFIG_HOST_VA_BASE, a multiple of 64 GiB: the linear
 * map uses the first 16 GiB, vmalloc() the next 16 GiB, and the page array starts at 32 GiB.
 */
#define HOST_LINEAR_START	_AC(CONFIG_HOST_VA_BASE, UL)
#define VMEMMAP_ORIGIN		(HOST_LINEAR_START + _AC(0x800000000, UL) - \
				 (HOST_LINEAR_START >> (PAGE_SHIFT - STRUCT_PAGE_SHIFT)))

#ifndef __ASSEMBLY__
#include <asm-generic/memory_model.h>
#endif

#endif /* ASM_PAGE_H */
