/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_PGTABLE_H
#define ASM_PGTABLE_H

#include <asm-generic/pgtable-riscv.h>

#endif /* ASM_PGTABLE_H */
