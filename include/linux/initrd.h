/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_INITRD_H
#define LINUX_INITRD_H

/*
 * The initial RAM disk that the boot loader handed over: the bytes from initrd_start to before initrd_end,
 * in the linear map; they stay reserved.  Both are 0 if there is none, or if what the device tree names is
 * not in RAM or belongs to somebody else.  Set before the page allocator starts.
 */
extern unsigned long initrd_start, initrd_end;

#endif /* LINUX_INITRD_H */
