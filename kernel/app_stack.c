// SPDX-License-Identifier: BSD-2-Clause
/*
 * Application stacks: stacks of any size, on which the functions of a thread run.
 *
 * The size of a thread's own stack is the same for all threads, so that trap entry can see from the
 * stack pointer whether it has overflowed.  The addresses of an application stack do not tell.
 * Therefore, traps are handled on the thread's own stack while its function runs on the application
 * stack.  The own stack has nothing but the frames of the functions that called it.
 *
 *	own stack	[ thread_main() ... | frames of traps        ]
 *	application	[ the thread's function ... | not accessed yet       ]
 *
 * An application stack is a demand-paged region (demand.c), whose pages are mapped by their first
 * access.  Functions of the kernel run on this stack, too, and such a fault can occur while they
 * hold locks of the page allocator.  So app_stack_fault() maps a page of the CPU's reserve, without
 * a lock.  If interrupts were on, no such lock is held, and the reserve is refilled at once.
 * Otherwise, the CPU sends an interrupt to itself, which arrives when interrupts are enabled again,
 * and refills the reserve.  So the reserve must be sufficient for one section with interrupts off.
 * demand_fault() handles faults of other threads, which have pointers to variables of this one.
 *
 * Ports without a stack for traps, and kernels for one CPU, allocate the whole stack at once.
 *
 * Locking: none.  The reserve is only used by its CPU, with interrupts off, on stacks whose pages
 * are all mapped: those of traps and interrupts.
 */

#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/interrupt.h>
#include <linux/irqflags.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/panic.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/sizes.h>
#include <linux/smp.h>
#include <linux/vmalloc.h>
#include <internal/arch.h>
#include <internal/demand.h>
#include <internal/stack.h>

#define ON_DEMAND	(IS_ENABLED(CONFIG_DEMAND_PAGING) && IS_ENABLED(CONFIG_SMP) && \
			 !IS_ENABLED(CONFIG_HOST))

/* The number of pages of a CPU's reserve: more than a section with interrupts off accesses. */
#define RESERVE_PAGES	(SZ_64K / PAGE_SIZE)

struct app_reserve {
	bool used;
	unsigned int nr;
	struct page *pages[RESERVE_PAGES];
};

static DEFINE_PER_CPU(struct app_reserve, app_reserve);

/* The part of a thread's own stack for the functions that call app_stack_run(). */
#define CALLERS_SIZE	(THREAD_SIZE / 4)

/* The running thread, if it has an application stack. */
DEFINE_PER_CPU(struct task_struct *, app_stack_task);

static void app_reserve_fill(struct app_reserve *reserve)
{
	while (reserve->nr < RESERVE_PAGES) {
		struct page *page = alloc_page(GFP_ATOMIC | __GFP_ZERO | __GFP_NOWARN);

		if (!page)
			break;
		reserve->pages[reserve->nr++] = page;
	}
}

static void app_reserve_start(void *full)
{
	struct app_reserve *reserve = this_cpu_ptr(&app_reserve);

	reserve->used = true;
	app_reserve_fill(reserve);
	*(bool *)full = reserve->nr == RESERVE_PAGES;
}

/* Fill the reserve of this CPU.  The caller has disabled interrupts. */
static void app_reserve_start_irq(void *full)
{
	irq_run(app_reserve_start, full);
}

void app_stack_refill(void)
{
	struct app_reserve *reserve = this_cpu_ptr(&app_reserve);

	if (ON_DEMAND && reserve->used)
		app_reserve_fill(reserve);
}

bool app_stack_fault(unsigned long address, bool irqs_off)
{
	struct task_struct *task = __this_cpu_read(app_stack_task);
	struct app_reserve *reserve = this_cpu_ptr(&app_reserve);

	if (!ON_DEMAND || !task || address - task->app_low >= task->app_high - task->app_low)
		return false;
	if (!irqs_off)
		app_reserve_fill(reserve);	/* an earlier call may have had no memory */
	if (!reserve->nr)
		panic("out of memory: first touch of %#lx in the stack of %s", address, task->comm);
	if (demand_put_page(task->app_region, address & PAGE_MASK,
			    reserve->pages[reserve->nr - 1])) {
		reserve->nr--;
		if (irqs_off)
			smp_send_reschedule(smp_processor_id());
		else
			app_reserve_fill(reserve);
	}
	return true;
}

bool app_stack_overflowed(unsigned long address)
{
	return current && current->app_low && current->app_low - address - 1 < THREAD_SIZE;
}

int app_stack_alloc(struct task_struct *task, size_t size)
{
	bool full = false;
	void *low;

	size = PAGE_ALIGN(size);
	if (!ON_DEMAND) {
		low = vmalloc_stack(task->comm, size);
	} else {
		smp_call_function_single(task->cpu, app_reserve_start_irq, &full, 1);
		low = full && size ? demand_map(task->comm, size, size, DEMAND_OVERCOMMIT) : NULL;
	}
	if (!low)
		return -ENOMEM;
	if (ON_DEMAND)
		task->app_region = demand_region_at(low);
	task->app_low = (unsigned long)low;
	task->app_high = task->app_low + size;
	return 0;
}

static void app_stack_free(void *low)
{
	if (ON_DEMAND)
		demand_unmap(low);
	else
		vfree(low);
}

void app_stack_run(void (*fn)(void *arg), void *arg)
{
	VM_WARN_ON((unsigned long)current->stack_top -
		   (unsigned long)__builtin_frame_address(0) > CALLERS_SIZE / 2);
	arch_set_trap_stack((char *)current->stack_top - CALLERS_SIZE);
	arch_call_on_stack(fn, arg, (void *)current->app_high);
	arch_set_trap_stack(NULL);
}

struct leave {
	void (*fn)(void *arg);
	void *arg;
};

static void app_stack_left(void *data)
{
	struct leave leave = *(struct leave *)data;
	void *low = (void *)current->app_low;
	unsigned long flags;

	arch_set_trap_stack(NULL);
	local_irq_save(flags);
	current->app_low = 0;
	current->app_high = 0;
	current->app_trap = NULL;
	__this_cpu_write(app_stack_task, NULL);
	local_irq_restore(flags);
	app_stack_free(low);
	leave.fn(leave.arg);
}

void app_stack_leave(void (*fn)(void *arg), void *arg)
{
	struct leave leave = { fn, arg };

	if ((unsigned long)&leave - current->app_low < current->app_high - current->app_low)
		arch_call_on_stack(app_stack_left, &leave, current->stack_top);
	app_stack_left(&leave);
	__builtin_unreachable();
}
