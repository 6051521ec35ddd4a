// SPDX-License-Identifier: BSD-2-Clause
/*
 * A program of the build machine in which one thread allocates objects with malloc() and another
 * thread frees them.  LD_PRELOAD can replace these functions by those of another library.
 *
 * handover CPUS
 *
 * The program prints the number of objects per second, with both parts in one thread (CPUS is 1) or
 * in two.
 */

#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define HANDOVER_ALLOC()	malloc(HANDOVER_SIZE)
#define HANDOVER_FREE(object)	free(object)
#define HANDOVER_PAUSE()	sched_yield()

#include "handover.h"

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec / 1e9;
}

static void *produce(void *unused)
{
	handover_produce();
	return unused;
}

int main(int argc, char **argv)
{
	int cpus = argc > 1 ? atoi(argv[1]) : 0;
	unsigned long nr;
	pthread_t thread;
	double start;

	if (cpus != 1 && cpus != 2) {
		fprintf(stderr, "handover: %s is not 1 or 2\n", argc > 1 ? argv[1] : "the argument");
		return 2;
	}
	start = seconds();
	if (cpus == 1) {
		nr = handover_alone();
	} else {
		if (pthread_create(&thread, NULL, produce, NULL)) {
			fprintf(stderr, "handover: no second thread\n");
			return 1;
		}
		nr = handover_consume();
		pthread_join(thread, NULL);
	}
	if (nr < HANDOVER_OBJECTS) {
		fprintf(stderr, "handover: no memory after %lu objects\n", nr);
		return 1;
	}
	printf("%.0f\n", nr / (seconds() - start));
	return 0;
}
