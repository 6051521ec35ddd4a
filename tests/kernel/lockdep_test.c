// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of the reports of CONFIG_PROVE_LOCKING.  Each fault is reported only once after boot.
 * Therefore each case has its own lock classes, and can run only once.
 */

#include <kunit/test.h>
#include <linux/irqflags.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "../in_interrupt.h"
#include "../said.h"

#define NAMES_CALLERS	(IS_ENABLED(CONFIG_KALLSYMS) && IS_ENABLED(CONFIG_FRAME_POINTER))

/* Acquire @first and then @second, and release both. */
static noinline void lock_pair(spinlock_t *first, spinlock_t *second) __no_context_analysis
{
	spin_lock(first);
	spin_lock(second);
	spin_unlock(second);
	spin_unlock(first);
}

static void lock_once(spinlock_t *lock)
{
	spin_lock(lock);
	spin_unlock(lock);
}

static void lock_with_irqs_off(spinlock_t *lock)
{
	unsigned long flags;

	spin_lock_irqsave(lock, flags);
	spin_unlock_irqrestore(lock, flags);
}

static void lockdep_two(struct kunit *test)
{
	static DEFINE_SPINLOCK(low);
	static DEFINE_SPINLOCK(high);
	unsigned long warned = warnings_seen();

	lock_pair(&low, &high);
	lock_pair(&low, &high);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	EXPECT_WARNS(test, lock_pair(&high, &low));
	EXPECT_SAID(test, "possible circular locking: ");
	EXPECT_SAID(test, " acquires low/0 at ");
	EXPECT_SAID(test, ", and holds high/0, which ");
	EXPECT_SAID(test, "known: high/0 is acquired while low/0 is held, which ");
	if (NAMES_CALLERS) {
		EXPECT_SAID(test, "is held, which lock_pair+");
		EXPECT_SAID(test, "    lock_pair+");
		EXPECT_SAID(test, "    lockdep_two+");
	}
	/* The printed call chain begins with the caller of spin_lock(). */
	EXPECT_UNSAID(test, "    spin_lock+");
	/* The fault is reported once. */
	lock_pair(&high, &low);
	lock_pair(&low, &high);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
}

/* Report the reverse orders c, a and c, b.  The report of c, a shows the shortest known chain. */
static void lockdep_three(struct kunit *test)
{
	static DEFINE_SPINLOCK(a);
	static DEFINE_SPINLOCK(b);
	static DEFINE_SPINLOCK(c);
	unsigned long warned = warnings_seen();

	lock_pair(&a, &b);
	lock_pair(&b, &c);
	lock_pair(&a, &c);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	EXPECT_WARNS(test, lock_pair(&c, &a));
	EXPECT_SAID(test, "known: c/0 is acquired while a/0 is held");	/* the shortest chain */
	EXPECT_UNSAID(test, "known: b/0 is acquired while a/0 is held");
	EXPECT_WARNS(test, lock_pair(&c, &b));
}

/* Report a cycle of three locks, in which the holder of each lock waits for the next lock. */
static void lockdep_ring(struct kunit *test)
{
	static DEFINE_SPINLOCK(a);
	static DEFINE_SPINLOCK(b);
	static DEFINE_SPINLOCK(c);

	lock_pair(&a, &b);
	lock_pair(&b, &c);
	EXPECT_WARNS(test, lock_pair(&c, &a));
	EXPECT_SAID(test, "known: b/0 is acquired while a/0 is held");
	EXPECT_SAID(test, "known: c/0 is acquired while b/0 is held");
	KUNIT_EXPECT_TRUE(test, strstr(said, "known: b/0") < strstr(said, "known: c/0"));
}

/* A static lock may be zeroed instead of initialized.  Such a lock has no name. */
static void lockdep_zeroed(struct kunit *test)
{
	static spinlock_t zeroed;
	static DEFINE_SPINLOCK(named);
	unsigned long warned = warnings_seen();

	lock_pair(&zeroed, &named);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	EXPECT_WARNS(test, lock_pair(&named, &zeroed));
	EXPECT_SAID(test, " acquires static lock/0 at ");
}

struct lockdep_object {
	spinlock_t lock;
	struct mutex mutex;
};

static noinline void lockdep_object_init(struct lockdep_object *object)
{
	spin_lock_init(&object->lock);
	mutex_init(&object->mutex);
}

/* All locks that are initialized by the same source line belong to one class. */
static void lockdep_class_of_objects(struct kunit *test) __no_context_analysis
{
	static DEFINE_SPINLOCK(list_lock);
	struct lockdep_object *objects = kunit_kcalloc(test, 4, sizeof(*objects), GFP_KERNEL);
	static struct lock_class_key key;
	unsigned long warned = warnings_seen();

	KUNIT_ASSERT_NOT_NULL(test, objects);
	for (unsigned int i = 0; i < 4; i++)
		lockdep_object_init(&objects[i]);
	lock_pair(&list_lock, &objects[0].lock);
	EXPECT_WARNS(test, lock_pair(&objects[1].lock, &list_lock));
	EXPECT_SAID(test, " acquires list_lock/0 at ");
	EXPECT_SAID(test, ", and holds &object->lock/0, which ");

	spin_lock(&objects[2].lock);
	spin_lock_nested(&objects[3].lock, SINGLE_DEPTH_NESTING);
	spin_unlock(&objects[3].lock);
	spin_unlock(&objects[2].lock);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
	EXPECT_WARNS(test, lock_pair(&objects[2].lock, &objects[3].lock));
	EXPECT_SAID(test, "possible recursive locking: ");

	lockdep_set_class(&objects[0].lock, &key);
	lock_pair(&objects[0].lock, &objects[1].lock);
	lockdep_set_novalidate_class(&objects[1].lock);
	lock_pair(&objects[1].lock, &objects[0].lock);
	lockdep_set_novalidate_class(&objects[3].lock);
	lock_pair(&objects[1].lock, &objects[3].lock);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 2);
	EXPECT_WARNS(test, lock_pair(&objects[2].lock, &objects[0].lock));
	EXPECT_SAID(test, " acquires &key/0 at ");
}

/*
 * spin_trylock() does not wait, so it may acquire a lock in any order.  While this lock is held,
 * spin_lock() must still acquire other locks in order.
 */
static void lockdep_trylock(struct kunit *test) __no_context_analysis
{
	static DEFINE_SPINLOCK(a);
	static DEFINE_SPINLOCK(b);
	unsigned long warned = warnings_seen();

	lock_pair(&a, &b);
	spin_lock(&b);
	KUNIT_EXPECT_TRUE(test, spin_trylock(&a));
	spin_unlock(&a);
	spin_unlock(&b);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	KUNIT_ASSERT_TRUE(test, spin_trylock(&b));
	EXPECT_WARNS(test, lock_once(&a));
	spin_unlock(&b);
}

static noinline void lock_mutexes(struct mutex *first, struct mutex *second)
{
	mutex_lock(first);
	mutex_lock(second);
	mutex_unlock(second);
	mutex_unlock(first);
}

static void lockdep_mutexes(struct kunit *test)
{
	static DEFINE_MUTEX(a);
	static DEFINE_MUTEX(b);
	static DEFINE_SPINLOCK(inside);
	struct lockdep_object objects[2];
	unsigned long warned = warnings_seen();

	for (unsigned int i = 0; i < 2; i++)
		lockdep_object_init(&objects[i]);
	lock_mutexes(&a, &b);
	mutex_lock(&b);
	KUNIT_EXPECT_TRUE(test, mutex_trylock(&a));
	lock_once(&inside);
	mutex_unlock(&b);	/* unlock in the order of the acquisitions */
	mutex_unlock(&a);
	lock_mutexes(&a, &b);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	EXPECT_WARNS(test, lock_mutexes(&b, &a));
	EXPECT_SAID(test, " acquires a/0 at ");
	EXPECT_SAID(test, ", and holds b/0, which ");

	mutex_lock(&objects[0].mutex);
	mutex_lock_nested(&objects[1].mutex, SINGLE_DEPTH_NESTING);
	mutex_unlock(&objects[1].mutex);
	mutex_unlock(&objects[0].mutex);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
	EXPECT_WARNS(test, lock_mutexes(&objects[0].mutex, &objects[1].mutex));
	EXPECT_SAID(test, "possible recursive locking: ");
}

static DEFINE_SPINLOCK(in_both);
static DEFINE_SPINLOCK(in_interrupt_only);
static DEFINE_SPINLOCK(outside_1);
static DEFINE_SPINLOCK(outside_2);

static void lock_in_both(void)
{
	lock_once(&in_both);
}

static void lock_in_interrupt_only(void)
{
	lock_once(&in_interrupt_only);
}

/*
 * Report a lock that an interrupt handler acquires, and that is also acquired with interrupts
 * enabled: the handler could interrupt the holder.
 */
static void lockdep_interrupt(struct kunit *test)
{
	unsigned long warned = warnings_seen();

	lock_with_irqs_off(&in_both);
	call_in_interrupt(lock_in_both);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	EXPECT_WARNS(test, lock_once(&in_both));
	EXPECT_SAID(test,
		    "possible interrupt deadlock: in_both/0, which an interrupt handler acquires");
	EXPECT_SAID(test, ", and in_both/0, which is acquired with interrupts enabled at ");
	lock_once(&in_both);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
}

/*
 * Report a deadlock of two CPUs.  CPU 0 holds outside_1 with interrupts enabled.  CPU 1 holds
 * in_interrupt_only and waits for outside_1.  An interrupt of CPU 0 waits for in_interrupt_only.
 */
static void lockdep_interrupt_chain(struct kunit *test)
{
	unsigned long flags, warned = warnings_seen();

	call_in_interrupt(lock_in_interrupt_only);
	lock_once(&outside_1);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	local_irq_save(flags);
	EXPECT_WARNS(test, lock_pair(&in_interrupt_only, &outside_1));
	EXPECT_SAID(test,
		    "possible interrupt deadlock: in_interrupt_only/0, which an interrupt handler");
	EXPECT_SAID(test, ", and outside_1/0, which is acquired with interrupts enabled at ");
	EXPECT_SAID(test, "new: ");

	/* Record the dependency before outside_2 is acquired with interrupts enabled. */
	warned = warnings_seen();
	lock_pair(&in_interrupt_only, &outside_2);
	local_irq_restore(flags);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	EXPECT_WARNS(test, lock_once(&outside_2));
	EXPECT_SAID(test, "known: outside_2/0 is acquired while in_interrupt_only/0 is held");
}

static DEFINE_SPINLOCK(interrupted);
static DEFINE_SPINLOCK(of_handler);

static void lock_of_handler(void)
{
	lock_once(&of_handler);
}

/*
 * The locks of an interrupted thread do not count as held by the interrupt handler.  Therefore, the
 * only dependency is the one of lock_pair(): `interrupted` is acquired while `of_handler` is held.
 */
static void lockdep_interrupted_holder(struct kunit *test) __no_context_analysis
{
	unsigned long flags, warned = warnings_seen();

	spin_lock(&interrupted);
	call_in_interrupt(lock_of_handler);
	spin_unlock(&interrupted);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	local_irq_save(flags);
	EXPECT_WARNS(test, lock_pair(&of_handler, &interrupted));
	local_irq_restore(flags);
	EXPECT_SAID(test, "possible interrupt deadlock: ");
	EXPECT_UNSAID(test, "possible circular locking: ");
}

static DEFINE_SPINLOCK(of_timer);
static DEFINE_SPINLOCK(of_both);

static void lock_of_timer(void)
{
	lock_once(&of_timer);
	lock_once(&of_both);
}

/* spin_lock_bh() suffices for a lock of a timer function, spin_lock() does not. */
static void lockdep_bottom_half(struct kunit *test)
{
	unsigned long warned = warnings_seen();

	spin_lock_bh(&of_timer);
	spin_unlock_bh(&of_timer);
	spin_lock_bh(&of_both);
	spin_unlock_bh(&of_both);
	call_in_interrupt(lock_of_timer);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned);
	EXPECT_WARNS(test, lock_once(&of_both));
	EXPECT_SAID(test, "possible interrupt deadlock: of_both/0, ");
}

static void lockdep_uninitialised(struct kunit *test)
{
	struct lockdep_object *object = kunit_kzalloc(test, sizeof(*object), GFP_KERNEL);
	unsigned long warned = warnings_seen();

	KUNIT_ASSERT_NOT_NULL(test, object);
	EXPECT_WARNS(test, lock_once(&object->lock));
	EXPECT_SAID(test, "lock without initialisation: ");
	lock_once(&object->lock);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
	lockdep_object_init(object);
	lock_once(&object->lock);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 1);
}

static struct kunit_case cases[] = {
	KUNIT_CASE(lockdep_two),
	KUNIT_CASE(lockdep_three),
	KUNIT_CASE(lockdep_ring),
	KUNIT_CASE(lockdep_zeroed),
	KUNIT_CASE(lockdep_class_of_objects),
	KUNIT_CASE(lockdep_trylock),
	KUNIT_CASE(lockdep_mutexes),
	KUNIT_CASE(lockdep_interrupt),
	KUNIT_CASE(lockdep_interrupt_chain),
	KUNIT_CASE(lockdep_interrupted_holder),
	KUNIT_CASE(lockdep_bottom_half),
	KUNIT_CASE(lockdep_uninitialised),
	{}
};

static struct kunit_suite lockdep_suite = {
	.name = "lockdep",
	.test_cases = cases,
};
kunit_test_suite(lockdep_suite);
