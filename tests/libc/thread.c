// SPDX-License-Identifier: BSD-2-Clause
/* POSIX threads, and C11's. */

#include <errno.h>
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>
#include <time.h>
#include "check.h"

#define THREADS		8
#define ROUNDS		500

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static pthread_barrier_t barrier;
static pthread_rwlock_t rwlock = PTHREAD_RWLOCK_INITIALIZER;
static unsigned int counter, turn, destroyed, initialized, serial;

static void init_once(void)
{
	sched_yield();
	initialized++;
}

static void destroy(void *value)
{
	__atomic_fetch_add(&destroyed, (unsigned long)value, __ATOMIC_RELAXED);
}

/*
 * Each adds to a counter under the lock, and waits for its turn in between; each has floating-point
 * numbers.
 */
static void *count(void *arg)
{
	unsigned long n = (unsigned long)arg;
	double sum = 0;

	pthread_once(&once, init_once);
	pthread_setspecific(key, (void *)1);
	errno = n;
	for (int i = 0; i < ROUNDS; i++) {
		unsigned int seen;

		pthread_mutex_lock(&lock);
		seen = counter;
		if (i % 50 == 0)
			sched_yield();
		counter = seen + 1;
		pthread_mutex_unlock(&lock);
		sum += sqrt(n);
	}
	for (int i = 0; i < 20; i++) {
		pthread_mutex_lock(&lock);
		while (turn % THREADS != n)
			pthread_cond_wait(&changed, &lock);
		turn++;
		pthread_cond_broadcast(&changed);
		pthread_mutex_unlock(&lock);
	}
	if (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD)
		__atomic_fetch_add(&serial, 1, __ATOMIC_RELAXED);
	CHECK(errno == (int)n && pthread_getspecific(key) == (void *)1);
	CHECK(fabs(sum - ROUNDS * sqrt(n)) < 1e-6);
	return (void *)(n * 2);
}

static void many(void)
{
	pthread_t threads[THREADS];

	CHECK(pthread_key_create(&key, destroy) == 0 && pthread_barrier_init(&barrier, NULL, THREADS) == 0);
	for (unsigned long i = 0; i < THREADS; i++)
		CHECK(pthread_create(&threads[i], NULL, count, (void *)i) == 0);
	for (unsigned long i = 0; i < THREADS; i++) {
		void *result;

		CHECK(pthread_join(threads[i], &result) == 0 && result == (void *)(i * 2));
	}
	CHECK(counter == THREADS * ROUNDS && turn == THREADS * 20 && destroyed == THREADS);
	CHECK(initialized == 1 && serial == 1);
	CHECK(pthread_key_delete(key) == 0 && pthread_setspecific(key, &key) == EINVAL);
	CHECK(pthread_key_create(&key, NULL) == 0 && !pthread_getspecific(key) &&
	      pthread_key_delete(key) == 0);
}

static void mutexes(void)
{
	struct timespec time;
	pthread_mutexattr_t attr;
	pthread_mutex_t m;

	pthread_mutexattr_init(&attr);
	CHECK(pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_RECURSIVE) == 0 &&
	      pthread_mutex_init(&m, &attr) == 0);
	CHECK(pthread_mutex_lock(&m) == 0 && pthread_mutex_lock(&m) == 0 &&
	      pthread_mutex_destroy(&m) == EBUSY);
	CHECK(pthread_mutex_unlock(&m) == 0 && pthread_mutex_unlock(&m) == 0 &&
	      pthread_mutex_unlock(&m) == EPERM);
	pthread_mutexattr_settype(&attr, PTHREAD_MUTEX_ERRORCHECK);
	pthread_mutex_init(&m, &attr);
	CHECK(pthread_mutex_lock(&m) == 0 && pthread_mutex_lock(&m) == EDEADLK &&
	      pthread_mutex_trylock(&m) == EBUSY);
	CHECK(pthread_mutex_unlock(&m) == 0 && pthread_mutex_unlock(&m) == EPERM);
	CHECK(pthread_mutexattr_settype(&attr, 9) == EINVAL);
	pthread_mutex_init(&m, NULL);
	pthread_mutex_lock(&m);
	clock_gettime(CLOCK_REALTIME, &time);
	time.tv_nsec += 10000000;
	time.tv_sec += time.tv_nsec / 1000000000;
	time.tv_nsec %= 1000000000;
	CHECK(pthread_mutex_timedlock(&m, &time) == ETIMEDOUT);
	CHECK(pthread_cond_timedwait(&changed, &m, &time) == ETIMEDOUT);
	time.tv_nsec = -1;
	CHECK(pthread_cond_timedwait(&changed, &m, &time) == EINVAL);
	CHECK(pthread_mutex_unlock(&m) == 0);
}

static void *write_once(void *arg)
{
	CHECK(pthread_rwlock_trywrlock(&rwlock) == EBUSY && pthread_rwlock_tryrdlock(&rwlock) == 0);
	pthread_rwlock_unlock(&rwlock);
	pthread_rwlock_wrlock(&rwlock);
	*(int *)arg = 1;
	pthread_rwlock_unlock(&rwlock);
	return NULL;
}

static void readers_and_writers(void)
{
	int written = 0;
	pthread_t thread;

	CHECK(pthread_rwlock_rdlock(&rwlock) == 0 &&
	      pthread_create(&thread, NULL, write_once, &written) == 0);
	/* Until the writer waits, more may read. */
	for (int tries = 0; tries < 5000 && pthread_rwlock_tryrdlock(&rwlock) == 0; tries++) {
		pthread_rwlock_unlock(&rwlock);
		nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
	}
	CHECK(!written && pthread_rwlock_tryrdlock(&rwlock) == EBUSY);
	pthread_rwlock_unlock(&rwlock);
	CHECK(pthread_join(thread, NULL) == 0 && written == 1);
}

static void clean(void *arg)
{
	++*(int *)arg;
}

static void *leave_early(void *arg)
{
	pthread_cleanup_push(clean, arg);
	pthread_exit(arg);
	pthread_cleanup_pop(0);
	return NULL;
}

static void ends(void)
{
	int cleaned = 0;
	pthread_attr_t attr;
	pthread_t thread;
	void *result;

	CHECK(pthread_create(&thread, NULL, leave_early, &cleaned) == 0);
	CHECK(pthread_join(thread, &result) == 0 && result == &cleaned && cleaned == 1);
	CHECK(pthread_attr_init(&attr) == 0 &&
	      pthread_attr_setdetachstate(&attr, PTHREAD_CREATE_DETACHED) == 0);
	CHECK(pthread_attr_setstacksize(&attr, (size_t)1 << 30) == EINVAL);
	CHECK(pthread_create(&thread, &attr, leave_early, &cleaned) == 0);
	for (int i = 0; i < 100 && __atomic_load_n(&cleaned, __ATOMIC_ACQUIRE) < 2; i++)
		nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
	CHECK(cleaned == 2 && pthread_join(pthread_self(), NULL) == EDEADLK &&
	      pthread_cancel(thread) == ENOSYS);
}

static int c11(void *arg)
{
	mtx_lock(arg);
	mtx_unlock(arg);
	return 42;
}

static void standard(void)
{
	thrd_t thread;
	int result = 0;
	mtx_t m;

	CHECK(mtx_init(&m, mtx_plain) == thrd_success && mtx_lock(&m) == thrd_success);
	CHECK(mtx_trylock(&m) == thrd_busy && thrd_create(&thread, c11, &m) == thrd_success);
	CHECK(mtx_unlock(&m) == thrd_success && thrd_join(thread, &result) == thrd_success && result == 42);
}

void check_threads(void)
{
	many();
	mutexes();
	readers_and_writers();
	ends();
	standard();
}
