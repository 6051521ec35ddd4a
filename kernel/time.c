// SPDX-License-Identifier: BSD-2-Clause
/*
 * Time and timers, without a tick.
 *
 * Each CPU keeps its armed timers in a tree in order of expiry and has the hardware interrupt it at the
 * first of them.  A timer belongs to the CPU that armed it last.
 *
 * Locking: base->lock, interrupts off, protects the CPU's tree and timer->cpu of the timers in it.  A
 * timer's function runs without the lock; base->running names it, for timer_delete_sync().
 *
 * Bounds: arming and disarming cost O(log n) of the CPU's armed timers.
 */

#include <linux/bug.h>
#include <linux/cache.h>
#include <linux/delay.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/panic.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <asm/processor.h>
#include <internal/time.h>

struct timer_base {
	spinlock_t lock;
	struct rb_root_cached tree;
	struct timer_list *running;
};

static DEFINE_PER_CPU(struct timer_base, timer_bases);
static const struct timer_driver *driver __ro_after_init;
u64 arch_counter_hz __ro_after_init;

/* ns = counter * mult >> shift, exact enough for years: see timer_register(). */
static u32 ns_mult __ro_after_init;
static u32 ns_shift __ro_after_init;

u64 ktime_get_ns(void)
{
	return arch_counter_hz ? mul_u64_u32_shr(arch_counter(), ns_mult, ns_shift) : 0;
}

static s64 real_offset;		/* from ktime_get_ns() to the time since 1970 */

u64 ktime_get_real_ns(void)
{
	return ktime_get_ns() + READ_ONCE(real_offset);
}

void ktime_set_real_ns(u64 ns)
{
	WRITE_ONCE(real_offset, ns - ktime_get_ns());
}

unsigned long get_jiffies(void)
{
	return ktime_get_ns() / (NSEC_PER_SEC / HZ);
}

/* The counter's value at a time in ns, rounded up, so that it has passed when the interrupt comes. */
static u64 ns_to_counter(u64 ns)
{
	u64 seconds = ns / NSEC_PER_SEC, rest = ns % NSEC_PER_SEC;

	return seconds * arch_counter_hz + rest * arch_counter_hz / NSEC_PER_SEC + 1;
}

/*
 * Enough for a counter of 32 kHz, which changes in 160,000 cycles of a CPU of 5 GHz.  Where each look traps
 * to firmware, as on QEMU's sifive_u, so many take seconds.
 */
#define COUNTER_LOOKS 1000000

bool timer_counter_runs(u64 (*counter)(void))
{
	u64 start = counter();

	for (unsigned int i = 0; i < COUNTER_LOOKS; i++) {
		if (counter() != start)
			return true;
		cpu_relax();
	}
	return false;
}

static u64 timer_read_counter(void)
{
	return arch_counter();
}

void timer_register(const struct timer_driver *new_driver, u64 hz)
{
	if (!timer_counter_runs(timer_read_counter))
		panic("timer: the counter of %s stands still at %llu: no sleep would ever end",
		      new_driver->name, (unsigned long long)arch_counter());
	driver = new_driver;
	ns_shift = 24;
	while (ns_shift && ((u64)NSEC_PER_SEC << ns_shift) / hz > U32_MAX)
		ns_shift--;
	ns_mult = ((u64)NSEC_PER_SEC << ns_shift) / hz;
	arch_counter_hz = hz;
	timer_init_cpu();
	pr_info("timer: %s, %llu Hz\n", driver->name, (unsigned long long)hz);
}

void timer_init_cpu(void)
{
	struct timer_base *base = this_cpu_ptr(&timer_bases);

	spin_lock_init(&base->lock);
	base->tree = RB_ROOT_CACHED;
	if (!driver)
		return;
	driver->set_deadline(U64_MAX);
	driver->init_cpu();
}

static bool timer_less(struct rb_node *a, const struct rb_node *b)
{
	return time_before(rb_entry(a, struct timer_list, node)->expires,
			   rb_entry(b, struct timer_list, node)->expires);
}

static struct timer_list *first_timer(struct timer_base *base)
{
	struct rb_node *first = rb_first_cached(&base->tree);

	return first ? rb_entry(first, struct timer_list, node) : NULL;
}

static void program(struct timer_base *base)
{
	struct timer_list *first = first_timer(base);

	if (driver)
		driver->set_deadline(first ? ns_to_counter(jiffies_to_nsecs(first->expires)) :
					     U64_MAX);
}

void init_timer_key(struct timer_list *timer, void (*function)(struct timer_list *), u32 flags)
{
	*timer = (struct timer_list){ .function = function, .flags = flags, .cpu = -1 };
}

int timer_delete(struct timer_list *timer)
{
	int cpu = READ_ONCE(timer->cpu), pending = 0;
	struct timer_base *base;
	unsigned long flags;

	if (cpu < 0)
		return 0;
	base = per_cpu_ptr(&timer_bases, cpu);
	spin_lock_irqsave(&base->lock, flags);
	if (timer->cpu == cpu) {
		rb_erase_cached(&timer->node, &base->tree);
		WRITE_ONCE(timer->cpu, -1);
		pending = 1;
	}
	spin_unlock_irqrestore(&base->lock, flags);
	return pending;
}

int timer_delete_sync(struct timer_list *timer)
{
	int pending = timer_delete(timer);
	int cpu;

	if (WARN(in_interrupt() && READ_ONCE(this_cpu_ptr(&timer_bases)->running) == timer,
		 "timer_delete_sync: %ps waits for itself\n", timer->function))
		return pending;
	for_each_online_cpu(cpu) {
		while (READ_ONCE(per_cpu_ptr(&timer_bases, cpu)->running) == timer)
			cpu_relax();
	}
	return pending;
}

int mod_timer(struct timer_list *timer, unsigned long expires)
{
	int pending = timer_delete(timer);
	struct timer_base *base;
	unsigned long flags;

	local_irq_save(flags);
	base = this_cpu_ptr(&timer_bases);
	spin_lock(&base->lock);
	timer->expires = expires;
	rb_add_cached(&timer->node, &base->tree, timer_less);
	WRITE_ONCE(timer->cpu, smp_processor_id());
	if (first_timer(base) == timer)
		program(base);
	spin_unlock(&base->lock);
	local_irq_restore(flags);
	return pending;
}

void add_timer(struct timer_list *timer)
{
	if (!WARN_ON(timer_pending(timer)))
		mod_timer(timer, timer->expires);
}

void timer_interrupt(void)
{
	struct timer_base *base = this_cpu_ptr(&timer_bases);
	unsigned long now = jiffies;
	struct timer_list *timer;

	spin_lock(&base->lock);
	while ((timer = first_timer(base)) && time_after_eq(now, timer->expires)) {
		void (*function)(struct timer_list *timer) = timer->function;

		rb_erase_cached(&timer->node, &base->tree);
		WRITE_ONCE(base->running, timer);
		WRITE_ONCE(timer->cpu, -1);
		spin_unlock(&base->lock);
		function(timer);
		spin_lock(&base->lock);
		WRITE_ONCE(base->running, NULL);
	}
	program(base);
	spin_unlock(&base->lock);
}

bool timer_is_polled(void)
{
	return driver && driver->polled;
}

static void poll(void *unused)
{
	timer_interrupt();
}

void timer_poll(void)
{
	irq_run(poll, NULL);
}

void msleep(unsigned int msecs)
{
	long left = (long)msecs_to_jiffies(msecs) + 1;

	might_sleep();
	while (left) {
		set_current_state(TASK_UNINTERRUPTIBLE);
		left = schedule_wait(left);
	}
}

void usleep_range(unsigned long min, unsigned long max)
{
	msleep((min + 999) / 1000);
}

void ndelay(unsigned long ns)
{
	u64 end = ktime_get_ns() + ns;

	while (arch_counter_hz && ktime_get_ns() < end)
		cpu_relax();
}

void udelay(unsigned long us)
{
	ndelay(us * 1000);
}

void mdelay(unsigned long ms)
{
	ndelay(ms * 1000000);
}
