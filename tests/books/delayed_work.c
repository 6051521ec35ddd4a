// SPDX-License-Identifier: BSD-2-Clause
/* Work that is done after a delay, and that queues itself again. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/completion.h>
#include <linux/jiffies.h>
#include <linux/module.h>
#include <linux/workqueue.h>

static DECLARE_COMPLETION(sampled);
static int nr_samples;

static void sample_work(struct work_struct *work)
{
	if (++nr_samples == 3)
		complete(&sampled);
	else
		schedule_delayed_work(to_delayed_work(work), msecs_to_jiffies(5));
}
static DECLARE_DELAYED_WORK(sampler, sample_work);

static int __init delayed_work_demo_init(void)
{
	unsigned long start = jiffies;

	schedule_delayed_work(&sampler, 10 * HZ);
	mod_delayed_work(system_wq, &sampler, msecs_to_jiffies(5));
	if (!wait_for_completion_timeout(&sampled, 5 * HZ))
		return -ETIMEDOUT;
	cancel_delayed_work_sync(&sampler);
	if (time_before(jiffies, start + msecs_to_jiffies(10)))
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(delayed_work_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Delayed work");
