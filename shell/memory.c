// SPDX-License-Identifier: BSD-2-Clause
/*
 * The commands md and mw: read and write physical memory and registers, as in U-Boot.
 *
 * RAM is accessed through the linear map.  All other addresses are mapped by ioremap(), one page at
 * a time.  If an access faults, the command fails.  However, a CPU may report a bad address by an
 * asynchronous exception (an SError of AArch64), which causes a panic.  QEMU's CPUs do not.
 */

#include <internal/arch.h>
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/mm.h>
#include <quarry/shell.h>

#define LINE_BYTES	16
#define DEFAULT_BYTES	64

struct window {
	phys_addr_t page;
	void *base;		/* virtual address of the page, or NULL */
	void __iomem *registers; /* the same address if iounmap() is needed, otherwise NULL */
};

static void window_close(struct window *w)
{
	if (w->registers)
		iounmap(w->registers);
	w->registers = NULL;
	w->base = NULL;
}

/*
 * Map the page of @address.  Returns the virtual address for @address, or NULL if the page cannot
 * be mapped.
 */
static void *window_move(struct window *w, phys_addr_t address)
{
	phys_addr_t page = address & PAGE_MASK;

	if (!w->base || w->page != page) {
		window_close(w);
		w->page = page;
		if (pfn_valid(PHYS_PFN(page))) {
			w->base = phys_to_virt(page);
		} else {
			w->registers = ioremap(page, PAGE_SIZE);
			w->base = (void __force *)w->registers;
		}
	}
	return w->base ? w->base + (address - page) : NULL;
}

static int memory_fail(phys_addr_t address, const char *why)
{
	console_printf("%#llx: %s\n", (unsigned long long)address, why);
	return 1;
}

/*
 * Parse all arguments as numbers.  Prints a message and returns false if an argument is not a
 * number, or if the first one, the address, is missing or not a multiple of @size.
 */
static bool memory_parse_args(int argc, char **argv, unsigned int size, unsigned long long *numbers)
{
	for (int i = 1; i < argc; i++) {
		if (kstrtoull(argv[i], 0, &numbers[i - 1])) {
			console_printf("%s: a number is needed, as 4096 or 0x1000\n", argv[i]);
			return false;
		}
	}
	if (argc > 1 && !(numbers[0] % size))
		return true;
	console_printf("%s: an address is needed, a multiple of %u\n", argv[0], size);
	return false;
}

static void show_line(phys_addr_t address, const u64 *values, unsigned int nr, unsigned int size)
{
	const u8 *bytes = (const u8 *)values;
	unsigned int i;

	console_printf("%08llx:", (unsigned long long)address);
	for (i = 0; i < LINE_BYTES / size; i++) {
		if (i < nr)
			console_printf(" %0*llx", 2 * size, (unsigned long long)values[i]);
		else
			console_printf(" %*s", 2 * size, "");
	}
	console_printf("  ");
	for (i = 0; i < nr * size; i++) {
		u8 c = bytes[i / size * sizeof(u64) + i % size];

		console_printf("%c", isprint(c) ? c : '.');
	}
	console_printf("\n");
}

static int cmd_md(int argc, char **argv)
{
	unsigned int size = shell_access_size(argv[0]), nr;
	unsigned long long numbers[2] = { 0, DEFAULT_BYTES / size };
	u64 values[LINE_BYTES];
	struct window w = { 0 };
	const char *why = NULL;

	if (!memory_parse_args(argc, argv, size, numbers))
		return 1;
	while (numbers[1] && !why && !console_interrupted()) {
		for (nr = 0; !why && nr < LINE_BYTES / size && nr < numbers[1]; nr++) {
			void *p = window_move(&w, numbers[0] + nr * size);

			why = !p ? "cannot be mapped" :
			      arch_try_load(p, size, &values[nr]) ? "cannot be read" : NULL;
		}
		nr -= !!why;
		if (nr)
			show_line(numbers[0], values, nr, size);
		numbers[0] += nr * size;
		numbers[1] -= nr;
	}
	window_close(&w);
	return why ? memory_fail(numbers[0], why) : 0;
}
SHELL_COMMAND(md, "md", "[.size] address [count]", "show physical memory or registers\n"
	      "md.b, md.w, md.l, md.q: count accesses of 1, 2, 4 (also plain md) and 8 bytes.\n"
	      "An address that cannot be read is an error.  \"iomem\" lists the ranges.\n"
	      "Reading a register can change the state of its device.", cmd_md);

static int cmd_mw(int argc, char **argv)
{
	unsigned int size = shell_access_size(argv[0]);
	unsigned long long numbers[3] = { 0, 0, 1 };
	struct window w = { 0 };
	const char *why = argc < 3 ? "a value is needed" : NULL;

	if (!memory_parse_args(argc, argv, size, numbers))
		return 1;
	if (size < sizeof(u64) && numbers[1] >> (8 * size))
		why = "the value is larger than the access";
	for (; !why && numbers[2] && !console_interrupted(); numbers[0] += size, numbers[2]--) {
		void *p = window_move(&w, numbers[0]);

		why = !p ? "cannot be mapped" :
		      arch_try_store(p, size, numbers[1]) ? "cannot be written" : NULL;
		if (why)
			break;
	}
	window_close(&w);
	return why ? memory_fail(numbers[0], why) : 0;
}
SHELL_COMMAND(mw, "mw", "[.size] address value [count]", "write physical memory or registers\n"
	      "mw.b, mw.w, mw.l, mw.q: write 1, 2, 4 (also plain mw) and 8 bytes.\n"
	      "Only the page tables protect Quarry's own memory.", cmd_mw);
