// SPDX-License-Identifier: BSD-2-Clause
/*
 * A program of the build machine that replays a recorded trace through malloc() and free().
 * LD_PRELOAD can replace these functions by those of another library.
 *
 * replay TRACE ROUNDS [-]
 *
 * The program prints the nanoseconds for each operation in the best round, the peak of the
 * requested bytes, the growth of the process, and the number of operations of a round.  The growth
 * is measured in a separate first round, in which each object is filled.  With a third argument, no
 * object is allocated, and the time is the cost of reading the trace.
 */

#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

static int nothing;
static char room[64];
static unsigned long cache_sizes[32];

static inline void *take(unsigned long size)
{
	return nothing ? room : malloc(size);
}

static inline void give(void *object)
{
	if (!nothing)
		free(object);
}

#define TRACE_DO_KMALLOC(size)		take(size)
#define TRACE_DO_CACHE_ALLOC(cache)	take(cache_sizes[cache])
#define TRACE_DO_FREE(object, cache)	((void)(cache), give(object))

#include "../traces/trace.h"

static struct trace_slots slots;
static void *objects[TRACE_MAX_LIVE];
static short caches[TRACE_MAX_LIVE];

static void *read_all(const char *path, size_t *size)
{
	FILE *f = fopen(path, "rb");
	char *data;

	if (!f || fseek(f, 0, SEEK_END)) {
		perror(path);
		exit(1);
	}
	*size = ftell(f);
	rewind(f);
	data = malloc(*size);
	if (!data || fread(data, 1, *size, f) != *size) {
		perror(path);
		exit(1);
	}
	fclose(f);
	return data;
}

/*
 * Return the size of the anonymous memory of this process in bytes, as the kernel counts it.  The
 * function does not allocate memory.
 */
static unsigned long own_memory(void)
{
	static char text[4096];
	int fd = open("/proc/self/smaps_rollup", O_RDONLY);
	ssize_t size = fd < 0 ? -1 : read(fd, text, sizeof(text) - 1);
	char *at;

	if (fd >= 0)
		close(fd);
	if (size < 0) {
		perror("smaps_rollup");
		exit(1);
	}
	text[size] = '\0';
	at = strstr(text, "Anonymous:");
	return at ? strtoul(at + 10, NULL, 10) * 1024 : 0;
}

static uint64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return t.tv_sec * 1000000000ULL + t.tv_nsec;
}

/* Store the object sizes of the caches, and return the peak of the live bytes. */
static unsigned long survey(const uint8_t *at, const uint8_t *end)
{
	static unsigned long sizes[TRACE_MAX_LIVE];
	unsigned long live = 0, most = 0, nr = 0;

	while (at < end) {
		unsigned long value = trace_number(&at), rest = value >> 2;
		unsigned int slot;

		if ((value & 3) == TRACE_CACHE) {
			cache_sizes[nr++] = rest;
			trace_number(&at);
		} else if ((value & 3) == TRACE_FREE) {
			live -= sizes[rest];
			trace_slot_give(&slots, rest);
		} else {
			slot = trace_slot_take(&slots);
			sizes[slot] = (value & 3) == TRACE_KMALLOC ? rest : cache_sizes[rest];
			live += sizes[slot];
			most = live > most ? live : most;
		}
	}
	slots.used = slots.nr_given = 0;
	return most;
}

/*
 * Run the round in which objects are filled.  Returns the growth of the process, which is measured
 * at every 200th operation.
 */
static unsigned long grow(const uint8_t *at, const uint8_t *end)
{
	unsigned long before = own_memory(), most = before, seen, nr = 0;

	while (at < end) {
		unsigned long value = trace_number(&at), rest = value >> 2, size;
		unsigned int slot;

		if ((value & 3) == TRACE_CACHE) {
			trace_number(&at);
		} else if ((value & 3) == TRACE_FREE) {
			give(objects[rest]);
			objects[rest] = NULL;
			trace_slot_give(&slots, rest);
		} else {
			slot = trace_slot_take(&slots);
			size = (value & 3) == TRACE_KMALLOC ? rest : cache_sizes[rest];
			objects[slot] = take(size);
			if (!nothing)
				memset(objects[slot], 1, size);
		}
		if (nr++ % 200 == 0) {
			seen = own_memory();
			most = seen > most ? seen : most;
		}
	}
	trace_end(&slots, objects, caches);
	return most - before;
}

int main(int argc, char **argv)
{
	uint64_t best = UINT64_MAX;
	unsigned long nr = 0, most, grown;
	uint8_t *data;
	size_t size;

	if (argc < 3) {
		fprintf(stderr, "usage: replay trace rounds [-]\n");
		return 2;
	}
	nothing = argc > 3;
	data = read_all(argv[1], &size);
	/* Write to the tables, so that their pages exist before the first measurement. */
	memset(objects, 0xff, sizeof(objects));
	memset(objects, 0, sizeof(objects));
	memset(caches, 0xff, sizeof(caches));
	memset(slots.given, 0xff, sizeof(slots.given));
	own_memory();
	most = survey(data, data + size);
	grown = grow(data, data + size);
	for (int round = atoi(argv[2]); round > 0; round--) {
		uint64_t start = now();

		nr = trace_run(data, data + size, &slots, objects, caches);
		start = now() - start;
		best = start < best ? start : best;
	}
	printf("%.1f,%lu,%lu,%lu\n", (double)best / nr, most, grown, nr);
	return 0;
}
