// SPDX-License-Identifier: BSD-2-Clause
/* Stacks with guard pages, and which of them an address is in. */

#include <linux/errno.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/sprintf.h>
#include <linux/vmalloc.h>
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
