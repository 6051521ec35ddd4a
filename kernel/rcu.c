// SPDX-License-Identifier: BSD-2-Clause
/*
 * Read-copy-update (RCU), based on quiescent states.
 *
 * Problem.  A reader follows pointers without a lock.  An updater that unlinks an object must not
 * free it while a reader may hold a pointer to it.  The start and the end of a reader must cost no
 * instruction.
 *
 * Threads are scheduled cooperatively, and a reader does not sleep.  Therefore a CPU executes no
 * reader when it switches threads, calls cond_resched(), or waits for an interrupt.  These are its
 * quiescent states.  A grace period ends when each CPU has passed through a quiescent state since
 * the start of the grace period.  rcu_read_lock() is only a compiler barrier.
 *
 * States.  rcu.seq counts starts and ends of grace periods: it is odd while a grace period runs.  A
 * cookie is the even number at which a grace period that starts from now on will have ended.  If no
 * grace period runs, the cookie is the next even number.  Otherwise it is the even number after
 * that one, because the current grace period may have begun too early.
 *
 *	seq	  0 --start--> 1 --last CPU--> 2 --start--> 3 --last CPU--> 4
 *	cookie	  2            4               4            6
 *
 *	start	all CPUs that are online are pending.  CPUs that wait for an interrupt are removed
 *		immediately, and the others are asked to report (rcu_wanted).
 *	report	a CPU that was asked removes itself at its next quiescent state.  The last CPU ends
 *		the grace period, wakes its waiters, and starts the next if a later cookie is
 *		wanted.
 *
 * No CPU polls, and no CPU is interrupted to report.  A CPU that waits for an interrupt is not
 * woken.  Its counter "watching" is even from before the wait until after the wait; this time is
 * the extended quiescent state.  The CPU changes the counter with interrupts disabled, so that no
 * handler runs in that state.
 *
 * Callbacks.  Each CPU has three lists: next (queued recently), wait (waiting for the cookie
 * wait_seq) and done.  The CPU's idle thread calls the callbacks in done, because callbacks must
 * not sleep, and neither does the idle thread.  Its stack has no other use at that time.  When a
 * grace period ends, the idle thread is added to the end of the run queue.  Each time it runs, it
 * calls at most RCU_BATCH callbacks; it is added again until the list is empty.  irq_depth is
 * incremented around the calls, so that might_sleep() reports a callback that may sleep.
 *
 * Why no reader sees freed memory.  Let an object be unlinked (U), then call_rcu() request a
 * cookie, then a grace period start (S) and end (E), then the object be freed (F).  U is before S,
 * because the request takes rcu.lock after U.  For each CPU X, one of three cases applies:
 *
 *  - X reported.  It saw rcu_wanted and took rcu.lock between S and E, in a quiescent state.  Its
 *    readers before that have ended, and what they read is before X's unlock, E's lock, and F.
 *    Its readers after that come after X's lock, so after S and U: they find the new pointer.
 *  - X was seen with an even "watching".  Readers before that are before X's store-release of the
 *    even number, which S read by a load-acquire.  Readers after it come after X's store of an
 *    odd number, which S did not see, and X's smp_mb(): with the smp_mb() of S between U and the
 *    load, store buffering is excluded, and they see U.
 *  - X was not online.  It sets its bit by a full barrier before its first reader.  The same
 *    argument applies.
 *
 * X may become idle while S asks X to report.  X stores the even number, executes smp_mb(), and
 * reads rcu_wanted.  S stores rcu_wanted, executes smp_mb(), and reads the number.  At least one of
 * X and S sees the store of the other.
 *
 * Pairs of barriers, on RVWMO and ARMv8 alike (both are multi-copy atomic; smp_mb() is "fence
 * rw,rw" and "dmb ish"):
 *
 *	rcu_assign_pointer(): store-release		readers: address dependency
 *	rcu_idle_enter(): store-release			rcu_gp_start(): load-acquire
 *	rcu_idle_enter(), _exit(): smp_mb() after	rcu_gp_start(): smp_mb() before and between
 *	rcu_gp_end(): store-release of seq		poll_state_...(): smp_mb() after
 *	rcu_report_quiescent(): rcu.lock		rcu_gp_start(), _end(), reports: rcu.lock
 *	rcu_run_callbacks(): store-release of		rcu_barrier(): full barrier of
 *		nr_queued					barrier_called()
 *
 * Locking.  rcu.lock, with interrupts disabled, protects rcu and rcu_wanted; any CPU may read
 * rcu.seq without the lock.  Only a CPU itself accesses its lists, with interrupts disabled, and
 * only its idle thread accesses "done".  No thread is woken with rcu.lock held.  Timers are armed
 * with rcu.lock held.
 *
 * Bounds.  call_rcu() takes constant time, except that a call that starts a grace period makes one
 * pass over the CPUs.  A grace period ends if each CPU that does not wait for an interrupt switches
 * threads or calls cond_resched().  A CPU that does neither within CONFIG_RCU_STALL_SECONDS is
 * reported with its thread, once per grace period.
 *
 * A timer of the CPU that started a grace period detects stalls.  The timer is armed once for many
 * grace periods.  If that CPU has disabled interrupts forever, no stall is reported.
 *
 * To observe: the command "rcu", or rcu_show().
 */

#include <internal/rcu.h>
#include <internal/tasks.h>
#include <linux/completion.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/mutex.h>
#include <linux/panic.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/vmalloc.h>
#include <linux/wait.h>
#include <quarry/report.h>

#define RCU_BATCH	64	/* callbacks per run of the idle thread */
#define RCU_BULK	16	/* objects per call of kfree_bulk() */

struct rcu_list {
	struct rcu_head *first, *last;	/* last is valid if first is not NULL */
};

struct rcu_cpu {
	unsigned int watching;	/* odd: the CPU may be in a reader; only this CPU writes it */
	struct rcu_list next, wait;	/* only this CPU accesses them, with interrupts disabled */
	struct rcu_list done;		/* only this CPU's idle thread accesses it */
	/* the cookie that the list wait waits for; written under rcu.lock */
	unsigned long wait_seq;
	/* number of callbacks in the lists; written with interrupts disabled */
	unsigned long nr_queued;
	unsigned long nr_kfree;		/* how many of nr_queued only free an object */
	unsigned long nr_called;
	struct rcu_head barrier;
};

static DEFINE_PER_CPU(struct rcu_cpu, rcu_cpus) = { .watching = 1 };
DEFINE_PER_CPU(bool, rcu_wanted);

static struct {
	spinlock_t lock;
	unsigned long seq;
	unsigned long wanted;		/* the largest requested cookie */
	struct cpumask pending;		/* CPUs for which the grace period waits */
	struct cpumask callers;		/* CPUs whose wait list waits for wait_seq */
	unsigned long started;		/* start of the grace period in jiffies */
	unsigned long stall;		/* stall timeout in jiffies */
	unsigned long reported;		/* seq of the last grace period reported as stalled */
} rcu = { .stall = CONFIG_RCU_STALL_SECONDS * HZ };

static DECLARE_WAIT_QUEUE_HEAD(gp_ended);

static bool seq_before(unsigned long a, unsigned long b)
{
	return (long)(a - b) < 0;
}

/* ---- grace periods --------------------------------------------------------------------------- */

static void check_stall(struct timer_list *timer);
static DEFINE_TIMER(stall_timer, check_stall);

static void watch_for_stall(void)
{
	rcu.started = jiffies;
	if (CONFIG_RCU_STALL_SECONDS && rcu.stall && sched_started && !timer_pending(&stall_timer))
		mod_timer(&stall_timer, rcu.started + rcu.stall);
}

static bool is_idle(unsigned int cpu)
{
	return !(smp_load_acquire(&per_cpu_ptr(&rcu_cpus, cpu)->watching) & 1);
}

/*
 * Start a grace period.  @quiescent: this CPU is in a quiescent state.  The caller holds rcu.lock.
 */
static void rcu_gp_start(bool quiescent)
{
	unsigned int cpu;

	WRITE_ONCE(rcu.seq, rcu.seq + 1);
	watch_for_stall();
	smp_mb();	/* orders the caller's removals before the reads of "watching" */
	cpumask_copy(&rcu.pending, cpu_online_mask);
	if (quiescent)
		cpumask_clear_cpu(smp_processor_id(), &rcu.pending);
	for_each_cpu(cpu, &rcu.pending) {
		if (is_idle(cpu))
			cpumask_clear_cpu(cpu, &rcu.pending);
		else
			WRITE_ONCE(*per_cpu_ptr(&rcu_wanted, cpu), true);
	}
	/* orders the stores of rcu_wanted before the second reads: see rcu_idle_enter() */
	smp_mb();
	for_each_cpu(cpu, &rcu.pending) {
		if (is_idle(cpu)) {
			cpumask_clear_cpu(cpu, &rcu.pending);
			WRITE_ONCE(*per_cpu_ptr(&rcu_wanted, cpu), false);
		}
	}
	/* orders the reads of idle CPUs' "watching" before accesses after the grace period */
	smp_mb();
}

/*
 * End the grace period.  Adds to @wake the CPUs whose callbacks are ready.  The caller holds
 * rcu.lock.
 */
static void rcu_gp_end(struct cpumask *wake)
{
	unsigned int cpu;

	smp_store_release(&rcu.seq, rcu.seq + 1);
	for_each_cpu(cpu, &rcu.callers) {
		if (!seq_before(rcu.seq, per_cpu_ptr(&rcu_cpus, cpu)->wait_seq)) {
			cpumask_clear_cpu(cpu, &rcu.callers);
			cpumask_set_cpu(cpu, wake);
		}
	}
}

/*
 * End the current grace period if all CPUs have reported, and start the next if one is requested.
 * Returns true if a grace period ended.  The loop runs at most twice, as no cookie is more than two
 * periods ahead.
 */
static bool rcu_gp_advance(bool quiescent, struct cpumask *wake)
{
	bool ended = false;

	for (;;) {
		if (rcu.seq & 1) {
			if (!cpumask_empty(&rcu.pending))
				return ended;
			rcu_gp_end(wake);
			ended = true;
		}
		if (!seq_before(rcu.seq, rcu.wanted))
			return ended;
		rcu_gp_start(quiescent);
	}
}

static void wake_after_end(const struct cpumask *wake)
{
	unsigned int cpu;

	for_each_cpu(cpu, wake)
		wake_idle_thread(cpu);
	wake_up_all(&gp_ended);
}

void rcu_report_quiescent(void)
{
	unsigned int cpu = smp_processor_id();
	struct cpumask wake;
	bool ended = false;

	cpumask_clear(&wake);
	spin_lock(&rcu.lock);
	this_cpu_write(rcu_wanted, false);
	if (cpumask_test_cpu(cpu, &rcu.pending)) {
		cpumask_clear_cpu(cpu, &rcu.pending);
		ended = rcu_gp_advance(true, &wake);
	}
	spin_unlock(&rcu.lock);
	if (ended)
		wake_after_end(&wake);
}

/* Report a quiescent state.  Called in thread context, outside of readers. */
static void quiescent_here(void)
{
	unsigned long flags;

	local_irq_save(flags);
	rcu_quiescent();
	local_irq_restore(flags);
}

void __rcu_resched(void)
{
	if (!in_atomic())
		quiescent_here();
}

void rcu_idle_enter(void)
{
	struct rcu_cpu *rc = this_cpu_ptr(&rcu_cpus);

	smp_store_release(&rc->watching, rc->watching + 1);
	smp_mb();
	rcu_quiescent();
}

void rcu_idle_exit(void)
{
	struct rcu_cpu *rc = this_cpu_ptr(&rcu_cpus);

	WRITE_ONCE(rc->watching, rc->watching + 1);
	smp_mb();
}

bool rcu_is_watching(void)
{
	return !is_idle(smp_processor_id());
}

/* ---- waiting for grace periods --------------------------------------------------------------- */

unsigned long get_state_synchronize_rcu(void)
{
	smp_mb();	/* orders the caller's removals before the read of rcu.seq */
	return (READ_ONCE(rcu.seq) + 3) & ~1UL;
}

bool poll_state_synchronize_rcu(unsigned long cookie)
{
	if (cookie != get_completed_synchronize_rcu() && seq_before(READ_ONCE(rcu.seq), cookie))
		return false;
	smp_mb();
	return true;
}

/*
 * Request a grace period.  @caller: the CPU whose wait list waits for the cookie, or NULL.  This
 * CPU may be in a reader.
 */
static void request(unsigned long cookie, struct rcu_cpu *caller)
{
	struct cpumask wake;
	unsigned long flags;
	bool ended;

	cpumask_clear(&wake);
	spin_lock_irqsave(&rcu.lock, flags);
	if (caller) {
		caller->wait_seq = cookie;
		cpumask_set_cpu(smp_processor_id(), &rcu.callers);
	}
	if (seq_before(rcu.wanted, cookie))
		rcu.wanted = cookie;
	ended = rcu_gp_advance(false, &wake);
	spin_unlock(&rcu.lock);
	if (ended)
		wake_after_end(&wake);
	local_irq_restore(flags);
}

unsigned long start_poll_synchronize_rcu(void)
{
	unsigned long cookie = get_state_synchronize_rcu();

	request(cookie, NULL);
	return cookie;
}

void cond_synchronize_rcu(unsigned long cookie)
{
	might_sleep();
	if (poll_state_synchronize_rcu(cookie))
		return;
	request(cookie, NULL);
	RCU_LOCKDEP_WARN(rcu_read_lock_held(), "synchronize_rcu() in a read-side section");
	quiescent_here();
	wait_event(gp_ended, poll_state_synchronize_rcu(cookie));
}

void synchronize_rcu(void)
{
	cond_synchronize_rcu(get_state_synchronize_rcu());
}

bool rcu_hasten(unsigned long timeout)
{
	unsigned long cookie = start_poll_synchronize_rcu();

	quiescent_here();
	return wait_event_timeout(gp_ended, poll_state_synchronize_rcu(cookie), timeout);
}

/* ---- callbacks ------------------------------------------------------------------------------- */

static void list_append(struct rcu_list *list, struct rcu_head *first, struct rcu_head *last)
{
	if (list->first)
		list->last->next = first;
	else
		list->first = first;
	list->last = last;
}

/*
 * Move the callbacks from the list next to the list wait, and request a grace period.  Interrupts
 * are disabled, the list wait is empty, and the list next is not.
 */
static void begin_wait(struct rcu_cpu *rc)
{
	rc->wait = rc->next;
	rc->next.first = NULL;
	request(get_state_synchronize_rcu(), rc);
}

static bool is_kfree(const struct rcu_head *head)
{
	return (unsigned long)head->func < KVFREE_RCU_OFFSET_MAX;
}

void call_rcu(struct rcu_head *head, rcu_callback_t func)
{
	struct rcu_cpu *rc;
	unsigned long flags;

	head->next = NULL;
	head->func = func;
	local_irq_save(flags);
	rc = this_cpu_ptr(&rcu_cpus);
	list_append(&rc->next, head, head);
	WRITE_ONCE(rc->nr_queued, rc->nr_queued + 1);
	if (is_kfree(head))
		WRITE_ONCE(rc->nr_kfree, rc->nr_kfree + 1);
	if (!rc->wait.first)
		begin_wait(rc);
	local_irq_restore(flags);
}

bool rcu_callbacks_ready(void)
{
	const struct rcu_cpu *rc = this_cpu_ptr(&rcu_cpus);

	return rc->done.first || (rc->wait.first && poll_state_synchronize_rcu(rc->wait_seq));
}

bool rcu_callbacks_waiting(void)
{
	unsigned long flags;
	bool ready;

	local_irq_save(flags);
	ready = rcu_callbacks_ready();
	local_irq_restore(flags);
	return ready;
}

/* Move the callbacks whose grace period has passed.  Returns true if callbacks can be called. */
static bool advance_lists(struct rcu_cpu *rc)
{
	local_irq_disable();
	if (rc->wait.first && poll_state_synchronize_rcu(rc->wait_seq)) {
		list_append(&rc->done, rc->wait.first, rc->wait.last);
		rc->wait.first = NULL;
		if (rc->next.first)
			begin_wait(rc);
	}
	local_irq_enable();
	return rc->done.first;
}

struct bulk {
	unsigned int nr;
	unsigned int nr_freed;
	void *objects[RCU_BULK];
};

static void flush_bulk(struct bulk *bulk)
{
	if (bulk->nr)
		kfree_bulk(bulk->nr, bulk->objects);
	bulk->nr = 0;
}

static void rcu_invoke_callback(struct rcu_head *head, struct bulk *bulk)
{
	void *object = (char *)head - (unsigned long)head->func;

	if (!is_kfree(head)) {
		flush_bulk(bulk);
		head->func(head);
		return;
	}
	bulk->nr_freed++;
	if (is_vmalloc_addr(object)) {
		vfree(object);
		return;
	}
	bulk->objects[bulk->nr++] = object;
	if (bulk->nr == RCU_BULK)
		flush_bulk(bulk);
}

void rcu_run_callbacks(void)
{
	struct rcu_cpu *rc = this_cpu_ptr(&rcu_cpus);
	struct bulk bulk = { .nr = 0 };
	unsigned int depth, n = 0;

	if (!advance_lists(rc))
		return;
	depth = __this_cpu_read(irq_depth);
	__this_cpu_write(irq_depth, depth + 1);
	__this_cpu_add(bh_count, SOFTIRQ_SERVING);
	while (rc->done.first && n++ < RCU_BATCH) {
		struct rcu_head *head = rc->done.first;

		rc->done.first = head->next;
		rcu_invoke_callback(head, &bulk);
	}
	flush_bulk(&bulk);
	__this_cpu_add(bh_count, -SOFTIRQ_SERVING);
	__this_cpu_write(irq_depth, depth);
	barrier();
	if (__this_cpu_read(bh_deferred))
		__bh_run_deferred();
	n = min_t(unsigned int, n, RCU_BATCH);
	local_irq_disable();
	/*
	 * If rcu_barrier() reads 0, it returns.  So the stores of the callbacks must be visible
	 * before this store.
	 */
	smp_store_release(&rc->nr_queued, rc->nr_queued - n);
	WRITE_ONCE(rc->nr_kfree, rc->nr_kfree - bulk.nr_freed);
	WRITE_ONCE(rc->nr_called, rc->nr_called + n);
	local_irq_enable();
}

unsigned long rcu_count_kfree(void)
{
	unsigned long sum = 0;
	unsigned int cpu;

	for_each_online_cpu(cpu)
		sum += READ_ONCE(per_cpu_ptr(&rcu_cpus, cpu)->nr_kfree);
	return sum;
}

/* ---- rcu_barrier() --------------------------------------------------------------------------- */

static DEFINE_MUTEX(barrier_lock);
static DECLARE_COMPLETION(barrier_done);
/* number of CPUs whose callback has not run, plus 1 while rcu_barrier() queues callbacks */
static atomic_t barrier_left;

static void barrier_called(struct rcu_head *unused)
{
	if (atomic_dec_and_test(&barrier_left))
		complete(&barrier_done);
}

static void queue_barrier(void *unused)
{
	atomic_inc(&barrier_left);
	call_rcu(&this_cpu_ptr(&rcu_cpus)->barrier, barrier_called);
}

void rcu_barrier(void)
{
	unsigned int cpu;

	might_sleep();
	mutex_lock(&barrier_lock);
	reinit_completion(&barrier_done);
	atomic_set(&barrier_left, 1);
	/* orders earlier calls of call_rcu(), if visible here, before the reads of nr_queued */
	smp_mb();
	for_each_online_cpu(cpu) {
		if (READ_ONCE(per_cpu_ptr(&rcu_cpus, cpu)->nr_queued))
			smp_call_function_single(cpu, queue_barrier, NULL, 1);
	}
	barrier_called(NULL);
	wait_for_completion(&barrier_done);
	mutex_unlock(&barrier_lock);
}

/* ---- reports --------------------------------------------------------------------------------- */

static void rcu_report_stall(unsigned long seconds)
{
	unsigned int cpu;

	for_each_cpu(cpu, &rcu.pending) {
		const struct task_struct *task = READ_ONCE(*per_cpu_ptr(&current_task, cpu));

		pr_err("rcu: grace period %lu has waited for CPU %u for %lu s: thread %s (%d)\n",
		       rcu.seq / 2 + 1, cpu, seconds, task->comm, task->pid);
	}
}

/* Report CPUs that delay the grace period.  Context: timer interrupt. */
static void check_stall(struct timer_list *timer)
{
	unsigned long flags, age;
	bool here = false;

	spin_lock_irqsave(&rcu.lock, flags);
	if ((rcu.seq & 1) && rcu.stall) {
		age = jiffies - rcu.started;
		if (age < rcu.stall) {
			mod_timer(&stall_timer, rcu.started + rcu.stall);
		} else if (rcu.reported != rcu.seq) {
			rcu.reported = rcu.seq;
			rcu_report_stall(age / HZ);
			here = cpumask_test_cpu(smp_processor_id(), &rcu.pending);
		}
	}
	spin_unlock_irqrestore(&rcu.lock, flags);
	if (here)
		dump_stack();
}

void rcu_set_stall_timeout(unsigned long timeout)
{
	unsigned long flags;

	timer_delete_sync(&stall_timer);
	spin_lock_irqsave(&rcu.lock, flags);
	rcu.stall = timeout;
	spin_unlock_irqrestore(&rcu.lock, flags);
}

void rcu_show(struct seq_file *m)
{
	unsigned int cpu;

	report_open(m, NULL, '{');
	report_fields(m, "grace periods %8lu{grace_periods}\n", READ_ONCE(rcu.seq) / 2);
	report_open(m, "cpus", '[');
	for_each_online_cpu(cpu) {
		const struct rcu_cpu *rc = per_cpu_ptr(&rcu_cpus, cpu);

		report_row(m, "CPU %u{cpu}: %lu{queued} callbacks wait, "
			   "%lu{kfree} of them to free, %lu{called} called\n",
			   cpu, READ_ONCE(rc->nr_queued), READ_ONCE(rc->nr_kfree),
			   READ_ONCE(rc->nr_called));
	}
	report_close(m, ']');
	report_close(m, '}');
}

/* ---- CONFIG_PROVE_RCU ------------------------------------------------------------------------ */

#ifdef CONFIG_PROVE_RCU

void __rcu_read_lock(void)
{
	struct task_struct *task = current;

	if (task)
		task->rcu_nesting++;
	barrier();
}

void __rcu_read_unlock(void)
{
	struct task_struct *task = current;

	barrier();
	if (task && !WARN(task->rcu_nesting <= 0, "rcu_read_unlock() without rcu_read_lock()\n"))
		task->rcu_nesting--;
}

int rcu_read_lock_held(void)
{
	return !current || current->rcu_nesting > 0;
}

int rcu_read_lock_any_held(void)
{
	return rcu_read_lock_held() || in_atomic();
}

void __rcu_suspicious(const char *file, int line, const char *what)
{
	__warn(file, line, __builtin_return_address(0), "%s\n", what);
}

#endif
