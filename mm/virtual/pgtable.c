// SPDX-License-Identifier: BSD-2-Clause
/*
 * The page-table walker for all tables and ports.
 *
 * A page table is a tree of tables with 2^index_bits entries each.  An entry is empty, points to a
 * table of the next lower level, or is a leaf that maps a block.  A leaf may be hidden: the
 * hardware does not use it, but it stores the block and its protection until it is shown again.
 *
 * Everything that depends on the machine is either a number in struct pgtable (levels, bits, page
 * size) or one of the port's pure functions on one entry.  So the same code is used for three-level
 * Sv39, for four-level AArch64 with any granule, and for the host port.  It also runs before the
 * MMU is on (with a table->offset of 0).
 *
 *	level 2      [  |  | t |  ]                  an entry maps 1 GiB (4 KiB pages, 9 bits)
 *	                     |
 *	level 1              [ L |  | t ]            2 MiB:  L is a leaf
 *	                              |
 *	level 0                       [ L L L . ]    4 KiB
 *
 * If the port has contiguous entries (the contiguous bit of AArch64, Svnapot), a group of
 * 2^cont_bits entries of level 0 maps one block, which a TLB can cache as one translation.  All
 * entries of the group are marked as its members, and the group is changed as a whole.  A change of
 * a part first unfolds the group into pages with the same mapping, which needs no memory.  Only
 * pgtable_map() creates groups, and only at level 0: pages are not joined to a group, and a leaf of
 * level 1 is split into pages.
 *
 * Changes follow the architecture's break-before-make rule (Arm DDI 0487, D8.16), by
 * break_entries(): if the rule applies, a valid entry is made empty and the TLBs are flushed before
 * it gets a different valid value.  The entries of a group must never differ while they are valid,
 * and are replaced together.  An empty entry that becomes valid needs no flush.  A function that
 * makes a valid entry empty leaves the TLB flush to the caller, which can flush a whole range at
 * once.
 *
 * Invariants:
 * 1. A leaf is at a level that the port allows, and its address is aligned to its block.
 * 2. A table page is reachable from exactly one entry.
 * 3. If break-before-make is needed, no store changes an entry from one valid value to another,
 *    except for the permissions of a block with one entry.
 * 4. The entries of a group are all members of it and differ only in the address.  When a call
 *    returns, all or none of them are empty, hidden or changed.
 *
 * Bounds: mapping costs one store per leaf, and a descent of at most `levels` loads for each
 * accessed table.  Splitting a leaf costs one table page and 2^index_bits stores.  Removing a table
 * costs 2^index_bits loads.  pgtable_map_part() and pgtable_change_part() process a limited number
 * of leaves in each call, so that a caller can release its lock between two calls.
 *
 * Tables that become empty are not freed, because that needs a flush of the walk caches of all
 * CPUs, and the next mapping of the window needs the tables again.  Only a larger leaf may replace
 * an empty table.
 */

#include <internal/arch.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/mmdebug.h>
#include <linux/pgtable.h>
#include <linux/sched.h>

static unsigned int level_shift(const struct pgtable *table, unsigned int level)
{
	return table->page_shift + level * table->index_bits;
}

static unsigned long level_size(const struct pgtable *table, unsigned int level)
{
	return 1UL << level_shift(table, level);
}

static unsigned int entry_index(const struct pgtable *table, unsigned long va, unsigned int level)
{
	return (va >> level_shift(table, level)) & ((1U << table->index_bits) - 1);
}

static pte_t *table_of(const struct pgtable *table, pte_t entry, unsigned int level)
{
	return (pte_t *)(arch_pte_pa(entry, level) + table->offset);
}

static phys_addr_t table_pa(const struct pgtable *table, pte_t *page)
{
	return (unsigned long)page - table->offset;
}

/*
 * Read an entry once, because other CPUs store entries of areas without table_lock (vm_area.h).
 */
static pte_t entry_at(const pte_t *slot)
{
	return (pte_t){ READ_ONCE(slot->bits) };
}

static bool is_empty(pte_t entry)
{
	return !entry.bits;
}

/* Return the number of empty entries before the first one of these @nr that is not empty. */
static unsigned int empty_entries(const pte_t *slot, unsigned int nr)
{
	unsigned int i = 0;

	while (i < nr && is_empty(entry_at(slot + i)))
		i++;
	return i;
}

/* Return the number of entries that map the block of this entry: 1, or the size of its group. */
static unsigned int nr_entries(const struct pgtable *table, pte_t entry, unsigned int level)
{
	return IS_ENABLED(CONFIG_PGTABLE_CONT) && !level && arch_pte_is_cont(entry) ?
	       1U << table->cont_bits : 1;
}

/*
 * Return the size of a group.  Returns 0 if the level has no groups, or if @distance, the
 * difference of virtual and physical addresses, is not a multiple of this size.
 */
static unsigned long group_size(const struct pgtable *table, unsigned int level,
				unsigned long distance)
{
	unsigned long group = level_size(table, 0) << table->cont_bits;

	return IS_ENABLED(CONFIG_PGTABLE_CONT) && !level && table->cont_bits &&
			       !(distance & (group - 1))
		       ? group
		       : 0;
}

/* Check that @slot and the @nr - 1 entries after it are in one table. */
static void pgtable_check_slots(const struct pgtable *table, const pte_t *slot, unsigned int nr)
{
	unsigned long first = (unsigned long)slot / sizeof(*slot) &
			      ((1UL << table->index_bits) - 1);

	VM_WARN_ON(!slot || (unsigned long)slot & (sizeof(*slot) - 1));
	VM_WARN_ON(!nr || first + nr > 1UL << table->index_bits);
}

static void clear_entries(pte_t *slot, unsigned int nr)
{
	for (pte_t *end = slot + nr; slot < end; slot++)
		arch_pte_set(slot, (pte_t){ 0 });
}

/*
 * Store consecutive leaves for blocks of @size bytes, starting with @entry.  @cont: the leaves
 * become members of a group.
 */
static void set_entries(pte_t *slot, unsigned int nr, pte_t entry, unsigned long size, bool cont)
{
	const u64 step = arch_pte_at((pte_t){ 0 }, size).bits;

	for (pte_t *end = slot + nr; slot < end; slot++, entry.bits += step)
		arch_pte_set(slot, cont ? arch_pte_cont(entry) : entry);
}

/* Prepare to replace valid entries that together map the block of @va (invariant 3 at the top). */
static void break_entries(pte_t *slot, unsigned int nr, unsigned long va, unsigned long block)
{
	VM_WARN_ON(!nr || !block || block & (block - 1));
	if (ARCH_NEEDS_BREAK_BEFORE_MAKE) {
		clear_entries(slot, nr);
		arch_tlb_flush(va & ~(block - 1), block);
	}
}

/* Turn a group into pages with the same mapping. */
static void unfold_group(pte_t *slot, unsigned int nr, pte_t first, unsigned long va,
			 unsigned long block)
{
	VM_WARN_ON(nr < 2 || nr & (nr - 1));
	break_entries(slot, nr, va, block);
	set_entries(slot, nr, first, block / nr, false);
	/*
	 * Without break-before-make, a CPU may read an old entry while the others are replaced, and
	 * cache a translation of the whole group.  This flush removes it.
	 */
	arch_tlb_flush(va & ~(block - 1), block);
}

/*
 * Make an empty entry refer to a table.  The stores to the table's entries come first.  A
 * hardware walker may have cached the empty entry, and a flush of an address need not drop cached
 * entries that are not leaves (RISC-V Privileged Architecture, sfence.vma with rs1).  Therefore
 * this function flushes all addresses.
 */
static void link_table(const struct pgtable *table, pte_t *slot, pte_t *page)
{
	smp_wmb();
	arch_pte_set(slot, arch_pte_table(table_pa(table, page)));
	arch_pte_sync(0, 0);
}

/* Turn a leaf into a table of leaves with the same mapping. */
static int split_leaf(struct pgtable *table, pte_t *slot, unsigned long va, unsigned int level)
{
	pte_t old = *slot, *page = table->alloc(table), entry;

	pgtable_check_slots(table, slot, 1);
	VM_WARN_ON(!level || !arch_pte_is_leaf(old, level));
	if (!page)
		return -ENOMEM;
	entry = arch_pte_leaf(arch_pte_pa(old, level), arch_pte_prot(old, level), level - 1);
	if (!arch_pte_valid(old))
		entry = arch_pte_hide(entry);
	set_entries(page, 1U << table->index_bits, entry, level_size(table, level - 1), false);
	break_entries(slot, 1, va, level_size(table, level));
	link_table(table, slot, page);
	return 0;
}

/*
 * Return the slot of @va at the wanted level, and create missing tables.  Returns NULL with *@err
 * set to -ENOMEM if a table cannot be allocated, or to -EEXIST if a larger leaf maps @va.
 */
static pte_t *make_slot(struct pgtable *table, unsigned long va, unsigned int wanted, int *err)
{
	pte_t *entries = table->root, *slot;

	VM_WARN_ON(wanted >= table->levels);
	for (unsigned int level = table->levels - 1;; level--) {
		slot = &entries[entry_index(table, va, level)];
		if (level == wanted)
			return slot;
		if (is_empty(*slot)) {
			pte_t *page = table->alloc(table);

			if (!page) {
				*err = -ENOMEM;
				return NULL;
			}
			link_table(table, slot, page);
		} else if (arch_pte_is_leaf(*slot, level)) {
			*err = -EEXIST;
			return NULL;
		}
		entries = table_of(table, *slot, level);
	}
}

/* Return the slot of the leaf that maps @va, or of the first empty entry in the descent. */
static pte_t *find_slot(const struct pgtable *table, unsigned long va, unsigned int *level)
{
	pte_t *entries = table->root, *slot;

	for (*level = table->levels - 1;; --*level) {
		slot = &entries[entry_index(table, va, *level)];
		if (!*level || is_empty(*slot) || arch_pte_is_leaf(*slot, *level))
			return slot;
		entries = table_of(table, *slot, *level);
	}
}

/*
 * Return the leaf that maps @va; in a group, the leaf of the group's first page without the group
 * mark.  @block: set to the size of the block.
 */
static pte_t find_leaf(const struct pgtable *table, unsigned long va, unsigned int *level,
		       unsigned long *block)
{
	pte_t *slot = find_slot(table, va, level), entry = entry_at(slot);
	unsigned int nr = nr_entries(table, entry, *level);

	*block = level_size(table, *level) * nr;
	return nr == 1 ? entry
		       : arch_pte_single(entry_at(slot - (entry_index(table, va, 0) & (nr - 1))));
}

/*
 * Remove a table from its slot, to install a leaf there.  Returns false if the table is not empty.
 */
static bool drop_table(struct pgtable *table, pte_t *slot, unsigned int level)
{
	pte_t *entries = table_of(table, *slot, level);
	unsigned int nr = 1U << table->index_bits;

	pgtable_check_slots(table, slot, 1);
	VM_WARN_ON(!level || is_empty(*slot) || arch_pte_is_leaf(*slot, level));
	if (!table->free || empty_entries(entries, nr) < nr)
		return false;
	arch_pte_set(slot, (pte_t){ 0 });
	/*
	 * A flush by address may only affect leaves.  The walk caches are only flushed completely.
	 */
	arch_tlb_flush(0, 0);
	table->free(table, entries);
	return true;
}

/*
 * Return the slot for the largest leaf at or below *@level that would not replace a table with
 * entries.
 */
static pte_t *make_leaf_slot(struct pgtable *table, unsigned long va, unsigned int *level, int *err)
{
	pte_t *slot = make_slot(table, va, *level, err);

	while (slot && *level && !is_empty(*slot) && !arch_pte_is_leaf(*slot, *level) &&
	       !drop_table(table, slot, *level))
		slot = make_slot(table, va, --*level, err);
	return slot;
}

static unsigned int best_level(const struct pgtable *table, unsigned long va, phys_addr_t pa,
			       unsigned long size)
{
	unsigned int level = min_t(unsigned int, table->max_leaf, table->levels - 1);

	while (level && (!arch_leaf_allowed(level) || size < level_size(table, level) ||
			 ((va | pa) & (level_size(table, level) - 1))))
		level--;
	return level;
}

#ifdef CONFIG_PGTABLE_CONT
unsigned long pgtable_align(const struct pgtable *table, phys_addr_t pa, unsigned long size)
{
	unsigned int level = best_level(table, 0, pa, size);
	unsigned long group = group_size(table, level, pa);

	return group && size >= group ? group : level_size(table, level);
}
#endif

pte_t *pgtable_slots(struct pgtable *table, unsigned long va, unsigned long pages)
{
	int err;

	if (entry_index(table, va, 0) + pages > 1UL << table->index_bits)
		return NULL;
	return make_slot(table, va, 0, &err);
}

/*
 * The maximum number of entries that one call of pgtable_map_part() stores.  A group must not have
 * more entries; with pages of 16 KiB, it has as many.
 */
#define MAP_ENTRIES	128UL

int pgtable_map_part(struct pgtable *table, unsigned long *at, phys_addr_t pa, unsigned long end,
		     pgprot_t prot)
{
	unsigned long va = *at;
	unsigned int level = best_level(table, va, pa, end - va);
	int err = 0;
	pte_t *slot = make_leaf_slot(table, va, &level, &err);
	unsigned long block = level_size(table, level), group = group_size(table, level, va ^ pa);
	const pte_t zero = arch_pte_leaf(0, prot, level);
	unsigned int left, nr, empty;

	if (!slot)
		return err;
	/* A larger leaf can only start at an aligned address, which is not in this table. */
	left = min3((end - va) >> level_shift(table, level), MAP_ENTRIES,
		    (1UL << table->index_bits) - entry_index(table, va, level));
	for (empty = nr = 0; left && empty == nr; left -= empty) {
		bool cont = group && end - va >= group && !(va & (group - 1));

		/* The next call maps a group for which this call has too few entries left. */
		if (cont && left < 1U << table->cont_bits)
			break;
		/* Without a group, the leaves up to the next one. */
		nr = cont ? 1U << table->cont_bits : left;
		if (group && !cont)
			nr = min(nr, (unsigned int)((group - (va & (group - 1))) / block));
		empty = empty_entries(slot, nr);
		if (empty < nr && (cont || arch_pte_is_leaf(entry_at(slot + empty), level)))
			err = -EEXIST;
		if (cont && err)
			break;
		set_entries(slot, empty, arch_pte_at(zero, pa), block, cont);
		slot += empty;
		va += empty * block;
		pa += empty * block;
	}
	arch_pte_sync(*at, va - *at);
	*at = va;
	return err;
}

int pgtable_map(struct pgtable *table, unsigned long va, phys_addr_t pa, unsigned long size,
		pgprot_t prot)
{
	unsigned long at = va, end = va + size;
	int err = 0;

	while (at != end && !err)
		err = pgtable_map_part(table, &at, pa + (at - va), end, prot);
	if (err)
		pgtable_unmap(table, va, at - va);
	return err;
}

/* Return the leaf after the change, or an empty entry if @change is NULL. */
static pte_t changed(pte_t old, unsigned int level, const struct pgtable_change *change)
{
	pgprot_t prot;
	pte_t entry;

	if (!change)
		return (pte_t){ 0 };
	prot = arch_pte_prot(old, level);
	prot.bits = (prot.bits & ~change->clear) | change->set;
	entry = arch_pte_leaf(arch_pte_pa(old, level), prot, level);
	return change->hide || (!change->show && !arch_pte_valid(old)) ? arch_pte_hide(entry)
								       : entry;
}

static void set_leaf(pte_t *slot, pte_t entry, unsigned long va, unsigned int level,
		     unsigned long block)
{
	if (arch_pte_valid(*slot) && arch_pte_valid(entry) &&
	    pgprot_type(arch_pte_prot(*slot, level)) != pgprot_type(arch_pte_prot(entry, level)))
		break_entries(slot, 1, va, block);
	arch_pte_set(slot, entry);
}

/* Return true if a leaf is writable and executable. */
static bool breaks_rule(pte_t entry, unsigned int level)
{
	const unsigned int both = _PAGE_WRITE | _PAGE_EXEC;

	return (arch_pte_prot(entry, level).bits & both) == both;
}

/*
 * Do a step of a change for the group around a slot.  Returns the number of bytes of the range that
 * are done, or 0 if the group was unfolded into pages.
 */
static unsigned long change_group(struct pgtable *table, pte_t *slot, unsigned long va,
				  unsigned long end, const struct pgtable_change *change,
				  enum pgtable_step step, int *err)
{
	unsigned int nr = 1U << table->cont_bits;
	unsigned long group = level_size(table, 0) * nr, inside = va & (group - 1);
	pte_t old, entry;

	slot -= entry_index(table, va, 0) & (nr - 1);
	old = arch_pte_single(*slot);
	entry = changed(old, 0, change);
	if (step == PGTABLE_CHECK && breaks_rule(entry, 0))
		*err = -EPERM;
	if (step == PGTABLE_CHECK || entry.bits == old.bits)
		return min(group - inside, end - va);
	if (inside || end - va < group) {
		unfold_group(slot, nr, old, va, group);
		return 0;
	}
	if (step == PGTABLE_CHANGE && is_empty(entry)) {
		clear_entries(slot, nr);
	} else if (step == PGTABLE_CHANGE) {
		if (arch_pte_valid(old) && arch_pte_valid(entry))
			break_entries(slot, nr, va, group);
		set_entries(slot, nr, entry, group / nr, true);
	}
	return group;
}

/* The maximum number of entries that one call of pgtable_change_part() changes, or removes. */
#define CHANGE_ENTRIES	32U
#define UNMAP_ENTRIES	128U

/*
 * Clear the entries before the first one that is a member of a group or points to a table.  Returns
 * their number.
 */
static unsigned int clear_leaves(const struct pgtable *table, pte_t *slot, unsigned int level,
				 unsigned int nr)
{
	unsigned int i = 0;

	for (; i < nr; i++) {
		pte_t entry = entry_at(slot + i);

		if (!is_empty(entry) && (!arch_pte_is_leaf(entry, level) ||
					 nr_entries(table, entry, level) > 1))
			break;
		arch_pte_set(slot + i, (pte_t){ 0 });
	}
	return i;
}

int pgtable_change_part(struct pgtable *table, unsigned long *at, unsigned long end,
			const struct pgtable_change *change, enum pgtable_step step)
{
	unsigned long va = *at;
	unsigned int level;
	pte_t *slot = find_slot(table, va, &level);
	unsigned long block = level_size(table, level);
	unsigned long room = (1UL << table->index_bits) - entry_index(table, va, level), left, done;
	int err = 0;

	room = min(room, change ? CHANGE_ENTRIES : UNMAP_ENTRIES);
	left = min(end - va, room * block - (va & (block - 1)));
	for (; left && !err; left -= min(left, done)) {
		unsigned long inside = va & (block - 1);
		bool whole = !inside && end - va >= block, group;
		pte_t entry;

		if (!is_empty(*slot) && !arch_pte_is_leaf(*slot, level))
			break;
		done = min(block - inside, end - va);
		group = nr_entries(table, *slot, level) > 1;
		entry = is_empty(*slot) || group ? *slot : changed(*slot, level, change);
		if (group) {
			done = change_group(table, slot, va, end, change, step, &err);
		} else if (step == PGTABLE_CHECK) {
			if (!is_empty(entry) && breaks_rule(entry, level))
				err = -EPERM;
		} else if (!whole && entry.bits != slot->bits) {
			err = split_leaf(table, slot, va, level);
			break;
		} else if (step == PGTABLE_CHANGE && !change && whole) {
			done = clear_leaves(table, slot, level, left / block) * block;
		} else if (step == PGTABLE_CHANGE && entry.bits != slot->bits) {
			set_leaf(slot, entry, va, level, block);
		}
		va += done;
		slot += (inside + done) >> level_shift(table, level);
	}
	if (step == PGTABLE_CHANGE)
		arch_pte_sync(*at, va - *at);
	*at = va;
	return err;
}

/* Do a step of a change for the whole range, without releasing the caller's lock. */
static int pgtable_change_range(struct pgtable *table, unsigned long va, unsigned long size,
				const struct pgtable_change *change, enum pgtable_step step)
{
	unsigned long end = va + size;
	int err = 0;

	while (va != end && !err)
		err = pgtable_change_part(table, &va, end, change, step);
	return err;
}

int pgtable_unmap(struct pgtable *table, unsigned long va, unsigned long size)
{
	return pgtable_change_range(table, va, size, NULL, PGTABLE_CHANGE);
}

int pgtable_protect(struct pgtable *table, unsigned long va, unsigned long size, pgprot_t prot)
{
	return pgtable_change_range(table, va, size,
				    &(struct pgtable_change){ .clear = ~0U, .set = prot.bits },
				    PGTABLE_CHANGE);
}

int pgtable_check(struct pgtable *table, unsigned long va, unsigned long size,
		  const struct pgtable_change *change)
{
	return pgtable_change_range(table, va, size, change, PGTABLE_CHECK);
}

int pgtable_split(struct pgtable *table, unsigned long va, unsigned long size,
		  const struct pgtable_change *change)
{
	return pgtable_change_range(table, va, size, change, PGTABLE_SPLIT);
}

int pgtable_change(struct pgtable *table, unsigned long va, unsigned long size,
		   const struct pgtable_change *change)
{
	return pgtable_change_range(table, va, size, change, PGTABLE_CHANGE);
}

/* Return the slot of @va at level 1, or NULL if a larger leaf or nothing is mapped there. */
static pte_t *block_slot(struct pgtable *table, unsigned long va)
{
	pte_t *slot = table->root;

	for (unsigned int level = table->levels - 1;; level--) {
		slot += entry_index(table, va, level);
		if (level == 1)
			return slot;
		if (is_empty(*slot) || arch_pte_is_leaf(*slot, level))
			return NULL;
		slot = table_of(table, *slot, level);
	}
}

unsigned long pgtable_skip_tables(struct pgtable *table, unsigned long va, unsigned long end)
{
	unsigned long span = level_size(table, 1);

	while (va < end) {
		unsigned int left = (1U << table->index_bits) - entry_index(table, va, 1);
		pte_t *slot = block_slot(table, va);

		for (; slot && left && va < end; left--, slot++) {
			pte_t entry = entry_at(slot);

			if (is_empty(entry) || arch_pte_is_leaf(entry, 1))
				return va;
			va = (va | (span - 1)) + 1;
		}
		if (!slot)
			return va;
	}
	return end;
}

/* Return true if the leaves are equal to those of a split block with the protection. */
static bool is_split_block(const struct pgtable *table, const pte_t *entries, pgprot_t prot)
{
	const u64 step = arch_pte_at((pte_t){ 0 }, level_size(table, 0)).bits;
	phys_addr_t pa = arch_pte_pa(entry_at(entries), 0);
	u64 bits = arch_pte_leaf(pa, prot, 0).bits;

	if (pa & (level_size(table, 1) - 1))
		return false;
	for (const pte_t *end = entries + (1UL << table->index_bits); entries < end; entries++) {
		if (entry_at(entries).bits != bits)
			return false;
		bits += step;
	}
	return true;
}

unsigned long pgtable_join(struct pgtable *table, unsigned long va, pgprot_t prot)
{
	unsigned long block = level_size(table, 1);
	pte_t *slot = NULL, *entries, leaf;

	va &= ~(block - 1);
	if (table->free && table->max_leaf && arch_leaf_allowed(1))
		slot = block_slot(table, va);
	if (!slot || is_empty(*slot) || arch_pte_is_leaf(*slot, 1))
		return va + block;
	entries = table_of(table, *slot, 1);
	if (!is_split_block(table, entries, prot))
		return va + block;
	leaf = arch_pte_leaf(arch_pte_pa(entry_at(entries), 0), prot, 1);
	break_entries(slot, 1, va, block);
	arch_pte_set(slot, leaf);
	/* Flush all addresses, for the reason that drop_table() gives. */
	arch_tlb_flush(0, 0);
	table->free(table, entries);
	return va + block;
}

phys_addr_t pgtable_pa(struct pgtable *table, unsigned long va)
{
	unsigned int level;
	unsigned long block;
	pte_t entry = find_leaf(table, va, &level, &block);

	return is_empty(entry) ? ~(phys_addr_t)0 : arch_pte_pa(entry, level) + (va & (block - 1));
}

bool pgtable_lookup(struct pgtable *table, unsigned long va, struct pgtable_range *range)
{
	unsigned int level;
	unsigned long block;
	pte_t entry = find_leaf(table, va, &level, &block);

	range->start = va & ~(block - 1);
	range->size = range->leaf = block;
	if (!arch_pte_valid(entry))
		return false;
	range->pa = arch_pte_pa(entry, level);
	range->prot = arch_pte_prot(entry, level);
	return true;
}

static bool pgtable_extends(const struct pgtable_range *run, const struct pgtable_range *next)
{
	return run->size && run->start + run->size == next->start &&
	       run->pa + run->size == next->pa && run->leaf == next->leaf &&
	       run->prot.bits == next->prot.bits;
}

int pgtable_walk(struct pgtable *table, unsigned long start, unsigned long end,
		 int (*fn)(const struct pgtable_range *range, void *arg), void *arg)
{
	struct pgtable_range run = { .size = 0 }, next;
	unsigned long va = start, nr = 0;
	int err = 0;

	while (va - start < end - start) {
		bool mapped = table == &kernel_pgtable ? pgtable_lookup_locked(va, &next) :
							 pgtable_lookup(table, va, &next);
		unsigned long step = next.size - (va - next.start);

		if (++nr % 64 == 0 && sched_started)
			cond_resched();

		if (mapped && pgtable_extends(&run, &next)) {
			run.size += next.size;
		} else if (mapped) {
			if (run.size && (err = fn(&run, arg)))
				return err;
			run = next;
		}
		if (step > end - va)
			break;
		va += step;
	}
	return run.size ? fn(&run, arg) : 0;
}
