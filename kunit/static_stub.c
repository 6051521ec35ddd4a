// SPDX-License-Identifier: BSD-2-Clause
/* Static stubs.  A stub is the argument of a cleanup action, so that it ends with its case. */

#include <kunit/static_stub.h>
#include <kunit/test.h>
#include <linux/slab.h>

#include "kunit.h"

struct static_stub {
	const void *function;
	void *replacement;
};

static void stub_ends(void *stub)
{
	kfree(stub);
}

static struct static_stub *find_stub(struct kunit *test, const void *function)
{
	struct kunit_resource *res;

	list_for_each_entry(res, &test->resources, node) {
		struct static_stub *stub = res->ctx;

		if (res->action == stub_ends && stub->function == function)
			return stub;
	}
	return NULL;
}

void *__kunit_static_stub(struct kunit *test, const void *function)
{
	struct static_stub *stub = test ? find_stub(test, function) : NULL;

	return stub ? stub->replacement : NULL;
}

void kunit_deactivate_static_stub(struct kunit *test, void *function)
{
	struct static_stub *stub = find_stub(test, function);

	if (stub)
		kunit_release_action(test, stub_ends, stub);
}

void __kunit_activate_static_stub(struct kunit *test, void *function, void *replacement)
{
	struct static_stub *stub = find_stub(test, function);

	if (!replacement) {
		kunit_deactivate_static_stub(test, function);
		return;
	}
	if (!stub) {
		stub = kmalloc(sizeof(*stub), GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, stub);
		stub->function = function;
		KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, stub_ends, stub), 0);
	}
	stub->replacement = replacement;
}
