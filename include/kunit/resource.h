/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef KUNIT_RESOURCE_H
#define KUNIT_RESOURCE_H

/*
 * What a case has to give back: called when it ends, however it ends, in reverse order.
 *
 * The first KUNIT_NR_SLOTS of them need no memory, so that this works before there is an allocator;
 * more come from kmalloc().
 */

#include <linux/compiler.h>
#include <linux/list.h>
#include <linux/types.h>

struct kunit;

typedef void (kunit_action_t)(void *ctx);

#define KUNIT_NR_SLOTS	32

struct kunit_resource {
	struct list_head node;
	kunit_action_t *action;		/* NULL: the slot is free */
	void *ctx;
};

/* 0, or -ENOMEM; with _or_reset the action is then carried out at once. */
int __must_check kunit_add_action(struct kunit *test, kunit_action_t *action, void *ctx);
int __must_check kunit_add_action_or_reset(struct kunit *test, kunit_action_t *action, void *ctx);
/* The latest registration of this pair is dropped, or carried out now. */
void kunit_remove_action(struct kunit *test, kunit_action_t *action, void *ctx);
void kunit_release_action(struct kunit *test, kunit_action_t *action, void *ctx);

/* Carries all out: the runner does that. */
void kunit_cleanup(struct kunit *test);

/* A function of the action's type around one that takes another pointer type. */
#define KUNIT_DEFINE_ACTION_WRAPPER(wrapper, orig, arg_type)	\
static void wrapper(void *ctx)					\
{								\
	orig((arg_type)ctx);					\
}

#endif /* KUNIT_RESOURCE_H */
