// SPDX-License-Identifier: BSD-2-Clause
/* Commands that show what the kernel and the allocators know. */

#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/platform_device.h>
#include <linux/reboot.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/vmalloc.h>
#include <quarry/arch.h>
#include <quarry/boot.h>
#include <quarry/console.h>
#include <quarry/dma.h>
#include <quarry/irqchip.h>
#include <quarry/irqs.h>
#include <quarry/mm_boot.h>
#include <quarry/shell.h>
#include <quarry/table.h>
#include <quarry/tasks.h>

static int cmd_meminfo(int argc, char **argv)
{
	meminfo_show(&console_seq);
	return 0;
}
SHELL_COMMAND(meminfo, "meminfo", "", "memory in total, as /proc/meminfo", cmd_meminfo);

static int cmd_buddyinfo(int argc, char **argv)
{
	buddyinfo_show(&console_seq);
	return 0;
}
SHELL_COMMAND(buddyinfo, "buddyinfo", "", "free blocks by order, as /proc/buddyinfo", cmd_buddyinfo);

static int cmd_zoneinfo(int argc, char **argv)
{
	zoneinfo_show(&console_seq);
	return 0;
}
SHELL_COMMAND(zoneinfo, "zoneinfo", "", "zones of memory, as /proc/zoneinfo", cmd_zoneinfo);

static int cmd_iomem(int argc, char **argv)
{
	iomem_show(&console_seq);
	return 0;
}
SHELL_COMMAND(iomem, "iomem", "", "physical addresses and their use, as /proc/iomem", cmd_iomem);

static int cmd_memmap(int argc, char **argv)
{
	memmap_show(&console_seq);
	return 0;
}
SHELL_COMMAND(memmap, "memmap", "", "who owns each range of physical memory", cmd_memmap);

static int cmd_vmallocinfo(int argc, char **argv)
{
	vmallocinfo_show(&console_seq);
	return 0;
}
SHELL_COMMAND(vmallocinfo, "vmallocinfo", "", "areas of the vmalloc window, as /proc/vmallocinfo",
	      cmd_vmallocinfo);

static int cmd_ptdump(int argc, char **argv)
{
	return ptdump_show(&console_seq) != 0;
}
SHELL_COMMAND(ptdump, "ptdump", "", "the page tables; fails if W^X is violated", cmd_ptdump);

static int cmd_dmainfo(int argc, char **argv)
{
	dmainfo_show(&console_seq);
	return 0;
}
SHELL_COMMAND(dmainfo, "dmainfo", "", "what devices reach by DMA and hold", cmd_dmainfo);

static void show_device(struct platform_device *pdev, void *table)
{
	char path[96];

	table_row(table, "%s", pdev->dev.driver ? pdev->dev.driver->name :
			       pdev->deferred ? "(deferred)" : "(none)",
		  "%s", of_node_path(pdev->dev.of_node, path, sizeof(path)));
}

static int cmd_devices(int argc, char **argv)
{
	struct table t;

	table_begin(&t, argc, argv, "driver", "device");
	platform_for_each(show_device, &t);
	table_end(&t);
	return 0;
}
SHELL_COMMAND(devices, "devices", "[-j]", "devices of the tree and their drivers", cmd_devices);

static int cmd_cpuinfo(int argc, char **argv)
{
	unsigned int cpu;
	struct table t;

	table_begin(&t, argc, argv, "cpu", "hardware", "state");
	for_each_possible_cpu(cpu)
		table_row(&t, "%d", cpu, "%#lx", cpu_hwid[cpu], "%s",
			  cpu_online(cpu) ? "online" : "off");
	table_end(&t);
	if (!t.json)
		arch_print_cpu();
	return 0;
}
SHELL_COMMAND(cpuinfo, "cpuinfo", "[-j]", "the CPUs and what they can do", cmd_cpuinfo);

static void show_irq(unsigned int irq, const struct irq_domain *domain, unsigned int hwirq,
		     unsigned long count, const char *name, void *table)
{
	table_row(table, "%d", irq, "%lu", count, "%s", domain->ops->name, "%d", hwirq, "%s", name);
}

static int cmd_irqs(int argc, char **argv)
{
	struct table t;

	table_begin(&t, argc, argv, "irq", "count", "controller", "line", "name");
	irqs_for_each(show_irq, &t);
	table_end(&t);
	return 0;
}
SHELL_COMMAND(irqs, "irqs", "[-j]", "interrupts: number, count, line, device", cmd_irqs);

static void show_task(const struct task_struct *task, void *table)
{
	static const char *const states[] = { "ready", "waits", "waits", "?", "ended" };

	table_row(table, "%d", task->pid, "%d", task->cpu, "%s",
		  task->state < ARRAY_SIZE(states) ? states[task->state] : "?",
		  "%lu", (unsigned long)task->switches, "%s", task->comm);
}

static int cmd_threads(int argc, char **argv)
{
	struct table t;

	table_begin(&t, argc, argv, "pid", "cpu", "state", "switches", "name");
	tasks_for_each(show_task, &t);
	table_end(&t);
	return 0;
}
SHELL_COMMAND(threads, "threads", "[-j]", "threads, where they run, how often", cmd_threads);

static void show_record(u64 ns, int level, const char *text, unsigned int size)
{
	u64 us = div_u64(ns, 1000);

	shell_printf("[%5llu.%06llu] ", (unsigned long long)us / 1000000,
		     (unsigned long long)us % 1000000);
	console_write(text, size);
}

static int cmd_dmesg(int argc, char **argv)
{
	dmesg_show(show_record);
	return 0;
}
SHELL_COMMAND(dmesg, "dmesg", "", "the messages since boot", cmd_dmesg);

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

static int cmd_boottime(int argc, char **argv)
{
	shell_printf("instructions: kernel entered %llu, page allocator %llu, prompt %llu\n",
		     (unsigned long long)boot_marks.start,
		     (unsigned long long)boot_marks.page_allocator,
		     (unsigned long long)boot_marks.prompt);
	return 0;
}
SHELL_COMMAND(boottime, "boottime", "", "instructions from reset to the milestones of boot",
	      cmd_boottime);
