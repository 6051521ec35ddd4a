/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_THREAD_H
#define ASM_THREAD_H

/* x19 to x30 and sp, as arch_switch_to() saves them. */
struct thread_context {
	unsigned long x[12];
	unsigned long sp;
};

static inline unsigned long arch_thread_frame_pointer(const struct thread_context *context)
{
	return context->x[10];
}

/* q0 to q31, fpcr and fpsr, as fpu.S saves them. */
struct fpu_context {
	unsigned long q[32][2];
	unsigned long fpcr, fpsr;
};

/*
 * Offset from the thread pointer to the first thread-local variable in bytes; alignment may
 * increase it.
 */
#define ARCH_TLS_OFFSET		16

static inline void arch_set_thread_pointer(unsigned long pointer)
{
	__asm__ __volatile__("msr tpidr_el0, %0" : : "r"(pointer) : "memory");
}

#endif /* ASM_THREAD_H */
