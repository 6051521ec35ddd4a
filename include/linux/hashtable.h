/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_HASHTABLE_H
#define LINUX_HASHTABLE_H

/*
 * Hash tables of a fixed size: arrays of hash lists.  The macros need the array itself, not a
 * pointer to it.  The caller provides locking; for the _rcu forms see <linux/rculist.h>.
 */

#include <linux/array_size.h>
#include <linux/hash.h>
#include <linux/kernel.h>
#include <linux/list.h>
#include <linux/log2.h>
#include <linux/rculist.h>
#include <linux/types.h>

#define DECLARE_HASHTABLE(name, bits)	struct hlist_head name[1 << (bits)]
#define DEFINE_HASHTABLE(name, bits)	DECLARE_HASHTABLE(name, bits) = { HLIST_HEAD_INIT }

#define HASH_SIZE(name)		ARRAY_SIZE(name)
#define HASH_BITS(name)		ilog2(HASH_SIZE(name))
#define hash_min(val, bits)	(sizeof(val) <= 4 ? hash_32(val, bits) : hash_64(val, bits))

static inline void __hash_init(struct hlist_head *table, unsigned int size)
{
	for (unsigned int i = 0; i < size; i++)
		INIT_HLIST_HEAD(&table[i]);
}
#define hash_init(table)	__hash_init(table, HASH_SIZE(table))

static inline bool __hash_empty(const struct hlist_head *table, unsigned int size)
{
	for (unsigned int i = 0; i < size; i++) {
		if (!hlist_empty(&table[i]))
			return false;
	}
	return true;
}
#define hash_empty(table)	__hash_empty(table, HASH_SIZE(table))

#define __hash_bucket(table, key)	(&(table)[hash_min(key, HASH_BITS(table))])
#define hash_add(table, node, key)	hlist_add_head(node, __hash_bucket(table, key))
#define hash_add_rcu(table, node, key)	hlist_add_head_rcu(node, __hash_bucket(table, key))

static inline bool hash_hashed(const struct hlist_node *node)
{
	return !hlist_unhashed(node);
}

static inline void hash_del(struct hlist_node *node)
{
	hlist_del_init(node);
}

static inline void hash_del_rcu(struct hlist_node *node)
{
	hlist_del_init_rcu(node);
}

/* Iterate over all elements.  @bkt is an int variable for the index of the bucket. */
#define hash_for_each(name, bkt, obj, member)				\
	for ((bkt) = 0, (obj) = NULL; !(obj) && (bkt) < (int)HASH_SIZE(name); (bkt)++)	\
		hlist_for_each_entry(obj, &(name)[bkt], member)
#define hash_for_each_safe(name, bkt, tmp, obj, member)			\
	for ((bkt) = 0, (obj) = NULL; !(obj) && (bkt) < (int)HASH_SIZE(name); (bkt)++)	\
		hlist_for_each_entry_safe(obj, tmp, &(name)[bkt], member)
#define hash_for_each_rcu(name, bkt, obj, member)			\
	for ((bkt) = 0, (obj) = NULL; !(obj) && (bkt) < (int)HASH_SIZE(name); (bkt)++)	\
		hlist_for_each_entry_rcu(obj, &(name)[bkt], member)

/* Iterate over all elements in the bucket of @key.  The loop body must compare the keys. */
#define hash_for_each_possible(name, obj, member, key) \
	hlist_for_each_entry(obj, __hash_bucket(name, key), member)
#define hash_for_each_possible_safe(name, obj, tmp, member, key) \
	hlist_for_each_entry_safe(obj, tmp, __hash_bucket(name, key), member)
#define hash_for_each_possible_rcu(name, obj, member, key, cond...) \
	hlist_for_each_entry_rcu(obj, __hash_bucket(name, key), member, ##cond)
#define hash_for_each_possible_rcu_notrace(name, obj, member, key) \
	hlist_for_each_entry_rcu_notrace(obj, __hash_bucket(name, key), member)

#endif /* LINUX_HASHTABLE_H */
