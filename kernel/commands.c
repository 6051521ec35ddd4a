// SPDX-License-Identifier: BSD-2-Clause
/* Commands that show what the kernel and the allocators know. */

#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/platform_device.h>
#include <linux/reboot.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <quarry/arch.h>
#include <quarry/boot.h>
#include <quarry/console.h>
#include <quarry/irqchip.h>
#include <quarry/irqs.h>
#include <quarry/report.h>
#include <quarry/rcu.h>
#include <quarry/shell.h>
#include <quarry/tasks.h>

#ifdef CONFIG_PAGE_DEBUG
static int cmd_pageowner(int argc, char **argv)
{
	int err = pageowner_show(&console_seq);

	if (err)
		pr_err("pageowner: nothing is recorded: boot with page_owner=on\n");
	return err ? 1 : 0;
}
SHELL_COMMAND(pageowner, "pageowner", "[-j]", "who has each block of pages, with page_owner=on",
	      cmd_pageowner);
#endif

static void show_device(struct platform_device *pdev, void *unused)
{
	char path[96];

	report_row(&console_seq, "%-10s{driver}  %-10s{device}\n",
		   pdev->dev.driver ? pdev->dev.driver->name :
		   pdev->deferred ? "(deferred)" : "(none)",
		   of_node_path(pdev->dev.of_node, path, sizeof(path)));
}

static int cmd_devices(int argc, char **argv)
{
	report_open(&console_seq, NULL, '[');
	report_fields(&console_seq, "driver      device    \n");
	platform_for_each(show_device, NULL);
	report_close(&console_seq, ']');
	return 0;
}
SHELL_COMMAND(devices, "devices", "[-j]", "devices of the tree and their drivers", cmd_devices);

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
SHELL_COMMAND(cpuinfo, "cpuinfo", "[-j]", "the CPUs and what they can do", cmd_cpuinfo);

static void show_irq(unsigned int irq, const struct irq_domain *domain, unsigned int hwirq,
		     unsigned long count, const char *name, void *unused)
{
	report_row(&console_seq, "%-10d{irq}  %-10lu{count}  %-10s{controller}  %-10d{line}  %-10s{name}\n",
		   irq, count, domain->ops->name, hwirq, name);
}

static int cmd_irqs(int argc, char **argv)
{
	report_open(&console_seq, NULL, '[');
	report_fields(&console_seq, "irq         count       controller  line        name      \n");
	irqs_for_each(show_irq, NULL);
	report_close(&console_seq, ']');
	return 0;
}
SHELL_COMMAND(irqs, "irqs", "[-j]", "interrupts: number, count, line, device", cmd_irqs);

static void show_task(const struct task_struct *task, void *unused)
{
	static const char *const states[] = { "ready", "waits", "waits", "?", "ended" };

	report_row(&console_seq, "%-10d{pid}  %-10d{cpu}  %-10s{state}  %-10lu{switches}  %-10s{name}\n",
		   task->pid, task->cpu,
		   task->state < ARRAY_SIZE(states) ? states[task->state] : "?",
		   (unsigned long)task->switches, task->comm);
}

static int cmd_threads(int argc, char **argv)
{
	report_open(&console_seq, NULL, '[');
	report_fields(&console_seq, "pid         cpu         state       switches    name      \n");
	tasks_for_each(show_task, NULL);
	report_close(&console_seq, ']');
	return 0;
}
SHELL_COMMAND(threads, "threads", "[-j]", "threads, where they run, how often", cmd_threads);

static void show_record(u64 ns, int level, const char *text, unsigned int size)
{
	u64 us = div_u64(ns, 1000);

	if (console_seq.json) {
		report_row(&console_seq, "%llu{time_us} %d{level} %.*s{text}", (unsigned long long)us,
			   level, (int)size - (size && text[size - 1] == '\n'), text);
		return;
	}
	shell_printf("[%5llu.%06llu] ", (unsigned long long)us / 1000000,
		     (unsigned long long)us % 1000000);
	console_write(text, size);
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

static int cmd_poweroff(int argc, char **argv)
{
	machine_power_off();
	return 1;
}
SHELL_COMMAND(poweroff, "poweroff", "", "switch the machine off", cmd_poweroff);

static int cmd_reboot(int argc, char **argv)
{
	machine_restart(NULL);
	return 1;
}
SHELL_COMMAND(reboot, "reboot", "", "start the machine again", cmd_reboot);

static u64 count_loop(unsigned int turns)
{
	u64 start = arch_instructions();

	while (turns--)
		barrier();
	return arch_instructions() - start;
}

/* Whether arch_instructions() counts instructions: then equal work has equal counts, again and again. */
static bool counts_instructions(void)
{
	unsigned long flags;
	bool equal = true;
	u64 once, twice;

	local_irq_save(flags);
	once = count_loop(1000);
	twice = count_loop(2000);
	for (unsigned int i = 0; i < 8; i++)
		equal &= count_loop(1000) == once && count_loop(2000) == twice;
	local_irq_restore(flags);
	return equal && twice > once && (twice - once) % 1000 == 0;
}

static int cmd_boottime(int argc, char **argv)
{
	if (!console_seq.json)
		shell_printf("%s: ", counts_instructions() ? "instructions" : "ticks of the cycle counter");
	report_row(&console_seq, "kernel entered %llu{kernel}, page allocator "
		   "%llu{page_allocator}, prompt %llu{prompt}\n", (unsigned long long)boot_marks.start,
		   (unsigned long long)boot_marks.page_allocator,
		   (unsigned long long)boot_marks.prompt);
	return 0;
}
SHELL_COMMAND(boottime, "boottime", "[-j]", "instructions, or ticks, from reset to the milestones of boot",
	      cmd_boottime);
