/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_PERCPU_H
#define ASM_PERCPU_H

/*
 * Smallest size in bytes of an object on which the compiler's atomic builtins use one instruction.
 */
#define ARCH_PERCPU_ATOMIC_SIZE 1

static inline unsigned long arch_percpu_offset(void)
{
	unsigned long offset;

	__asm__ __volatile__("mrs %0, tpidr_el1" : "=r"(offset));
	return offset;
}

/* Return the address of this CPU's copy of a variable that is linked below 4 KiB. */
#define arch_this_cpu_hot_ptr(ptr)						\
({										\
	__kernel_ptr(ptr) __p;							\
	__asm__("add	%0, %1, #:lo12:%c2"					\
		: "=r"(__p) : "r"(arch_percpu_offset()), "i"(ptr));		\
	__p;									\
})

static inline void arch_set_percpu_offset(unsigned long offset)
{
	__asm__ __volatile__("msr tpidr_el1, %0" : : "r"(offset) : "memory");
}

#endif /* ASM_PERCPU_H */
