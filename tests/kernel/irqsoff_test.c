// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the irqsoff tracer: which sections it records, with which ends, and which it does not.
 *
 * Each test clears the tables first.  Other code of this CPU, such as timers, adds short sections.
 */

#include <kunit/test.h>
#include <linux/array_size.h>
#include <linux/compiler.h>
#include <linux/delay.h>
#include <linux/irqflags.h>
#include <linux/ktime.h>
#include <linux/limits.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/timer.h>
#include <internal/irqsoff.h>
#include <internal/time.h>

#define LONG_US	300
#define SIZE	4096UL	/* more bytes than a function of this file has */

static struct irqsoff_section sections[NR_CPUS * IRQSOFF_SECTIONS];

static bool is_in(unsigned long ip, void *function)
{
	return ip - (unsigned long)function < SIZE;
}

static u64 length_us(const struct irqsoff_section *s)
{
	return mul_u64_u32_div(s->length, USEC_PER_SEC, arch_counter_hz);
}

/* Return the longest section of this CPU with both ends in the function, or NULL. */
static const struct irqsoff_section *longest_in(enum irqsoff_kind kind, void *function)
{
	unsigned int n = irqsoff_read(kind, sections, ARRAY_SIZE(sections));

	for (unsigned int i = 0; i < n; i++) {
		if (is_in(sections[i].from, function) && is_in(sections[i].to, function) &&
		    sections[i].cpu == smp_processor_id())
			return &sections[i];
	}
	return NULL;
}

static noinline void disable_for(unsigned int us)
{
	local_irq_disable();
	udelay(us);
	local_irq_enable();
}

static void irqsoff_test_section(struct kunit *test)
{
	const struct irqsoff_section *s;
	unsigned int nr = 0, n;

	irqsoff_reset(false);
	disable_for(10);
	disable_for(LONG_US);
	disable_for(10);
	s = longest_in(IRQSOFF_IRQS_OFF, disable_for);
	KUNIT_ASSERT_NOT_NULL(test, s);
	KUNIT_EXPECT_GE(test, length_us(s), LONG_US);
	n = irqsoff_read(IRQSOFF_IRQS_OFF, sections, ARRAY_SIZE(sections));
	for (unsigned int i = 0; i < n; i++) {
		nr += is_in(sections[i].from, disable_for);
		KUNIT_EXPECT_TRUE(test, !i || sections[i].length <= sections[i - 1].length);
	}
	/* Sections with the same ends share an entry. */
	KUNIT_EXPECT_EQ(test, nr, 1);
}

static noinline void disable_nested(void)
{
	unsigned long outer, inner;

	local_irq_save(outer);
	udelay(LONG_US / 2);
	local_irq_save(inner);
	local_irq_restore(inner);
	udelay(LONG_US / 2);
	local_irq_restore(outer);
}

/* The section ends when interrupts are enabled, not with the inner restore. */
static void irqsoff_test_nested(struct kunit *test)
{
	const struct irqsoff_section *s;

	irqsoff_reset(false);
	disable_nested();
	s = longest_in(IRQSOFF_IRQS_OFF, disable_nested);
	KUNIT_ASSERT_NOT_NULL(test, s);
	KUNIT_EXPECT_GE(test, length_us(s), LONG_US);
}

static void slow_timer(struct timer_list *timer)
{
	udelay(LONG_US);
}

/*
 * Sleep for 200 ms, and return the length in us of the longest section.  A CPU of an emulator may
 * be interrupted for longer than that, so the shortest of three results counts.
 */
static u64 longest_in_sleep(enum irqsoff_kind kind)
{
	u64 least = U64_MAX;

	for (unsigned int i = 0; i < 3 && least >= 100 * USEC_PER_MSEC; i++) {
		irqsoff_reset(false);
		msleep(200);
		least = irqsoff_read(kind, sections, ARRAY_SIZE(sections))
				? min(least, length_us(&sections[0])) : 0;
	}
	return least;
}

/* An interrupt is a section.  The time in which an idle CPU waits for it does not count. */
static void irqsoff_test_interrupt(struct kunit *test)
{
	struct timer_list timer;
	unsigned int n;

	timer_setup(&timer, slow_timer, 0);
	irqsoff_reset(false);
	mod_timer(&timer, jiffies + 2);
	msleep(20);
	timer_delete_sync(&timer);
	n = irqsoff_read(IRQSOFF_IRQS_OFF, sections, ARRAY_SIZE(sections));
	KUNIT_ASSERT_GT(test, n, 0);
	KUNIT_EXPECT_GE(test, length_us(&sections[0]), LONG_US);
	KUNIT_EXPECT_LT(test, longest_in_sleep(IRQSOFF_IRQS_OFF), 100 * USEC_PER_MSEC);
}

#define FULL_FROM(i)	(0x1000 + (i) * 16UL)
#define FULL_TO		0x2000UL

/*
 * A full table keeps the longest sections.  The host may stop a virtual CPU during any section, so
 * the order of the lengths is measured and not assumed: the test reads the counter just inside and
 * just outside each section, and its length lies between the two differences.
 */
static void irqsoff_test_full(struct kunit *test)
{
	u64 inner[2 * IRQSOFF_SECTIONS], outer[2 * IRQSOFF_SECTIONS], least = U64_MAX;
	const struct irqsoff_section *kept[2 * IRQSOFF_SECTIONS] = {};
	unsigned int n, nr = 0;

	irqsoff_reset(false);
	for (unsigned int i = 0; i < 2 * IRQSOFF_SECTIONS; i++) {
		unsigned int step = i * 7 % (2 * IRQSOFF_SECTIONS);
		unsigned long flags = arch_local_irq_save();	/* this is not traced */
		u64 before = arch_counter(), begun;

		KUNIT_EXPECT_TRUE(test, irqsoff_enter(FULL_FROM(i)));
		begun = arch_counter();
		udelay(step * 20 + 1);
		inner[i] = arch_counter() - begun;
		irqsoff_leave(FULL_TO);
		outer[i] = arch_counter() - before;
		arch_local_irq_restore(flags);
	}
	n = irqsoff_read(IRQSOFF_IRQS_OFF, sections, ARRAY_SIZE(sections));
	for (unsigned int i = 0; i < n; i++) {
		const struct irqsoff_section *s = &sections[i];

		if (s->cpu != smp_processor_id())
			continue;
		nr++;
		least = min(least, s->length);
		if (s->to == FULL_TO)
			kept[(s->from - FULL_FROM(0)) / 16] = s;
	}
	KUNIT_EXPECT_EQ(test, nr, IRQSOFF_SECTIONS);
	for (unsigned int i = 0; i < 2 * IRQSOFF_SECTIONS; i++) {
		if (kept[i]) {
			KUNIT_EXPECT_GE(test, kept[i]->length, inner[i]);
			KUNIT_EXPECT_LE(test, kept[i]->length, outer[i]);
		} else {
			KUNIT_EXPECT_LE(test, inner[i], least);
		}
	}
}

static noinline void busy_turn(void)
{
	cond_resched();
	udelay(LONG_US);
	cond_resched();
	barrier();	/* no tail call, so that the return address is in this function */
}

/* A turn lasts from one cond_resched() to the next, or to a wait. */
static void irqsoff_test_turn(struct kunit *test)
{
	const struct irqsoff_section *s;

	irqsoff_reset(false);
	busy_turn();
	s = longest_in(IRQSOFF_NO_YIELD, busy_turn);
	KUNIT_ASSERT_NOT_NULL(test, s);
	KUNIT_EXPECT_GE(test, length_us(s), LONG_US);
	KUNIT_EXPECT_LT(test, longest_in_sleep(IRQSOFF_NO_YIELD), 100 * USEC_PER_MSEC);
}

static struct kunit_case irqsoff_cases[] = {
	KUNIT_CASE(irqsoff_test_section),
	KUNIT_CASE(irqsoff_test_nested),
	KUNIT_CASE(irqsoff_test_interrupt),
	KUNIT_CASE(irqsoff_test_full),
	KUNIT_CASE(irqsoff_test_turn),
	{}
};

static struct kunit_suite irqsoff_suite = {
	.name = "irqsoff",
	.test_cases = irqsoff_cases,
};
kunit_test_suite(irqsoff_suite);
