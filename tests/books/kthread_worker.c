// SPDX-License-Identifier: BSD-2-Clause
/* A driver's own thread that runs items of work in order, at once and after a delay. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/module.h>

struct transfers {
	struct kthread_worker *worker;
	struct kthread_work send;
	struct kthread_delayed_work check;
	int nr_sent, nr_checked;
};

static void transfers_send(struct kthread_work *work)
{
	container_of(work, struct transfers, send)->nr_sent++;
}

static void transfers_check(struct kthread_work *work)
{
	struct transfers *transfers = container_of(work, struct transfers, check.work);

	transfers->nr_checked++;
	kthread_queue_delayed_work(transfers->worker, &transfers->check, HZ);
}

static int __init kthread_worker_demo_init(void)
{
	struct transfers transfers = {};

	transfers.worker = kthread_run_worker(0, "books-worker");
	if (IS_ERR(transfers.worker))
		return PTR_ERR(transfers.worker);
	kthread_init_work(&transfers.send, transfers_send);
	kthread_init_delayed_work(&transfers.check, transfers_check);
	kthread_queue_delayed_work(transfers.worker, &transfers.check, HZ);
	kthread_mod_delayed_work(transfers.worker, &transfers.check, 0);
	kthread_queue_work(transfers.worker, &transfers.send);
	kthread_flush_work(&transfers.send);
	kthread_cancel_delayed_work_sync(&transfers.check);
	kthread_destroy_worker(transfers.worker);
	if (transfers.nr_sent != 1 || transfers.nr_checked != 1)
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(kthread_worker_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A worker thread");
