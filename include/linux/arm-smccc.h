/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_ARM_SMCCC_H
#define LINUX_ARM_SMCCC_H

/*
 * Calls of secure firmware and of a hypervisor by the instructions smc and hvc, as Arm's SMC
 * Calling Convention (DEN 0028) defines them, on AArch64.  If Quarry owns EL3 or EL2, no firmware
 * may answer: the caller knows its machine.
 *
 * Context: any.
 */

#include <linux/types.h>

#define ARM_SMCCC_STD_CALL	0UL
#define ARM_SMCCC_FAST_CALL	1UL
#define ARM_SMCCC_TYPE_SHIFT	31
#define ARM_SMCCC_SMC_32	0
#define ARM_SMCCC_SMC_64	1
#define ARM_SMCCC_CALL_CONV_SHIFT	30
#define ARM_SMCCC_OWNER_MASK	0x3f
#define ARM_SMCCC_OWNER_SHIFT	24
#define ARM_SMCCC_FUNC_MASK	0xffff

#define ARM_SMCCC_OWNER_ARCH	0
#define ARM_SMCCC_OWNER_CPU	1
#define ARM_SMCCC_OWNER_SIP	2
#define ARM_SMCCC_OWNER_OEM	3
#define ARM_SMCCC_OWNER_STANDARD	4

#define ARM_SMCCC_CALL_VAL(type, convention, owner, number)		\
	(((type) << ARM_SMCCC_TYPE_SHIFT) |				\
	 ((convention) << ARM_SMCCC_CALL_CONV_SHIFT) |			\
	 (((owner) & ARM_SMCCC_OWNER_MASK) << ARM_SMCCC_OWNER_SHIFT) |	\
	 ((number) & ARM_SMCCC_FUNC_MASK))

#define SMCCC_RET_SUCCESS		0
#define SMCCC_RET_NOT_SUPPORTED		-1
#define SMCCC_RET_NOT_REQUIRED		-2
#define SMCCC_RET_INVALID_PARAMETER	-3

struct arm_smccc_res {
	unsigned long a0, a1, a2, a3;
};

#ifdef CONFIG_ARM64
#define __ARM_SMCCC_CALL(insn)								\
do {											\
	register unsigned long x0 __asm__("x0") = a0;					\
	register unsigned long x1 __asm__("x1") = a1;					\
	register unsigned long x2 __asm__("x2") = a2;					\
	register unsigned long x3 __asm__("x3") = a3;					\
	register unsigned long x4 __asm__("x4") = a4;					\
	register unsigned long x5 __asm__("x5") = a5;					\
	register unsigned long x6 __asm__("x6") = a6;					\
	register unsigned long x7 __asm__("x7") = a7;					\
											\
	__asm__ __volatile__(insn " #0"							\
		: "+r"(x0), "+r"(x1), "+r"(x2), "+r"(x3), "+r"(x4), "+r"(x5), "+r"(x6),	\
		  "+r"(x7)								\
		: : "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16", "x17",	\
		    "memory");								\
	if (res)									\
		*res = (struct arm_smccc_res){ x0, x1, x2, x3 };			\
} while (0)

/* Call function @a0 with arguments, and store its results unless @res is NULL. */
static inline void arm_smccc_smc(unsigned long a0, unsigned long a1, unsigned long a2,
				 unsigned long a3, unsigned long a4, unsigned long a5,
				 unsigned long a6, unsigned long a7, struct arm_smccc_res *res)
{
	__ARM_SMCCC_CALL("smc");
}

static inline void arm_smccc_hvc(unsigned long a0, unsigned long a1, unsigned long a2,
				 unsigned long a3, unsigned long a4, unsigned long a5,
				 unsigned long a6, unsigned long a7, struct arm_smccc_res *res)
{
	__ARM_SMCCC_CALL("hvc");
}
#endif

#endif /* LINUX_ARM_SMCCC_H */
