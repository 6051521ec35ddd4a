/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_LOCKDEP_TYPES_H
#define LINUX_LOCKDEP_TYPES_H

/*
 * Members of locks and threads for the lock-order checker (CONFIG_PROVE_LOCKING, kernel/lockdep.c).
 * All locks that are initialised by the same line with spin_lock_init() or mutex_init() are one
 * class, and each statically initialised lock is a class.  lockdep_set_class() and
 * spin_lock_nested() create further classes.
 */

#include <linux/types.h>

#define MAX_LOCKDEP_SUBCLASSES	8
#define SINGLE_DEPTH_NESTING	1

/* A static object whose address identifies a lock class. */
struct lock_class_key {
	char unused;
};

#ifdef CONFIG_PROVE_LOCKING
struct lockdep_map {
	const struct lock_class_key *key; /* NULL for a static lock, whose address is the key */
	const char *name;
	unsigned short class_nr; /* number of the class of subclass 0; 0 before the first use */
};

/* Mutexes that a thread holds or waits for.  Mutexes after the first 8 are not recorded. */
struct held_mutexes {
	unsigned int nr;
	struct held_mutex {
		const void *lock;
		const void *caller;
		unsigned short class_nr;
	} mutexes[8];
};

/* Declare a static key in a macro that initialises a lock. */
#define __LOCK_CLASS_KEY(name)	static struct lock_class_key name
#define __DEP_MAP_INIT(lock)	, .dep_map = { .name = #lock }
#else
#define __DEP_MAP_INIT(lock)
#endif

#endif /* LINUX_LOCKDEP_TYPES_H */
