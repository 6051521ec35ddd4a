// SPDX-License-Identifier: BSD-2-Clause
/*
 * This file includes headers of Linux and of the C library in mixed order, to test that they work
 * together.
 */

#include <linux/slab.h>
#include <stdlib.h>
#include <string.h>
#include <linux/types.h>
#include <stdint.h>
#include <linux/fault-inject.h>
#include <stdio.h>
#include <errno.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/kthread.h>
#include <linux/sched.h>
#include <linux/errno.h>
#include <limits.h>
#include <linux/limits.h>
#include <ctype.h>
#include <linux/ctype.h>
#include <linux/string.h>
#include <linux/vmalloc.h>
#include <quarry/demand.h>
#include "check.h"

void fail_pages(unsigned long nth)
{
	fail_page_alloc.nth = nth;
}

void fail_all_pages(long after)
{
	atomic_set(&fail_page_alloc.times, after < 0 ? 1 : -1);
	atomic_set(&fail_page_alloc.space, max(after, 0L));
	fail_page_alloc.probability = after < 0 ? 0 : 100;
}

bool pages_failed(void)
{
	return !fail_page_alloc.nth;
}

const char *task_name(void)
{
	return current->comm;
}

unsigned long now_ns(void)
{
	return ktime_get_ns();
}

void *own_region(void)
{
	return demand_map("own", 4096, 4096, 0);
}

/* Thread function: a kernel thread that the C library did not create has its own errno. */
static int thread(void *unused)
{
	CHECK(errno == 0);
	errno = EDOM;
	printf("a kernel thread prints, errno %d\n", errno);
	while (!kthread_should_stop())
		schedule_timeout_interruptible(1);
	return errno;
}

void check_linux(void)
{
	char text[64];
	void *p = kmalloc(100, GFP_KERNEL), *v = vmalloc(10000);
	uint64_t number = U64_MAX;
	struct task_struct *task;

	CHECK(p && v && number == UINT64_MAX && INT_MAX == 0x7fffffff);
	CHECK(isupper('A') && tolower('A') == 'a' && abs(-5) == 5);
	/* In this file, snprintf() is the function of Linux, with the conversions of Linux. */
	snprintf(text, sizeof(text), "%pe", ERR_PTR(-ENOSYS));
	CHECK(!strcmp(text, "-ENOSYS"));
	CHECK(ENOSYS == 38 && !strcmp(strerror(ENOENT), "No such file or directory"));
	kfree(p);
	vfree(v);
	errno = ERANGE;
	task = kthread_run(thread, NULL, "checked");
	CHECK(!IS_ERR(task));
	schedule_timeout_uninterruptible(10);
	CHECK(kthread_stop(task) == EDOM && errno == ERANGE);
}
