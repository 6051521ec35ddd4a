// SPDX-License-Identifier: BSD-2-Clause
/*
 * System functions that only picolibc calls.  The per-thread data of picolibc consists of
 * thread-local variables.
 */

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <unistd.h>
#include "libc/posix/library.h"

void __libc_fini_array(void);
void __call_exitprocs(int status, void *image);

/* Do nothing: exit() below calls the destructors. */
void libc_begin(void)
{
}

/*
 * This function replaces picolibc's exit(), which since version 1.8.10 calls only destructors, and
 * not __call_exitprocs().
 */
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

/* Ignore the mask: signals come only from raise(), which ignores masks. */
int sigprocmask(int how, const sigset_t *set, sigset_t *old)
{
	if (old)
		sigemptyset(old);
	return 0;
}
