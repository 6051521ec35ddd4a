/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_TLBFLUSH_H
#define ASM_TLBFLUSH_H

#include <asm-generic/tlbflush.h>

#endif /* ASM_TLBFLUSH_H */
