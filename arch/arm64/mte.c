// SPDX-License-Identifier: BSD-2-Clause
/*
 * Allocation tags (FEAT_MTE2), for mm/debug/kasan_tags.c.
 *
 * Memory that is mapped as PGPROT_NORMAL_TAGGED has a tag of 4 bits for each 16 bytes, and an access
 * faults if the tag in bits 59 to 56 of its address is another one.  Addresses of the kernel's half have
 * all ones there.
 *
 * An exception sets PSTATE.TCO, which suspends the checks: a handler of faults makes no faults of its
 * own, and that of interrupts lets the checks go on.
 */

#include <linux/compiler.h>
#include <asm/ptrace.h>
#include <asm/sysreg.h>
#include <internal/arch.h>
#include <internal/fault.h>
#include <internal/kasan.h>

#include "arm64.h"

#define SCTLR_ATA	(1UL << 43)	/* tags may be read and written */
#define SCTLR_TCF_SYNC	(1UL << 40)	/* a check that fails is a fault of the access */
#define TAG_MASK	(0xffUL << 56)
/* The assembler knows the instructions from here on. */
#define MEMTAG		".arch armv8.5-a+memtag\n\t"
#define DCZID_BS	15UL		/* words that DC GVA tags, as a power of two */
#define DCZID_PROHIBITED	(1UL << 4)

bool arch_enable_mem_tags(void)
{
	if (!arm64_has_tags())
		return false;
	write_sysreg(read_sysreg(sctlr_el1) | SCTLR_ATA, sctlr_el1);
	isb();
	return true;
}

void arm64_start_tag_checks(void)
{
	if (!kasan_enabled())
		return;
	write_sysreg(read_sysreg(sctlr_el1) | SCTLR_ATA | SCTLR_TCF_SYNC, sctlr_el1);
	isb();
	arch_suspend_mem_tag_checks(false);
}

void arch_suspend_mem_tag_checks(bool suspend)
{
	if (!kasan_enabled())
		return;
	if (suspend)
		__asm__ __volatile__(MEMTAG "msr tco, #1" : : : "memory");
	else
		__asm__ __volatile__(MEMTAG "msr tco, #0" : : : "memory");
}

static unsigned long tagged(unsigned long address, unsigned int tag)
{
	return (address & ~TAG_MASK) | 0xfUL << 60 | (unsigned long)tag << 56;
}

/* In steps of what DC GVA tags at once, at least 16 bytes, if firmware does not prohibit it. */
void arch_set_mem_tags(unsigned long start, unsigned long end, unsigned int tag)
{
	unsigned long dczid = read_sysreg(dczid_el0);
	unsigned long block = dczid & DCZID_PROHIBITED ? 1UL << 63 : 4UL << (dczid & DCZID_BS);

	start = tagged(start, tag);
	end = tagged(end, tag);
	for (; start < end && start & (block - 1); start += 16)
		__asm__ __volatile__(MEMTAG "stg %0, [%0]" : : "r"(start) : "memory");
	for (; end - start >= block; start += block)
		__asm__ __volatile__(MEMTAG "dc gva, %0" : : "r"(start) : "memory");
	for (; start < end; start += 16)
		__asm__ __volatile__(MEMTAG "stg %0, [%0]" : : "r"(start) : "memory");
}

unsigned int arch_mem_tag(unsigned long address)
{
	__asm__ __volatile__(MEMTAG "ldg %0, [%0]" : "+r"(address) : : "memory");
	return address >> 56 & 15;
}

bool arm64_tag_fault(struct pt_regs *regs, bool is_write)
{
	/* Bits 63 to 60 are not known.  A wild pointer has another tag. */
	return (regs->far >> 56 & 15) == 15 &&
	       kasan_tag_fault(regs->far | TAG_MASK, is_write, fault_is_tried(regs) ? 0 : regs->pc);
}
