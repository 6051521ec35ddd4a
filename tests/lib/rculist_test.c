// SPDX-License-Identifier: BSD-2-Clause
/* Tests of RCU lists, lock-free lists (llist), list_sort() and hash tables. */

#include <kunit/test.h>
#include <linux/completion.h>
#include <linux/err.h>
#include <linux/hashtable.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/list_sort.h>
#include <linux/llist.h>
#include <linux/prandom.h>
#include <linux/rculist.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/smp.h>

struct item {
	int key, place;
	struct list_head node;
	struct hlist_node hnode;
	struct llist_node lnode;
	struct rcu_head rcu;
};

static struct item items[200];

static const char *text(struct list_head *head)
{
	static char buf[32];
	struct item *it;
	char *p = buf;

	rcu_read_lock();
	list_for_each_entry_rcu(it, head, node)
		*p++ = (char)('0' + it->key);
	rcu_read_unlock();
	*p = '\0';
	return buf;
}

static void number(void)
{
	for (int i = 0; i < (int)ARRAY_SIZE(items); i++)
		items[i] = (struct item){ .key = i };
}

static void no_wait(void)
{
}

static void rculist_test_list(struct kunit *test)
{
	LIST_HEAD(head);
	LIST_HEAD(other);

	number();
	KUNIT_EXPECT_NULL(test, list_first_or_null_rcu(&head, struct item, node));
	list_add_rcu(&items[1].node, &head);
	list_add_tail_rcu(&items[2].node, &head);
	list_add_rcu(&items[0].node, &head);
	KUNIT_EXPECT_STREQ(test, text(&head), "012");
	list_del_rcu(&items[1].node);
	/* A reader that still has a pointer to the removed item can continue to the next item. */
	KUNIT_EXPECT_PTR_EQ(test, list_next_or_null_rcu(&head, &items[1].node, struct item, node),
			    &items[2]);
	KUNIT_EXPECT_STREQ(test, text(&head), "02");
	list_replace_rcu(&items[0].node, &items[3].node);
	KUNIT_EXPECT_STREQ(test, text(&head), "32");
	list_add_rcu(&items[4].node, &other);
	list_splice_init_rcu(&other, &head, no_wait);
	KUNIT_EXPECT_STREQ(test, text(&head), "432");
	list_add_rcu(&items[5].node, &other);
	list_splice_tail_init_rcu(&other, &head, no_wait);
	KUNIT_EXPECT_STREQ(test, text(&head), "4325");
	KUNIT_EXPECT_TRUE(test, list_empty_careful(&other));
	list_del_init_careful(&items[5].node);
	KUNIT_EXPECT_TRUE(test, list_empty_careful(&items[5].node));
}

static int hash_sum(struct hlist_head *head)
{
	struct item *it;
	int sum = 0;

	rcu_read_lock();
	hlist_for_each_entry_rcu(it, head, hnode)
		sum = sum * 10 + it->key;
	rcu_read_unlock();
	return sum;
}

static void rculist_test_hlist(struct kunit *test)
{
	HLIST_HEAD(head);
	HLIST_HEAD(other);

	number();
	hlist_add_tail_rcu(&items[2].hnode, &head);
	hlist_add_head_rcu(&items[1].hnode, &head);
	hlist_add_tail_rcu(&items[5].hnode, &head);
	hlist_add_behind_rcu(&items[3].hnode, &items[2].hnode);
	hlist_add_before_rcu(&items[4].hnode, &items[5].hnode);
	KUNIT_EXPECT_EQ(test, hash_sum(&head), 12345);
	hlist_del_rcu(&items[3].hnode);
	hlist_del_init_rcu(&items[1].hnode);
	KUNIT_EXPECT_TRUE(test, hlist_unhashed_lockless(&items[1].hnode));
	hlist_replace_rcu(&items[4].hnode, &items[6].hnode);
	KUNIT_EXPECT_EQ(test, hash_sum(&head), 265);
	hlists_swap_heads_rcu(&head, &other);
	KUNIT_EXPECT_EQ(test, hash_sum(&other), 265);
	hlist_add_head_rcu(&items[7].hnode, &head);
	hlist_splice_init(&other, &items[5].hnode, &head);
	KUNIT_EXPECT_EQ(test, hash_sum(&head), 2657);
	KUNIT_EXPECT_EQ(test, hlist_count_nodes(&head), 4);
	hlist_del(&items[2].hnode);
	KUNIT_EXPECT_EQ(test, hash_sum(&head), 657);
}

static int compare(void *priv, const struct list_head *a, const struct list_head *b)
{
	++*(int *)priv;
	return list_entry(a, struct item, node)->key - list_entry(b, struct item, node)->key;
}

static void rculist_test_sort(struct kunit *test)
{
	struct rnd_state rnd;

	prandom_seed_state(&rnd, kunit_seed(test));
	for (int n = 0; n < (int)ARRAY_SIZE(items); n++) {
		struct item *it, *before = NULL;
		int compared = 0, seen = 0;
		LIST_HEAD(head);

		for (int i = 0; i < n; i++) {
			items[i].key = prandom_u32_below(&rnd, 50);
			items[i].place = i;
			list_add_tail(&items[i].node, &head);
		}
		list_sort(&compared, &head, compare);
		list_for_each_entry(it, &head, node) {
			KUNIT_EXPECT_PTR_EQ(test, it->node.next->prev, &it->node);
			if (before)
				KUNIT_EXPECT_TRUE(test, before->key < it->key ||
								(before->key == it->key &&
								 before->place < it->place));
			before = it;
			seen++;
		}
		KUNIT_EXPECT_EQ(test, seen, n);
		KUNIT_EXPECT_LE(test, compared, n * 8);
	}
}

static void rculist_test_llist(struct kunit *test)
{
	LLIST_HEAD(list);
	struct llist_node *taken;
	struct item *it;
	int n = 0;

	number();
	KUNIT_EXPECT_TRUE(test, llist_add(&items[0].lnode, &list));
	KUNIT_EXPECT_FALSE(test, llist_add(&items[1].lnode, &list));
	items[3].lnode.next = &items[2].lnode;
	KUNIT_EXPECT_FALSE(test, llist_add_batch(&items[3].lnode, &items[2].lnode, &list));
	KUNIT_EXPECT_PTR_EQ(test, llist_del_first(&list), &items[3].lnode);
	KUNIT_EXPECT_FALSE(test, llist_del_first_this(&list, &items[1].lnode));
	KUNIT_EXPECT_TRUE(test, llist_del_first_this(&list, &items[2].lnode));
	taken = llist_reverse_order(llist_del_all(&list));
	llist_for_each_entry(it, taken, lnode)
		KUNIT_EXPECT_EQ(test, it->key, n++);
	KUNIT_EXPECT_EQ(test, n, 2);
	KUNIT_EXPECT_TRUE(test, llist_empty(&list));
	KUNIT_EXPECT_NULL(test, llist_del_first(&list));
	init_llist_node(&items[0].lnode);
	KUNIT_EXPECT_FALSE(test, llist_on_list(&items[0].lnode));
}

static LLIST_HEAD(crowded);

static void add_here(void *nodes)
{
	for (int i = 0; i < 20; i++)
		llist_add(&((struct item *)nodes)[smp_processor_id() * 20 + i].lnode, &crowded);
}

/* All other CPUs add items in interrupts while this CPU removes them. */
static void rculist_test_llist_cpus(struct kunit *test)
{
	int cpus = min_t(int, num_online_cpus(), ARRAY_SIZE(items) / 20), n = 0;
	struct llist_node *node;

	if (num_online_cpus() > ARRAY_SIZE(items) / 20)
		kunit_skip(test, "more CPUs than there are items for");
	for (int round = 0; round < 20; round++) {
		smp_call_function_many(cpu_online_mask, add_here, items, false);
		while (n < (round + 1) * 20 * (cpus - 1)) {
			node = llist_del_first(&crowded);
			n += !!node;
			cond_resched();
		}
		KUNIT_EXPECT_TRUE(test, llist_empty(&crowded));
	}
}

static void rculist_test_hashtable(struct kunit *test)
{
	static DEFINE_HASHTABLE(table, 5);
	struct hlist_node *tmp;
	struct item *it;
	int bkt, n = 0, sum = 0;

	number();
	hash_init(table);
	KUNIT_EXPECT_TRUE(test, hash_empty(table));
	for (int i = 0; i < 100; i++) {
		if (i % 2)
			hash_add(table, &items[i].hnode, items[i].key);
		else
			hash_add_rcu(table, &items[i].hnode, items[i].key);
	}
	KUNIT_EXPECT_EQ(test, HASH_SIZE(table), 32);
	hash_for_each(table, bkt, it, hnode) {
		n++;
		sum += it->key;
	}
	KUNIT_EXPECT_EQ(test, n, 100);
	KUNIT_EXPECT_EQ(test, sum, 4950);
	for (int key = 0; key < 120; key++) {
		n = 0;
		hash_for_each_possible(table, it, hnode, key)
			n += it->key == key;
		KUNIT_EXPECT_EQ(test, n, key < 100);
	}
	hash_del(&items[3].hnode);
	hash_del_rcu(&items[4].hnode);
	KUNIT_EXPECT_FALSE(test, hash_hashed(&items[3].hnode));
	n = 0;
	rcu_read_lock();
	hash_for_each_rcu(table, bkt, it, hnode)
		n++;
	rcu_read_unlock();
	KUNIT_EXPECT_EQ(test, n, 98);
	hash_for_each_safe(table, bkt, tmp, it, hnode)
		hash_del(&it->hnode);
	KUNIT_EXPECT_TRUE(test, hash_empty(table));
}

/* ---- readers ----------------------------------------------------------------------------------*/

#define ALIVE	77

static LIST_HEAD(shared);
static bool stop;
static unsigned long errors;

static int reader(void *done)
{
	while (!READ_ONCE(stop)) {
		struct item *it;
		int last = -1;

		rcu_read_lock();
		list_for_each_entry_rcu(it, &shared, node) {
			/*
			 * The list is always sorted, even while other threads add and remove items.
			 */
			if (READ_ONCE(it->place) != ALIVE || it->key <= last)
				WRITE_ONCE(errors, errors + 1);
			last = it->key;
		}
		rcu_read_unlock();
		cond_resched();
	}
	complete(done);
	return 0;
}

static void poison(struct rcu_head *head)
{
	struct item *it = container_of(head, struct item, rcu);

	WRITE_ONCE(it->place, 0);
	kfree(it);
}

static void remove(struct item *it)
{
	list_del_rcu(&it->node);
	call_rcu(&it->rcu, poison);
}

/* Remove the item with this key from the list.  If the list has no such item, add one. */
static void change(int key)
{
	struct list_head *before = &shared;
	struct item *it;

	list_for_each_entry(it, &shared, node) {
		if (it->key == key) {
			remove(it);
			return;
		}
		if (it->key > key)
			break;
		before = &it->node;
	}
	it = kzalloc(sizeof(*it), GFP_KERNEL);
	if (!it)
		return;
	it->key = key;
	it->place = ALIVE;
	list_add_rcu(&it->node, before);
}

static void rculist_test_readers(struct kunit *test)
{
	static struct completion done;
	unsigned int cpu, readers = 0;
	struct rnd_state rnd;
	struct item *it, *next;

	stop = false;
	errors = 0;
	init_completion(&done);
	prandom_seed_state(&rnd, kunit_seed(test));
	for_each_online_cpu(cpu) {
		struct task_struct *task = kthread_create_on_cpu(reader, &done, cpu, "reader");

		if (IS_ERR(task))
			break;
		wake_up_process(task);
		readers++;
	}
	for (int i = 0; i < 2000; i++) {
		change(prandom_u32_below(&rnd, 30));
		if (i % 4 == 0)
			cond_resched();
	}
	WRITE_ONCE(stop, true);
	while (readers--)
		wait_for_completion(&done);
	list_for_each_entry_safe(it, next, &shared, node)
		remove(it);
	rcu_barrier();
	KUNIT_EXPECT_EQ(test, errors, 0);
	KUNIT_EXPECT_TRUE(test, list_empty(&shared));
}

static struct kunit_case rculist_cases[] = {
	KUNIT_CASE(rculist_test_list),
	KUNIT_CASE(rculist_test_hlist),
	KUNIT_CASE(rculist_test_sort),
	KUNIT_CASE(rculist_test_llist),
	KUNIT_CASE(rculist_test_llist_cpus),
	KUNIT_CASE(rculist_test_hashtable),
	KUNIT_CASE(rculist_test_readers),
	{}
};

static struct kunit_suite rculist_suite = {
	.name = "rculist",
	.test_cases = rculist_cases,
};
kunit_test_suite(rculist_suite);
