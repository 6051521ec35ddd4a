/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_CSR_H
#define ASM_CSR_H

/* Registers of the simulated T-Head CPU, by their numbers: arch/host/libc_thead.c. */
unsigned long host_csr(unsigned int number);

#define csr_read(csr)	host_csr(csr)

#endif /* ASM_CSR_H */
