/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_RATELIMIT_H
#define LINUX_RATELIMIT_H

/*
 * Limit the rate of messages or of other work.  <linux/ratelimit_types.h> has the structure and
 * __ratelimit(), <linux/printk.h> has pr_err_ratelimited() and similar macros.  Context: any.
 */

#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/printk.h>
#include <linux/ratelimit_types.h>

/* Initialize a limit of @burst calls in @interval jiffies. */
static inline void ratelimit_state_init(struct ratelimit_state *rs, int interval, int burst)
{
	*rs = (struct ratelimit_state)RATELIMIT_STATE_INIT(rs, interval, burst);
}

static inline void ratelimit_default_init(struct ratelimit_state *rs)
{
	ratelimit_state_init(rs, DEFAULT_RATELIMIT_INTERVAL, DEFAULT_RATELIMIT_BURST);
}

static inline void ratelimit_set_flags(struct ratelimit_state *rs, unsigned long flags)
{
	rs->flags = flags;
}

/* Count, read, or read and clear the number of refused calls. */
static inline void ratelimit_state_inc_miss(struct ratelimit_state *rs)
{
	atomic_inc(&rs->missed);
}

static inline int ratelimit_state_get_miss(struct ratelimit_state *rs)
{
	return atomic_read(&rs->missed);
}

static inline int ratelimit_state_reset_miss(struct ratelimit_state *rs)
{
	return atomic_xchg(&rs->missed, 0);
}

/* Set another interval, in jiffies; it begins with the next call. */
static inline void ratelimit_state_reset_interval(struct ratelimit_state *rs, int interval)
{
	rs->interval = interval;
	rs->begin = 0;
	rs->printed = 0;
	atomic_set(&rs->missed, 0);
}

/* End the use of a state: report the refused calls if RATELIMIT_MSG_ON_RELEASE is set. */
void ratelimit_state_exit(struct ratelimit_state *rs);

/* Warn within a limit.  Evaluates to the condition. */
#define WARN_ON_RATELIMIT(condition, state)				\
({									\
	bool __rtn_cond = !!(condition);				\
	WARN_ON(__rtn_cond && __ratelimit(state));			\
	__rtn_cond;							\
})
#define WARN_RATELIMIT(condition, fmt, ...)				\
({									\
	static DEFINE_RATELIMIT_STATE(_rs, DEFAULT_RATELIMIT_INTERVAL,	\
				      DEFAULT_RATELIMIT_BURST);		\
	bool __rtn_cond = !!(condition);				\
	if (unlikely(__rtn_cond && __ratelimit(&_rs)))			\
		WARN(1, fmt, ##__VA_ARGS__);				\
	__rtn_cond;							\
})

#endif /* LINUX_RATELIMIT_H */
