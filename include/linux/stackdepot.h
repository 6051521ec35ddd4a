/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_STACKDEPOT_H
#define LINUX_STACKDEPOT_H

/*
 * A permanent store of call chains.  Each chain is stored once and has a 32-bit handle; handle 0
 * means no chain.  Context: any.
 */

#include <linux/gfp.h>
#include <linux/gfp_types.h>
#include <linux/types.h>

typedef u32 depot_stack_handle_t;
typedef u32 depot_flags_t;

#define STACK_DEPOT_FLAG_CAN_ALLOC	1U	/* a page may be allocated, without waiting */

/*
 * Initialize the store when the page allocator works.  Returns 0 or -ENOMEM.  Further calls do
 * nothing.
 */
int stack_depot_init(void);

/*
 * Store a chain unless it is already stored, and return its handle.  Entries after the first 32
 * are omitted.  Returns 0 if the chain is empty or cannot be stored: the store is not initialized
 * or full, or no page is available.  Failures of an initialized store are counted.  A full store is
 * reported once.
 */
depot_stack_handle_t stack_depot_save_flags(const unsigned long *entries, unsigned int nr_entries,
					    gfp_t gfp, depot_flags_t depot_flags);

static inline depot_stack_handle_t stack_depot_save(const unsigned long *entries,
						    unsigned int nr_entries, gfp_t gfp)
{
	return stack_depot_save_flags(entries, nr_entries, gfp, STACK_DEPOT_FLAG_CAN_ALLOC);
}

/*
 * Return the number of entries of a chain and store their address in *@entries.  Returns 0 for an
 * invalid handle.
 */
unsigned int stack_depot_fetch(depot_stack_handle_t handle, const unsigned long **entries);
/* Print a chain, one line for each entry.  An invalid handle prints nothing. */
void stack_depot_print(depot_stack_handle_t handle);
int stack_depot_snprint(depot_stack_handle_t handle, char *buf, size_t size, int spaces);

struct stack_depot_stats {
	unsigned long nr_stacks, nr_pages, nr_refused;
};
void stack_depot_stats(struct stack_depot_stats *stats);

#endif /* LINUX_STACKDEPOT_H */
