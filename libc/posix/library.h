/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIBC_POSIX_LIBRARY_H
#define LIBC_POSIX_LIBRARY_H

#include <pthread.h>
#include <stdbool.h>

#ifdef __cplusplus
extern "C" {
#endif

/* Between the files of libc/posix/, and what each C library does in its own way for them. */

/* The thread of main(): as os_self(). */
extern const void *libc_main_thread;

/*
 * pthread_once() in two parts.  True if the caller has to call the function, and then once_end(), with
 * false if it was left before its end; other threads wait meanwhile.
 */
bool once_begin(pthread_once_t *once);
void once_end(pthread_once_t *once, bool done);

/* Before main(), and before the image's constructors. */
void libc_begin(void);

/* A thread that has called os_thread_used() ends; newlib alone has it. */
__attribute__((weak)) void library_thread_exit(void);

#ifdef __cplusplus
}
#endif

#endif /* LIBC_POSIX_LIBRARY_H */
