// SPDX-License-Identifier: BSD-2-Clause

#include <kunit/test.h>
#include <linux/minmax.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "mm/pages/pages.h"
#include "model.h"

bool model_begin(struct model *m, struct kunit *test, struct zone *zone, unsigned int seed)
{
	memset(m, 0, sizeof(*m));
	m->test = test;
	m->zone = zone;
	m->seed = seed;
	m->op = "begin";
	prandom_seed_state(&m->rnd, seed);
	m->nr_map = page_map_pages();
	m->map = vzalloc(m->nr_map);
	if (!m->map)
		return false;
	/*
	 * Free the memory that allocators cache.  Otherwise the allocators could free this memory
	 * during the run, and change the number of free pages.
	 */
	drop_slab();
	drain_all_pages(NULL);
	m->nr_total = zone ? zone->nr_free_pages : nr_free_pages();
	return true;
}

bool model_fail(struct model *m, const char *what, unsigned long a, unsigned long b)
{
	if (!m->broken)
		KUNIT_FAIL(m->test,
			   "%s: %s (%#lx, %#lx); to see it again: model_test.seed=%u, step %lu",
			   m->op, what, a, b, m->seed, m->step);
	m->broken = m->lost = true;
	return false;
}

/* Return a pointer to the first word of the page at @index of the block. */
static u64 *first_word(const struct model_block *block, unsigned long index)
{
	return page_address(block->page) + index * PAGE_SIZE;
}

static u64 *last_word(const struct model_block *block, unsigned long index)
{
	return page_address(block->page) + (index + 1) * PAGE_SIZE - sizeof(u64);
}

static void fill(const struct model_block *block)
{
	for (unsigned long i = 0; i < block->nr_pages; i++) {
		*first_word(block, i) = block->stamp + i;
		*last_word(block, i) = ~(block->stamp + i);
	}
}

static bool is_zero(struct model *m, const struct model_block *block)
{
	unsigned long one = prandom_u32_below(&m->rnd, block->nr_pages);

	for (unsigned long i = 0; i < block->nr_pages; i++) {
		if (*first_word(block, i) || *last_word(block, i))
			return false;
	}
	return !memchr_inv(first_word(block, one), 0, PAGE_SIZE);
}

bool model_contents(struct model *m, const struct model_block *block)
{
	for (unsigned long i = 0; i < block->nr_pages; i++) {
		if (*first_word(block, i) != block->stamp + i ||
		    *last_word(block, i) != ~(block->stamp + i))
			return model_fail(m, "somebody wrote to a page that is not theirs",
					  page_to_pfn(block->page) + i, *first_word(block, i));
	}
	return true;
}

/*
 * Change the owner of the block's pages in the map from @from to @to.  The model fails if a page
 * has another owner than @from.
 */
static bool pass_on(struct model *m, const struct model_block *block, u8 from, u8 to)
{
	unsigned long number = page_number(block->page);

	for (unsigned long i = 0; i < block->nr_pages; i++) {
		if (m->map[number + i] != from)
			return model_fail(m, "a page is somebody else's",
					  page_to_pfn(block->page) + i, m->map[number + i]);
		m->map[number + i] = to;
	}
	if (to)
		m->nr_live += block->nr_pages;
	else
		m->nr_live -= block->nr_pages;
	return true;
}

/* Return true if a request with the flags @gfp may get memory from @zone. */
static bool is_allowed(const struct model *m, const struct zone *zone, gfp_t gfp)
{
	struct zone **z = NODE_DATA(0)->node_zonelists[gfp_zone(gfp)].zones;

	if (m->zone)
		return zone == m->zone;
	while (*z && *z != zone)
		z++;
	return *z;
}

static bool check_place(struct model *m, const struct model_block *block, gfp_t gfp)
{
	unsigned long pfn = page_to_pfn(block->page), end = pfn + block->nr_pages;
	struct zone *zone;

	if (page_number(block->page) + block->nr_pages > m->nr_map || !page_ready(block->page))
		return model_fail(m, "not in the page map", pfn, block->nr_pages);
	zone = page_zone(block->page);
	if (!is_allowed(m, zone, gfp))
		return model_fail(m, "of a zone that was not asked for", pfn, zone->id);
	if (pfn < zone->zone_start_pfn || end > zone_end_pfn(zone) || !pfn_valid(pfn) ||
	    !pfn_valid(end - 1))
		return model_fail(m, "outside its zone", pfn, block->nr_pages);
	if (block->kind <= MODEL_COMPOUND && pfn & (block->nr_pages - 1))
		return model_fail(m, "not aligned to its size", pfn, block->nr_pages);
	return true;
}

static bool check_state(struct model *m, const struct model_block *block)
{
	unsigned long last = block->nr_pages - 1;

	if (page_count(block->page) != 1)
		return model_fail(m, "references of a new block", page_to_pfn(block->page),
				  page_count(block->page));
	if ((block->kind == MODEL_COMPOUND) != !!PageCompound(block->page + last))
		return model_fail(m, "compound, or not", page_to_pfn(block->page), block->nr_pages);
	if (block->kind == MODEL_RANGE && page_count(block->page + last) != 1)
		return model_fail(m, "references of a range's last page", page_to_pfn(block->page),
				  block->nr_pages);
	return true;
}

bool model_add(struct model *m, struct page *page, unsigned long nr_pages, enum model_kind kind,
	       gfp_t gfp)
{
	struct model_block *block = &m->blocks[m->nr_blocks];

	*block = (struct model_block){ .page = page, .nr_pages = nr_pages, .kind = kind, .refs = 1,
				       .stamp = m->next_stamp, .owner = 1 + m->step % 255 };
	if (!check_place(m, block, gfp) || !pass_on(m, block, 0, block->owner))
		return false;
	m->nr_blocks++;
	m->nr_added[kind]++;
	m->peak = max(m->peak, m->nr_live);
	m->next_stamp += nr_pages;
	if (!check_state(m, block))
		return false;
	if (gfp & __GFP_ZERO && !is_zero(m, block))
		return model_fail(m, "not zeroed", page_to_pfn(page), nr_pages);
	fill(block);
	return true;
}

struct model_block *model_any(struct model *m)
{
	return m->nr_blocks ? &m->blocks[prandom_u32_below(&m->rnd, m->nr_blocks)] : NULL;
}

struct model_block model_take(struct model *m, struct model_block *block)
{
	struct model_block taken = *block;

	model_contents(m, block);
	pass_on(m, block, block->owner, 0);
	*block = m->blocks[--m->nr_blocks];
	return taken;
}

void model_split(struct model *m, struct model_block *block)
{
	struct model_block whole = *block;

	block->nr_pages = 1;
	for (unsigned long i = 1; i < whole.nr_pages; i++) {
		m->blocks[m->nr_blocks] = *block;
		m->blocks[m->nr_blocks].page += i;
		m->blocks[m->nr_blocks++].stamp += i;
	}
}

unsigned long model_count(const struct model *m, const struct page *page, unsigned long nr)
{
	unsigned long number = page_number(page), live = 0;

	for (unsigned long i = 0; i < nr; i++)
		live += m->map[number + i] != 0;
	return live;
}

bool model_free_count(struct model *m)
{
	unsigned long expected = m->nr_total - m->nr_live, nr = 0;

	/*
	 * While another CPU returns its cached pages to the zone, the pages are counted twice for a
	 * moment.  Try again.
	 */
	for (int tries = 0; tries < 100; tries++) {
		nr = m->zone ? m->zone->nr_free_pages : nr_free_pages();
		if (nr == expected)
			return true;
		drain_all_pages(NULL);
		cond_resched();
	}
	return model_fail(m, "free pages, and what they should be", nr, expected);
}

bool model_tiles(struct model *m, struct page *first, unsigned long nr_pages)
{
	struct page *page = first, *end = first + nr_pages;

	while (page < end) {
		struct page head = page_snapshot(page);
		u32 number = page_number(page);
		bool live = head.type >= PGTY_allocated;

		if (!head.type || (!live && head.type != PGTY_free))
			return model_fail(m, "a block of no known type", page_to_pfn(page),
					  head.type);
		for (unsigned long i = 0; i < 1UL << head.order; i++) {
			if (live != !!m->map[number + i] || m->map[number + i] != m->map[number])
				return model_fail(m, "the struct page says something else",
						  page_to_pfn(page) + i, head.word);
		}
		page += 1UL << head.order;
	}
	return true;
}

static void give_back(const struct model_block *block)
{
	struct page *page = block->page, *end = page + block->nr_pages;

	while (page < end) {
		struct page *next = page + (1UL << page->order);

		for (int i = 0; i < block->refs; i++)
			__free_pages(page, page->order);
		page = next;
	}
}

void model_end(struct model *m)
{
	if (m->lost)
		m->nr_blocks = 0;
	while (m->nr_blocks)
		give_back(&m->blocks[--m->nr_blocks]);
	vfree(m->map);
	m->map = NULL;
}
