/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_SMCCC_H
#define ASM_SMCCC_H

#include <linux/types.h>

/* PSCI (Arm DEN 0022) by the conduit that the device tree names. */

#define PSCI_VERSION		0x84000000
#define PSCI_CPU_ON		0xc4000003
#define PSCI_SYSTEM_OFF		0x84000008
#define PSCI_SYSTEM_RESET	0x84000009

#define PSCI_RET_NOT_SUPPORTED	-1
#define PSCI_RET_ALREADY_ON	-4

/* The firmware's answer; PSCI_RET_NOT_SUPPORTED if the device tree has no PSCI. */
long psci_call(unsigned long function, unsigned long a1, unsigned long a2, unsigned long a3);

/*
 * Where we were entered at EL3, our own stub there stores a word for what only the secure side may
 * write.  Elsewhere firmware has done what is needed, and this does nothing.
 */
#define SECURE_WRITE32		0xc2000001
void arm64_secure_write32(phys_addr_t address, u32 value);

#endif /* ASM_SMCCC_H */
