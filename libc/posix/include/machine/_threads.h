/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef _MACHINE__THREADS_H_
#define _MACHINE__THREADS_H_

/* The types of C11's <threads.h>: those of POSIX. */

#include <sys/cdefs.h>
#include <sys/types.h>
#include <sys/_pthreadtypes.h>

typedef pthread_t thrd_t;
typedef pthread_mutex_t mtx_t;
typedef pthread_cond_t cnd_t;
typedef pthread_key_t tss_t;
typedef pthread_once_t once_flag;

#define ONCE_FLAG_INIT			_PTHREAD_ONCE_INIT
#define TSS_DTOR_ITERATIONS		4

#endif /* _MACHINE__THREADS_H_ */
