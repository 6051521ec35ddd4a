// SPDX-License-Identifier: BSD-2-Clause
/*
 * A program with bugs, like a program of a user: it includes no header of Quarry.  tests/planted.py
 * builds it with DEBUG=1.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *volatile hidden;	/* volatile, so that the compiler does not see the bugs */

static __attribute__((noinline)) void overflow(void)
{
	hidden = malloc(13);
	strcpy(hidden, "thirteen bytes");
	free(hidden);
}

static __attribute__((noinline)) void free_twice(void)
{
	hidden = malloc(40);
	free(hidden);
	free(hidden);
}

static __attribute__((noinline)) void write_late(void)
{
	hidden = malloc(100);
	free(hidden);
	hidden[50] = 1;
}

static __attribute__((noinline)) void leak(void)
{
	hidden = malloc(72);
	memset(hidden, 0, 72);
	hidden = NULL;
}

int main(void)
{
	overflow();
	free_twice();
	write_late();
	leak();
	puts("the program has ended");
	return 0;
}
