// SPDX-License-Identifier: BSD-2-Clause
/* Warnings, panics, fault reports, and back-traces. */

#include <linux/bug.h>
#include <linux/init.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/panic.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/reboot.h>
#include <linux/sched.h>
#include <linux/sched/debug.h>
#include <linux/smp.h>
#include <linux/sprintf.h>
#include <asm/processor.h>
#include <asm/ptrace.h>
#include <internal/arch.h>
#include <internal/console.h>
#include <internal/fault.h>
#include <internal/sections.h>
#include <internal/stack.h>
#include <internal/sysctl.h>

int panic_on_warn = IS_ENABLED(CONFIG_PANIC_ON_WARN);
static atomic_long_t warnings;

#define NO_CPU -1
static atomic_t panic_cpu = ATOMIC_INIT(NO_CPU);

#define TRACE_MAX 32

unsigned long warn_count(void)
{
	return atomic_long_read(&warnings);
}

/*
 * Print a back-trace.  If @at_first is true, the first address is that of the interrupted
 * instruction.  All other addresses are return addresses.
 */
static void show_addresses(const char *level, const unsigned long *addresses, unsigned int n,
			   bool at_first)
{
	for (unsigned int i = 0; i < n; i++)
		printk("%s [%016lx] %pS\n", level, addresses[i],
		       (void *)(addresses[i] - (i || !at_first)));
}

void show_trace(const char *level, const struct pt_regs *regs)
{
	unsigned long addresses[TRACE_MAX];
	unsigned int n = stack_walk(regs, addresses, TRACE_MAX);

	printk("%sCall trace:\n", level);
	show_addresses(level, addresses, n, regs);
}

/* Return true if the thread is running, so that its saved registers are not valid. */
static bool task_runs(const struct task_struct *task)
{
	return task == READ_ONCE(*per_cpu_ptr(&current_task, task->cpu));
}

void sched_show_task(struct task_struct *task)
{
	unsigned long addresses[TRACE_MAX];
	unsigned int n;

	pr_warn("task:%s pid:%d cpu:%u\n", task->comm, task->pid, task->cpu);
	if (task == current) {
		dump_stack();
	} else if (task_runs(task)) {
		pr_warn("it is running: trigger_single_cpu_backtrace() shows where\n");
	} else {
		n = stack_walk_task(task, addresses, TRACE_MAX);
		pr_warn("Call trace:\n");
		show_addresses(KERN_WARNING, addresses, n, false);
	}
}

void dump_stack(void)
{
	show_trace(KERN_WARNING, NULL);
}

static const char *thread_name(void)
{
	struct task_struct *task = current;

	return task ? task->comm : "boot";
}

void __warn(const char *file, int line, const void *caller, const char *fmt, ...)
{
	struct va_format text = { .fmt = fmt };
	va_list args;

	atomic_long_inc(&warnings);
	pr_warn("WARNING: CPU: %u thread: %s at %s:%d %pS\n", smp_processor_id(), thread_name(),
		file, line, caller);
	if (fmt) {
		va_start(args, fmt);
		text.va = &args;
		pr_warn("%pV", &text);
		va_end(args);
	}
	if (panic_on_warn)
		panic("panic_on_warn is set");
	show_trace(KERN_WARNING, NULL);
}

void __noreturn __bug(const char *file, int line, const char *func)
{
	panic("BUG at %s:%d in %s()", file, line, func);
}

/* Exit after a fatal error.  This function must not wait for another CPU. */
static void __noreturn stop_machine(void)
{
	machine_exit(1);
	for (;;)
		cpu_relax();
}

/*
 * Become the CPU that reports the panic.  Only the first CPU that panics returns from here.  Other
 * CPUs stop, and a panic during the report ends the machine.
 */
static void begin_panic(void)
{
	local_irq_disable();
	if (atomic_cmpxchg(&panic_cpu, NO_CPU, smp_processor_id()) != NO_CPU) {
		if (atomic_read(&panic_cpu) == (int)smp_processor_id())
			stop_machine();
		for (;;)
			cpu_relax();
	}
	smp_send_stop();
	printk_break_lock();
}

void panic(const char *fmt, ...)
{
	char text[256];
	va_list args;

	begin_panic();
	va_start(args, fmt);
	vscnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	pr_emerg("Kernel panic: %s\n", text);
	show_trace(KERN_EMERG, NULL);
	stop_machine();
}

void fault_panic(const struct pt_regs *regs, const char *cause, enum fault_access access,
		 unsigned long address)
{
	static const char *const verbs[] = { "", "reading", "writing", "executing" };
	char what[128];

	begin_panic();
	pr_emerg("Fault: %s", cause);
	if (access != FAULT_NONE) {
		describe_address(what, sizeof(what), address);
		pr_cont(", %s %016lx: %s", verbs[access], address, what);
	}
	pr_cont("\n");
	pr_emerg("CPU: %u thread: %s at %pS\n", smp_processor_id(), thread_name(),
		 (void *)instruction_pointer(regs));
	arch_show_regs(regs);
	show_trace(KERN_EMERG, regs);
	stop_machine();
}

static int __init set_panic_on_warn(char *value)
{
	panic_on_warn = 1;
	return 0;
}
SYSCTL(panic_on_warn, "kernel.panic_on_warn", panic_on_warn, 0, 1, NULL);
early_param("panic_on_warn", set_panic_on_warn);
