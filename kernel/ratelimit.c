// SPDX-License-Identifier: BSD-2-Clause

#include <linux/atomic.h>
#include <linux/jiffies.h>
#include <linux/ratelimit.h>
#include <linux/sched.h>

DEFINE_RATELIMIT_STATE(printk_ratelimit_state, DEFAULT_RATELIMIT_INTERVAL, DEFAULT_RATELIMIT_BURST);

/* Begin a new interval, and report the refused calls of the one that ended. */
static void ratelimit_begin(struct ratelimit_state *rs, const char *func)
{
	int missed = 0;

	if (!(READ_ONCE(rs->flags) & RATELIMIT_MSG_ON_RELEASE))
		missed = ratelimit_state_reset_miss(rs);
	if (missed)
		pr_warn("%s: %d callbacks suppressed\n", func, missed);
	rs->begin = jiffies;
	rs->printed = 0;
}

int ___ratelimit(struct ratelimit_state *rs, const char *func)
{
	int interval = READ_ONCE(rs->interval), burst = READ_ONCE(rs->burst);
	bool allowed = false;

	if (!interval)
		return 1;
	/* Do not wait: the caller may be an interrupt of the code that holds @busy. */
	if (!xchg_acquire(&rs->busy, 1)) {
		if (!rs->begin)
			rs->begin = jiffies;
		if (time_is_before_jiffies(rs->begin + (unsigned long)interval))
			ratelimit_begin(rs, func);
		allowed = burst > rs->printed;
		rs->printed += allowed;
		smp_store_release(&rs->busy, 0);
	}
	if (!allowed)
		ratelimit_state_inc_miss(rs);
	return allowed;
}

void ratelimit_state_exit(struct ratelimit_state *rs)
{
	int missed;

	if (!(rs->flags & RATELIMIT_MSG_ON_RELEASE))
		return;
	missed = ratelimit_state_reset_miss(rs);
	if (missed)
		pr_warn("%s: %d output lines suppressed due to ratelimiting\n", current->comm,
			missed);
}

bool printk_timed_ratelimit(unsigned long *caller_jiffies, unsigned int interval_msecs)
{
	unsigned long now = jiffies;

	if (*caller_jiffies && now - *caller_jiffies <= msecs_to_jiffies(interval_msecs))
		return false;
	*caller_jiffies = now;
	return true;
}
