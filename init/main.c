// SPDX-License-Identifier: BSD-2-Clause
/*
 * The order of boot, and what works from each step on:
 *
 *	start_kernel	MMU on with the boot tables, the early console, one CPU, no interrupts.
 *	  memory	memblock; then the final page tables: linear map, W^X.
 *	  tree		of_*(): the nodes of the device tree.  Per-CPU areas.
 *	  allocators	alloc_pages(), kmalloc(), vmalloc().
 *	guarded stack	a stack with a guard page: complete reports of faults.
 *	interrupts	the controllers of the tree have drivers; all lines are masked.
 *	initcall 0	features of the CPU, the timer, power-off.
 *	init thread	all code may sleep from here on.
 *	initcall 1	core functions for the other levels
 *	  CPUs		all CPUs run threads
 *	initcall 2-3	buses and classes of devices register
 *	initcall 4	the devices of the tree exist
 *	initcall 5-6	drivers bind to them
 *	initcall 7	applications
 *	  init memory	is freed; data that is read-only after boot is protected
 *	  the prompt	or the commands of run=, then power-off with their status
 */

#include <linux/delay.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/mm.h>
#include <linux/moduleparam.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/panic.h>
#include <linux/pgtable.h>
#include <linux/printk.h>
#include <linux/reboot.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/sprintf.h>
#include <linux/vmalloc.h>
#include <asm/layout.h>
#include <internal/arch.h>
#include <internal/boot.h>
#include <internal/console.h>
#include <internal/dtb.h>
#include <internal/early.h>
#include <internal/irqchip.h>
#include <internal/kasan.h>
#include <internal/libc.h>
#include <internal/mm_boot.h>
#include <internal/of_tree.h>
#include <internal/params.h>
#include <internal/sections.h>
#include <internal/shell.h>
#include <internal/stack.h>
#include <internal/tasks.h>
#include <internal/tests.h>
#include <internal/tls.h>
#include <quarry/shell.h>

/* Linux's drivers are licensed under GPL-2.0, and so is each image that contains them. */
static const char version_text[] = "Quarry " CONFIG_VERSION " for " CONFIG_ARCH
#ifdef CONFIG_LINUX_DRIVERS
	", GPL-2.0: with drivers of Linux"
#endif
	;

#define TABLE(level) __start_tbl_initcall##level[], *const __stop_tbl_initcall##level[]
extern const struct initcall *const TABLE(0), *const TABLE(1), *const TABLE(2), *const TABLE(3),
	*const TABLE(4), *const TABLE(5), *const TABLE(6), *const TABLE(7);

static const struct initcall *const *const levels[] = {
	__start_tbl_initcall0, __start_tbl_initcall1, __start_tbl_initcall2, __start_tbl_initcall3,
	__start_tbl_initcall4, __start_tbl_initcall5, __start_tbl_initcall6, __start_tbl_initcall7,
};

static const struct initcall *const *const level_ends[] = {
	__stop_tbl_initcall0, __stop_tbl_initcall1, __stop_tbl_initcall2, __stop_tbl_initcall3,
	__stop_tbl_initcall4, __stop_tbl_initcall5, __stop_tbl_initcall6, __stop_tbl_initcall7,
};

#define BEFORE_DRIVERS	5

struct boot_marks boot_marks;

static void __init run_level(unsigned int level)
{
	for (const struct initcall *const *call = levels[level]; call < level_ends[level]; call++) {
		int err = (*call)->fn();

		if (err && err != -ENODEV)
			pr_err("%s() failed: %pe\n", (*call)->name, ERR_PTR(err));
		if (IS_ENABLED(CONFIG_WATCHDOG) && level)
			cond_resched();		/* let the worker that feeds the watchdog run */
	}
}

/* Open the device tree in its boot window.  Early code has checked the window and the size. */
static void __init open_tree(struct dtb *dtb)
{
	void *blob = (void *)(BOOT_DTB_WINDOW + boot_info.dtb % IMAGE_ALIGN);
	int err = dtb_open(dtb, blob, BOOT_DTB_WINDOW_SIZE / 2);

	if (!err)
		err = dtb_validate(dtb);
	if (err)
		panic("the device tree at %#llx is damaged", (unsigned long long)boot_info.dtb);
}

static void __init parse_bootargs(const struct dtb *dtb)
{
	int chosen = dtb_find_path(dtb, "/chosen", 7);
	const char *args = chosen < 0 ? NULL : dtb_prop_string(dtb, chosen, "bootargs");
	static char extended[sizeof(CONFIG_CMDLINE) + COMMAND_LINE_SIZE] __initdata;

	if (!args || !*args) {
		args = CONFIG_CMDLINE;
	} else if (IS_ENABLED(CONFIG_CMDLINE_EXTEND)) {
		scnprintf(extended, sizeof(extended), "%s %s", CONFIG_CMDLINE, args);
		args = extended;
	}
	params_parse(args);
	/*
	 * Print this message after parsing the arguments, because loglevel= and quiet decide
	 * whether it is shown.
	 */
	pr_info("%s\n", version_text);
}

static int cmd_version(int argc, char **argv)
{
	console_printf("%s\n", version_text);
	return 0;
}
SHELL_COMMAND(version, "version", "", "version and licence of this image", cmd_version);

static void __init seed_from_tree(const struct dtb *dtb)
{
	int chosen = dtb_find_path(dtb, "/chosen", 7);
	u32 size = 0;
	const void *seed = chosen < 0 ? NULL : dtb_prop(dtb, chosen, "rng-seed", &size);

	if (seed)
		slub_random_seed(seed, size);
}

static void __init init_memory(void)
{
	struct dtb dtb;
	const void *blob;
	int err;

	open_tree(&dtb);
	parse_bootargs(&dtb);
	seed_from_tree(&dtb);
	arch_paging_init(&vm_layout, &kernel_pgtable);
	kasan_shadow_reserve(&vm_layout);
	err = boot_memory_scan(&dtb);
	if (err)
		panic(err == -ENODEV ? "the device tree has no memory node with a size" :
		      "too many reservations in the device tree");
	numa_scan(&dtb);
	if (IS_ENABLED(CONFIG_CMA))
		cma_boot_scan(&dtb);
	paging_init();
	kasan_shadow_init();
	blob = boot_memory_keep_dtb(&dtb);
	if (!blob || of_init(blob))
		panic("no memory for the device tree");
	smp_init_cpus();
	setup_per_cpu_areas();
	mm_zone_limits(of_dma_get_max_cpu_address(NULL));
	mm_free_areas_init();
	memtest();
	memblock_free_all();
	boot_marks.page_allocator = arch_instructions();
	paging_init_late();
	kmem_cache_init();
	memblock_move_arrays();
	kasan_register_globals();
	vmalloc_init();
	highmem_init();
}

/* The default entry function of an application does nothing. */
__weak int app_main(void)
{
	return 0;
}

/* The status of an application's main(). */
static int app_status;

/* output_mark=TEXT: print a line before the output of the application and the commands. */
static void print_output_mark(void)
{
	const char *mark = cmdline_value("output_mark");

	if (mark)
		console_printf("%s\n", mark);
}

static void run_app(void)
{
	int err = app_main();

	if (err)
		pr_err("app_main() returned %d\n", err);
	if (IS_ENABLED(CONFIG_LIBC))
		app_status = libc_run();
}

/*
 * Report unknown arguments, but not those that are read later.  stdin= has no effect on an
 * application without main().
 */
static void report_unknown_params(void)
{
	static const char *const later[] = {
		"run",		"autorun",    "stdin",		"kunit",
		"kunit.filter", "kunit.seed", "kunit.fail_nth", "kunit.fail_nth_slab"
	};
	unsigned int nr = IS_ENABLED(CONFIG_KUNIT) ? ARRAY_SIZE(later) : 3;

	while (nr--)
		cmdline_value(later[nr]);
	params_report_unknown();
}

/* Shut the devices down, and exit. */
static void __noreturn exit_orderly(int status)
{
	device_shutdown();
	machine_exit(status);
}

/* Continue after Ctrl-C stopped a command of run= or autorun=. */
static int after_stop(void *unused)
{
	console_watch_interrupt(false);
	if (cmdline_value("run") || !IS_ENABLED(CONFIG_SHELL))
		machine_exit(STATUS_INTERRUPTED);
	shell_loop();
}

static int commands_stopped(void)
{
	return PTR_ERR_OR_ZERO(kthread_run(after_stop, NULL, "shell"));
}

/*
 * Run the tests or the commands of run=, and exit.  If there are neither, run the commands of
 * autorun= and then the prompt.
 */
static void __noreturn run_commands(void)
{
	const char *commands;

	if (IS_ENABLED(CONFIG_KUNIT) && tests_wanted())
		exit_orderly(tests_run());
	commands = cmdline_value("run");
	if (commands) {
		shell_status = app_status;
		shell_run_watched(commands, commands_stopped);
		exit_orderly(shell_status);
	}
	commands = cmdline_value("autorun");
	if (commands)
		shell_run_watched(commands, commands_stopped);
	if (IS_ENABLED(CONFIG_SHELL))
		shell_loop();
	exit_orderly(app_status);
}

static int __ref init_thread(void *unused)
{
	for (unsigned int level = 1; level < ARRAY_SIZE(levels); level++) {
		run_level(level);
		if (level == 1)
			smp_start_cpus();
		if (level == BEFORE_DRIVERS)	/* so the user can interrupt a driver that hangs */
			console_start_input();
	}
	mark_rodata_ro();
	if (!IS_ENABLED(CONFIG_KUNIT) || !tests_need_init_memory())
		free_initmem();
	WRITE_ONCE(system_state, SYSTEM_RUNNING);
	console_take_interrupt();
	boot_marks.prompt = arch_instructions();
	print_output_mark();
	report_unknown_params();
	run_app();
	run_commands();
}

/* Continue boot on the idle thread's stack. */
static void __init boot_on_stack(void *unused)
{
	struct task_struct *init;

	if (stacks_init_cpu(0) || sched_init_cpu(0))
		panic("no memory for the boot CPU's stacks");
	tls_switch(current);
	arch_cpu_init();
	of_check();
	irqchip_init();
	module_params_parse();
	run_level(0);
	arch_print_cpu();
	sched_started = true;
	local_irq_enable();
	if (workqueue_init_cpu(0))
		panic("no memory for the boot CPU's worker");
	init = kthread_run(init_thread, NULL, "init");
	if (IS_ERR(init))
		panic("no memory for the init thread");
}

static void __ref boot_stack_main(void *unused)
{
	boot_on_stack(NULL);
	cpu_idle_loop();
}

void __ref start_kernel(void)
{
	void *stack;

	boot_marks.start = arch_instructions();
	vm_layout.image_start = (unsigned long)_text;
	vm_layout.image_end = (unsigned long)_end;
	vm_layout.image_offset = (unsigned long)_text - boot_info.image;
	early_uart.base = boot_info.early_console;
	init_memory();
	stack = stack_alloc("idle/0");
	if (!stack)
		panic("no memory for the boot CPU's stack");
	arch_call_on_stack(boot_stack_main, NULL, stack);
	for (;;)	/* not reached: a debugger finds this function as the return address */
		;
}
