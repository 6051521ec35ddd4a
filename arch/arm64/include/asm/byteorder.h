/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_BYTEORDER_H
#define ASM_BYTEORDER_H

#include <asm-generic/byteorder.h>

#endif /* ASM_BYTEORDER_H */
