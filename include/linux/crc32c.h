/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_CRC32C_H
#define LINUX_CRC32C_H

#include <linux/crc32.h>

#endif /* LINUX_CRC32C_H */
