// SPDX-License-Identifier: BSD-2-Clause
/*
 * Functions that are called at exit, for both C libraries.  Their number is limited only by memory.
 * The tables of newlib and picolibc have space for only 32 functions, including C++ destructors.
 * newlib also holds a lock while it calls a function.  This would be a deadlock if the function
 * waits for a thread that registers another function.
 *
 * The functions are in a list, with the last registered function first.  exit() removes one
 * function at a time, and calls it without holding the lock.  If a function registers another one,
 * that one is called next.
 *
 * Locking: the list has a lock, which is a futex word: 0 is free, 1 is locked, 2 is locked with
 * waiters.
 */

#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include "libc/os.h"

enum kind {
	PLAIN,			/* atexit(): fn() */
	WITH_STATUS,		/* on_exit(): fn(status, arg) */
	WITH_OBJECT,		/* __cxa_atexit(): fn(arg) */
};

struct at_exit {
	struct at_exit *next;
	int kind;
	void (*fn)(void);
	void *arg;
	void *image;
};

/* Entries that need no memory allocation.  The C standard guarantees space for 32 functions. */
static struct at_exit early[32];
static unsigned int early_used;
static struct at_exit *last;
static int lock;

static void exit_lock(void)
{
	int state = 0;

	if (__atomic_compare_exchange_n(&lock, &state, 1, false, __ATOMIC_ACQUIRE,
					__ATOMIC_RELAXED))
		return;
	while (__atomic_exchange_n(&lock, 2, __ATOMIC_ACQUIRE))
		os_futex_lock(&lock, 2, 0);
}

static void exit_unlock(void)
{
	if (__atomic_exchange_n(&lock, 0, __ATOMIC_RELEASE) == 2)
		os_futex_wake(&lock, 1);
}

static struct at_exit *exit_new_entry(void)
{
	unsigned int n = __atomic_fetch_add(&early_used, 1, __ATOMIC_RELAXED);

	if (n < sizeof(early) / sizeof(early[0]))
		return &early[n];
	__atomic_fetch_sub(&early_used, 1, __ATOMIC_RELAXED);
	return os_alloc(sizeof(struct at_exit));
}

static void free_entry(struct at_exit *entry)
{
	if (entry < early || entry >= early + sizeof(early) / sizeof(early[0]))
		os_free(entry);
}

static int enroll(enum kind kind, void (*fn)(void), void *arg, void *image)
{
	struct at_exit *entry = exit_new_entry();

	if (!entry)
		return -1;
	*entry = (struct at_exit){ NULL, kind, fn, arg, image };
	exit_lock();
	entry->next = last;
	last = entry;
	exit_unlock();
	return 0;
}

/*
 * Remove the last entry and return it.  If @image is not NULL, consider only entries of this image.
 */
static struct at_exit *take_last(void *image)
{
	struct at_exit **place, *entry;

	exit_lock();
	for (place = &last; *place && image && (*place)->image != image; place = &(*place)->next)
		;
	entry = *place;
	if (entry)
		*place = entry->next;
	exit_unlock();
	return entry;
}

/*
 * Call all functions, or only those of @image if it is not NULL.  Both libraries' exit() and
 * __cxa_finalize() call this function.
 */
void __call_exitprocs(int status, void *image)
{
	struct at_exit *entry;

	while ((entry = take_last(image))) {
		struct at_exit called = *entry;

		free_entry(entry);
		switch (called.kind) {
		case WITH_STATUS:
			((void (*)(int, void *))called.fn)(status, called.arg);
			break;
		case WITH_OBJECT:
			((void (*)(void *))called.fn)(called.arg);
			break;
		default:
			called.fn();
		}
	}
}

int atexit(void (*fn)(void))
{
	return enroll(PLAIN, fn, NULL, NULL);
}

int on_exit(void (*fn)(int status, void *arg), void *arg)
{
	return enroll(WITH_STATUS, (void (*)(void))fn, arg, NULL);
}

int __cxa_atexit(void (*fn)(void *object), void *object, void *image)
{
	return enroll(WITH_OBJECT, (void (*)(void))fn, object, image);
}

void __cxa_finalize(void *image)
{
	__call_exitprocs(0, image);
}
