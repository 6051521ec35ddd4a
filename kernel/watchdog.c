// SPDX-License-Identifier: BSD-2-Clause
/*
 * Lockup detectors: find a CPU whose thread does not yield, and a CPU that does not accept
 * interrupts.
 *
 * Each CPU has a timer that runs five times within the soft lockup time.  It makes the idle thread
 * ready, and checks two things:
 *
 *	soft lockup	the idle thread has not run for that time: the running thread neither sleeps
 *			nor calls cond_resched().  The CPU itself reports this, with the thread's
 *			back-trace.
 *	hard lockup	the timer of the next CPU has not run: that CPU has interrupts disabled.
 *			Its thread is reported, with a back-trace if the port has arch_cpu_regs().
 *
 * A machine with one CPU cannot detect a hard lockup; it needs a hardware watchdog
 * (drivers/watchdog).  If the timer itself runs later than the hard lockup time, the machine was
 * probably stopped by a debugger or an emulator.  Then nothing is reported, and all times restart.
 *
 * Locking: none.  A CPU accesses only its own record, and ->beats of the next CPU.
 */

#define pr_fmt(fmt) "watchdog: " fmt

#include <internal/sysctl.h>
#include <internal/tasks.h>
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/jiffies.h>
#include <linux/kstrtox.h>
#include <linux/nmi.h>
#include <linux/panic.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/timer.h>

struct watchdog {
	struct timer_list timer;
	unsigned long beats;		/* number of runs of the timer */
	unsigned long ran;		/* time of the last run; all times are in jiffies */
	unsigned long yielded;		/* last time the thread is known to have yielded */
	unsigned long reported;		/* time of the last report, or of a later yield */
	unsigned int next_cpu;		/* CPU that this CPU's timer checks */
	unsigned long next_beats;	/* next_cpu's beats at the last check */
	unsigned long next_ran;		/* time at which next_beats changed last */
	bool next_reported;
};

static DEFINE_PER_CPU(struct watchdog, watchdogs);
static DEFINE_PER_CPU(bool, watchdog_idle_ran);

static unsigned int watchdog_thresh = CONFIG_WATCHDOG_THRESH;	/* seconds; 0 disables */
static unsigned int softlockup_panic, hardlockup_panic;

/* Return the number of jiffies after which a hard lockup is reported. */
static unsigned long hard_after(void)
{
	return READ_ONCE(watchdog_thresh) * HZ;
}

static unsigned long soft_after(void)
{
	return 2 * hard_after();
}

static void watchdog_reset_times(struct watchdog *w, unsigned long now)
{
	w->ran = w->yielded = w->reported = w->next_ran = now;
	w->next_reported = false;
}

void touch_softlockup_watchdog(void)
{
	this_cpu_write(watchdog_idle_ran, true);
}

void touch_all_softlockup_watchdogs(void)
{
	unsigned int cpu;

	for_each_possible_cpu(cpu)
		WRITE_ONCE(*per_cpu_ptr(&watchdog_idle_ran, cpu), true);
}

static void look_for_soft(struct watchdog *w, unsigned long now)
{
	if (this_cpu_read(watchdog_idle_ran)) {
		this_cpu_write(watchdog_idle_ran, false);
		w->yielded = w->reported = now;
	}
	if (now - w->reported < soft_after())
		return;
	w->reported = now;
	pr_emerg("BUG: soft lockup - CPU#%u stuck for %lus! [%s:%d]\n", smp_processor_id(),
		 (now - w->yielded) / HZ, current->comm, current->pid);
	dump_stack();
	if (softlockup_panic)
		panic("softlockup: hung tasks");
}

/* Return the next online CPU, or the calling CPU if there is no other. */
static unsigned int watchdog_next_cpu(void)
{
	unsigned int cpu = smp_processor_id();

	do {
		cpu = (cpu + 1) % NR_CPUS;
	} while (!cpu_online(cpu));
	return cpu;
}

static void look_for_hard(struct watchdog *w, unsigned long now)
{
	unsigned int cpu = watchdog_next_cpu();
	unsigned long beats = READ_ONCE(per_cpu_ptr(&watchdogs, cpu)->beats);
	const struct task_struct *task = *per_cpu_ptr(&current_task, cpu);

	if (cpu == smp_processor_id())
		return;
	if (cpu != w->next_cpu || beats != w->next_beats) {
		w->next_cpu = cpu;
		w->next_beats = beats;
		w->next_ran = now;
		w->next_reported = false;
	}
	if (w->next_reported || now - w->next_ran < hard_after())
		return;
	w->next_reported = true;
	pr_emerg("BUG: hard lockup - CPU#%u takes no interrupts for %lus! [%s:%d]\n", cpu,
		 (now - w->next_ran) / HZ, task->comm, task->pid);
	trigger_single_cpu_backtrace(cpu);
	if (hardlockup_panic)
		panic("Hard LOCKUP");
}

static void watchdog_timer_fn(struct timer_list *timer)
{
	struct watchdog *w = this_cpu_ptr(&watchdogs);
	unsigned long now = jiffies;

	WRITE_ONCE(w->beats, w->beats + 1);
	if (!hard_after() || now - w->ran > hard_after())
		watchdog_reset_times(w, now);
	w->ran = now;
	if (hard_after()) {
		look_for_soft(w, now);
		look_for_hard(w, now);
		wake_idle_thread(smp_processor_id());
	}
	mod_timer(timer, now + (hard_after() ? soft_after() / 5 : HZ));
}

static void watchdog_enable(void *unused)
{
	struct watchdog *w = this_cpu_ptr(&watchdogs);

	timer_setup(&w->timer, watchdog_timer_fn, TIMER_PINNED);
	watchdog_reset_times(w, jiffies);
	watchdog_timer_fn(&w->timer);
}

static int __init lockup_detector_init(void)
{
	on_each_cpu(watchdog_enable, NULL, 1);
	return 0;
}
postcore_initcall(lockup_detector_init);

static int __init watchdog_param(unsigned int *value, const char *text, unsigned int max)
{
	unsigned int new;

	if (kstrtouint(text, 0, &new) || new > max)
		return -EINVAL;
	*value = new;
	return 0;
}

#define MAX_THRESH	60

static int __init set_thresh(char *value)
{
	return watchdog_param(&watchdog_thresh, value, MAX_THRESH);
}
early_param("watchdog_thresh", set_thresh);

static int __init set_softlockup_panic(char *value)
{
	return watchdog_param(&softlockup_panic, value, 1);
}
early_param("softlockup_panic", set_softlockup_panic);

static int __init set_hardlockup_panic(char *value)
{
	return watchdog_param(&hardlockup_panic, value, 1);
}
early_param("hardlockup_panic", set_hardlockup_panic);

SYSCTL(watchdog_thresh, "kernel.watchdog_thresh", watchdog_thresh, 0, MAX_THRESH, NULL);
SYSCTL(softlockup_panic, "kernel.softlockup_panic", softlockup_panic, 0, 1, NULL);
SYSCTL(hardlockup_panic, "kernel.hardlockup_panic", hardlockup_panic, 0, 1, NULL);
