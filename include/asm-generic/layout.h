/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_GENERIC_LAYOUT_H
#define ASM_GENERIC_LAYOUT_H

/*
 * Fixed addresses in the top 2 GiB of a 64-bit address space, for ports whose code reaches the
 * image with 32-bit offsets.  The image is linked near the bottom of these 2 GiB.  Its distance to
 * the per-CPU variables, which are linked at 0, is thus below 2 GiB.  The boot mappings of the
 * device tree and of the early console are in the image's gigabyte, so that they share its page
 * tables.
 */

#include <linux/const.h>

#define KERNEL_LINK_ADDR	_AC(0xffffffff80200000, UL)
#define IMAGE_ALIGN		_AC(0x200000, UL)

#define BOOT_DTB_WINDOW		_AC(0xffffffffbf800000, UL)	/* 4 MiB */
#define BOOT_DTB_WINDOW_SIZE	_AC(0x400000, UL)
#define BOOT_CONSOLE_WINDOW	_AC(0xffffffffbfe00000, UL)	/* one page */

#endif /* ASM_GENERIC_LAYOUT_H */
