// SPDX-License-Identifier: BSD-2-Clause
/* C11 threads, implemented with POSIX threads. */

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <threads.h>
#include "libc/os.h"

static int thrd_result(int err)
{
	switch (err) {
	case 0: return thrd_success;
	case EBUSY: return thrd_busy;
	case ETIMEDOUT: return thrd_timedout;
	case EAGAIN: case ENOMEM: return thrd_nomem;
	default: return thrd_error;
	}
}

struct start {
	thrd_start_t fn;
	void *arg;
};

static void *thrd_run(void *data)
{
	struct start start = *(struct start *)data;

	os_free(data);
	return (void *)(intptr_t)start.fn(start.arg);
}

int thrd_create(thrd_t *thread, thrd_start_t fn, void *arg)
{
	struct start *start = os_alloc(sizeof(*start));
	int err;

	if (!start)
		return thrd_nomem;
	*start = (struct start){ fn, arg };
	err = pthread_create(thread, NULL, thrd_run, start);
	if (err)
		os_free(start);
	return thrd_result(err);
}

int thrd_join(thrd_t thread, int *value)
{
	void *got = NULL;
	int err = pthread_join(thread, &got);

	if (value && !err)
		*value = (intptr_t)got;
	return thrd_result(err);
}

int thrd_detach(thrd_t thread)
{
	return thrd_result(pthread_detach(thread));
}

int thrd_equal(thrd_t a, thrd_t b)
{
	return pthread_equal(a, b);
}

thrd_t thrd_current(void)
{
	return pthread_self();
}

void thrd_exit(int value)
{
	pthread_exit((void *)(intptr_t)value);
}

int thrd_sleep(const struct timespec *time, struct timespec *left)
{
	return nanosleep(time, left);
}

void thrd_yield(void)
{
	os_yield();
}

int mtx_init(mtx_t *mutex, int type)
{
	pthread_mutexattr_t attr = { PTHREAD_MUTEX_NORMAL };

	if (type & mtx_recursive)
		attr.type = PTHREAD_MUTEX_RECURSIVE;
	return thrd_result(pthread_mutex_init(mutex, &attr));
}

void mtx_destroy(mtx_t *mutex)
{
	pthread_mutex_destroy(mutex);
}

int mtx_lock(mtx_t *mutex)
{
	return thrd_result(pthread_mutex_lock(mutex));
}

int mtx_trylock(mtx_t *mutex)
{
	return thrd_result(pthread_mutex_trylock(mutex));
}

int mtx_timedlock(mtx_t *mutex, const struct timespec *time)
{
	return thrd_result(pthread_mutex_timedlock(mutex, time));
}

int mtx_unlock(mtx_t *mutex)
{
	return thrd_result(pthread_mutex_unlock(mutex));
}

int cnd_init(cnd_t *cond)
{
	return thrd_result(pthread_cond_init(cond, NULL));
}

void cnd_destroy(cnd_t *cond)
{
	pthread_cond_destroy(cond);
}

int cnd_wait(cnd_t *cond, mtx_t *mutex)
{
	return thrd_result(pthread_cond_wait(cond, mutex));
}

int cnd_timedwait(cnd_t *cond, mtx_t *mutex, const struct timespec *time)
{
	return thrd_result(pthread_cond_timedwait(cond, mutex, time));
}

int cnd_signal(cnd_t *cond)
{
	return thrd_result(pthread_cond_signal(cond));
}

int cnd_broadcast(cnd_t *cond)
{
	return thrd_result(pthread_cond_broadcast(cond));
}

/* This function is weak, like pthread_once(). */
__attribute__((weak)) void call_once(once_flag *once, void (*routine)(void))
{
	pthread_once(once, routine);
}

int tss_create(tss_t *key, tss_dtor_t destructor)
{
	return thrd_result(pthread_key_create(key, destructor));
}

void tss_delete(tss_t key)
{
	pthread_key_delete(key);
}

void *tss_get(tss_t key)
{
	return pthread_getspecific(key);
}

int tss_set(tss_t key, void *value)
{
	return thrd_result(pthread_setspecific(key, value));
}
