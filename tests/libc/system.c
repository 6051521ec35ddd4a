// SPDX-License-Identifier: BSD-2-Clause
/* What is neither files nor memory nor threads. */

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
	CHECK(atomic_compare_exchange_strong(&number, &expected, 1) && atomic_exchange(&number, 2) == 1);
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
	CHECK(signal(SIGTERM, handler) == SIG_DFL && kill(getpid(), SIGTERM) == 0 && caught == SIGTERM);
	CHECK(signal(SIGTERM, SIG_IGN) == SIG_DFL && kill(getpid(), SIGTERM) == 0);
	CHECK(signal(SIGTERM, SIG_DFL) == SIG_IGN && kill(getpid(), 0) == 0);
	CHECK(kill(getpid(), SIGCHLD) == 0);
	CHECK(kill(2, SIGTERM) == -1 && errno == ESRCH && kill(getpid(), 1000) == -1 && errno == EINVAL);
	CHECK(signal(SIGKILL, handler) == SIG_ERR && errno == EINVAL && raise(-1) != 0);
	/* A handler is the whole program's. */
	CHECK(signal(SIGUSR2, handler) == SIG_DFL &&
	      pthread_create(&thread, NULL, raise_in_thread, NULL) == 0);
	CHECK(pthread_join(thread, &result) == 0 && !result && caught == SIGUSR2);
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
	CHECK(setenv("NONE", "some", 1) == 0 && !strcmp(getenv("NONE"), "some") && unsetenv("NONE") == 0);
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
