/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_ARCH_H
#define INTERNAL_ARCH_H

/*
 * The contract of a port, which is the code for one architecture in arch/.
 *
 * This file lists all functions and definitions that the rest of Quarry needs from a port.  Inline
 * functions, with Linux's names, are in the port's <asm/...> headers and listed in this comment;
 * all other functions are declared below.  tests/arch/ checks every item on every port.
 *
 * In <asm/> headers, inline:
 *
 *  <asm/page.h>	PAGE_SHIFT, VMEMMAP_ORIGIN (see <quarry/layout.h>).
 *  <asm/irqflags.h>	arch_local_irq_save(), _restore(), _enable(), _disable(),
 *			arch_irqs_disabled(): mask this CPU's interrupts.  They are compiler
 *			barriers.  Pairs of save and restore may be nested.  Context: any.
 *  <asm/barrier.h>	mb(), rmb(), wmb() order accesses to memory and devices; smp_mb() etc.
 *			between CPUs; dma_mb() etc. between the CPU and coherent devices.
 *  <asm/percpu.h>	arch_percpu_offset(), arch_set_percpu_offset(): the offset from a per-CPU
 *			symbol to this CPU's copy.  It changes only while interrupts are off.
 *			arch_this_cpu_hot_ptr(): address of a symbol below 2 KiB, in fewer
 *			instructions.  Optional.
 *			ARCH_PERCPU_ATOMIC_SIZE: for objects of at least this size, the compiler's
 *			atomic builtins call no library, and an interrupt cannot divide them.
 *  <asm/processor.h>	cpu_relax(); arch_spill_registers(); arch_counter(): a monotonic counter at
 *			arch_counter_hz, equal on all CPUs; arch_instructions(): retired
 *			instructions, or the closest available counter.  arch_zero_line_size():
 *			number of bytes, a power of two, that arch_zero_line(address) clears at an
 *			aligned address of normal memory; 0 if the CPU has no such instruction.
 *  <asm/pgtable.h>	encoding of a page-table entry: see "Paging" below.
 *  <asm/ptrace.h>	struct pt_regs, the registers that the port saves at a trap, and accessors:
 *			instruction_pointer(), instruction_pointer_set(), kernel_stack_pointer(),
 *			frame_pointer(), and function_return_address(): the return address of a
 *			function whose first instruction was not executed yet, or 0 if unknown.
 *			ARCH_FRAME_RECORD: bytes from the frame pointer to the frame's record,
 *			which is the caller's frame pointer and the return address.
 *			ARCH_LEAF_KEEPS_RETURN: 1 if a leaf function has its return address only
 *			in a register.  The record of such a function does not exist, or has only
 *			the caller's frame pointer, in its second word.
 *  <asm/thread.h>	struct thread_context, struct fpu_context: saved registers of a thread.
 *			arch_thread_frame_pointer(): frame pointer of the function that switched to
 *			another thread, or 0 if the thread has never run.  With CONFIG_TLS:
 *			arch_set_thread_pointer(), the register that the compiler uses for
 *			thread-local variables, ARCH_TLS_OFFSET and ARCH_TLS_BELOW: kernel/tls.c.
 *  <asm/io.h>		__raw_readb() to __raw_writeq(): single accesses of exactly that width.
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
 * Information from the port's entry code, which fills it in before the first C function of kernel/
 * runs.  Addresses are physical unless a member states otherwise.
 */
struct boot_info {
	phys_addr_t dtb;		/* device tree, as passed in a1 / x0; not validated */
	size_t dtb_size;		/* bytes mapped at dtb: the tree and EFI's memory map */
	unsigned long boot_hwid;	/* hart ID or MPIDR affinity of the boot CPU */
	phys_addr_t image;		/* address of the image */
	unsigned long entry_level;	/* exception level at entry (AArch64); 0 elsewhere */
	unsigned long early_console;	/* virtual address of the early console's registers */
};
extern struct boot_info boot_info;

/*
 * Describe this CPU's MMU: fill in the fields of *@layout that depend on the paging mode
 * (linear_start, linear_limit, vmemmap_start and so on) and the geometry of *@table.  Called once,
 * on the boot CPU, with the MMU on.
 */
void arch_paging_init(struct vm_layout *layout, struct pgtable *table);

/*
 * Describe the page tables that the boot code has activated: set table->root and table->offset.
 */
void arch_boot_table(struct pgtable *table);

/* Print the CPU's identity, extensions and MMU mode with printk(), in 1 to 3 lines. */
void arch_print_cpu(void);

/* Set up trap vectors and control registers.  Called on each CPU with interrupts off. */
void arch_cpu_init(void);

/*
 * Turn off the MMU and caches that EFI firmware turned on, and enter the image at @image as a boot
 * loader does.  The device tree and the data after it are at [@tree, @tree + @size).  @hwid is this
 * CPU's number, for ports whose boot protocol passes it.  The caller wrote all data through the
 * caches.  Runs in the image that the firmware loaded, on the firmware's stack; interrupts may be
 * on.  Only ports that can boot from EFI firmware (CONFIG_EFI_STUB) need this function.
 */
void __noreturn efi_enter(u64 image, u64 tree, size_t size, unsigned long hwid);

/* ---- Paging ---------------------------------------------------------------------------------- */

/*
 * Inline in <asm/pgtable.h>; pure functions of their arguments, usable with the MMU off:
 *
 *	pte_t arch_pte_leaf(phys_addr_t pa, pgprot_t prot, unsigned int level);
 *	pte_t arch_pte_at(pte_t zero, phys_addr_t pa);	a leaf for RAM at pa; zero is the leaf for
 *							address 0 with the same bits
 *	pte_t arch_pte_table(phys_addr_t table);
 *	pte_t arch_pte_hide(pte_t pte);			make invalid, preserve the other bits
 *	pte_t arch_pte_show(pte_t pte);			make valid again
 *	bool arch_pte_is_cont(pte_t pte);		true if a level-0 leaf belongs to a group
 *	pte_t arch_pte_cont(pte_t pte);			convert a page's leaf to a group member
 *	pte_t arch_pte_single(pte_t pte);		convert the first member to a page's leaf
 *	bool arch_pte_valid(pte_t pte);
 *	bool arch_pte_is_leaf(pte_t pte, unsigned int level);
 *	phys_addr_t arch_pte_pa(pte_t pte, unsigned int level);
 *	pgprot_t arch_pte_prot(pte_t pte, unsigned int level);
 *	bool arch_leaf_allowed(unsigned int level);	level 0 is a page
 *	void arch_pte_set(pte_t *slot, pte_t pte);	single store, visible to a walker at once
 *	ARCH_NEEDS_BREAK_BEFORE_MAKE			0 or 1
 *
 * A group is a naturally aligned run of 2^cont_bits entries of level 0 whose pages are contiguous
 * and naturally aligned; cont_bits in struct pgtable is 0 if the CPUs have no groups.  The entries
 * of a group are all valid or all hidden, and equal except for the address, which the port defines.
 * The other functions above accept and return only leaves outside of groups, except for
 * arch_pte_valid(), arch_pte_is_leaf() and arch_pte_set().
 */

/*
 * After stores made leaves in [@start, @start + @size) valid, make these stores visible to this
 * CPU's page-table walker.  If @size is 0, make the stores to all entries visible.
 */
void arch_pte_sync(unsigned long start, size_t size);

/*
 * Switch this CPU to @table.  The running code, its stack and its data must have the same mapping
 * in both tables.
 */
void arch_paging_activate(const struct pgtable *table);

/*
 * Flush translations of [@start, @start + @size), which is page aligned, or of the whole address
 * space if @size is 0.  arch_tlb_flush_local() flushes this CPU.  arch_tlb_flush() flushes all CPUs
 * before it returns.  To avoid a deadlock, the caller must have interrupts on, unless no other CPU
 * waits for the caller with interrupts off.  RISC-V uses the firmware and AArch64 the hardware
 * instead of an inter-processor interrupt (IPI).
 */
void arch_tlb_flush_local(unsigned long start, size_t size);
void arch_tlb_flush(unsigned long start, size_t size);

/* ---- Caches ---------------------------------------------------------------------------------- */

/* Make instructions written to [@start, @start + @size) executable on this CPU. */
void arch_sync_icache(unsigned long start, size_t size);

/*
 * Return the size in bytes of the cache line for data cache maintenance, or 0 if the CPU has no
 * instructions for it.  On AArch64 it is the smallest line of this CPU's caches.  On RISC-V it is
 * the largest line of all harts, so that a buffer of whole lines shares no line with its neighbours
 * on any hart.
 */
unsigned int arch_dcache_line(void);

/*
 * Maintain the lines that overlap [@start, @start + @size) up to the point of coherency, and wait
 * for completion.  Whole lines are affected; the caller handles partial lines at the ends.  Only
 * valid if arch_dcache_line() is not 0.
 */
void arch_dcache_clean(unsigned long start, size_t size);
void arch_dcache_invalidate(unsigned long start, size_t size);
void arch_dcache_flush(unsigned long start, size_t size);

/* ---- Traps ----------------------------------------------------------------------------------- */

void arch_show_regs(const struct pt_regs *regs);

/*
 * Access or call one location and survive a fault.  Returns 0 or -EFAULT.  For diagnosis and tests.
 * The code lies between the symbols that kernel/fault.c names.  Context: any.
 */
int arch_try_read(const void *address, u8 *value);
int arch_try_write(void *address, u8 value);
/*
 * Load or store @size bytes (1, 2, 4 or 8) with one access like arch_try_read(), or call an address
 * (exec).  The address is aligned to @size.  Values are unsigned.
 */
int arch_try_load(const void *address, unsigned int size, u64 *value);
int arch_try_store(void *address, unsigned int size, u64 value);
int arch_try_exec(const void *address);

/*
 * CONFIG_KASAN_HW_TAGS: memory mapped as PGPROT_NORMAL_TAGGED has a tag for each 16 bytes.
 * arch_enable_mem_tags() enables access to tags on this CPU; it returns false if the CPU has none.
 * With kasan_enabled(), a CPU checks all accesses from its arch_cpu_init() on, except while it
 * handles a fault.  arch_set_mem_tags() needs multiples of 16 in tagged memory.
 */
bool arch_enable_mem_tags(void);
void arch_set_mem_tags(unsigned long start, unsigned long end, unsigned int tag);
unsigned int arch_mem_tag(unsigned long address);
void arch_suspend_mem_tag_checks(bool suspend);

/* ---- Threads and stacks ---------------------------------------------------------------------- */

/* Prepare task->context so that the first switch to it calls @entry(@arg) on its stack. */
void arch_thread_setup(struct task_struct *task, void (*entry)(void *arg), void *arg);

/* Save the callee-saved registers of @prev and restore those of @next.  Interrupts are off. */
void arch_switch_to(struct task_struct *prev, struct task_struct *next);

/*
 * Handle traps of this CPU on the stack that ends at @top, or, if it is NULL, on the stack of the
 * interrupted code.  During a trap on the other stack, the setting is NULL.  arch_trap_stack()
 * returns the current setting.  The host port ignores it.
 */
void arch_set_trap_stack(void *top);
void *arch_trap_stack(void);

/*
 * Enable, disable, save and restore the floating-point registers.  arch_fpu_enable() returns false
 * if the CPU has no such registers.  The registers must be enabled while they are saved or
 * restored.  An instruction that uses disabled registers traps to fpu_trap().  Interrupts are off.
 * Needs CONFIG_FPU.
 */
bool arch_fpu_enable(void);
void arch_fpu_disable(void);
void arch_fpu_save(struct fpu_context *context);
void arch_fpu_restore(const struct fpu_context *context);

/*
 * Call @fn(@arg) on the stack that ends at @top.  Interrupts are off, because interrupts change the
 * stack as well.
 */
void arch_call_on_stack(void (*fn)(void *arg), void *arg, void *top);

/* ---- CPUs ------------------------------------------------------------------------------------ */

/* Wait for an interrupt.  Returns with interrupts off and the interrupt pending. */
void arch_cpu_idle(void);

/*
 * Start a CPU, which then calls secondary_start() on the stack that ends at @stack_top, with its
 * per-CPU offset set.  Returns 0, -ENODEV if the firmware does not know the CPU, or -EOPNOTSUPP if
 * the port cannot start CPUs.
 */
int arch_cpu_start(unsigned int cpu, void *stack_top, unsigned long percpu_offset);

/*
 * Read the registers of another CPU that does not accept interrupts, for its back-trace.  Returns
 * false if that CPU does not answer.  Only for ports with CONFIG_ARCH_HAS_CPU_REGS.
 */
#ifdef CONFIG_ARCH_HAS_CPU_REGS
bool arch_cpu_regs(unsigned int cpu, struct pt_regs *regs);
#else
static inline bool arch_cpu_regs(unsigned int cpu, struct pt_regs *regs)
{
	return false;
}
#endif

/* Interrupt the CPUs in @mask: bit n of word 0 is CPU n, and so on. */
void arch_send_ipi(const unsigned long *mask);

/* ---- Up-calls -------------------------------------------------------------------------------- */

/*
 * All functions outside arch/ and lib/ that a port may call, and the required state of the CPU.
 * tests/layers.py rejects any other symbol.
 *
 * MMU off, on the boot stack, code and data at physical addresses, BSS cleared, traps handled by
 * the port itself; <internal/early.h>:
 *	early_console_init()	once, before any other
 *	early_puts() early_puthex() early_putc() early_fail() early_explain_address()
 *				output, usable until the end
 *	early_console_unmapped()	the MMU is off again
 *	early_table_init() early_table_alloc() early_map_image() early_map_dtb()
 *	early_map_console() pgtable_map()
 *				the boot tables, in this order
 *
 * Called by EFI firmware, from the header of the image:
 *	efi_pe_entry		<efi/efi.h>; returns to the firmware, or calls efi_enter()
 *
 * MMU on, interrupts off, the image mapped at its link address, a null frame pointer:
 *	start_kernel()		once, on the boot CPU's boot_stack, with the boot tables, boot_info
 *				filled, per-CPU offset 0.  Before arch_cpu_init(), the port reports
 *				traps.  Does not return.
 *	secondary_start()	on each other CPU, with the stack and per-CPU offset of
 *				arch_cpu_start() and the kernel's tables.  Calls arch_cpu_init().
 *				Does not return.
 *
 * From a trap, interrupts off, all registers saved in a struct pt_regs on the interrupted stack,
 * the per-CPU offset valid:
 *	irq_run()		calls a function of the port as an interrupt, on this CPU's
 *				interrupt stack, where a nested call continues; returns on the same
 *				CPU
 *	irqchip_handle()	inside irq_run(): an external interrupt is pending
 *	ctrl_c_check_regs()	after irq_run(), with the interrupted registers; other threads may
 *				run in it
 *	ctrl_c_pending ctrl_c_interrupted()	used inline by ctrl_c_check_regs()
 *	timer_interrupt()	inside irq_run(): the timer's deadline has passed, its interrupt is
 *				off
 *	smp_handle_ipi()	inside irq_run(): an IPI arrived and is acknowledged
 *	fpu_trap()		an instruction found the FPU registers disabled; true: retry it
 *	fault_handle()		a fault, on the stack where it happened; returns if it was expected,
 *				and the trap then returns to the address in regs
 *	fault_panic()		a fault that is never expected, such as a stack overflow, on the
 *				CPU's overflow stack; does not return
 *	overflow_stack_top	the end of that stack, or NULL before stacks_init_cpu()
 *	stack_bounds() task_stack_bounds()	the stack that contains an address; never faults
 *
 * From the host port's timer: ktime_set_real_ns(), once, with the build machine's time.
 *
 * From arch_send_ipi(): irqchip_send_ipi(), if the interrupt controller sends IPIs.
 *
 * Services for any context, unless their headers state otherwise: printk() printk_break_lock()
 * dump_stack()
 *	kasan_report() dma_touch_explain()	information on an access that a sanitizer reports
 *	kasan_tag_fault() fault_is_tried() kasan_on	an access failed the tag check
 *	cpu_hwid cpu_number __cpu_possible_mask __cpu_online_mask __num_online_cpus current_task
 *				CPUs and the current thread
 *	static_key_set()	branches that depend on the CPU; before other CPUs run
 *	kernel_pgtable pgtable_lookup() pgtable_map_locked() pgtable_unmap_locked() vm_layout
 *				the kernel's tables
 *	vmap() vunmap()		registers of firmware; thread context
 *	of_find_node_by_path() of_find_compatible_node() of_get_cpu_node()
 *	of_property_match_string() of_get_next_child() of_node_is_type() of_property_read_reg()
 *	of_property_read_string() of_property_read_u32() of_property_read_u64()	after of_init()
 *	timer_register() generic_handle_domain_irq() irqchip_create_domain()
 *	irqchip_add_root() irqchip_eoi_by_root() irq_set_chip_and_handler() handle_simple_irq()
 *				for ports whose timer or interrupt controller is not a device
 */

/* ---- The end --------------------------------------------------------------------------------- */

/*
 * Terminate the machine and report @status to the emulator or debugger.  A method without a status,
 * such as the firmware's power-off, is used only for status 0, because a failed run must not appear
 * successful.  Returns if no method can be used.  Called after the exit handlers of drivers
 * (drivers/reset).  Context: any.
 */
void arch_exit(int status);

#endif /* INTERNAL_ARCH_H */
