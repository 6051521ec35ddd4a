// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the functions that each architecture provides: interrupts, the counter, stacks,
 * backtraces, and device registers.
 */

#include <kunit/test.h>
#include <linux/cache.h>
#include <linux/interrupt.h>
#include <linux/io.h>
#include <linux/irqflags.h>
#include <linux/jiffies.h>
#include <linux/kallsyms.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/timer.h>
#include <asm/processor.h>
#include <asm/ptrace.h>
#include <internal/arch.h>
#include <internal/sections.h>
#include <internal/stack.h>
#include <internal/time.h>

static void cpu_test_irq_flags(struct kunit *test)
{
	unsigned long outer, inner;

	KUNIT_EXPECT_FALSE(test, irqs_disabled());
	local_irq_save(outer);
	KUNIT_EXPECT_TRUE(test, irqs_disabled());
	KUNIT_EXPECT_FALSE(test, irqs_disabled_flags(outer));
	local_irq_save(inner);
	KUNIT_EXPECT_TRUE(test, irqs_disabled_flags(inner));
	local_irq_restore(inner);
	KUNIT_EXPECT_TRUE(test, irqs_disabled());
	local_irq_restore(outer);
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
	local_irq_disable();
	KUNIT_EXPECT_TRUE(test, irqs_disabled());
	local_irq_enable();
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
}

struct shot {
	struct timer_list timer;
	int fired;
	bool in_interrupt, irqs_off, on_irq_stack;
};

static void shoot(struct timer_list *timer)
{
	struct shot *shot = container_of(timer, struct shot, timer);
	unsigned long low, high;

	shot->in_interrupt = in_interrupt();
	shot->irqs_off = irqs_disabled();
	shot->on_irq_stack = stack_bounds((unsigned long)&low, &low, &high) &&
			     high == (unsigned long)this_cpu_read(irq_stack_top);
	WRITE_ONCE(shot->fired, shot->fired + 1);
}

static void spin_ns(u64 ns)
{
	u64 end = ktime_get_ns() + ns;

	while (ktime_get_ns() < end)
		cpu_relax();
}

/*
 * An interrupt that arrives while interrupts are off is handled after interrupts are enabled.  Wait
 * for the interrupt, because an emulator on a busy machine may deliver it late.
 */
static void cpu_test_irq_pending(struct kunit *test)
{
	struct shot shot = { .fired = 0 };
	unsigned long flags;

	timer_setup(&shot.timer, shoot, 0);
	local_irq_save(flags);
	mod_timer(&shot.timer, jiffies + 1);
	spin_ns(3 * NSEC_PER_SEC / HZ);
	KUNIT_EXPECT_EQ(test, READ_ONCE(shot.fired), 0);
	local_irq_restore(flags);
	for (int i = 0; i < HZ && !READ_ONCE(shot.fired); i++)
		spin_ns(NSEC_PER_SEC / HZ);
	KUNIT_EXPECT_EQ(test, READ_ONCE(shot.fired), 1);
	KUNIT_EXPECT_TRUE(test, shot.in_interrupt);
	KUNIT_EXPECT_TRUE(test, shot.irqs_off);
	KUNIT_EXPECT_TRUE(test, shot.on_irq_stack);
	KUNIT_EXPECT_FALSE(test, in_interrupt());
	KUNIT_EXPECT_FALSE(test, irqs_disabled());
	timer_delete_sync(&shot.timer);
}

/* Timer interrupts do not change registers or memory of the interrupted code. */
static void cpu_test_irq_transparent(struct kunit *test)
{
	struct shot shot = { .fired = 0 };
	unsigned long a = 1, b = 2, c = 3, d = 4, turns = 0;

	timer_setup(&shot.timer, shoot, 0);
	for (int i = 0; i < 20; i++) {
		mod_timer(&shot.timer, jiffies + 1);
		while (READ_ONCE(shot.fired) == i) {
			unsigned long sum = a + b + c + d;

			a = b * 3 + turns;
			b = c ^ sum;
			c = d + a;
			d = sum - a - b - c;
			KUNIT_ASSERT_EQ(test, a + b + c + d, sum);
			turns++;
			cpu_relax();
		}
	}
	KUNIT_EXPECT_EQ(test, shot.fired, 20);
	KUNIT_EXPECT_GT(test, turns, 20UL);
	timer_delete_sync(&shot.timer);
}

static void cpu_test_counter(struct kunit *test)
{
	u64 before = arch_counter(), last = before, start = ktime_get_ns(), ns, ticks;

	KUNIT_ASSERT_GT(test, arch_counter_hz, 0ULL);
	for (int i = 0; i < 10000; i++) {
		u64 now = arch_counter();

		KUNIT_ASSERT_GE(test, now, last);
		last = now;
	}
	spin_ns(20 * NSEC_PER_MSEC);
	ticks = arch_counter() - before;
	ns = ktime_get_ns() - start;
	KUNIT_EXPECT_GE(test, ns, 20ULL * NSEC_PER_MSEC);
	KUNIT_EXPECT_GE(test, ticks, arch_counter_hz / 50);
}

struct on_stack {
	unsigned long low, high;
	bool known;
	int calls;
};

static void note_stack(void *arg)
{
	struct on_stack *s = arg;
	char here;

	s->known = stack_bounds((unsigned long)&here, &s->low, &s->high);
	s->calls++;
}

static void cpu_test_call_on_stack(struct kunit *test)
{
	struct on_stack s = { .calls = 0 };
	void *top = stack_alloc("test");
	unsigned long flags;

	KUNIT_ASSERT_NOT_NULL(test, top);
	for (int i = 1; i <= 3; i++) {
		local_irq_save(flags);
		arch_call_on_stack(note_stack, &s, top);
		local_irq_restore(flags);
		KUNIT_EXPECT_EQ(test, s.calls, i);
		KUNIT_EXPECT_TRUE(test, s.known);
		KUNIT_EXPECT_EQ(test, s.high, (unsigned long)top);
	}
	note_stack(&s);
	KUNIT_EXPECT_EQ(test, s.high, (unsigned long)current->stack_top);
	stack_free(top);
}

static noinline unsigned int inner_trace(unsigned long *addresses, unsigned int max)
{
	unsigned int n = stack_walk(NULL, addresses, max);

	barrier();
	return n;
}

static bool names(unsigned long address, const char *name)
{
	char text[KSYM_SYMBOL_LEN];

	sprint_symbol_no_offset(text, address - 1);
	return !strcmp(text, name);
}

static void cpu_test_backtrace(struct kunit *test)
{
	unsigned long addresses[16];
	unsigned int n = inner_trace(addresses, ARRAY_SIZE(addresses)), found = 0;

	if (!IS_ENABLED(CONFIG_FRAME_POINTER))
		kunit_skip(test, "functions keep no frames");
	KUNIT_ASSERT_GE(test, n, 3U);
	for (unsigned int i = 0; i < n && IS_ENABLED(CONFIG_KALLSYMS); i++)
		found |= names(addresses[i], "inner_trace") | names(addresses[i], __func__) << 1;
	if (IS_ENABLED(CONFIG_KALLSYMS))
		KUNIT_EXPECT_EQ(test, found & 2, 2U);
	KUNIT_EXPECT_EQ(test, inner_trace(addresses, 1), 1U);
	KUNIT_EXPECT_EQ(test, inner_trace(addresses, 0), 0U);
}

/*
 * If the frame record at a frame pointer begins in the last word of a stack, the record ends beyond
 * the stack.  In this case, the backtrace ends.
 */
static void cpu_test_backtrace_ends(struct kunit *test)
{
	unsigned long addresses[16], *top = stack_alloc("test"), words[sizeof(struct pt_regs) / 8];
	struct pt_regs regs;

	KUNIT_ASSERT_NOT_NULL(test, top);
	top[-1] = (unsigned long)cpu_test_backtrace;
	memset64((u64 *)words, (unsigned long)(top - 1) - ARCH_FRAME_RECORD, ARRAY_SIZE(words));
	memcpy(&regs, words, sizeof(regs));
	instruction_pointer_set(&regs, (unsigned long)cpu_test_backtrace);
	KUNIT_EXPECT_EQ(test, stack_walk(&regs, addresses, ARRAY_SIZE(addresses)), 1U);
	KUNIT_EXPECT_EQ(test, addresses[0], (unsigned long)cpu_test_backtrace);
	stack_free(top);
}

static void cpu_test_io(struct kunit *test)
{
	u64 memory = 0x8877665544332211ULL;
	void __iomem *io = (void __iomem *)&memory;

	KUNIT_EXPECT_EQ(test, readb(io), 0x11);
	KUNIT_EXPECT_EQ(test, readw(io + 2), 0x4433);
	KUNIT_EXPECT_EQ(test, readl(io + 4), 0x88776655U);
	KUNIT_EXPECT_EQ(test, readq(io), 0x8877665544332211ULL);
	writeb(0xaa, io + 7);
	writew(0xbbcc, io + 4);
	writel(0xddeeff00, io);
	KUNIT_EXPECT_EQ(test, READ_ONCE(memory), 0xaa77bbccddeeff00ULL);
	writeq(1, io);
	KUNIT_EXPECT_EQ(test, READ_ONCE(memory), 1ULL);
}

/*
 * Variables with a section attribute are between _sdata and _edata, like all other initialized
 * data.
 */
static unsigned long often_read __read_mostly = 1, alone __cacheline_aligned = 2;

static void cpu_test_sections(struct kunit *test)
{
	KUNIT_EXPECT_EQ(test, READ_ONCE(often_read), 1UL);
	KUNIT_EXPECT_EQ(test, READ_ONCE(alone), 2UL);
	KUNIT_EXPECT_EQ(test, (unsigned long)&alone % L1_CACHE_BYTES, 0UL);
	KUNIT_EXPECT_TRUE(test, (char *)&often_read >= _sdata && (char *)&often_read < _edata);
	KUNIT_EXPECT_TRUE(test, (char *)&alone >= _sdata && (char *)&alone < _edata);
	WRITE_ONCE(often_read, 3);
	KUNIT_EXPECT_EQ(test, READ_ONCE(often_read), 3UL);
}

static struct kunit_case cpu_cases[] = {
	KUNIT_CASE(cpu_test_irq_flags),
	KUNIT_CASE(cpu_test_irq_pending),
	KUNIT_CASE(cpu_test_irq_transparent),
	KUNIT_CASE(cpu_test_counter),
	KUNIT_CASE(cpu_test_call_on_stack),
	KUNIT_CASE(cpu_test_backtrace),
	KUNIT_CASE(cpu_test_backtrace_ends),
	KUNIT_CASE(cpu_test_io),
	KUNIT_CASE(cpu_test_sections),
	{}
};

static struct kunit_suite cpu_suite = {
	.name = "arch_cpu",
	.test_cases = cpu_cases,
};
kunit_test_suite(cpu_suite);
