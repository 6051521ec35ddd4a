// SPDX-License-Identifier: BSD-2-Clause
/*
 * Allocation tags (FEAT_MTE2), for mm/debug/kasan_tags.c.
 *
 * Memory that is mapped as PGPROT_NORMAL_TAGGED has a tag of 4 bits for each 16 bytes.  An access
 * faults if bits 59 to 56 of its address differ from the tag of the memory.  Kernel addresses have
 * ones in these bits.
 *
 * An exception sets PSTATE.TCO, which suspends the checks.  Therefore a fault handler itself causes
 * no tag faults.  The interrupt handler enables the checks again.
 */

#include <linux/compiler.h>
#include <asm/ptrace.h>
#include <asm/sysreg.h>
#include <internal/arch.h>
#include <internal/fault.h>
#include <internal/kasan.h>

#include "arm64.h"

#define SCTLR_ATA	(1UL << 43)	/* enable access to tags */
#define SCTLR_TCF_SYNC	(1UL << 40)	/* a failed check is a synchronous fault */
#define TAG_MASK	(0xffUL << 56)
/* The assembler accepts the instructions for tags with this version of the architecture. */
#define MEMTAG		".arch armv8.5-a+memtag\n\t"
#define DCZID_BS	15UL		/* log2 of the block size of DC GVA in words */
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

/*
 * Set the tags of a range to @tag.  The function uses DC GVA, which tags a block of at least 16
 * bytes, unless firmware prohibits it.
 */
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
	/*
	 * Valid kernel pointers have the tag 15.  Another tag means that the pointer is wild, which
	 * fault_handle() reports.  Bits 63 to 60 of FAR are UNKNOWN, so they are set here.
	 */
	return (regs->far >> 56 & 15) == 15 &&
	       kasan_tag_fault(regs->far | TAG_MASK, is_write, fault_is_tried(regs) ? 0 : regs->pc);
}
