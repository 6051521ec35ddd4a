// SPDX-License-Identifier: BSD-2-Clause
/*
 * Allocate stacks with guard pages, find the stack that contains an address, and walk stack frames
 * for back-traces.
 */

#include <linux/errno.h>
#include <linux/kallsyms.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/sprintf.h>
#include <linux/vmalloc.h>
#include <asm/ptrace.h>
#include <internal/sections.h>
#include <internal/stack.h>
#include <quarry/layout.h>

DEFINE_PER_CPU(void *, irq_stack_top);
DEFINE_PER_CPU(void *, overflow_stack_top);

extern char boot_stack[], boot_stack_top[];

void *stack_alloc(const char *owner)
{
	char *low = vmalloc_stack(owner, THREAD_SIZE);

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

bool task_stack_bounds(const struct task_struct *task, unsigned long sp, unsigned long *low,
		       unsigned long *high)
{
	if (task && sp - task->app_low < task->app_high - task->app_low) {
		*low = task->app_low;
		*high = task->app_high;
		return true;
	}
	if (is_vmalloc_addr((void *)sp)) {
		*low = sp & ~(THREAD_SIZE - 1);
		*high = *low + THREAD_SIZE;
		return !(*low & THREAD_SIZE) && vmap_page((void *)*low);
	}
	*low = (unsigned long)boot_stack;
	*high = (unsigned long)boot_stack_top;
	return sp >= *low && sp < *high;
}

bool stack_bounds(unsigned long sp, unsigned long *low, unsigned long *high)
{
	return task_stack_bounds(current, sp, low, high);
}

static bool is_text(unsigned long address)
{
	return address >= vm_layout.image_start && address < (unsigned long)__init_text_end;
}

/* Return true if both addresses are in the same function, or if there are no symbols. */
static bool same_function(unsigned long a, unsigned long b)
{
	unsigned long a_offset, b_offset;

	return !kallsyms_lookup(a, NULL, &a_offset, NULL, NULL) ||
	       !kallsyms_lookup(b, NULL, &b_offset, NULL, NULL) || a - a_offset == b - b_offset;
}

struct frame {
	unsigned long next;	/* the caller's frame pointer */
	unsigned long ret;
	unsigned long low;	/* lowest address of the stack that contains the frame */
};

/*
 * Read the frame record of a frame pointer (ARCH_FRAME_RECORD in asm/ptrace.h).  Returns false if
 * the record is not on a stack.
 */
static bool __no_sanitize_address stack_frame(const struct task_struct *task, unsigned long fp,
					      struct frame *frame)
{
	const unsigned long *record = (const unsigned long *)(fp + ARCH_FRAME_RECORD);
	unsigned long high;

	if (!fp || fp & 7 || !task_stack_bounds(task, (unsigned long)record, &frame->low, &high) ||
	    (unsigned long)(record + 2) > high)
		return false;
	frame->next = record[0];
	frame->ret = record[1];
	return true;
}

/*
 * Start a back-trace at @regs by storing the interrupted address.  Also store the return address of
 * the interrupted function if only a register contains it, as in leaf functions and after a call of
 * an invalid address.  The register's value is outdated if it equals the return address of the
 * first frame record, or points into the interrupted function.
 */
static unsigned int stack_walk_regs(const struct pt_regs *regs, unsigned long *addresses,
				    unsigned int max, unsigned long *fp)
{
	unsigned long ip = instruction_pointer(regs), ret = function_return_address(regs);
	struct frame frame;
	unsigned int n = 0;

	*fp = frame_pointer(regs);
	if (n < max)
		addresses[n++] = ip;
	if (n == max || !is_text(ret))
		return n;
	if (!is_text(ip)) {
		addresses[n++] = ret;
	} else if (ARCH_LEAF_KEEPS_RETURN && IS_ENABLED(CONFIG_FRAME_POINTER) &&
		   stack_frame(current, *fp, &frame)) {
		if (!is_text(frame.ret)) {	/* in a leaf function, frame.ret is the saved fp */
			addresses[n++] = ret;
			*fp = frame.ret;
		} else if (ret != frame.ret && !same_function(ret - 1, ip)) {
			addresses[n++] = ret;
		}
	}
	return n;
}

/*
 * Append the return addresses from the frame of @fp outwards to the @n existing addresses.  The
 * function is always inlined, because a tail call would remove the caller's frame, at which a walk
 * starts.
 */
static __always_inline unsigned int stack_walk_frames(const struct task_struct *task,
						      unsigned long fp, unsigned long *addresses,
						      unsigned int n, unsigned int max)
{
	struct frame frame;

	while (IS_ENABLED(CONFIG_FRAME_POINTER) && n < max && stack_frame(task, fp, &frame) &&
	       is_text(frame.ret)) {
		addresses[n++] = frame.ret;
		if (frame.next <= fp && frame.next >= frame.low)
			break;
		fp = frame.next;
	}
	return n;
}

unsigned int noinline stack_walk(const struct pt_regs *regs, unsigned long *addresses,
				 unsigned int max)
{
	unsigned long fp = (unsigned long)__builtin_frame_address(0);
	unsigned int n = regs ? stack_walk_regs(regs, addresses, max, &fp) : 0;

	return stack_walk_frames(current, fp, addresses, n, max);
}

bool stack_within(unsigned long fp, unsigned long end, bool (*allowed)(unsigned long address))
{
	struct frame frame;

	while (stack_frame(current, fp, &frame) && frame.next > fp) {
		if (frame.next == end)
			return true;
		if (!allowed(frame.ret))
			return false;
		fp = frame.next;
	}
	return false;
}

bool stack_within_regs(const struct pt_regs *regs, unsigned long end,
		       bool (*allowed)(unsigned long address))
{
	unsigned long addresses[2], fp;
	unsigned int n = stack_walk_regs(regs, addresses, 2, &fp);

	if (!allowed(addresses[0]))
		return false;
	if (fp == end)	/* the interrupted function has no frame */
		return n == 2 || !ARCH_LEAF_KEEPS_RETURN;
	return (n == 1 || allowed(addresses[1])) && stack_within(fp, end, allowed);
}

unsigned int stack_walk_task(const struct task_struct *task, unsigned long *addresses,
			     unsigned int max)
{
	unsigned long fp = arch_thread_frame_pointer(&task->context);

	return stack_walk_frames(task, fp, addresses, 0, max);
}
