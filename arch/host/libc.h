/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HOST_LIBC_H
#define HOST_LIBC_H

/* What libc.c, libc_mmu.c and libc_cpu.c share. */

#include <signal.h>

#define HOST_MAX_CPUS	256

#define HOST_SIGNAL_TIMER	(__SIGRTMIN + 4)
#define HOST_SIGNAL_IPI		(__SIGRTMIN + 5)
#define HOST_SIGNAL_REGS	(__SIGRTMIN + 6)

/* Say why the machine cannot go on, with errno's text, and end it. */
void host_die(const char *what) __attribute__((__noreturn__));

/* Of the thread-local variables, for kernel/tls.c: address, bytes in the file, bytes, alignment. */
extern unsigned long __tls_layout[4];

/* Make RAM and the windows, copy the image; returns RAM as the machine sees it, in one piece. */
void *host_ram_init(unsigned long size);

/* libc_pte.c, or libc_thead.c: an entry of a page table. */
struct host_pte {
	unsigned long pa, size;		/* of a leaf's block; pa of the next table */
	int is_leaf, prot;		/* PROT_*, as mmap() has them */
	int type;			/* HOST_CACHED and so on: host.h */
};

/* The entry as the MMU reads it, which maps @size bytes if it is a leaf.  0 if no walker follows it. */
int host_pte_read(unsigned long entry, unsigned long size, struct host_pte *pte);

/* Take the value of -cpu; returns 0 if it is not understood.  The compatible string of a CPU's node. */
int host_cpu_option(const char *name);
const char *host_cpu_compatible(void);

/* SIGSEGV and its relatives: a missing TLB entry, or a fault. */
void host_memory_signal(int number, siginfo_t *info, void *context);

/* Make the calling thread the CPU: signals, their stack, the timer. */
void host_cpu_init(unsigned int cpu);

/* The threads of the CPUs after the first, which wait for host_cpu_start(). */
void host_cpus_create(unsigned int n);

/* Install a handler past sanitizers, which would delay it.  mask: signals blocked meanwhile. */
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
#define HOST_HSP_BASE		0x10100000UL	/* two, one behind the other */
#define HOST_HSP_SIZE		0x40000UL
#define HOST_WATCHDOG_BASE	0x10007000UL
#define HOST_WATCHDOG_SIZE	0x2000UL
#define HOST_PLIC_BASE		0x11000000UL
#define HOST_PLIC_SIZE		0x400000UL

/* A window of registers, read and written in the thread of a CPU, whose interrupts are off. */
struct host_device {
	unsigned long base, size;
	unsigned long (*read)(unsigned long offset, unsigned int size);
	void (*write)(unsigned long offset, unsigned int size, unsigned long value);
};

void host_device_add(const struct host_device *device);

/* Any thread. */
void host_line_set(unsigned int line, int high);

/* A lock of CPUs and devices; never held while anything is waited for. */
void host_lock(int *word);
void host_unlock(int *word);

/*
 * RAM as devices see it, by physical address.  Two bytes or less are one access, and the whole is in
 * order with others of this thread.  0, and nothing happened, if that is not RAM.
 */
int host_dma_read(unsigned long pa, void *to, unsigned long size);
int host_dma_write(unsigned long pa, const void *from, unsigned long size);

/* libc_cache.c: devices see this RAM; -noncoherent: another memory, whose file is returned. */
void host_dma_init(char *ram, unsigned long size);
int host_cache_init(const char *bootargs);
/* libc_cache.c: CPUs see this part of RAM cached from now on. */
void host_cache_mapped(unsigned long pa, unsigned long size);
/* libc_cachectl.c: with so much RAM. */
void host_cache_controllers_init(unsigned long ram_size);
/*
 * libc_mmu.c: while a thread has this lock, no other changes what is mapped.  It may take it again: 0 then,
 * which unlocks nothing.
 */
int host_tlb_lock(void);
void host_tlb_unlock(int taken);
/* @file: the memory that devices see; uncached mappings are of this file from now on. */
void host_uncached_file(int file);

/* libc_uart.c: -uart (0: not understood), and the UART itself, if there is one. */
int host_uart_option(const char *option);
void host_uart_start(void);

/* libc_dmac.c: 0 if that is no option of it. */
int host_dmac_option(const char *option, const char *value);
void host_dmac_start(void);

/* libc_watchdog.c: -watchdog (0: not understood), and the watchdog itself, if there is one. */
int host_watchdog_option(const char *value);
void host_watchdog_start(void);

/* libc_plic.c: -plic (0: not understood), and the PLIC itself. */
int host_plic_option(const char *option);
void host_plic_start(void);

/* libc_virtio.c: -disk-version and -disk-evil (0: not understood), and the disk itself. */
int host_disk_option(const char *name, const char *value);
void host_disk_open(const char *path);

#endif /* HOST_LIBC_H */
