/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ARM64_PRIVATE_H
#define ARM64_PRIVATE_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <asm/processor.h>
#include <asm/sysreg.h>

struct pt_regs;
struct boot_mmu;

/* Functions that head.S and entry.S call, and declarations that the files of this folder share. */

/*
 * Values of the registers that are set before the MMU is enabled: table bases, translation control
 * and memory types.
 */
struct boot_mmu {
	u64 ttbr0;
	u64 ttbr1;
	u64 tcr;
	u64 mair;
};

extern struct boot_mmu arm64_boot_mmu;
extern phys_addr_t arm64_boot_root;	/* physical address of the root of the boot tables */

/* Number of bits of a virtual address in the kernel's half; set before the MMU is enabled. */
extern unsigned int arm64_va_bits;
/* Return the number of table levels for addresses with @va_bits bits. */
unsigned int arm64_levels(unsigned int va_bits);
/* Return the value of TTBR1_EL1 for the root table at @root, which fills a page. */
u64 arm64_ttbr1(phys_addr_t root);

struct boot_mmu *arm64_early(phys_addr_t dtb, phys_addr_t image, unsigned long entry_level);
/* Start the cycle counter of this CPU.  Under an emulator, it counts instructions. */
void arm64_start_pmu(void);
void arm64_early_trap(unsigned long esr, unsigned long elr, unsigned long far) __noreturn;
void arm64_el2_trap(unsigned long esr, unsigned long elr, unsigned long far) __noreturn;
void arm64_trap(struct pt_regs *regs);
void arm64_irq(struct pt_regs *regs);
void arm64_bad_mode(struct pt_regs *regs, unsigned int vector) __noreturn;
void arm64_stack_overflow(struct pt_regs *regs) __noreturn;
void arm64_secondary(void) __noreturn;
void arm64_semihosting_exit(int status);
void arm64_disable_identity(void);
void replace_ttbr1(u64 ttbr1, u64 empty);	/* head.S */

extern char vectors[], secondary_entry[], secondary_spin_entry[], thread_start[];

/* Affinity fields of MPIDR_EL1. */
#define MPIDR_AFFINITY 0xff00ffffffUL

/*
 * paging.c: detect whether this CPU has TLBI instructions for ranges, and the size of its cache
 * lines.  Each CPU calls these functions before it runs at the same time as other CPUs.
 */
void arm64_find_tlbi(void);
void arm64_find_lines(void);

/*
 * errata.c: each CPU calls arm64_find_errata() before it runs at the same time as other CPUs.  The
 * function enables workarounds.  arm64_print_cores() prints the kinds of CPUs that have been
 * started, and their errata.
 */
void arm64_find_errata(void);
void arm64_print_cores(void);
extern bool arm64_clean_invalidates;	/* use DC CIVAC instead of DC CVAC and DC CVAU */
extern bool arm64_repeats_tlbi;		/* end a broadcast flush with a second TLBI and DSB */

/*
 * counter.c: return the value of a counter that has @erratum.  @read reads the counter once.
 * Context: any.
 */
u64 arm64_read_counter_by(enum arm64_counter_erratum erratum, u64 (*read)(void));

/*
 * mte.c: allocation tags (FEAT_MTE2).  arm64_has_tags() returns true if this CPU supports them.
 * Every CPU calls arm64_start_tag_checks() once.  arm64_tag_fault() returns true if the failed
 * access was reported and can be repeated.
 */
#ifdef CONFIG_KASAN_HW_TAGS
#define ID_AA64PFR1_MTE(pfr1)	((pfr1) >> 8 & 15)

static inline bool arm64_has_tags(void)
{
	return ID_AA64PFR1_MTE(read_sysreg(id_aa64pfr1_el1)) >= 2;
}

void arm64_start_tag_checks(void);
bool arm64_tag_fault(struct pt_regs *regs, bool is_write);
#else
#define arm64_has_tags()	false

static inline void arm64_start_tag_checks(void)
{
}

static inline bool arm64_tag_fault(struct pt_regs *regs, bool is_write)
{
	return false;
}
#endif

extern bool psci_is_0_1;	/* true with PSCI 0.1: a started CPU gets no argument */

#endif /* ARM64_PRIVATE_H */
