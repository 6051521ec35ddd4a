/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef _SYS__OPTIONS_H
#define _SYS__OPTIONS_H

/* POSIX options of this system, for <sys/features.h>. */

/*
 * timer_create() and clock_nanosleep() do not exist.  The libraries' headers declare
 * clock_gettime() and pthread_condattr_setclock() if these names are defined, regardless of their
 * value.
 */
#define _POSIX_TIMERS			-1
#define _POSIX_CLOCK_SELECTION		-1
#define _POSIX_MONOTONIC_CLOCK		200809L
#define _POSIX_FSYNC			200809L

/*
 * Names of the members of struct tm for the time zone.  picolibc's time.h declares tm_gmtoff if the
 * first macro is defined.
 */
#define __TM_GMTOFF			tm_gmtoff
#define __TM_ZONE			tm_zone

/* The library itself must not use pthread functions: its locks are those of sys/lock.h. */
#ifndef _COMPILING_NEWLIB
#define _POSIX_THREADS			200809L
#define _POSIX_THREAD_SAFE_FUNCTIONS	200809L
#define _POSIX_THREAD_ATTR_STACKSIZE	200809L
#define _POSIX_TIMEOUTS			200809L
#define _UNIX98_THREAD_MUTEX_ATTRIBUTES	1
#define _POSIX_SPIN_LOCKS		200809L
#define _POSIX_READER_WRITER_LOCKS	200809L
#define _POSIX_BARRIERS			200809L
#endif

#endif /* _SYS__OPTIONS_H */
