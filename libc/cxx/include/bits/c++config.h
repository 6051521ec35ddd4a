/* SPDX-License-Identifier: BSD-2-Clause */
/* Include libstdc++'s c++config.h, and disable functions that only Linux's C library has. */
#include_next <bits/c++config.h>

#ifndef _QUARRY_CXXCONFIG_H
#define _QUARRY_CXXCONFIG_H

#undef _GLIBCXX_HAVE_TIMESPEC_GET
#undef _GLIBCXX_USE_PTHREAD_COND_CLOCKWAIT
#undef _GLIBCXX_USE_PTHREAD_MUTEX_CLOCKLOCK
#undef _GLIBCXX_USE_PTHREAD_RWLOCK_CLOCKLOCK

#endif /* _QUARRY_CXXCONFIG_H */
