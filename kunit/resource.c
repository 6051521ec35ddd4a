// SPDX-License-Identifier: BSD-2-Clause

#include <kunit/test.h>

#include "kunit.h"

__weak struct kunit_resource *kunit_node_alloc(void)
{
	return NULL;
}

__weak void kunit_node_free(struct kunit_resource *res)
{
}

static struct kunit_resource *kunit_new_node(struct kunit *test)
{
	for (size_t i = 0; i < ARRAY_SIZE(test->slots); i++)
		if (!test->slots[i].action)
			return &test->slots[i];
	return kunit_node_alloc();
}

static void drop_node(struct kunit *test, struct kunit_resource *res)
{
	list_del(&res->node);
	res->action = NULL;
	if (res < test->slots || res >= test->slots + ARRAY_SIZE(test->slots))
		kunit_node_free(res);
}

int kunit_add_action(struct kunit *test, kunit_action_t *action, void *ctx)
{
	struct kunit_resource *res = kunit_new_node(test);

	if (!res)
		return -ENOMEM;
	res->action = action;
	res->ctx = ctx;
	list_add(&res->node, &test->resources);
	return 0;
}

int kunit_add_action_or_reset(struct kunit *test, kunit_action_t *action, void *ctx)
{
	int err = kunit_add_action(test, action, ctx);

	if (err)
		action(ctx);
	return err;
}

static bool kunit_forget(struct kunit *test, kunit_action_t *action, void *ctx)
{
	struct kunit_resource *res;

	list_for_each_entry(res, &test->resources, node) {
		if (res->action == action && res->ctx == ctx) {
			drop_node(test, res);
			return true;
		}
	}
	return false;
}

void kunit_remove_action(struct kunit *test, kunit_action_t *action, void *ctx)
{
	kunit_forget(test, action, ctx);
}

void kunit_release_action(struct kunit *test, kunit_action_t *action, void *ctx)
{
	if (kunit_forget(test, action, ctx))
		action(ctx);
}

void kunit_cleanup(struct kunit *test)
{
	while (!list_empty(&test->resources)) {
		struct kunit_resource *res;
		kunit_action_t *action;
		void *ctx;

		res = list_first_entry(&test->resources, struct kunit_resource, node);
		action = res->action;
		ctx = res->ctx;
		drop_node(test, res);
		action(ctx);
	}
}
