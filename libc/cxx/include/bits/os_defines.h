/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef _GLIBCXX_OS_DEFINES
#define _GLIBCXX_OS_DEFINES 1

/* Operating-system settings for libstdc++'s headers.  This file replaces the one for Linux. */

#define __NO_CTYPE					1
#define _GLIBCXX_NO_OBSOLETE_ISINF_ISNAN_DYNAMIC	1
#define _GLIBCXX_NATIVE_THREAD_ID			pthread_self()
#define _GLIBCXX_GTHREAD_USE_WEAK			0

#endif /* _GLIBCXX_OS_DEFINES */
