/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KUNIT_RESOURCE_H
#define KUNIT_RESOURCE_H

/*
 * Cleanup actions of a case, which run in reverse order when the case ends for any reason.
 *
 * The first KUNIT_NR_SLOTS actions need no memory, so they work before there is an allocator.
 * Further actions are allocated with kmalloc().
 */

#include <linux/compiler.h>
#include <linux/list.h>
#include <linux/types.h>

struct kunit;

typedef void (kunit_action_t)(void *ctx);

#define KUNIT_NR_SLOTS	32

struct kunit_resource {
	struct list_head node;
	kunit_action_t *action;		/* NULL if the slot is free */
	void *ctx;
};

/* Register an action.  Returns 0 or -ENOMEM.  On failure, the _or_reset form runs the action. */
int __must_check kunit_add_action(struct kunit *test, kunit_action_t *action, void *ctx);
int __must_check kunit_add_action_or_reset(struct kunit *test, kunit_action_t *action, void *ctx);
/* Remove the latest registration of this action and @ctx; the release form also runs the action. */
void kunit_remove_action(struct kunit *test, kunit_action_t *action, void *ctx);
void kunit_release_action(struct kunit *test, kunit_action_t *action, void *ctx);

/* Run all actions; called by the runner. */
void kunit_cleanup(struct kunit *test);

/* Define an action function that calls a function with another pointer type. */
#define KUNIT_DEFINE_ACTION_WRAPPER(wrapper, orig, arg_type)	\
static void wrapper(void *ctx)					\
{								\
	orig((arg_type)ctx);					\
}

/* As in Linux, this header provides test.h, which needs the declarations above. */
#include <kunit/test.h>

#endif /* KUNIT_RESOURCE_H */
