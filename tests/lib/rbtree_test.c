// SPDX-License-Identifier: BSD-2-Clause

/*
 * Tests of red-black trees: random insertions and removals are compared with a sorted array.  Every
 * rule of the tree is checked after each step.
 */

#include <kunit/test.h>
#include <linux/kernel.h>
#include <linux/prandom.h>
#include <linux/rbtree_augmented.h>

#define NR	64

struct item {
	struct rb_node rb;
	unsigned int key;
	u32 weight;
	/* Maximum weight of the items in the subtree below this item, including this item. */
	u32 max_weight;
	bool in;
};

static struct item pool[NR];

#define item_of(n)	rb_entry(n, struct item, rb)
#define item_weight(it)	((it)->weight)

RB_DECLARE_CALLBACKS_MAX(static, max_callbacks, struct item, rb, u32, max_weight, item_weight)

static bool item_less(struct rb_node *a, const struct rb_node *b)
{
	return item_of(a)->key < item_of(b)->key;
}

static int key_cmp(const void *key, const struct rb_node *n)
{
	unsigned int k = *(const unsigned int *)key, other = item_of(n)->key;

	return k < other ? -1 : k > other;
}

static int node_cmp(struct rb_node *a, const struct rb_node *b)
{
	return key_cmp(&item_of(a)->key, b);
}

/* Check a subtree, and return its black height.  The recursion is not deeper than the tree. */
static int check_subtree(struct kunit *test, struct rb_node *n, struct rb_node *parent,
			 bool augmented)
{
	struct rb_node *child[2];
	u32 max_weight;
	int h[2];

	if (!n)
		return 0;
	child[0] = n->rb_left;
	child[1] = n->rb_right;
	max_weight = item_of(n)->weight;
	KUNIT_ASSERT_PTR_EQ(test, rb_parent(n), parent);
	for (int i = 0; i < 2; i++) {
		if (!(n->__rb_parent_color & 1) && child[i])
			KUNIT_ASSERT_TRUE(test, child[i]->__rb_parent_color & 1);
		h[i] = check_subtree(test, child[i], n, augmented);
		if (child[i])
			max_weight = max(max_weight, item_of(child[i])->max_weight);
	}
	KUNIT_ASSERT_EQ(test, h[0], h[1]);
	if (augmented)
		KUNIT_ASSERT_EQ(test, item_of(n)->max_weight, max_weight);
	return h[0] + (n->__rb_parent_color & 1);
}

/* Check that the tree contains exactly the marked items, in order, in both directions. */
static void check_tree(struct kunit *test, struct rb_root_cached *root, bool augmented)
{
	struct rb_node *n = rb_first(&root->rb_root), *prev = NULL;
	unsigned int count = 0, expect = 0;

	if (root->rb_root.rb_node)
		KUNIT_ASSERT_TRUE(test, root->rb_root.rb_node->__rb_parent_color & 1);
	check_subtree(test, root->rb_root.rb_node, NULL, augmented);
	KUNIT_ASSERT_PTR_EQ(test, rb_first_cached(root), n);
	for (; n; prev = n, n = rb_next(n)) {
		KUNIT_ASSERT_TRUE(test, item_of(n)->in);
		KUNIT_ASSERT_PTR_EQ(test, rb_prev(n), prev);
		if (prev)
			KUNIT_ASSERT_LE(test, item_of(prev)->key, item_of(n)->key);
		count++;
	}
	KUNIT_ASSERT_PTR_EQ(test, rb_last(&root->rb_root), prev);
	for (int i = 0; i < NR; i++)
		expect += pool[i].in;
	KUNIT_ASSERT_EQ(test, count, expect);
}

static void insert(struct rb_root_cached *root, struct item *it, bool augmented)
{
	it->in = true;
	it->max_weight = it->weight;
	if (augmented)
		rb_add_augmented_cached(&it->rb, root, item_less, &max_callbacks);
	else
		rb_add_cached(&it->rb, root, item_less);
}

static void erase(struct rb_root_cached *root, struct item *it, bool augmented)
{
	it->in = false;
	if (augmented)
		rb_erase_augmented_cached(&it->rb, root, &max_callbacks);
	else
		rb_erase_cached(&it->rb, root);
}

static void random_steps(struct kunit *test, bool augmented)
{
	struct rb_root_cached root = RB_ROOT_CACHED;
	struct rnd_state rnd;

	prandom_seed_state(&rnd, kunit_seed(test));
	memset(pool, 0, sizeof(pool));
	for (int step = 0; step < 3000; step++) {
		struct item *it = &pool[prandom_u32_below(&rnd, NR)];

		if (it->in) {
			erase(&root, it, augmented);
		} else {
			it->key = prandom_u32_below(&rnd, 50);
			it->weight = prandom_u32_state(&rnd);
			insert(&root, it, augmented);
		}
		check_tree(test, &root, augmented);
	}
	for (int i = 0; i < NR; i++) {
		if (pool[i].in)
			erase(&root, &pool[i], augmented);
		check_tree(test, &root, augmented);
	}
	KUNIT_EXPECT_TRUE(test, RB_EMPTY_ROOT(&root.rb_root));
}

static void rbtree_random(struct kunit *test)
{
	random_steps(test, false);
}

static void rbtree_augmented(struct kunit *test)
{
	random_steps(test, true);
}

/* Ascending and descending keys are the worst case of a tree that is not balanced. */
static void rbtree_sorted_keys(struct kunit *test)
{
	struct rb_root_cached root = RB_ROOT_CACHED;

	for (int down = 0; down < 2; down++) {
		memset(pool, 0, sizeof(pool));
		for (unsigned int i = 0; i < NR; i++) {
			pool[i].key = down ? NR - i : i;
			insert(&root, &pool[i], false);
			check_tree(test, &root, false);
		}
		for (unsigned int i = 0; i < NR; i++) {
			erase(&root, &pool[(i * 7) % NR], false);
			check_tree(test, &root, false);
		}
	}
}

static void rbtree_find(struct kunit *test)
{
	struct rb_root root = RB_ROOT;
	struct rb_node *n;
	unsigned int key = 5, count = 0;

	memset(pool, 0, sizeof(pool));
	KUNIT_EXPECT_NULL(test, rb_first(&root));
	KUNIT_EXPECT_NULL(test, rb_last(&root));
	KUNIT_EXPECT_NULL(test, rb_first_postorder(&root));
	for (unsigned int i = 0; i < NR; i++) {
		pool[i].key = i / 4;
		rb_add(&pool[i].rb, &root, item_less);
	}
	n = rb_find_first(&key, &root, key_cmp);
	KUNIT_ASSERT_NOT_NULL(test, n);
	KUNIT_EXPECT_PTR_EQ(test, item_of(n), &pool[20]);
	rb_for_each(n, &key, &root, key_cmp)
		KUNIT_EXPECT_PTR_EQ(test, item_of(n), &pool[20 + count++]);
	KUNIT_EXPECT_EQ(test, count, 4);
	key = NR;
	KUNIT_EXPECT_NULL(test, rb_find(&key, &root, key_cmp));
	KUNIT_EXPECT_NULL(test, rb_find_first(&key, &root, key_cmp));
	key = 0;
	KUNIT_EXPECT_NOT_NULL(test, rb_find(&key, &root, key_cmp));
	root = RB_ROOT;
	KUNIT_EXPECT_NULL(test, rb_find_add(&pool[0].rb, &root, node_cmp));
	KUNIT_EXPECT_NULL(test, rb_find_add(&pool[4].rb, &root, node_cmp));
	KUNIT_EXPECT_PTR_EQ(test, rb_find_add(&pool[1].rb, &root, node_cmp), &pool[0].rb);
}

static void rbtree_postorder(struct kunit *test)
{
	struct rb_root root = RB_ROOT;
	struct item *it, *n;
	unsigned int count = 0;

	memset(pool, 0, sizeof(pool));
	for (unsigned int i = 0; i < NR; i++) {
		pool[i].key = i * 37 % NR;
		pool[i].in = true;
		rb_add(&pool[i].rb, &root, item_less);
	}
	rbtree_postorder_for_each_entry_safe(it, n, &root, rb) {
		if (it->rb.rb_left)
			KUNIT_ASSERT_FALSE(test, item_of(it->rb.rb_left)->in);
		if (it->rb.rb_right)
			KUNIT_ASSERT_FALSE(test, item_of(it->rb.rb_right)->in);
		it->in = false;
		count++;
	}
	KUNIT_EXPECT_EQ(test, count, NR);
}

static void rbtree_replace(struct kunit *test)
{
	struct rb_root_cached root = RB_ROOT_CACHED;
	struct item other = { .in = true };

	memset(pool, 0, sizeof(pool));
	for (unsigned int i = 0; i < 10; i++) {
		pool[i].key = i;
		insert(&root, &pool[i], false);
	}
	for (unsigned int i = 0; i < 10; i++) {
		other.key = i;
		rb_replace_node_cached(&pool[i].rb, &other.rb, &root);
		pool[i].in = false;
		KUNIT_EXPECT_PTR_EQ(test, rb_find(&i, &root.rb_root, key_cmp), &other.rb);
		rb_replace_node_cached(&other.rb, &pool[i].rb, &root);
		pool[i].in = true;
		check_tree(test, &root, false);
	}
	RB_CLEAR_NODE(&other.rb);
	KUNIT_EXPECT_TRUE(test, RB_EMPTY_NODE(&other.rb));
	KUNIT_EXPECT_FALSE(test, RB_EMPTY_NODE(&pool[0].rb));
	KUNIT_EXPECT_NULL(test, rb_next(&other.rb));
}

static struct kunit_case rbtree_cases[] = {
	KUNIT_CASE(rbtree_random),
	KUNIT_CASE(rbtree_augmented),
	KUNIT_CASE(rbtree_sorted_keys),
	KUNIT_CASE(rbtree_find),
	KUNIT_CASE(rbtree_postorder),
	KUNIT_CASE(rbtree_replace),
	{}
};

static struct kunit_suite rbtree_suite = {
	.name = "rbtree",
	.test_cases = rbtree_cases,
};
kunit_test_suite(rbtree_suite);
