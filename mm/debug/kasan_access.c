// SPDX-License-Identifier: BSD-2-Clause
/* Reports of bad accesses on the targets, where the program continues after a report. */

#include <internal/dma.h>
#include <internal/kasan.h>
#include <linux/atomic.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/smp.h>
#include <linux/sprintf.h>

/* kasan_multi_shot: report every bad access, rather than only the first one. */
static bool multi_shot;
static bool reported;
static int reporting_cpu = -1;

static int __init kasan_multi_shot_param(char *value)
{
	multi_shot = true;
	return value && *value ? -EINVAL : 0;
}
early_param("kasan_multi_shot", kasan_multi_shot_param);

bool kasan_is_reporting(void)
{
	return READ_ONCE(reporting_cpu) == (int)smp_processor_id();
}

bool kasan_bad_access(unsigned long start, size_t size, bool is_write, unsigned long ip,
		      unsigned long bad)
{
	char of_size[32] = "";

	if (!multi_shot && READ_ONCE(reported))
		return false;
	WRITE_ONCE(reported, true);
	if (cmpxchg(&reporting_cpu, -1, (int)smp_processor_id()) != -1)
		return false;
	kasan_report(bad, size, is_write, ip);
	dma_touch_explain(bad);
	if (size)
		scnprintf(of_size, sizeof(of_size), " of size %zu", size);
	WARN(1, "KASAN: bad %s%s at %px by %pS\n", is_write ? "write" : "read", of_size,
	     (void *)start, (void *)(ip - 1));
	WRITE_ONCE(reporting_cpu, -1);
	return true;
}
