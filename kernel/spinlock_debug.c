// SPDX-License-Identifier: BSD-2-Clause
/*
 * Spinlock debugging: each CPU records the locks that it holds, in the order of their acquisition,
 * and reports:
 *
 *	recursion	A CPU acquires a lock that it already holds or waits for: in the same
 *			thread, in an interrupt handler, or in another thread of this CPU.  It would
 *			wait for itself.  The inner lock and unlock have no effect.
 *	lock-up		A CPU has waited for LOCKUP_SECONDS while the lock had the same holder.
 *			Each wait is reported once, with the holder and its back-trace, and
 *			continues.  Time in which a debugger or an emulator stopped the machine does
 *			not count.
 *	bad unlock	The lock is free, or another CPU holds it.  The unlock has no effect.
 *
 * A CPU records at most MAX_HELD locks.  Further locks work, and are not checked.
 *
 * Locking: only a CPU itself changes its record, with interrupts off.  Another CPU may read the
 * record for a report while it changes.
 */

#include <internal/lockdep.h>
#include <linux/array_size.h>
#include <linux/bug.h>
#include <linux/cpumask.h>
#include <linux/irqflags.h>
#include <linux/ktime.h>
#include <linux/minmax.h>
#include <linux/nmi.h>
#include <linux/percpu.h>
#include <linux/sched.h>
#include <linux/smp.h>
#include <linux/spinlock.h>

#define MAX_HELD	16
#define LOCKUP_SECONDS	5
#define TURNS_PER_LOOK	4096	/* iterations of the waiting loop between two clock readings */
/* If more time passes between two readings, the machine was stopped. */
#define LONGEST_LOOK_NS	(NSEC_PER_SEC / 4)

struct held_lock {
	spinlock_t *lock;
	const void *caller;
	const struct task_struct *task;
	unsigned int nested;	/* number of recursive acquisitions, which had no effect */
	unsigned short class;	/* class of the lock-order checker */
	unsigned short irq_depth;	/* nesting of interrupts when the lock was acquired */
};

struct held_locks {
	unsigned int nr;
	unsigned int unrecorded;
	bool reporting;		/* a report is printed; its own locks must cause no report */
	struct held_lock locks[MAX_HELD];
};

static DEFINE_PER_CPU(struct held_locks, held_locks);

/* Return this CPU's entry of the lock, or NULL.  The caller has interrupts off. */
static struct held_lock *find_held(struct held_locks *held, const spinlock_t *lock)
{
	for (unsigned int i = held->nr; i--;) {
		if (held->locks[i].lock == lock)
			return &held->locks[i];
	}
	return NULL;
}

static void add_held(struct held_locks *held, spinlock_t *lock, unsigned int class,
		     const void *caller)
{
	if (held->nr == MAX_HELD) {
		held->unrecorded++;
		return;
	}
	held->locks[held->nr++] = (struct held_lock){
		.lock = lock, .caller = caller, .task = current, .class = class,
		.irq_depth = this_cpu_read(irq_depth),
	};
}

/*
 * Check the order of a lock and the locks that this context holds.  Locks of the context that an
 * interrupt handler interrupted are not checked.
 */
static void check_order(const struct held_locks *held, unsigned int class, const void *caller)
{
	for (unsigned int i = 0; i < held->nr; i++) {
		if (held->locks[i].irq_depth == this_cpu_read(irq_depth))
			lockdep_order(held->locks[i].class, held->locks[i].caller, class, caller);
	}
}

static void remove_held(struct held_locks *held, struct held_lock *entry)
{
	struct held_lock *last = &held->locks[--held->nr];

	for (; entry < last; entry++)
		entry[0] = entry[1];
}

static const char *task_name(const struct task_struct *task)
{
	return task ? task->comm : "boot";
}

/* Report the lock.  @entry is the record of CPU @cpu, which holds the lock, or NULL. */
static void spin_report(const char *what, const spinlock_t *lock, const struct held_lock *entry,
			int cpu)
{
	struct held_locks *held = this_cpu_ptr(&held_locks);

	if (held->reporting)
		return;
	held->reporting = true;
	if (entry)
		WARN(1, "spinlock %s: lock at %px, held by CPU#%d: %s locked it at %pS\n", what,
		     lock, cpu, task_name(entry->task), entry->caller - 1);
	else
		WARN(1, "spinlock %s: lock at %px\n", what, lock);
	held->reporting = false;
}

/*
 * Return the CPU that holds the lock, and copy its record to *@found.  Returns -1 if no CPU has
 * such a record.  The record may change during the copy.
 */
static noinline int __no_sanitize_thread find_holder(const spinlock_t *lock,
						     struct held_lock *found)
{
	int cpu;

	for_each_online_cpu(cpu) {
		const struct held_locks *held = per_cpu_ptr(&held_locks, cpu);

		for (unsigned int i = 0; i < MAX_HELD && i < READ_ONCE(held->nr); i++) {
			if (held->locks[i].lock != lock || cpu == (int)smp_processor_id())
				continue;
			found->caller = held->locks[i].caller;
			found->task = held->locks[i].task;
			return cpu;
		}
	}
	return -1;
}

static void report_lockup(const spinlock_t *lock)
{
	struct held_lock holder;
	int cpu = find_holder(lock, &holder);

	spin_report("lockup", lock, cpu < 0 ? NULL : &holder, cpu);
	if (cpu >= 0)
		trigger_single_cpu_backtrace(cpu);
}

static void wait_for_turn(spinlock_t *lock)
{
	u16 ticket = arch_spin_ticket(lock), owner = ticket, before;
	bool reported = false;
	u64 looked = 0, waited = 0;

	for (unsigned int turns = 1; !arch_spin_has_turn(lock, ticket); turns++) {
		u64 now;

		cpu_relax();
		if (reported || turns % TURNS_PER_LOOK)
			continue;
		now = ktime_get_ns();
		before = owner;
		owner = READ_ONCE(lock->owner);
		waited = owner == before ? waited + min(now - looked, LONGEST_LOOK_NS) : 0;
		looked = now;
		if (waited > LOCKUP_SECONDS * NSEC_PER_SEC) {
			reported = true;
			report_lockup(lock);
		}
	}
}

static __always_inline void lock_checked(spinlock_t *lock,
					 unsigned int subclass) __no_context_analysis
{
	const void *caller = __builtin_return_address(0);
	struct held_locks *held;
	struct held_lock *entry;
	unsigned int class;
	unsigned long flags;

	local_irq_save(flags);
	held = this_cpu_ptr(&held_locks);
	entry = find_held(held, lock);
	if (entry) {
		entry->nested++;
		spin_report("recursion", lock, entry, smp_processor_id());
	} else {
		class = lockdep_spin_class(lock, subclass, !irqs_disabled_flags(flags), caller);
		check_order(held, class, caller);
		add_held(held, lock, class, caller);
	}
	local_irq_restore(flags);
	spin_count(1);
	if (!entry)
		wait_for_turn(lock);
}

void spin_lock(spinlock_t *lock) __no_context_analysis
{
	lock_checked(lock, 0);
}

void spin_lock_nested(spinlock_t *lock, unsigned int subclass) __no_context_analysis
{
	lock_checked(lock, subclass);
}

bool spin_trylock(spinlock_t *lock) __no_context_analysis
{
	const void *caller = __builtin_return_address(0);
	unsigned long flags;
	bool taken;

	local_irq_save(flags);
	taken = arch_spin_trylock(lock);
	if (taken) {
		add_held(this_cpu_ptr(&held_locks), lock,
			 lockdep_spin_class(lock, 0, !irqs_disabled_flags(flags), caller), caller);
		spin_count(1);
	}
	local_irq_restore(flags);
	return taken;
}

bool spin_is_held(const spinlock_t *lock)
{
	struct held_locks *held;
	unsigned long flags;
	bool is_held;

	local_irq_save(flags);
	held = this_cpu_ptr(&held_locks);
	is_held = find_held(held, lock) || held->unrecorded;
	local_irq_restore(flags);
	return is_held;
}

/*
 * Remove the lock, or one recursive acquisition of it, from the record.  Returns true if the caller
 * may release the lock.
 */
static bool may_unlock(struct held_locks *held, spinlock_t *lock)
{
	struct held_lock *entry = find_held(held, lock), holder;
	int cpu;

	if (entry && entry->nested) {
		entry->nested--;
		spin_count(-1);
		return false;
	}
	if (entry) {
		remove_held(held, entry);
		return true;
	}
	if (held->unrecorded) {
		held->unrecorded--;
		return true;
	}
	cpu = find_holder(lock, &holder);
	spin_report("unlock without lock", lock, cpu < 0 ? NULL : &holder, cpu);
	return false;
}

void spin_unlock(spinlock_t *lock) __no_context_analysis
{
	unsigned long flags;

	local_irq_save(flags);
	if (may_unlock(this_cpu_ptr(&held_locks), lock)) {
		arch_spin_unlock(lock);
		spin_count(-1);
	}
	local_irq_restore(flags);
}
