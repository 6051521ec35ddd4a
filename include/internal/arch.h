/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_ARCH_H
#define INTERNAL_ARCH_H

/*
 * The contract of a port.
 *
 * This is all that the rest of Quarry asks of an architecture.  Inline functions are in the port's own
 * <asm/...> headers, under Linux's names, and are listed here.  All other functions are declared below.
 * tests/arch/ checks each promise on each port.
 *
 * In <asm/> headers, inline:
 *
 *  <asm/page.h>	PAGE_SHIFT, VMEMMAP_ORIGIN (see <quarry/layout.h>).
 *  <asm/irqflags.h>	arch_local_irq_save(), _restore(), _enable(), _disable(), arch_irqs_disabled():
 *			mask this CPU's interrupts; a compiler barrier; callable anywhere, nests by flags.
 *  <asm/barrier.h>	mb() rmb() wmb() order accesses to memory and devices; smp_mb() .. between CPUs,
 *			dma_mb() .. between CPU and coherent devices.
 *  <asm/percpu.h>	arch_percpu_offset(), arch_set_percpu_offset(): what is added to a per-CPU
 *			symbol's address on this CPU.  Constant between two interrupts-off sections.
 *			arch_this_cpu_hot_ptr(): the same of a symbol below 2 KiB in fewer instructions;
 *			a port need not have it.
 *			ARCH_PERCPU_ATOMIC_SIZE: objects of this many bytes and more are changed by the
 *			compiler's atomic builtins, without a library and safe against interrupts.
 *  <asm/processor.h>	cpu_relax(); arch_spill_registers(); arch_counter(): a monotonic counter at
 *			arch_counter_hz, the same on all CPUs; arch_instructions(): instructions
 *			retired, or the nearest that exists.
 *			arch_zero_line_size(): bytes, a power of two, that arch_zero_line(address)
 *			clears in normal memory, at an address aligned to it; 0: there is no way.
 *  <asm/pgtable.h>	encoding of one page-table entry: see "Paging" below.
 *  <asm/ptrace.h>	struct pt_regs, the registers at a trap, as the port saves them, and what common
 *			code asks of them: instruction_pointer(), instruction_pointer_set(),
 *			kernel_stack_pointer(), frame_pointer(), and function_return_address(): where a
 *			function returns to of which nothing has run yet; 0 if not known.
 *			ARCH_FRAME_RECORD: bytes from the frame pointer to the frame's record, which is
 *			the caller's frame pointer and the return address.  ARCH_LEAF_KEEPS_RETURN: 1 if
 *			the return address of a function that calls none is in a register alone, and
 *			its record holds only the frame pointer, at its end, or does not exist.
 *  <asm/thread.h>	struct thread_context, struct fpu_context: what a thread has of registers.
 *			arch_thread_frame_pointer(): the frame pointer of the function that switched to
 *			another thread; 0 if the thread has never run.  With
 *			CONFIG_TLS: arch_set_thread_pointer(), where the compiler looks for thread-local
 *			variables, ARCH_TLS_OFFSET and ARCH_TLS_BELOW: kernel/tls.c.
 *  <asm/io.h>		__raw_readb() .. __raw_writeq(): single accesses of exactly that width.
 */

#include <linux/types.h>
#include <linux/compiler.h>
#include <linux/pgtable.h>

struct fpu_context;
struct pt_regs;
struct task_struct;
struct vm_layout;

/* ---- Boot ------------------------------------------------------------------------------------ */

/*
 * What the entry code found, filled before the first C function of kernel/ runs.  Physical addresses.
 */
struct boot_info {
	phys_addr_t dtb;		/* as handed over in a1 / x0; unchecked */
	size_t dtb_size;		/* bytes of it and of EFI's map behind it: what is mapped */
	unsigned long boot_hwid;	/* hart id or MPIDR affinity of the CPU that boots */
	phys_addr_t image;		/* where the image lies */
	unsigned long entry_level;	/* exception level at entry (AArch64); 0 elsewhere */
	unsigned long early_console;	/* virtual address that the early console's registers have */
};
extern struct boot_info boot_info;

/*
 * Describe this CPU's MMU: fill in *layout (linear_start, linear_limit, vmemmap_start and the rest that
 * depend on the paging mode) and the geometry of *table.  Once, on the boot CPU, MMU on.
 */
void arch_paging_init(struct vm_layout *layout, struct pgtable *table);

/* The boot tables that are active now, as table->root and table->offset. */
void arch_boot_table(struct pgtable *table);

/* Print the CPU's identity, extensions and MMU mode: one to three lines, through printk. */
void arch_print_cpu(void);

/* Per-CPU set-up of trap vectors and control registers.  On each CPU, interrupts off. */
void arch_cpu_init(void);

/*
 * Of a port whose CPUs boot from EFI firmware (CONFIG_EFI_STUB): leave the firmware's translation and
 * caches behind, and enter the image at @image as every loader does, with the device tree and what is
 * behind it at [@tree, @tree + @size) and, where the port's loaders say it, the number of this CPU.  All
 * of it was written through the caches.  Runs in the image that the firmware loaded, on the firmware's
 * stack; interrupts may be on.
 */
void __noreturn efi_enter(u64 image, u64 tree, size_t size, unsigned long hwid);

/* ---- Paging ---------------------------------------------------------------------------------- */

/*
 * Inline in <asm/pgtable.h>, pure functions of their arguments, callable with the MMU off:
 *
 *	pte_t arch_pte_leaf(phys_addr_t pa, pgprot_t prot, unsigned int level);
 *	pte_t arch_pte_at(pte_t zero, phys_addr_t pa);	zero: a leaf for address 0; pa within RAM's width
 *	pte_t arch_pte_table(phys_addr_t table);
 *	pte_t arch_pte_hide(pte_t pte);			the same, not valid; the rest is kept
 *	pte_t arch_pte_show(pte_t pte);			valid again
 *	bool arch_pte_is_cont(pte_t pte);		of a leaf of level 0: member of a group?
 *	pte_t arch_pte_cont(pte_t pte);			a page's leaf as a member of the group around it
 *	pte_t arch_pte_single(pte_t pte);		the first member of a group: its page's leaf
 *	bool arch_pte_valid(pte_t pte);
 *	bool arch_pte_is_leaf(pte_t pte, unsigned int level);
 *	phys_addr_t arch_pte_pa(pte_t pte, unsigned int level);
 *	pgprot_t arch_pte_prot(pte_t pte, unsigned int level);
 *	bool arch_leaf_allowed(unsigned int level);	level 0 is a page
 *	void arch_pte_set(pte_t *slot, pte_t pte);	single store that a walker may see at once
 *	ARCH_NEEDS_BREAK_BEFORE_MAKE			0 or 1
 *
 * A group is 2^cont_bits entries of level 0, at a multiple of that, whose pages lie side by side at a
 * multiple of its size: struct pgtable has the number, and 0 where the CPUs have no such thing.  They are
 * all members, valid or hidden together, alike but for the address; the port decides what the address of
 * a member is.  The functions of the other lines above take and give leaves that are in no group, but for
 * arch_pte_valid(), arch_pte_is_leaf() and arch_pte_set().
 */

/*
 * Make stores to leaves of [start, start + size) visible to this CPU's walker where they made one valid;
 * stores to any entry if size is 0.
 */
void arch_pte_sync(unsigned long start, size_t size);

/* Switch this CPU to the table.  The code that runs, its stack and data must be mapped alike in both. */
void arch_paging_activate(const struct pgtable *table);

/*
 * Forget translations of [start, start + size), page aligned; the whole address space if size is 0.
 * _local: on this CPU.  Without: on all CPUs, complete on return; with interrupts on, or from a CPU that
 * others do not wait for with interrupts off (RISC-V asks the firmware, AArch64 the hardware: no IPI).
 */
void arch_tlb_flush_local(unsigned long start, size_t size);
void arch_tlb_flush(unsigned long start, size_t size);

/* ---- Caches ---------------------------------------------------------------------------------- */

/* Instructions written to [start, start + size) may be executed on this CPU after this. */
void arch_sync_icache(unsigned long start, size_t size);

/*
 * Returns the size in bytes of the data cache line that maintenance works on, or 0 if the CPU has no
 * maintenance.  On AArch64 it is the smallest line of this CPU's caches.  On RISC-V it is the largest line
 * of all harts, so that a buffer of whole lines shares no line with its neighbours on any hart.
 */
unsigned int arch_dcache_line(void);

/*
 * Maintain lines that overlap [start, start + size) to the point of coherency, with the barriers that
 * make it complete.  Whole lines: the caller cares for partial edges.  Only if arch_dcache_line() > 0.
 */
void arch_dcache_clean(unsigned long start, size_t size);
void arch_dcache_invalidate(unsigned long start, size_t size);
void arch_dcache_flush(unsigned long start, size_t size);

/* ---- Traps ----------------------------------------------------------------------------------- */

void arch_show_regs(const struct pt_regs *regs);

/*
 * Access one location, or call it, and survive the fault that this may cause: 0, or -EFAULT.  For
 * diagnosis and tests.  Any context.  Their code lies between the symbols that kernel/fault.c names.
 */
int arch_try_read(const void *address, u8 *value);
int arch_try_write(void *address, u8 value);
/* The same by one access of @size bytes: 1, 2, 4 or 8, at a multiple of it.  Values are unsigned. */
int arch_try_load(const void *address, unsigned int size, u64 *value);
int arch_try_store(void *address, unsigned int size, u64 value);
int arch_try_exec(const void *address);

/*
 * CONFIG_KASAN_HW_TAGS: memory that is mapped as PGPROT_NORMAL_TAGGED has a tag for each 16 bytes.
 * arch_enable_mem_tags() lets this CPU read and write tags; it returns false if the CPU has none.  With
 * kasan_enabled() a CPU checks each access from its arch_cpu_init() on, but not while it handles a fault.
 * arch_set_mem_tags() needs multiples of 16, and memory that is mapped in this way.
 */
bool arch_enable_mem_tags(void);
void arch_set_mem_tags(unsigned long start, unsigned long end, unsigned int tag);
unsigned int arch_mem_tag(unsigned long address);
void arch_suspend_mem_tag_checks(bool suspend);

/* ---- Threads and stacks ---------------------------------------------------------------------- */

/* Prepare task->context so that the first switch to it calls entry(arg) on its stack. */
void arch_thread_setup(struct task_struct *task, void (*entry)(void *arg), void *arg);

/* Save the callee-saved state of prev, restore that of next.  Interrupts off. */
void arch_switch_to(struct task_struct *prev, struct task_struct *next);

/*
 * The floating-point registers: on, where this returns true (false: the CPU has none), and off; stored and
 * loaded while they are on.  What uses them while they are off traps, to fpu_trap().  Interrupts off.
 * CONFIG_FPU.
 */
bool arch_fpu_enable(void);
void arch_fpu_disable(void);
void arch_fpu_save(struct fpu_context *context);
void arch_fpu_restore(const struct fpu_context *context);

/* Call fn(arg) on the stack that ends at top.  Interrupts are off: each changes the stack as well. */
void arch_call_on_stack(void (*fn)(void *arg), void *arg, void *top);

/* ---- CPUs ------------------------------------------------------------------------------------ */

/* Wait for an interrupt; returns with interrupts still off and the interrupt pending. */
void arch_cpu_idle(void);

/*
 * Start the CPU: it calls secondary_start() on the stack that ends at stack_top, with its per-CPU offset
 * set.  0; -ENODEV if the firmware has no such CPU, -EOPNOTSUPP if there is no way to start CPUs.
 */
int arch_cpu_start(unsigned int cpu, void *stack_top, unsigned long percpu_offset);

/*
 * Fill in the registers of another CPU that takes no interrupts, for its back-trace; false if it did not
 * answer.  Of ports that have a way (CONFIG_ARCH_HAS_CPU_REGS).
 */
#ifdef CONFIG_ARCH_HAS_CPU_REGS
bool arch_cpu_regs(unsigned int cpu, struct pt_regs *regs);
#else
static inline bool arch_cpu_regs(unsigned int cpu, struct pt_regs *regs)
{
	return false;
}
#endif

/* Interrupt the CPUs of the mask, one bit a CPU number below 64 of word 0 and so on. */
void arch_send_ipi(const unsigned long *mask);

/* ---- Up-calls --------------------------------------------------------------------------------- */

/*
 * All functions outside arch/ and lib/ that a port calls, and the state in which the CPU has to be.
 * tests/layers.py refuses any other symbol.
 *
 * MMU off, on the boot stack, code and data at physical addresses, BSS zeroed, traps handled by the port
 * itself; <internal/early.h>:
 *	early_console_init()	once, before any other
 *	early_puts() early_puthex() early_putc() early_fail() early_explain_address()
 *				output; they work until the end
 *	early_console_unmapped()	the MMU is off again
 *	early_table_init() early_table_alloc() early_map_image() early_map_dtb()
 *	early_map_console() pgtable_map()
 *				the boot tables, in this order
 *
 * As EFI firmware calls it, from the header of the image:
 *	efi_pe_entry		<efi/efi.h>; returns to the firmware, or calls efi_enter()
 *
 * MMU on, interrupts off, the image mapped where it is linked, a null frame pointer:
 *	start_kernel()		once, on the boot CPU's boot_stack, with the boot tables, boot_info filled,
 *				per-CPU offset 0; until arch_cpu_init() a trap ends in a report of
 *				the port itself; does not return
 *	secondary_start()	on each other CPU: on the stack and with the per-CPU offset that
 *				arch_cpu_start() was given, with the kernel's tables; it calls
 *				arch_cpu_init(); does not return
 *
 * From a trap, interrupts off, all registers saved in a struct pt_regs on the interrupted stack, the
 * per-CPU offset valid:
 *	irq_run()		calls a function of the port as an interrupt, on this CPU's interrupt stack
 *				(on the current one where it is that already); returns on the same CPU
 *	irqchip_handle()	inside irq_run(): an external interrupt is pending
 *	ctrl_c_check_regs()	behind irq_run(), with the interrupted registers; others may run in it
 *	ctrl_c_pending ctrl_c_interrupted()	of which that is made, inline
 *	timer_interrupt()	inside irq_run(): the timer's deadline has passed, its interrupt is off
 *	smp_handle_ipi()	inside irq_run(): another CPU asked for attention; already acknowledged
 *	fpu_trap()		an instruction found the floating-point registers off; true: make it again
 *	fault_handle()		a fault, on the stack where it happened; returns if it was expected, and
 *				the trap returns to what is in regs then
 *	fault_panic()		one that cannot have been expected, such as a stack overflow, on the CPU's
 *				overflow stack; does not return
 *	overflow_stack_top	that stack: its top, NULL before stacks_init_cpu()
 *	stack_bounds()		the stack that an address is in; never faults
 *
 * From the host port's timer: ktime_set_real_ns(), once, with the build machine's time.
 *
 * From arch_send_ipi(): irqchip_send_ipi(), where the interrupt controller is what interrupts another CPU.
 *
 * Services, any context unless their headers say otherwise: printk() printk_break_lock() dump_stack()
 *	kasan_report() dma_touch_explain()	what is known of an access that a sanitizer reports
 *	kasan_tag_fault() fault_is_tried() kasan_on	the access failed the check of its tag
 *	cpu_hwid cpu_number __cpu_possible_mask __cpu_online_mask __num_online_cpus current_task
 *				CPUs and the thread
 *	static_key_set()	branches that depend on the CPU; before other CPUs run
 *	kernel_pgtable pgtable_lookup() pgtable_map_locked() pgtable_unmap_locked() vm_layout
 *				the kernel's tables
 *	vmap() vunmap()		registers of firmware; thread context
 *	of_find_node_by_path() of_find_compatible_node() of_get_cpu_node() of_property_match_string()
 *	of_get_next_child() of_node_is_type() of_property_read_reg()
 *	of_property_read_string() of_property_read_u32() of_property_read_u64()	from of_init() on
 *	timer_register() irq_domain_register() irq_domain_handle()
 *				a port whose timer or interrupt controller is no device of its own
 */

/* ---- The end --------------------------------------------------------------------------------- */

/*
 * Leave the machine and pass @status on to the emulator or debugger.  A way out that has no status, as the
 * firmware's power-off, is used for status 0 only: nothing may take a failed run for a good one.  Returns
 * if there is no way.  Called after the drivers' own ways (drivers/reset) have been tried.  Any context.
 */
void arch_exit(int status);

#endif /* INTERNAL_ARCH_H */
