/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HOST_PRIVATE_H
#define HOST_PRIVATE_H

/*
 * The seam between the firmware and the process that is its machine (libc*.c, the only files that
 * include the C library's headers and are not instrumented by sanitizers).  Plain C types only.
 *
 * The machine never gives the kernel of the build machine a pointer into the firmware's memory: a
 * system call does not go through the software TLB and would fail where an entry is missing.
 */

struct pt_regs;

#define HOST_RAM_BASE	0x80000000UL
#define HOST_IMAGE_BASE	(HOST_RAM_BASE + 0x200000UL)

/* Reasons of an interrupt: bits of *host_pending. */
#define HOST_IRQ_TIMER	1U
#define HOST_IRQ_IPI	2U
#define HOST_IRQ_DEVICE	4U

/* ---- the machine, called by the firmware; any context unless said otherwise ---------------*/

/* libc.c */
void host_power_off(int status) __attribute__((__noreturn__));
void host_putc(char c);
int host_getc(void);		/* a character that waits, or -1 */

/* libc_mmu.c: physical address of the root table; 0 before paging is on.  Flushes everything. */
void host_set_root(unsigned long root);
/* Drop [start, start + size), or everything if size is 0, on all CPUs.  Interrupts off. */
void host_tlb_drop(unsigned long start, unsigned long size);
/* How often an entry was filled in. */
unsigned long host_tlb_fills(void);
/* How the page table has it that CPUs see this address. */
int host_memory_type(unsigned long va);
enum { HOST_UNMAPPED, HOST_CACHED, HOST_UNCACHED, HOST_DEVICE };
/* The machine's view of RAM: what a CPU reads at this address before paging is on. */
const void *host_physical(unsigned long pa);

/* libc_cpu.c */
int host_cpu_start(unsigned int cpu, void (*entry)(unsigned int cpu));
/* Returns when something is pending; interrupts off. */
void host_cpu_wait(void);
/* gs of this CPU: CONFIG_TLS. */
void host_set_thread_pointer(unsigned long pointer);
void host_raise(unsigned int cpu, unsigned int bits);
/* Where another CPU is, whatever it does: its address, stack and frame.  0: it did not answer. */
int host_cpu_regs(unsigned int cpu, struct pt_regs *regs);
/* Nanoseconds since 1970, by the build machine's clock. */
unsigned long host_real_time(void);
/* Raise HOST_IRQ_TIMER on this CPU at that time in ns; -1UL: never. */
void host_set_deadline(unsigned long ns);

/*
 * libc_bus.c: registers at a physical address, 1 to 8 bytes; 0 if no device is there.  Interrupts off.
 */
int host_bus_read(unsigned long pa, unsigned int size, unsigned long *value);
int host_bus_write(unsigned long pa, unsigned int size, unsigned long value);
/* Lines of the interrupt controller: a bit each of those that are high and enabled. */
unsigned int host_lines_pending(void);
void host_line_enable(unsigned int line, int on);

/* libc_cache.c: 0 if devices are coherent.  Maintain lines of [pa, pa + size); interrupts off. */
unsigned long host_cache_seed(void);
void host_cache_maintain(unsigned long pa, unsigned long size, unsigned int what);
#define HOST_CACHE_CLEAN	1U
#define HOST_CACHE_INVALIDATE	2U

/* libc_cachectl.c: a command to the first-level cache of an Andes CPU; interrupts off. */
void host_l1d_command(unsigned long pa, unsigned long command);

/* ---- the firmware, called by the machine ---------------------------------------------------*/

/* On the first CPU, paging off: the image is mapped where it is linked. */
void host_boot(unsigned long dtb) __attribute__((__noreturn__));

/*
 * A fault that the page table does not explain.  Returns with regs changed if the code that faulted
 * expected it; otherwise reports and does not return.  access: 0 none, 1 read, 2 write, 3 execute.
 */
void host_fault(struct pt_regs *regs, const char *cause, int access);

/* The address sanitizer is about to report an access: print what is known of it. */
void host_sanitizer_report(unsigned long address, unsigned long size, int is_write, unsigned long ip);

/* entry.S: where a signal's handler sends a CPU that takes interrupts. */
extern char host_irq_entry[];

/* From there, where the interrupted code is about to go on: its rbp and address.  Interrupts on. */
void host_interrupted(const unsigned long *frame);

#endif /* HOST_PRIVATE_H */
