// SPDX-License-Identifier: BSD-2-Clause
/* Tests of POSIX threads and C11 threads. */

#include <errno.h>
#include <fcntl.h>
#include <malloc.h>
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <threads.h>
#include <time.h>
#include <unistd.h>
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
 * Thread function: ROUNDS times, increment a counter under the lock, and wait for the turn of this
 * thread.  Each thread uses floating-point numbers.
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

	CHECK(pthread_key_create(&key, destroy) == 0 &&
	      pthread_barrier_init(&barrier, NULL, THREADS) == 0);
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
	/*
	 * Other readers get the lock until the writer starts to wait for it.  Wait until a reader
	 * does not get the lock.
	 */
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
	CHECK(pthread_attr_setstacksize(&attr, PTHREAD_STACK_MIN - 1) == EINVAL);
	CHECK(pthread_create(&thread, &attr, leave_early, &cleaned) == 0);
	for (int i = 0; i < 100 && __atomic_load_n(&cleaned, __ATOMIC_ACQUIRE) < 2; i++)
		nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
	CHECK(cleaned == 2 && pthread_join(pthread_self(), NULL) == EDEADLK &&
	      pthread_cancel(thread) == ENOSYS);
}

/* Use about @kib KiB of stack, also in functions of the library. */
static int use_stack(int kib)
{
	char text[1024];

	snprintf(text, sizeof(text), "%d %g", kib, kib / 2.0);
	return kib ? use_stack(kib - 1) + (atoi(text) == kib) : 0;
}

static void *use_2_mib(void *unused)
{
	return (void *)(long)use_stack(2000);
}

static void stacks(void)
{
	pthread_attr_t attr;
	pthread_t threads[4];
	size_t size = 0;
	void *result;

	CHECK(pthread_attr_init(&attr) == 0 && pthread_attr_getstacksize(&attr, &size) == 0 &&
	      size == CONFIG_LIBC_THREAD_STACK_KB * 1024UL);
	CHECK(use_stack(CONFIG_LIBC_MAIN_STACK_KB / 2) == CONFIG_LIBC_MAIN_STACK_KB / 2);
	CHECK(pthread_attr_setstacksize(&attr, 4 << 20) == 0);
	for (int i = 0; i < 4; i++)
		CHECK(pthread_create(&threads[i], &attr, use_2_mib, NULL) == 0);
	for (int i = 0; i < 4; i++)
		CHECK(pthread_join(threads[i], &result) == 0 && (long)result == 2000);
	CHECK(pthread_attr_setstacksize(&attr, (size_t)1 << 46) == 0 &&
	      pthread_create(&threads[0], &attr, use_2_mib, NULL) == EAGAIN);
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
	CHECK(mtx_unlock(&m) == thrd_success && thrd_join(thread, &result) == thrd_success &&
	      result == 42);
}

static pthread_barrier_t named;

static void *has_name(void *unused)
{
	char name[16] = "";

	pthread_barrier_wait(&named);
	CHECK(!strcmp(task_name(), "from outside"));
	CHECK(pthread_setname_np(pthread_self(), "own") == 0 && !strcmp(task_name(), "own"));
	CHECK(pthread_getname_np(pthread_self(), name, sizeof(name)) == 0 && !strcmp(name, "own"));
	CHECK(pthread_setname_np(pthread_self(), "sixteen letters!") == ERANGE);
	pthread_barrier_wait(&named);
	return NULL;
}

/*
 * Reports show the name of a thread, which the thread or another thread may set.  Another thread
 * may set the name at any time before the thread is joined.
 */
static void names(void)
{
	pthread_t thread;

	CHECK(pthread_barrier_init(&named, NULL, 2) == 0 &&
	      pthread_create(&thread, NULL, has_name, NULL) == 0);
	CHECK(pthread_setname_np(thread, "from outside") == 0);
	pthread_barrier_wait(&named);
	pthread_barrier_wait(&named);
	/* Set the name of the thread while it is ending or has ended. */
	for (int i = 0; i < 20; i++) {
		CHECK(pthread_setname_np(thread, "late") == 0);
		sched_yield();
	}
	CHECK(pthread_join(thread, NULL) == 0);
}

static int stop;

static void *flush_all(void *unused)
{
	while (!__atomic_load_n(&stop, __ATOMIC_ACQUIRE)) {
		CHECK(fflush(NULL) == 0);
		sched_yield();
	}
	return NULL;
}

static void *open_and_close(void *arg)
{
	char name[] = "/tmp/a", text[10];

	name[5] += (intptr_t)arg;
	for (int i = 0; i < 400; i++) {
		FILE *f = fopen(name, "w+");

		CHECK(f && fputs("text", f) >= 0);
		if (i & 1)
			sched_yield();
		if (!(i & 7))
			CHECK(f && fseek(f, 0, SEEK_SET) == 0 && fgets(text, sizeof(text), f) &&
			      !strcmp(text, "text"));
		CHECK(f && fclose(f) == 0);
	}
	return NULL;
}

/*
 * Close files while another thread flushes all open files.  No thread may hang, and all files can
 * be opened.
 */
static void flush_and_close(void)
{
	pthread_t threads[4], flusher;

	CHECK(pthread_create(&flusher, NULL, flush_all, NULL) == 0);
	for (intptr_t i = 0; i < 4; i++)
		CHECK(pthread_create(&threads[i], NULL, open_and_close, (void *)i) == 0);
	for (int i = 0; i < 4; i++)
		CHECK(pthread_join(threads[i], NULL) == 0);
	__atomic_store_n(&stop, 1, __ATOMIC_RELEASE);
	CHECK(pthread_join(flusher, NULL) == 0);
	for (char name[] = "/tmp/a"; name[5] < 'e'; name[5]++)
		CHECK(remove(name) == 0);
}

#define RACES		10000
#define RACES_SECONDS 2 /* limit of the duration: without parallel CPUs, races are slow */

static unsigned int arrived;
static int moved, created;
static int racing;

/*
 * Wait until both threads have called meet(@n).  Poll without system calls at first, so that both
 * threads continue at the same time.
 */
static void meet(unsigned int n)
{
	__atomic_fetch_add(&arrived, 1, __ATOMIC_ACQ_REL);
	for (unsigned int i = 1; __atomic_load_n(&arrived, __ATOMIC_ACQUIRE) < 2 * n; i++) {
		if (i % 1000 == 0)
			sched_yield();
	}
}

/*
 * Thread function: rename "/tmp/b" to "/tmp/a/b" and create "/tmp/a/f", while the first thread
 * renames "/tmp/a".
 */
static void *race(void *unused)
{
	for (unsigned int i = 0; racing; i++) {
		int fd;

		meet(4 * i + 1);
		moved = rename("/tmp/b", "/tmp/a/b");
		meet(4 * i + 2);
		meet(4 * i + 3);
		fd = open("/tmp/a/f", O_CREAT | O_EXCL | O_WRONLY, 0644);
		created = fd < 0 ? fd : close(fd);
		meet(4 * i + 4);
	}
	return NULL;
}

/*
 * Two threads move two directories into each other, and create a file in a directory that is being
 * renamed.  At most one of the moves may succeed, and all names must remain reachable.
 */
static void changed_paths(void)
{
	unsigned int both = 0, lost = 0, stuck = 0;
	time_t end = time(NULL) + RACES_SECONDS;
	pthread_t thread;

	CHECK(mkdir("/tmp/a", 0755) == 0 && mkdir("/tmp/b", 0755) == 0);
	racing = 1;
	CHECK(pthread_create(&thread, NULL, race, NULL) == 0);
	for (unsigned int i = 0; racing; i++) {
		int here;

		meet(4 * i + 1);
		here = rename("/tmp/a", "/tmp/b/a");
		meet(4 * i + 2);
		both += here == 0 && moved == 0;
		stuck += here == 0 && rename("/tmp/b/a", "/tmp/a") != 0;
		stuck += moved == 0 && rename("/tmp/a/b", "/tmp/b") != 0;
		meet(4 * i + 3);
		stuck += rename("/tmp/a", "/tmp/c") != 0;
		racing = i < RACES && time(NULL) < end;
		meet(4 * i + 4);
		lost += created == 0 && remove("/tmp/c/f") != 0;
		stuck += rename("/tmp/c", "/tmp/a") != 0;
	}
	CHECK(pthread_join(thread, NULL) == 0 && both == 0 && lost == 0 && stuck == 0);
	CHECK(rmdir("/tmp/a") == 0 && rmdir("/tmp/b") == 0);
}

static void *convert(void *unused)
{
	char text[60];

	CHECK(strtod("3.14159265358979323846264338327950288e-200", NULL) > 3e-200);
	CHECK(snprintf(text, sizeof(text), "%.40g", 3.1e-200) > 40 &&
	      signal(SIGUSR1, SIG_IGN) != SIG_ERR);
	return NULL;
}

/* The resources of a thread are freed when the thread is joined. */
static void leaves_nothing(void)
{
	size_t before = 0;

	for (int i = 0; i < 60; i++) {
		pthread_t thread;

		if (i == 10)
			before = mallinfo().uordblks;
		CHECK(pthread_create(&thread, NULL, convert, NULL) == 0 &&
		      pthread_join(thread, NULL) == 0);
	}
	CHECK(mallinfo().uordblks <= before);
	CHECK(signal(SIGUSR1, SIG_DFL) == SIG_IGN);
}

void check_threads(void)
{
	names();
	flush_and_close();
	changed_paths();
	leaves_nothing();
	many();
	mutexes();
	readers_and_writers();
	ends();
	stacks();
	standard();
}
