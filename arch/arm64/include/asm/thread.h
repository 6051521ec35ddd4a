/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_THREAD_H
#define ASM_THREAD_H

/* Registers x19 to x30 and sp, in the order in which arch_switch_to() saves them. */
struct thread_context {
	unsigned long x[12];
	unsigned long sp;
};

static inline unsigned long arch_thread_frame_pointer(const struct thread_context *context)
{
	return context->x[10];
}

/* Registers q0 to q31, fpcr and fpsr, in the order in which fpu.S saves them. */
struct fpu_context {
	unsigned long q[32][2];
	unsigned long fpcr, fpsr;
};

/*
 * Offset in bytes from the thread pointer to the first thread-local variable.  The alignment of the
 * variables may increase it.
 */
#define ARCH_TLS_OFFSET		16

static inline void arch_set_thread_pointer(unsigned long pointer)
{
	__asm__ __volatile__("msr tpidr_el0, %0" : : "r"(pointer) : "memory");
}

#endif /* ASM_THREAD_H */
