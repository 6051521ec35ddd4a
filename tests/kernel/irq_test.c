// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of interrupts with a simulated controller.  The test case sets the level of a line in the
 * role of a device, and delivers the interrupt of the line in a timer interrupt of this CPU
 * (irq_source.h).
 */

#include <internal/irqs.h>
#include <kunit/test.h>
#include <linux/kernel_stat.h>
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/irq.h>
#include <linux/kthread.h>
#include <linux/of_irq.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/string.h>

#include "../assert_or.h"
#include "../expect.h"
#include "../said.h"
#include "irq_source.h"

#define NO_SUCH_IRQ	1000000

static int irq_test_init(struct kunit *test)
{
	int err = 0;

	if (!model) {
		err = write_tree();
		for (unsigned int i = 0; i < NR_LINES; i++)
			lines[i].masked = true;
		if (!err)
			model = irq_domain_add_linear(of_tree_find_path(&of, "/controller"),
						      NR_LINES, &model_ops, NULL);
		if (!err && !model)
			err = -ENOMEM;
	}
	for (unsigned int i = 0; i < NR_LINES; i++)
		lines[i].high = false;
	source_init(&one, 0, IRQ_HANDLED);
	source_init(&other, 0, IRQ_HANDLED);
	return err;
}

/* Free the first handler if the request of the second handler failed. */
static void give_back(const struct source *s)
{
	if (s == &other)
		free_irq(irq_of(one.line), &one);
}

static void request(struct kunit *test, struct source *s, unsigned long flags)
{
	int err = request_irq(irq_of(s->line), handler, flags, "source", s);

	ASSERT_OR(test, !err, give_back(s));
}

static void request_threaded(struct kunit *test, struct source *s, irq_handler_t hard,
			     unsigned long flags)
{
	int err = request_threaded_irq(irq_of(s->line), hard, thread, flags, "source", s);

	ASSERT_OR(test, !err, give_back(s));
}

/* ---- one handler, several handlers ----------------------------------------------------------- */

static void irq_test_request(struct kunit *test)
{
	int irq = irq_of(0);

	KUNIT_ASSERT_GT(test, irq, 0);
	KUNIT_EXPECT_EQ(test, irq_of(3), irq + 3);
	KUNIT_EXPECT_EQ(test, irq_of(7), -EINVAL);	/* the controller has no such line */
	KUNIT_EXPECT_TRUE(test, lines[0].masked);
	request(test, &one, 0);
	KUNIT_EXPECT_FALSE(test, lines[0].masked);
	one.left = 3;
	raise(0);
	KUNIT_EXPECT_EQ(test, one.calls, 3U);
	KUNIT_EXPECT_EQ(test, one.irq, irq);
	KUNIT_EXPECT_TRUE(test, one.in_interrupt);
	KUNIT_EXPECT_PTR_EQ(test, (void *)free_irq(irq, &one), (void *)&one);
	KUNIT_EXPECT_TRUE(test, lines[0].masked);
	raise(0);
	raise_late(0);
	KUNIT_EXPECT_EQ(test, one.calls, 3U);
}

static void irq_test_refused(struct kunit *test)
{
	int irq = irq_of(0);

	KUNIT_EXPECT_EQ(test, request_irq(NO_SUCH_IRQ, handler, 0, "none", &one), -EINVAL);
	KUNIT_EXPECT_EQ(test, request_irq(0, handler, 0, "none", &one), -EINVAL);
	KUNIT_EXPECT_EQ(test, request_irq(IRQ_NOTCONNECTED, handler, 0, "none", &one), -ENOTCONN);
	KUNIT_EXPECT_EQ(test, request_irq(irq, NULL, 0, "none", &one), -EINVAL);
	KUNIT_EXPECT_EQ(test, request_irq(irq, handler, IRQF_SHARED, "none", NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, request_threaded_irq(irq, NULL, thread, 0, "none", &one), -EINVAL);
	KUNIT_EXPECT_EQ(test, request_irq(irq, handler, IRQF_SHARED | IRQF_NO_AUTOEN, "none", &one),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, request_irq(irq, handler, IRQF_SHARED | IRQF_PERCPU, "none", &one),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, request_threaded_irq(irq, handler, thread, IRQF_PERCPU, "none", &one),
			-EINVAL);
	KUNIT_EXPECT_TRUE(test, lines[0].masked);
}

static void irq_test_busy(struct kunit *test)
{
	static const struct {
		unsigned long first, second;
	} flags[] = {
		{ 0, 0 }, { IRQF_SHARED, 0 }, { 0, IRQF_SHARED },
		{ IRQF_SHARED, IRQF_SHARED | IRQF_ONESHOT },
		{ IRQF_SHARED | IRQF_TRIGGER_HIGH, IRQF_SHARED | IRQF_TRIGGER_RISING },
		{ IRQF_SHARED, IRQF_SHARED | IRQF_TRIGGER_RISING },
	};
	int irq = irq_of(0);

	for (unsigned int i = 0; i < ARRAY_SIZE(flags); i++) {
		request(test, &one, flags[i].first);
		mark();
		KUNIT_EXPECT_EQ(test, request_threaded_irq(irq, handler, thread, flags[i].second,
							   "second", &other), -EBUSY);
		EXPECT_SAID(test, "in use and cannot be shared with \"second\"");
		one.left = 1;
		raise(0);
		KUNIT_EXPECT_EQ(test, one.calls, i + 1);
		free_irq(irq, &one);
	}
	KUNIT_EXPECT_EQ(test, other.calls + other.thread_calls, 0U);
}

static void irq_test_shared(struct kunit *test)
{
	int irq = irq_of(0);

	one.ret = IRQ_NONE;
	one.left = 0;
	request(test, &one, IRQF_SHARED);
	request(test, &other, IRQF_SHARED | IRQF_TRIGGER_HIGH);
	raise(0);
	KUNIT_EXPECT_EQ(test, one.calls, 1U);
	KUNIT_EXPECT_EQ(test, other.calls, 1U);
	KUNIT_EXPECT_EQ(test, other.turn, one.turn + 1);
	EXPECT_REPORT(test, KUNIT_EXPECT_NULL(test, free_irq(irq, test)));
	KUNIT_EXPECT_PTR_EQ(test, (void *)free_irq(irq, &one), (void *)&one);
	KUNIT_EXPECT_FALSE(test, lines[0].masked);
	other.left = 1;
	raise(0);
	KUNIT_EXPECT_EQ(test, one.calls, 1U);
	KUNIT_EXPECT_EQ(test, other.calls, 2U);
	free_irq(irq, &other);
	KUNIT_EXPECT_TRUE(test, lines[0].masked);
}

/* A handler with IRQF_COND_ONESHOT shares a line with one-shot handlers, and with others. */
static void irq_test_cond_oneshot(struct kunit *test)
{
	int irq = irq_of(0);

	request_threaded(test, &one, handler, IRQF_SHARED | IRQF_ONESHOT);
	request(test, &other, IRQF_SHARED | IRQF_COND_ONESHOT);
	free_irq(irq, &one);
	free_irq(irq, &other);
	request(test, &one, IRQF_SHARED);
	request(test, &other, IRQF_SHARED | IRQF_COND_ONESHOT);
	free_irq(irq, &other);
	free_irq(irq, &one);
}

/* A message is not raised again at once, so that its thread needs no IRQF_ONESHOT. */
static void irq_test_oneshot_safe(struct kunit *test)
{
	int irq = irq_of(0), err;

	model_chip.flags = IRQCHIP_ONESHOT_SAFE;
	err = request_threaded_irq(irq, NULL, thread, 0, "message", &one);
	ASSERT_OR(test, !err, model_chip.flags = 0);
	one.left = 1;
	lines[0].high = true;
	raise_late(0);
	wait_for_completion(&one.entered);
	KUNIT_EXPECT_FALSE(test, lines[0].masked);
	free_irq(irq, &one);
	model_chip.flags = 0;
	lines[0].high = false;
	KUNIT_EXPECT_EQ(test, one.thread_calls, 1U);
}

static void irq_test_no_autoen(struct kunit *test)
{
	int irq = irq_of(0);

	request(test, &one, IRQF_NO_AUTOEN);
	KUNIT_EXPECT_TRUE(test, lines[0].masked);
	enable_irq(irq);
	KUNIT_EXPECT_FALSE(test, lines[0].masked);
	free_irq(irq, &one);
}

/* ---- per-CPU lines --------------------------------------------------------------------------- */

#define NR_EACH	200

static atomic_t nr_percpu;

static irqreturn_t percpu_handler(int irq, void *dev)
{
	atomic_inc(&nr_percpu);
	return IRQ_HANDLED;
}

static void deliver_many(void *arg)
{
	for (unsigned int i = 0; i < NR_EACH; i++)
		generic_handle_domain_irq(model, 0);
}

static void note_count(const struct irq_info *info, void *arg)
{
	if (info->irq == (unsigned int)irq_of(0))
		*(unsigned long *)arg = info->count;
}

static void note_info(const struct irq_info *info, void *arg)
{
	if (info->irq == (unsigned int)irq_of(0))
		*(struct irq_info *)arg = *info;
}

static void irq_test_affinity(struct kunit *test)
{
	unsigned int last = num_online_cpus() - 1;
	struct cpumask mask, none = {};
	struct irq_info info = {};
	int irq = irq_of(0);

	cpumask_clear(&mask);
	cpumask_set_cpu(last, &mask);
	KUNIT_ASSERT_EQ(test, request_irq(irq, handler, 0, "moved", &one), 0);
	KUNIT_EXPECT_TRUE(test, irq_can_set_affinity(irq));
	KUNIT_EXPECT_EQ(test, irq_set_affinity(irq, &mask), 0);
	KUNIT_EXPECT_EQ(test, lines[0].cpu, last);
	KUNIT_EXPECT_FALSE(test, lines[0].masked);
	irqs_for_each(note_info, &info);
	KUNIT_EXPECT_EQ(test, info.cpu, (int)last);
	KUNIT_EXPECT_EQ(test, info.line, 700U);
	KUNIT_EXPECT_EQ(test, irq_set_affinity(irq, &none), -EINVAL);
	KUNIT_EXPECT_EQ(test, irq_set_affinity_hint(irq, NULL), 0);
	KUNIT_EXPECT_EQ(test, lines[0].cpu, last);
	KUNIT_EXPECT_EQ(test, irq_set_affinity_and_hint(irq, cpu_online_mask), 0);
	KUNIT_EXPECT_EQ(test, lines[0].cpu, 0U);
	KUNIT_EXPECT_EQ(test, irq_set_affinity(irq_of(ELSEWHERE), &mask), last ? -EINVAL : 0);
	KUNIT_EXPECT_EQ(test, irq_set_affinity(irq_of(ELSEWHERE), cpu_online_mask), 0);
	free_irq(irq, &one);
	KUNIT_EXPECT_FALSE(test, irq_can_set_affinity(NO_SUCH_IRQ));
	KUNIT_EXPECT_EQ(test, irq_set_affinity(NO_SUCH_IRQ, &mask), -EINVAL);
	KUNIT_EXPECT_EQ(test, irq_set_affinity_hint(NO_SUCH_IRQ, NULL), -EINVAL);
	KUNIT_ASSERT_EQ(test, request_irq(irq, handler, IRQF_PERCPU, "each", &one), 0);
	KUNIT_EXPECT_FALSE(test, irq_can_set_affinity(irq));
	KUNIT_EXPECT_EQ(test, irq_set_affinity(irq, cpu_online_mask), -EINVAL);
	irqs_for_each(note_info, &info);
	KUNIT_EXPECT_EQ(test, info.cpu, -1);
	free_irq(irq, &one);
}

/*
 * If the controller cannot move a line to another CPU, the previous CPU still gets the interrupts,
 * and the report shows the previous CPU.
 */
static void irq_test_affinity_refused(struct kunit *test)
{
	unsigned int last = num_online_cpus() - 1;
	struct irq_info info = {};
	struct cpumask first, mask;
	int irq = irq_of(0);

	cpumask_clear(&first);
	cpumask_set_cpu(0, &first);
	KUNIT_ASSERT_EQ(test, request_irq(irq, handler, 0, "fixed", &one), 0);
	KUNIT_ASSERT_EQ(test, irq_set_affinity(irq, &first), 0);
	cpumask_clear(&mask);
	cpumask_set_cpu(last, &mask);
	refuses = -1UL;
	KUNIT_EXPECT_EQ(test, irq_set_affinity(irq, &mask), -EIO);
	KUNIT_EXPECT_EQ(test, irq_set_affinity(irq, cpu_online_mask), -EIO);
	KUNIT_EXPECT_EQ(test, irq_set_affinity_and_hint(irq, &mask), 0);
	irqs_for_each(note_info, &info);
	KUNIT_EXPECT_EQ(test, info.cpu, 0);
	KUNIT_EXPECT_EQ(test, lines[0].cpu, 0U);
	KUNIT_EXPECT_FALSE(test, lines[0].masked);
	/*
	 * The interrupt moves to the first CPU in the mask to which the controller can deliver it.
	 */
	refuses = 1;
	KUNIT_EXPECT_EQ(test, irq_set_affinity(irq, cpu_online_mask), last ? 0 : -EIO);
	irqs_for_each(note_info, &info);
	KUNIT_EXPECT_EQ(test, info.cpu, last ? 1 : 0);
	refuses = 0;
	KUNIT_EXPECT_EQ(test, irq_set_affinity(irq, &first), 0);
	disable_irq(irq);
	refuses = -1UL;
	KUNIT_EXPECT_EQ(test, irq_set_affinity(irq, &mask), -EIO);
	KUNIT_EXPECT_TRUE(test, lines[0].masked);
	refuses = 0;
	enable_irq(irq);
	free_irq(irq, &one);
}

static void irq_test_percpu(struct kunit *test)
{
	unsigned long before = 0, after = 0;
	int irq = irq_of(0), err;

	atomic_set(&nr_percpu, 0);
	/*
	 * An interrupt arrives while request_irq() holds the lock of the line on this CPU.
	 * Interrupts of a per-CPU line are handled without this lock.
	 */
	unmask_delivers = true;
	err = request_irq(irq, percpu_handler, IRQF_PERCPU, "percpu", &one);
	unmask_delivers = false;
	KUNIT_ASSERT_EQ(test, err, 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&nr_percpu), 1);
	irqs_for_each(note_count, &before);
	on_each_cpu(deliver_many, NULL, 1);
	irqs_for_each(note_count, &after);
	KUNIT_EXPECT_EQ(test, (unsigned long)kstat_irqs_usr((unsigned int)irq), after);
	KUNIT_EXPECT_EQ(test, kstat_irqs_usr(0), 0U);
	KUNIT_EXPECT_EQ(test, atomic_read(&nr_percpu), 1 + (int)(NR_EACH * num_online_cpus()));
	KUNIT_EXPECT_EQ(test, after - before, (unsigned long)NR_EACH * num_online_cpus());
	disable_irq(irq);
	raise_late(0);
	enable_irq(irq);
	KUNIT_EXPECT_EQ(test, atomic_read(&nr_percpu), 1 + (int)(NR_EACH * num_online_cpus()));
	free_irq(irq, &one);
	/* After a per-CPU handler is freed, the line can be used without IRQF_PERCPU. */
	request(test, &one, 0);
	raise(0);
	KUNIT_EXPECT_EQ(test, one.calls, 1U);
	free_irq(irq, &one);
}

/* ---- storms ---------------------------------------------------------------------------------- */

static void irq_test_storm(struct kunit *test)
{
	int irq = irq_of(0);

	one.ret = IRQ_NONE;
	one.left = 0;
	request(test, &one, 0);
	mark();
	raise(0);
	KUNIT_EXPECT_EQ(test, one.calls, 1000U);
	KUNIT_EXPECT_TRUE(test, lines[0].masked);
	EXPECT_SAID(test, "model: line 0: 1000 unhandled interrupts in a row: masked");
	EXPECT_SAID(test, "\"source\"");
	lines[0].high = false;
	enable_irq(irq);
	KUNIT_EXPECT_FALSE(test, lines[0].masked);
	/* Enabling the line resets the number of unhandled interrupts to 0. */
	raise(0);
	KUNIT_EXPECT_EQ(test, one.calls, 2000U);
	free_irq(irq, &one);
	request(test, &one, 0);
	KUNIT_EXPECT_FALSE(test, lines[0].masked);
	free_irq(irq, &one);
}

/* A line with unhandled interrupts is not masked if at least every 1,000th one is handled. */
static void irq_test_no_storm(struct kunit *test)
{
	one.ret = IRQ_NONE;
	request(test, &one, 0);
	for (unsigned int i = 0; i < 3; i++) {
		one.ret = IRQ_NONE;
		one.left = 999;
		raise(0);
		one.ret = IRQ_HANDLED;
		one.left = 1;
		raise(0);
	}
	KUNIT_EXPECT_EQ(test, one.calls, 3000U);
	KUNIT_EXPECT_FALSE(test, lines[0].masked);
	free_irq(irq_of(0), &one);
}

static void irq_test_no_thread(struct kunit *test)
{
	unsigned long before = warnings_seen();

	one.ret = IRQ_WAKE_THREAD;
	one.left = 0;
	request(test, &one, 0);
	raise(0);
	KUNIT_EXPECT_EQ(test, one.calls, 1000U);
	KUNIT_EXPECT_TRUE(test, lines[0].masked);
	KUNIT_EXPECT_LE(test, warnings_seen(), before + 1);	/* at most one report since boot */
	free_irq(irq_of(0), &one);
}

/* ---- disable and enable ---------------------------------------------------------------------- */

static void irq_test_disable(struct kunit *test)
{
	int irq = irq_of(0);

	request(test, &one, 0);
	disable_irq(irq);
	KUNIT_EXPECT_TRUE(test, lines[0].masked);
	disable_irq_nosync(irq);
	KUNIT_EXPECT_TRUE(test, disable_hardirq(irq));
	raise(0);
	KUNIT_EXPECT_EQ(test, one.calls, 0U);
	enable_irq(irq);
	enable_irq(irq);
	KUNIT_EXPECT_TRUE(test, lines[0].masked);
	enable_irq(irq);
	KUNIT_EXPECT_FALSE(test, lines[0].masked);
	raise(0);
	KUNIT_EXPECT_EQ(test, one.calls, 1U);
	EXPECT_REPORT(test, enable_irq(irq));
	KUNIT_EXPECT_FALSE(test, lines[0].masked);
	free_irq(irq, &one);
	EXPECT_REPORT(test, enable_irq(irq));
	KUNIT_EXPECT_TRUE(test, lines[0].masked);
}

/*
 * An interrupt arrives after its line was disabled.  An edge interrupt is handled when the line is
 * enabled.  A level interrupt is not: the controller delivers it again if the line is still high.
 */
static void irq_test_late(struct kunit *test)
{
	for (unsigned int line = 0; line < 2; line++) {
		int irq = irq_of(line);

		source_init(&one, line, IRQ_HANDLED);
		request(test, &one, 0);
		disable_irq(irq);
		raise_late(line);
		raise_late(line);
		KUNIT_EXPECT_EQ(test, one.calls, 0U);
		enable_irq(irq);
		KUNIT_EXPECT_EQ(test, one.calls, line ? 1U : 0U);
		if (line)
			KUNIT_EXPECT_TRUE(test, one.in_interrupt);
		disable_irq(irq);
		enable_irq(irq);
		KUNIT_EXPECT_EQ(test, one.calls, line ? 1U : 0U);
		free_irq(irq, &one);
	}
}

static bool disabling, handler_entered;

static irqreturn_t slow_handler(int irq, void *dev)
{
	struct source *s = dev;

	WRITE_ONCE(handler_entered, true);
	while (!READ_ONCE(disabling))
		cpu_relax();
	mdelay(5);
	WRITE_ONCE(s->finished, true);
	lines[s->line].high = false;
	return IRQ_HANDLED;
}

static void deliver_there(void *info)
{
	deliver();
}

static void do_nothing(void *info)
{
}

static void wait_disable(int irq)
{
	disable_irq(irq);
}

static void wait_hardirq(int irq)
{
	disable_hardirq(irq);
}

static void wait_free(int irq)
{
	free_irq(irq, &one);
}

static const struct waiter {
	const char *name;
	void (*wait)(int irq);
} waiters[] = {
	{ "disable_irq", wait_disable },
	{ "disable_hardirq", wait_hardirq },
	{ "free_irq", wait_free },
};
KUNIT_ARRAY_PARAM_DESC(waiter, waiters, name);

/* Each function of waiters[] waits for a handler that is running on another CPU. */
static void irq_test_waits(struct kunit *test)
{
	const struct waiter *w = test->param_value;
	int irq = irq_of(0);

	if (num_online_cpus() < 2)
		kunit_skip(test, "needs two CPUs");
	disabling = handler_entered = false;
	KUNIT_ASSERT_EQ(test, request_irq(irq, slow_handler, 0, "slow", &one), 0);
	lines[0].high = true;
	delivered_line = 0;
	smp_call_function_single(num_online_cpus() - 1, deliver_there, NULL, 0);
	while (!READ_ONCE(handler_entered))
		cpu_relax();
	WRITE_ONCE(disabling, true);
	w->wait(irq);
	KUNIT_EXPECT_TRUE(test, READ_ONCE(one.finished));
	smp_call_function_single(num_online_cpus() - 1, do_nothing, NULL, 1);
	if (w->wait != wait_free)
		free_irq(irq, &one);
}

static atomic_t nr_inside, nr_calls;
static bool overlapped;

static irqreturn_t lone_handler(int irq, void *dev)
{
	if (atomic_inc_return(&nr_inside) > 1)
		WRITE_ONCE(overlapped, true);
	WRITE_ONCE(handler_entered, true);
	while (!READ_ONCE(disabling))
		cpu_relax();
	atomic_inc(&nr_calls);
	atomic_dec(&nr_inside);
	return IRQ_HANDLED;
}

static void deliver_late_there(void *info)
{
	deliver_late();
}

/*
 * If a line is moved to another CPU while its handler runs, an edge that arrives on the new CPU is
 * handled by the old CPU after the handler returns.
 */
static void irq_test_edge_elsewhere(struct kunit *test)
{
	int irq = irq_of(1);

	if (num_online_cpus() < 2)
		kunit_skip(test, "needs two CPUs");
	disabling = handler_entered = overlapped = false;
	atomic_set(&nr_calls, 0);
	KUNIT_ASSERT_EQ(test, request_irq(irq, lone_handler, 0, "lone", &one), 0);
	delivered_line = 1;
	smp_call_function_single(num_online_cpus() - 1, deliver_late_there, NULL, 0);
	while (!READ_ONCE(handler_entered))
		cpu_relax();
	raise_late(1);
	KUNIT_EXPECT_EQ(test, atomic_read(&nr_calls), 0);
	WRITE_ONCE(disabling, true);
	smp_call_function_single(num_online_cpus() - 1, do_nothing, NULL, 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&nr_calls), 2);
	KUNIT_EXPECT_FALSE(test, overlapped);
	free_irq(irq, &one);
}

static irqreturn_t disabling_handler(int irq, void *dev)
{
	struct source *s = dev;

	s->calls++;
	disable_irq(irq);
	return IRQ_HANDLED;
}

/* disable_irq() in the handler of the same line would wait for this handler, so it is reported. */
static void irq_test_disable_in_handler(struct kunit *test)
{
	int irq = irq_of(0);

	KUNIT_ASSERT_EQ(test, request_irq(irq, disabling_handler, 0, "disabling", &one), 0);
	EXPECT_REPORT(test, raise(0));
	KUNIT_EXPECT_EQ(test, one.calls, 1U);
	KUNIT_EXPECT_TRUE(test, lines[0].masked);
	free_irq(irq, &one);
}

static void free_in_interrupt(void)
{
	free_irq(one.irq, &one);
}

static void irq_test_misuse(struct kunit *test)
{
	EXPECT_REPORT(test, disable_irq(NO_SUCH_IRQ));
	EXPECT_REPORT(test, enable_irq(0));
	EXPECT_REPORT(test, free_irq(NO_SUCH_IRQ, &one));
	EXPECT_REPORT(test, free_irq(irq_of(0), &one));
	synchronize_irq(NO_SUCH_IRQ);
	synchronize_hardirq(NO_SUCH_IRQ);
	request(test, &one, 0);
	one.irq = irq_of(0);
	EXPECT_REPORT(test, call_in_interrupt(free_in_interrupt));
	raise(0);
	KUNIT_EXPECT_EQ(test, one.calls, 1U);
	free_irq(irq_of(0), &one);
	mark();
	KUNIT_EXPECT_EQ(test, generic_handle_domain_irq_safe(model, NR_LINES), -EINVAL);
	EXPECT_SAID(test, "interrupt 8 is not mapped");
}

/* ---- threads --------------------------------------------------------------------------------- */

static void irq_test_thread(struct kunit *test)
{
	int irq = irq_of(0);

	one.ret = IRQ_WAKE_THREAD;
	one.blocks = true;
	request_threaded(test, &one, handler, 0);
	raise(0);
	KUNIT_EXPECT_EQ(test, one.thread_calls, 0U);
	wait_for_completion(&one.entered);
	KUNIT_EXPECT_TRUE(test, one.in_thread);
	KUNIT_EXPECT_FALSE(test, lines[0].masked);
	/*
	 * Without IRQF_ONESHOT, the thread function runs again if an interrupt arrives while it
	 * runs.
	 */
	one.left = 2;
	raise(0);
	KUNIT_EXPECT_EQ(test, one.calls, 3U);
	complete(&one.go_on);
	wait_for_completion(&one.entered);
	complete(&one.go_on);
	synchronize_irq(irq);
	KUNIT_EXPECT_EQ(test, one.thread_calls, 2U);
	one.ret = IRQ_HANDLED;
	one.left = 1;
	raise(0);
	synchronize_irq(irq);
	KUNIT_EXPECT_EQ(test, one.thread_calls, 2U);
	free_irq(irq, &one);
}

static void irq_test_oneshot(struct kunit *test)
{
	int irq = irq_of(0);

	for (unsigned int round = 0; round < 2; round++) {
		/* The second round has no primary handler. */
		source_init(&one, 0, IRQ_WAKE_THREAD);
		one.blocks = true;
		request_threaded(test, &one, round ? NULL : handler, IRQF_ONESHOT);
		raise(0);
		KUNIT_EXPECT_TRUE(test, lines[0].masked);
		wait_for_completion(&one.entered);
		KUNIT_EXPECT_TRUE(test, lines[0].masked);
		/* Disable the line, so that it remains masked after the thread function. */
		disable_irq_nosync(irq);
		lines[0].high = false;
		complete(&one.go_on);
		synchronize_irq(irq);
		KUNIT_EXPECT_TRUE(test, lines[0].masked);
		enable_irq(irq);
		KUNIT_EXPECT_FALSE(test, lines[0].masked);
		KUNIT_EXPECT_EQ(test, one.thread_calls, 1U);
		free_irq(irq, &one);
		KUNIT_EXPECT_TRUE(test, lines[0].masked);
	}
}

static void irq_test_synchronize_thread(struct kunit *test)
{
	static void (*const wait[])(unsigned int irq) = { synchronize_irq, disable_irq };
	int irq = irq_of(0);

	for (unsigned int i = 0; i < ARRAY_SIZE(wait); i++) {
		source_init(&one, 0, IRQ_WAKE_THREAD);
		one.slow = true;
		request_threaded(test, &one, handler, 0);
		raise(0);
		KUNIT_EXPECT_FALSE(test, disable_hardirq(irq));
		KUNIT_EXPECT_FALSE(test, READ_ONCE(one.finished));
		wait[i](irq);
		KUNIT_EXPECT_TRUE(test, READ_ONCE(one.finished));
		KUNIT_EXPECT_TRUE(test, disable_hardirq(irq));
		free_irq(irq, &one);
	}
}

/*
 * The thread function of a handler keeps a shared line masked until it returns.  If this handler is
 * freed, the line is unmasked.
 */
static void irq_test_free_oneshot(struct kunit *test)
{
	int irq = irq_of(0);

	one.ret = other.ret = IRQ_WAKE_THREAD;
	one.slow = true;
	request_threaded(test, &one, handler, IRQF_ONESHOT | IRQF_SHARED);
	request_threaded(test, &other, handler, IRQF_ONESHOT | IRQF_SHARED);
	raise(0);
	KUNIT_EXPECT_TRUE(test, lines[0].masked);
	free_irq(irq, &one);
	KUNIT_EXPECT_TRUE(test, one.finished);
	synchronize_irq(irq);
	KUNIT_EXPECT_FALSE(test, lines[0].masked);
	other.left = 1;
	raise(0);
	/* Free the last handler of the line before the thread of the handler has run. */
	free_irq(irq, &other);
	KUNIT_EXPECT_EQ(test, other.thread_calls, 2U);
	KUNIT_EXPECT_TRUE(test, lines[0].masked);
	request(test, &one, 0);
	KUNIT_EXPECT_FALSE(test, lines[0].masked);
	free_irq(irq, &one);
}

/* ---- triggers -------------------------------------------------------------------------------- */

static void irq_test_type(struct kunit *test)
{
	/* The trigger type of the device tree is used, unless the driver requests another type. */
	source_init(&one, 1, IRQ_HANDLED);
	request(test, &one, 0);
	KUNIT_EXPECT_EQ(test, lines[1].type, (u32)IRQ_TYPE_EDGE_RISING);
	KUNIT_EXPECT_EQ(test, irq_get_trigger_type(irq_of(1)), (u32)IRQ_TYPE_EDGE_RISING);
	free_irq(irq_of(1), &one);
	source_init(&one, 4, IRQ_HANDLED);
	request(test, &one, IRQF_TRIGGER_FALLING);
	KUNIT_EXPECT_EQ(test, lines[4].type, (u32)IRQ_TYPE_EDGE_FALLING);
	KUNIT_EXPECT_EQ(test, irq_set_irq_type(irq_of(4), IRQ_TYPE_LEVEL_HIGH), 0);
	KUNIT_EXPECT_EQ(test, lines[4].type, (u32)IRQ_TYPE_LEVEL_HIGH);
	KUNIT_EXPECT_FALSE(test, lines[4].masked);
	KUNIT_EXPECT_EQ(test, irq_set_irq_type(irq_of(4), IRQ_TYPE_LEVEL_LOW), -EINVAL);
	KUNIT_EXPECT_EQ(test, irq_get_trigger_type(irq_of(4)), (u32)IRQ_TYPE_LEVEL_HIGH);
	KUNIT_EXPECT_FALSE(test, lines[4].masked);
	free_irq(irq_of(4), &one);
	/* A request without a trigger type does not change the type of the line. */
	lines[5].type = IRQ_TYPE_EDGE_FALLING;
	source_init(&one, 5, IRQ_HANDLED);
	request(test, &one, 0);
	KUNIT_EXPECT_EQ(test, lines[5].type, (u32)IRQ_TYPE_EDGE_FALLING);
	free_irq(irq_of(5), &one);
	KUNIT_EXPECT_EQ(test, irq_set_irq_type(NO_SUCH_IRQ, IRQ_TYPE_EDGE_RISING), -EINVAL);
	KUNIT_EXPECT_EQ(test, irq_set_irq_type(irq_of(5), 0x10), -EINVAL);
	KUNIT_EXPECT_EQ(test, irq_get_trigger_type(NO_SUCH_IRQ), (u32)IRQ_TYPE_NONE);
}

static void irq_test_type_refused(struct kunit *test)
{
	mark();
	KUNIT_EXPECT_EQ(test, request_irq(irq_of(6), handler, 0, "low", &one), -EINVAL);
	EXPECT_SAID(test, "line 6 does not support the trigger of \"low\"");
	KUNIT_EXPECT_TRUE(test, lines[6].masked);
	KUNIT_EXPECT_EQ(test, request_irq(irq_of(0), handler, IRQF_TRIGGER_LOW, "low", &one),
			-EINVAL);
	/* Two entries in the device tree have different trigger types for one line. */
	KUNIT_EXPECT_EQ(test, irq_of(8), irq_of(2));
	mark();
	KUNIT_EXPECT_EQ(test, irq_of(9), irq_of(2));
	EXPECT_SAID(test, "trigger types 2 and 4 for line 2");
}

static struct kunit_case irq_cases[] = {
	KUNIT_CASE(irq_test_request),
	KUNIT_CASE(irq_test_refused),
	KUNIT_CASE(irq_test_busy),
	KUNIT_CASE(irq_test_shared),
	KUNIT_CASE(irq_test_cond_oneshot),
	KUNIT_CASE(irq_test_oneshot_safe),
	KUNIT_CASE(irq_test_no_autoen),
	KUNIT_CASE(irq_test_affinity),
	KUNIT_CASE(irq_test_affinity_refused),
	KUNIT_CASE(irq_test_percpu),
	KUNIT_CASE(irq_test_storm),
	KUNIT_CASE(irq_test_no_storm),
	KUNIT_CASE(irq_test_no_thread),
	KUNIT_CASE(irq_test_disable),
	KUNIT_CASE(irq_test_late),
	KUNIT_CASE_PARAM(irq_test_waits, waiter_gen_params),
	KUNIT_CASE(irq_test_edge_elsewhere),
	KUNIT_CASE(irq_test_disable_in_handler),
	KUNIT_CASE(irq_test_misuse),
	KUNIT_CASE(irq_test_thread),
	KUNIT_CASE(irq_test_oneshot),
	KUNIT_CASE(irq_test_synchronize_thread),
	KUNIT_CASE(irq_test_free_oneshot),
	KUNIT_CASE(irq_test_type),
	KUNIT_CASE(irq_test_type_refused),
	{}
};

static struct kunit_suite irq_suite = {
	.name = "irq",
	.init = irq_test_init,
	.test_cases = irq_cases,
};
kunit_test_suite(irq_suite);
