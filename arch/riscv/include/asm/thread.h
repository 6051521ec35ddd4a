/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_THREAD_H
#define ASM_THREAD_H

/* Registers that a function must preserve, in the order in which arch_switch_to() saves them. */
struct thread_context {
	unsigned long ra;
	unsigned long sp;
	unsigned long s[12];
};

static inline unsigned long arch_thread_frame_pointer(const struct thread_context *context)
{
	return context->s[0];
}

/* Registers f0 to f31 and fcsr, in the order in which fpu.S saves them. */
struct fpu_context {
	unsigned long f[32];
	unsigned long fcsr;
};

/*
 * Offset in bytes from the thread pointer to the first thread-local variable.  The alignment of the
 * variables may increase it.
 */
#define ARCH_TLS_OFFSET		0

static inline void arch_set_thread_pointer(unsigned long pointer)
{
	__asm__ __volatile__("mv tp, %0" : : "r"(pointer) : "memory");
}

#endif /* ASM_THREAD_H */
