/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_LAYOUT_H
#define ASM_LAYOUT_H

#include <asm-generic/layout.h>

#endif /* ASM_LAYOUT_H */
