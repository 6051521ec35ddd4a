// SPDX-License-Identifier: BSD-2-Clause
/*
 * Boot of the process: start_kernel() on the first CPU, the start of other CPUs, the timer, the
 * console and exit.
 */

#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/of.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <asm/layout.h>
#include <asm/page.h>
#include <asm/processor.h>
#include <internal/arch.h>
#include <internal/early.h>
#include <internal/sections.h>
#include <internal/time.h>

#include "host.h"
#include "private.h"

struct boot_info boot_info;

extern char boot_stack_top[];

static void __init boot_main(void *unused)
{
	start_kernel();
}

struct pgtable host_boot_table = { .alloc = early_table_alloc };

static void __init map_or_fail(int err)
{
	if (err)
		early_fail("the boot page tables are too small for the image at ", HOST_IMAGE_BASE);
}

/*
 * Build the boot tables before paging is enabled, as on the other ports.  The simulated machine has
 * already mapped the image at its link address.  The device tree can be accessed only after paging
 * is enabled.
 */
void __init host_boot(unsigned long dtb)
{
	struct pgtable *table = &host_boot_table;

	boot_info.dtb = dtb;
	boot_info.dtb_size = BOOT_DTB_WINDOW_SIZE / 2;	/* maximum; the real size is read later */
	boot_info.image = HOST_IMAGE_BASE;
	host_find_memory_types(host_physical(dtb));
	host_table_geometry(table);
	table->max_leaf = 1;
	table->offset = KERNEL_LINK_ADDR - HOST_IMAGE_BASE;
	table->root = early_table_alloc(table);
	map_or_fail(early_map_image(table) ?: early_map_dtb(table));
	host_set_root((unsigned long)table->root - table->offset);
	early_console_init(BOOT_DTB_WINDOW + dtb % IMAGE_ALIGN);
	map_or_fail(early_map_console(table));
	arch_call_on_stack(boot_main, NULL, boot_stack_top);
	__builtin_unreachable();
}

void arch_print_cpu(void)
{
	pr_info("CPU: a thread of a process; instructions are %scounted\n",
		arch_instructions() ? "" : "not ");
	pr_info("MMU: %u levels in software, pages of %lu KiB, memory types: %s\n",
		PTE_LEVELS, PAGE_SIZE >> 10, host_memory_types_name());
	pr_info("sanitizer: %s; interrupts: %s\n",
		IS_ENABLED(CONFIG_HOST_SANITIZE_ADDRESS) ? "address, undefined behaviour" :
		IS_ENABLED(CONFIG_HOST_SANITIZE_UNDEFINED) ? "undefined behaviour" :
		IS_ENABLED(CONFIG_HOST_SANITIZE_THREAD) ? "thread" : "none",
		IS_ENABLED(CONFIG_HOST_POLLED_IRQS) ? "polled" : "signals");
	if (host_cache_seed())
		pr_info("Cache: not coherent with devices; cachesim.seed=%lu\n", host_cache_seed());
}

void arch_cpu_init(void)
{
}

void arch_cpu_idle(void)
{
	host_cpu_wait();
}

/* ---- other CPUs ------------------------------------------------------------------------------ */

struct secondary_boot {
	void *stack_top;
	unsigned long percpu_offset;
	bool ready;
};

static struct secondary_boot secondary_boot[NR_CPUS];

static void secondary_main(void *unused)
{
	secondary_start();
}

static void secondary_entry(unsigned int cpu)
{
	struct secondary_boot *boot = &secondary_boot[cpu];

	/*
	 * This load pairs with the store-release in arch_cpu_start().  host_cpu_start() also orders
	 * the stores of the CPU that starts this one.
	 */
	while (!__atomic_load_n(&boot->ready, __ATOMIC_ACQUIRE))
		cpu_relax();
	arch_set_percpu_offset(boot->percpu_offset);
	arch_call_on_stack(secondary_main, NULL, boot->stack_top);
}

int arch_cpu_start(unsigned int cpu, void *stack_top, unsigned long percpu_offset)
{
	secondary_boot[cpu].stack_top = stack_top;
	secondary_boot[cpu].percpu_offset = percpu_offset;
	__atomic_store_n(&secondary_boot[cpu].ready, true, __ATOMIC_RELEASE);
	return host_cpu_start(cpu, secondary_entry) ? -ENODEV : 0;
}

void arch_send_ipi(const unsigned long *mask)
{
	unsigned int cpu;

	for_each_set_bit(cpu, mask, NR_CPUS)
		host_raise(cpu, HOST_IRQ_IPI);
}

bool arch_cpu_regs(unsigned int cpu, struct pt_regs *regs)
{
	return host_cpu_regs(cpu, regs);
}

/* ---- timer ----------------------------------------------------------------------------------- */

static void host_timer_set_deadline(u64 deadline)
{
	host_set_deadline(deadline);
}

static void timer_ready(void)
{
}

static const struct timer_driver host_timer = {
	.name = "POSIX timer",
	.set_deadline = host_timer_set_deadline,
	.init_cpu = timer_ready,
};

static int __init host_timer_init(void)
{
	u32 hz;

	if (of_property_read_u32(of_find_node_by_path("/cpus"), "timebase-frequency", &hz))
		return -EINVAL;
	timer_register(&host_timer, hz);
	ktime_set_real_ns(host_real_time());
	return 0;
}
early_initcall(host_timer_init);

/* ---- console and exit ------------------------------------------------------------------------ */

bool arch_early_putc(char c)
{
	host_putc(c);
	return true;
}

int arch_early_getc(void)
{
	return host_getc();
}

void arch_exit(int status)
{
	host_power_off(status);
}
