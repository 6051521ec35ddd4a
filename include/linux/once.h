/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_ONCE_H
#define LINUX_ONCE_H

#include <linux/atomic.h>

/*
 * Call @func with the arguments only the first time, on any CPU.  Evaluates to true for the first
 * call.
 */
#define DO_ONCE_LITE(func, ...)	DO_ONCE_LITE_IF(true, func, ##__VA_ARGS__)
#define DO_ONCE_LITE_IF(cond, func, ...)			\
({								\
	bool __once_hit = __ONCE_LITE_IF(cond);			\
	if (__once_hit)						\
		func(__VA_ARGS__);				\
	__once_hit;						\
})
/* Evaluate to true only the first time that @cond is true. */
#define __ONCE_LITE_IF(cond)					\
({								\
	static int __once_done;				\
	unlikely((cond) && !READ_ONCE(__once_done) &&		\
		 !__atomic_exchange_n(&__once_done, 1, __ATOMIC_RELAXED));	\
})
#define DO_ONCE(func, ...)	DO_ONCE_LITE(func, ##__VA_ARGS__)

/* Fill the buffer with random bytes, the first time (linux/random.h). */
#define get_random_once(buf, nbytes)	DO_ONCE(get_random_bytes, buf, nbytes)

#endif /* LINUX_ONCE_H */
