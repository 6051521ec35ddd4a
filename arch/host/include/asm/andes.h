/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_ANDES_H
#define ASM_ANDES_H

/* The CPU's interface for drivers/cache/ax45mp_cache.c.  arch/host/libc_cachectl.c simulates it. */

#include <linux/types.h>

/* Execute a command on this CPU's first-level data cache.  Called with interrupts disabled. */
void andes_l1d_command(unsigned long va, unsigned long command);

static inline bool andes_caches_need_software(void)
{
	return true;
}

#endif /* ASM_ANDES_H */
