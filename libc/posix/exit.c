// SPDX-License-Identifier: BSD-2-Clause
/*
 * Functions that exit() calls, for both C libraries: as many as there is memory for.  newlib's table and
 * picolibc's have space for 32 functions, destructors of C++ among them.  newlib holds its lock while it
 * calls a function: that hangs if the function waits for a thread that registers one.
 *
 * The functions form a list, the last one first.  exit() takes one off at a time, and calls it without the
 * lock: what a function registers is called next.
 *
 * Locking: the list's own lock, a word: 0 is free, 1 taken, 2 taken with waiters.
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

/* The first ones need no memory: C promises 32. */
static struct at_exit early[32];
static unsigned int early_used;
static struct at_exit *last;
static int lock;

static void exit_lock(void)
{
	int state = 0;

	if (__atomic_compare_exchange_n(&lock, &state, 1, false, __ATOMIC_ACQUIRE, __ATOMIC_RELAXED))
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

/* Take the last one off, of @image if that is not NULL. */
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

/* By exit() of both libraries; and for one image by __cxa_finalize(). */
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
