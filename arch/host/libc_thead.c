// SPDX-License-Identifier: BSD-2-Clause
/*
 * The process as a machine: page-table entries and identification registers of T-Head's C906.
 *
 * The entries are those of Sv48 (Privileged Architecture 20211203, section 4.4.1).  Reserved
 * encodings fault: bits 58 to 54, W without R, A or D in an entry that points to a table, and a
 * large page at an address that is not a multiple of its size.  An access faults if A is clear, and
 * a store faults if D is clear.
 *
 * Bits 63 to 59 (XTheadMaee 1.0) are strong order, cacheable, bufferable, shareable and secure.  If
 * firmware has set MAEE in th.sxstatus, they are the memory type of a leaf.  The attributes of the
 * platform, by which all memory is cached, are ignored in this case:
 *
 * SO  C  B
 * 0   1  1     memory, cached
 * 0   0  any   memory, uncached
 * 1   0  any   device registers
 * others       reserved: fault
 *
 * If MAEE is clear, these bits are reserved, too.  This file uses the numbers of the manual instead
 * of the firmware's definitions, so that mistakes in those definitions are detected.
 */
#include <string.h>
#include <sys/mman.h>

#include "host.h"
#include "include/asm/csr.h"
#include "libc.h"

enum { V = 1 << 0, R = 1 << 1, W = 1 << 2, X = 1 << 3, A = 1 << 6, D = 1 << 7 };
#define PPN(entry)	((entry) >> 10 & 0xfffffffffffUL)

#define MAEE	(1UL << 21)

static unsigned long sxstatus = MAEE;

/* Set the memory type of a leaf.  Returns 0 if its bits are reserved or specify secure memory. */
static int read_type(unsigned long entry, struct host_pte *pte)
{
	pte->type = HOST_CACHED;
	if (!(sxstatus & MAEE))
		return !(entry >> 59);
	if (entry >> 59 & 1)	/* secure: not accessible */
		return 0;
	switch (entry >> 61) {
	case 3:
		return 1;
	case 0:
	case 1:
		pte->type = HOST_UNCACHED;
		return 1;
	case 4:
	case 5:
		pte->type = HOST_DEVICE;
		return 1;
	}
	return 0;
}

int host_pte_read(unsigned long entry, unsigned long size, struct host_pte *pte)
{
	if (!(entry & V) || entry >> 54 & 31)
		return 0;
	pte->pa = PPN(entry) << 12;
	pte->size = size;
	pte->is_leaf = (entry & (R | W | X)) != 0;
	if (!pte->is_leaf)
		return !(entry >> 59) && !(entry & (A | D));
	pte->prot = (entry & R ? PROT_READ : 0) | (entry & W && entry & D ? PROT_WRITE : 0) |
		    (entry & X ? PROT_EXEC : 0);
	if (!(entry & A) || (entry & W && !(entry & R)) || pte->pa & (size - 1))
		return 0;
	return read_type(entry, pte);
}

/*
 * Return a register by its number.  The registers are those of the Privileged Architecture, and
 * th.sxstatus.
 */
unsigned long host_csr(unsigned int number)
{
	switch (number) {
	case 0xf11:	/* mvendorid: T-Head, assigned by JEDEC */
		return 0x5b7;
	case 0x5c0:
		return sxstatus;
	}
	return 0;	/* marchid, mimpid */
}

int host_cpu_option(const char *name)
{
	if (!strcmp(name, "thead-c906,maee=off"))
		sxstatus = 0;
	else if (strcmp(name, "thead-c906"))
		return 0;
	return 1;
}

const char *host_cpu_compatible(void)
{
	return "thead,c906";
}
