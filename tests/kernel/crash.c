// SPDX-License-Identifier: BSD-2-Clause
/* The shell command "crash": crash the machine in one of several ways, to test the reports. */

#include <internal/sections.h>
#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/delay.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <linux/vmalloc.h>
#include <quarry/demand.h>
#include <quarry/shell.h>

#include "fpu_test.h"

static const int constant = 1;
static u32 code_in_data[4];
static volatile int sink;

static noinline void crash_null(void)
{
	sink = *(volatile int *)absolute_pointer(0x10);
}

static noinline void crash_rodata(void)
{
	*(volatile int *)&constant = 2;
}

static noinline void crash_text(void)
{
	*(volatile char *)_text = 0;
}

static noinline void crash_exec_data(void)
{
	((void (*)(void))code_in_data)();
	sink = 1;
}

static noinline int crash_overflow_step(int n)
{
	volatile char frame[256];

	frame[0] = n;
	return READ_ONCE(constant) ? crash_overflow_step(n + 1) + frame[0] : 0;
}

static noinline void crash_overflow(void)
{
	sink = crash_overflow_step(0);
}

static noinline void crash_guard(void)
{
	char *area = vmalloc(PAGE_SIZE);

	sink = ((volatile char *)area)[PAGE_SIZE];
}

#ifdef CONFIG_DEMAND_PAGING
static char *region(unsigned int flags, size_t size)
{
	char *start = demand_map("crash", size, size, flags);

	if (start)
		*start = 1;
	return start;
}

static noinline void crash_region_end(void)
{
	char *start = region(0, 3 * PAGE_SIZE);

	sink = start ? ((volatile char *)start)[3 * PAGE_SIZE + 7] : 0;
}

static noinline void crash_region_start(void)
{
	char *start = region(0, PAGE_SIZE);

	sink = start ? ((volatile char *)start)[-16] : 0;
}

/* Access demand-paged memory of the size of all RAM, which is more than the free memory. */
static noinline void crash_overcommit(void)
{
	size_t size = totalram_pages() << PAGE_SHIFT;
	volatile char *start = region(DEMAND_OVERCOMMIT, size);

	for (size_t at = 0; start && at < size; at += PAGE_SIZE)
		start[at] = 1;
}
#endif

static noinline void crash_hole(void)
{
	sink = *(volatile char *)(vm_layout.linear_limit - PAGE_SIZE);
}

static noinline void crash_bug(void)
{
	BUG();
}

/*
 * Let this CPU hang, to test a watchdog.  Interrupts are still handled, but no other thread runs on
 * this CPU.
 */
static noinline void crash_hang(void)
{
	while (READ_ONCE(constant))
		;
}

static noinline void crash_panic(void)
{
	panic("on request");
}

/*
 * Print lines and panic.  All CPUs run this function, and the report of the first CPU must be
 * complete.
 */
static void crash_in_lines(void *unused)
{
	for (unsigned int i = 0; i < 50; i++)
		pr_warn("line %u of CPU %u\n", i, smp_processor_id());
	panic("on request, of CPU %u", smp_processor_id());
}

static noinline void crash_panic_all(void)
{
	on_each_cpu(crash_in_lines, NULL, 1);
}

static void crash_in_timer(struct timer_list *timer)
{
	crash_null();
}

static noinline void crash_irq(void)
{
	static DEFINE_TIMER(timer, crash_in_timer);

	mod_timer(&timer, jiffies + 1);
	msleep(100);
}

#ifdef CONFIG_FPU
static void calculate_in_timer(struct timer_list *timer)
{
	sink = fpu_root(sink);
}

/* Use floating point in an interrupt, which is not allowed.  In a thread, it is allowed. */
static noinline void crash_fpu(void)
{
	static DEFINE_TIMER(timer, calculate_in_timer);

	sink = fpu_root(49) + fpu_root(4);
	mod_timer(&timer, jiffies + 1);
	mdelay(100);
}
#endif

/* Allocate all memory as a list that is linked through page_private(), and free the list. */
static noinline void crash_memory(void)
{
	struct page *pages = NULL, *page;

	while ((page = alloc_page(GFP_KERNEL))) {
		set_page_private(page, (unsigned long)pages);
		pages = page;
	}
	while ((page = pages)) {
		pages = (struct page *)page_private(page);
		__free_page(page);
	}
}

/* Access a freed page.  This faults with debug_pagealloc=on. */
static noinline void crash_freed_page(void)
{
	struct page *page = alloc_page(GFP_KERNEL);
	volatile u8 *va = page_address(page);

	*va = 1;
	__free_page(page);
	*va = 2;
}

/* Write to a freed page.  With page_poison=1, the next allocation of the page reports the write. */
static noinline void crash_write_freed(void)
{
	struct page *page = alloc_pages(GFP_KERNEL, 1);
	u8 *va = page_address(page);

	__free_pages(page, 1);
	va[PAGE_SIZE + 100] = 0x42;
	page = alloc_pages(GFP_KERNEL, 1);
	__free_pages(page, 1);
}

static const struct {
	const char *name;
	void (*fn)(void);
} ways[] = {
	{ "null", crash_null }, { "rodata", crash_rodata }, { "text", crash_text },
	{ "exec-data", crash_exec_data }, { "overflow", crash_overflow },
	{ "guard", crash_guard }, { "hole", crash_hole }, { "bug", crash_bug },
	{ "hang", crash_hang }, { "panic", crash_panic }, { "panic-all", crash_panic_all },
	{ "irq", crash_irq },
	{ "freed-page", crash_freed_page }, { "write-freed", crash_write_freed },
	{ "memory", crash_memory },
#ifdef CONFIG_FPU
	{ "fpu", crash_fpu },
#endif
#ifdef CONFIG_DEMAND_PAGING
	{ "region-end", crash_region_end }, { "region-start", crash_region_start },
	{ "overcommit", crash_overcommit },
#endif
};

static int crash(int argc, char **argv)
{
	for (unsigned int i = 0; argc > 1 && i < ARRAY_SIZE(ways); i++) {
		if (!strcmp(argv[1], ways[i].name)) {
			ways[i].fn();
			console_printf("the machine goes on\n");
			return 1;
		}
	}
	for (unsigned int i = 0; i < ARRAY_SIZE(ways); i++)
		console_printf("crash %s\n", ways[i].name);
	return 1;
}
SHELL_COMMAND(crash, "crash", "how", "end badly, for tests", crash);

static int cmd_warn(int argc, char **argv)
{
	WARN(1, "a text of its own\n");
	return 0;
}
SHELL_COMMAND(warn, "warn", "", "warn, for tests", cmd_warn);
