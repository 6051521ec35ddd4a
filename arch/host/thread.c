// SPDX-License-Identifier: BSD-2-Clause
/*
 * Threads and stacks, and the calls that inform sanitizers about them.
 *
 * Before a switch, AddressSanitizer is informed of the bounds of the new stack.  After the switch,
 * the new thread informs AddressSanitizer that the switch is complete.  The shadow memory of
 * AddressSanitizer marks the accessible parts of stack frames.  A thread that has exited leaves
 * such marks, which must be removed before its stack is reused as other memory; those of an
 * application stack are removed when the thread leaves it.  ThreadSanitizer has an object for each
 * thread ("fiber").  After a switch from a thread that has exited, the new thread removes the marks
 * of the old thread and destroys its fiber.
 */

#include <internal/arch.h>
#include <internal/stack.h>
#include <linux/irqflags.h>
#include <linux/kernel.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/thread_info.h>

/* entry.S */
void host_switch(unsigned long *save_sp, unsigned long sp);
void host_call(void (*fn)(void *arg), void *arg, void *top);
void host_thread_start(void) __noreturn;
void host_thread_main(void);

#ifdef QUARRY_ASAN
void __sanitizer_start_switch_fiber(void **save, const void *bottom, size_t size);
void __sanitizer_finish_switch_fiber(void *save, const void **old_bottom, size_t *old_size);
void __asan_unpoison_memory_region(const volatile void *start, size_t size);
#else
static inline void __sanitizer_start_switch_fiber(void **save, const void *bottom, size_t size)
{
}

static inline void __sanitizer_finish_switch_fiber(void *save, const void **bottom, size_t *size)
{
}

static inline void __asan_unpoison_memory_region(const volatile void *start, size_t size)
{
}
#endif

#ifdef QUARRY_TSAN
void *__tsan_get_current_fiber(void);
void *__tsan_create_fiber(unsigned int flags);
void __tsan_destroy_fiber(void *fiber);
void __tsan_switch_to_fiber(void *fiber, unsigned int flags);
#else
static inline void *__tsan_get_current_fiber(void)
{
	return NULL;
}

static inline void *__tsan_create_fiber(unsigned int flags)
{
	return NULL;
}

static inline void __tsan_destroy_fiber(void *fiber)
{
}

static inline void __tsan_switch_to_fiber(void *fiber, unsigned int flags)
{
}
#endif

static DEFINE_PER_CPU(struct task_struct *, switched_from);

/* Inform AddressSanitizer of a switch to the stack of @task that contains @sp. */
static void start_switch(void **save, const struct task_struct *task, unsigned long sp)
{
	unsigned long low, high;

	task_stack_bounds(task, sp, &low, &high);
	__sanitizer_start_switch_fiber(save, (void *)low, high - low);
}

/* Complete a switch to @task, in the thread of @task. */
static void thread_arrive(struct task_struct *task)
{
	struct task_struct *from = this_cpu_read(switched_from);

	__sanitizer_finish_switch_fiber(task->context.fake_stack, NULL, NULL);
	if (from->state != TASK_DEAD)
		return;
	__asan_unpoison_memory_region((char *)from->stack_top - THREAD_SIZE, THREAD_SIZE);
	__tsan_destroy_fiber(from->context.fiber);
}

/* Start the function of a new thread.  host_thread_start calls this function. */
void host_thread_main(void)
{
	struct task_struct *task = current;

	thread_arrive(task);
	task->context.entry(task->context.arg);
	__builtin_unreachable();
}

/* Signal handlers have a stack of their own. */
void arch_set_trap_stack(void *top)
{
}

void *arch_trap_stack(void)
{
	return NULL;
}

void arch_thread_setup(struct task_struct *task, void (*entry)(void *arg), void *arg)
{
	unsigned long *sp = (unsigned long *)task->stack_top;

	/*
	 * Write the address to which host_switch() returns.  It first pops six registers, whose
	 * values do not matter.
	 */
	sp[-1] = (unsigned long)host_thread_start;
	task->context = (struct thread_context){
		.sp = (unsigned long)(sp - 7),
		.entry = entry,
		.arg = arg,
		.fiber = __tsan_create_fiber(0),
	};
}

/*
 * Return the saved rbp of a thread that is not running.  host_switch() pushes rbp first, above five
 * other registers.
 */
unsigned long __no_sanitize_address arch_thread_frame_pointer(const struct thread_context *context)
{
	return ((const unsigned long *)context->sp)[5];
}

void arch_switch_to(struct task_struct *prev, struct task_struct *next)
{
	bool ends = prev->state == TASK_DEAD;

	if (!prev->context.fiber)
		prev->context.fiber = __tsan_get_current_fiber();
	__this_cpu_write(switched_from, prev);
	start_switch(ends ? NULL : &prev->context.fake_stack, next, next->context.sp);
	__tsan_switch_to_fiber(next->context.fiber, 0);
	host_switch(&prev->context.sp, next->context.sp);
	thread_arrive(prev);
}

struct stack_call {
	void (*fn)(void *arg);
	void *arg;
	const void *old_bottom;
	size_t old_size;
	unsigned long irq;	/* the state of interrupts before a switch */
};

/*
 * Interrupts are off while the stack is switched, because an interrupt switches to another stack,
 * and AddressSanitizer does not allow a switch during a switch.
 */
static void call_main(void *data)
{
	struct stack_call *call = data;

	__sanitizer_finish_switch_fiber(NULL, &call->old_bottom, &call->old_size);
	arch_local_irq_restore(call->irq);
	call->fn(call->arg);
	call->irq = arch_local_irq_save();
	__sanitizer_start_switch_fiber(NULL, call->old_bottom, call->old_size);
}

void arch_call_on_stack(void (*fn)(void *arg), void *arg, void *top)
{
	struct stack_call call = { .fn = fn, .arg = arg };
	void *fake_stack = NULL;

	if (current && top == current->stack_top)	/* app_stack_leave() */
		__asan_unpoison_memory_region((void *)current->app_low,
					      current->app_high - current->app_low);
	call.irq = arch_local_irq_save();
	start_switch(&fake_stack, current, (unsigned long)top - 1);
	host_call(call_main, &call, top);
	__sanitizer_finish_switch_fiber(fake_stack, NULL, NULL);
	arch_local_irq_restore(call.irq);
}
