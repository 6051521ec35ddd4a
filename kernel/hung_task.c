// SPDX-License-Identifier: BSD-2-Clause
/*
 * Detect threads that wait forever.
 *
 * A work item checks all threads, four times per kernel.hung_task_timeout_secs.  A thread that was
 * in the same uninterruptible wait for this time is reported once, with its back-trace and, if it
 * waits for a mutex, the owner of the mutex.  As in Linux, an interruptible or idle wait
 * (TASK_INTERRUPTIBLE, TASK_IDLE) and a wait with a timeout may take any time.  If the work item
 * itself runs later than the timeout, the machine was probably stopped, by a debugger for example:
 * nothing is reported, and all waits count from this time.
 *
 * Locking: none.  Only this file writes the fields hung_*.  The other fields may change while they
 * are read, and a thread that continues while it is reported has a meaningless back-trace.
 */

#include <internal/sysctl.h>
#include <internal/tasks.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/kstrtox.h>
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/panic.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/sched/debug.h>
#include <linux/string.h>
#include <linux/workqueue.h>

#define LOOKS_PER_TIMEOUT	4
#define MAX_REPORTS		8	/* per check */
#define MAX_TIMEOUT_SECS	86400

static unsigned int hung_task_timeout_secs = CONFIG_DEFAULT_HUNG_TASK_TIMEOUT;	/* 0: off */
static unsigned int hung_task_panic;

struct hung_tasks {
	unsigned long now;
	bool anew;		/* the machine was stopped, so all waits count from now */
	unsigned int nr;
	struct task_struct *tasks[MAX_REPORTS];
};

static bool waits_for_ever(const struct task_struct *task)
{
	return READ_ONCE(task->state) == TASK_UNINTERRUPTIBLE && !READ_ONCE(task->timed_wait) &&
	       READ_ONCE(task->switches);
}

/*
 * Update the thread's record of its current wait.  Add the thread to the list if it must be
 * reported.
 */
static void hung_task_look(struct task_struct *task, struct hung_tasks *hung)
{
	u64 switches = READ_ONCE(task->switches);

	if (hung->anew || !waits_for_ever(task) || switches != task->hung_switches) {
		task->hung_switches = switches;
		task->hung_since = hung->now;
		task->hung_reported = false;
		return;
	}
	if (task->hung_reported || hung->nr == MAX_REPORTS ||
	    hung->now - task->hung_since < hung_task_timeout_secs * HZ)
		return;
	task->hung_reported = true;
	get_task_struct(task);
	hung->tasks[hung->nr++] = task;
}

/*
 * Print the owner of the mutex that the thread waits for.  The mutex is not freed while a thread
 * waits.  The owner may release the mutex and exit at any time, so the pointer is only compared
 * with those of existing threads.
 */
static void report_blocker(const struct task_struct *task)
{
	const struct mutex *mutex = READ_ONCE(task->blocked_on);
	const struct task_struct *owner = mutex ? READ_ONCE(mutex->owner) : NULL;
	struct task_struct *other;

	for_each_task(other) {
		if (other == owner)
			pr_err("INFO: task %s:%d is blocked on a mutex owned by task %s:%d.\n",
			       task->comm, task->pid, other->comm, other->pid);
	}
}

static void hung_task_report(struct task_struct *task, unsigned long now)
{
	pr_err("INFO: task %s:%d blocked for more than %lu seconds.\n", task->comm, task->pid,
	       (now - task->hung_since) / HZ);
	report_blocker(task);
	sched_show_task(task);
	if (hung_task_panic)
		panic("hung_task: blocked tasks");
}

static void hung_task_check(struct work_struct *work)
{
	static unsigned long looked;
	struct hung_tasks hung = { .now = jiffies };
	struct task_struct *task;
	unsigned long interval = max(hung_task_timeout_secs * HZ / LOOKS_PER_TIMEOUT, 1U);

	if (!hung_task_timeout_secs)
		return;
	hung.anew = hung.now - looked > hung_task_timeout_secs * HZ;
	looked = hung.now;
	for_each_task(task)
		hung_task_look(task, &hung);
	for (unsigned int i = 0; i < hung.nr; i++) {
		hung_task_report(hung.tasks[i], hung.now);
		put_task_struct(hung.tasks[i]);
	}
	schedule_delayed_work(to_delayed_work(work), interval);
}
static DECLARE_DELAYED_WORK(hung_task_work, hung_task_check);

/* Run the check now.  Its next runs use the new interval. */
static int hung_task_restart(void)
{
	mod_delayed_work(system_wq, &hung_task_work, 0);
	return 0;
}

static int __init hung_task_start(void)
{
	return hung_task_restart();
}
late_initcall(hung_task_start);

static int __init set_hung_task_panic(char *value)
{
	unsigned int new;

	if (kstrtouint(value, 0, &new) || new > 1)
		return -EINVAL;
	hung_task_panic = new;
	return 0;
}
early_param("hung_task_panic", set_hung_task_panic);

SYSCTL(hung_task_timeout_secs, "kernel.hung_task_timeout_secs", hung_task_timeout_secs, 0,
       MAX_TIMEOUT_SECS, hung_task_restart);
SYSCTL(hung_task_panic, "kernel.hung_task_panic", hung_task_panic, 0, 1, NULL);
