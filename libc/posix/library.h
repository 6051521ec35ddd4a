/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIBC_POSIX_LIBRARY_H
#define LIBC_POSIX_LIBRARY_H

#include <pthread.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/*
 * Interfaces between the files of libc/posix/, and functions that each C library implements for
 * them.
 */

/* Result of os_self() in the thread of main(). */
extern const void *libc_main_thread;

/*
 * The two halves of pthread_once().  If once_begin() returns true, the caller calls the routine,
 * and then once_end().  @done is false if the routine did not complete.  Other threads wait until
 * once_end() is called.
 */
bool once_begin(pthread_once_t *once);
void once_end(pthread_once_t *once, bool done);

/* Initialize the C library, before main() and the constructors of the image. */
void libc_begin(void);

/*
 * Free the C library's data of the current thread.  Called when a thread that has called
 * os_thread_used() exits.  Only newlib implements this function.
 */
__attribute__((weak)) void library_thread_exit(void);

#ifdef __cplusplus
}
#endif

#endif /* LIBC_POSIX_LIBRARY_H */
