// SPDX-License-Identifier: BSD-2-Clause
/*
 * Exception handling: interrupts, faults, semihosting calls without a listener, and the first use
 * of the disabled floating-point registers.
 */

#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <asm/processor.h>
#include <asm/ptrace.h>
#include <asm/sysreg.h>
#include <internal/arch.h>
#include <internal/console.h>
#include <internal/fault.h>
#include <internal/fpu.h>
#include <internal/irqchip.h>
#include <internal/kasan.h>

#include "arm64.h"

#define ESR_EC(esr)	((esr) >> 26 & 0x3f)
#define ESR_WNR		(1UL << 6)
#define ESR_FSC(esr)	((esr) & 0x3f)
#define EC_UNKNOWN	0x00
#define EC_FPU		0x07
#define EC_IABT		0x21
#define EC_PC_ALIGN	0x22
#define EC_DABT		0x25
#define EC_SP_ALIGN	0x26

#define INSN_SEMIHOSTING 0xd45e0000	/* hlt #0xf000 */

static const char *class_name(unsigned long esr)
{
	switch (ESR_EC(esr)) {
	case EC_UNKNOWN: return "undefined instruction";
	case 0x01: return "trapped WFI or WFE";
	case EC_FPU: return "use of floating point or SIMD";
	case 0x0e: return "illegal execution state";
	case 0x15: return "SVC";
	case 0x16: return "HVC";
	case 0x17: return "SMC";
	case 0x18: return "trapped system register";
	case EC_IABT: return "instruction abort";
	case EC_PC_ALIGN: return "misaligned PC";
	case EC_DABT: return "data abort";
	case EC_SP_ALIGN: return "misaligned SP";
	case 0x2f: return "SError";
	case 0x3c: return "BRK";
	default: return "exception";
	}
}

/*
 * Return the name of a fault status code (DDI 0487, ISS encoding for an exception from a data
 * abort).
 */
static const char *fault_name(unsigned long esr)
{
	switch (ESR_FSC(esr)) {
	case 0x00 ... 0x03: return "address size fault";
	case 0x04 ... 0x07: return "translation fault";
	case 0x08 ... 0x0b: return "access flag fault";
	case 0x0c ... 0x0f: return "permission fault";
	case 0x10: return "external abort";
	case 0x11: return "tag check fault";
	case 0x21: return "alignment fault";
	case 0x30: return "TLB conflict";
	default: return "fault";
	}
}

static bool is_abort(unsigned long esr)
{
	return ESR_EC(esr) == EC_IABT || ESR_EC(esr) == EC_DABT;
}

void arch_show_regs(const struct pt_regs *regs)
{
	pr_emerg("pc %016lx  pstate %08lx  esr %08lx (%s%s%s)  far %016lx\n", regs->pc,
		 regs->pstate, regs->esr, class_name(regs->esr), is_abort(regs->esr) ? ", " : "",
		 is_abort(regs->esr) ? fault_name(regs->esr) : "", regs->far);
	for (unsigned int i = 0; i < 31; i += 4) {
		char line[128];
		int n = 0;

		for (unsigned int j = i; j < i + 4; j++)
			n += scnprintf(line + n, sizeof(line) - n, "%s%-2u %016lx  ",
				       j == 31 ? "sp" : "x", j == 31 ? 0 : j,
				       j == 31 ? regs->sp : regs->regs[j]);
		pr_emerg("%s\n", line);
	}
}

/* Return true if the exception is a semihosting call without a listener. */
static bool is_semihosting(const struct pt_regs *regs)
{
	return ESR_EC(regs->esr) == EC_UNKNOWN && !(regs->pc & 3) &&
	       *(const u32 *)regs->pc == INSN_SEMIHOSTING;
}

/*
 * If the exception was caused by disabled floating-point registers, enable them and return true.
 */
static bool needs_fpu(const struct pt_regs *regs)
{
#ifdef CONFIG_FPU
	return ESR_EC(regs->esr) == EC_FPU && fpu_trap();
#else
	return false;
#endif
}

static enum fault_access fault_access(unsigned long esr)
{
	if (ESR_EC(esr) == EC_IABT)
		return FAULT_EXEC;
	if (ESR_EC(esr) == EC_DABT)
		return esr & ESR_WNR ? FAULT_WRITE : FAULT_READ;
	return FAULT_NONE;
}

static bool is_tag_fault(unsigned long esr)
{
	return ESR_EC(esr) == EC_DABT && ESR_FSC(esr) == 0x11;
}

/* Return true if a data access failed because its address has no translation. */
static bool is_page_fault(unsigned long esr)
{
	return ESR_EC(esr) == EC_DABT && ESR_FSC(esr) >= 0x04 && ESR_FSC(esr) <= 0x07;
}

void arm64_trap(struct pt_regs *regs)
{
	const char *cause = is_abort(regs->esr) ? fault_name(regs->esr) : class_name(regs->esr);

	if (is_semihosting(regs))
		regs->pc += 4;
	else if (!needs_fpu(regs) &&
		 !(is_tag_fault(regs->esr) && arm64_tag_fault(regs, regs->esr & ESR_WNR)))
		fault_handle(regs, cause, fault_access(regs->esr), regs->far,
			     is_page_fault(regs->esr));
}

static void interrupt(void *unused)
{
	irqchip_handle();
}

void arm64_irq(struct pt_regs *regs)
{
	kasan_enable_current();		/* the exception has suspended tag checks */
	irq_run(interrupt, NULL);
	ctrl_c_check_regs(regs);
}

void arm64_bad_mode(struct pt_regs *regs, unsigned int vector)
{
	static const char *const kinds[] = { "synchronous exception", "IRQ", "FIQ", "SError" };
	static const char *const origins[] = { "EL1 with SP_EL0", "EL1", "EL0", "EL0 in AArch32" };
	char cause[64];

	scnprintf(cause, sizeof(cause), "%s from %s", kinds[vector % 4], origins[vector / 4 % 4]);
	fault_panic(regs, cause, fault_access(regs->esr), regs->far);
}

void arm64_stack_overflow(struct pt_regs *regs)
{
	fault_panic(regs, "stack overflow", FAULT_WRITE,
		    is_abort(regs->esr) ? regs->far : regs->sp);
}
