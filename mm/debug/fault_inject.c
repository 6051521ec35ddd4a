// SPDX-License-Identifier: BSD-2-Clause
/*
 * Fault injection: calls that fail by count or at random.
 *
 * While nth is set, each call decrements it, and only the call that sets it to 0 fails.  Otherwise
 * a call fails if it meets all of these conditions, which are checked in this order:
 *	1. times: failures remain;
 *	2. space: at least this number of bytes was requested, including this call;
 *	3. interval: the number of the call is a multiple of this value;
 *	4. probability: a random number from 0 to 99 is less than this value.
 */

#define pr_fmt(fmt) "fault_inject: " fmt

#include <linux/atomic.h>
#include <linux/errno.h>
#include <linux/fault-inject.h>
#include <linux/init.h>
#include <linux/kstrtox.h>
#include <linux/mm.h>
#include <linux/printk.h>

static u32 random_state = 1;

/*
 * Return the next number from 0 to 99.  The sequence is the same after each boot, so that a failure
 * can be reproduced.
 */
static unsigned int random_percent(void)
{
	u32 state = READ_ONCE(random_state) * 1664525 + 1013904223;

	WRITE_ONCE(random_state, state);
	return (state >> 8) % 100;
}

bool should_fail(struct fault_attr *attr, ssize_t size)
{
	unsigned long count = READ_ONCE(attr->count) + 1, nth = READ_ONCE(attr->nth);

	WRITE_ONCE(attr->count, count);
	while (nth && !try_cmpxchg(&attr->nth, &nth, nth - 1))
		;
	if (nth)
		return nth == 1;
	if (!attr->probability || !atomic_read(&attr->times))
		return false;
	if (atomic_read(&attr->space) > size) {
		atomic_sub(size, &attr->space);
		return false;
	}
	if (attr->interval > 1 && count % attr->interval)
		return false;
	if (attr->probability <= random_percent())
		return false;
	if (atomic_read(&attr->times) > 0)
		atomic_dec(&attr->times);
	return true;
}

bool setup_fault_attr(struct fault_attr *attr, const char *str)
{
	long value[4];
	unsigned int i;

	for (i = 0; i < 4; i++) {
		bool minus = *str == '-';
		char digits[12] = "";
		unsigned int n = 0;

		for (str += minus; *str >= '0' && *str <= '9' && n < sizeof(digits) - 1; str++)
			digits[n++] = *str;
		if (*str != (i < 3 ? ',' : '\0') || kstrtol(digits, 10, &value[i]))
			return false;
		if (minus)
			value[i] = -value[i];
		str++;
	}
	attr->interval = value[0];
	attr->probability = value[1];
	atomic_set(&attr->space, value[2]);
	atomic_set(&attr->times, value[3]);
	return true;
}

#ifdef CONFIG_FAIL_PAGE_ALLOC

DECLARE_FAULT_ATTR(fail_page_alloc);

static int __init fail_page_alloc_setup(char *value)
{
	return setup_fault_attr(&fail_page_alloc, value) ? 0 : -EINVAL;
}
early_param("fail_page_alloc", fail_page_alloc_setup);

/* fail_page_alloc_nth=: only the n-th page allocation since boot fails. */
static int __init fail_page_alloc_nth_setup(char *value)
{
	return kstrtoul(value, 0, &fail_page_alloc.nth);
}
early_param("fail_page_alloc_nth", fail_page_alloc_nth_setup);

bool should_fail_alloc_page(gfp_t gfp, unsigned int order)
{
	if (!fail_page_alloc_armed() || gfp & __GFP_NOFAIL)
		return false;
	return should_fail(&fail_page_alloc, PAGE_SIZE << order);
}

#endif
