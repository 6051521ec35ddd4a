/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ARM64_PRIVATE_H
#define ARM64_PRIVATE_H

#include <linux/compiler.h>
#include <linux/types.h>
#include <asm/processor.h>
#include <asm/sysreg.h>

struct pt_regs;
struct boot_mmu;

/* What head.S and entry.S call, and what the files of this folder share. */

/* Page-table bases and translation control for the first switch to the MMU. */
struct boot_mmu {
	u64 ttbr0;
	u64 ttbr1;
	u64 tcr;
	u64 mair;
};

extern struct boot_mmu arm64_boot_mmu;
extern phys_addr_t arm64_boot_root;	/* the boot tables' root, to which ttbr1 points */

/* Bits of a virtual address in the kernel's half; set before the MMU is on. */
extern unsigned int arm64_va_bits;
/* Levels of tables for so many. */
unsigned int arm64_levels(unsigned int va_bits);
/* TTBR1_EL1 for a root table, which is a page. */
u64 arm64_ttbr1(phys_addr_t root);

struct boot_mmu *arm64_early(phys_addr_t dtb, phys_addr_t image, unsigned long entry_level);
/* Each CPU counts its own instructions, or cycles. */
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

/* paging.c: what this CPU can do to flush a range, and its cache lines.  On each CPU, before others run. */
void arm64_find_tlbi(void);
void arm64_find_lines(void);

/*
 * errata.c.  arm64_find_errata(): on each CPU, before others run beside it: set what its errata ask for.
 * arm64_print_cores(): what the CPUs are that have run, and their errata, one of each kind.
 */
void arm64_find_errata(void);
void arm64_print_cores(void);
extern bool arm64_clean_invalidates;	/* use DC CIVAC for DC CVAC and DC CVAU */
extern bool arm64_repeats_tlbi;		/* a broadcast flush ends with a second TLBI and DSB */

/* counter.c: the value of a counter with the erratum, that @read reads.  Any context. */
u64 arm64_read_counter_by(enum arm64_counter_erratum erratum, u64 (*read)(void));

/*
 * Allocation tags (FEAT_MTE2): mte.c.  arm64_has_tags(): does this CPU have them?  Every CPU calls
 * arm64_start_tag_checks() once.  arm64_tag_fault(): the access that failed was reported, and may be tried
 * again.
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

extern bool psci_is_0_1;	/* a CPU that it starts gets no argument */

#endif /* ARM64_PRIVATE_H */
