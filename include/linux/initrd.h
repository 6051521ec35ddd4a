/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_INITRD_H
#define LINUX_INITRD_H

/*
 * The initial RAM disk of the boot loader: [initrd_start, initrd_end) in the linear map, which
 * remains reserved.  Both are 0 if the boot loader passed no RAM disk, or if it is not in RAM
 * or overlaps another reservation.  Set before the page allocator starts.
 */
extern unsigned long initrd_start, initrd_end;

#endif /* LINUX_INITRD_H */
