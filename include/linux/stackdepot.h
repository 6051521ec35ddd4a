/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_STACKDEPOT_H
#define LINUX_STACKDEPOT_H

/*
 * A store of call chains: each is kept once, for ever, and has a number of 32 bits.  0 is no chain.
 * Any context.
 */

#include <linux/gfp_types.h>
#include <linux/types.h>

typedef u32 depot_stack_handle_t;
typedef u32 depot_flags_t;

#define STACK_DEPOT_FLAG_CAN_ALLOC	1U	/* a page may be taken for it, without waiting */

/* Needs the page allocator, once; 0 or -ENOMEM.  More calls do nothing. */
int stack_depot_init(void);

/*
 * The number of a chain, which is stored if it was not yet.  0: there is no room, which is counted and,
 * when the store has reached its limit, reported once; or the store was not initialised.
 */
depot_stack_handle_t stack_depot_save_flags(const unsigned long *entries, unsigned int nr_entries,
					    gfp_t gfp, depot_flags_t depot_flags);

static inline depot_stack_handle_t stack_depot_save(const unsigned long *entries, unsigned int nr_entries,
						    gfp_t gfp)
{
	return stack_depot_save_flags(entries, nr_entries, gfp, STACK_DEPOT_FLAG_CAN_ALLOC);
}

/* How many entries, and where; 0 for 0 and for what is no such number. */
unsigned int stack_depot_fetch(depot_stack_handle_t handle, const unsigned long **entries);
/* A line for each entry; nothing for what is no such number. */
void stack_depot_print(depot_stack_handle_t handle);
int stack_depot_snprint(depot_stack_handle_t handle, char *buf, size_t size, int spaces);

struct stack_depot_stats {
	unsigned long nr_stacks, nr_pages, nr_refused;
};
void stack_depot_stats(struct stack_depot_stats *stats);

#endif /* LINUX_STACKDEPOT_H */
