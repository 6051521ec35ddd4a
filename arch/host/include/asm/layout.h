/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_LAYOUT_H
#define ASM_LAYOUT_H

/*
 * The image is linked below 2 GiB, which non-PIC code requires.  In RAM, the device tree is at the
 * start, and the image at an offset of 2 MiB.  The boot window of the device tree is in the address
 * range that <asm/page.h> describes, after the page array.
 */

#include <linux/const.h>

#define KERNEL_LINK_ADDR	_AC(0x20000000, UL)
#define IMAGE_ALIGN		_AC(0x200000, UL)

#define HOST_VA_SIZE		_AC(0x1000000000, UL)	/* 64 GiB from CONFIG_HOST_VA_BASE */
#define BOOT_DTB_WINDOW		(_AC(CONFIG_HOST_VA_BASE, UL) + _AC(0xc00000000, UL))
#define BOOT_DTB_WINDOW_SIZE	_AC(0x400000, UL)
#define BOOT_CONSOLE_WINDOW	(BOOT_DTB_WINDOW + _AC(0x600000, UL))	/* one page */

#endif /* ASM_LAYOUT_H */
