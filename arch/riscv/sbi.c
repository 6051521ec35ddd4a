// SPDX-License-Identifier: BSD-2-Clause
/*
 * Calls to the SBI firmware.  The functions use no static data, so that they work with the MMU
 * disabled.
 */

#include <linux/errno.h>
#include <linux/init.h>
#include <asm/sbi.h>
#include <internal/arch.h>
#include <internal/early.h>

struct sbi_ret sbi_call(unsigned long ext, unsigned long fid, unsigned long arg0,
			unsigned long arg1, unsigned long arg2, unsigned long arg3,
			unsigned long arg4)
{
	register unsigned long a0 __asm__("a0") = arg0;
	register unsigned long a1 __asm__("a1") = arg1;
	register unsigned long a2 __asm__("a2") = arg2;
	register unsigned long a3 __asm__("a3") = arg3;
	register unsigned long a4 __asm__("a4") = arg4;
	register unsigned long a6 __asm__("a6") = fid;
	register unsigned long a7 __asm__("a7") = ext;

	__asm__ __volatile__("ecall" : "+r"(a0), "+r"(a1)
			     : "r"(a2), "r"(a3), "r"(a4), "r"(a6), "r"(a7) : "memory");
	return (struct sbi_ret){ .error = a0, .value = a1 };
}

bool sbi_probe(unsigned long ext)
{
	struct sbi_ret ret = sbi_call(SBI_EXT_BASE, SBI_BASE_PROBE, ext, 0, 0, 0, 0);

	return !ret.error && ret.value;
}

void sbi_console_putc(char c)
{
	if (sbi_call(SBI_EXT_DBCN, SBI_DBCN_WRITE_BYTE, (u8)c, 0, 0, 0, 0).error)
		sbi_call(SBI_EXT_LEGACY_PUTCHAR, 0, (u8)c, 0, 0, 0, 0);
}

bool arch_early_putc(char c)
{
	if (c == '\n')
		sbi_console_putc('\r');
	sbi_console_putc(c);
	return true;
}

int arch_early_getc(void)
{
	return sbi_call(SBI_EXT_LEGACY_GETCHAR, 0, 0, 0, 0, 0, 0).error;
}

int sbi_remote_sfence(unsigned long start, size_t size)
{
	/* Hart mask base -1 selects all harts; size -1 selects the whole address space. */
	struct sbi_ret ret = sbi_call(SBI_EXT_RFENCE, SBI_RFENCE_SFENCE_VMA, 0, -1UL, start,
				      size ? size : -1UL, 0);

	return ret.error ? -EIO : 0;
}

/*
 * Make a semihosting call (RISC-V Semihosting 0.2).  An emulator or debugger intercepts the ebreak,
 * which is between two marker instructions.  Without a listener, the ebreak traps.
 */
static long semihosting_call(unsigned long op, void *arg)
{
	register unsigned long a0 __asm__("a0") = op;
	register void *a1 __asm__("a1") = arg;

	__asm__ __volatile__(
		".option push\n\t.option norvc\n\t.balign 16\n\t"
		"slli x0, x0, 0x1f\n\tebreak\n\tsrai x0, x0, 7\n\t.option pop"
		: "+r"(a0) : "r"(a1) : "memory");
	return a0;
}

#define SEMIHOSTING_EXIT		0x18
#define SEMIHOSTING_APPLICATION_EXIT	0x20026UL

/*
 * Exit with @status.  Semihosting passes on the status.  Without a listener, the trap handler skips
 * the ebreak.  The shutdown call of the firmware has no status argument (with OpenSBI, QEMU exits
 * with 0 for each reason), so it is not used after a failure.
 */
void arch_exit(int status)
{
	unsigned long block[2] = { SEMIHOSTING_APPLICATION_EXIT, status };

	semihosting_call(SEMIHOSTING_EXIT, block);
	if (!status)
		sbi_call(SBI_EXT_SRST, SBI_SRST_RESET, SBI_SRST_SHUTDOWN, SBI_SRST_NO_REASON, 0, 0,
			 0);
}
