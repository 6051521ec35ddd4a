/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_CSR_H
#define ASM_CSR_H

/* Read a register of the simulated T-Head CPU by its number (arch/host/libc_thead.c). */
unsigned long host_csr(unsigned int number);

#define csr_read(csr)	host_csr(csr)

#endif /* ASM_CSR_H */
