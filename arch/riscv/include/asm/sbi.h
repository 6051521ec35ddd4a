/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_SBI_H
#define ASM_SBI_H

/* RISC-V Supervisor Binary Interface 2.0. */

#include <linux/types.h>

#define SBI_EXT_LEGACY_SET_TIMER 0x00
#define SBI_EXT_LEGACY_PUTCHAR	0x01
#define SBI_EXT_LEGACY_GETCHAR	0x02
#define SBI_EXT_BASE	0x10
#define SBI_EXT_TIME	0x54494d45
#define SBI_EXT_IPI	0x735049
#define SBI_EXT_RFENCE	0x52464e43
#define SBI_EXT_HSM	0x48534d
#define SBI_EXT_SRST	0x53525354
#define SBI_EXT_DBCN	0x4442434e

#define SBI_BASE_SPEC_VERSION	0
#define SBI_BASE_IMPL_ID	1
#define SBI_BASE_IMPL_VERSION	2
#define SBI_BASE_PROBE		3
#define SBI_BASE_MVENDORID	4
#define SBI_BASE_MARCHID	5
#define SBI_BASE_MIMPID		6

#define SBI_TIME_SET		0
#define SBI_IPI_SEND		0
#define SBI_RFENCE_FENCE_I	0
#define SBI_RFENCE_SFENCE_VMA	1
#define SBI_HSM_START		0
#define SBI_HSM_STOP		1
#define SBI_HSM_STATUS		2
#define SBI_SRST_RESET		0
#define SBI_SRST_SHUTDOWN	0
#define SBI_SRST_COLD_REBOOT	1
#define SBI_SRST_NO_REASON	0
#define SBI_DBCN_WRITE		0
#define SBI_DBCN_READ		1
#define SBI_DBCN_WRITE_BYTE	2

#define SBI_ERR_NOT_SUPPORTED	-2
#define SBI_ERR_INVALID_PARAM	-3
#define SBI_ERR_ALREADY_AVAILABLE -6

#ifndef __ASSEMBLY__

struct sbi_ret {
	long error;
	long value;
};

struct sbi_ret sbi_call(unsigned long ext, unsigned long fid, unsigned long a0, unsigned long a1,
			unsigned long a2, unsigned long a3, unsigned long a4);

/*
 * Return true if the firmware reports this vendor, architecture and implementation for the hart.
 * Context: any, also with the MMU disabled.
 */
static inline bool sbi_cpu_is(long vendor, long arch, long implementation)
{
	return sbi_call(SBI_EXT_BASE, SBI_BASE_MVENDORID, 0, 0, 0, 0, 0).value == vendor &&
	       sbi_call(SBI_EXT_BASE, SBI_BASE_MARCHID, 0, 0, 0, 0, 0).value == arch &&
	       sbi_call(SBI_EXT_BASE, SBI_BASE_MIMPID, 0, 0, 0, 0, 0).value == implementation;
}

/* Return true if the firmware supports the extension @ext.  Each call asks the firmware. */
bool sbi_probe(unsigned long ext);

/* Print a character.  Context: any, also with the MMU disabled. */
void sbi_console_putc(char c);

/*
 * Flush the translations of the range, or all translations if @size is 0, on all running harts.
 * Returns 0 or a negative error number.
 */
int sbi_remote_sfence(unsigned long start, size_t size);

#endif /* __ASSEMBLY__ */

#endif /* ASM_SBI_H */
