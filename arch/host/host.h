/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef HOST_PRIVATE_H
#define HOST_PRIVATE_H

/*
 * Interface between the firmware and the process that simulates its machine.  The machine consists
 * of the files libc*.c.  Only these files include headers of the C library, and they are not
 * instrumented by sanitizers.  This header uses only plain C types.
 *
 * The machine never passes a pointer to the firmware's memory to a system call.  The kernel of the
 * build machine does not use the software TLB, so the call would fail if the TLB has no entry for
 * the address.
 */

struct pt_regs;

#define HOST_RAM_BASE	0x80000000UL
#define HOST_IMAGE_BASE	(HOST_RAM_BASE + 0x200000UL)

/* Interrupt causes: bits of *host_pending. */
#define HOST_IRQ_TIMER	1U
#define HOST_IRQ_IPI	2U
#define HOST_IRQ_DEVICE	4U

/* ---- functions of the machine; context: any, unless stated otherwise ------------------------- */

/* libc.c */
void host_power_off(int status) __attribute__((__noreturn__));
void host_putc(char c);
int host_getc(void);		/* returns the next character, or -1 */

/*
 * libc_mmu.c: set the physical address of the root table, and flush all translations.  The address
 * 0 disables paging.
 */
void host_set_root(unsigned long root);
/*
 * Flush the translations of [start, start + size) on all CPUs, or all translations if @size is 0.
 * Called with interrupts disabled.
 */
void host_tlb_drop(unsigned long start, unsigned long size);
/* Return the number of TLB entries that have been filled. */
unsigned long host_tlb_fills(void);
/* Return the memory type of the address @va according to the page table. */
int host_memory_type(unsigned long va);
enum { HOST_UNMAPPED, HOST_CACHED, HOST_UNCACHED, HOST_DEVICE };
/* Return a pointer to the RAM at the physical address @pa, for use before paging is enabled. */
const void *host_physical(unsigned long pa);

/* libc_cpu.c */
int host_cpu_start(unsigned int cpu, void (*entry)(unsigned int cpu));
/* Wait until an interrupt is pending for this CPU.  Called with interrupts disabled. */
void host_cpu_wait(void);
/* Set the gs base of this CPU, for CONFIG_TLS. */
void host_set_thread_pointer(unsigned long pointer);
void host_raise(unsigned int cpu, unsigned int bits);
/*
 * Get the instruction address, the stack pointer and the frame pointer of another CPU, even if its
 * interrupts are disabled.  Returns 0 if the CPU does not answer.
 */
int host_cpu_regs(unsigned int cpu, struct pt_regs *regs);
/* Return the nanoseconds since 1970, from the build machine's clock. */
unsigned long host_real_time(void);
/* Raise HOST_IRQ_TIMER on this CPU at the time @ns in nanoseconds.  The value -1UL means never. */
void host_set_deadline(unsigned long ns);

/*
 * libc_bus.c: access 1 to 8 bytes of a register at a physical address.  Returns 0 if there is no
 * device.  Called with interrupts disabled.
 */
int host_bus_read(unsigned long pa, unsigned int size, unsigned long *value);
int host_bus_write(unsigned long pa, unsigned int size, unsigned long value);
/* Return a mask of the lines of the interrupt controller that are high and enabled. */
unsigned int host_lines_pending(void);
void host_line_enable(unsigned int line, int on);

/*
 * libc_cache.c: host_cache_seed() returns 0 if devices are coherent.  host_cache_maintain()
 * maintains the lines of [pa, pa + size), and is called with interrupts disabled.
 */
unsigned long host_cache_seed(void);
void host_cache_maintain(unsigned long pa, unsigned long size, unsigned int what);
#define HOST_CACHE_CLEAN	1U
#define HOST_CACHE_INVALIDATE	2U

/*
 * libc_cachectl.c: execute a command on the first-level cache of an Andes CPU.  Called with
 * interrupts disabled.
 */
void host_l1d_command(unsigned long pa, unsigned long command);

/* ---- functions of the firmware --------------------------------------------------------------- */

/*
 * Start the firmware.  The machine calls this function on the first CPU, with paging disabled and
 * the image mapped at its link address.
 */
void host_boot(unsigned long dtb) __attribute__((__noreturn__));

/*
 * Handle a fault that the page table does not explain.  If the code that faulted expected the
 * fault, the function changes @regs and returns.  Otherwise, it reports the fault and does not
 * return.  @access: 0 none, 1 read, 2 write, 3 execute.
 */
void host_fault(struct pt_regs *regs, const char *cause, int access);

/* Print the firmware's information on an access that AddressSanitizer is about to report. */
void host_sanitizer_report(unsigned long address, unsigned long size, int is_write,
			   unsigned long ip);

/* entry.S: address at which a CPU continues after a signal handler, to handle interrupts. */
extern char host_irq_entry[];

/*
 * Handle pending interrupts, and stop the interrupted thread if Ctrl-C requests it.  host_irq_entry
 * calls this function.  Interrupts are disabled, before and afterwards.  @frame[0] is the rbp, and
 * @frame[1] the address, of the interrupted code.
 */
void host_interrupted(const unsigned long *frame);

#endif /* HOST_PRIVATE_H */
