/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_SBI_H
#define ASM_SBI_H

/*
 * The simulated T-Head CPU has no firmware, so its mvendorid, marchid and mimpid are read directly.
 */

#include <linux/types.h>
#include <asm/csr.h>

static inline bool sbi_cpu_is(long vendor, long arch, long implementation)
{
	return (long)csr_read(0xf11) == vendor && (long)csr_read(0xf12) == arch &&
	       (long)csr_read(0xf13) == implementation;
}

#endif /* ASM_SBI_H */
