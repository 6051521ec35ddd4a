// SPDX-License-Identifier: BSD-2-Clause
/*
 * System functions that only picolibc calls.  Its per-thread data consists of thread-local
 * variables.
 */

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
#include "libc/posix/library.h"

void __libc_fini_array(void);
void __call_exitprocs(int status, void *image);

/* Nothing to do: exit() below calls the destructors. */
void libc_begin(void)
{
}

/* picolibc's own exit() calls only destructors since version 1.8.10, and not __call_exitprocs(). */
void exit(int status)
{
	__call_exitprocs(status, NULL);
	__libc_fini_array();
	_exit(status);
}

int system(const char *command)
{
	if (!command)
		return 0;	/* there is no shell */
	errno = ENOSYS;
	return -1;
}

/* Signals come only from raise(), which ignores masks. */
int sigprocmask(int how, const sigset_t *set, sigset_t *old)
{
	if (old)
		sigemptyset(old);
	return 0;
}
