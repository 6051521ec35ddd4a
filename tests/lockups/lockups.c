// SPDX-License-Identifier: BSD-2-Clause
/*
 * Threads that do not yield, a thread that disables interrupts, and threads that wait forever.  The
 * boot argument lockups.kind= selects one of these, and lockups.seconds= sets the duration.
 */

#include <linux/array_size.h>
#include <linux/completion.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/nmi.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/string.h>
#include <linux/wait.h>

static char *kind = "";
module_param(kind, charp, 0);

static unsigned int seconds = 5;	/* number of seconds until the threads continue */
module_param(seconds, uint, 0);

static volatile bool stuck = true;

static noinline void spin_while_stuck(void)
{
	while (stuck)
		;
}

static int spins(void *unused)
{
	spin_while_stuck();
	return 0;
}

static int has_interrupts_off(void *unused)
{
	local_irq_disable();
	spin_while_stuck();
	local_irq_enable();
	return 0;
}

/*
 * Thread function: work for 4 seconds.  Alternately reset the watchdog and call cond_resched(),
 * although no other thread can run.  This must not be reported.
 */
static int works(void *unused)
{
	for (int i = 0; i < 40; i++) {
		mdelay(100);
		if (i % 2)
			touch_softlockup_watchdog();
		else
			cond_resched();
	}
	return 0;
}

static int yields(void *unused)
{
	for (int i = 0; i < 40; i++) {
		mdelay(100);
		cond_resched();
	}
	return 0;
}

static DEFINE_MUTEX(first);
static DEFINE_MUTEX(second);
static DECLARE_COMPLETION(never);
static DECLARE_WAIT_QUEUE_HEAD(empty);
static DEFINE_SPINLOCK(held);

static noinline void wait_for_other(struct mutex *mine, struct mutex *other)
{
	mutex_lock(mine);
	msleep(100);
	mutex_lock(other);
	barrier();	/* prevents a tail call of mutex_lock() */
}

static int locks_second_first(void *unused)
{
	wait_for_other(&second, &first);
	return 0;
}

static int locks_first_first(void *unused)
{
	kthread_run(locks_second_first, NULL, "other");
	wait_for_other(&first, &second);
	return 0;
}

static int waits_for_completion(void *unused)
{
	wait_for_completion(&never);
	barrier();
	return 0;
}

/* Thread function: wait forever.  Interruptible waits have no time limit, and are not reported. */
static int waits_interruptibly(void *unused)
{
	return wait_event_interruptible(empty, false);
}

static int waits_idle(void *unused)
{
	wait_event_idle(empty, false);
	return 0;
}

static int sleeps(void *unused)
{
	msleep(60000);
	return 0;
}

static int starts_patient_waits(void *unused)
{
	kthread_run(waits_interruptibly, NULL, "interruptible");
	kthread_run(waits_idle, NULL, "idle");
	kthread_run(sleeps, NULL, "sleeps");
	return 0;
}

static int holds_lock(void *unused)
{
	spin_lock(&held);
	spin_while_stuck();
	spin_unlock(&held);
	return 0;
}

/*
 * Thread function: wait in each way at the same time, each for less than its time limit.  The test
 * stops the machine during these waits, and no wait may be reported.
 */
static int waits_while_stopped(void *unused)
{
	struct task_struct *task = kthread_create_on_cpu(holds_lock, NULL, 1, "holder/%u");

	if (!IS_ERR(task))
		wake_up_process(task);
	kthread_run(waits_for_completion, NULL, "waits");
	msleep(100);
	spin_lock(&held);
	spin_unlock(&held);
	return 0;
}

static int __init lockups_start(void)
{
	static int (*const kinds[])(void *) = {
		spins, has_interrupts_off, works, yields, locks_first_first, waits_for_completion,
		starts_patient_waits, waits_while_stopped,
	};
	static const char *const names[] = {
		"soft", "hard", "works", "yields", "deadlock", "completion", "patient", "stopped",
	};
	struct task_struct *task;

	for (unsigned int i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (strcmp(kind, names[i]))
			continue;
		task = kthread_create_on_cpu(kinds[i], NULL, num_online_cpus() - 1, "stuck/%u");
		if (!IS_ERR(task))
			wake_up_process(task);
		msleep(seconds * 1000);
		stuck = false;
		complete_all(&never);
		msleep(1000);
	}
	pr_info("lockups: the end\n");
	return 0;
}
module_init(lockups_start);
