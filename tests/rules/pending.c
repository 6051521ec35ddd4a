// SPDX-License-Identifier: BSD-2-Clause
/*
 * Rules for changes of page-table entries that are not yet complete on all CPUs.
 *
 * AArch64: the removal or replacement of an entry is complete on a CPU after a DSB of the CPU that
 * changed the entry, a TLBI, and a DSB of the CPU that issued the TLBI.  A new entry is complete on
 * the CPU that stored it after a DSB and an ISB.
 * RISC-V: a removal or a new entry is complete on a hart after an sfence.vma of that hart.  An
 * sfence.vma with an address completes only changes of leaf entries.
 */

#include "rules.h"

#define MAX_PENDING 4096 /* if there are more changes, old changes are dropped */

#define FILTER_SIZE 512

static struct change changes[MAX_PENDING];
unsigned int nr_pending;
static unsigned int nr_unlinked; /* number of unlinked tables that a CPU may walk */

/*
 * Numbers of changes that are not complete on a CPU, by CPU, by level and by a hash of the address.
 * For most accesses, the number is 0, so that the list of changes need not be searched.
 */
static u16 filter[MAX_CPUS][MAX_LEVELS][FILTER_SIZE];

static u16 *filter_of(unsigned int cpu, unsigned int level, u64 va)
{
	return &filter[cpu][level][va / span(level) % FILTER_SIZE];
}

static void filter_add(const struct change *change, u32 on_cpus, int count)
{
	for (unsigned int cpu = 0; on_cpus; cpu++, on_cpus >>= 1)
		if (on_cpus & 1)
			*filter_of(cpu, change->level, change->va) += count;
}

static bool may_be_pending(u64 va)
{
	for (unsigned int level = 0; level < MAX_LEVELS; level++)
		if (*filter_of(now.number, level, va))
			return true;
	return false;
}

static bool overlaps(const struct change *change, u64 va, u64 size)
{
	return va < change->va + change->size && change->va < va + size;
}

static bool contains(const struct change *change, u64 va)
{
	return va - change->va < change->size;
}

static bool is_unlinked(const struct change *change)
{
	return !change->made && change->is_table;
}

/* Remove the change at index @i of the list.  The last change of the list moves to this index. */
static void drop(unsigned int i)
{
	filter_add(&changes[i], changes[i].todo, -1);
	nr_unlinked -= is_unlinked(&changes[i]);
	changes[i] = changes[--nr_pending];
}

/*
 * Record that change @i is complete on the CPUs in the mask @on_cpus.  Returns true if the change
 * is complete on all CPUs, and was removed.
 */
static bool completed(unsigned int i, u32 on_cpus)
{
	on_cpus &= changes[i].todo;
	filter_add(&changes[i], on_cpus, -1);
	changes[i].todo &= ~on_cpus;
	if (changes[i].todo)
		return false;
	drop(i);
	return true;
}

/* Record a change by the current CPU. */
void pending_add(const struct change *new)
{
	static unsigned int next_victim;
	struct change *change;

	if (nr_pending == MAX_PENDING)
		drop(next_victim++ % MAX_PENDING);
	change = &changes[nr_pending++];
	*change = *new;
	change->maker = now.number;
	/*
	 * On AArch64, a TLB does not contain invalid entries.  Therefore, only the CPU that stored
	 * a new entry must complete it.
	 */
	change->todo = change->made && arch == &arm64 ? BIT(now.number) : cpus_translating;
	filter_add(change, change->todo, 1);
	nr_unlinked += is_unlinked(change);
	trace_here(&change->where);
}

/* Remove all changes, because addresses are no longer translated. */
void pending_forget(void)
{
	while (nr_pending)
		drop(nr_pending - 1);
}

/* Return a change that removed or replaced an entry in this range and is not complete, or NULL. */
const struct change *pending_removed(u64 va, u64 size)
{
	for (unsigned int i = 0; i < nr_pending; i++)
		if (!changes[i].made && overlaps(&changes[i], va, size))
			return &changes[i];
	return NULL;
}

/* ---- accesses ---- */

/*
 * Size of the memory to which the trap handler saves registers.  A fault in this memory cannot be
 * handled.  After a fault in other memory, the handler finds that the entry is valid, executes a
 * fence and returns.
 */
#define SAVED_SIZE	512

static bool is_stack_of_handler(u64 va)
{
	u64 sp = read_register(RISCV_SP);

	return va / FRAME_SIZE == sp / FRAME_SIZE ||
	       va / FRAME_SIZE == (sp - SAVED_SIZE) / FRAME_SIZE;
}

/*
 * The current CPU uses an entry that is not complete on it.  If another CPU has made the entry, the
 * access may fault, and the handler repeats it after a fence for all addresses.
 */
static void use_made(const struct change *change, u64 va)
{
	bool own = change->maker == now.number;

	if (!own && !is_stack_of_handler(va))
		return;
	if (change->is_table && change->fenced_by_address)
		report(RV_TABLE, va, &change->where);
	else
		report(own ? MAKE_SYNC : RV_REMOTE, va, &change->where);
}

/* Check an access by the current CPU to @va. */
void pending_access(u64 va, bool store)
{
	if (!may_be_pending(va))
		return;
	for (unsigned int i = 0; i < nr_pending; i++) {
		const struct change *change = &changes[i];

		if (!contains(change, va) || !(change->todo & BIT(now.number)))
			continue;
		if (change->made)
			use_made(change, va);
		else if (!change->same && (store || !change->permissions_only))
			report(STALE_USE, va, &change->where);
	}
}

/* Report a store to an unlinked table that a CPU may still walk. */
void pending_table_written(u64 pa)
{
	for (unsigned int i = 0; nr_unlinked && i < nr_pending; i++) {
		const struct change *change = &changes[i];

		if (is_unlinked(change) && change->child == (pa & -table_size())) {
			report(STALE_TABLE, pa, &change->where);
			return;
		}
	}
}

/* At the end of the run, report the changes that were never flushed. */
void pending_left(void)
{
	for (unsigned int i = 0; i < nr_pending; i++)
		if (!changes[i].made)
			report_at(LEFT, changes[i].va, &changes[i].where, NULL);
}

/* ---- AArch64 ---- */

/*
 * Return true if a flush by the current CPU is valid for the change.  If another CPU has made the
 * change, a local flush, for example in a fault handler, is valid only after a barrier of the other
 * CPU, and only if no flush on all CPUs was issued.
 */
static bool flushes(const struct change *change, bool broadcast)
{
	bool own = change->maker == now.number;

	return own || broadcast || (change->stored && change->flush != FLUSH_BROADCAST);
}

/*
 * Handle a flush instruction.  If @leaves_only is true, the flush does not include entries that
 * refer to tables.
 */
void pending_tlbi(u64 va, u64 size, bool leaves_only, bool broadcast)
{
	for (unsigned int i = 0; i < nr_pending; i++) {
		struct change *change = &changes[i];

		if (change->made || !overlaps(change, va, size) ||
		    (leaves_only && change->is_table) || !flushes(change, broadcast))
			continue;
		/*
		 * A lock can order the store of another CPU before the barrier of this one, which
		 * then orders it before the flush.  If that store came after the barrier, another
		 * flush must follow.
		 */
		if (!(change->ordered & BIT(now.number))) {
			if (change->maker != now.number)
				continue;
			report(DSB_TLBI, change->va, &change->where);
		}
		change->flush = broadcast ? FLUSH_BROADCAST : FLUSH_LOCAL;
		change->flusher = now.number;
	}
}

/*
 * Handle a barrier of the current CPU.  The barrier completes stores if @stores is true, and
 * flushes if @flushes is true.  If @broadcast is true, it completes flushes on all CPUs.
 */
void pending_dsb(bool stores, bool flushes, bool broadcast)
{
	for (unsigned int i = 0; i < nr_pending; i++) {
		struct change *change = &changes[i];
		bool everywhere;

		if (stores)
			change->ordered |= BIT(now.number);
		if (stores && change->maker == now.number)
			change->stored = true;
		if (!flushes || !change->flush || change->flusher != now.number)
			continue;
		everywhere = change->flush == FLUSH_BROADCAST && broadcast;
		if (completed(i, everywhere ? ~0U : BIT(now.number)))
			i--;
	}
}

void pending_isb(void)
{
	for (unsigned int i = 0; i < nr_pending; i++)
		if (changes[i].made && changes[i].maker == now.number && changes[i].stored)
			drop(i--);
}

/* ---- RISC-V ---- */

void pending_sfence(u64 va)
{
	for (unsigned int i = 0; i < nr_pending; i++) {
		if (!contains(&changes[i], va))
			continue;
		if (changes[i].is_table)
			changes[i].fenced_by_address = true;
		else if (completed(i, BIT(now.number)))
			i--;
	}
}

void pending_sfence_all(void)
{
	for (unsigned int i = 0; i < nr_pending; i++)
		if (completed(i, BIT(now.number)))
			i--;
}
