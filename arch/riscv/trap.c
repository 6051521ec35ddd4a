// SPDX-License-Identifier: BSD-2-Clause
/*
 * Trap handling: interrupts, faults, semihosting calls without a listener, and the first use of the
 * disabled floating-point registers.
 */

#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <asm/ptrace.h>
#include <asm/sbi.h>
#include <internal/arch.h>
#include <internal/console.h>
#include <internal/fault.h>
#include <internal/fpu.h>
#include <internal/irqchip.h>
#include <internal/time.h>

#include "riscv.h"

static const char *const cause_names[] = {
	[0] = "instruction address misaligned",
	[1] = "instruction access fault",
	[EXC_ILLEGAL] = "illegal instruction",
	[EXC_BREAKPOINT] = "breakpoint",
	[EXC_LOAD_MISALIGNED] = "load address misaligned",
	[EXC_LOAD_ACCESS] = "load access fault",
	[EXC_STORE_MISALIGNED] = "store address misaligned",
	[EXC_STORE_ACCESS] = "store access fault",
	[8] = "environment call from U-mode",
	[9] = "environment call from S-mode",
	[EXC_INST_PAGE_FAULT] = "instruction page fault",
	[EXC_LOAD_PAGE_FAULT] = "load page fault",
	[EXC_STORE_PAGE_FAULT] = "store page fault",
};

static const char *cause_name(unsigned long cause)
{
	return cause < ARRAY_SIZE(cause_names) && cause_names[cause] ? cause_names[cause] :
								       "unknown cause";
}

void arch_show_regs(const struct pt_regs *regs)
{
	static const char names[][4] = { "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0",
		"a1", "a2", "a3", "a4", "a5", "a6", "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8",
		"s9", "s10", "s11", "t3", "t4", "t5", "t6" };

	pr_emerg("epc %016lx  status %016lx  cause %lx (%s)  badaddr %016lx\n", regs->epc,
		 regs->status, regs->cause, cause_name(regs->cause), regs->badaddr);
	for (unsigned int i = 0; i < ARRAY_SIZE(names); i += 4) {
		char line[128];
		int n = 0;

		for (unsigned int j = i; j < i + 4 && j < ARRAY_SIZE(names); j++)
			n += scnprintf(line + n, sizeof(line) - n, "%3s %016lx  ", names[j],
				       regs->regs[j]);
		pr_emerg("%s\n", line);
	}
}

/*
 * Return true if the trap is a semihosting call without a listener: an ebreak between the two
 * marker instructions.
 */
static bool is_semihosting(const struct pt_regs *regs)
{
	const u32 *pc = (const u32 *)regs->epc;

	return regs->cause == EXC_BREAKPOINT && !(regs->epc & 3) && pc[-1] == 0x01f01013 &&
	       pc[1] == 0x40705013;
}

/*
 * If the trap was caused by disabled floating-point registers, enable them and return true.  While
 * they are disabled, any illegal instruction may be a floating-point instruction.
 */
static bool needs_fpu(const struct pt_regs *regs)
{
#ifdef CONFIG_FPU
	return regs->cause == EXC_ILLEGAL && !(regs->status & SR_FS) && fpu_trap();
#else
	return false;
#endif
}

static enum fault_access fault_access(unsigned long cause)
{
	switch (cause) {
	case 0:
	case 1:
	case EXC_INST_PAGE_FAULT:
		return FAULT_EXEC;
	case EXC_STORE_MISALIGNED:
	case EXC_STORE_ACCESS:
	case EXC_STORE_PAGE_FAULT:
		return FAULT_WRITE;
	case EXC_LOAD_MISALIGNED:
	case EXC_LOAD_ACCESS:
	case EXC_LOAD_PAGE_FAULT:
		return FAULT_READ;
	default:
		return FAULT_NONE;
	}
}

/* Return true if the page tables do not permit a load or store. */
static bool is_page_fault(unsigned long cause)
{
	return cause == EXC_LOAD_PAGE_FAULT || cause == EXC_STORE_PAGE_FAULT;
}

static void interrupt(void *arg)
{
	struct pt_regs *regs = arg;

	switch (regs->cause & ~CAUSE_INTERRUPT) {
	case IRQ_S_TIMER:
		timer_interrupt();
		break;
	case IRQ_S_EXT:
		irqchip_handle();
		break;
	case IRQ_S_SOFT:
		csr_clear(sip, IE_SSIE);
		smp_handle_ipi();
		break;
	default:
		pr_err("interrupt of unknown cause %lx\n", regs->cause);
	}
}

void riscv_trap(struct pt_regs *regs)
{
	if (regs->cause & CAUSE_INTERRUPT) {
		irq_run(interrupt, regs);
		ctrl_c_check_regs(regs);
	} else if (is_semihosting(regs)) {
		regs->epc += 4;
	} else if (needs_fpu(regs)) {
		regs->status |= SR_FS;
	} else {
		fault_handle(regs, cause_name(regs->cause), fault_access(regs->cause),
			     regs->badaddr, is_page_fault(regs->cause));
	}
}

void riscv_stack_overflow(struct pt_regs *regs)
{
	bool store = regs->cause == EXC_STORE_PAGE_FAULT;

	fault_panic(regs, "stack overflow", FAULT_WRITE,
		    store ? regs->badaddr : kernel_stack_pointer(regs));
}
