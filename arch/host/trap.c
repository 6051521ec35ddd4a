// SPDX-License-Identifier: BSD-2-Clause
/* Interrupts and faults of the process. */

#include <linux/interrupt.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/kfence.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <linux/vmalloc.h>
#include <asm/ptrace.h>
#include <quarry/arch.h>
#include <quarry/console.h>
#include <quarry/fault.h>
#include <quarry/irqchip.h>
#include <quarry/layout.h>
#include <quarry/sections.h>
#include <quarry/stack.h>
#include <quarry/time.h>

#include "host.h"

extern char try_begin[], try_end[], try_fault[], exec_return[], exec_fault[];

static void interrupt(void *arg)
{
	unsigned int pending = *(unsigned int *)arg;

	if (pending & HOST_IRQ_TIMER)
		timer_interrupt();
	if (pending & HOST_IRQ_IPI)
		smp_handle_ipi();
	if (pending & HOST_IRQ_DEVICE)
		irqchip_handle();
}

/* From host_irq_entry, or where interrupts are turned on.  Returns with interrupts on. */
void host_interrupts(void)
{
	do {
		unsigned int pending;

		host_irqs_off = 1;
		barrier();
		pending = __atomic_exchange_n(host_pending, 0, __ATOMIC_ACQ_REL);
		if (pending)
			irq_run(interrupt, &pending);
		barrier();
		host_irqs_off = 0;
		barrier();
	} while (__atomic_load_n(host_pending, __ATOMIC_RELAXED));
}

void arch_show_regs(const struct pt_regs *regs)
{
	static const char names[][4] = { "rax", "rbx", "rcx", "rdx", "rsi", "rdi", "rbp", "rsp",
					 "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15" };

	pr_emerg("rip %016lx  flags %lx  trap %lu  address %016lx\n", regs->ip, regs->flags,
		 regs->trap, regs->address);
	for (unsigned int i = 0; i < HOST_NR_REGS; i += 4)
		pr_emerg("%3s %016lx  %3s %016lx  %3s %016lx  %3s %016lx\n", names[i],
			 regs->regs[i], names[i + 1], regs->regs[i + 1], names[i + 2],
			 regs->regs[i + 2], names[i + 3], regs->regs[i + 3]);
}

unsigned long arch_regs_ip(const struct pt_regs *regs)
{
	return regs->ip;
}

static bool fixup(struct pt_regs *regs, int access)
{
	const unsigned long *sp = (const unsigned long *)regs->regs[HOST_RSP];

	if (regs->ip >= (unsigned long)try_begin && regs->ip < (unsigned long)try_fault) {
		regs->ip = (unsigned long)try_fault;
		return true;
	}
	if (access == FAULT_EXEC && regs->ip == regs->address && *sp == (unsigned long)exec_return) {
		regs->ip = (unsigned long)exec_fault;
		regs->regs[HOST_RSP] += sizeof(*sp);
		return true;
	}
	return false;
}

/* An access to a guarded object that was reported?  What comes meanwhile waits for the signal's end. */
static bool guarded(struct pt_regs *regs, int access)
{
	unsigned int irqs_off = host_irqs_off;
	bool reported;

	if (access != FAULT_READ && access != FAULT_WRITE)
		return false;
	host_irqs_off = 1;
	reported = kfence_handle_page_fault(regs->address, access == FAULT_WRITE, regs);
	host_irqs_off = irqs_off;
	return reported;
}

void host_fault(struct pt_regs *regs, const char *cause, int access)
{
	unsigned long sp = regs->regs[HOST_RSP];

	if (fixup(regs, access) || guarded(regs, access))
		return;
	if (is_vmalloc_addr((void *)sp) && (sp & THREAD_SIZE))
		cause = "stack overflow";
	host_irqs_off = 1;
	fault_panic(regs, cause, access, regs->address);
}

void host_sanitizer_report(void)
{
	host_irqs_off = 1;
	printk_break_lock();
	dump_stack();
}

static bool is_text(unsigned long address)
{
	return address >= vm_layout.image_start && address < (unsigned long)__init_text_end;
}

/* rbp points to the caller's rbp, with the return address above it. */
unsigned int __no_sanitize_address
arch_backtrace(const struct pt_regs *regs, unsigned long *addresses, unsigned int max)
{
	unsigned long fp = regs ? regs->regs[HOST_RBP] : (unsigned long)__builtin_frame_address(0);
	unsigned long low, high;
	unsigned int n = 0;

	if (regs && n < max)
		addresses[n++] = regs->ip;
	if (!IS_ENABLED(CONFIG_FRAME_POINTER))
		return n;
	while (n < max && fp && !(fp & 7) && stack_bounds(fp, &low, &high) &&
	       fp + 16 <= high) {
		const unsigned long *frame = (const unsigned long *)fp;

		if (!is_text(frame[1]))
			break;
		addresses[n++] = frame[1];
		if (frame[0] <= fp && frame[0] >= low)
			break;
		fp = frame[0];
	}
	return n;
}
