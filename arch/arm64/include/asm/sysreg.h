/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_SYSREG_H
#define ASM_SYSREG_H

/*
 * Accesses to system registers by name (Arm Architecture Reference Manual, DDI 0487, chapter D19).
 */

#define __sysreg_name(reg) #reg

#ifndef __ASSEMBLY__

#define read_sysreg(reg)							\
({										\
	unsigned long __v;							\
	__asm__ __volatile__("mrs %0, " __sysreg_name(reg) : "=r"(__v) : : "memory");	\
	__v;									\
})

#define write_sysreg(value, reg)						\
	__asm__ __volatile__("msr " __sysreg_name(reg) ", %x0"			\
			     : : "rZ"((unsigned long)(value)) : "memory")

#define isb() __asm__ __volatile__("isb" : : : "memory")
#define dsb(kind) __asm__ __volatile__("dsb " #kind : : : "memory")

#endif /* __ASSEMBLY__ */

/* Registers that control traps to EL2: FEAT_HCX, FEAT_FGT, FEAT_FGT2. */
#define HCRX_EL2	S3_4_C1_C2_2
#define HFGRTR_EL2	S3_4_C1_C1_4
#define HFGWTR_EL2	S3_4_C1_C1_5
#define HFGITR_EL2	S3_4_C1_C1_6
#define HDFGRTR_EL2	S3_4_C3_C1_4
#define HDFGWTR_EL2	S3_4_C3_C1_5
#define HDFGRTR2_EL2	S3_4_C3_C1_0
#define HDFGWTR2_EL2	S3_4_C3_C1_1
#define HFGRTR2_EL2	S3_4_C3_C1_2
#define HFGWTR2_EL2	S3_4_C3_C1_3
#define HFGITR2_EL2	S3_4_C3_C1_7

/*
 * Registers of the GIC CPU interface.  They are encoded, because older assemblers do not know their
 * names.
 */
#define ICC_SRE_EL1	S3_0_C12_C12_5
#define ICC_SRE_EL2	S3_4_C12_C9_5
#define ICC_SRE_EL3	S3_6_C12_C12_5
#define ICC_CTLR_EL3	S3_6_C12_C12_4
#define ICC_PMR_EL1	S3_0_C4_C6_0
#define ICC_IAR1_EL1	S3_0_C12_C12_0
#define ICC_EOIR1_EL1	S3_0_C12_C12_1
#define ICC_BPR1_EL1	S3_0_C12_C12_3
#define ICC_CTLR_EL1	S3_0_C12_C12_4
#define ICC_AP0R0_EL1	S3_0_C12_C8_4
#define ICC_AP0R1_EL1	S3_0_C12_C8_5
#define ICC_AP0R2_EL1	S3_0_C12_C8_6
#define ICC_AP0R3_EL1	S3_0_C12_C8_7
#define ICC_AP1R0_EL1	S3_0_C12_C9_0
#define ICC_AP1R1_EL1	S3_0_C12_C9_1
#define ICC_AP1R2_EL1	S3_0_C12_C9_2
#define ICC_AP1R3_EL1	S3_0_C12_C9_3
#define ICC_IGRPEN1_EL1	S3_0_C12_C12_7
#define ICC_SGI1R_EL1	S3_0_C12_C11_5

#endif /* ASM_SYSREG_H */
