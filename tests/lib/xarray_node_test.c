// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of XArray's functions for nodes: update functions, ranges without entries, and splitting.
 */

#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/errno.h>
#include <linux/kthread.h>
#include <linux/list.h>
#include <linux/sched.h>
#include <linux/xarray.h>

#include "../warnings.h"

static DEFINE_XARRAY(nodes);
static LIST_HEAD(of_values);

/* Keep the nodes that contain only integers in a list, as a shrinker of such nodes does. */
static void keep_list(struct xa_node *node)
{
	bool wanted = node->count && node->count == node->nr_values;

	if (wanted && list_empty(&node->private_list))
		list_add(&node->private_list, &of_values);
	else if (!wanted && !list_empty(&node->private_list))
		list_del_init(&node->private_list);
}

static void store_listed(unsigned long index, unsigned int order, void *entry)
{
	XA_STATE_ORDER(xas, &nodes, index, order);

	xas_set_update(&xas, keep_list);
	do {
		xas_lock(&xas);
		xas_store(&xas, entry);
		xas_unlock(&xas);
	} while (xas_nomem(&xas, GFP_KERNEL));
}

static void xarray_node_test_update(struct kunit *test)
{
	unsigned long far = XA_CHUNK_SIZE * XA_CHUNK_SIZE;
	struct xa_node *node;

	store_listed(0, 0, xa_mk_value(1));
	KUNIT_EXPECT_TRUE(test, list_empty(&of_values));	/* the entry is the head */
	store_listed(1, 0, xa_mk_value(2));
	KUNIT_EXPECT_EQ(test, list_count_nodes(&of_values), 1);
	store_listed(2, 1, &nodes);
	KUNIT_EXPECT_TRUE(test, list_empty(&of_values));
	store_listed(2, 1, xa_mk_value(3));
	store_listed(far, 1, xa_mk_value(4));
	KUNIT_EXPECT_EQ(test, list_count_nodes(&of_values), 2);
	/* Replace all nodes by one entry, and this entry by nodes. */
	store_listed(0, 3 * XA_CHUNK_SHIFT, xa_mk_value(5));
	KUNIT_EXPECT_EQ(test, list_count_nodes(&of_values), 1);
	store_listed(0, 3 * XA_CHUNK_SHIFT, NULL);
	KUNIT_EXPECT_TRUE(test, list_empty(&of_values) && xa_empty(&nodes));

	store_listed(far + 1, 0, xa_mk_value(1));
	store_listed(3 * far, 0, xa_mk_value(2));
	store_listed(4 * far, 0, &nodes);
	xa_lock(&nodes);
	while ((node = list_first_entry_or_null(&of_values, struct xa_node, private_list)))
		xa_delete_node(node, keep_list);
	xa_unlock(&nodes);
	KUNIT_EXPECT_NULL(test, xa_load(&nodes, far + 1));
	KUNIT_EXPECT_NULL(test, xa_load(&nodes, 3 * far));
	KUNIT_EXPECT_PTR_EQ(test, xa_load(&nodes, 4 * far), (void *)&nodes);
	KUNIT_ASSERT_TRUE(test, xa_is_node(xa_head(&nodes)));
	xa_lock(&nodes);
	xa_delete_node(xa_to_node(xa_head_locked(&nodes)), keep_list);
	xa_unlock(&nodes);
	KUNIT_EXPECT_TRUE(test, xa_empty(&nodes) && list_empty(&of_values));
}

static int split_to(unsigned long index, unsigned int old, unsigned int order, void *entry)
{
	XA_STATE_ORDER(xas, &nodes, index, order);

	xas_set_update(&xas, keep_list);
	xas_lock(&xas);
	xas_split(&xas, entry, old);
	xas_unlock(&xas);
	return xas_error(&xas);
}

static void xarray_node_test_split(struct kunit *test)
{
	unsigned int order = XA_CHUNK_SHIFT + 2;
	unsigned long last = (1UL << order) - 1;

	store_listed(0, order, &nodes);
	KUNIT_EXPECT_EQ(test, split_to(0, order, order - 1, xa_mk_value(1)), 0);
	KUNIT_EXPECT_EQ(test, list_count_nodes(&of_values), 1);
	KUNIT_EXPECT_EQ(test, xa_get_order(&nodes, last), order - 1);
	KUNIT_EXPECT_EQ(test, split_to(0, order - 1, 3, xa_mk_value(2)), 0);
	/* Two of the four slots of the upper node have children, so it has two integers. */
	KUNIT_EXPECT_EQ(test, list_count_nodes(&of_values), 2);
	KUNIT_ASSERT_TRUE(test, xa_is_node(xa_head(&nodes)));
	KUNIT_EXPECT_EQ(test, xa_to_node(xa_head(&nodes))->nr_values, 2);
	KUNIT_EXPECT_EQ(test, xa_get_order(&nodes, 8), 3);
	KUNIT_EXPECT_PTR_EQ(test, xa_load(&nodes, last / 2), xa_mk_value(2));
	KUNIT_EXPECT_PTR_EQ(test, xa_load(&nodes, last / 2 + 1), xa_mk_value(1));
	store_listed(0, order, NULL);
	KUNIT_EXPECT_TRUE(test, xa_empty(&nodes) && list_empty(&of_values));
}

/* The entries in the range remain, and stores in the range need no memory. */
static void xarray_node_test_create_range(struct kunit *test)
{
	unsigned int order = XA_CHUNK_SHIFT + 2;
	unsigned long first = 5UL << order, last = (6UL << order) - 1;
	XA_STATE_ORDER(xas, &nodes, last, order);

	KUNIT_EXPECT_NULL(test, xa_store(&nodes, first + 7, &nodes, GFP_KERNEL));
	do {
		xas_lock(&xas);
		xas_create_range(&xas);
		xas_unlock(&xas);
	} while (xas_nomem(&xas, GFP_KERNEL));
	KUNIT_ASSERT_EQ(test, xas_error(&xas), 0);
	KUNIT_EXPECT_EQ(test, xas.xa_index, first);
	KUNIT_EXPECT_PTR_EQ(test, xa_load(&nodes, first + 7), (void *)&nodes);
	xas_lock(&xas);
	for (unsigned long i = first; i <= last; i += XA_CHUNK_SIZE) {
		xas_set(&xas, i);
		KUNIT_EXPECT_NULL(test, xas_load(&xas));
		KUNIT_EXPECT_TRUE(test, xas_is_node(&xas) && !xas.xa_node->shift);
	}
	xas_set(&xas, first);
	xas_unlock(&xas);
	for (unsigned long i = first; i <= last; i++) {
		xas_lock(&xas);
		KUNIT_EXPECT_PTR_EQ(test, xas_store(&xas, xa_mk_value(i)),
				    i == first + 7 ? &nodes : NULL);
		KUNIT_EXPECT_EQ(test, xas_error(&xas), 0);
		xas_next(&xas);
		xas_unlock(&xas);
	}
	for (unsigned long i = first; i <= last; i++)
		KUNIT_EXPECT_PTR_EQ(test, xa_erase(&nodes, i), xa_mk_value(i));
	KUNIT_EXPECT_TRUE(test, xa_empty(&nodes));
}

static void xarray_node_test_split_refused(struct kunit *test)
{
	static char pair[4] __aligned(4);
	unsigned long warned = warnings_seen();
	unsigned int high = 2 * XA_CHUNK_SHIFT;
	XA_STATE_ORDER(xas, &nodes, 0, 0);

	KUNIT_EXPECT_EQ(test, split_to(0, 2, 0, &nodes), -EINVAL);	/* no entry */
	KUNIT_EXPECT_NULL(test, xa_store_range(&nodes, 0, (1UL << high) - 1, test, GFP_KERNEL));
	KUNIT_EXPECT_EQ(test, split_to(0, high, 0, &nodes), -EINVAL);	/* two levels */
	KUNIT_EXPECT_EQ(test, split_to(0, high - 1, high - 2, &nodes), -EINVAL);
	KUNIT_EXPECT_EQ(test, split_to(0, high, high + 1, &nodes), -EINVAL);
	KUNIT_EXPECT_EQ(test, split_to(0, BITS_PER_LONG, 0, &nodes), -EINVAL);
	xas_split_alloc(&xas, test, high, GFP_KERNEL);
	KUNIT_EXPECT_EQ(test, xas_error(&xas), -EINVAL);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 6);
	KUNIT_EXPECT_EQ(test, split_to(0, high, XA_CHUNK_SHIFT, pair + 2), -EINVAL);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 7);
	KUNIT_EXPECT_EQ(test, xa_get_order(&nodes, 0), high);
	KUNIT_EXPECT_PTR_EQ(test, xa_load(&nodes, 77), (void *)test);
	/* A refused split frees the nodes of xas_split_alloc(). */
	xas_set_order(&xas, 1, 0);
	xas_split_alloc(&xas, test, XA_CHUNK_SHIFT, GFP_KERNEL);
	xas_lock(&xas);
	xas_split(&xas, test, XA_CHUNK_SHIFT);
	xas_unlock(&xas);
	KUNIT_EXPECT_EQ(test, xas_error(&xas), -EINVAL);
	KUNIT_EXPECT_NULL(test, xas.xa_alloc);
	KUNIT_EXPECT_EQ(test, warnings_seen(), warned + 8);
}

/* ---- readers during a split ------------------------------------------------------------------ */

static bool split_stop;
static unsigned int split_errors;

static int split_reader(void *done)
{
	unsigned long size = 1UL << (XA_CHUNK_SHIFT + 1), i = 0;

	while (!READ_ONCE(split_stop)) {
		void *entry = xa_load(&nodes, size + i);

		if (entry != &nodes && entry != &of_values)
			split_errors++;
		i = (i + 7) % size;
		if (!i)
			cond_resched();
	}
	complete(done);
	return 0;
}

/* Another CPU reads the entry and its copies, but never an empty slot or another entry. */
static void xarray_node_test_split_readers(struct kunit *test)
{
	static struct completion done;
	unsigned int order = XA_CHUNK_SHIFT + 1;
	unsigned long size = 1UL << order;
	struct task_struct *task;

	split_stop = false;
	split_errors = 0;
	init_completion(&done);
	store_listed(size, order, &nodes);
	task = kthread_create_on_cpu(split_reader, &done, num_online_cpus() - 1, "splits");
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, task);
	wake_up_process(task);
	for (unsigned int n = 0; n < 2000; n++) {
		unsigned int to = n % order;

		KUNIT_EXPECT_EQ(test, split_to(size, order, to, &of_values), 0);
		KUNIT_EXPECT_EQ(test, xa_get_order(&nodes, size), to);
		store_listed(size, order, &nodes);
		cond_resched();
	}
	WRITE_ONCE(split_stop, true);
	wait_for_completion(&done);
	KUNIT_EXPECT_EQ(test, split_errors, 0);
}

/* A case may end with entries in the array, in particular if an allocation failed. */
static void xarray_node_exit(struct kunit *test)
{
	xa_destroy(&nodes);
	INIT_LIST_HEAD(&of_values);
	rcu_barrier();
}

static struct kunit_case xarray_node_cases[] = {
	KUNIT_CASE(xarray_node_test_update),
	KUNIT_CASE(xarray_node_test_create_range),
	KUNIT_CASE(xarray_node_test_split),
	KUNIT_CASE(xarray_node_test_split_refused),
	KUNIT_CASE(xarray_node_test_split_readers),
	{}
};

static struct kunit_suite xarray_node_suite = {
	.name = "xarray_node",
	.exit = xarray_node_exit,
	.test_cases = xarray_node_cases,
};
kunit_test_suite(xarray_node_suite);
