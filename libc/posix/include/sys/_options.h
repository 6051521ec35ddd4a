/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef _SYS__OPTIONS_H
#define _SYS__OPTIONS_H

/* POSIX options of this system, for <sys/features.h>. */

/*
 * Options whose functions do not all exist: there are no timer_create() and clock_nanosleep().  The
 * names must be defined with any value, because the headers of the libraries then declare
 * clock_gettime() and pthread_condattr_setclock().
 */
#define _POSIX_TIMERS			-1
#define _POSIX_CLOCK_SELECTION		-1
#define _POSIX_MONOTONIC_CLOCK		200809L
#define _POSIX_FSYNC			200809L

/*
 * Names of the members of struct tm for the time zone.  picolibc's time.h declares tm_gmtoff if the
 * first of these macros is defined.
 */
#define __TM_GMTOFF			tm_gmtoff
#define __TM_ZONE			tm_zone

/* The C library itself must not use pthread functions: its locks are those of sys/lock.h. */
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
