/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_VERSION_H
#define LINUX_VERSION_H

/*
 * Linux version whose interface these headers provide, for sources that support several versions.
 */

#define KERNEL_VERSION(a, b, c) (((a) << 16) + ((b) << 8) + ((c) > 255 ? 255 : (c)))

#define LINUX_VERSION_MAJOR		6
#define LINUX_VERSION_PATCHLEVEL	18
#define LINUX_VERSION_SUBLEVEL		0
#define LINUX_VERSION_CODE \
	KERNEL_VERSION(LINUX_VERSION_MAJOR, LINUX_VERSION_PATCHLEVEL, LINUX_VERSION_SUBLEVEL)

#endif /* LINUX_VERSION_H */
