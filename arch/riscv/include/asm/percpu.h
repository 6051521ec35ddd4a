/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_PERCPU_H
#define ASM_PERCPU_H

/*
 * Smallest size in bytes of an object on which the compiler's atomic builtins use one instruction.
 */
#define ARCH_PERCPU_ATOMIC_SIZE 4

/*
 * The register gp contains the per-CPU offset.  The compiler never uses gp, and neither does the
 * linker, because __global_pointer$ is not defined.  tp contains the thread pointer (kernel/tls.c).
 */
register unsigned long riscv_percpu_offset __asm__("gp");

static inline unsigned long arch_percpu_offset(void)
{
	return riscv_percpu_offset;
}

/*
 * Return the address of this CPU's copy of a variable that is linked below 2 KiB.  Without ".option
 * norelax", the linker would make the address relative to the register zero.
 */
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
