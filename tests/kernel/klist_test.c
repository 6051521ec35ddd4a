// SPDX-License-Identifier: BSD-2-Clause
/* Tests of klist: elements that are removed while an iterator or a thread uses them. */

#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/klist.h>
#include <linux/kthread.h>


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

static DEFINE_KLIST(klist_items, get_item, put_item);

/* An element that an iterator holds leaves the list when the iterator goes on. */
static void klist_test_iterator(struct kunit *test)
{
	struct item a = { }, b = { }, c = { };
	struct klist_iter i;

	klist_add_tail(&b.node, &klist_items);
	klist_add_before(&a.node, &b.node);
	klist_add_behind(&c.node, &b.node);
	klist_iter_init(&klist_items, &i);
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

static int klist_remover(void *data)
{
	klist_remove(data);
	return 7;
}

/* klist_remove() waits for the iterator, and other iterators no longer see the element. */
static void klist_test_remove_waits(struct kunit *test)
{
	struct item a = { };
	struct task_struct *remover;
	struct klist_iter i, other;

	klist_add_head(&a.node, &klist_items);
	klist_iter_init_node(&klist_items, &i, &a.node);
	remover = kthread_run(klist_remover, &a.node, "remover");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, remover);
	get_task_struct(remover);
	for (int n = 0; n < 1000; n++) {
		klist_iter_init(&klist_items, &other);
		if (!klist_next(&other))
			break;
		klist_iter_exit(&other);
		usleep_range(100, 200);
	}
	klist_iter_exit(&other);
	KUNIT_EXPECT_TRUE(test, klist_node_attached(&a.node));
	klist_iter_exit(&i);
	KUNIT_EXPECT_EQ(test, kthread_stop(remover), 7);
	put_task_struct(remover);
	KUNIT_EXPECT_FALSE(test, klist_node_attached(&a.node));
	KUNIT_EXPECT_EQ(test, a.nr_put, 1);
}

static struct kunit_case klist_cases[] = {
	KUNIT_CASE(klist_test_iterator),
	KUNIT_CASE(klist_test_remove_waits),
	{}
};

static struct kunit_suite klist_suite = {
	.name = "klist",
	.test_cases = klist_cases,
};
kunit_test_suite(klist_suite);
