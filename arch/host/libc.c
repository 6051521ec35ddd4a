// SPDX-License-Identifier: BSD-2-Clause
/*
 * The process as a machine: options, RAM, device tree, console and exit.
 *
 * quarry.elf [-m size[K|M|G]] [-smp n] [-append "boot arguments"]
 *            [-disk file [-disk-version 1|2] [-disk-block bytes] [-disk-evil how]]
 *            [-virtio rng|input] [-initrd file] [-noncoherent] [-overlay file]
 *            [-uart kind[,fault]] [-dmac kind [-dmac-fault how]]
 *            [-watchdog kind[,running|,locked]] [-plic stale] [-cpu name]
 *
 * RAM is a memory file.  The image, with which the process was started, is copied to RAM and mapped
 * at its link address.  The device tree is written to the start of RAM, and the initrd to the upper
 * half of RAM.  After that, host_boot() is called, as by a boot loader: on one CPU, with paging and
 * interrupts disabled.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <libfdt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <termios.h>
#include <unistd.h>

#include "host.h"
#include "libc.h"

#define DTB_SIZE	0x10000

static unsigned long ram_size = 128UL << 20;
static unsigned int cpus = 1;
static const char *bootargs = "", *disk, *virtio, *initrd, *overlay;
static int noncoherent;
static struct termios saved_terminal;
static int terminal_changed;

void host_die(const char *what)
{
	fprintf(stderr, "quarry.elf: %s: %s\n", what, strerror(errno));
	host_power_off(125);
}

/* ---- console --------------------------------------------------------------------------------- */

static void terminal_raw(void)
{
	struct termios raw;

	if (!isatty(0) || tcgetattr(0, &saved_terminal))
		return;
	raw = saved_terminal;
	raw.c_lflag &= ~(unsigned int)(ICANON | ECHO);
	raw.c_iflag &= ~(unsigned int)ICRNL;
	/* Pass Ctrl-C to the firmware.  Ctrl-\ still ends the process. */
	raw.c_cc[VINTR] = _POSIX_VDISABLE;
	raw.c_cc[VSUSP] = _POSIX_VDISABLE;
	raw.c_cc[VMIN] = 0;
	raw.c_cc[VTIME] = 0;
	terminal_changed = !tcsetattr(0, TCSANOW, &raw);
}

static char line[256];
static unsigned int line_used;

static void write_line(void)
{
	for (unsigned int done = 0; done < line_used;) {
		long n = syscall(SYS_write, 1, line + done, line_used - done);

		if (n < 0 && errno != EINTR && errno != EAGAIN)
			break;
		if (n > 0)
			done += (unsigned int)n;
	}
	line_used = 0;
}

/*
 * Print a character.  Unless the input is a terminal, lines are written to the output as a whole.
 * The caller holds the lock of the console, or is the last running thread.
 */
void host_putc(char c)
{
	line[line_used++] = c;
	if (c == '\n' || line_used == sizeof(line) || terminal_changed)
		write_line();
}

/*
 * Return the next input character, or -1 if no character is available.  A file or pipe remains
 * readable at its end, where a read returns no data.  Later calls then return -1 without a system
 * call.
 */
int host_getc(void)
{
	static unsigned char c;
	static int at_end;
	struct { int fd; short events, revents; } *poll_fd;
	static char space[sizeof(*poll_fd)] __attribute__((aligned(8)));
	static long no_time[2];

	poll_fd = (void *)space;
	poll_fd->fd = 0;
	poll_fd->events = 1;
	if (at_end || syscall(SYS_ppoll, poll_fd, 1, no_time, NULL, 8) != 1)
		return -1;
	if (syscall(SYS_read, 0, &c, 1) == 1)
		return c;
	at_end = !terminal_changed;
	return -1;
}

/*
 * Write the counters of CONFIG_HOST_COVERAGE to files.  This function of gcov is also called by
 * exit().
 */
void __gcov_dump(void) __attribute__((weak));

void host_power_off(int status)
{
	write_line();
	if (__gcov_dump)
		__gcov_dump();
	if (terminal_changed)
		tcsetattr(0, TCSANOW, &saved_terminal);
	_exit(status);
}

/* ---- device tree ----------------------------------------------------------------------------- */

static void fdt_check(int err)
{
	if (err < 0) {
		fprintf(stderr, "quarry.elf: device tree: %s\n", fdt_strerror(err));
		exit(125);
	}
}

static void set_reg(void *fdt, int node, unsigned long base, unsigned long size)
{
	fdt64_t reg[2] = { cpu_to_fdt64(base), cpu_to_fdt64(size) };

	fdt_check(fdt_setprop(fdt, node, "reg", reg, sizeof(reg)));
}

static int dtb_add_node(void *fdt, int parent, const char *name)
{
	int node = fdt_add_subnode(fdt, parent, name);

	fdt_check(node);
	return node;
}

static void add_cpus(void *fdt)
{
	int parent = dtb_add_node(fdt, 0, "cpus");

	fdt_check(fdt_setprop_u32(fdt, parent, "#address-cells", 1));
	fdt_check(fdt_setprop_u32(fdt, parent, "#size-cells", 0));
	fdt_check(fdt_setprop_u32(fdt, parent, "timebase-frequency", 1000000000));
	/* libfdt inserts a new node before the existing ones, so add cpu@0 last. */
	for (unsigned int i = cpus; i--;) {
		char name[16];
		int node;

		snprintf(name, sizeof(name), "cpu@%x", i);
		node = dtb_add_node(fdt, parent, name);
		fdt_check(fdt_setprop_string(fdt, node, "device_type", "cpu"));
		fdt_check(fdt_setprop_string(fdt, node, "compatible", host_cpu_compatible()));
		fdt_check(fdt_setprop_u32(fdt, node, "reg", i));
	}
}

#define INTC_PHANDLE 1

static void add_devices(void *fdt)
{
	char name[32];
	int node = dtb_add_node(fdt, 0, "interrupt-controller");

	fdt_check(fdt_setprop_string(fdt, node, "compatible", "quarry,host-intc"));
	fdt_check(fdt_setprop_empty(fdt, node, "interrupt-controller"));
	fdt_check(fdt_setprop_u32(fdt, node, "#interrupt-cells", 1));
	fdt_check(fdt_setprop_u32(fdt, node, "phandle", INTC_PHANDLE));
	snprintf(name, sizeof(name), "copy@%lx", HOST_COPY_BASE);
	node = dtb_add_node(fdt, 0, name);
	fdt_check(fdt_setprop_string(fdt, node, "compatible", "quarry,host-copy"));
	fdt_check(fdt_setprop_empty(fdt, node, noncoherent ? "dma-noncoherent" : "dma-coherent"));
	set_reg(fdt, node, HOST_COPY_BASE, HOST_COPY_SIZE);
	if (!disk && !virtio)
		return;
	snprintf(name, sizeof(name), "virtio_mmio@%lx", HOST_DISK_BASE);
	node = dtb_add_node(fdt, 0, name);
	fdt_check(fdt_setprop_string(fdt, node, "compatible", "virtio,mmio"));
	fdt_check(fdt_setprop_u32(fdt, node, "interrupt-parent", INTC_PHANDLE));
	fdt_check(fdt_setprop_u32(fdt, node, "interrupts", HOST_DISK_LINE));
	fdt_check(fdt_setprop_empty(fdt, node, noncoherent ? "dma-noncoherent" : "dma-coherent"));
	set_reg(fdt, node, HOST_DISK_BASE, HOST_DISK_SIZE);
}

/*
 * Apply an overlay to the device tree, as a boot loader would.  libfdt also writes to the overlay.
 */
static void apply_overlay(void *fdt, const char *name)
{
	static char blob[DTB_SIZE] __attribute__((aligned(8)));
	FILE *file = fopen(name, "rb");
	size_t size;
	int err;

	if (!file)
		host_die(name);
	size = fread(blob, 1, sizeof(blob), file);
	fclose(file);
	err = size < sizeof(struct fdt_header) || fdt_totalsize(blob) > size ? -FDT_ERR_TRUNCATED :
	      fdt_overlay_apply(fdt, blob);
	if (err) {
		fprintf(stderr, "quarry.elf: %s: cannot apply the overlay: %s\n", name,
			fdt_strerror(err));
		host_power_off(125);
	}
}

/*
 * Check that all memory banks are inside the RAM of the process, because an overlay may add banks.
 */
static void check_ram(const void *fdt)
{
	int node, size;

	fdt_for_each_subnode(node, fdt, 0) {
		const char *type = fdt_getprop(fdt, node, "device_type", NULL);
		const char *status = fdt_getprop(fdt, node, "status", NULL);
		const char *reg = fdt_getprop(fdt, node, "reg", &size);

		if (!type || strcmp(type, "memory") || !reg || (status && strncmp(status, "ok", 2)))
			continue;
		for (; size >= 16; size -= 16, reg += 16) {
			unsigned long base = fdt64_ld((const fdt64_t *)(const void *)reg) -
					     HOST_RAM_BASE;
			unsigned long bytes = fdt64_ld((const fdt64_t *)(const void *)(reg + 8));

			if (base <= ram_size && bytes <= ram_size - base)
				continue;
			fprintf(stderr,
				"quarry.elf: %s: [%#lx, +%#lx) is beyond the RAM of -m, [%#lx, +%#lx)\n",
				fdt_get_name(fdt, node, NULL), base + HOST_RAM_BASE, bytes,
				HOST_RAM_BASE, ram_size);
			host_power_off(125);
		}
	}
}

/* Load the initrd, as a boot loader would.  Returns its size in bytes. */
static unsigned long load_initrd(char *at, unsigned long room)
{
	FILE *file = fopen(initrd, "rb");
	unsigned long size;

	if (!file)
		host_die(initrd);
	size = fread(at, 1, room, file);
	if (ferror(file))
		host_die(initrd);
	if (fgetc(file) != EOF) {
		fprintf(stderr, "quarry.elf: %s: larger than half of RAM, %lu bytes\n", initrd,
			room);
		host_power_off(125);
	}
	fclose(file);
	return size;
}

static void make_device_tree(char *ram)
{
	unsigned long initrd_base = HOST_RAM_BASE + ram_size / 2, initrd_size;
	void *fdt = ram;
	char name[32];
	int node;

	fdt_check(fdt_create_empty_tree(fdt, DTB_SIZE));
	fdt_check(fdt_setprop_u32(fdt, 0, "#address-cells", 2));
	fdt_check(fdt_setprop_u32(fdt, 0, "#size-cells", 2));
	fdt_check(fdt_setprop_string(fdt, 0, "model", "Quarry host process"));
	fdt_check(fdt_setprop_string(fdt, 0, "compatible", "quarry,host"));
	add_cpus(fdt);
	add_devices(fdt);
	snprintf(name, sizeof(name), "memory@%lx", HOST_RAM_BASE);
	node = dtb_add_node(fdt, 0, name);
	fdt_check(fdt_setprop_string(fdt, node, "device_type", "memory"));
	set_reg(fdt, node, HOST_RAM_BASE, ram_size);
	node = dtb_add_node(fdt, 0, "chosen");
	fdt_check(fdt_setprop_string(fdt, node, "bootargs", bootargs));
	if (initrd) {
		initrd_size = load_initrd(ram + ram_size / 2, ram_size / 2);
		fdt_check(fdt_setprop_u64(fdt, node, "linux,initrd-start", initrd_base));
		fdt_check(
			fdt_setprop_u64(fdt, node, "linux,initrd-end", initrd_base + initrd_size));
		fdt_check(fdt_add_mem_rsv(fdt, initrd_base, initrd_size));	/* as U-Boot does */
	}
	if (overlay)
		apply_overlay(fdt, overlay);
	check_ram(fdt);
	fdt_check(fdt_pack(fdt));
}

/* ---- start ----------------------------------------------------------------------------------- */

static void host_usage(void)
{
	fprintf(stderr,
		"usage: quarry.elf [-m size[K|M|G]] [-smp n] [-append \"boot arguments\"]\n"
		"                  [-disk file [-disk-version 1|2] [-disk-block bytes] [-disk-evil how]]\n"
		"                  [-virtio rng|input] [-initrd file]\n"
		"                  [-noncoherent] [-overlay file.dtbo] [-uart kind[,fault]]\n"
		"                  [-dmac kind [-dmac-fault how]]\n"
		"                  [-watchdog kind[,running|,locked]] [-plic stale] [-cpu name]\n"
		"  -m       RAM, 64M to 16G (128M)\n"
		"  -smp     CPUs (1)\n"
		"  -append  boot arguments, in /chosen/bootargs\n"
		"  -disk    a virtio disk; -disk-block: size of its blocks in bytes (512);\n"
		"           -disk-evil: simulated fault: id, index, length, twice,\n"
		"           status, short, line, reset, silent or config\n"
		"  -virtio  in place of the disk: a source of random numbers, or a keyboard;\n"
		"           -disk-version and -disk-evil are for it, too\n"
		"  -initrd  an initial RAM disk: /chosen/linux,initrd-start and -end\n"
		"  -noncoherent  devices access memory without the CPUs' caches\n"
		"  -overlay      nodes and properties to add to the device tree: dtc -@ -O dtb\n"
		"  -uart    UART at 0x10006000, line 2: cadence, geni, imx, lpuart, meson, mvebu,\n"
		"           ns16550, samsung, scif, uartdm or xscale;\n"
		"           tcu: its mailboxes are at 0x10100000;\n"
		"           faults: dead-line, storm, storm-later, clock-off, absent, left-on;\n"
		"           only ns16550 and xscale: busy, timeout, ti-timeout, level, ier-bits\n"
		"  -dmac    DMA engine at 0x1000a000, line 4: axi, pl330 or sun6i; -dmac-fault:\n"
		"           broken, dead, early, error, flip, hang, mute, stuck or wrap\n"
		"  -watchdog  watchdog at 0x10007000: bcm2835, cdns, dw, imx2, imx2be, imx7ulp, imx93,\n"
		"           jh7110, jh7110off, jh7110reset, meson, mtk, qcom, rti, rti25, sbsa,\n"
		"           sp805, sun4i, sun6i, sun20i, sun55i or t7\n"
		"  -plic    stale: firmware left all sources claimed, enabled and below the threshold\n"
		"  -cpu     with CONFIG_HOST_THEAD: thead-c906 or thead-c906,maee=off\n");
	exit(2);
}

static unsigned long host_parse_size(const char *text)
{
	char *end;
	unsigned long value = strtoul(text, &end, 0);

	switch (*end) {
	case 'G':
		value <<= 10;
		/* fall through */
	case 'M':
		value <<= 10;
		/* fall through */
	case 'K':
		value <<= 10;
		end++;
	}
	if (*end || value < 64UL << 20 || value > 16UL << 30)
		host_usage();
	return value & -0x200000UL;
}

static void parse_options(int argc, char **argv)
{
	for (int i = 1; i < argc; i += 2) {
		if (!strcmp(argv[i], "-noncoherent")) {
			noncoherent = 1;
			i--;
			continue;
		}
		if (i + 1 == argc)
			host_usage();
		if (!strcmp(argv[i], "-m")) {
			ram_size = host_parse_size(argv[i + 1]);
		} else if (!strcmp(argv[i], "-smp")) {
			cpus = (unsigned int)strtoul(argv[i + 1], NULL, 10);
			if (!cpus || cpus > HOST_MAX_CPUS)
				host_usage();
		} else if (!strcmp(argv[i], "-cpu")) {
			if (!host_cpu_option(argv[i + 1]))
				host_usage();
		} else if (!strcmp(argv[i], "-append")) {
			bootargs = argv[i + 1];
		} else if (!strcmp(argv[i], "-overlay")) {
			overlay = argv[i + 1];
		} else if (!strcmp(argv[i], "-initrd")) {
			initrd = argv[i + 1];
		} else if (!strcmp(argv[i], "-uart")) {
			if (!host_uart_option(argv[i + 1]))
				host_usage();
		} else if (!strncmp(argv[i], "-dmac", 5)) {
			if (!host_dmac_option(argv[i], argv[i + 1]))
				host_usage();
		} else if (!strcmp(argv[i], "-plic")) {
			if (!host_plic_option(argv[i + 1]))
				host_usage();
		} else if (!strcmp(argv[i], "-watchdog")) {
			if (!host_watchdog_option(argv[i + 1]))
				host_usage();
		} else if (!strcmp(argv[i], "-disk")) {
			disk = argv[i + 1];
		} else if (!strcmp(argv[i], "-virtio")) {
			virtio = argv[i + 1];
			if (!host_disk_option(argv[i], virtio))
				host_usage();
		} else if (!strncmp(argv[i], "-disk-", 6)) {
			if (!host_disk_option(argv[i], argv[i + 1]))
				host_usage();
		} else {
			host_usage();
		}
	}
	if (disk && virtio)
		host_usage();
}

int main(int argc, char **argv)
{
	parse_options(argc, argv);
	make_device_tree(host_ram_init(ram_size));
	host_cache_controllers_init(ram_size);
	if (noncoherent)
		host_uncached_file(host_cache_init(bootargs));
	terminal_raw();
	host_cpu_init(0);
	host_cpus_create(cpus);
	if (disk || virtio)
		host_virtio_start(disk, noncoherent);
	host_uart_start();
	host_dmac_start();
	host_plic_start();
	host_watchdog_start();
	host_boot(HOST_RAM_BASE);
}

/*
 * Options that the sanitizers read before main().  The machine handles faults itself, and never
 * frees its memory.  clang's runtime would start a program to look up function names.  This would
 * fail: fork() damages a stack in shared memory, and the stacks of the firmware are in shared
 * memory.  gcc's runtime looks up names in the process.
 */
#define FAULTS	"handle_segv=0:handle_sigbus=0:handle_sigfpe=0:handle_sigill=0:use_sigaltstack=0:"
#ifdef __clang__
#define NAMES	"symbolize=0:"
#else
#define NAMES
#endif

const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return FAULTS NAMES "detect_leaks=0:detect_stack_use_after_return=0";
}

const char *__ubsan_default_options(void);
const char *__ubsan_default_options(void)
{
	return FAULTS NAMES "print_stacktrace=1";
}

const char *__tsan_default_options(void);
const char *__tsan_default_options(void)
{
	return FAULTS NAMES "halt_on_error=1:report_thread_leaks=0:history_size=4";
}

/*
 * Read the vtable of an object before the sanitizer checks it.
 *
 * Before a C++ object of unknown type is used, the sanitizer asks the kernel whether the object's
 * vtable is readable.  It considers the vtable invalid if no CPU has read its page since the last
 * flush (libc_mmu.c).  The linker substitutes this function for the function of the sanitizer
 * (arch.mk).
 */
void __real___ubsan_handle_dynamic_type_cache_miss_abort(void *, void *, unsigned long)
	__attribute__((weak));
void __wrap___ubsan_handle_dynamic_type_cache_miss_abort(void *, void *, unsigned long);
void __wrap___ubsan_handle_dynamic_type_cache_miss_abort(void *data, void *object,
							 unsigned long hash)
{
	const volatile unsigned long *vtable = *(const volatile unsigned long *const *)object;

	(void)vtable[-1];
	(void)vtable[-2];
	__real___ubsan_handle_dynamic_type_cache_miss_abort(data, object, hash);
}

/*
 * Return the signal stack.  This function replaces the sanitizer's function of the same name.
 *
 * Before a call of a function that does not return, AddressSanitizer asks the kernel for the signal
 * stack.  The kernel writes the result to the current stack, which belongs to the firmware.  A
 * flush by another CPU may have unmapped this stack (libc_mmu.c), and the kernel then returns an
 * error instead of raising a signal.  Therefore, the kernel writes to a variable of the machine,
 * which is copied to the stack.
 */
int sigaltstack(const stack_t *restrict set, stack_t *restrict old)
{
	static __thread stack_t own;
	long error = syscall(SYS_sigaltstack, set, &own);

	if (!error && old)
		*old = own;
	return (int)error;
}

/* Print the firmware's backtrace, with function names, in reports of AddressSanitizer. */
void *__asan_get_report_address(void) __attribute__((weak));
void *__asan_get_report_pc(void) __attribute__((weak));
size_t __asan_get_report_access_size(void) __attribute__((weak));
int __asan_get_report_access_type(void) __attribute__((weak));
void __asan_on_error(void);
void __asan_on_error(void)
{
	if (__asan_get_report_address)
		host_sanitizer_report((unsigned long)__asan_get_report_address(),
				      __asan_get_report_access_size(),
				      __asan_get_report_access_type(),
				      (unsigned long)__asan_get_report_pc());
}
