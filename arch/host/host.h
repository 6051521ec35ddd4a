/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HOST_PRIVATE_H
#define HOST_PRIVATE_H

/*
 * The interface between the firmware and the process that is its machine.  The machine consists of
 * the files libc*.c, the only ones that include the C library's headers and are not instrumented by
 * sanitizers.  This header uses only plain C types.
 *
 * The machine never passes a pointer to the firmware's memory to a system call: the build machine's
 * kernel does not use the software TLB, so the call would fail if an entry is missing.
 */

struct pt_regs;

#define HOST_RAM_BASE	0x80000000UL
#define HOST_IMAGE_BASE	(HOST_RAM_BASE + 0x200000UL)

/* Interrupt causes: bits of *host_pending. */
#define HOST_IRQ_TIMER	1U
#define HOST_IRQ_IPI	2U
#define HOST_IRQ_DEVICE	4U

/* ---- the machine, called by the firmware; context: any, unless stated otherwise -------------- */

/* libc.c */
void host_power_off(int status) __attribute__((__noreturn__));
void host_putc(char c);
int host_getc(void);		/* next character, or -1 if there is none */

/*
 * libc_mmu.c: set the physical address of the root table, and flush everything.  0 disables paging.
 */
void host_set_root(unsigned long root);
/*
 * Flush [start, start + size), or everything if size is 0, on all CPUs.  Interrupts are disabled.
 */
void host_tlb_drop(unsigned long start, unsigned long size);
/* Return the number of TLB entries that were filled. */
unsigned long host_tlb_fills(void);
/* Return the memory type of the address according to the page table. */
int host_memory_type(unsigned long va);
enum { HOST_UNMAPPED, HOST_CACHED, HOST_UNCACHED, HOST_DEVICE };
/* Return a pointer to RAM at a physical address, for use before paging is enabled. */
const void *host_physical(unsigned long pa);

/* libc_cpu.c */
int host_cpu_start(unsigned int cpu, void (*entry)(unsigned int cpu));
/* Wait until an interrupt is pending.  Interrupts are disabled. */
void host_cpu_wait(void);
/* Set gs of this CPU, for CONFIG_TLS. */
void host_set_thread_pointer(unsigned long pointer);
void host_raise(unsigned int cpu, unsigned int bits);
/*
 * Get the address, stack pointer and frame pointer of another CPU, whatever it executes.  Returns 0
 * if it does not answer.
 */
int host_cpu_regs(unsigned int cpu, struct pt_regs *regs);
/* Return the nanoseconds since 1970, from the build machine's clock. */
unsigned long host_real_time(void);
/* Raise HOST_IRQ_TIMER on this CPU at this time in ns, or never for -1UL. */
void host_set_deadline(unsigned long ns);

/*
 * libc_bus.c: access a register at a physical address, 1 to 8 bytes.  Returns 0 if there is no
 * device. Interrupts are disabled.
 */
int host_bus_read(unsigned long pa, unsigned int size, unsigned long *value);
int host_bus_write(unsigned long pa, unsigned int size, unsigned long value);
/* Return a mask of the lines of the interrupt controller that are high and enabled. */
unsigned int host_lines_pending(void);
void host_line_enable(unsigned int line, int on);

/*
 * libc_cache.c.  host_cache_seed() returns 0 if devices are coherent.  host_cache_maintain()
 * maintains the lines of [pa, pa + size); interrupts are disabled.
 */
unsigned long host_cache_seed(void);
void host_cache_maintain(unsigned long pa, unsigned long size, unsigned int what);
#define HOST_CACHE_CLEAN	1U
#define HOST_CACHE_INVALIDATE	2U

/*
 * libc_cachectl.c: execute a command on the first-level cache of an Andes CPU.  Interrupts are
 * disabled.
 */
void host_l1d_command(unsigned long pa, unsigned long command);

/* ---- the firmware, called by the machine ----------------------------------------------------- */

/* Called on the first CPU, with paging disabled and the image mapped at its link address. */
void host_boot(unsigned long dtb) __attribute__((__noreturn__));

/*
 * Handle a fault that the page table does not explain.  Returns with changed regs if the code that
 * faulted expected it.  Otherwise, the fault is reported, and the function does not return.
 * @access: 0 none, 1 read, 2 write, 3 execute.
 */
void host_fault(struct pt_regs *regs, const char *cause, int access);

/* Print the firmware's information on an access that AddressSanitizer is about to report. */
void host_sanitizer_report(unsigned long address, unsigned long size, int is_write,
			   unsigned long ip);

/* entry.S: the address at which a signal handler makes a CPU continue to take interrupts. */
extern char host_irq_entry[];

/*
 * Called by host_irq_entry before the interrupted code continues.  @frame: its rbp and address.
 * Interrupts are enabled.
 */
void host_interrupted(const unsigned long *frame);

#endif /* HOST_PRIVATE_H */
