// SPDX-License-Identifier: BSD-2-Clause
/* Tests of other parts of the C library: signals, setjmp(), search functions, exit() and time. */

#include <errno.h>
#include <pthread.h>
#include <search.h>
#include <setjmp.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>
#include "check.h"

static int compare(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static void atomics(void)
{
	atomic_int number = 5;
	atomic_flag flag = ATOMIC_FLAG_INIT;
	int expected = 6;

	CHECK(atomic_fetch_add(&number, 2) == 5 && atomic_load(&number) == 7);
	CHECK(!atomic_compare_exchange_strong(&number, &expected, 1) && expected == 7);
	CHECK(atomic_compare_exchange_strong(&number, &expected, 1) &&
	      atomic_exchange(&number, 2) == 1);
	CHECK(!atomic_flag_test_and_set(&flag) && atomic_flag_test_and_set(&flag));
}

static jmp_buf jump;
static volatile sig_atomic_t caught;

static void handler(int number)
{
	caught = number;
}

static double over(double x)
{
	if (x > 10)
		longjmp(jump, 7);
	return x < 0 ? x : over(x * 1.5) + x;
}

static void *raise_in_thread(void *unused)
{
	return (void *)(long)raise(SIGUSR2);
}

static void signals(void)
{
	pthread_t thread;
	void *result;

	CHECK(signal(SIGUSR1, handler) == SIG_DFL && raise(SIGUSR1) == 0 && caught == SIGUSR1);
	caught = 0;
	CHECK(signal(SIGTERM, handler) == SIG_DFL && kill(getpid(), SIGTERM) == 0 &&
	      caught == SIGTERM);
	CHECK(signal(SIGTERM, SIG_IGN) == SIG_DFL && kill(getpid(), SIGTERM) == 0);
	CHECK(signal(SIGTERM, SIG_DFL) == SIG_IGN && kill(getpid(), 0) == 0 &&
	      kill(getpid(), SIGCHLD) == 0);
	CHECK(kill(2, SIGTERM) == -1 && errno == ESRCH && kill(getpid(), 1000) == -1 &&
	      errno == EINVAL);
	CHECK(signal(SIGKILL, handler) == SIG_ERR && errno == EINVAL && raise(-1) != 0);
	/* A signal handler is used in all threads. */
	CHECK(signal(SIGUSR2, handler) == SIG_DFL &&
	      pthread_create(&thread, NULL, raise_in_thread, NULL) == 0);
	CHECK(pthread_join(thread, &result) == 0 && !result && caught == SIGUSR2);
}

/* C11, 7.13.2.1: after longjmp(env, 0), setjmp() returns 1. */
static void jumps(void)
{
	static volatile int count;
	static jmp_buf env;
	int value = setjmp(env);

	if (!count++)
		longjmp(env, 0);
	CHECK(count == 2 && value == 1);
}

/* Register many functions for exit().  main.c counts their calls. */
static void handlers(void)
{
	int n = 0;

	while (n < 200 && !atexit(count_exit))
		n++;
	CHECK(n == 200);
}

static void limits(void)
{
	errno = 0;
	CHECK(sysconf(_SC_NPROCESSORS_ONLN) >= 1 && sysconf(_SC_NPROCESSORS_CONF) >= 1);
	CHECK(sysconf(_SC_PHYS_PAGES) > sysconf(_SC_AVPHYS_PAGES) &&
	      sysconf(_SC_AVPHYS_PAGES) > 100);
	CHECK(sysconf(_SC_PHYS_PAGES) * sysconf(_SC_PAGESIZE) > 32 << 20 &&
	      sysconf(_SC_THREADS) > 0);
	CHECK(sysconf(_SC_STREAM_MAX) == -1 && errno == 0 &&
	      sysconf(_SC_PAGESIZE) == getpagesize());
	CHECK(sysconf(_SC_TIMERS) == -1 && sysconf(_SC_CLOCK_SELECTION) == -1 && errno == 0);
	CHECK(_POSIX_TIMERS == -1 && _POSIX_CLOCK_SELECTION == -1 &&
	      sysconf(_SC_MONOTONIC_CLOCK) > 0);
	CHECK(sysconf(9999) == -1 && errno == EINVAL && sysconf(-1) == -1);
}

static void clocks(void)
{
	struct timespec before, set = { 2000000000, 500000000 }, after;
	struct timeval now;

	CHECK(clock_gettime(CLOCK_REALTIME, &before) == 0 &&
	      clock_settime(CLOCK_REALTIME, &set) == 0);
	CHECK(clock_gettime(CLOCK_REALTIME, &after) == 0 && after.tv_sec - set.tv_sec <= 1);
	CHECK(time(NULL) - set.tv_sec <= 1 && clock_settime(CLOCK_MONOTONIC, &set) == -1 &&
	      errno == EINVAL);
	set.tv_nsec = 1000000000;
	CHECK(clock_settime(CLOCK_REALTIME, &set) == -1 && errno == EINVAL);
	now = (struct timeval){ before.tv_sec, before.tv_nsec / 1000 };
	CHECK(settimeofday(&now, NULL) == 0 && time(NULL) - before.tv_sec <= 1);
	now.tv_usec = 1000000;
	CHECK(settimeofday(&now, NULL) == -1 && errno == EINVAL);
	errno = 0;
	/* In nanoseconds, this number of microseconds would overflow 64 bits and become 384. */
	now.tv_usec = 18446744073709552;
	CHECK(settimeofday(&now, NULL) == -1 && errno == EINVAL);
}

void check_system(int argc, char **argv)
{
	int numbers[100], key = 77, volatile_count;
	struct timespec a, b, nap = { 0, 20000000 };
	struct timeval now;
	time_t t;

	CHECK(constructed == 123);
	CHECK(argc >= 2 && !strcmp(argv[0], "main") && !argv[argc]);
	CHECK(getenv("COLOUR") && !strcmp(getenv("COLOUR"), "green") && !getenv("NONE"));
	CHECK(setenv("NONE", "some", 1) == 0 && !strcmp(getenv("NONE"), "some") &&
	      unsetenv("NONE") == 0);
	for (int i = 0; i < 100; i++)
		numbers[i] = i * 37 % 100;
	qsort(numbers, 100, sizeof(int), compare);
	for (int i = 0; i < 100; i++)
		if (numbers[i] != i)
			CHECK(!"qsort() sorts");
	CHECK(*(int *)bsearch(&key, numbers, 100, sizeof(int), compare) == 77);
	volatile_count = setjmp(jump);
	if (!volatile_count)
		over(1);
	CHECK(volatile_count == 7);
	signals();
	jumps();
	handlers();
	limits();
	clocks();

	CHECK(clock_gettime(CLOCK_MONOTONIC, &a) == 0 && nanosleep(&nap, NULL) == 0);
	CHECK(clock_gettime(CLOCK_MONOTONIC, &b) == 0);
	CHECK((b.tv_sec - a.tv_sec) * 1000000000L + b.tv_nsec - a.tv_nsec >= 20000000);
	CHECK(clock_gettime(99, &a) == -1 && errno == EINVAL);
	CHECK(time(&t) == t && gettimeofday(&now, NULL) == 0 && now.tv_sec - t <= 1 &&
	      clock() != (clock_t)-1);
	printf("time: %s", ctime(&t));
	atomics();
	CHECK(getpid() == 1 && fork() == -1 && errno == ENOSYS);
}
