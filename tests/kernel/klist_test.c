// SPDX-License-Identifier: BSD-2-Clause
/* Tests of klist: elements that are removed while an iterator or a thread uses them. */

#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/klist.h>
#include <linux/kthread.h>
#include <linux/slab.h>

#include "../warnings.h"

struct item {
	struct klist_node node;
	int nr_get;
	int nr_put;
};

static void get_item(struct klist_node *node)
{
	container_of(node, struct item, node)->nr_get++;
}

static void put_item(struct klist_node *node)
{
	container_of(node, struct item, node)->nr_put++;
}

/* An element that an iterator holds leaves the list when the iterator goes on. */
static void klist_test_iterator(struct kunit *test)
{
	static DEFINE_KLIST(items, get_item, put_item);
	struct item a = { }, b = { }, c = { };
	struct klist_iter i;

	klist_add_tail(&b.node, &items);
	klist_add_before(&a.node, &b.node);
	klist_add_behind(&c.node, &b.node);
	klist_iter_init(&items, &i);
	KUNIT_EXPECT_PTR_EQ(test, klist_next(&i), &a.node);
	KUNIT_EXPECT_PTR_EQ(test, klist_next(&i), &b.node);
	klist_del(&b.node);
	klist_del(&c.node);
	KUNIT_EXPECT_TRUE(test, klist_node_attached(&b.node));
	KUNIT_EXPECT_FALSE(test, klist_node_attached(&c.node));
	KUNIT_EXPECT_EQ(test, b.nr_put, 0);
	KUNIT_EXPECT_PTR_EQ(test, klist_prev(&i), &a.node);
	KUNIT_EXPECT_FALSE(test, klist_node_attached(&b.node));
	KUNIT_EXPECT_EQ(test, b.nr_put, 1);
	KUNIT_EXPECT_NULL(test, klist_next(&i));
	klist_iter_exit(&i);
	klist_remove(&a.node);
	KUNIT_EXPECT_EQ(test, a.nr_get + b.nr_get + c.nr_get, 3);
	KUNIT_EXPECT_EQ(test, a.nr_put + b.nr_put + c.nr_put, 3);
}

static bool klist_removed;

static int klist_remover(void *data)
{
	klist_remove(data);
	WRITE_ONCE(klist_removed, true);
	return 7;
}

/* klist_remove() waits for the iterator, and other iterators no longer see the element. */
static void klist_test_remove_waits(struct kunit *test)
{
	struct item a = { };
	struct task_struct *remover;
	struct klist_iter i, other;
	struct klist items;
	int n;

	klist_init(&items, get_item, put_item);
	klist_removed = false;
	klist_add_head(&a.node, &items);
	klist_iter_init_node(&items, &i, &a.node);
	remover = kthread_run(klist_remover, &a.node, "remover");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, remover);
	get_task_struct(remover);
	for (n = 0; n < 1000; n++) {
		klist_iter_init(&items, &other);
		if (!klist_next(&other))
			break;
		klist_iter_exit(&other);
		usleep_range(100, 200);
	}
	klist_iter_exit(&other);
	KUNIT_EXPECT_LT(test, n, 1000);
	usleep_range(1000, 2000);
	KUNIT_EXPECT_FALSE(test, READ_ONCE(klist_removed));
	KUNIT_EXPECT_TRUE(test, klist_node_attached(&a.node));
	klist_iter_exit(&i);
	KUNIT_EXPECT_EQ(test, kthread_stop(remover), 7);
	put_task_struct(remover);
	KUNIT_EXPECT_FALSE(test, klist_node_attached(&a.node));
	KUNIT_EXPECT_EQ(test, a.nr_put, 1);
}

/* A second deletion is reported, and drops no reference of an iterator. */
static void klist_test_deleted_twice(struct kunit *test)
{
	unsigned long warnings = warnings_seen();
	struct item a = { };
	struct klist_iter i;
	struct klist items;

	klist_init(&items, get_item, put_item);
	klist_add_tail(&a.node, &items);
	klist_iter_init_node(&items, &i, &a.node);
	klist_del(&a.node);
	klist_del(&a.node);
	klist_remove(&a.node);
	KUNIT_EXPECT_EQ(test, warnings_seen() - warnings, 2UL);
	KUNIT_EXPECT_TRUE(test, klist_node_attached(&a.node));
	klist_iter_exit(&i);
	klist_del(&a.node);
	KUNIT_EXPECT_EQ(test, warnings_seen() - warnings, 3UL);
	KUNIT_EXPECT_EQ(test, a.nr_put, 1);
}

static void free_item(struct klist_node *node)
{
	kfree(container_of(node, struct item, node));
}

/* put() may free the element while another thread waits for its removal. */
static void klist_test_put_frees(struct kunit *test)
{
	struct item *a = kzalloc(sizeof(*a), GFP_KERNEL);
	struct task_struct *remover;
	struct klist list;
	struct klist_iter i;

	KUNIT_ASSERT_NOT_NULL(test, a);
	klist_init(&list, NULL, free_item);
	klist_add_tail(&a->node, &list);
	klist_iter_init_node(&list, &i, &a->node);
	remover = kthread_run(klist_remover, &a->node, "remover");
	if (IS_ERR(remover))
		kfree(a);
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, remover);
	get_task_struct(remover);
	usleep_range(1000, 2000);
	klist_iter_exit(&i);
	KUNIT_EXPECT_EQ(test, kthread_stop(remover), 7);
	put_task_struct(remover);
}

static struct kunit_case klist_cases[] = {
	KUNIT_CASE(klist_test_iterator),
	KUNIT_CASE(klist_test_remove_waits),
	KUNIT_CASE(klist_test_deleted_twice),
	KUNIT_CASE(klist_test_put_frees),
	{}
};

static struct kunit_suite klist_suite = {
	.name = "klist",
	.test_cases = klist_cases,
};
kunit_test_suite(klist_suite);
