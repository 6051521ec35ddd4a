/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_INITRD_H
#define LINUX_INITRD_H

/*
 * Initial RAM disk of the boot loader: [initrd_start, initrd_end) in the linear map.  It remains
 * reserved.  Both addresses are 0 if the boot loader passed no RAM disk, or if the RAM disk is not
 * in RAM or overlaps another reservation.  They are set before the page allocator starts.
 */
extern unsigned long initrd_start, initrd_end;

#endif /* LINUX_INITRD_H */
