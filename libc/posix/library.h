/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LIBC_POSIX_LIBRARY_H
#define LIBC_POSIX_LIBRARY_H

/* Between the files of libc/posix/, and what each C library does in its own way for them. */

/* The thread of main(): as os_self(). */
extern const void *libc_main_thread;

/* Before main(), and before the image's constructors. */
void libc_begin(void);

/* A thread that has called os_thread_used() ends; newlib alone has it. */
__attribute__((weak)) void library_thread_exit(void);

#endif /* LIBC_POSIX_LIBRARY_H */
