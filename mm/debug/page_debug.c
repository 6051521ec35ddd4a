// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tools that find misuse of pages, selected by boot arguments:
 *
 *	init_on_alloc=1		clear pages and objects (see objects.h) when they are allocated
 *	init_on_free=1		clear pages and objects when they are freed
 *	page_poison=1		fill freed pages with PAGE_POISON, which is checked when they are
 *				allocated: a write in between is reported with its address
 *	debug_pagealloc=on	unmap freed pages from the linear map, so that an access faults.
 *				For this, the linear map consists of single pages
 *	page_owner=on		record the caller, time and flags of each allocation, in 16 bytes
 *				per page
 *
 * If one of these tools is on, the per-CPU lists are disabled and each request uses the slow path.
 * Therefore disabled tools cost no instruction on the fast path (mm/pages/pcp.c).
 *
 * A block that is freed has the type PGTY_isolated between the check of the free and its return to
 * the zone, so that the tools only change blocks without an owner.
 *
 * Locking: there is no lock; the record of a block belongs to the block's owner.
 */

#define pr_fmt(fmt) "page_alloc: " fmt

#include <internal/arch.h>
#include <internal/kasan.h>
#include <internal/sections.h>
#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/cache.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/ktime.h>
#include <linux/memblock.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/panic.h>
#include <linux/pgtable.h>
#include <linux/poison.h>
#include <linux/printk.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <quarry/report.h>
#include <quarry/shell.h>

#include "mm/pages/pages.h"
#include "tools.h"

enum {
	INIT_ON_ALLOC = PAGE_DEBUG_INIT_ON_ALLOC,
	INIT_ON_FREE = PAGE_DEBUG_INIT_ON_FREE,
	POISON = 4,
	UNMAP = PAGE_DEBUG_UNMAP,
	OWNER = 16,
	KASAN = 32,
};

/* Record of a block, stored for its first page. */
struct owner {
	u32 caller;		/* the caller's offset in the image; 0: unknown */
	u32 since;		/* milliseconds after boot */
	gfp_t gfp;
	u16 pid;
	u8 order;
	bool allocated;
};

static struct owner *owners __ro_after_init;
static unsigned long nr_records __ro_after_init;	/* pages added after boot have no record */
/* a bit for each page: set if it is freed and poisoned */
static unsigned long *poisoned __ro_after_init;

static int __init set_flag(const char *value, unsigned int flag)
{
	bool on;

	if (kstrtobool(value, &on))
		return -EINVAL;
	page_debug = on ? page_debug | flag : page_debug & ~flag;
	return 0;
}

#define PAGE_DEBUG_PARAM(name, flag)				\
static int __init set_##name(char *value)			\
{								\
	return set_flag(value, flag);				\
}								\
early_param(#name, set_##name)

PAGE_DEBUG_PARAM(init_on_alloc, INIT_ON_ALLOC);
PAGE_DEBUG_PARAM(init_on_free, INIT_ON_FREE);
PAGE_DEBUG_PARAM(page_poison, POISON);
PAGE_DEBUG_PARAM(debug_pagealloc, UNMAP);
PAGE_DEBUG_PARAM(page_owner, OWNER);

bool want_init_on_free(void)
{
	return page_debug & INIT_ON_FREE;
}

bool page_poisoning_enabled_static(void)
{
	return page_debug & POISON;
}

static void *__init records(unsigned int flag, unsigned long size, const char *what)
{
	void *memory;

	if (!(page_debug & flag))
		return NULL;
	memory = memblock_alloc(size, PAGE_SIZE);
	if (memory) {
		memblock_set_owner(__pa(memory), size, what);
		return memory;
	}
	page_debug &= ~flag;
	pr_err("no memory for %lu KiB of %s\n", size >> 10, what);
	return NULL;
}

void __init page_debug_init(void)
{
	if (kasan_enabled())
		page_debug |= KASAN;
	kasan_init_pages();
	VM_WARN_ON(nr_records || owners || poisoned);
	nr_records = page_map_pages();
	owners = records(OWNER, page_map_pages() * sizeof(*owners), "page owners");
	poisoned = records(POISON, BITS_TO_LONGS(page_map_pages()) * sizeof(long),
			   "page poison map");
}

static struct owner *page_debug_owner_of(const struct page *page)
{
	VM_WARN_ON(page_number(page) >= nr_records);
	return &owners[page_number(page)];
}

static bool has_record(const struct page *page)
{
	return page_number(page) < nr_records;
}

static const void *owner_caller(const struct owner *owner)
{
	return owner->caller ? _text + owner->caller : NULL;
}

/* Report the latest record of a block that contained @page. */
static void describe_owner(const struct page *page)
{
	const struct owner *last = NULL;

	for (unsigned int order = 0; owners && has_record(page) && order <= MAX_PAGE_ORDER;
	     order++) {
		unsigned long mask = ~((sizeof(*page) << order) - 1);
		const struct owner *o =
			page_debug_owner_of((const struct page *)((unsigned long)page & mask));

		if (o->caller && o->order >= order && (!last || o->since > last->since))
			last = o;
	}
	if (last)
		pr_warn("its last owner: order %u, allocated by %pS, thread %u, %u ms after boot\n",
			last->order, owner_caller(last), last->pid, last->since);
}

/* Report a page that was written to after it was freed. */
static void check_poison(struct page *page)
{
	u8 *va = page_address(page), *wrong = memchr_inv(va, PAGE_POISON, PAGE_SIZE), *last;

	if (!wrong)
		return;
	for (last = va + PAGE_SIZE - 1; *last == PAGE_POISON; last--)
		;
	WARN(1, "page_alloc: pfn %#lx was written to while it was free, at offsets %#lx to %#lx\n",
	     page_to_pfn(page), (unsigned long)(wrong - va), (unsigned long)(last - va));
	print_hex_dump(KERN_WARNING, "", DUMP_PREFIX_OFFSET, 16, 1, wrong,
		       min(last + 1 - wrong, 64L), false);
	describe_owner(page);
}

/*
 * Map those pages of a block that are not mapped.  All tables of the linear map exist, and its
 * leaves are single pages.  A change is a store to entries that belong to the block, and needs no
 * lock.  The lock of the tables must not be taken, because the caller of the allocation may hold
 * it.
 */
static void page_debug_map_pages(struct page *page, unsigned int order)
{
	unsigned long va = (unsigned long)page_address(page);
	struct pgtable_range range;

	VM_WARN_ON(PageHighMem(page) || order > MAX_PAGE_ORDER);
	for (unsigned long i = 0; i < 1UL << order; i++, va += PAGE_SIZE) {
		if (!pgtable_lookup(&kernel_pgtable, va, &range))
			WARN_ON(pgtable_map(&kernel_pgtable, va, page_to_phys(page + i), PAGE_SIZE,
					    PAGE_KERNEL_TAGGED));
	}
}

static void unmap_pages(struct page *page, unsigned int order)
{
	unsigned long va = (unsigned long)page_address(page), size = PAGE_SIZE << order;

	VM_WARN_ON(PageHighMem(page) || !IS_ALIGNED(va, size));
	pgtable_unmap(&kernel_pgtable, va, size);
	arch_tlb_flush(va, size);
}

void page_debug_alloc(struct page *page, unsigned int order, gfp_t gfp, const void *caller)
{
	unsigned long nr = 1UL << order;

	VM_WARN_ON(order > MAX_PAGE_ORDER || page_ref_count(page) <= 0);
	if (page_debug & UNMAP && !PageHighMem(page))
		page_debug_map_pages(page, order);
	kasan_alloc_pages(page, order, caller);
	if (page_debug & POISON) {
		for (unsigned long i = 0; i < nr; i++) {
			if (has_record(page) &&
			    test_and_clear_bit(page_number(page + i), poisoned))
				check_poison(page + i);
		}
	}
	if (page_debug & INIT_ON_ALLOC && !(gfp & __GFP_ZERO))
		clear_highpages(page, nr);
	if (page_debug & OWNER && has_record(page)) {
		*page_debug_owner_of(page) = (struct owner){
			.caller = caller ? (const char *)caller - _text : 0,
			.since = ktime_get() / NSEC_PER_MSEC,
			.gfp = gfp,
			.pid = in_task() && current ? current->pid : 0,
			.order = order,
			.allocated = true,
		};
	}
}

void page_debug_free(struct page *page, unsigned int order)
{
	unsigned long nr = 1UL << order;

	VM_WARN_ON(order > MAX_PAGE_ORDER);
	VM_WARN_ON(page->type != PGTY_isolated);
	/* Blocks of a test's zone are neither changed nor recorded. */
	if (page->zone == ZONE_ID_TEST)
		return;
	if (page_debug & INIT_ON_FREE)
		clear_highpages(page, nr);
	if (page_debug & POISON && has_record(page) && !PageHighMem(page)) {
		memset(page_address(page), PAGE_POISON, nr << PAGE_SHIFT);
		for (unsigned long i = 0; i < nr; i++)
			set_bit(page_number(page + i), poisoned);
	}
	kasan_free_pages(page, order, __builtin_return_address(0));
	if (page_debug & UNMAP && !PageHighMem(page))
		unmap_pages(page, order);
	if (page_debug & OWNER && has_record(page))
		page_debug_owner_of(page)->allocated = false;
}

int pageowner_show(struct seq_file *m)
{
	unsigned long i;

	if (!owners)
		return -ENODEV;
	report_open(m, NULL, '[');
	for (i = 0; i < nr_records; i++) {
		const struct owner *owner = &owners[i];

		if (!owner->allocated)
			continue;
		report_row(m, "pfn %#lx{pfn} order %u{order} flags %#x{gfp} thread %u{pid} "
			      "at %u{since_ms} ms by %pS{caller}\n",
			   page_to_pfn(page_at(i)), owner->order, owner->gfp, owner->pid,
			   owner->since, owner_caller(owner));
	}
	report_close(m, ']');
	return 0;
}

static int cmd_pageowner(int argc, char **argv)
{
	int err = pageowner_show(&console_seq);

	if (err)
		pr_err("pageowner: nothing is recorded: boot with page_owner=on\n");
	return err ? 1 : 0;
}
SHELL_COMMAND(pageowner, "pageowner", "[-j]", "owner of each block of pages, with page_owner=on",
	      cmd_pageowner);
