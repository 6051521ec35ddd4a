// SPDX-License-Identifier: BSD-2-Clause
/* A chain of functions that are told about events, in the order of their priorities. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/notifier.h>

enum { LINK_UP = 1, LINK_DOWN };

static BLOCKING_NOTIFIER_HEAD(link_chain);
static int digits;

static int link_first(struct notifier_block *nb, unsigned long event, void *data)
{
	digits = digits * 10 + 1;
	return NOTIFY_OK;
}

static int link_second(struct notifier_block *nb, unsigned long event, void *data)
{
	digits = digits * 10 + 2;
	return event == LINK_DOWN ? notifier_from_errno(-ENETDOWN) : NOTIFY_DONE;
}

static struct notifier_block first_nb = { .notifier_call = link_first, .priority = 1 };
static struct notifier_block second_nb = { .notifier_call = link_second };

static int __init notifier_demo_init(void)
{
	int up, down;

	blocking_notifier_chain_register(&link_chain, &second_nb);
	blocking_notifier_chain_register(&link_chain, &first_nb);
	up = blocking_notifier_call_chain(&link_chain, LINK_UP, NULL);
	down = blocking_notifier_call_chain(&link_chain, LINK_DOWN, NULL);
	blocking_notifier_chain_unregister(&link_chain, &first_nb);
	blocking_notifier_chain_unregister(&link_chain, &second_nb);
	if (digits != 1212 || notifier_to_errno(up) || notifier_to_errno(down) != -ENETDOWN)
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(notifier_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("A chain of notifiers");
