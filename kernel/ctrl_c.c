// SPDX-License-Identifier: BSD-2-Clause
/*
 * Ctrl-C: stop a command, or the main() of an application, that does not react to it.
 *
 * A Ctrl-C is answered if a thread reads it from the console, or if the command ends.  If neither
 * happens within STOP_SECONDS, the thread that runs the command is stopped: the thread sleeps
 * forever, and its stack, memory and locks are never released.  A new thread continues at the
 * prompt.
 *
 * A thread is stopped only where no firmware function is half-way through its work.  The thread
 * must run the application's code, or code of the C library that holds no lock.  All its frames up
 * to the caller of the command must also belong to such code.  The state of the firmware is then
 * the same as between two calls by the application.  The check runs at the end of each interrupt on
 * the thread's CPU, and a timer interrupts that CPU every 10 ms.  The check also runs at the end of
 * the functions that call ctrl_c_check_call().  If the thread could not be stopped within
 * REPORT_SECONDS, the reason and a back-trace of the thread are printed, and the checks continue.
 *
 * If an application is linked with the closed firmware (scripts/exports.py), the linker places the
 * firmware's code between two symbols.  In other images, all code counts as firmware, and no thread
 * is ever stopped.
 *
 * Locking: the target thread changes its record itself, and reads it in interrupts of its own CPU.
 * target_lock prevents the thread from being freed while another CPU reports it.
 */

#define pr_fmt(fmt) "console: " fmt

#include <internal/console.h>
#include <internal/fault.h>
#include <internal/sections.h>
#include <internal/stack.h>
#include <linux/jiffies.h>
#include <linux/nmi.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sched/debug.h>
#include <linux/smp.h>
#include <linux/spinlock.h>

#define STOP_SECONDS	2
#define REPORT_SECONDS	3
#define STACK_LEFT	3072	/* bytes of stack that must be free; the report needs 2 KiB */

static struct {
	struct task_struct *task;	/* thread to stop, or NULL; under target_lock */
	int (*stopped)(void);		/* called when the thread is stopped */
	unsigned long frame;	/* frame of the caller of the command; 0 if no command runs */
	unsigned long typed;		/* time of the Ctrl-C, in jiffies */
	const char *why;		/* reason why the last check did not stop the thread */
	bool ignored;			/* Ctrl-C is an ordinary character */
	bool reported;
} target;

static DEFINE_SPINLOCK(target_lock);

bool ctrl_c_pending;

void ctrl_c_ignore(bool on)
{
	WRITE_ONCE(target.ignored, on);
}

void ctrl_c_watch(int (*stopped)(void))
{
	unsigned long flags;

	spin_lock_irqsave(&target_lock, flags);
	WRITE_ONCE(ctrl_c_pending, false);
	target.frame = 0;
	target.ignored = false;
	target.stopped = stopped;
	WRITE_ONCE(target.task, stopped ? current : NULL);
	spin_unlock_irqrestore(&target_lock, flags);
}

void ctrl_c_thread_ends(void)
{
	if (current == READ_ONCE(target.task))
		ctrl_c_watch(NULL);
}

unsigned long ctrl_c_enter(const void *frame)
{
	unsigned long outer = target.frame;

	if (current == READ_ONCE(target.task))
		WRITE_ONCE(target.frame, (unsigned long)frame);
	return outer;
}

void ctrl_c_leave(unsigned long outer)
{
	if (current == READ_ONCE(target.task))
		WRITE_ONCE(target.frame, outer);
}

void ctrl_c_typed(void)
{
	if (!READ_ONCE(target.task) || READ_ONCE(target.ignored))
		return;
	target.typed = jiffies;
	target.why = NULL;
	target.reported = false;
	WRITE_ONCE(ctrl_c_pending, true);
}

static bool seconds_over(unsigned int seconds)
{
	return time_after_eq(jiffies, target.typed + seconds * HZ);
}

static bool is_application(unsigned long address)
{
	unsigned long end = (unsigned long)__firmware_text_end;

	return end != (unsigned long)__firmware_text_begin &&
	       address >= end && address < (unsigned long)_etext;
}

static bool stack_is_short(void)
{
	unsigned long sp = (unsigned long)__builtin_frame_address(0), low, high;

	return !stack_bounds(sp, &low, &high) || sp - low < STACK_LEFT;
}

/* Return the reason why the current thread cannot be stopped, or NULL if it can. */
static const char *ctrl_c_refuses(bool in_application)
{
	if (!in_application)
		return "it is in the firmware's code, or in a function that the firmware called";
	if (stack_is_short())
		return "its stack is almost full";
#ifdef CONFIG_LIBC
	if (current->libc_locks)
		return "it holds a lock of the C library";
#endif
	if (IS_ENABLED(CONFIG_DEBUG_ATOMIC_SLEEP) && this_cpu_read(spinlocks_held))
		return "it holds a spinlock";
#ifdef CONFIG_PROVE_RCU
	if (current->rcu_nesting)
		return "it is between rcu_read_lock() and rcu_read_unlock()";
#endif
	return NULL;
}

/*
 * Stop the current thread.  @regs: registers of the interrupted code, or NULL if
 * ctrl_c_check_call() is the caller.  Returns only if there is no memory for the thread that
 * replaces the current one.  Interrupts are enabled.
 */
static void ctrl_c_stop(const struct pt_regs *regs)
{
	int (*stopped)(void) = target.stopped;
	unsigned long frame = target.frame;

	__set_current_state(TASK_RUNNING);
	ctrl_c_watch(NULL);	/* later interrupts and calls must not stop the thread again */
	if (stopped()) {
		pr_warn("Ctrl-C: %s:%d is not stopped: there is no memory for another thread\n",
			current->comm, current->pid);
		ctrl_c_watch(stopped);
		ctrl_c_enter((const void *)frame);
		return;
	}
	console_drop_input();
	pr_warn("Ctrl-C: %s:%d does not respond and is stopped; its memory and locks are not released\n",
		current->comm, current->pid);
	show_trace(KERN_WARNING, regs);
	for (;;) {
		set_current_state(TASK_IDLE);
		schedule();
	}
}

static bool ctrl_c_concerns_this(void)
{
	return current == READ_ONCE(target.task) && target.frame && !in_interrupt() &&
	       seconds_over(STOP_SECONDS);
}

void ctrl_c_leaves_call(unsigned long fp)
{
	if (!ctrl_c_concerns_this() || irqs_disabled())
		return;
	target.why = ctrl_c_refuses(stack_within(fp, target.frame, is_application));
	if (!target.why)
		ctrl_c_stop(NULL);
}

void ctrl_c_interrupted(const struct pt_regs *regs)
{
	bool irqs_off = irqs_disabled();

	if (!ctrl_c_concerns_this())
		return;
	local_irq_enable();
	target.why = ctrl_c_refuses(stack_within_regs(regs, target.frame, is_application));
	if (!target.why)
		ctrl_c_stop(regs);
	if (irqs_off)
		local_irq_disable();
}

/*
 * Print why @task is not stopped.  The caller holds target_lock, so that @task is not freed, and
 * has disabled interrupts.
 */
static void ctrl_c_report(const struct task_struct *task)
{
	bool runs = *per_cpu_ptr(&current_task, task->cpu) == task;

	target.reported = true;
	pr_warn("Ctrl-C: %s:%d is not stopped: %s\n", task->comm, task->pid,
		!runs ? "it is waiting" : target.why ? target.why : "its CPU takes no interrupts");
	if (runs)
		trigger_single_cpu_backtrace(task->cpu);
	else
		sched_show_task((struct task_struct *)task);
}

bool ctrl_c_poll(void)
{
	struct task_struct *task;
	unsigned long flags;

	if (!READ_ONCE(ctrl_c_pending))
		return false;
	spin_lock_irqsave(&target_lock, flags);
	task = target.task;
	if (task && seconds_over(STOP_SECONDS) && task->cpu != smp_processor_id())
		smp_send_reschedule(task->cpu);
	if (task && seconds_over(REPORT_SECONDS) && !target.reported)
		ctrl_c_report(task);
	spin_unlock_irqrestore(&target_lock, flags);
	return true;
}
