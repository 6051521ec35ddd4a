/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_ASM_H
#define ASM_ASM_H

#define SYM_START(name)	.globl name; .type name, @function; name:
#define SYM_END(name)	.size name, . - name

#endif /* ASM_ASM_H */
