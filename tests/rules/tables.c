// SPDX-License-Identifier: BSD-2-Clause
/*
 * Page tables in the mirror of RAM.
 *
 * A page becomes a table when an entry of another table, or a CPU, refers to it.  After that, each
 * store to the page is a change of entries.  For each frame of RAM, the numbers of its cacheable
 * and its uncached mappings are counted, over all tables in use.
 */

#include <string.h>

#include "rules.h"

/* Flag in translation.page.  Virtual page numbers do not use this bit. */
#define CACHED BIT(63)

u64 tables_generation = 1;
bool tables_ignored;

/* Size of a page, and index bits of a table.  They are the same for all tables in use. */
static unsigned int page_shift = 12, index_bits = 9;

u64 table_size(void)
{
	return 1ULL << page_shift;
}

u64 span(unsigned int level)
{
	return 1ULL << (page_shift + index_bits * level);
}

bool is_valid(u64 entry)
{
	return entry & 1;
}

static struct page *table_of(u64 pa)
{
	return page_of(pa & -table_size());
}

bool is_table_page(u64 pa)
{
	return table_of(pa)->table_links;
}

static unsigned int root_entries(const struct regime *regime)
{
	return 1U << (regime->va_bits - regime->page_shift -
		      regime->index_bits * (regime->levels - 1));
}

/* ---- walks ---- */

/*
 * Find the entry that translates @va.  Returns true if the entry is valid.  Sets @level to the
 * level of the last entry that was read.
 */
static bool walk(const struct regime *regime, u64 va, u64 *entry, unsigned int *level)
{
	u64 table = regime->root, mask = root_entries(regime) - 1;

	for (*level = regime->levels - 1;; --*level) {
		*entry = mirror_read(table + (va >> (page_shift + index_bits * *level) & mask) * 8);
		if (!is_valid(*entry))
			return false;
		if (!*level || !arch->is_table(*entry, *level))
			return true;
		table = arch->output(*entry, 0);
		mask = (1U << index_bits) - 1;
	}
}

static bool translate_by_tables(struct cpu *cpu, u64 va, struct translation *found)
{
	struct regime regime = arch->regime(cpu, va >> 63);
	unsigned int level;
	u64 entry, pa;

	if (!regime.root || !walk(&regime, va, &entry, &level))
		return false;
	pa = arch->output(entry, va) + (va & (span(level) - 1));
	*found = (struct translation){
		.page = va / FRAME_SIZE | CACHED,
		.frame = pa & -FRAME_SIZE,
		.entry = entry,
		.type = arch->type(cpu, entry),
	};
	return true;
}

/* Translate an address as a CPU does.  Returns false if no valid entry translates the address. */
bool translate(struct cpu *cpu, u64 va, u64 *pa, enum memory_type *type)
{
	struct translation *cached = &cpu->cache[va / FRAME_SIZE % TRANSLATIONS];

	if (arch->identity(cpu, va)) {
		now.entry = 0;
		*pa = va;
		*type = arch == &arm64 ? DEVICE : WRITE_BACK;
		return true;
	}
	if (cpu->generation != tables_generation) {
		memset(cpu->cache, 0, sizeof(cpu->cache));
		cpu->generation = tables_generation;
	}
	if (cached->page != (va / FRAME_SIZE | CACHED) && !translate_by_tables(cpu, va, cached))
		return false;
	now.entry = cached->entry;
	*pa = cached->frame + va % FRAME_SIZE;
	*type = cached->type;
	return true;
}

/* ---- counts of mappings ---- */

static void count_frame(u64 pa, u64 va, enum memory_type type, int change)
{
	struct page *page = page_of(pa);

	if (type == WRITE_BACK) {
		if (change > 0 && !page->cacheable)
			lines_mapped_cacheable(pa);
		page->cacheable += change;
		return;
	}
	page->uncached += change;
	if (change > 0 && page->cacheable)
		report(ALIAS, pa, NULL);
}

/* Add @change to the counts of mappings of the frames that a leaf entry maps. */
static void count_leaf(u64 entry, u64 va, unsigned int level, int change)
{
	enum memory_type type = arch->type(now.cpu, entry);
	u64 pa = arch->output(entry, va);

	for (u64 end = pa + span(level); pa < end; pa += FRAME_SIZE, va += FRAME_SIZE) {
		/*
		 * RISC-V defines the memory type of devices by attributes of physical addresses,
		 * and not by the page table.  On the supported machines, the addresses of devices
		 * are below RAM.
		 */
		bool checked = arch == &arm64 || pa >= ram.start;

		if (change > 0 && type == WRITE_BACK && checked && !may_be_cached(pa)) {
			report(REACH, pa, NULL);
			if (!in_ram(pa))
				return;
		}
		if (in_ram(pa))
			count_frame(pa, va, type, change);
	}
}

static void link_table(u64 pa, u64 va, unsigned int level, unsigned int entries, int change);

static void link_entry(u64 entry, u64 va, unsigned int level, int change)
{
	if (!is_valid(entry))
		return;
	if (arch->is_table(entry, level))
		link_table(arch->output(entry, 0), va, level - 1, 1U << index_bits, change);
	else
		count_leaf(entry, va, level, change);
}

/*
 * Add @change to the number of references to a table, and to the numbers for all tables and frames
 * to which the table refers.
 */
static void link_table(u64 pa, u64 va, unsigned int level, unsigned int entries, int change)
{
	unsigned int first = (pa & (table_size() - 1)) / 8;
	struct page *page;

	if (!in_ram(pa))
		return;
	page = table_of(pa);
	page->table_links += change;
	if (change > 0) {
		page->table_first = first;
		page->table_end = first + entries;
		page->table_va = va - span(level) * first;
		page->table_level = level;
		if (arch == &arm64 && now.cpu->mmu && lines_newer(pa, entries * 8))
			report(WALK_STALE, pa, NULL);
	}
	for (unsigned int i = 0; i < entries; i++)
		link_entry(mirror_read(pa + 8 * i), va + span(level) * i, level, change);
}

/* ---- changes of entries ---- */

/*
 * Return true if the entries of a table together map the same addresses as a leaf.  In this case,
 * the leaf was split, or the entries were merged to the leaf.
 */
static bool maps_alike(u64 leaf, u64 table, u64 va, unsigned int level)
{
	u64 attributes = arch->permissions | arch->attributes;

	for (unsigned int i = 0; i < 1U << index_bits; i++, va += span(level - 1)) {
		u64 entry = mirror_read(table + 8 * i);

		if (!is_valid(entry) || arch->is_table(entry, level - 1) ||
		    (entry ^ leaf) & attributes ||
		    arch->output(entry, va) != arch->output(leaf, va) + span(level - 1) * i)
			return false;
	}
	return true;
}

static bool is_same(u64 old, u64 new, u64 va, unsigned int level)
{
	bool was_table = arch->is_table(old, level), is_table = arch->is_table(new, level);
	u64 leaf = was_table ? new : old, table = was_table ? old : new;

	return was_table != is_table && maps_alike(leaf, arch->output(table, 0), va, level);
}

static void entry_replaced(u64 va, unsigned int level, u64 old, u64 new)
{
	bool was_table = arch->is_table(old, level), is_table = arch->is_table(new, level);
	u64 kind = (old ^ new) & ~arch->permissions;
	struct change change = {
		.va = va,
		.size = span(level),
		.level = level,
		.child = was_table ? arch->output(old, 0) : 0,
		.is_table = was_table,
		.permissions_only = !kind,
		.same = is_same(old, new, va, level),
	};

	if (arch == &arm64 && (was_table != is_table || kind))
		report(BBM, va, NULL);
	pending_add(&change);
}

static void entry_removed(u64 va, unsigned int level, u64 old)
{
	bool was_table = arch->is_table(old, level);
	struct change change = {
		.va = va,
		.size = span(level),
		.level = level,
		.child = was_table ? arch->output(old, 0) : 0,
		.is_table = was_table,
	};

	pending_add(&change);
}

static void entry_made(u64 va, unsigned int level, u64 new)
{
	const struct change *removed = arch == &arm64 ? pending_removed(va, span(level)) : NULL;
	struct change change = {
		.va = va,
		.size = span(level),
		.level = level,
		.made = true,
		.is_table = arch->is_table(new, level),
	};

	if (removed)
		report(BBM, va, &removed->where);
	pending_add(&change);
}

void tables_store(u64 pa, u64 old, u64 new)
{
	struct page *page = table_of(pa);
	u64 index = (pa & (table_size() - 1)) / 8,
	    va = page->table_va + span(page->table_level) * index;
	unsigned int level = page->table_level;
	int links = page->table_links;

	if (old == new || index < page->table_first || index >= page->table_end)
		return;
	tables_generation++;
	if (is_valid(old) && is_valid(new))
		entry_replaced(va, level, old, new);
	else if (is_valid(old))
		entry_removed(va, level, old);
	else if (is_valid(new))
		entry_made(va, level, new);
	if (is_valid(new) && arch->contiguous && !arch->is_table(new, level))
		contiguous_store(pa, va, level, new);
	link_entry(old, va, level, -links);
	link_entry(new, va, level, links);
}

/* ---- other tables ---- */

static void compare_leaf(const struct regime *new, u64 entry, u64 va, unsigned int level)
{
	for (u64 end = va + span(level); va != end; va += table_size()) {
		unsigned int new_level;
		u64 new_entry;

		if (!walk(new, va, &new_entry, &new_level))
			continue;
		if (new_level != level || (new_entry ^ entry) & arch->attributes ||
		    arch->output(new_entry, va) != arch->output(entry, va))
			report(BBM_TTBR, va, NULL);
	}
}

/*
 * Report the addresses that the table @table of the previous regime maps differently from @new.
 * The TLB may still contain entries of the previous tables.
 */
static void compare(const struct regime *new, u64 table, u64 va, unsigned int level,
		    unsigned int entries)
{
	for (unsigned int i = 0; i < entries; i++, va += span(level)) {
		u64 entry = mirror_read(table + 8 * i);

		if (!is_valid(entry))
			continue;
		if (arch->is_table(entry, level))
			compare(new, arch->output(entry, 0), va, level - 1, 1U << index_bits);
		else
			compare_leaf(new, entry, va, level);
	}
}

static void compare_roots(const struct regime *old, const struct regime *new)
{
	if (old->root && in_ram(old->root) && old->root != new->root)
		compare(new, old->root, old->start, old->levels - 1, root_entries(old));
}

/* Add @change (1 or -1) to the number of CPUs that use a root table. */
static void use_root(const struct regime *regime, int change)
{
	struct page *page;

	if (!regime->root || !in_ram(regime->root))
		return;
	page = page_of(regime->root);
	page->root_users += change;
	if (page->root_users == (change > 0))
		link_table(regime->root, regime->start, regime->levels - 1, root_entries(regime),
			   change);
}

void tables_switch(bool upper, const struct regime *new)
{
	struct regime *linked = &now.cpu->linked[upper], *stale = &now.cpu->stale[upper];
	struct regime old = *linked;
	static const struct regime none;

	if (tables_ignored)
		new = &none;

	tables_generation++;
	if (old.root == new->root)
		return;
	if (new->root && in_ram(new->root)) {
		page_shift = new->page_shift;
		index_bits = new->index_bits;
		if (arch == &arm64) {
			compare_roots(&old, new);
			compare_roots(stale, new);
		}
	}
	if (old.root)
		*stale = old;
	*linked = *new;
	use_root(new, 1);
	use_root(&old, -1);
}
