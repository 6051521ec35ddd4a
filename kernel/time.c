// SPDX-License-Identifier: BSD-2-Clause
/*
 * Time and timers, without a periodic tick.
 *
 * Each CPU has a base: a tree of its armed timers, sorted by expiry in nanoseconds.  The tree
 * contains the timers of linux/timer.h, whose times are in jiffies, and those of linux/hrtimer.h.
 * The hardware interrupts the CPU at the expiry of the first timer.  A timer belongs to one base at
 * a time: the base of the CPU that armed the timer last, or of the CPU that runs its function.
 *
 * The state of a timer is given by the flag TIMER_PENDING and by base->running:
 *
 *	state			PENDING	running		transitions
 *	idle			no	no		mod_timer(): pending, here
 *	pending			yes	no		mod_timer(): pending, here;
 *							timer_delete(): idle;
 *							expiry: running
 *	running			no	yes		mod_timer(): running and pending, on the
 *							same base;
 *							the function ends: idle
 *	running and pending	yes	yes		mod_timer(): new expiry;
 *							timer_delete(): running;
 *							the function ends: pending
 *
 * timer_delete_sync() removes the timer from the tree each time its function arms it again, and
 * returns when it sees the timer idle under the lock.  timer_shutdown() also clears the function.
 * Such a timer is idle, and arming it has no effect, until timer_setup().  An all-zero timer is
 * idle.
 *
 * Locking: base->lock, with interrupts disabled, protects the base and all fields of the timers
 * that belong to it.  timer->flags contains the base: lock_base() reads it, takes the lock and
 * checks it again.  While a timer moves from one base to another, it has TIMER_MIGRATING, and no
 * other CPU accesses it.  A timer's function runs without the lock.  A running timer does not leave
 * its base, so that one lock covers both states.
 *
 * After local_bh_disable(), and while callbacks of RCU run, due timers wait: the interrupt only
 * notes that there are some, and local_bh_enable() or the end of the callbacks raises it again.
 * The same interrupt is raised for a tasklet that a thread schedules.
 *
 * Bounds: arming and deleting take O(log n) for n armed timers of the CPU.  A timer that a timer
 * function arms for the present or the past expires in the next jiffy, or an hrtimer after 10 us,
 * so that threads can continue.
 */

#include <linux/bug.h>
#include <linux/cache.h>
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/interrupt.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/lockdep.h>
#include <linux/math64.h>
#include <linux/panic.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/spinlock.h>
#include <linux/timer.h>
#include <asm/processor.h>
#include <internal/console.h>
#include <internal/time.h>

struct timer_base {
	spinlock_t lock;
	struct rb_root_cached tree;
	struct timer_list *running;
	bool reprogram;		/* another CPU has added a timer that expires first */
};

static DEFINE_PER_CPU(struct timer_base, timer_bases);
DEFINE_PER_CPU(unsigned int, bh_count);
DEFINE_PER_CPU(bool, bh_deferred);
DEFINE_PER_CPU(void (*)(void *unused), bh_tasklets);
static const struct timer_driver *driver __ro_after_init;
u64 arch_counter_hz __ro_after_init;
unsigned long loops_per_jiffy __ro_after_init;

/*
 * Factors of ns = counter * ns_mult >> ns_shift.  timer_register() chooses values that are exact
 * enough for years.
 */
static u32 ns_mult __ro_after_init;
static u32 ns_shift __ro_after_init;

u64 ktime_get_ns(void)
{
	return arch_counter_hz ? mul_u64_u32_shr(arch_counter(), ns_mult, ns_shift) : 0;
}

static s64 real_offset;		/* ns to add to ktime_get_ns() for the time since 1970 */

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
	return INITIAL_JIFFIES + ktime_get_ns() / (NSEC_PER_SEC / HZ);
}

/*
 * Return the value of the counter at a time in ns, rounded up, so that an interrupt is never early.
 */
static u64 ns_to_counter(u64 ns)
{
	u64 seconds = ns / NSEC_PER_SEC, rest = ns % NSEC_PER_SEC;

	return seconds * arch_counter_hz + rest * arch_counter_hz / NSEC_PER_SEC + 1;
}

/*
 * Number of reads after which a counter is considered stuck.  A counter of 32 kHz changes every
 * 160,000 cycles of a CPU with 5 GHz.  If each read traps to firmware, as on QEMU's sifive_u, a
 * million reads take seconds.
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
		panic("timer: the counter of %s does not advance from %llu: sleeps would never end",
		      new_driver->name, (unsigned long long)arch_counter());
	driver = new_driver;
	ns_shift = 24;
	while (ns_shift && ((u64)NSEC_PER_SEC << ns_shift) / hz > U32_MAX)
		ns_shift--;
	ns_mult = ((u64)NSEC_PER_SEC << ns_shift) / hz;
	arch_counter_hz = hz;
	loops_per_jiffy = hz / HZ;
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
	const struct timer_list *timer = rb_entry(a, struct timer_list, node);

	return timer->due < rb_entry(b, struct timer_list, node)->due;
}

static struct timer_list *first_timer(struct timer_base *base)
{
	struct rb_node *first = rb_first_cached(&base->tree);

	return first ? rb_entry(first, struct timer_list, node) : NULL;
}

/*
 * Return the counter's value at a time in ns.  For a time in the past, this is the current value.
 * U64_MAX means never.
 */
static u64 counter_at(u64 ns)
{
	if (ktime_get_ns() >= ns)
		return arch_counter();
	return ns == U64_MAX ? U64_MAX : ns_to_counter(ns);
}

static void program(struct timer_base *base)
{
	struct timer_list *first = first_timer(base);
	u64 deadline = first ? counter_at(first->due) : U64_MAX;

	/* In an interrupt, irq_run() runs the tasklets without another interrupt. */
	if (unlikely(__this_cpu_read(bh_tasklets)) && !in_interrupt())
		deadline = arch_counter();
	if (driver)
		driver->set_deadline(deadline);
}

void init_timer_key(struct timer_list *timer, void (*function)(struct timer_list *), u32 flags)
{
	*timer = (struct timer_list){
		.function = function,
		.flags = (flags & TIMER_INIT_FLAGS) |
			 smp_processor_id(),
	};
}

/*
 * Lock the base of the timer and return it.  If the structure is not a timer, report it and return
 * NULL.
 */
static struct timer_base *lock_base(struct timer_list *timer,
				    unsigned long *flags) __no_context_analysis
{
	for (;;) {
		u32 seen = READ_ONCE(timer->flags);
		struct timer_base *base;

		if (WARN((seen & TIMER_CPUMASK) >= NR_CPUS,
			 "timer %p was not set up: its flags are %#x\n", timer, seen))
			return NULL;
		if (!(seen & TIMER_MIGRATING)) {
			base = per_cpu_ptr(&timer_bases, seen & TIMER_CPUMASK);
			spin_lock_irqsave(&base->lock, *flags);
			if (!((READ_ONCE(timer->flags) ^ seen) & (TIMER_CPUMASK | TIMER_MIGRATING)))
				return base;
			spin_unlock_irqrestore(&base->lock, *flags);
		}
		cpu_relax();
	}
}

/* Remove the timer from its base's tree.  Returns 1 if it was pending, else 0. */
static int detach(struct timer_base *base, struct timer_list *timer)
{
	if (!(timer->flags & TIMER_PENDING))
		return 0;
	rb_erase_cached(&timer->node, &base->tree);
	WRITE_ONCE(timer->flags, timer->flags & ~TIMER_PENDING);
	return 1;
}

static int delete(struct timer_list *timer, bool wait, bool shutdown)
{
	int pending = 0;
	bool running;

	do {
		unsigned long flags;
		struct timer_base *base = lock_base(timer, &flags);

		if (!base)
			return 0;
		lockdep_assert_held(&base->lock);
		pending |= detach(base, timer);
		running = base->running == timer;
		if (WARN(wait && running && in_interrupt() && base == this_cpu_ptr(&timer_bases),
			 "timer_delete_sync: %ps waits for itself\n", timer->function))
			running = false;
		if (shutdown)
			timer->function = NULL;
		spin_unlock_irqrestore(&base->lock, flags);
		if (wait && running)
			cpu_relax();
	} while (wait && running);
	return pending;
}

int timer_delete(struct timer_list *timer)
{
	return delete(timer, false, false);
}

int timer_delete_sync(struct timer_list *timer)
{
	return delete(timer, true, false);
}

int timer_delete_sync_try(struct timer_list *timer)
{
	unsigned long flags;
	struct timer_base *base = lock_base(timer, &flags);
	int ret = -1;

	if (!base)
		return 0;
	lockdep_assert_held(&base->lock);
	if (base->running != timer)
		ret = detach(base, timer);
	spin_unlock_irqrestore(&base->lock, flags);
	return ret;
}

int timer_shutdown(struct timer_list *timer)
{
	return delete(timer, false, true);
}

int timer_shutdown_sync(struct timer_list *timer)
{
	return delete(timer, true, true);
}

enum timer_change { TIMER_ARM, TIMER_MOVE, TIMER_ADVANCE, TIMER_RESTART };

/*
 * Return true if a call of timer_arm() leaves the timer as it is: mod_timer_pending() if it is not
 * pending, timer_reduce() if it is pending and expires no later than @expires, and the end of an
 * hrtimer's function if it is pending.
 */
static bool timer_stays(const struct timer_list *timer, unsigned long expires,
			enum timer_change change)
{
	bool pending = timer->flags & TIMER_PENDING;

	return change == TIMER_MOVE ? !pending : change == TIMER_RESTART ? pending :
	       change == TIMER_ADVANCE && pending && time_before_eq(timer->expires, expires);
}

/*
 * Return the time in ns at which a timer of the base expires, or U64_MAX for a time that is
 * centuries away.  While the base runs a function, a time in the past becomes one in the future.
 */
static u64 timer_due(const struct timer_base *base, const struct timer_list *timer,
		     unsigned long expires)
{
	unsigned long earliest = jiffies + (base->running ? 1 : 0), due;
	u64 now;

	if (timer->flags & TIMER_HIGHRES) {
		now = ktime_get_ns();
		return base->running && expires <= now ? now + HRTIMER_MIN_DELTA_NS : expires;
	}
	due = time_after(expires, earliest) ? expires : earliest;
	due -= INITIAL_JIFFIES;
	return due > U64_MAX / (NSEC_PER_SEC / HZ) ? U64_MAX : jiffies_to_nsecs(due);
}

static int timer_arm_on(struct timer_list *timer, unsigned long expires, enum timer_change change,
			unsigned int cpu)
{
	struct timer_base *own, *base;
	unsigned long flags;
	int pending;

	base = lock_base(timer, &flags);
	if (!base)
		return 0;
	lockdep_assert_held(&base->lock);
	if (timer_stays(timer, expires, change)) {
		pending = change == TIMER_ADVANCE;
		goto out;
	}
	pending = detach(base, timer);
	if (!timer->function)		/* after timer_shutdown() */
		goto out;
	own = per_cpu_ptr(&timer_bases, cpu);
	if (base != own && base->running != timer) {
		WRITE_ONCE(timer->flags, timer->flags | TIMER_MIGRATING);
		spin_unlock(&base->lock);
		base = own;
		spin_lock(&base->lock);
		smp_store_release(&timer->flags,
				  (timer->flags & ~(TIMER_CPUMASK | TIMER_MIGRATING)) | cpu);
	}
	timer->expires = expires;
	timer->due = timer_due(base, timer, expires);
	rb_add_cached(&timer->node, &base->tree, timer_less);
	WRITE_ONCE(timer->flags, timer->flags | TIMER_PENDING);
	/*
	 * If another CPU is running the timer's function, that CPU programs its hardware timer
	 * afterwards.
	 */
	if (base == own && first_timer(base) == timer) {
		if (cpu == smp_processor_id())
			program(base);
		else
			WRITE_ONCE(base->reprogram, true);
	}
out:
	spin_unlock_irqrestore(&base->lock, flags);
	return pending;
}

static int timer_arm(struct timer_list *timer, unsigned long expires, enum timer_change change)
{
	return timer_arm_on(timer, expires, change, smp_processor_id());
}

int mod_timer(struct timer_list *timer, unsigned long expires)
{
	return timer_arm(timer, expires, TIMER_ARM);
}

int mod_timer_pending(struct timer_list *timer, unsigned long expires)
{
	return timer_arm(timer, expires, TIMER_MOVE);
}

int timer_reduce(struct timer_list *timer, unsigned long expires)
{
	return timer_arm(timer, expires, TIMER_ADVANCE);
}

void timer_arm_ns(struct timer_list *timer, u64 ns, bool restart)
{
	timer_arm(timer, ns, restart ? TIMER_RESTART : TIMER_ARM);
}

bool timer_is_running(const struct timer_list *timer)
{
	u32 cpu = READ_ONCE(timer->flags) & TIMER_CPUMASK;

	return READ_ONCE(per_cpu_ptr(&timer_bases, cpu)->running) == timer;
}

void add_timer(struct timer_list *timer)
{
	if (!WARN(timer_pending(timer), "add_timer: %ps is pending\n", timer->function))
		mod_timer(timer, timer->expires);
}

void add_timer_on(struct timer_list *timer, int cpu)
{
	if (WARN(timer_pending(timer), "add_timer_on: %ps is pending\n", timer->function) ||
	    WARN(cpu < 0 || cpu >= NR_CPUS || !cpu_online(cpu),
		 "add_timer_on: the CPU %d is not online\n", cpu))
		return;
	timer_arm_on(timer, timer->expires, TIMER_ARM, (unsigned int)cpu);
	if (cpu != (int)smp_processor_id())
		smp_send_reschedule(cpu);
}

void timer_check_reprogram(void)
{
	struct timer_base *base = this_cpu_ptr(&timer_bases);

	if (!READ_ONCE(base->reprogram))
		return;
	spin_lock(&base->lock);
	WRITE_ONCE(base->reprogram, false);
	program(base);
	spin_unlock(&base->lock);
}

void timer_interrupt(void)
{
	struct timer_base *base = this_cpu_ptr(&timer_bases);
	u64 now = ktime_get_ns();
	struct timer_list *timer;

	if (unlikely(__this_cpu_read(bh_count))) {
		__this_cpu_write(bh_deferred, true);
		if (driver)
			driver->set_deadline(U64_MAX);
		return;
	}
	__this_cpu_add(bh_count, SOFTIRQ_SERVING);
	spin_lock(&base->lock);
	while ((timer = first_timer(base)) && now >= timer->due) {
		void (*function)(struct timer_list *timer) = timer->function;

		detach(base, timer);
		base->running = timer;
		spin_unlock(&base->lock);
		function(timer);
		spin_lock(&base->lock);
		base->running = NULL;
	}
	program(base);
	spin_unlock(&base->lock);
	__this_cpu_add(bh_count, -SOFTIRQ_SERVING);
}

void __bh_run_deferred(void)
{
	struct timer_base *base;
	unsigned long flags;

	local_irq_save(flags);
	if (!__this_cpu_read(bh_count) && __this_cpu_read(bh_deferred)) {
		__this_cpu_write(bh_deferred, false);
		base = this_cpu_ptr(&timer_bases);
		spin_lock(&base->lock);
		program(base);
		spin_unlock(&base->lock);
	}
	local_irq_restore(flags);
}

bool timer_is_polled(void)
{
	return driver && driver->polled;
}

static void timer_poll_cpu(void *unused)
{
	timer_interrupt();
}

void timer_poll(void)
{
	irq_run(timer_poll_cpu, NULL);
}

static void sleep_in_state(unsigned int msecs, unsigned int state)
{
	long left = (long)msecs_to_jiffies(msecs) + 1;

	while (left) {
		set_current_state(state);
		left = schedule_wait(left);
	}
	ctrl_c_check_call();
}

void msleep(unsigned int msecs)
{
	might_sleep();
	sleep_in_state(msecs, TASK_UNINTERRUPTIBLE);
}

unsigned long msleep_interruptible(unsigned int msecs)
{
	might_sleep();
	sleep_in_state(msecs, TASK_INTERRUPTIBLE);
	return 0;
}

void usleep_range_state(unsigned long min, unsigned long max, unsigned int state)
{
	might_sleep();
	sleep_in_state((min + 999) / 1000, state);
}

void usleep_range(unsigned long min, unsigned long max)
{
	usleep_range_state(min, max, TASK_UNINTERRUPTIBLE);
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
