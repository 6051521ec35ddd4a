/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_CSR_H
#define ASM_CSR_H

/*
 * Control and status registers of the supervisor level (RISC-V Privileged Architecture 20211203,
 * chapter 4).
 */

#include <linux/const.h>

#define SR_SIE		_AC(0x00000002, UL)
#define SR_SPIE		_AC(0x00000020, UL)
#define SR_SPP		_AC(0x00000100, UL)
#define SR_VS		_AC(0x00000600, UL)
#define SR_FS		_AC(0x00006000, UL)
#define SR_SUM		_AC(0x00040000, UL)
#define SR_MXR		_AC(0x00080000, UL)

#define IE_SSIE		_AC(0x002, UL)
#define IE_STIE		_AC(0x020, UL)
#define IE_SEIE		_AC(0x200, UL)

#define CAUSE_INTERRUPT	(_AC(1, UL) << 63)
#define IRQ_S_SOFT	1
#define IRQ_S_TIMER	5
#define IRQ_S_EXT	9

#define EXC_ILLEGAL		2
#define EXC_BREAKPOINT		3
#define EXC_LOAD_MISALIGNED	4
#define EXC_LOAD_ACCESS		5
#define EXC_STORE_MISALIGNED	6
#define EXC_STORE_ACCESS	7
#define EXC_INST_PAGE_FAULT	12
#define EXC_LOAD_PAGE_FAULT	13
#define EXC_STORE_PAGE_FAULT	15

#define SATP_MODE_SHIFT	60
#define SATP_MODE_SV39	_AC(8, UL)
#define SATP_MODE_SV48	_AC(9, UL)
#define SATP_MODE_SV57	_AC(10, UL)
#define SATP_PPN_MASK	_AC(0xfffffffffff, UL)

#define CSR_STIMECMP	0x14d
#define CSR_HIE		0x604	/* hypervisor extension */

#ifndef __ASSEMBLY__

#define csr_read(csr)							\
({									\
	unsigned long __v;						\
	__asm__ __volatile__("csrr %0, " #csr : "=r"(__v) : : "memory");	\
	__v;								\
})

#define csr_write(csr, value)						\
	__asm__ __volatile__("csrw " #csr ", %0" : : "rK"((unsigned long)(value)) : "memory")

#define csr_swap(csr, value)						\
({									\
	unsigned long __v;						\
	__asm__ __volatile__("csrrw %0, " #csr ", %1"			\
			     : "=r"(__v) : "rK"((unsigned long)(value)) : "memory");	\
	__v;								\
})

#define csr_set(csr, mask)						\
	__asm__ __volatile__("csrs " #csr ", %0" : : "rK"((unsigned long)(mask)) : "memory")

#define csr_clear(csr, mask)						\
	__asm__ __volatile__("csrc " #csr ", %0" : : "rK"((unsigned long)(mask)) : "memory")

#define csr_read_clear(csr, mask)					\
({									\
	unsigned long __v;						\
	__asm__ __volatile__("csrrc %0, " #csr ", %1"			\
			     : "=r"(__v) : "rK"((unsigned long)(mask)) : "memory");	\
	__v;								\
})

#endif /* __ASSEMBLY__ */
#endif /* ASM_CSR_H */
