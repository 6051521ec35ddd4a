// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tasklets: functions that an interrupt handler schedules, and that run on the same CPU after the
 * handler has returned.
 *
 * Each CPU has two lists of scheduled tasklets, one for tasklet_hi_schedule().  irq_run() runs them
 * when the CPU's outermost interrupt handler has returned, unless the interrupted code called
 * local_bh_disable().  If no handler is running, the CPU is interrupted by its timer for them.
 * Tasklets run like timer functions: on the interrupt stack, with interrupts off.
 *
 * The bits of a tasklet's state:
 *
 *	SCHED	the tasklet is in a list or parked; it is cleared before the function runs, so that
 *		the function can be scheduled again while it runs
 *	RUN	a CPU runs the function, or is about to decide that
 *	PARKED	the tasklet is scheduled, but in no list, because its function is running on
 *		another CPU, or because the tasklet is disabled
 *
 * The one that clears PARKED puts the tasklet into its list.  RUN is cleared only in a step that
 * sees whether PARKED is set, so that a CPU which parks the tasklet while its function runs need
 * not look again.  The CPU that parks a disabled tasklet sets PARKED and reads the count, and
 * tasklet_enable() changes the count and reads PARKED.  There is a full barrier in between on both
 * sides, so that at least one of them sees that the tasklet can run.
 *
 * Bounds: a tasklet that its own function schedules runs up to TASKLET_PASSES times in one
 * interrupt and then again in the next jiffy, so that threads can continue.
 */

#include <linux/bug.h>
#include <linux/interrupt.h>
#include <linux/irqflags.h>
#include <linux/jiffies.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/timer.h>
#include <asm/barrier.h>
#include <asm/processor.h>

/* As many as the passes over the soft interrupts that Linux makes before it wakes a thread. */
#define TASKLET_PASSES	10

struct tasklet_list {
	struct tasklet_struct *first, *last;	/* last is valid if first is not NULL */
};

/* Index 0 is the list of tasklet_hi_schedule().  Accessed by its CPU with interrupts off. */
static DEFINE_PER_CPU(struct tasklet_list, tasklet_lists[2]);
static DEFINE_PER_CPU(struct tasklet_struct *, tasklet_running);

static void tasklets_resume(struct timer_list *timer);
static DEFINE_PER_CPU(struct timer_list, tasklet_timer) =
	__TIMER_INITIALIZER(tasklets_resume, TIMER_PINNED);

/* Append the tasklet to a list of this CPU, and let the CPU run its lists. */
static void tasklet_queue(struct tasklet_struct *t)
{
	struct tasklet_list *list;
	unsigned long flags;

	local_irq_save(flags);
	list = this_cpu_ptr(&tasklet_lists[test_bit(TASKLET_STATE_HI, &t->state) ? 0 : 1]);
	t->next = NULL;
	if (list->first)
		list->last->next = t;
	else
		list->first = t;
	list->last = t;
	__this_cpu_write(bh_tasklets, tasklets_run);
	__this_cpu_write(bh_deferred, true);
	if (!in_interrupt())
		__bh_run_deferred();
	local_irq_restore(flags);
}

static bool tasklet_can_unpark(struct tasklet_struct *t)
{
	if (!test_bit(TASKLET_STATE_PARKED, &t->state))
		return false;
	smp_mb();	/* orders the read of PARKED before the read of the count */
	return !atomic_read(&t->count);
}

static void tasklet_unpark(struct tasklet_struct *t)
{
	if (tasklet_can_unpark(t) && test_and_clear_bit(TASKLET_STATE_PARKED, &t->state))
		tasklet_queue(t);
}

static void tasklet_park(struct tasklet_struct *t)
{
	set_bit(TASKLET_STATE_PARKED, &t->state);
	smp_mb();	/* orders the store of PARKED before the read of the count */
	if (!test_bit(TASKLET_STATE_RUN, &t->state))
		tasklet_unpark(t);
}

/*
 * Clear RUN, and before that queue the tasklet if it was parked and is enabled.  When RUN is clear,
 * tasklet_kill() may return and its caller may free the tasklet.
 */
static void tasklet_end(struct tasklet_struct *t)
{
	unsigned long state;

	do {
		tasklet_unpark(t);
		state = READ_ONCE(t->state);
	} while (tasklet_can_unpark(t) ||
		 !try_cmpxchg_release(&t->state, &state, state & ~BIT(TASKLET_STATE_RUN)));
}

static void tasklet_run(struct tasklet_struct *t)
{
	if (test_and_set_bit(TASKLET_STATE_RUN, &t->state)) {
		tasklet_park(t);
		return;
	}
	if (atomic_read(&t->count)) {
		set_bit(TASKLET_STATE_PARKED, &t->state);
		tasklet_end(t);
		return;
	}
	clear_bit(TASKLET_STATE_SCHED, &t->state);
	smp_mb();	/* a caller that finds SCHED set: its stores are visible to the function */
	__this_cpu_write(tasklet_running, t);
	if (t->use_callback)
		t->callback(t);
	else
		t->func(t->data);
	__this_cpu_write(tasklet_running, NULL);
	tasklet_end(t);
}

/* Run the tasklets that are in the list now.  Returns true if there was one. */
static bool tasklet_run_list(struct tasklet_list *list)
{
	struct tasklet_struct *t = list->first;
	bool any = t;

	list->first = NULL;
	while (t) {
		struct tasklet_struct *next = t->next;

		tasklet_run(t);
		t = next;
	}
	return any;
}

void tasklets_run(void *unused)
{
	struct tasklet_list *lists = this_cpu_ptr(&tasklet_lists[0]);
	unsigned int pass = 0;
	bool any = true;

	__this_cpu_add(bh_count, SOFTIRQ_SERVING);
	while (any && pass++ < TASKLET_PASSES) {
		any = tasklet_run_list(&lists[0]);
		any |= tasklet_run_list(&lists[1]);
	}
	__this_cpu_write(bh_tasklets, NULL);
	__this_cpu_add(bh_count, -SOFTIRQ_SERVING);
	if (lists[0].first || lists[1].first)
		mod_timer(this_cpu_ptr(&tasklet_timer), jiffies + 1);
}

/* Continue with the lists.  This function is called in an interrupt, at whose end they are run. */
static void tasklets_resume(struct timer_list *timer)
{
	__this_cpu_write(bh_tasklets, tasklets_run);
}

void tasklet_setup(struct tasklet_struct *t, void (*callback)(struct tasklet_struct *t))
{
	*t = (struct tasklet_struct){ .use_callback = true };
	t->callback = callback;
}

void tasklet_init(struct tasklet_struct *t, void (*func)(unsigned long data), unsigned long data)
{
	*t = (struct tasklet_struct){ .data = data };
	t->func = func;
}

void tasklet_schedule(struct tasklet_struct *t)
{
	if (!test_and_set_bit(TASKLET_STATE_SCHED, &t->state)) {
		clear_bit(TASKLET_STATE_HI, &t->state);
		tasklet_queue(t);
	}
}

void tasklet_hi_schedule(struct tasklet_struct *t)
{
	if (!test_and_set_bit(TASKLET_STATE_SCHED, &t->state)) {
		set_bit(TASKLET_STATE_HI, &t->state);
		tasklet_queue(t);
	}
}

void tasklet_unlock_wait(struct tasklet_struct *t)
{
	if (WARN(__this_cpu_read(tasklet_running) == t, "tasklet %p waits for itself\n", t))
		return;
	while (test_bit(TASKLET_STATE_RUN, &t->state))
		cpu_relax();
	smp_mb();	/* the caller sees the stores of the function */
}

void tasklet_disable_nosync(struct tasklet_struct *t)
{
	atomic_inc(&t->count);
	smp_mb();	/* orders the count before the caller's read of RUN */
}

void tasklet_disable_in_atomic(struct tasklet_struct *t)
{
	tasklet_disable_nosync(t);
	tasklet_unlock_wait(t);
}

void tasklet_disable(struct tasklet_struct *t)
{
	might_sleep();
	tasklet_disable_in_atomic(t);
}

void tasklet_enable(struct tasklet_struct *t)
{
	/*
	 * atomic_dec_return() is ordered fully: the function sees the caller's stores, and PARKED
	 * is read afterwards.
	 */
	if (WARN(atomic_dec_return(&t->count) < 0, "tasklet %p was not disabled\n", t))
		atomic_inc(&t->count);
	tasklet_unpark(t);
}

void tasklet_kill(struct tasklet_struct *t)
{
	might_sleep();
	/* The caller holds SCHED after the loop, so that the tasklet is in no list. */
	while (test_and_set_bit(TASKLET_STATE_SCHED, &t->state)) {
		if (atomic_read(&t->count) && test_and_clear_bit(TASKLET_STATE_PARKED, &t->state))
			break;
		schedule_timeout_uninterruptible(1);
	}
	tasklet_unlock_wait(t);
	clear_bit(TASKLET_STATE_SCHED, &t->state);
}
