// SPDX-License-Identifier: BSD-2-Clause
/*
 * Cooperative thread scheduling.
 *
 * Each CPU has a first-in first-out queue of threads that are ready to run, and an idle thread,
 * which is normally in no queue.  schedule() appends the current thread if it is still ready,
 * removes the first thread from the queue, and switches to it.  Nothing else switches threads:
 * interrupts only make threads ready.
 *
 * A waiting thread sets its state first, then checks its condition, then calls schedule().  A waker
 * changes the condition, then calls wake_up_process(), which reads the state and sets it back.
 * Both threads execute a full barrier between their store and their load (set_current_state() and
 * wake_up_process()), so that a wake-up is never lost: the waiter sees the changed condition, or
 * the waker sees the thread's state (tests/litmus/wake-up.litmus).  The waker sets the state with
 * the run queue's lock held.  So schedule() sees TASK_RUNNING, or the waker finds that the thread
 * has left its CPU, and queues it.
 *
 * A caller that sleeps in a context where sleeping is not allowed has a bug, which is reported.
 * The comment of schedule_wait() in linux/sched.h describes how such a call waits.
 *
 * Locking: rq->lock protects the queue, on_rq, and the state of the CPU's threads while schedule()
 * runs.  The lock is held during the switch, and the next thread releases it, so that no other CPU
 * runs a thread whose registers are not saved yet.
 *
 * Bounds: schedule() and wake_up_process() take constant time.
 */

#include <internal/arch.h>
#include <internal/fpu.h>
#include <internal/irqsoff.h>
#include <internal/rcu.h>
#include <internal/stack.h>
#include <internal/tasks.h>
#include <internal/time.h>
#include <internal/tls.h>
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/nmi.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <asm/barrier.h>

struct rq {
	spinlock_t lock;
	struct list_head queue;
	struct task_struct *idle;
	struct task_struct *dead;	/* thread that has exited, to be freed after the switch */
	struct task_struct idle_task;
};

static DEFINE_PER_CPU(struct rq, runqueues);
DEFINE_PER_CPU(struct task_struct *, current_task);
DEFINE_PER_CPU(unsigned int, spinlocks_held);

bool sched_started;
static LIST_HEAD(tasks);
static DEFINE_SPINLOCK(tasks_lock);
static atomic_t last_pid;

static void task_register(struct task_struct *task)
{
	unsigned long flags;

	task->pid = atomic_inc_return(&last_pid);
	refcount_set(&task->usage, 1);
	spin_lock_irqsave(&tasks_lock, flags);
	list_add_tail(&task->all, &tasks);
	spin_unlock_irqrestore(&tasks_lock, flags);
}

struct task_struct *get_task_struct(struct task_struct *task)
{
	refcount_inc(&task->usage);
	return task;
}

void put_task_struct(struct task_struct *task)
{
	unsigned long flags;

	if (!refcount_dec_and_test(&task->usage))
		return;
	spin_lock_irqsave(&tasks_lock, flags);
	list_del(&task->all);
	spin_unlock_irqrestore(&tasks_lock, flags);
	tls_free(task);
	stack_free(task->stack_top);
	kfree(task->kthread);
	kfree(task);
}

struct task_struct *task_next(struct task_struct *task)
{
	struct list_head *at;
	struct task_struct *next = NULL;
	unsigned long flags;

	/* A thread stays in the list while it has a reference. */
	spin_lock_irqsave(&tasks_lock, flags);
	for (at = task ? task->all.next : tasks.next; at != &tasks && !next; at = at->next) {
		next = list_entry(at, struct task_struct, all);
		if (!refcount_inc_not_zero(&next->usage))
			next = NULL;
	}
	spin_unlock_irqrestore(&tasks_lock, flags);
	if (task)
		put_task_struct(task);
	return next;
}

int sched_init_cpu(unsigned int cpu)
{
	struct rq *rq = per_cpu_ptr(&runqueues, cpu);
	struct task_struct *idle = &rq->idle_task;

	spin_lock_init(&rq->lock);
	INIT_LIST_HEAD(&rq->queue);
	idle->cpu = cpu;
	scnprintf(idle->comm, sizeof(idle->comm), "idle/%u", cpu);
	rq->idle = idle;
	if (tls_alloc(idle))
		return -ENOMEM;
	*per_cpu_ptr(&current_task, cpu) = idle;
	task_register(idle);
	return 0;
}

/* Tell the irqsoff tracer that this thread begins to use the CPU, unless it is the idle thread. */
static void begin_turn(const struct rq *rq, unsigned long from)
{
	if (current != rq->idle)
		irqsoff_begin_turn(from);
}

/*
 * Finish a switch, in the next thread: release the lock, and free a thread that has exited.
 * @from: where the thread continues.
 */
static void finish_switch(unsigned long from) __no_context_analysis
{
	struct rq *rq = this_cpu_ptr(&runqueues);
	struct task_struct *dead = rq->dead;

	rq->dead = NULL;
	spin_unlock(&rq->lock);
	begin_turn(rq, from);
	local_irq_enable();
	if (dead)
		put_task_struct(dead);
}

const char *sched_atomic_context(void)
{
	if (in_interrupt())
		return "in interrupt context";
	if (irqs_disabled())
		return "with interrupts off";
	if (in_softirq())
		return "after local_bh_disable()";
	if (IS_ENABLED(CONFIG_DEBUG_ATOMIC_SLEEP) && __this_cpu_read(spinlocks_held))
		return "under a spinlock";
#ifdef CONFIG_PROVE_RCU
	if (current->rcu_nesting)
		return "between rcu_read_lock() and rcu_read_unlock()";
#endif
	return NULL;
}

/* Poll until another CPU wakes this thread, or until @deadline (in jiffies) if @timed is true. */
static void sched_poll(bool timed, unsigned long deadline)
{
	while (READ_ONCE(current->state) & TASK_NORMAL &&
	       (!timed || time_before(jiffies, deadline)))
		cpu_relax();
	__set_current_state(TASK_RUNNING);
}

/* Run the next thread.  @caller: where this thread waits or yields. */
static void sched_switch(unsigned long caller) __no_context_analysis
{
	struct task_struct *prev = current, *next;
	unsigned int held = IS_ENABLED(CONFIG_DEBUG_ATOMIC_SLEEP) ? __this_cpu_read(spinlocks_held)
								  : 0;
	unsigned int bh = __this_cpu_read(bh_count);
	unsigned long flags;
	struct rq *rq;

	local_irq_save(flags);
	if (unlikely(bh)) {
		/* Other threads, and the timer that wakes this one, need the CPU's timers. */
		__this_cpu_write(bh_count, 0);
		__bh_run_deferred();
	}
	irqsoff_end_turn(caller);
	if (IS_ENABLED(CONFIG_DEBUG_ATOMIC_SLEEP))
		__this_cpu_write(spinlocks_held, 0);
	rcu_quiescent();
	rq = this_cpu_ptr(&runqueues);
	spin_lock(&rq->lock);
	if (prev->state == TASK_RUNNING && !prev->on_rq &&
	    (prev != rq->idle || rcu_callbacks_ready())) {
		list_add_tail(&prev->run, &rq->queue);
		prev->on_rq = true;
	}
	next = list_first_entry_or_null(&rq->queue, struct task_struct, run);
	if (next) {
		list_del(&next->run);
		next->on_rq = false;
	} else {
		next = rq->idle;
	}
	if (prev->state == TASK_DEAD)
		rq->dead = prev;
	if (next != prev) {
		/*
		 * Another CPU may have mapped the stack of a new thread.  Make the mapping visible,
		 * because a fault on the stack itself could not be handled.
		 */
		if (unlikely(!next->switches))
			arch_pte_sync(0, 0);
		WRITE_ONCE(next->switches, next->switches + 1);
		__this_cpu_write(current_task, next);
		fpu_switch(next);
		tls_switch(next);
		app_stack_switch(prev, next);
		arch_switch_to(prev, next);
	}
	finish_switch(caller);
	if (IS_ENABLED(CONFIG_DEBUG_ATOMIC_SLEEP))
		__this_cpu_write(spinlocks_held, held);
	if (unlikely(bh))
		__this_cpu_write(bh_count, bh);
	if (irqs_disabled_flags(flags))
		local_irq_disable();
}

/*
 * Wait or yield.  A waiting thread sleeps even where sleeping is not allowed, because its waker may
 * be another thread of this CPU.
 */
static void sched_wait(unsigned long caller)
{
	if (in_interrupt())
		sched_poll(false, 0);
	else if (READ_ONCE(current->state) != TASK_RUNNING || !sched_atomic_context())
		sched_switch(caller);
}

void schedule(void)
{
	const char *why = sched_atomic_context();

	WARN(why, "schedule() %s\n", why);
	sched_wait(_RET_IP_);
}

int wake_up_process(struct task_struct *task)
{
	/* read now, because the thread may exit and be freed once it runs */
	unsigned int cpu = task->cpu;
	struct rq *rq = per_cpu_ptr(&runqueues, cpu);
	bool woken = false, kick = false;
	unsigned long flags;

	smp_mb();	/* orders the caller's change before the read of the thread's state */
	spin_lock_irqsave(&rq->lock, flags);
	if (READ_ONCE(task->state) & TASK_NORMAL) {
		WRITE_ONCE(task->state, TASK_RUNNING);
		woken = true;
		if (task != *per_cpu_ptr(&current_task, cpu) && !task->on_rq) {
			list_add_tail(&task->run, &rq->queue);
			task->on_rq = true;
			kick = cpu != smp_processor_id();
		}
	}
	spin_unlock_irqrestore(&rq->lock, flags);
	/* Do not access the thread here: it may already have run, exited and been freed. */
	if (kick)
		smp_send_reschedule(cpu);
	return woken;
}

/* Append the idle thread of @cpu to the run queue.  Interrupts are disabled. */
void wake_idle_thread(unsigned int cpu)
{
	struct rq *rq = per_cpu_ptr(&runqueues, cpu);
	struct task_struct *idle = rq->idle;

	spin_lock(&rq->lock);
	if (idle != *per_cpu_ptr(&current_task, cpu) && !idle->on_rq) {
		list_add_tail(&idle->run, &rq->queue);
		idle->on_rq = true;
	}
	spin_unlock(&rq->lock);
	if (cpu != smp_processor_id())
		smp_send_reschedule(cpu);
}

bool need_resched(void)
{
	return !list_empty(&this_cpu_ptr(&runqueues)->queue);
}

int cond_resched(void)
{
	struct rq *rq = this_cpu_ptr(&runqueues);

	if (IS_ENABLED(CONFIG_DEBUG_ATOMIC_SLEEP) || !list_empty(&rq->queue))
		might_sleep();
	if (list_empty(&rq->queue)) {
		irqsoff_end_turn(_RET_IP_);
		begin_turn(rq, _RET_IP_);
		rcu_resched();
		/*
		 * Accept interrupts, which this configuration delivers only when the CPU polls for
		 * them.
		 */
		if (IS_ENABLED(CONFIG_HOST_POLLED_IRQS))
			cpu_relax();
		return 0;
	}
	sched_wait(_RET_IP_);
	return 1;
}

struct sleeper {
	struct timer_list timer;
	struct task_struct *task;
};

static void wake_by_timer(struct timer_list *timer)
{
	wake_up_process(container_of(timer, struct sleeper, timer)->task);
}

long schedule_wait(long timeout)
{
	struct sleeper sleeper = { .task = current };
	unsigned long deadline = jiffies + timeout;

	if (timeout == MAX_SCHEDULE_TIMEOUT) {
		sched_wait(_RET_IP_);
		return timeout;
	}
	if (in_atomic()) {
		sched_poll(true, deadline);
	} else {
		timer_setup(&sleeper.timer, wake_by_timer, 0);
		mod_timer(&sleeper.timer, deadline);
		WRITE_ONCE(current->timed_wait, true);
		sched_switch(_RET_IP_);
		WRITE_ONCE(current->timed_wait, false);
		del_timer_sync(&sleeper.timer);
	}
	timeout = deadline - jiffies;
	return timeout < 0 ? 0 : timeout;
}

long schedule_timeout(long timeout)
{
	const char *why = sched_atomic_context();

	WARN(why, "schedule_timeout() %s\n", why);
	if (WARN(timeout < 0, "schedule_timeout(): the timeout is negative: %ld jiffies\n",
		 timeout)) {
		__set_current_state(TASK_RUNNING);
		return 0;
	}
	return schedule_wait(timeout);
}

long schedule_timeout_interruptible(long timeout)
{
	set_current_state(TASK_INTERRUPTIBLE);
	return schedule_timeout(timeout);
}

long schedule_timeout_uninterruptible(long timeout)
{
	set_current_state(TASK_UNINTERRUPTIBLE);
	return schedule_timeout(timeout);
}

/*
 * Report that a function which may sleep is called in a wrong context.  The report names the caller
 * of this function if the back-trace contains it.
 */
static noinline void sched_report_sleep(const char *file, int line, const char *why,
					unsigned long self)
{
	unsigned long trace[6];
	unsigned int i = 0, n = stack_walk(NULL, trace, ARRAY_SIZE(trace));

	while (i < n && trace[i] != self)
		i++;
	WARN(1, "%s:%d: %ps() may sleep, and is called %s by %pS\n", file, line, (void *)(self - 1),
	     why, i + 1 < n ? (void *)(trace[i + 1] - 1) : NULL);
}

void __might_sleep(const char *file, int line)
{
	const char *why = sched_started ? sched_atomic_context() : NULL;

	if (why)
		sched_report_sleep(file, line, why, (unsigned long)__builtin_return_address(0));
}

struct thread_start {
	void (*entry)(void *arg);
	void *arg;
};

static void thread_main(void *arg)
{
	struct thread_start start = *(struct thread_start *)arg;

	finish_switch((unsigned long)start.entry + 1);
	kfree(arg);
	if (current->app_low)
		app_stack_run(start.entry, start.arg);
	else
		start.entry(start.arg);
	task_exit();
}

struct task_struct *task_create(void (*entry)(void *arg), void *arg, unsigned int cpu,
				const char *name)
{
	struct task_struct *task = kzalloc(sizeof(*task), GFP_KERNEL);
	struct thread_start *start = kmalloc(sizeof(*start), GFP_KERNEL);

	if (!task || !start)
		goto fail;
	task->stack_top = stack_alloc(name);
	if (!task->stack_top || tls_alloc(task))
		goto fail;
	*start = (struct thread_start){ entry, arg };
	task->state = TASK_UNINTERRUPTIBLE;
	task->cpu = cpu;
	strscpy(task->comm, name, sizeof(task->comm));
	arch_thread_setup(task, thread_main, start);
	task_register(task);
	return task;
fail:
	if (task)
		stack_free(task->stack_top);
	kfree(start);
	kfree(task);
	return NULL;
}

static void __noreturn task_end(void *unused)
{
	WRITE_ONCE(current->state, TASK_DEAD);
	schedule();
	BUG();
}

void task_exit(void)
{
#ifdef CONFIG_LIBC
	if (current->libc_exit)
		current->libc_exit();
#endif
	fpu_exit();
	if (current->app_low)
		app_stack_leave(task_end, NULL);
	task_end(NULL);
}

/*
 * Run ready threads, and wait for an interrupt if no thread is ready.  Interrupts are disabled from
 * the check of the queue to the wait, so that an interrupt which makes a thread ready during this
 * time ends the wait immediately.  rcu_idle_enter() is before the check, because a report to RCU
 * may also make a thread ready.
 */
void cpu_idle_loop(void)
{
	struct rq *rq = this_cpu_ptr(&runqueues);

	for (;;) {
		touch_softlockup_watchdog();
		rcu_run_callbacks();
		if (list_empty(&rq->queue))
			drain_idle_pages();
		local_irq_disable();
		if (timer_is_polled()) {
			timer_poll();
		} else {
			rcu_idle_enter();
			if (list_empty(&rq->queue) && !rcu_callbacks_ready()) {
				stop_critical_timings();
				arch_cpu_idle();
				start_critical_timings();
			}
			rcu_idle_exit();
		}
		local_irq_enable();
		schedule();
	}
}
