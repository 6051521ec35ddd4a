// SPDX-License-Identifier: BSD-2-Clause
/* Threads that do not yield, and one that has interrupts off: lockups.kind= says which. */

#include <linux/array_size.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/irqflags.h>
#include <linux/kthread.h>
#include <linux/module.h>
#include <linux/nmi.h>
#include <linux/smp.h>
#include <linux/string.h>

static char *kind = "";
module_param(kind, charp, 0);

#define SECONDS	5	/* and then all is well again */

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

/* What takes long, and says so; what yields, though nobody else wants to run. */
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

static int __init lockups_start(void)
{
	static int (*const kinds[])(void *) = { spins, has_interrupts_off, works, yields };
	static const char *const names[] = { "soft", "hard", "works", "yields" };
	struct task_struct *task;

	for (unsigned int i = 0; i < ARRAY_SIZE(kinds); i++) {
		if (strcmp(kind, names[i]))
			continue;
		task = kthread_create_on_cpu(kinds[i], NULL, num_online_cpus() - 1, "stuck/%u");
		if (!IS_ERR(task))
			wake_up_process(task);
		msleep(SECONDS * 1000);
		stuck = false;
		msleep(1000);
	}
	pr_info("lockups: the end\n");
	return 0;
}
module_init(lockups_start);
