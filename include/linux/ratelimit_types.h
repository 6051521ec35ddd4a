/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_RATELIMIT_TYPES_H
#define LINUX_RATELIMIT_TYPES_H

#include <linux/bits.h>
#include <linux/types.h>

#define DEFAULT_RATELIMIT_INTERVAL	(5 * 1000)	/* jiffies: HZ is 1000 */
#define DEFAULT_RATELIMIT_BURST		10

/* Report the refused calls in ratelimit_state_exit(), and not when the next interval begins. */
#define RATELIMIT_MSG_ON_RELEASE	BIT(0)

/*
 * A limit of @burst calls in @interval jiffies.  Interval 0 allows all calls, burst 0 none.
 * Statically initialized or by ratelimit_state_init(), see <linux/ratelimit.h>.
 */
struct ratelimit_state {
	int interval;
	int burst;
	int printed;			/* allowed calls since @begin */
	atomic_t missed;		/* refused calls that were not reported yet */
	unsigned int flags;
	unsigned long begin;		/* jiffies; 0 before the first call */
	unsigned char busy;		/* set while a call changes @begin and @printed */
};

#define RATELIMIT_STATE_INIT_FLAGS(name, interval_, burst_, flags_)	{	\
	.interval = (interval_), .burst = (burst_), .flags = (flags_) }
#define RATELIMIT_STATE_INIT(name, interval_, burst_)	\
	RATELIMIT_STATE_INIT_FLAGS(name, interval_, burst_, 0)
#define DEFINE_RATELIMIT_STATE(name, interval_, burst_)	\
	struct ratelimit_state name = RATELIMIT_STATE_INIT(name, interval_, burst_)

/*
 * Count a call.  Returns nonzero if it is within the limit.  The first call of a new interval
 * prints the number of calls that were refused before, with the name @func.  The call is also
 * refused while another CPU, or the code that was interrupted, counts a call of the same state.
 * Context: any.
 */
int ___ratelimit(struct ratelimit_state *rs, const char *func);
#define __ratelimit(state)	___ratelimit(state, __func__)

#endif /* LINUX_RATELIMIT_TYPES_H */
