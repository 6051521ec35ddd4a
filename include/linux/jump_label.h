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
	int enabled;
};

struct static_key_true {
	struct static_key key;
};

struct static_key_false {
	struct static_key key;
};

#define STATIC_KEY_TRUE_INIT	{ .key = { .enabled = 1 } }
#define STATIC_KEY_FALSE_INIT	{ .key = { .enabled = 0 } }
#define DEFINE_STATIC_KEY_TRUE(name)	struct static_key_true name = STATIC_KEY_TRUE_INIT
#define DEFINE_STATIC_KEY_FALSE(name)	struct static_key_false name = STATIC_KEY_FALSE_INIT
#define DECLARE_STATIC_KEY_TRUE(name)	extern struct static_key_true name
#define DECLARE_STATIC_KEY_FALSE(name)	extern struct static_key_false name

static inline bool static_key_enabled_(const struct static_key *key)
{
	return READ_ONCE(key->enabled);
}
#define static_key_enabled(x)	static_key_enabled_(&(x)->key)

#ifdef CONFIG_JUMP_LABEL

/* A location to patch.  The section tbl_jump contains a table of them. */
struct jump_entry {
	unsigned long code;
	unsigned long target;
	unsigned long key;	/* address of the key; bit 0 set: jump while the key is off */
};

#include <asm/jump_label.h>

void static_key_set(struct static_key *key, bool on);

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

static inline void static_key_set(struct static_key *key, bool on)
{
	WRITE_ONCE(key->enabled, on);
}

#endif

#define static_branch_likely(x)		likely(static_key_branch(x))
#define static_branch_unlikely(x)	unlikely(static_key_branch(x))

#define static_branch_enable(x)		static_key_set(&(x)->key, true)
#define static_branch_disable(x)	static_key_set(&(x)->key, false)

#endif /* LINUX_JUMP_LABEL_H */
