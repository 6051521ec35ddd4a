// SPDX-License-Identifier: BSD-2-Clause

#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/prandom.h>

#include "../expect.h"

struct item {
	int value;
	struct list_head node;
	struct hlist_node hnode;
};

static struct item items[8];

static void setup(struct list_head *head, int n)
{
	INIT_LIST_HEAD(head);
	for (int i = 0; i < n; i++) {
		items[i].value = i;
		list_add_tail(&items[i].node, head);
	}
}

/*
 * Return the values of the list as digits, from first to last.  Check the links in both directions.
 */
static const char *text(struct kunit *test, struct list_head *head)
{
	static char buf[32];
	struct item *it;
	char *p = buf;

	list_for_each_entry(it, head, node) {
		KUNIT_ASSERT_PTR_EQ(test, it->node.next->prev, &it->node);
		KUNIT_ASSERT_PTR_EQ(test, it->node.prev->next, &it->node);
		KUNIT_ASSERT_LT(test, p - buf, 30);
		*p++ = (char)('0' + it->value);
	}
	*p = '\0';
	return buf;
}

static void list_adding(struct kunit *test)
{
	LIST_HEAD(head);

	KUNIT_EXPECT_TRUE(test, list_empty(&head));
	KUNIT_EXPECT_NULL(test, list_first_entry_or_null(&head, struct item, node));
	setup(&head, 1);
	KUNIT_EXPECT_TRUE(test, list_is_singular(&head));
	setup(&head, 4);
	KUNIT_EXPECT_STREQ(test, text(test, &head), "0123");
	KUNIT_EXPECT_FALSE(test, list_is_singular(&head));
	items[4].value = 4;
	list_add(&items[4].node, &head);
	KUNIT_EXPECT_STREQ(test, text(test, &head), "40123");
	KUNIT_EXPECT_EQ(test, list_count_nodes(&head), 5);
	KUNIT_EXPECT_TRUE(test, list_is_first(&items[4].node, &head));
	KUNIT_EXPECT_TRUE(test, list_is_last(&items[3].node, &head));
	KUNIT_EXPECT_EQ(test, list_last_entry(&head, struct item, node)->value, 3);
	KUNIT_EXPECT_EQ(test, list_next_entry_circular(&items[3], &head, node)->value, 4);
	KUNIT_EXPECT_EQ(test, list_prev_entry_circular(&items[4], &head, node)->value, 3);
}

static void list_removing(struct kunit *test)
{
	struct item *it, *n;
	LIST_HEAD(head);

	setup(&head, 6);
	list_del(&items[2].node);
	KUNIT_EXPECT_PTR_EQ(test, items[2].node.next, LIST_POISON1);
	KUNIT_EXPECT_PTR_EQ(test, items[2].node.prev, LIST_POISON2);
	list_del_init(&items[0].node);
	KUNIT_EXPECT_TRUE(test, list_empty(&items[0].node));
	KUNIT_EXPECT_STREQ(test, text(test, &head), "1345");
	list_for_each_entry_safe(it, n, &head, node)
		if (it->value & 1)
			list_del_init(&it->node);
	KUNIT_EXPECT_STREQ(test, text(test, &head), "4");
	list_for_each_entry_safe_reverse(it, n, &head, node)
		list_del(&it->node);
	KUNIT_EXPECT_TRUE(test, list_empty(&head));
}

static void list_moving(struct kunit *test)
{
	LIST_HEAD(head);

	setup(&head, 5);
	list_move(&items[3].node, &head);
	KUNIT_EXPECT_STREQ(test, text(test, &head), "30124");
	list_move_tail(&items[0].node, &head);
	KUNIT_EXPECT_STREQ(test, text(test, &head), "31240");
	list_rotate_left(&head);
	KUNIT_EXPECT_STREQ(test, text(test, &head), "12403");
	list_rotate_to_front(&items[4].node, &head);
	KUNIT_EXPECT_STREQ(test, text(test, &head), "40312");
	list_swap(&items[4].node, &items[2].node);
	KUNIT_EXPECT_STREQ(test, text(test, &head), "20314");
	list_swap(&items[0].node, &items[3].node);
	KUNIT_EXPECT_STREQ(test, text(test, &head), "23014");
	list_swap(&items[0].node, &items[3].node);
	KUNIT_EXPECT_STREQ(test, text(test, &head), "20314");
	list_bulk_move_tail(&head, &items[0].node, &items[3].node);
	KUNIT_EXPECT_STREQ(test, text(test, &head), "21403");
	items[7].value = 7;
	list_replace_init(&items[1].node, &items[7].node);
	KUNIT_EXPECT_STREQ(test, text(test, &head), "27403");
	KUNIT_EXPECT_TRUE(test, list_empty(&items[1].node));
}

static void list_splicing(struct kunit *test)
{
	LIST_HEAD(head);
	LIST_HEAD(other);

	setup(&head, 5);
	list_cut_position(&other, &head, &items[1].node);
	KUNIT_EXPECT_STREQ(test, text(test, &other), "01");
	KUNIT_EXPECT_STREQ(test, text(test, &head), "234");
	list_splice_tail_init(&other, &head);
	KUNIT_EXPECT_STREQ(test, text(test, &head), "23401");
	KUNIT_EXPECT_TRUE(test, list_empty(&other));
	list_cut_before(&other, &head, &items[4].node);
	KUNIT_EXPECT_STREQ(test, text(test, &other), "23");
	list_splice_init(&head, &other);
	KUNIT_EXPECT_STREQ(test, text(test, &other), "40123");
	list_splice(&head, &other);
	list_splice_tail(&head, &other);
	KUNIT_EXPECT_STREQ(test, text(test, &other), "40123");
	list_cut_position(&head, &other, &other);
	KUNIT_EXPECT_TRUE(test, list_empty(&head));
	list_cut_before(&head, &other, &items[4].node);
	KUNIT_EXPECT_TRUE(test, list_empty(&head));
	KUNIT_EXPECT_STREQ(test, text(test, &other), "40123");
}

static void list_walking(struct kunit *test)
{
	struct item *it, *n;
	struct list_head *pos;
	LIST_HEAD(head);
	int sum = 0;

	setup(&head, 5);
	list_for_each_entry_reverse(it, &head, node)
		sum = sum * 10 + it->value;
	KUNIT_EXPECT_EQ(test, sum, 43210);
	sum = 0;
	list_for_each(pos, &head)
		sum = sum * 10 + list_entry(pos, struct item, node)->value;
	KUNIT_EXPECT_EQ(test, sum, 1234);
	sum = 0;
	list_for_each_prev(pos, &head)
		sum = sum * 10 + list_entry(pos, struct item, node)->value;
	KUNIT_EXPECT_EQ(test, sum, 43210);
	sum = 0;
	it = &items[2];
	list_for_each_entry_continue(it, &head, node)
		sum = sum * 10 + it->value;
	KUNIT_EXPECT_EQ(test, sum, 34);
	sum = 0;
	it = &items[2];
	list_for_each_entry_from(it, &head, node)
		sum = sum * 10 + it->value;
	KUNIT_EXPECT_EQ(test, sum, 234);
	sum = 0;
	it = &items[2];
	list_for_each_entry_continue_reverse(it, &head, node)
		sum = sum * 10 + it->value;
	KUNIT_EXPECT_EQ(test, sum, 10);
	it = &items[2];
	list_for_each_entry_safe_from(it, n, &head, node)
		list_del(&it->node);
	KUNIT_EXPECT_STREQ(test, text(test, &head), "01");
}

static const char *htext(struct kunit *test, struct hlist_head *head)
{
	static char buf[32];
	struct item *it;
	char *p = buf;

	hlist_for_each_entry(it, head, hnode) {
		KUNIT_ASSERT_PTR_EQ(test, *it->hnode.pprev, &it->hnode);
		KUNIT_ASSERT_LT(test, p - buf, 30);
		*p++ = (char)('0' + it->value);
	}
	*p = '\0';
	return buf;
}

static void list_hlist(struct kunit *test)
{
	struct hlist_node *n;
	struct item *it;
	HLIST_HEAD(head);
	HLIST_HEAD(other);

	KUNIT_EXPECT_TRUE(test, hlist_empty(&head));
	for (int i = 0; i < 8; i++) {
		items[i].value = i;
		INIT_HLIST_NODE(&items[i].hnode);
	}
	hlist_del_init(&items[0].hnode);
	hlist_add_head(&items[0].hnode, &head);
	KUNIT_EXPECT_TRUE(test, hlist_is_singular_node(&items[0].hnode, &head));
	hlist_add_head(&items[1].hnode, &head);
	hlist_add_behind(&items[2].hnode, &items[0].hnode);
	hlist_add_behind(&items[3].hnode, &items[1].hnode);
	hlist_add_before(&items[4].hnode, &items[1].hnode);
	KUNIT_EXPECT_STREQ(test, htext(test, &head), "41302");
	hlist_del(&items[3].hnode);
	KUNIT_EXPECT_PTR_EQ(test, items[3].hnode.next, LIST_POISON1);
	hlist_del_init(&items[4].hnode);
	KUNIT_EXPECT_TRUE(test, hlist_unhashed(&items[4].hnode));
	KUNIT_EXPECT_STREQ(test, htext(test, &head), "102");
	hlist_move_list(&head, &other);
	KUNIT_EXPECT_TRUE(test, hlist_empty(&head));
	KUNIT_EXPECT_STREQ(test, htext(test, &other), "102");
	hlist_for_each_entry_safe(it, n, &other, hnode)
		hlist_del_init(&it->hnode);
	KUNIT_EXPECT_TRUE(test, hlist_empty(&other));
	hlist_add_fake(&items[0].hnode);
	KUNIT_EXPECT_TRUE(test, hlist_fake(&items[0].hnode));
}

/*
 * Damaged links, and the addition of an entry that is already in the list, are reported.  The list
 * is not changed.
 */
static void list_corrupted(struct kunit *test)
{
	LIST_HEAD(head);
	struct list_head a, b, c, saved;
	struct hlist_head hash = HLIST_HEAD_INIT;
	struct hlist_node m, n, was;

	if (!IS_ENABLED(CONFIG_LIST_HARDENED))
		kunit_skip(test, "needs CONFIG_LIST_HARDENED");
	list_add_tail(&a, &head);
	list_add_tail(&b, &head);
	EXPECT_REPORT(test, list_add(&a, &head));
	saved = b;
	b.next = &c;
	INIT_LIST_HEAD(&c);
	EXPECT_REPORT(test, list_del(&b));
	b = saved;
	b.prev = &c;
	EXPECT_REPORT(test, list_del(&b));
	b = saved;
	a.prev = &c;
	EXPECT_REPORT(test, list_add(&c, &head));
	a.prev = &head;
	KUNIT_EXPECT_PTR_EQ(test, head.next, &a);
	KUNIT_EXPECT_PTR_EQ(test, head.prev, &b);
	hlist_add_head(&n, &hash);
	hlist_add_head(&m, &hash);
	was = n;
	n.pprev = &was.next;
	EXPECT_REPORT(test, hlist_del(&n));
	n = was;
	was = m;
	m.next = &was;
	EXPECT_REPORT(test, hlist_del(&m));
	m = was;
	hlist_del(&n);
	hlist_del(&m);
	KUNIT_EXPECT_TRUE(test, hlist_empty(&hash));
}

static struct kunit_case list_cases[] = {
	KUNIT_CASE(list_adding),
	KUNIT_CASE(list_removing),
	KUNIT_CASE(list_moving),
	KUNIT_CASE(list_corrupted),
	KUNIT_CASE(list_splicing),
	KUNIT_CASE(list_walking),
	KUNIT_CASE(list_hlist),
	{}
};

static struct kunit_suite list_suite = {
	.name = "list",
	.test_cases = list_cases,
};
kunit_test_suite(list_suite);
