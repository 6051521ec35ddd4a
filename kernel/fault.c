// SPDX-License-Identifier: BSD-2-Clause
/*
 * Page faults: find the handler that can resolve a fault or recover from it.
 *
 * Expected faults are those of the first access to a page of a demand-paged region or of KASAN's
 * shadow, of an access whose mapping has become valid since (vmap_fault()), of arch_try_read() and
 * similar functions, of accesses to guarded objects, and of accesses to memory that a device owns.
 *
 * In the port's entry.S, the accesses of arch_try_read() are between try_begin and try_end.  A
 * fault there continues at try_fault, which returns -EFAULT.  arch_try_exec() calls an address that
 * may not be code, with exec_return as the return address.  A fault with this return address
 * continues at exec_fault.
 */

#include <linux/kfence.h>
#include <linux/vmalloc.h>
#include <asm/ptrace.h>
#include <internal/demand.h>
#include <internal/dma.h>
#include <internal/fault.h>
#include <internal/irqsoff.h>
#include <internal/kasan.h>
#include <internal/stack.h>

extern char try_begin[], try_end[], try_fault[], exec_return[], exec_fault[];

bool fault_is_tried(const struct pt_regs *regs)
{
	unsigned long ip = instruction_pointer(regs);

	return ip >= (unsigned long)try_begin && ip < (unsigned long)try_end;
}

static bool fault_fixup(struct pt_regs *regs)
{
	if (fault_is_tried(regs)) {
		instruction_pointer_set(regs, (unsigned long)try_fault);
		return true;
	}
	if (function_return_address(regs) == (unsigned long)exec_return) {
		instruction_pointer_set(regs, (unsigned long)exec_fault);
		return true;
	}
	return false;
}

/* Return false if no handler accepts the fault. */
static bool fault_resolve(struct pt_regs *regs, enum fault_access access, unsigned long address,
			  bool no_entry)
{
	if (no_entry && kasan_shadow_fault(address))
		return true;
	if (no_entry && app_stack_fault(address, regs_irqs_disabled(regs)))
		return true;
	/*
	 * The first access to a demand-paged page finds no page-table entry.  If another CPU has
	 * set the entry since the fault, vmap_fault() handles the fault.
	 */
	if (IS_ENABLED(CONFIG_DEMAND_PAGING) && no_entry && demand_fault(address, regs))
		return true;
	if (no_entry && vmap_fault(address, access == FAULT_WRITE, access == FAULT_EXEC))
		return true;
	if (fault_fixup(regs))
		return true;
	if (no_entry && kfence_handle_page_fault(address, access == FAULT_WRITE, regs))
		return true;
	return (access == FAULT_READ || access == FAULT_WRITE) &&
	       dma_touch_fault(address, access == FAULT_WRITE, regs);
}

void fault_handle(struct pt_regs *regs, const char *cause, enum fault_access access,
		  unsigned long address, bool no_entry)
{
	bool traced = irqsoff_enter(instruction_pointer(regs) + 1);

	if (no_entry && app_stack_overflowed(address))
		cause = "stack overflow";
	if (!fault_resolve(regs, access, address, no_entry))
		fault_panic(regs, cause, access, address);
	if (traced)
		irqsoff_leave((unsigned long)fault_handle + 1);
}
