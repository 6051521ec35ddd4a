/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef CHECK_H
#define CHECK_H

/*
 * Interface of an application that checks the C library.  Each group of checks prints the checks
 * that failed, and then a summary line.
 */

#include <stdbool.h>

/* Count a check, and print its position if it failed. */
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

/*
 * Let only the @nth page allocation from now on fail.  If @nth is 0, let no allocation fail.  The
 * function is defined in linux.c.
 */
void fail_pages(unsigned long nth);
/* Return true if the allocation selected by fail_pages() has failed. */
bool pages_failed(void);

/*
 * Let all page allocations fail after @after more bytes have been allocated, until
 * fail_all_pages(-1) is called.  The function is defined in linux.c.
 */
void fail_all_pages(long after);

/*
 * Return the name of the running thread, as reports show it.  The function is defined in linux.c.
 */
const char *task_name(void);

/* Return the time since the start in nanoseconds.  The function is defined in linux.c. */
unsigned long now_ns(void);

/*
 * Return a demand-paged region that does not belong to malloc().  The function is defined in
 * linux.c.
 */
void *own_region(void);

/*
 * Count a call.  main.c and system.c register this function with atexit(), and main.c reports the
 * number of calls.
 */
void count_exit(void);

/*
 * The value is 1 after the constructors of main.c have run.  The script that runs this program
 * checks the output of destructors and atexit() functions.
 */
extern int constructed;

#endif /* CHECK_H */
