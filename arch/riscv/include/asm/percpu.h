/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_PERCPU_H
#define ASM_PERCPU_H

/* Objects of this many bytes and more are changed in one go by the compiler's atomic builtins. */
#define ARCH_PERCPU_ATOMIC_SIZE 4

/*
 * The offset is kept in gp, which the compiler never touches; nor does the linker, as there is no
 * __global_pointer$.  tp belongs to the threads: kernel/tls.c.
 */
register unsigned long riscv_percpu_offset __asm__("gp");

static inline unsigned long arch_percpu_offset(void)
{
	return riscv_percpu_offset;
}

/* Of a variable that is linked below 2 KiB.  The linker would relax the address to one from zero. */
#define arch_this_cpu_hot_ptr(ptr)						\
({										\
	__kernel_ptr(ptr) __p;							\
	__asm__(".option push\n\t.option norelax\n\t"				\
		"addi	%0, %1, %%lo(%2)\n\t"					\
		".option pop"							\
		: "=r"(__p) : "r"(riscv_percpu_offset), "i"(ptr));		\
	__p;									\
})

static inline void arch_set_percpu_offset(unsigned long offset)
{
	__asm__ __volatile__("mv gp, %0" : : "r"(offset) : "memory");
}

#endif /* ASM_PERCPU_H */
