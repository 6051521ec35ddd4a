/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_LIBC_H
#define INTERNAL_LIBC_H

/*
 * Functions of the C library (CONFIG_LIBC) that boot calls.  libc/os.h declares the functions that
 * the C library needs.
 */

#ifdef CONFIG_LIBC

/* Run the application's main(), if it has one.  Returns its status, 0 to 255.  Context: thread. */
int libc_run(void);

#else

static inline int libc_run(void)
{
	return 0;
}

#endif

#endif /* INTERNAL_LIBC_H */
