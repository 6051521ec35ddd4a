/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef _SYS__OPTIONS_H
#define _SYS__OPTIONS_H

/* Which of POSIX's options this system has; for <sys/features.h>. */

/*
 * There is no timer_create() and no clock_nanosleep().  The libraries' headers declare clock_gettime() and
 * pthread_condattr_setclock() where these names are defined, whatever their value is.
 */
#define _POSIX_TIMERS			-1
#define _POSIX_CLOCK_SELECTION		-1
#define _POSIX_MONOTONIC_CLOCK		200809L
#define _POSIX_FSYNC			200809L

/*
 * Members of struct tm for the time zone.  picolibc's time.h declares tm_gmtoff where the first name is
 * defined.
 */
#define __TM_GMTOFF			tm_gmtoff
#define __TM_ZONE			tm_zone

/* The library itself takes its locks by sys/lock.h. */
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
