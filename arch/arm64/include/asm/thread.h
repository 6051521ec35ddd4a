/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_THREAD_H
#define ASM_THREAD_H

/* x19 to x30 and sp, as arch_switch_to() stores them. */
struct thread_context {
	unsigned long x[12];
	unsigned long sp;
};

#endif /* ASM_THREAD_H */
