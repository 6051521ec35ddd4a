/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_SMCCC_H
#define ASM_SMCCC_H

#include <linux/types.h>

/* Calls to PSCI firmware (Arm DEN 0022).  The device tree names the instruction for the calls. */

#define PSCI_VERSION		0x84000000
#define PSCI_CPU_ON		0xc4000003
#define PSCI_SYSTEM_OFF		0x84000008
#define PSCI_SYSTEM_RESET	0x84000009

#define PSCI_RET_NOT_SUPPORTED	-1
#define PSCI_RET_ALREADY_ON	-4

/*
 * Call the firmware.  Returns its result, or PSCI_RET_NOT_SUPPORTED if the device tree has no PSCI
 * node.
 */
long psci_call(unsigned long function, unsigned long a1, unsigned long a2, unsigned long a3);

/*
 * Write a register that only secure accesses reach.  If the image was entered at EL3, the EL3
 * handler of head.S stores @value.  Otherwise, firmware has initialized such registers, and this
 * function does nothing.
 */
#define SECURE_WRITE32		0xc2000001
void arm64_secure_write32(phys_addr_t address, u32 value);

#endif /* ASM_SMCCC_H */
