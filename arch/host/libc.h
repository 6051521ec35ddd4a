/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HOST_LIBC_H
#define HOST_LIBC_H

/* Private interface between the files libc*.c. */

#include <signal.h>

#define HOST_MAX_CPUS	256

#define HOST_SIGNAL_TIMER	(__SIGRTMIN + 4)
#define HOST_SIGNAL_IPI		(__SIGRTMIN + 5)
#define HOST_SIGNAL_REGS	(__SIGRTMIN + 6)

/* End the machine after a fatal error, with a message that contains errno's text. */
void host_die(const char *what) __attribute__((__noreturn__));

/*
 * Layout of thread-local variables, for kernel/tls.c: address, bytes in the file, bytes, alignment.
 */
extern unsigned long __tls_layout[4];

/*
 * Create RAM and the windows, and copy the image.  Returns the machine's mapping of the whole RAM.
 */
void *host_ram_init(unsigned long size);

/* A page-table entry, decoded by libc_pte.c or libc_thead.c. */
struct host_pte {
	unsigned long pa, size;		/* of a leaf's block; for a table, pa only */
	int is_leaf, prot;		/* prot: PROT_*, as for mmap() */
	int type;			/* HOST_CACHED and others in host.h */
};

/* Decode an entry as the MMU does.  A leaf maps @size bytes.  Returns 0 if the entry is invalid. */
int host_pte_read(unsigned long entry, unsigned long size, struct host_pte *pte);

/*
 * host_cpu_option() sets the value of -cpu, and returns 0 if it is invalid.  host_cpu_compatible()
 * returns the compatible string for the nodes of CPUs.
 */
int host_cpu_option(const char *name);
const char *host_cpu_compatible(void);

/* Handle SIGSEGV and similar signals: fill a missing TLB entry, or report a fault. */
void host_memory_signal(int number, siginfo_t *info, void *context);

/* Make the calling thread a CPU: set up signals, their stack and the timer. */
void host_cpu_init(unsigned int cpu);

/* Create the threads of all CPUs except the first.  They wait for host_cpu_start(). */
void host_cpus_create(unsigned int n);

/*
 * Install a signal handler by a system call, because sanitizers would delay it.  @mask: signals
 * blocked meanwhile.
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
#define HOST_HSP_BASE		0x10100000UL	/* two adjacent ones */
#define HOST_HSP_SIZE		0x40000UL
#define HOST_WATCHDOG_BASE	0x10007000UL
#define HOST_WATCHDOG_SIZE	0x2000UL
#define HOST_PLIC_BASE		0x11000000UL
#define HOST_PLIC_SIZE		0x400000UL

/*
 * A window of registers.  The functions run in the thread of a CPU, with its interrupts disabled.
 */
struct host_device {
	unsigned long base, size;
	unsigned long (*read)(unsigned long offset, unsigned int size);
	void (*write)(unsigned long offset, unsigned int size, unsigned long value);
};

void host_device_add(const struct host_device *device);

/* Set the level of an interrupt line.  Context: any thread. */
void host_line_set(unsigned int line, int high);

/* A lock between CPUs and devices.  Never held while waiting. */
void host_lock(int *word);
void host_unlock(int *word);

/*
 * Access RAM as devices see it, by physical address.  An access of at most two bytes is atomic.
 * Accesses by a thread are in program order.  Returns 0, without any effect, if the range is not
 * RAM.
 */
int host_dma_read(unsigned long pa, void *to, unsigned long size);
int host_dma_write(unsigned long pa, const void *from, unsigned long size);

/*
 * libc_cache.c.  host_dma_init() sets the RAM that devices access.  host_cache_init() implements
 * -noncoherent: devices access another memory, whose file is returned.
 */
void host_dma_init(char *ram, unsigned long size);
int host_cache_init(const char *bootargs);
/* libc_cache.c: called when this part of RAM is mapped cached. */
void host_cache_mapped(unsigned long pa, unsigned long size);
/* libc_cachectl.c: create the cache controllers. */
void host_cache_controllers_init(unsigned long ram_size);
/*
 * libc_mmu.c: lock the mappings, so that no other thread changes them.  If the thread holds the
 * lock already, host_tlb_lock() returns 0.  host_tlb_unlock() does nothing for 0.
 */
int host_tlb_lock(void);
void host_tlb_unlock(int taken);
/* Use @file, the memory that devices access, for uncached mappings from now on. */
void host_uncached_file(int file);

/* libc_uart.c: parse -uart (returns 0 if invalid), and create the UART if there is one. */
int host_uart_option(const char *option);
void host_uart_start(void);

/*
 * libc_dmac.c: parse -dmac options (returns 0 if invalid), and create the DMA engine if there is
 * one.
 */
int host_dmac_option(const char *option, const char *value);
void host_dmac_start(void);

/*
 * libc_watchdog.c: parse -watchdog (returns 0 if invalid), and create the watchdog if there is one.
 */
int host_watchdog_option(const char *value);
void host_watchdog_start(void);

/* libc_plic.c: parse -plic (returns 0 if invalid), and create the PLIC. */
int host_plic_option(const char *option);
void host_plic_start(void);

/*
 * libc_virtio.c: parse -disk-version, -disk-block and -disk-evil (returns 0 if invalid), and create
 * the disk.
 */
int host_disk_option(const char *name, const char *value);
void host_disk_open(const char *path);

#endif /* HOST_LIBC_H */
