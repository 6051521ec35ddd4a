// SPDX-License-Identifier: BSD-2-Clause
/*
 * Changes of entries that are not complete on all CPUs.
 *
 * AArch64: an entry that was removed or replaced is complete on a CPU after the maker's DSB, a
 * TLBI, and a DSB of the CPU that issued it.  An entry that was made is complete for its maker
 * after DSB and ISB.
 * RISC-V: either kind is complete on a hart after an sfence.vma there.  One with an address
 * completes leaf entries only.
 */

#include <string.h>

#include "rules.h"

#define MAX_PENDING 4096 /* the oldest ones are forgotten */

static struct change changes[MAX_PENDING];
unsigned int nr_pending;

static bool overlaps(const struct change *change, u64 va, u64 size)
{
	return va < change->va + change->size && change->va < va + size;
}

static bool contains(const struct change *change, u64 va)
{
	return va - change->va < change->size;
}

/* Remember a change, whose maker is the current CPU. */
void pending_add(const struct change *new)
{
	struct change *change;

	if (nr_pending == MAX_PENDING)
		memmove(changes, changes + 1, --nr_pending * sizeof(*changes));
	change = &changes[nr_pending++];
	*change = *new;
	change->todo = cpus_translating;
	change->maker = now.number;
	trace_here(&change->where);
}

/* Forget the change at an index: the last one gets its place. */
static void drop(unsigned int i)
{
	changes[i] = changes[--nr_pending];
}

/* Forget all: nothing is translated any more. */
void pending_forget(void)
{
	nr_pending = 0;
}

/* Return a change that removed or replaced an entry of this range and is not complete, or NULL. */
const struct change *pending_removed(u64 va, u64 size)
{
	for (unsigned int i = 0; i < nr_pending; i++)
		if (!changes[i].made && overlaps(&changes[i], va, size))
			return &changes[i];
	return NULL;
}

/* ---- accesses ---- */

static void use_made(const struct change *change, u64 va)
{
	bool own = change->maker == now.number;

	if (arch == &arm64) {
		if (own)
			report(MAKE_SYNC, va, &change->where);
		return;
	}
	if (!(change->todo & BIT(now.number)))
		return;
	if (change->is_table && change->fenced_by_address)
		report(RV_TABLE, va, &change->where);
	else
		report(own ? MAKE_SYNC : RV_REMOTE, va, &change->where);
}

/* The current CPU translates @va. */
void pending_access(u64 va, bool store)
{
	for (unsigned int i = 0; i < nr_pending; i++) {
		const struct change *change = &changes[i];

		if (!contains(change, va))
			continue;
		if (change->made)
			use_made(change, va);
		else if (change->todo & BIT(now.number) && (store || !change->permissions_only))
			report(STALE_USE, va, &change->where);
	}
}

/* A store to @pa: is that a table which was unlinked, and a CPU may still walk through? */
void pending_table_written(u64 pa)
{
	for (unsigned int i = 0; i < nr_pending; i++) {
		const struct change *change = &changes[i];

		if (!change->made && change->is_table && change->child == (pa & -table_size())) {
			report(STALE_TABLE, pa, &change->where);
			return;
		}
	}
}

/* At the end of the run: report what was never flushed. */
void pending_left(void)
{
	for (unsigned int i = 0; i < nr_pending; i++)
		if (!changes[i].made)
			report_at(LEFT, changes[i].va, &changes[i].where);
}

/* ---- AArch64 ---- */

/* @leaves_only: the instruction leaves entries that are tables in the TLB. */
void pending_tlbi(u64 va, u64 size, bool leaves_only, bool broadcast)
{
	for (unsigned int i = 0; i < nr_pending; i++) {
		struct change *change = &changes[i];

		if (change->made || !overlaps(change, va, size) ||
		    (leaves_only && change->is_table))
			continue;
		if (!change->stored)
			report(DSB_TLBI, change->va, &change->where);
		change->flush = broadcast ? FLUSH_BROADCAST : FLUSH_LOCAL;
		change->flusher = now.number;
	}
}

/* @stores, @flushes: what the barrier completes.  @broadcast: on all CPUs. */
void pending_dsb(bool stores, bool flushes, bool broadcast)
{
	for (unsigned int i = 0; i < nr_pending; i++) {
		struct change *change = &changes[i];

		if (stores && change->maker == now.number)
			change->stored = true;
		if (!flushes || !change->flush || change->flusher != now.number)
			continue;
		if (change->flush == FLUSH_BROADCAST && broadcast)
			change->todo = 0;
		else
			change->todo &= ~BIT(now.number);
		if (!change->todo)
			drop(i--);
	}
}

void pending_isb(void)
{
	for (unsigned int i = 0; i < nr_pending; i++)
		if (changes[i].made && changes[i].maker == now.number && changes[i].stored)
			drop(i--);
}

/* ---- RISC-V ---- */

static void fenced(unsigned int i)
{
	changes[i].todo &= ~BIT(now.number);
}

void pending_sfence(u64 va)
{
	for (unsigned int i = 0; i < nr_pending; i++) {
		if (!contains(&changes[i], va))
			continue;
		if (changes[i].is_table)
			changes[i].fenced_by_address = true;
		else
			fenced(i);
		if (!changes[i].todo)
			drop(i--);
	}
}

void pending_sfence_all(void)
{
	for (unsigned int i = 0; i < nr_pending; i++) {
		fenced(i);
		if (!changes[i].todo)
			drop(i--);
	}
}
