/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_LIBC_H
#define INTERNAL_LIBC_H

/* Where the boot meets the C library of CONFIG_LIBC; libc/os.h is its own side. */

#ifdef CONFIG_LIBC

/* Run the application's main(), if it has one: its status, from 0 to 255.  Thread context. */
int libc_run(void);

#else

static inline int libc_run(void)
{
	return 0;
}

#endif

#endif /* INTERNAL_LIBC_H */
