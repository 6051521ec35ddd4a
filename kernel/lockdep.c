// SPDX-License-Identifier: BSD-2-Clause
/*
 * The lock-order checker, after Linux's lockdep.  The checker reports possible deadlocks even in a
 * run in which no deadlock happens.
 *
 * A class is a set of locks with the same rules: all locks that one call of spin_lock_init() or
 * mutex_init() initialised, or one static lock.  A subclass (spin_lock_nested()) is a separate
 * class.
 *
 * A dependency A -> B means that a context acquired a lock of class B, and would have waited for
 * it, while it held a lock of class A.  The checker remembers each dependency, with the call
 * chain that created it, and reports:
 *
 *	circular	A -> B, if other dependencies lead from B to A
 *	recursive	A -> A: two locks of one class, without a subclass
 *	interrupt	interrupt handlers acquire a class A, and A, or a class to which
 *			dependencies lead from A, is acquired with interrupts enabled: a handler
 *			could interrupt the holder and wait for it; the same with timer functions,
 *			tasklets and callbacks of RCU, and locks that are acquired while they can
 *			run
 *
 * A dependency or a use that is reported is not added, so that each fault is reported once, and
 * other faults are still found.  Locks of the context that an interrupt handler interrupted are not
 * held by the handler.
 *
 * Waits for completions, and local_irq_enable() while a lock is held, are not checked.
 *
 * Bounds: at most MAX_CLASSES classes and MAX_EDGES dependencies are recorded.  If a table is full,
 * this is reported once, and further classes or dependencies are not checked.  The checker
 * allocates no memory.
 *
 * Locking: graph_lock, with interrupts off, protects all tables.  It is a bare ticket lock, which
 * is not checked itself.  lockdep_map.class_nr, lock_class.checked_uses and known_edges are also
 * read without graph_lock: a number or bit in them changes only once.  Classes and dependencies are
 * never removed, so reports read them without graph_lock.
 */

#include <internal/lockdep.h>
#include <internal/sections.h>
#include <internal/stack.h>
#include <linux/array_size.h>
#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/cpumask.h>
#include <linux/hash.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/percpu.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <quarry/report.h>
#include <quarry/shell.h>

#define MAX_CLASSES	512	/* the test suites together use 218 classes */
#define MAX_EDGES	1024	/* the test suites together use 601 dependencies */
#define HASH_BITS	8
#define MAX_TRACE	8	/* return addresses of a dependency's call chain */
#define OWN_FRAMES	6	/* maximum number of frames of the checker and the lock */
#define MAX_CHAIN	8	/* maximum number of dependencies that a report prints */
#define UNCHECKED	1	/* the class number of locks that are not checked */

enum lock_use {
	USED_IN_IRQ,		/* acquired by an interrupt handler */
	USED_WITH_IRQS_ON,	/* acquired with interrupts enabled */
	USED_IN_SOFTIRQ,	/* acquired by a timer function, a tasklet or a callback of RCU */
	USED_WITH_BH_ON,	/* acquired with interrupts on, and without local_bh_disable() */
	NR_USES,
};

struct lock_class {
	const void *key;
	unsigned int subclass;
	const char *name;
	unsigned short next;		/* next class in the hash bucket */
	unsigned short edges[2];	/* first edge to this class; first edge from this class */
	unsigned int checked_uses;	/* bits of the uses that were added or reported */
	const void *users[NR_USES];	/* first caller of each use that was added */
	unsigned int found;		/* number of the last search that found the class */
	unsigned short via;	/* edge by which search `found` reached the class; 0: its start */
};

/* Index of the class that is held in a dependency, and of the class that is acquired. */
enum direction { BEFORE, AFTER };

/* The dependency ends[BEFORE] -> ends[AFTER]. */
struct lock_edge {
	unsigned short ends[2];
	/* next edge in the list that starts at lock_class.edges[] with the same index */
	unsigned short next[2];
	const void *held_caller;	/* caller that acquired the lock that was held */
	unsigned int nr;
	unsigned long trace[MAX_TRACE];	/* call chain of the acquisition */
};

/* Number 0 is not used: it ends lists of classes and of edges. */
static struct lock_class classes[MAX_CLASSES];
static struct lock_edge edges[MAX_EDGES];
static unsigned int nr_classes = UNCHECKED + 1, nr_edges = 1;
static unsigned short buckets[1 << HASH_BITS];
/* a bit for each pair of classes: its edge was added or reported */
static DECLARE_BITMAP(known_edges, MAX_CLASSES * MAX_CLASSES);
static unsigned int searches;
static bool tables_full;

static spinlock_t graph_lock = { .both = 0 };

/* Set while this CPU prints a report, so that the locks of the console are not checked. */
static DEFINE_PER_CPU(bool, lockdep_reporting);

const struct lock_class_key __lockdep_no_validate__;

/* A fault, which is found with graph_lock held, and reported after the lock was released. */
struct lockdep_fault {
	enum { NO_FAULT, CIRCULAR, RECURSIVE, INTERRUPT, UNINITIALISED, FULL } kind;
	unsigned short irq, on;		/* INTERRUPT: class used in handlers; with interrupts on */
	const void *irq_caller, *on_caller;
	unsigned int nr;
	unsigned short chain[MAX_CHAIN];	/* edges that lead from one class to the next */
};

static void graph_lock_acquire(void)
{
	u16 ticket = arch_spin_ticket(&graph_lock);

	while (!arch_spin_has_turn(&graph_lock, ticket))
		cpu_relax();
}

static void graph_lock_release(void)
{
	arch_spin_unlock(&graph_lock);
}

static void lockdep_table_full(struct lockdep_fault *fault)
{
	if (!tables_full)
		fault->kind = FULL;
	tables_full = true;
}

/* ---- classes --------------------------------------------------------------------------------- */

void lockdep_init_map(struct lockdep_map *map, const char *name, const struct lock_class_key *key)
{
	map->key = key;
	map->name = name;
	WRITE_ONCE(map->class_nr, 0);
}

void __spin_lock_init(spinlock_t *lock, const char *name, const struct lock_class_key *key)
{
	lock->both = 0;
	lockdep_init_map(&lock->dep_map, name, key);
}

void __init_waitqueue_head(struct wait_queue_head *wq, const char *name,
			   const struct lock_class_key *key)
{
	__spin_lock_init(&wq->lock, name, key);
	INIT_LIST_HEAD(&wq->head);
}

void __init_rwsem(struct rw_semaphore *sem, const char *name, const struct lock_class_key *key)
{
	sem->readers = 0;
	sem->writer = NULL;
	init_waitqueue_head(&sem->wait);
	lockdep_init_map(&sem->dep_map, name, key);
}

void __mutex_init(struct mutex *lock, const char *name, const struct lock_class_key *key)
{
	lock->owner = NULL;
	lock->again = 0;
	init_waitqueue_head(&lock->wait);
	lockdep_init_map(&lock->dep_map, name, key);
}

/*
 * Return the key of a lock: the key of its initialisation, or the address of a static lock.  All
 * copies of a static per-CPU lock have one key.  Returns NULL if the lock was not initialised.
 */
static const void *lockdep_key(const struct lockdep_map *map)
{
	unsigned long address = (unsigned long)map, offset;
	unsigned int cpu;

	if (map->key)
		return map->key;
	if (address >= (unsigned long)_text && address < (unsigned long)_end)
		return map;
	for_each_possible_cpu(cpu) {
		offset = address - __per_cpu_offset[cpu] - (unsigned long)__per_cpu_start;
		if (offset < (unsigned long)(__per_cpu_end - __per_cpu_start))
			return __per_cpu_start + offset;
	}
	return NULL;
}

/* Find or register the class of a lock.  Returns its number, or UNCHECKED.  graph_lock is held. */
static unsigned int lockdep_register(const struct lockdep_map *map, unsigned int subclass,
				     struct lockdep_fault *fault)
{
	const void *key = lockdep_key(map);
	unsigned short *bucket = &buckets[hash_ptr(key, HASH_BITS)];
	struct lock_class *class;
	unsigned int i;

	if (!key) {
		fault->kind = UNINITIALISED;
		return UNCHECKED;
	}
	if (key == &__lockdep_no_validate__)
		return UNCHECKED;
	for (i = *bucket; i; i = classes[i].next) {
		if (classes[i].key == key && classes[i].subclass == subclass)
			return i;
	}
	if (nr_classes == MAX_CLASSES) {
		lockdep_table_full(fault);
		return UNCHECKED;
	}
	class = &classes[nr_classes];
	class->key = key;
	class->subclass = subclass;
	class->name = map->name ?: "static lock";	/* a zeroed lock has no name */
	class->next = *bucket;
	*bucket = nr_classes;
	WRITE_ONCE(nr_classes, nr_classes + 1);
	return nr_classes - 1;
}

/* ---- searches -------------------------------------------------------------------------------- */

/*
 * Find the shortest path of dependencies that starts at class @start (direction AFTER) or ends at
 * it (BEFORE).  The other end of the path is the class @target or, if @target is 0, any class with
 * @use.  Returns the class at the other end, or 0 if there is no path.  graph_lock is held.
 */
static unsigned int lockdep_search(unsigned int start, enum direction direction,
				   unsigned int target, enum lock_use use)
{
	static unsigned short queue[MAX_CLASSES];
	unsigned int head = 0, tail = 0, edge;

	searches++;
	classes[start].found = searches;
	classes[start].via = 0;
	queue[tail++] = start;
	while (head < tail) {
		const struct lock_class *class = &classes[queue[head]];

		if (target ? queue[head] == target : !!class->users[use])
			return queue[head];
		head++;
		for (edge = class->edges[direction]; edge; edge = edges[edge].next[direction]) {
			unsigned int next = edges[edge].ends[direction];

			if (classes[next].found == searches)
				continue;
			classes[next].found = searches;
			classes[next].via = edge;
			queue[tail++] = next;
		}
	}
	return 0;
}

/* Add the path that the last search found, and whose other end is @end, to the report. */
static void lockdep_add_chain(struct lockdep_fault *fault, unsigned int end,
			      enum direction direction)
{
	unsigned int first = fault->nr, last, edge;

	while ((edge = classes[end].via) && fault->nr < MAX_CHAIN) {
		fault->chain[fault->nr++] = edge;
		end = edges[edge].ends[!direction];
	}
	if (direction == BEFORE)
		return;
	/* The path was followed from its end, so reverse the order. */
	for (last = fault->nr; first + 1 < last; first++, last--)
		swap(fault->chain[first], fault->chain[last - 1]);
}

/*
 * Return true if both conditions hold: @before is a class with the use @in, or dependencies lead
 * from such a class to @before; and @after is a class with the use @with, or dependencies lead from
 * @after to such a class.
 */
static bool lockdep_find_uses(unsigned int before, unsigned int after, enum lock_use in,
			      enum lock_use with, struct lockdep_fault *fault)
{
	unsigned int irq = lockdep_search(before, BEFORE, 0, in), on;

	if (!irq)
		return false;
	lockdep_add_chain(fault, irq, BEFORE);
	on = lockdep_search(after, AFTER, 0, with);
	if (!on) {
		fault->nr = 0;
		return false;
	}
	lockdep_add_chain(fault, on, AFTER);
	fault->kind = INTERRUPT;
	fault->irq = irq;
	fault->irq_caller = classes[irq].users[in];
	fault->on = on;
	fault->on_caller = classes[on].users[with];
	return true;
}

static bool lockdep_find_interrupt(unsigned int before, unsigned int after,
				   struct lockdep_fault *fault)
{
	return lockdep_find_uses(before, after, USED_IN_IRQ, USED_WITH_IRQS_ON, fault) ||
	       lockdep_find_uses(before, after, USED_IN_SOFTIRQ, USED_WITH_BH_ON, fault);
}

/* ---- reports --------------------------------------------------------------------------------- */

#define CLASS_NAME(class)	classes[class].name, classes[class].subclass
#define HOLDS			"and holds %s/%u, which %pS acquired\n"

static void lockdep_print_chain(const struct lockdep_fault *fault)
{
	for (unsigned int i = 0; i < fault->nr; i++) {
		const struct lock_edge *edge = &edges[fault->chain[i]];

		pr_warn("  known: %s/%u is acquired while %s/%u is held, which %pS acquired:\n",
			CLASS_NAME(edge->ends[AFTER]), CLASS_NAME(edge->ends[BEFORE]),
			edge->held_caller - 1);
		for (unsigned int j = 0; j < edge->nr; j++)
			pr_warn("    %pS\n", (void *)(edge->trace[j] - 1));
	}
}

/* Report the fault.  @held is 0 if no held lock contributes to the fault. */
static void lockdep_report(const struct lockdep_fault *fault, unsigned int held,
			   const void *held_caller, unsigned int class, const void *caller)
{
	const char *comm = current ? current->comm : "boot";

	if (fault->kind == NO_FAULT || this_cpu_read(lockdep_reporting))
		return;
	this_cpu_write(lockdep_reporting, true);
	switch (fault->kind) {
	case CIRCULAR:
		WARN(1, "possible circular locking: %s acquires %s/%u at %pS, " HOLDS, comm,
		     CLASS_NAME(class), caller - 1, CLASS_NAME(held), held_caller - 1);
		break;
	case RECURSIVE:
		WARN(1, "possible recursive locking: %s acquires %s/%u at %pS, " HOLDS, comm,
		     CLASS_NAME(class), caller - 1, CLASS_NAME(held), held_caller - 1);
		break;
	case INTERRUPT:
		WARN(1,
		     "possible interrupt deadlock: %s/%u, which an interrupt handler acquires at %pS, "
		     "and %s/%u, which is acquired with interrupts enabled at %pS\n",
		     CLASS_NAME(fault->irq), fault->irq_caller - 1, CLASS_NAME(fault->on),
		     fault->on_caller - 1);
		if (held)
			pr_warn("  new: %s acquires %s/%u at %pS, " HOLDS, comm, CLASS_NAME(class),
				caller - 1, CLASS_NAME(held), held_caller - 1);
		break;
	case UNINITIALISED:
		WARN(1, "lock without initialisation: %s acquires it at %pS; it is not checked\n",
		     comm, caller - 1);
		break;
	default:
		pr_warn("lockdep: a table is full: %u classes, %u dependencies; others are not checked\n",
			nr_classes, nr_edges);
		break;
	}
	lockdep_print_chain(fault);
	this_cpu_write(lockdep_reporting, false);
}

/* ---- acquisitions ---------------------------------------------------------------------------- */

static unsigned int lockdep_class(struct lockdep_map *map, unsigned int subclass,
				  const void *caller)
{
	struct lockdep_fault fault = { .kind = NO_FAULT };
	unsigned int class = READ_ONCE(map->class_nr);

	/* The class number of a lock that was not initialised may have any value. */
	if (class && !subclass && class < READ_ONCE(nr_classes))
		return class;
	graph_lock_acquire();
	class = lockdep_register(map, min(subclass, MAX_LOCKDEP_SUBCLASSES - 1U), &fault);
	if (!subclass)
		WRITE_ONCE(map->class_nr, class);
	graph_lock_release();
	lockdep_report(&fault, 0, NULL, 0, caller);
	return class;
}

/* Add the use to the class, or report that it conflicts with another use. */
static void lockdep_use(unsigned int class, enum lock_use use, const void *caller)
{
	struct lockdep_fault fault = { .kind = NO_FAULT };
	struct lock_class *c = &classes[class];

	if (READ_ONCE(c->checked_uses) & BIT(use))
		return;
	graph_lock_acquire();
	if (!(c->checked_uses & BIT(use))) {
		WRITE_ONCE(c->checked_uses, c->checked_uses | BIT(use));
		c->users[use] = caller;
		if (lockdep_find_interrupt(class, class, &fault))
			c->users[use] = NULL;
	}
	graph_lock_release();
	lockdep_report(&fault, 0, NULL, class, caller);
}

unsigned int lockdep_spin_class(spinlock_t *lock, unsigned int subclass, bool irqs_on,
				const void *caller)
{
	unsigned int class;

	if (this_cpu_read(lockdep_reporting))
		return UNCHECKED;
	class = lockdep_class(&lock->dep_map, subclass, caller);
	if (class == UNCHECKED)
		return class;
	if (in_serving_softirq())
		lockdep_use(class, USED_IN_SOFTIRQ, caller);
	else if (in_interrupt())
		lockdep_use(class, USED_IN_IRQ, caller);
	else if (irqs_on)
		lockdep_use(class, USED_WITH_IRQS_ON, caller);
	if (irqs_on && !in_interrupt() && !in_softirq())
		lockdep_use(class, USED_WITH_BH_ON, caller);
	return class;
}

/* Add the dependency held -> class, unless the table is full. */
static void lockdep_add_edge(unsigned int held, const void *held_caller, unsigned int class,
			     const void *caller, struct lockdep_fault *fault)
{
	unsigned long trace[MAX_TRACE + OWN_FRAMES];
	struct lock_edge *edge = &edges[nr_edges];
	unsigned int nr, own = 0;

	if (nr_edges == MAX_EDGES) {
		lockdep_table_full(fault);
		return;
	}
	nr = stack_walk(NULL, trace, ARRAY_SIZE(trace));
	while (own < nr && own < OWN_FRAMES && trace[own] != (unsigned long)caller)
		own++;
	edge->nr = min_t(unsigned int, nr - own, MAX_TRACE);
	memcpy(edge->trace, trace + own, edge->nr * sizeof(trace[0]));
	edge->held_caller = held_caller;
	edge->ends[BEFORE] = held;
	edge->ends[AFTER] = class;
	edge->next[AFTER] = classes[held].edges[AFTER];
	edge->next[BEFORE] = classes[class].edges[BEFORE];
	classes[held].edges[AFTER] = classes[class].edges[BEFORE] = nr_edges++;
}

void lockdep_order(unsigned int held, const void *held_caller, unsigned int class,
		   const void *caller)
{
	struct lockdep_fault fault = { .kind = NO_FAULT };
	unsigned long bit = held * MAX_CLASSES + class;

	if (held == UNCHECKED || class == UNCHECKED || test_bit(bit, known_edges))
		return;
	graph_lock_acquire();
	if (!test_and_set_bit(bit, known_edges)) {
		if (held == class) {
			fault.kind = RECURSIVE;
		} else if (lockdep_search(class, AFTER, held, 0)) {
			fault.kind = CIRCULAR;
			lockdep_add_chain(&fault, held, AFTER);
		} else if (!lockdep_find_interrupt(held, class, &fault)) {
			lockdep_add_edge(held, held_caller, class, caller, &fault);
		}
	}
	graph_lock_release();
	lockdep_report(&fault, held, held_caller, class, caller);
}

/* Record that this thread is about to acquire a lock whose waiters sleep. */
static void lockdep_sleep_acquire(const void *lock, struct lockdep_map *map, unsigned int subclass,
				  bool trylock, const void *caller)
{
	struct held_mutexes *held;
	unsigned int class;
	unsigned long flags;

	if (!current)
		return;
	held = &current->mutexes;
	local_irq_save(flags);
	class = lockdep_class(map, subclass, caller);
	for (unsigned int i = 0; i < held->nr && !trylock; i++)
		lockdep_order(held->mutexes[i].class_nr, held->mutexes[i].caller, class, caller);
	local_irq_restore(flags);
	if (held->nr < ARRAY_SIZE(held->mutexes))
		held->mutexes[held->nr++] = (struct held_mutex){ lock, caller, class };
}

static void lockdep_sleep_release(const void *lock)
{
	struct held_mutexes *held;

	if (!current)
		return;
	held = &current->mutexes;
	for (unsigned int i = held->nr; i--;) {
		if (held->mutexes[i].lock != lock)
			continue;
		memmove(&held->mutexes[i], &held->mutexes[i + 1],
			(--held->nr - i) * sizeof(held->mutexes[0]));
		return;
	}
}

void lockdep_mutex_acquire(struct mutex *lock, unsigned int subclass, bool trylock,
			   const void *caller)
{
	lockdep_sleep_acquire(lock, &lock->dep_map, subclass, trylock, caller);
}

void lockdep_mutex_release(struct mutex *lock)
{
	lockdep_sleep_release(lock);
}

void lockdep_rwsem_acquire(struct rw_semaphore *sem, bool trylock, const void *caller)
{
	lockdep_sleep_acquire(sem, &sem->dep_map, 0, trylock, caller);
}

void lockdep_rwsem_release(struct rw_semaphore *sem)
{
	lockdep_sleep_release(sem);
}

/* ---- the report of all classes --------------------------------------------------------------- */

static int cmd_lockdep(int argc, char **argv)
{
	unsigned int last = READ_ONCE(nr_classes), i, edge;

	report_open(&console_seq, NULL, '[');
	report_fields(&console_seq,
		      "class                                     after  before  irq  irqs-on\n");
	for (i = UNCHECKED + 1; i < last; i++) {
		unsigned int after = 0, before = 0;

		for (edge = classes[i].edges[AFTER]; edge; edge = edges[edge].next[AFTER])
			after++;
		for (edge = classes[i].edges[BEFORE]; edge; edge = edges[edge].next[BEFORE])
			before++;
		report_row(&console_seq,
			   "%-38s{class}/%-1u{subclass}  %5u{after}  %6u{before}  "
			   "%3s{irq}  %7s{irqs_on}\n",
			   classes[i].name, classes[i].subclass, after, before,
			   classes[i].users[USED_IN_IRQ] || classes[i].users[USED_IN_SOFTIRQ]
				   ? "yes" : "no",
			   classes[i].users[USED_WITH_IRQS_ON] ? "yes" : "no");
	}
	report_close(&console_seq, ']');
	return 0;
}
SHELL_COMMAND(lockdep, "lockdep", "[-j]", "classes of locks, with the number of dependencies",
	      cmd_lockdep);
