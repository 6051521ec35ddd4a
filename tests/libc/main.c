// SPDX-License-Identifier: BSD-2-Clause
/*
 * Usage: main [GROUP] checks one group, or all groups.  The exit status is 0 if no check failed.
 *
 * main guard    write after the end of the heap, which causes a page fault
 * main overflow call functions until the stack overflows
 * main misuse   free() pointers that malloc() did not return; each is reported
 * main abort    end by abort()
 * main leave    end by exit() in another thread
 * main echo     read lines until an empty line
 * main keys     read typed characters in all modes of the terminal, until ^C
 * main damaged  use files although the initrd is invalid
 * main count    count the bytes of standard input
 */

#include <errno.h>
#include <malloc.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#include "check.h"

static unsigned int passed, failed;

void check(bool ok, const char *what, const char *file, int line)
{
	__atomic_fetch_add(ok ? &passed : &failed, 1, __ATOMIC_RELAXED);
	if (!ok)
		printf("%s:%d: not so: %s\n", file, line, what);
}

int constructed;

__attribute__((constructor(102))) static void second(void)
{
	constructed = constructed * 10 + 2;
}

__attribute__((constructor(101))) static void first(void)
{
	constructed = constructed * 10 + 1;
}

__attribute__((constructor)) static void third(void)
{
	constructed = constructed * 10 + 3;
}

static bool stdout_is_closed;

static void say(const char *text)
{
	if (!stdout_is_closed)
		printf("%s", text);
}

__attribute__((destructor)) static void last(void)
{
	say("destructor\nthe end");	/* "the end" must be printed without a newline, too */
}

static unsigned int exits_counted;

void count_exit(void)
{
	exits_counted++;
}

static void report_exits(void)
{
	if (!stdout_is_closed)
		printf("%u functions of exit() were called\n", exits_counted);
}

static void *enroll(void *unused)
{
	atexit(count_exit);
	return NULL;
}

/* Wait for a thread that calls atexit().  exit() calls this function as one of its handlers. */
static void wait_for_enrolment(void)
{
	pthread_t thread;

	if (!pthread_create(&thread, NULL, enroll, NULL))
		pthread_join(thread, NULL);
}

static void at_exit_first(void)
{
	say("registered first, called second\n");
}

static void at_exit_second(void)
{
	say("registered second, called first\n");
}

static void *leave(void *unused)
{
	exit(5);
}

static void *leave_reader(void *unused)
{
	nanosleep(&(struct timespec){ 0, 50000000 }, NULL);
	exit(7);
}

/*
 * Read from standard input in one thread while another thread calls exit(), which does not wait for
 * the reader.
 */
static void blocked(void)
{
	pthread_t thread;

	pthread_create(&thread, NULL, leave_reader, NULL);
	getchar();
	pthread_join(thread, NULL);
	pthread_exit(NULL);
}

static void closed(void)
{
	printf("it is closed now");
	stdout_is_closed = true;
	if (fclose(stdout) == 0 && fclose(stdin) == 0)
		exit(3);
}

static void guard(void)
{
	char *large = malloc(1 << 20);

	printf("a fault follows: %p\n", large);
	large[malloc_usable_size(large)] = 1;
}

/* The depth is volatile, so that the compiler cannot see that the calls never end. */
static int overflow(volatile int depth)
{
	char text[512];

	snprintf(text, sizeof(text), "%d", depth);
	return depth < 0 ? 0 : overflow(depth + 1) + text[0];
}

/*
 * Call free() and realloc() with invalid pointers.  The pointers are volatile, because the compiler
 * would otherwise warn about these errors.
 */
static void misuse(void)
{
	char *volatile large = malloc(1 << 20), *volatile other = malloc(1 << 20);
	char *volatile inside = large + 16, *volatile own = own_region();
	void *volatile wild = (void *)0x1230;
	size_t mapped = mallinfo().hblkhd;

	free(wild);
	free(inside);
	CHECK(realloc(wild, 100) == NULL && errno == ENOMEM);
	CHECK(malloc_usable_size(wild) == 0);
	free(own);
	CHECK(mallinfo().hblkhd == mapped);
	large[0] = other[0] = own[0] = 1;
	free(large);
	free(large);
	CHECK(mallinfo().hblkhd == mapped - (1 << 20));
	free(other);
#ifdef CONFIG_LIBC_MALLOC_QUARRY
	/* kmalloc() also detects an invalid free of a small object. */
	for (size_t size = 16; size <= 4096; size *= 4) {
		char *volatile small = malloc(size), *volatile next = malloc(size);

		free(small + 8);
		free(small);
		free(small);
		next[0] = next[size - 1] = 1;
		free(next);
	}
#endif
}

/* Print each typed line after its length, so that the output differs from the terminal's echo. */
static void echo(void)
{
	char line[100];

	printf("type: ");
	fflush(stdout);
	while (fgets(line, sizeof(line), stdin) && line[0] != '\n') {
		line[strcspn(line, "\n")] = '\0';
		printf("%zu characters: <%s>\ntype: ", strlen(line), line);
		fflush(stdout);
	}
	printf(feof(stdin) ? "end of file\n" : "an empty line\n");
}

/*
 * Print the number of input bytes, and a sum that depends on the value and the position of each
 * byte.
 */
static void count_input(void)
{
	unsigned long size = 0, sum = 0;
	int c;

	while ((c = getchar()) != EOF)
		sum = (sum * 31 + c + ++size) % 1000003;
	printf("%lu bytes, sum %lu, %s\n", size, sum, isatty(0) ? "a terminal" : "no terminal");
}

int main(int argc, char **argv)
{
	const char *group = argc > 1 ? argv[1] : "";
	bool all = !strcmp(group, "all");
	pthread_t thread;

	atexit(at_exit_first);
	atexit(at_exit_second);
	atexit(report_exits);
	atexit(wait_for_enrolment);
	if (!strcmp(group, "guard"))
		guard();
	if (!strcmp(group, "overflow"))
		return overflow(0);
	if (!strcmp(group, "misuse"))
		misuse();
	if (!strcmp(group, "blocked"))
		blocked();
	if (!strcmp(group, "closed"))
		closed();
	if (!strcmp(group, "abort"))
		abort();
	if (!strcmp(group, "damaged"))
		check_damaged();
	if (!strcmp(group, "echo"))
		echo();
	if (!strcmp(group, "count"))
		count_input();
	if (!strcmp(group, "keys"))
		type_at_terminal();
	if (!strcmp(group, "leave")) {
		pthread_create(&thread, NULL, leave, NULL);
		pthread_join(thread, NULL);
		pthread_exit(NULL);
	}
	if (all || !strcmp(group, "numbers"))
		check_numbers();
	if (all || !strcmp(group, "stdio"))
		check_stdio();
	if (all || !strcmp(group, "posix"))
		check_posix();
	if (all || !strcmp(group, "system"))
		check_system(argc, argv);
	if (all || !strcmp(group, "linux"))
		check_linux();
	if (all || !strcmp(group, "terminal"))
		check_terminal();
	if (all || !strcmp(group, "heap"))
		check_heap();
	if (all || !strcmp(group, "thread"))
		check_threads();
	printf("%u checks passed, %u failed\n", passed, failed);
	return failed != 0;
}
