// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the message ring buffer: its messages are complete and in order, and the last one is the
 * newest.  Test of the trace event "console".
 */

#include <internal/console.h>
#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/minmax.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <trace/events/printk.h>

#include "../expect.h"
#include "../threads.h"

#define RING		(1U << CONFIG_LOG_BUF_SHIFT)
#define LONGEST		300
#define PREFIX		"ring "

static char fill[LONGEST + 1];

static struct {
	unsigned int next;		/* number of the next message; 0 accepts any number */
	unsigned int nr, bytes, bad;
	unsigned int seed;
} walk;

/*
 * Return the length of the text after the number in message @n.  The lengths vary, so that the
 * sizes of records have every remainder modulo the alignment.
 */
static unsigned int length_of(unsigned int n, unsigned int seed)
{
	return (n * 7919 + seed * 104729) % LONGEST;
}

static void check(u64 time_ns, int level, const char *text, unsigned int size)
{
	char expected[LONGEST + 32];
	unsigned int n = 0;

	if (size < strlen(PREFIX) || memcmp(text, PREFIX, strlen(PREFIX))) {
		walk.bad += walk.next != 0;	/* no other message may be between the test's */
		return;
	}
	for (unsigned int i = strlen(PREFIX); i < size && text[i] >= '0' && text[i] <= '9'; i++)
		n = 10 * n + text[i] - '0';
	if (walk.next && n != walk.next)
		walk.bad++;
	scnprintf(expected, sizeof(expected), PREFIX "%u %.*s\n", n, length_of(n, walk.seed), fill);
	if (size != strlen(expected) || memcmp(text, expected, size) || level != LOGLEVEL_DEBUG)
		walk.bad++;
	walk.next = n + 1;
	walk.nr++;
	walk.bytes += size;
}

static void printk_test_wrap(struct kunit *test)
{
	unsigned long warned = warnings_seen();

	for (unsigned int i = 0; i < LONGEST; i++)
		fill[i] = 'a' + i % 26;
	for (unsigned int seed = 1; seed <= 3; seed++) {
		unsigned int printed = 0, bad = 0, wrong_end = 0;

		for (unsigned int n = 1; printed < 3 * RING; n++) {
			printk(KERN_DEBUG PREFIX "%u %.*s\n", n, length_of(n, seed), fill);
			printed += length_of(n, seed) + sizeof(PREFIX) + 5;
			memset(&walk, 0, sizeof(walk));
			walk.seed = seed;
			/*
			 * Check only if at least 2 * RING bytes were printed.  Otherwise the ring
			 * may still contain messages of the previous seed.
			 */
			if (printed < 2 * RING)
				continue;
			dmesg_show(check);
			bad += walk.bad;
			wrong_end += walk.next != n + 1;
		}
		KUNIT_EXPECT_EQ(test, bad, 0U);
		KUNIT_EXPECT_EQ(test, wrong_end, 0U);
		/*
		 * The text of the messages fills nearly all of the ring.  The rest is used by
		 * headers and by the unused end of the ring.
		 */
		KUNIT_EXPECT_GT(test, walk.bytes + walk.nr * 32 + 2 * LONGEST + 100, RING);
	}
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
}

#define WARNING_MARK	"printk_test: a warning on request"

static struct {
	unsigned int nr, louder;
} since_mark;

static void count_louder(u64 time_ns, int level, const char *text, unsigned int size)
{
	if (size >= strlen(WARNING_MARK) && !memcmp(text, WARNING_MARK, strlen(WARNING_MARK))) {
		since_mark.nr = 0;
		since_mark.louder = 0;
	}
	since_mark.nr++;
	since_mark.louder += level < LOGLEVEL_WARNING;
}

/* If the console level shows only errors, no part of a warning is shown, not even its backtrace. */
static void printk_test_warning_level(struct kunit *test)
{
	EXPECT_REPORT(test, WARN(1, WARNING_MARK "\n"));
	dmesg_show(count_louder);
	KUNIT_EXPECT_GE(test, since_mark.nr, 2U);
	KUNIT_EXPECT_EQ(test, since_mark.louder, 0U);
}

/* tests/console_flood.py checks that the console has these lines, and that each is complete. */
#define CPU_LINES	40

static atomic_t lines_printed;

static void print_line(const char *context)
{
	pr_err("printk_test: line %d by CPU %u in %s, which is long enough to be interrupted, end\n",
	       atomic_inc_return(&lines_printed), smp_processor_id(), context);
}

static void print_in_timer(struct timer_list *timer)
{
	print_line("a timer");
	mod_timer(timer, jiffies + 1);
}

static void print_in_ipi(void *unused)
{
	print_line("an IPI");
}

static int print_lines(void *unused)
{
	for (unsigned int i = 0; i < CPU_LINES; i++) {
		print_line("a thread");
		cond_resched();
	}
	while (!kthread_should_stop())
		schedule_timeout_interruptible(HZ);
	return 0;
}

/*
 * All CPUs print at the same time, in threads and in interrupts that occur while a line is printed.
 * Each line is printed when printk() returns, and is in the ring.
 */
static void printk_test_cpus(struct kunit *test)
{
	struct task_struct *tasks[NR_CPUS] = { };
	struct timer_list timer;
	unsigned int cpu;

	atomic_set(&lines_printed, 0);
	for_each_online_cpu(cpu)
		tasks[cpu] = kthread_create_on_cpu(print_lines, NULL, cpu, "print/%u");
	KUNIT_ASSERT_TRUE(test, run_all_threads(tasks, ARRAY_SIZE(tasks)));
	timer_setup(&timer, print_in_timer, 0);
	mod_timer(&timer, jiffies + 1);
	for (unsigned int i = 0; i < CPU_LINES; i++) {
		on_each_cpu(print_in_ipi, NULL, 1);
		msleep(1);
	}
	for_each_online_cpu(cpu)
		kthread_stop(tasks[cpu]);
	timer_delete_sync(&timer);
	pr_err("printk_test: %d lines\n", atomic_read(&lines_printed));
	KUNIT_EXPECT_GE(test, atomic_read(&lines_printed), 2 * CPU_LINES * num_online_cpus());
}

struct traced {
	unsigned int nr;
	char last[32];
};

static void trace_here(void *data, const char *text, size_t size)
{
	struct traced *traced = data;

	traced->nr++;
	strscpy(traced->last, text, min(size + 1, sizeof(traced->last)));
}

/* A probe sees each message, also one that is not on the console. */
static void printk_test_trace(struct kunit *test)
{
	struct traced traced = {}, other = {};

	KUNIT_ASSERT_EQ(test, register_trace_console(trace_here, &traced), 0);
	KUNIT_EXPECT_EQ(test, register_trace_console(trace_here, &other), -EEXIST);
	KUNIT_EXPECT_EQ(test, unregister_trace_console(trace_here, &other), -ENOENT);
	printk(KERN_DEBUG "traced %d\n", 1);
	KUNIT_EXPECT_STREQ(test, traced.last, "traced 1\n");
	KUNIT_EXPECT_EQ(test, unregister_trace_console(trace_here, &traced), 0);
	KUNIT_EXPECT_EQ(test, unregister_trace_console(trace_here, &traced), -ENOENT);
	tracepoint_synchronize_unregister();
	traced.nr = 0;
	printk(KERN_DEBUG "traced %d\n", 2);
	KUNIT_EXPECT_EQ(test, traced.nr, 0U);
}

static struct kunit_case printk_cases[] = {
	KUNIT_CASE(printk_test_wrap),
	KUNIT_CASE(printk_test_warning_level),
	KUNIT_CASE(printk_test_cpus),
	KUNIT_CASE(printk_test_trace),
	{}
};

static struct kunit_suite printk_suite = {
	.name = "printk",
	.test_cases = printk_cases,
};
kunit_test_suite(printk_suite);
