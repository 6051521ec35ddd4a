// SPDX-License-Identifier: BSD-2-Clause
/*
 * Signals that the program sends to itself by raise() and kill(), and signals of keys on the
 * console.  A handler runs in the thread that sends the signal or reads the console.  There is one
 * table of handlers for the whole program.  newlib's functions, which this file replaces, have a
 * table for each thread.  A handler is called only once after each call of signal().
 */

#include <errno.h>
#include <signal.h>
#include <stddef.h>
#include <sys/types.h>
#include "libc/os.h"

#ifndef NSIG
#define NSIG	_NSIG		/* some versions of picolibc define only _NSIG */
#endif

typedef void (*handler)(int number);

static handler handlers[NSIG];		/* SIG_DFL is 0; accessed atomically */

static int is_signal(int number)
{
	return number > 0 && number < NSIG;
}

/* Return true for a signal that is ignored by default (POSIX.1-2017, <signal.h>). */
static int is_ignored(int number)
{
	switch (number) {
	case SIGCHLD: case SIGCONT: case SIGURG:
#ifdef SIGWINCH
	case SIGWINCH:
#endif
		return 1;
	default:
		return 0;
	}
}

handler signal(int number, handler fn)
{
	if (!is_signal(number) || number == SIGKILL || number == SIGSTOP || fn == SIG_ERR) {
		errno = EINVAL;
		return SIG_ERR;
	}
	return __atomic_exchange_n(&handlers[number], fn, __ATOMIC_ACQ_REL);
}

int raise(int number)
{
	handler fn;

	if (!is_signal(number)) {
		errno = EINVAL;
		return -1;
	}
	/*
	 * If several threads raise the signal at the same time, only one of them calls the handler.
	 */
	fn = __atomic_load_n(&handlers[number], __ATOMIC_ACQUIRE);
	while (fn != SIG_IGN && fn != SIG_DFL &&
	       !__atomic_compare_exchange_n(&handlers[number], &fn, SIG_DFL, 0, __ATOMIC_SEQ_CST,
					    __ATOMIC_SEQ_CST))
		;
	if (fn == SIG_DFL && !is_ignored(number))
		os_signal(number);
	if (fn != SIG_DFL && fn != SIG_IGN)
		fn(number);
	return 0;
}

/*
 * Send a signal to the only process, which has the number 1.  The numbers 0 and -1 refer to it,
 * too.
 */
int kill(pid_t pid, int number)
{
	if (pid != 1 && pid != 0 && pid != -1) {
		errno = ESRCH;
		return -1;
	}
	return number ? raise(number) : 0;
}

#ifdef CONFIG_LIBC_NEWLIB
#include <reent.h>

/* These are the names that newlib's code calls. */
int _kill(pid_t pid, int number)
{
	return kill(pid, number);
}

int _raise_r(struct _reent *reent, int number)
{
	return raise(number);
}

handler _signal_r(struct _reent *reent, int number, handler fn)
{
	return signal(number, fn);
}
#endif
