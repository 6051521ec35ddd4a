// SPDX-License-Identifier: BSD-2-Clause
/* Stacks with guard pages, which of them an address is in, and the chain of callers on one. */

#include <linux/errno.h>
#include <linux/kallsyms.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/sprintf.h>
#include <linux/vmalloc.h>
#include <asm/ptrace.h>
#include <quarry/layout.h>
#include <quarry/sections.h>
#include <quarry/stack.h>

DEFINE_PER_CPU(void *, irq_stack_top);
DEFINE_PER_CPU(void *, overflow_stack_top);

extern char boot_stack[], boot_stack_top[];

void *stack_alloc(const char *owner)
{
	char *low = vmalloc_stack(owner);

	return low ? low + THREAD_SIZE : NULL;
}

void stack_free(void *top)
{
	if (top)
		vfree((char *)top - THREAD_SIZE);
}

int stacks_init_cpu(unsigned int cpu)
{
	char name[24];
	void *irq, *overflow;

	scnprintf(name, sizeof(name), "irq/%u", cpu);
	irq = stack_alloc(name);
	scnprintf(name, sizeof(name), "overflow/%u", cpu);
	overflow = stack_alloc(name);
	if (!irq || !overflow) {
		stack_free(irq);
		stack_free(overflow);
		return -ENOMEM;
	}
	*per_cpu_ptr(&irq_stack_top, cpu) = irq;
	*per_cpu_ptr(&overflow_stack_top, cpu) = overflow;
	return 0;
}

bool stack_bounds(unsigned long sp, unsigned long *low, unsigned long *high)
{
	if (is_vmalloc_addr((void *)sp)) {
		*low = sp & ~(THREAD_SIZE - 1);
		*high = *low + THREAD_SIZE;
		return !(*low & THREAD_SIZE) && vmalloc_to_page((void *)*low);
	}
	*low = (unsigned long)boot_stack;
	*high = (unsigned long)boot_stack_top;
	return sp >= *low && sp < *high;
}

static bool is_text(unsigned long address)
{
	return address >= vm_layout.image_start && address < (unsigned long)__init_text_end;
}

/* True as well where it cannot be told. */
static bool same_function(unsigned long a, unsigned long b)
{
	unsigned long a_offset, b_offset;

	return !kallsyms_lookup(a, NULL, &a_offset, NULL, NULL) ||
	       !kallsyms_lookup(b, NULL, &b_offset, NULL, NULL) || a - a_offset == b - b_offset;
}

/*
 * The caller of a function that has no frame record: in the register of the return address, which is stale
 * where it equals the first record's or points into the function itself.
 */
static unsigned long leaf_caller(const struct pt_regs *regs, unsigned long first_return)
{
	unsigned long ret = function_return_address(regs);

	return is_text(ret) && ret != first_return &&
	       !same_function(ret - 1, instruction_pointer(regs)) ? ret : 0;
}

/* A frame record is the caller's frame pointer and the return address; asm/ptrace.h says where it is. */
unsigned int noinline __no_sanitize_address
stack_walk(const struct pt_regs *regs, unsigned long *addresses, unsigned int max)
{
	unsigned long fp = regs ? frame_pointer(regs) : (unsigned long)__builtin_frame_address(0);
	unsigned long low, high;
	unsigned int n = 0;

	if (regs && n < max)
		addresses[n++] = instruction_pointer(regs);
	/* A call to nowhere: who made it? */
	if (regs && n < max && !is_text(instruction_pointer(regs)) &&
	    is_text(function_return_address(regs)))
		addresses[n++] = function_return_address(regs);
	if (!IS_ENABLED(CONFIG_FRAME_POINTER))
		return n;
	while (n < max && fp && !(fp & 7) && stack_bounds(fp + ARCH_FRAME_RECORD, &low, &high)) {
		const unsigned long *record = (const unsigned long *)(fp + ARCH_FRAME_RECORD);
		unsigned long next, ret;

		if ((unsigned long)(record + 2) > high)
			break;
		next = record[0];
		ret = record[1];
		if (ARCH_LEAF_KEEPS_RETURN && regs && n == 1 && !is_text(ret)) {
			next = ret;
			ret = function_return_address(regs);
		} else if (ARCH_LEAF_KEEPS_RETURN && regs && n == 1 && leaf_caller(regs, ret)) {
			addresses[n++] = leaf_caller(regs, ret);
		}
		if (n == max || !is_text(ret))
			break;
		addresses[n++] = ret;
		if (next <= fp && next >= low)
			break;
		fp = next;
	}
	return n;
}
