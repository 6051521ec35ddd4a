/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_JUMP_LABEL_H
#define LINUX_JUMP_LABEL_H

/*
 * Branches whose condition changes rarely.  The code contains a no-op, which is patched to a jump
 * when the key changes.  Without CONFIG_JUMP_LABEL, these are ordinary branches.
 *
 *	DEFINE_STATIC_KEY_FALSE(has_it);
 *
 *	if (static_branch_unlikely(&has_it))
 *		...
 *	static_branch_enable(&has_it);
 *
 * Changing a key allocates memory and waits for all CPUs.  Context: thread, or boot before other
 * CPUs run.  Branches in __init code are patched until that code is freed.
 */

#include <linux/compiler.h>
#include <linux/types.h>

struct static_key {
	int enabled;		/* number of static_key_slow_inc() without static_key_slow_dec() */
};

struct static_key_true {
	struct static_key key;
};

struct static_key_false {
	struct static_key key;
};

#define STATIC_KEY_INIT_TRUE	{ .enabled = 1 }
#define STATIC_KEY_INIT_FALSE	{ .enabled = 0 }
#define STATIC_KEY_TRUE_INIT	{ .key = STATIC_KEY_INIT_TRUE }
#define STATIC_KEY_FALSE_INIT	{ .key = STATIC_KEY_INIT_FALSE }
#define DEFINE_STATIC_KEY_TRUE(name)	struct static_key_true name = STATIC_KEY_TRUE_INIT
#define DEFINE_STATIC_KEY_FALSE(name)	struct static_key_false name = STATIC_KEY_FALSE_INIT
#define DECLARE_STATIC_KEY_TRUE(name)	extern struct static_key_true name
#define DECLARE_STATIC_KEY_FALSE(name)	extern struct static_key_false name

static inline int static_key_count(const struct static_key *key)
{
	return READ_ONCE(key->enabled);
}

/* Return the struct static_key of any kind of key. */
#define __static_key(x)									\
	((struct static_key *)(void *)__builtin_choose_expr(				\
		__same_type(*(x), struct static_key) ||					\
		__same_type(*(x), struct static_key_true) ||				\
		__same_type(*(x), struct static_key_false), (x), (void)0))

#define static_key_enabled(x)	(static_key_count(__static_key(x)) > 0)

#ifdef CONFIG_JUMP_LABEL

/* A location to patch.  The section tbl_jump contains a table of them. */
struct jump_entry {
	unsigned long code;
	unsigned long target;
	unsigned long key;	/* address of the key; bit 0 set: jump while the key is off */
};

#include <asm/jump_label.h>

/* Set the count to 1 or 0. */
void static_key_set(struct static_key *key, bool on);
/* Increment or decrement the count.  A count that would become negative is reported. */
void static_key_slow_inc(struct static_key *key);
void static_key_slow_dec(struct static_key *key);

/* For a key that is initially false, or true, and is a plain struct static_key. */
#define static_key_false(x)	unlikely(arch_static_branch((x), 0))
#define static_key_true(x)	likely(!arch_static_branch((x), 1))

/*
 * Before the first change of a key, the code is a no-op, even if the key is initially true.  For
 * such a key, the no-op stands for "on", and the code jumps while the key is off.
 */
#define static_key_branch(x)								\
({											\
	bool __taken;									\
											\
	if (__same_type(*(x), struct static_key_true))					\
		__taken = !arch_static_branch(&(x)->key, 1);				\
	else										\
		__taken = arch_static_branch(&(x)->key, 0);				\
	__taken;									\
})

#else

#define static_key_branch(x)	static_key_enabled(x)
#define static_key_false(x)	unlikely(static_key_enabled(x))
#define static_key_true(x)	likely(static_key_enabled(x))

static inline void static_key_set(struct static_key *key, bool on)
{
	WRITE_ONCE(key->enabled, on);
}

static inline void static_key_slow_inc(struct static_key *key)
{
	__atomic_fetch_add(&key->enabled, 1, __ATOMIC_SEQ_CST);
}

static inline void static_key_slow_dec(struct static_key *key)
{
	__atomic_fetch_sub(&key->enabled, 1, __ATOMIC_SEQ_CST);
}

#endif

#define static_key_enable(key)		static_key_set((key), true)
#define static_key_disable(key)		static_key_set((key), false)

#define static_branch_likely(x)		likely(static_key_branch(x))
#define static_branch_unlikely(x)	unlikely(static_key_branch(x))

#define static_branch_enable(x)		static_key_set(&(x)->key, true)
#define static_branch_disable(x)	static_key_set(&(x)->key, false)
#define static_branch_inc(x)		static_key_slow_inc(&(x)->key)
#define static_branch_dec(x)		static_key_slow_dec(&(x)->key)

#endif /* LINUX_JUMP_LABEL_H */
