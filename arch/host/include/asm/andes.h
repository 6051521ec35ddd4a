/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_ANDES_H
#define ASM_ANDES_H

/* The CPU's part of drivers/cache/ax45mp_cache.c, as arch/host/libc_cachectl.c models it. */

#include <linux/types.h>

/* A command to this CPU's first-level data cache; interrupts off. */
void andes_l1d_command(unsigned long va, unsigned long command);

static inline bool andes_caches_need_software(void)
{
	return true;
}

#endif /* ASM_ANDES_H */
