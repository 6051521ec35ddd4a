// SPDX-License-Identifier: BSD-2-Clause
/* newlib's data for each thread, errno among it, and the functions that newlib calls with that data. */

#include <reent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "libc/os.h"
#include "libc/posix/library.h"

/* newlib's: calls the image's destructors. */
void __libc_fini_array(void);

/* Of an image with stdio. */
void __sinit(struct _reent *reent) __attribute__((weak));

/*
 * The first thread's data is newlib's own.  exit() writes what is in buffers only if stdio was initialized
 * for that thread, whichever thread has printed; and calls destructors if it is told to.
 */
void libc_begin(void)
{
	os_set_thread_data(_GLOBAL_REENT);
	if (__sinit)
		__sinit(_GLOBAL_REENT);
	atexit(__libc_fini_array);
}

/* Where there is no memory for a thread's own, it shares the first one's. */
void *libc_thread_data(void)
{
	struct _reent *data = os_alloc(sizeof(*data));

	if (!data)
		return _GLOBAL_REENT;
	_REENT_INIT_PTR(data);
	os_set_thread_data(data);
	return data;
}

/* Powers of five that conversions of long numbers keep, which _reclaim_reent() of newlib 3.3 leaves. */
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

/* ---- as newlib calls them itself -------------------------------------------------------------- */

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

/* newlib's own knows no directories. */
int _remove_r(struct _reent *reent, const char *path)
{
	return remove(path);
}
