// SPDX-License-Identifier: BSD-2-Clause
/* Shell commands that report CPUs, interrupts, threads, grace periods and messages. */

#include <internal/arch.h>
#include <internal/console.h>
#include <internal/irqchip.h>
#include <internal/irqs.h>
#include <internal/rcu.h>
#include <internal/tasks.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/sched.h>
#include <linux/sched/debug.h>
#include <linux/smp.h>
#include <quarry/report.h>
#include <quarry/shell.h>

static int cmd_cpuinfo(int argc, char **argv)
{
	unsigned int cpu;

	report_open(&console_seq, NULL, '[');
	report_fields(&console_seq, "cpu         hardware    state     \n");
	for_each_possible_cpu(cpu)
		report_row(&console_seq, "%-10d{cpu}  %#-10lx{hardware}  %-10s{state}\n", cpu,
			   cpu_hwid[cpu], cpu_online(cpu) ? "online" : "off");
	report_close(&console_seq, ']');
	if (!console_seq.json)
		arch_print_cpu();
	return 0;
}
SHELL_COMMAND(cpuinfo, "cpuinfo", "[-j]", "CPUs, their states and features", cmd_cpuinfo);

static void show_irq(const struct irq_info *info, void *unused)
{
	char cpu[12] = "all";

	if (info->cpu >= 0)
		scnprintf(cpu, sizeof(cpu), "%d", info->cpu);
	report_row(&console_seq, "%-10d{irq}  %-10lu{count}  %-4s{cpu}  "
		   "%-10s{controller}  %-10d{line}  %-10s{name}\n", info->irq,
		   info->count, cpu, info->controller, info->line, info->name);
}

static int cmd_irqs(int argc, char **argv)
{
	report_open(&console_seq, NULL, '[');
	report_fields(&console_seq,
		      "irq         count       cpu   controller  line        name      \n");
	irqs_for_each(show_irq, NULL);
	report_close(&console_seq, ']');
	return 0;
}
SHELL_COMMAND(irqs, "irqs", "[-j]", "interrupts: number, count, CPU, line, device", cmd_irqs);

static const char *state_name(unsigned int state)
{
	if (state & TASK_NORMAL)
		return "waits";
	return state & TASK_DEAD ? "ended" : "ready";
}

static void show_task(const struct task_struct *task)
{
	report_row(&console_seq,
		   "%-10d{pid}  %-10d{cpu}  %-10s{state}  %-10lu{switches}  %-10s{name}\n",
		   task->pid, task->cpu, state_name(READ_ONCE(task->state)),
		   (unsigned long)READ_ONCE(task->switches), task->comm);
}

static int cmd_threads(int argc, char **argv)
{
	struct task_struct *task;

	if (argc > 1) {
		for_each_task(task)
			sched_show_task(task);
		return 0;
	}
	report_open(&console_seq, NULL, '[');
	report_fields(&console_seq, "pid         cpu         state       switches    name      \n");
	for_each_task(task)
		show_task(task);
	report_close(&console_seq, ']');
	return 0;
}
SHELL_COMMAND(threads, "threads", "[-j] [-b]", "threads: CPU, state, context switches\n"
	      "-b prints the back-trace of each thread instead.", cmd_threads);

static void show_record(u64 ns, int level, const char *text, unsigned int size)
{
	u64 us = div_u64(ns, 1000);

	if (console_seq.json) {
		report_row(&console_seq, "%llu{time_us} %d{level} %.*s{text}",
			   (unsigned long long)us, level,
			   (int)size - (size && text[size - 1] == '\n'), text);
		return;
	}
	console_printf("[%5llu.%06llu] ", (unsigned long long)us / 1000000,
		       (unsigned long long)us % 1000000);
	seq_write(&console_seq, text, size);
}

#ifdef CONFIG_RCU
static int cmd_rcu(int argc, char **argv)
{
	rcu_show(&console_seq);
	return 0;
}
SHELL_COMMAND(rcu, "rcu", "[-j]", "grace periods, and callbacks that wait for one", cmd_rcu);
#endif

static int cmd_dmesg(int argc, char **argv)
{
	report_open(&console_seq, NULL, '[');
	dmesg_show(show_record);
	report_close(&console_seq, ']');
	return 0;
}
SHELL_COMMAND(dmesg, "dmesg", "[-j]", "the messages since boot", cmd_dmesg);
