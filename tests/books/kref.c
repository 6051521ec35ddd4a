// SPDX-License-Identifier: BSD-2-Clause
/* An object that its last user frees. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/container_of.h>
#include <linux/kref.h>
#include <linux/module.h>
#include <linux/refcount.h>
#include <linux/slab.h>

struct session {
	struct kref refs;
	int *closed;
};

static void session_release(struct kref *refs)
{
	struct session *session = container_of(refs, struct session, refs);

	*session->closed = 1;
	kfree(session);
}

static int __init kref_demo_init(void)
{
	struct session *session = kzalloc(sizeof(*session), GFP_KERNEL);
	refcount_t count = REFCOUNT_INIT(1);
	int closed = 0;

	if (!session)
		return -ENOMEM;
	session->closed = &closed;
	kref_init(&session->refs);
	kref_get(&session->refs);
	if (kref_put(&session->refs, session_release) || closed)
		return -EINVAL;
	kref_put(&session->refs, session_release);
	if (!closed)
		return -EBUSY;
	refcount_inc(&count);
	if (refcount_dec_and_test(&count) || !refcount_dec_and_test(&count))
		return -EINVAL;
	pr_info("passed\n");
	return 0;
}
module_init(kref_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Reference counts");
