/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUARRY_LIBC_H
#define QUARRY_LIBC_H

/* Where threads and the boot meet the C library of CONFIG_LIBC; libc/os.h is its own side. */

#ifdef CONFIG_LIBC

/* Run the application's main(), if it has one: its status, from 0 to 255.  Thread context. */
int libc_run(void);

/* The thread that calls it ends.  Thread context. */
void libc_exit_thread(void);

#else

static inline int libc_run(void)
{
	return 0;
}

static inline void libc_exit_thread(void)
{
}

#endif

#endif /* QUARRY_LIBC_H */
