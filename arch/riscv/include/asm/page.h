/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_PAGE_H
#define ASM_PAGE_H

#include <linux/const.h>

#define PAGE_SHIFT	CONFIG_PAGE_SHIFT
#define PAGE_SIZE	(_AC(1, UL) << PAGE_SHIFT)
#define PAGE_MASK	(~(PAGE_SIZE - 1))

/* Address between the page array and the image in every paging mode (see <quarry/layout.h>). */
#define VMEMMAP_ORIGIN	(-_AC(0x400000000, UL))

#ifndef __ASSEMBLY__
#include <asm-generic/memory_model.h>
#endif

#endif /* ASM_PAGE_H */
