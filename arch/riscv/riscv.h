/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef RISCV_PRIVATE_H
#define RISCV_PRIVATE_H

#include <linux/types.h>
#include <asm/cpufeature.h>
#include <asm/csr.h>

struct device_node;
struct pt_regs;

/* Functions that head.S and entry.S call, and declarations that the files of this folder share. */

phys_addr_t *riscv_early(unsigned long hartid, phys_addr_t dtb, phys_addr_t image);
void riscv_no_paging(void) __noreturn;
void riscv_early_trap(unsigned long cause, unsigned long pc, unsigned long address) __noreturn;
void riscv_secondary(unsigned long hartid) __noreturn;
int riscv_try_hie(void);
int riscv_try_cbo_inval(void *line);
int riscv_try_cbo_clean(void *line);
int riscv_try_cbo_zero(void *line);
int riscv_try_svinval(void *unused);
int riscv_try_zbb(void *unused);
int riscv_try_misaligned(void *line);
void riscv_trap(struct pt_regs *regs);
void riscv_stack_overflow(struct pt_regs *regs) __noreturn;

extern char trap_vector[], secondary_entry[], thread_start[];

/*
 * Return true if @isa, the string of the property "riscv,isa", lists the extension @name.  @isa may
 * be NULL.
 */
bool riscv_isa_names(const char *isa, const char *name);

/*
 * errata.c: each hart calls riscv_find_errata() before its first TLB flush.  The function enables
 * workarounds.  riscv_print_errata() prints the errata of all harts that have been started.
 */
void riscv_find_errata(void);
void riscv_print_errata(void);

/*
 * paging.c: limit in bytes above which a range is flushed by flushing everything.  If it is 0, each
 * flush flushes everything.
 */
extern size_t riscv_flush_limit;

/*
 * cache.c: riscv_set_caches() sets the line sizes of Zicbom.  The smallest size is 0 if a hart
 * lacks Zicbom.  riscv_print_caches() writes memory types and line sizes to @buf, for the boot
 * message.
 */
void riscv_set_caches(u32 smallest_line, u32 largest_line);
void riscv_print_caches(char *buf, size_t size);

/*
 * misaligned.c: set string_misaligned_is_fast (internal/string.h).  @page is a page for the
 * measurement, whose content changes.
 */
void riscv_probe_misaligned(char *page);

/* Paging mode as in the field of satp: 8 (Sv39), 9 (Sv48) or 10 (Sv57). */
extern unsigned int riscv_satp_mode;

extern bool riscv_has_svinval;

#endif /* RISCV_PRIVATE_H */
