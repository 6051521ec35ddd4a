// SPDX-License-Identifier: BSD-2-Clause
/* The process as a machine: decode the host port's page-table entries (see <asm/pte.h>). */
#include <sys/mman.h>

#include "host.h"
#include "include/asm/pte.h"
#include "libc.h"

/*
 * Change @pte, which is one entry of a contiguous group, to the address and the size of the whole
 * group.  Returns 0 if the address in the entry encodes another size.
 */
static int group(struct host_pte *pte)
{
	unsigned long half = pte->size << (PTE_CONT_BITS - 1), low = 2 * half - pte->size;

	if ((pte->pa & low) != half)
		return 0;
	pte->size = 2 * half;
	pte->pa &= ~low;
	return 1;
}

int host_pte_read(unsigned long entry, unsigned long size, struct host_pte *pte)
{
	if (!(entry & PTE_V))
		return 0;
	pte->pa = entry & PTE_PA_MASK;
	pte->size = size;
	pte->is_leaf = (entry & PTE_LEAF) != 0;
	pte->prot = (entry & PTE_R ? PROT_READ : 0) | (entry & PTE_W ? PROT_WRITE : 0) |
		    (entry & PTE_X ? PROT_EXEC : 0);
	switch ((entry & PTE_TYPE_MASK) >> PTE_TYPE_SHIFT) {
	case 0:
		pte->type = HOST_CACHED;
		break;
	case 1:
		pte->type = HOST_UNCACHED;
		break;
	default:
		pte->type = HOST_DEVICE;
	}
	return !pte->is_leaf || !(entry & PTE_CONT) || group(pte);
}

int host_cpu_option(const char *name)
{
	(void)name;
	return 0;
}

const char *host_cpu_compatible(void)
{
	return "quarry,host-thread";
}
