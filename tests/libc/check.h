/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CHECK_H
#define CHECK_H

/*
 * An application that checks the C library: each group prints what is not as it should be, and a line
 * at the end.
 */

#include <stdbool.h>

/* Count a check; say where it failed. */
void check(bool ok, const char *what, const char *file, int line);
#define CHECK(condition) check(condition, #condition, __FILE__, __LINE__)

void check_damaged(void);
void check_heap(void);
void check_linux(void);
void check_numbers(void);
void check_posix(void);
void check_stdio(void);
void check_system(int argc, char **argv);
void check_terminal(void);
void check_threads(void);
void type_at_terminal(void);

/* Whether a page allocation fails from the n-th on from now, for so many; 0, 0: none.  linux.c */
void fail_pages(unsigned long nth);
/* Whether that one has failed. */
bool pages_failed(void);

/* All page allocations fail from now on, after so many bytes, until fail_all_pages(-1).  linux.c */
void fail_all_pages(long after);

/* The name that reports have for the running thread; linux.c */
const char *task_name(void);

/* The time since the start; linux.c */
unsigned long now_ns(void);

/* A demand-paged region that is not malloc()'s; linux.c */
void *own_region(void);

/* For atexit(): main.c reports how often it was called. */
void count_exit(void);

/* What destructors and atexit() functions print is looked at by who runs this. */
extern int constructed;

#endif /* CHECK_H */
