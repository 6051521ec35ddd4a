// SPDX-License-Identifier: BSD-2-Clause
/*
 * newlib's per-thread data, which includes errno, and the functions that newlib calls with this
 * data as an argument.
 */

#include <reent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "libc/os.h"
#include "libc/posix/library.h"

/* newlib's function that calls the destructors of the image. */
void __libc_fini_array(void);

/* This weak symbol is NULL if the image does not use stdio. */
void __sinit(struct _reent *reent) __attribute__((weak));

/*
 * Initialize newlib.  The first thread uses newlib's static data.  exit() flushes buffers only if
 * stdio was initialized for that thread, even if other threads have printed.  It calls destructors
 * only if they are registered.
 */
void libc_begin(void)
{
	os_set_thread_data(_GLOBAL_REENT);
	if (__sinit)
		__sinit(_GLOBAL_REENT);
	atexit(__libc_fini_array);
}

/*
 * Allocate newlib's data for the current thread.  If there is no memory, the thread shares the data
 * of the first thread.
 */
void *libc_thread_data(void)
{
	struct _reent *data = os_alloc(sizeof(*data));

	if (!data)
		return _GLOBAL_REENT;
	_REENT_INIT_PTR(data);
	os_set_thread_data(data);
	return data;
}

/*
 * Free the powers of five that number conversions have cached.  _reclaim_reent() of newlib 3.3 does
 * not free them.
 */
static void free_powers(struct _reent *data)
{
	struct _Bigint *power = _REENT_MP_P5S(data), *next;

	_REENT_MP_P5S(data) = NULL;
	for (; power; power = next) {
		next = power->_next;
		free(power);
	}
}

void library_thread_exit(void)
{
	struct _reent *data = os_thread_data();

	if (!data || data == _GLOBAL_REENT)
		return;
	free_powers(data);
	_reclaim_reent(data);
	os_set_thread_data(NULL);
	os_free(data);
}

/* ---- functions that newlib calls by its own names -------------------------------------------- */

void *_malloc_r(struct _reent *reent, size_t size)
{
	return malloc(size);
}

void _free_r(struct _reent *reent, void *p)
{
	free(p);
}

void *_calloc_r(struct _reent *reent, size_t n, size_t size)
{
	return calloc(n, size);
}

void *_realloc_r(struct _reent *reent, void *p, size_t size)
{
	return realloc(p, size);
}

/* newlib's _remove_r() does not remove directories. */
int _remove_r(struct _reent *reent, const char *path)
{
	return remove(path);
}
