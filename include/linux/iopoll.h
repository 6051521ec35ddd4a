/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_IOPOLL_H
#define LINUX_IOPOLL_H

/*
 * Poll a register until a condition is true.  Times are in microseconds.
 *
 * The condition is checked once more after the timeout, so that a caller that was delayed reports
 * no false timeout.  A timeout of 0 means no limit.  The macros return 0 or -ETIMEDOUT; @val is the
 * last value read.
 *
 * The forms without _atomic sleep for about @sleep_us between two reads.  If @sleep_us is 0 they do
 * not sleep, and any context is allowed.  The _atomic forms never sleep.  Context: any.
 */

#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/sched.h>

/* @op is a statement that reads the register.  @cond is the condition to wait for. */
#define poll_timeout_us(op, cond, sleep_us, timeout_us, sleep_before_op)		\
({											\
	u64 __limit_us = (timeout_us), __end_ns = ktime_get_ns() + __limit_us * 1000;	\
	unsigned long __sleep_us = (sleep_us);						\
	int __err = -ETIMEDOUT;								\
											\
	if (__sleep_us)									\
		might_sleep();								\
	if ((sleep_before_op) && __sleep_us)						\
		usleep_range((__sleep_us >> 2) + 1, __sleep_us);			\
	for (;;) {									\
		bool __expired = __limit_us && ktime_get_ns() > __end_ns;		\
											\
		op;									\
		if (cond)								\
			__err = 0;							\
		if (!__err || __expired)						\
			break;								\
		if (__sleep_us)								\
			usleep_range((__sleep_us >> 2) + 1, __sleep_us);		\
		cpu_relax();								\
	}										\
	__err;										\
})

#define poll_timeout_us_atomic(op, cond, delay_us, timeout_us, delay_before_op)	\
({											\
	u64 __limit_us = (timeout_us), __end_ns = ktime_get_ns() + __limit_us * 1000;	\
	unsigned long __delay_us = (delay_us);						\
	int __err = -ETIMEDOUT;								\
											\
	if ((delay_before_op) && __delay_us)						\
		udelay(__delay_us);							\
	for (;;) {									\
		bool __expired = __limit_us && ktime_get_ns() > __end_ns;		\
											\
		op;									\
		if (cond)								\
			__err = 0;							\
		if (!__err || __expired)						\
			break;								\
		if (__delay_us)								\
			udelay(__delay_us);						\
		cpu_relax();								\
	}										\
	__err;										\
})

/* Poll with the statement val = op(args...). */
#define read_poll_timeout(op, val, cond, sleep_us, timeout_us, sleep_before_read, args...) \
	poll_timeout_us((val) = op(args), cond, sleep_us, timeout_us, sleep_before_read)
#define read_poll_timeout_atomic(op, val, cond, delay_us, timeout_us, delay_before_read, args...) \
	poll_timeout_us_atomic((val) = op(args), cond, delay_us, timeout_us, delay_before_read)

/* Poll with the statement val = op(addr). */
#define readx_poll_timeout(op, addr, val, cond, sleep_us, timeout_us) \
	read_poll_timeout(op, val, cond, sleep_us, timeout_us, false, addr)
#define readx_poll_timeout_atomic(op, addr, val, cond, delay_us, timeout_us) \
	read_poll_timeout_atomic(op, val, cond, delay_us, timeout_us, false, addr)

#define readb_poll_timeout(addr, val, cond, sleep_us, timeout_us) \
	readx_poll_timeout(readb, addr, val, cond, sleep_us, timeout_us)
#define readw_poll_timeout(addr, val, cond, sleep_us, timeout_us) \
	readx_poll_timeout(readw, addr, val, cond, sleep_us, timeout_us)
#define readl_poll_timeout(addr, val, cond, sleep_us, timeout_us) \
	readx_poll_timeout(readl, addr, val, cond, sleep_us, timeout_us)
#define readq_poll_timeout(addr, val, cond, sleep_us, timeout_us) \
	readx_poll_timeout(readq, addr, val, cond, sleep_us, timeout_us)
#define readb_relaxed_poll_timeout(addr, val, cond, sleep_us, timeout_us) \
	readx_poll_timeout(readb_relaxed, addr, val, cond, sleep_us, timeout_us)
#define readw_relaxed_poll_timeout(addr, val, cond, sleep_us, timeout_us) \
	readx_poll_timeout(readw_relaxed, addr, val, cond, sleep_us, timeout_us)
#define readl_relaxed_poll_timeout(addr, val, cond, sleep_us, timeout_us) \
	readx_poll_timeout(readl_relaxed, addr, val, cond, sleep_us, timeout_us)
#define readq_relaxed_poll_timeout(addr, val, cond, sleep_us, timeout_us) \
	readx_poll_timeout(readq_relaxed, addr, val, cond, sleep_us, timeout_us)

#define readb_poll_timeout_atomic(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout_atomic(readb, addr, val, cond, delay_us, timeout_us)
#define readw_poll_timeout_atomic(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout_atomic(readw, addr, val, cond, delay_us, timeout_us)
#define readl_poll_timeout_atomic(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout_atomic(readl, addr, val, cond, delay_us, timeout_us)
#define readq_poll_timeout_atomic(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout_atomic(readq, addr, val, cond, delay_us, timeout_us)
#define readb_relaxed_poll_timeout_atomic(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout_atomic(readb_relaxed, addr, val, cond, delay_us, timeout_us)
#define readw_relaxed_poll_timeout_atomic(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout_atomic(readw_relaxed, addr, val, cond, delay_us, timeout_us)
#define readl_relaxed_poll_timeout_atomic(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout_atomic(readl_relaxed, addr, val, cond, delay_us, timeout_us)
#define readq_relaxed_poll_timeout_atomic(addr, val, cond, delay_us, timeout_us) \
	readx_poll_timeout_atomic(readq_relaxed, addr, val, cond, delay_us, timeout_us)

#endif /* LINUX_IOPOLL_H */
