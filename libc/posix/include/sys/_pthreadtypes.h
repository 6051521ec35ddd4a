/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef _SYS__PTHREADTYPES_H_
#define _SYS__PTHREADTYPES_H_

/*
 * Types of <pthread.h>.  libc/posix/pthread.c explains their members.  An object whose bytes are
 * all zero is initialized.
 */

#include <sys/sched.h>

typedef struct pthread *pthread_t;

typedef struct {
	int detachstate;
	size_t stacksize;
} pthread_attr_t;

#define PTHREAD_CREATE_JOINABLE		0
#define PTHREAD_CREATE_DETACHED		1
#define PTHREAD_STACK_MIN		(1 << 13)
#define PTHREAD_KEYS_MAX		64
#define PTHREAD_DESTRUCTOR_ITERATIONS	4

#define PTHREAD_MUTEX_NORMAL		0
#define PTHREAD_MUTEX_RECURSIVE		1
#define PTHREAD_MUTEX_ERRORCHECK	2
#define PTHREAD_MUTEX_DEFAULT		PTHREAD_MUTEX_NORMAL

typedef struct {
	int state;
	int type;
	unsigned int depth;
	void *owner;
} pthread_mutex_t;

typedef struct {
	int type;
} pthread_mutexattr_t;

#define _PTHREAD_MUTEX_INITIALIZER	{ 0, PTHREAD_MUTEX_DEFAULT, 0, 0 }
#define PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP	{ 0, PTHREAD_MUTEX_RECURSIVE, 0, 0 }

typedef struct {
	int sequence;
	clockid_t clock;	/* 0 means CLOCK_REALTIME */
} pthread_cond_t;

typedef struct {
	clockid_t clock;
} pthread_condattr_t;

#define _PTHREAD_COND_INITIALIZER	{ 0, 0 }

typedef unsigned int pthread_key_t;

typedef struct {
	int state;
} pthread_once_t;

#define _PTHREAD_ONCE_INIT		{ 0 }

typedef struct {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	unsigned int count;
	unsigned int waiting;
	unsigned int round;
} pthread_barrier_t;

typedef struct {
	int unused;
} pthread_barrierattr_t;

typedef int pthread_spinlock_t;

typedef struct {
	pthread_mutex_t lock;
	pthread_cond_t changed;
	int holders;
	unsigned int writers_waiting;
} pthread_rwlock_t;

typedef struct {
	int unused;
} pthread_rwlockattr_t;

#define _PTHREAD_RWLOCK_INITIALIZER \
	{ _PTHREAD_MUTEX_INITIALIZER, _PTHREAD_COND_INITIALIZER, 0, 0 }

#endif /* _SYS__PTHREADTYPES_H_ */
