// SPDX-License-Identifier: BSD-2-Clause
/* Handling of interrupts and faults of the process. */

#include <linux/interrupt.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <linux/vmalloc.h>
#include <asm/ptrace.h>
#include <internal/arch.h>
#include <internal/console.h>
#include <internal/dma.h>
#include <internal/fault.h>
#include <internal/irqchip.h>
#include <internal/kasan.h>
#include <internal/stack.h>
#include <internal/time.h>

#include "host.h"

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

/* Handle pending interrupts.  Interrupts are disabled, before and afterwards. */
static void run_pending(void)
{
	unsigned int pending = __atomic_exchange_n(host_pending, 0, __ATOMIC_ACQ_REL);

	if (pending)
		irq_run(interrupt, &pending);
	arch_local_irq_disable();
}

/*
 * Handle pending interrupts.  Called by arch_local_irq_enable(), and with CONFIG_HOST_POLLED_IRQS
 * by cpu_relax().  Returns with interrupts enabled.
 */
void host_interrupts(void)
{
	do {
		arch_local_irq_disable();
		run_pending();
		barrier();
		host_irqs_off = 0;
		barrier();
	} while (__atomic_load_n(host_pending, __ATOMIC_RELAXED));
}

/*
 * Return true if @ip is at one of the first instructions of a function (endbr64; push %rbp; mov
 * %rsp,%rbp), or at its ret.  There, rbp still points to the frame of the caller, so that the chain
 * of frames does not include the caller.
 */
static bool at_frame_edge(const u8 *ip)
{
	return ip[0] == 0xf3 || ip[0] == 0x55 || ip[0] == 0xc3 ||
	       (ip[0] == 0x48 && ip[1] == 0x89 && ip[2] == 0xe5);
}

void host_interrupted(const unsigned long *frame)
{
	struct pt_regs regs = { .ip = frame[1] };

	run_pending();
	regs.regs[HOST_RBP] = frame[0];
	if (!at_frame_edge((const u8 *)regs.ip))
		ctrl_c_check_regs(&regs);
	arch_local_irq_disable();
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

/*
 * Return the return address of a function, or 0.  It is known only if the first instruction of the
 * function could not be fetched.  Later, the top of the stack may contain any value.
 */
unsigned long __no_sanitize_address function_return_address(const struct pt_regs *regs)
{
	unsigned long sp = kernel_stack_pointer(regs), low, high;

	if (regs->trap != TRAP_PAGE_FAULT || regs->ip != regs->address || sp & 7 ||
	    !stack_bounds(sp, &low, &high))
		return 0;
	return *(const unsigned long *)sp;
}

/*
 * Handle a fault.  Interrupts that arrive during this function remain pending until the signal
 * handler returns.
 */
void host_fault(struct pt_regs *regs, const char *cause, int access)
{
	unsigned long sp = kernel_stack_pointer(regs), low, high;
	unsigned int irqs_off = host_irqs_off;

	regs->irqs_off = irqs_off;
	host_irqs_off = 1;
	if (is_vmalloc_addr((void *)sp) && !stack_bounds(sp, &low, &high))
		cause = "stack overflow";
	fault_handle(regs, cause, access, regs->address,
		     access == FAULT_READ || access == FAULT_WRITE);
	host_irqs_off = irqs_off;
}

void host_sanitizer_report(unsigned long address, unsigned long size, int is_write,
			   unsigned long ip)
{
	host_irqs_off = 1;
	printk_break_lock();
	kasan_report(address, size, is_write, ip);
	dma_touch_explain(address);
	dump_stack();
}
