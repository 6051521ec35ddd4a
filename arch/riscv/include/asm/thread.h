/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_THREAD_H
#define ASM_THREAD_H

/* The registers that a function must preserve, as arch_switch_to() saves them. */
struct thread_context {
	unsigned long ra;
	unsigned long sp;
	unsigned long s[12];
};

static inline unsigned long arch_thread_frame_pointer(const struct thread_context *context)
{
	return context->s[0];
}

/* f0 to f31 and fcsr, as fpu.S saves them. */
struct fpu_context {
	unsigned long f[32];
	unsigned long fcsr;
};

/*
 * Offset from the thread pointer to the first thread-local variable in bytes; alignment may
 * increase it.
 */
#define ARCH_TLS_OFFSET		0

static inline void arch_set_thread_pointer(unsigned long pointer)
{
	__asm__ __volatile__("mv tp, %0" : : "r"(pointer) : "memory");
}

#endif /* ASM_THREAD_H */
