/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HOST_LIBC_H
#define HOST_LIBC_H

/* Private interface between the files libc*.c. */

#include <signal.h>

#define HOST_MAX_CPUS	256

#define HOST_SIGNAL_TIMER	(__SIGRTMIN + 4)
#define HOST_SIGNAL_IPI		(__SIGRTMIN + 5)
#define HOST_SIGNAL_REGS	(__SIGRTMIN + 6)

/* Print a message that contains the text for errno, and end the machine. */
void host_die(const char *what) __attribute__((__noreturn__));

/*
 * Layout of thread-local variables, for kernel/tls.c: address, size in the file, size in memory,
 * and alignment, in bytes.
 */
extern unsigned long __tls_layout[4];

/*
 * Create RAM and the windows of virtual addresses in which the firmware maps it, and copy the image
 * to RAM.  Returns the address at which the machine maps the whole RAM.
 */
void *host_ram_init(unsigned long size);

/* A page-table entry, decoded by libc_pte.c or libc_thead.c. */
struct host_pte {
	/* address and size of a leaf's block, or address of a table */
	unsigned long pa, size;
	int is_leaf, prot;		/* prot: a set of PROT_* bits, as for mmap() */
	int type;			/* HOST_CACHED or another type in host.h */
};

/*
 * Decode the page-table entry @entry as the MMU does.  A leaf at the level of the entry maps @size
 * bytes.  Returns 0 if the entry is invalid.
 */
int host_pte_read(unsigned long entry, unsigned long size, struct host_pte *pte);

/*
 * host_cpu_option() sets the value of the option -cpu, and returns 0 if the value is invalid.
 * host_cpu_compatible() returns the compatible string for the device tree nodes of CPUs.
 */
int host_cpu_option(const char *name);
const char *host_cpu_compatible(void);

/* Handle SIGSEGV and similar signals: fill a missing TLB entry, or report a fault. */
void host_memory_signal(int number, siginfo_t *info, void *context);

/* Make the calling thread a CPU: set up its signals, its signal stack and its timer. */
void host_cpu_init(unsigned int cpu);

/* Create the threads of all CPUs except the first.  They wait for host_cpu_start(). */
void host_cpus_create(unsigned int n);

/*
 * Install a signal handler by a system call, because sanitizers would delay the signal.  @mask
 * contains the signals that are blocked while the handler runs.
 */
void host_sigaction(int number, void (*handler)(int, siginfo_t *, void *), unsigned long mask);

/* ---- devices (libc_bus.c) ------------------------------------------------------------------ */

#define HOST_MAX_DEVICES	10
#define HOST_DISK_BASE		0x10001000UL
#define HOST_DISK_SIZE		0x1000UL
#define HOST_DISK_LINE		1
#define HOST_COPY_BASE		0x10002000UL
#define HOST_COPY_SIZE		0x1000UL
#define HOST_CCACHE_BASE	0x10003000UL
#define HOST_CCACHE_SIZE	0x1000UL
#define HOST_ANDES_BASE		0x10004000UL
#define HOST_ANDES_SIZE		0x1000UL
#define HOST_BROKEN_BASE	0x10005000UL
#define HOST_BROKEN_SIZE	0x1000UL
#define HOST_UART_BASE		0x10006000UL
#define HOST_UART_SIZE		0x1000UL
#define HOST_UART_LINE		2
#define HOST_DMAC_BASE		0x1000a000UL
#define HOST_DMAC_SIZE		0x1000UL
#define HOST_DMAC_LINE		4
#define HOST_HSP_BASE		0x10100000UL	/* two adjacent windows */
#define HOST_HSP_SIZE		0x40000UL
#define HOST_WATCHDOG_BASE	0x10007000UL
#define HOST_WATCHDOG_SIZE	0x2000UL
#define HOST_PLIC_BASE		0x11000000UL
#define HOST_PLIC_SIZE		0x400000UL

/*
 * A window of registers.  The functions run in the thread of a CPU, with the interrupts of this CPU
 * disabled.
 */
struct host_device {
	unsigned long base, size;
	unsigned long (*read)(unsigned long offset, unsigned int size);
	void (*write)(unsigned long offset, unsigned int size, unsigned long value);
};

void host_device_add(const struct host_device *device);

/* Set the level of an interrupt line.  Context: any thread. */
void host_line_set(unsigned int line, int high);

/*
 * A lock between CPUs and devices.  A thread that holds such a lock may acquire another one, and
 * must not wait for an event.
 */
void host_lock(int *word);
void host_unlock(int *word);

/*
 * Access RAM by physical address, as a device does.  An access of one byte, or of two aligned
 * bytes, is atomic.  Other threads see the accesses of a thread in program order.  If the range is
 * not RAM, the functions do nothing and return 0.
 */
int host_dma_read(unsigned long pa, void *to, unsigned long size);
int host_dma_write(unsigned long pa, const void *from, unsigned long size);

/*
 * libc_cache.c: host_dma_init() sets the RAM that devices access, and adds a device that copies
 * memory.  host_cache_init() implements -noncoherent: devices access a second copy of the RAM, and
 * the function returns the file descriptor of this copy.
 */
void host_dma_init(char *ram, unsigned long size);
int host_cache_init(const char *bootargs);
/* libc_cache.c: record that a part of RAM has been mapped cached. */
void host_cache_mapped(unsigned long pa, unsigned long size);
/* libc_cachectl.c: create the cache controllers. */
void host_cache_controllers_init(unsigned long ram_size);
/*
 * libc_mmu.c: lock the mappings, so that no other thread changes them.  host_tlb_lock() returns 0
 * if this thread already holds the lock.  host_tlb_unlock() does nothing if this result, @taken, is
 * 0.
 */
int host_tlb_lock(void);
void host_tlb_unlock(int taken);
/* Use @file, which contains RAM as devices see it, for uncached mappings from now on. */
void host_uncached_file(int file);

/*
 * libc_uart.c: host_uart_option() parses the value of -uart, and returns 0 if it is invalid.
 * host_uart_start() creates the UART if it was selected.
 */
int host_uart_option(const char *option);
void host_uart_start(void);

/*
 * libc_dmac.c: host_dmac_option() parses the values of -dmac and -dmac-fault, and returns 0 if one
 * is invalid.  host_dmac_start() creates the DMA engine if it was selected.
 */
int host_dmac_option(const char *option, const char *value);
void host_dmac_start(void);

/*
 * libc_watchdog.c: host_watchdog_option() parses the value of -watchdog, and returns 0 if it is
 * invalid.  host_watchdog_start() creates the watchdog if it was selected.
 */
int host_watchdog_option(const char *value);
void host_watchdog_start(void);

/*
 * libc_plic.c: host_plic_option() parses the value of -plic, and returns 0 if it is invalid.
 * host_plic_start() creates the PLIC.
 */
int host_plic_option(const char *option);
void host_plic_start(void);

/*
 * libc_virtio.c: host_disk_option() parses the values of -virtio, -disk-version, -disk-block and
 * -disk-evil, and returns 0 if one is invalid.  host_virtio_start() creates the device, which is a
 * disk with the contents of the file @path, unless -virtio chose another.
 */
int host_disk_option(const char *name, const char *value);
void host_virtio_start(const char *path, int noncoherent);

#endif /* HOST_LIBC_H */
