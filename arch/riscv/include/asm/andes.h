/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_ANDES_H
#define ASM_ANDES_H

/* Andes AX45MP: accesses to the CPU and to its firmware, for drivers/cache/ax45mp_cache.c. */

#include <linux/types.h>
#include <asm/csr.h>
#include <asm/sbi.h>
#include <asm/vendorid_list.h>

/* Execute a command on this CPU's first-level data cache.  Called with interrupts disabled. */
static inline void andes_l1d_command(unsigned long va, unsigned long command)
{
	csr_write(0x80b, va);		/* ucctlbeginaddr */
	csr_write(0x80c, command);	/* ucctlcommand */
}

/*
 * Return true if software must maintain the caches: devices are not coherent, and firmware permits
 * S-mode to write the cache registers.  Without the permission, such a write traps.  A vendor
 * extension of the SBI provides this information, as in Linux (arch/riscv/errata/andes/errata.c).
 */
static inline bool andes_caches_need_software(void)
{
	struct sbi_ret ret;

	if (!sbi_cpu_is(ANDES_VENDOR_ID, (long)0x8000000000008a45UL, 0x500))
		return false;
	ret = sbi_call(0x0900031e, 1, 0, 0, 0, 0, 0);
	return !ret.error && ret.value;
}

#endif /* ASM_ANDES_H */
