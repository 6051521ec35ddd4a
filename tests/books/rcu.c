// SPDX-License-Identifier: BSD-2-Clause
/* A pointer that readers follow without a lock while an updater replaces the object. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

struct policy {
	int limit;
	struct rcu_head rcu;
};

static struct policy __rcu *current_policy;
static DEFINE_MUTEX(policy_lock);

static int policy_limit(void)
{
	struct policy *policy;
	int limit = -1;

	rcu_read_lock();
	policy = rcu_dereference(current_policy);
	if (policy)
		limit = policy->limit;
	rcu_read_unlock();
	return limit;
}

static int policy_set(int limit)
{
	struct policy *new = kmalloc(sizeof(*new), GFP_KERNEL), *old;

	if (!new)
		return -ENOMEM;
	new->limit = limit;
	mutex_lock(&policy_lock);
	old = rcu_dereference_protected(current_policy, lockdep_is_held(&policy_lock));
	rcu_assign_pointer(current_policy, new);
	mutex_unlock(&policy_lock);
	if (old)
		kfree_rcu(old, rcu);
	return 0;
}

static int __init rcu_demo_init(void)
{
	if (policy_limit() != -1 || policy_set(10) || policy_set(20) || policy_limit() != 20)
		return -EINVAL;
	synchronize_rcu();
	pr_info("passed\n");
	return 0;
}
module_init(rcu_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Read-copy-update");
