/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_PCP_H
#define MM_PCP_H

/*
 * Per-CPU page lists: usual allocations and frees take no lock and do not access memory of other
 * CPUs.  mm/pages/pcp.c explains the design.
 */

#include <linux/cache.h>
#include <linux/irqflags.h>
#include <linux/lockdep.h>
#include <linux/minmax.h>
#include <linux/mmdebug.h>
#include <linux/percpu.h>

#include "mm/debug/tools.h"
#include "pages.h"

/* lists for each migrate type; those above pageblock_order stay empty */
#define PCP_ORDERS	16
#define PCP_MAX_ORDER	3	/* an empty list up to this order is filled with several blocks */
#define PCP_FILL	3	/* log2 of the largest number of blocks that fill an empty list */

#ifdef CONFIG_PCP_LISTS
/* A stack of cached blocks of one order and migrate type. */
struct pcp_list {
	struct page *top;	/* first block, or NULL; page->below links to the next one */
	s32 room;			/* number of blocks that may be added, if above 0 */
	u16 limit;			/* most blocks on the list; 0 if the list is off */
	u16 fill;			/* log2 of the number of blocks that fill an empty list */
};

#endif

/* Data of one CPU, for the zone that serves its ordinary allocations.  Used with interrupts off. */
struct pcp {
	gfp_t rare;			/* flags of requests that must not use the lists */
	u64 allocated;			/* allocated_word() of order 0 and migrate type 0 */
#ifdef CONFIG_PCP_LISTS
	u64 allocate;			/* added to page->word when a cached block is allocated */
#endif
	/* address and bytes of a range of the page array whose struct pages are all ready */
	unsigned long start, size;
	struct zone *zone;
	unsigned int strays;		/* frees of pages outside of [start, start + size) */
#ifdef CONFIG_PCP_LISTS
	/* The last type is that of contradictory flags; its lists are always empty. */
	struct pcp_list lists[MIGRATE_PCPTYPES + 1][PCP_ORDERS] __aligned(SMP_CACHE_BYTES);
#endif
};

/* Flags that are applied to a block after its allocation. */
#define GFP_PREPARED	(__GFP_COMP | __GFP_ZERO)

/* Flags of rare requests: they need another zone than NORMAL, additional work, or are refused. */
#define GFP_RARE	(__GFP_DMA | __GFP_DMA32 | __GFP_HIGHMEM | __GFP_THISNODE | \
			 __GFP_NOFAIL | GFP_PREPARED | ~GFP_KNOWN)

/*
 * This flag is added to a request's flags before they are compared with the mask of rare flags.
 * Thus a request without any flag is also rare while the mask contains all flags.
 */
#define GFP_NEVER_RARE	__GFP_DIRECT_RECLAIM

/* The difference of page->word between a cached block and an allocated one with one reference. */
#define PCP_ALLOCATED	((1ULL << 32) + PGTY_allocated - PGTY_cached)

DECLARE_PER_CPU_CACHE_HOT(struct pcp, page_lists);

/*
 * Return the migrate type of a request.  Returns MIGRATE_PCPTYPES if its flags contradict each
 * other.
 */
static __fast_inline unsigned long gfp_migratetype(gfp_t gfp)
{
	/* With separate expressions, GCC would shift 32 bits and extend the result. */
	unsigned long bits = (__force unsigned long)gfp;

	return bits / ___GFP_MOVABLE & 3;
}

/*
 * Convert an order to unsigned long without an instruction.  The calling convention passes it
 * extended in a register, but the compiler does not make use of this.
 */
static __fast_inline unsigned long order_arg(unsigned int order)
{
	long extended = (int)order;

	OPTIMIZER_HIDE_VAR(extended);
	return extended;
}

static __fast_inline bool pcp_knows(const struct pcp *pcp, const struct page *page)
{
	return (unsigned long)page - pcp->start < pcp->size;
}

#ifdef CONFIG_PCP_LISTS
/*
 * Return the address of a list.  The computation is hidden from the compiler, which would
 * otherwise compute the address of each member separately.
 */
static __fast_inline struct pcp_list *pcp_list(struct pcp *pcp, unsigned long mt,
					       unsigned long order)
{
	unsigned long offset = (unsigned long)pcp + mt * sizeof(pcp->lists[0]) +
			       order * sizeof(pcp->lists[0][0]);

	OPTIMIZER_HIDE_VAR(offset);
	return (struct pcp_list *)(offset + offsetof(struct pcp, lists));
}

/* Return the number of blocks on the list. */
static inline unsigned int pcp_count(const struct pcp_list *list)
{
	return READ_ONCE(list->limit) - READ_ONCE(list->room);
}

/*
 * Return log2 of the number of blocks that may be allocated together.  Called with interrupts off,
 * after the caller found the list empty.
 */
static __fast_inline unsigned long pcp_fill_order(struct pcp *pcp, unsigned long mt,
						  unsigned long order)
{
	const struct pcp_list *list;

	if (order > PCP_MAX_ORDER)
		return 0;
	/* After the caller found the list empty, an interrupt handler may have filled it. */
	list = pcp_list(pcp, mt, order);
	return list->top ? 0 : list->fill;
}

/*
 * Put the blocks of order @order after the first one of a block of order @piece onto the list, with
 * the lowest address on top.
 */
static __fast_inline void pcp_fill(struct pcp *pcp, unsigned long mt, unsigned long order,
				   struct page *first, unsigned long piece)
{
	struct pcp_list *list = pcp_list(pcp, mt, order);
	struct page *page = first + (1UL << piece), *top = NULL;
	u64 word = pcp->allocated + (order << 8) + mt - pcp->allocate;

	lockdep_assert_irqs_disabled();
	VM_WARN_ON(piece < order || order > PCP_MAX_ORDER || mt >= MIGRATE_PCPTYPES);
	VM_WARN_ON(list->top);
	WRITE_ONCE(list->room, list->limit - ((1 << (piece - order)) - 1));
	while ((page -= 1UL << order) != first) {
		WRITE_ONCE(page->word, word);
		WRITE_ONCE(page->below, top);
		top = page;
	}
	list->top = top;
}

/* Pop the first block of the list, or return NULL.  Called with interrupts off. */
static __fast_inline struct page *__pcp_pop(const struct pcp *pcp, struct pcp_list *list)
{
	struct page *page = list->top;

	lockdep_assert_irqs_disabled();
	if (unlikely(!page))
		return NULL;
	VM_WARN_ON((page->type & ~PGTY_MIGRATETYPE) != PGTY_cached);
	VM_WARN_ON(list->room >= list->limit);
	list->top = page->below;
	WRITE_ONCE(list->room, list->room + 1);
	WRITE_ONCE(page->word, page->word + pcp->allocate);
	count_pages(pcp->zone, 1L << page->order);
	return page;
}

/*
 * Pop a block of an order below PCP_ORDERS.  Returns NULL if the list is empty, or for rare
 * requests.
 */
static __fast_inline struct page *pcp_alloc(gfp_t gfp, unsigned long order)
{
	struct pcp *pcp = this_cpu_hot_ptr(page_lists);
	unsigned long flags;
	struct page *page;

	if (unlikely(gfp & pcp->rare || fail_page_alloc_armed()))
		return NULL;
	local_irq_save(flags);
	page = __pcp_pop(pcp, pcp_list(pcp, gfp_migratetype(gfp), order));
	local_irq_restore_short(flags);
	return page;
}

/* Pop an unmovable page of order 0 for flags that are known not to be rare. */
static __fast_inline struct page *pcp_alloc_plain(void)
{
	struct pcp *pcp = this_cpu_hot_ptr(page_lists);
	unsigned long flags;
	struct page *page;

	if (fail_page_alloc_armed())
		return NULL;
	local_irq_save(flags);
	page = __pcp_pop(pcp, &pcp->lists[MIGRATE_UNMOVABLE][0]);
	local_irq_restore_short(flags);
	return page;
}

/*
 * Push a block if page->word is @word (allocated, one reference), and set page->word to @cached.
 * Returns false if the list is full or page->word has changed, so that only one of two concurrent
 * frees succeeds.
 */
static __fast_inline bool __pcp_keep(const struct pcp *pcp, struct pcp_list *list,
				     struct page *page, u64 word, u64 cached)
{
	int room = list->room;

	lockdep_assert_irqs_disabled();
	if (unlikely(room <= 0))
		return false;
	if (unlikely(!arch_try_cmpxchg_acquire(&page->word, word, cached)))
		return false;
	/*
	 * Other CPUs dropped their references by accesses to one half of page->word.  The thread
	 * sanitizer recognizes ordering only between accesses of the same size.
	 */
	if (IS_ENABLED(CONFIG_HOST_SANITIZE_THREAD))
		atomic_read_acquire(&page->_refcount);
	VM_WARN_ON(list->top == page || room > list->limit);
	WRITE_ONCE(page->below, list->top);
	list->top = page;
	WRITE_ONCE(list->room, room - 1);
	count_pages(pcp->zone, -(1L << (u8)(word >> 8)));
	return true;
}

/*
 * Push an allocated block, of an order below PCP_ORDERS, that has one reference.  Returns false if
 * @page is not such a block, or if the list is full.  Called with interrupts off, for a page in the
 * range that is known to be ready.
 */
static __fast_inline bool __pcp_push(struct pcp *pcp, struct page *page, unsigned long order)
{
	u64 word = READ_ONCE(page->word), mt = word - pcp->allocated - (order << 8);

	lockdep_assert_irqs_disabled();
	if (unlikely(mt >= MIGRATE_PCPTYPES))
		return false;
	return __pcp_keep(pcp, pcp_list(pcp, mt, order), page, word, word - pcp->allocate);
}

static __fast_inline bool pcp_free(struct page *page, unsigned long order)
{
	struct pcp *pcp = this_cpu_hot_ptr(page_lists);
	unsigned long flags;
	bool done;

	if (unlikely(!pcp_knows(pcp, page)))
		return false;
	local_irq_save(flags);
	done = __pcp_push(pcp, page, order);
	local_irq_restore_short(flags);
	return done;
}

/*
 * Push a block that has @type instead of PGTY_allocated.  Its struct page must be readable.
 * Returns false if it cannot be pushed; only one of two concurrent frees succeeds.
 */
static __fast_inline bool pcp_free_as(struct page *page, unsigned long order, enum page_type type)
{
	struct pcp *pcp = this_cpu_hot_ptr(page_lists);
	u64 allocated = pcp->allocated + (order << 8);
	unsigned long flags;
	bool done;

	local_irq_save(flags);
	done = __pcp_keep(pcp, pcp_list(pcp, MIGRATE_UNMOVABLE, order), page,
			  allocated + type - PGTY_allocated, allocated - pcp->allocate);
	local_irq_restore_short(flags);
	return done;
}

#else /* Without CONFIG_PCP_LISTS, all blocks come from the zones. */
static inline unsigned long pcp_fill_order(struct pcp *pcp, unsigned long mt, unsigned long order)
{
	return 0;
}

static inline void pcp_fill(struct pcp *pcp, unsigned long mt, unsigned long order,
			    struct page *first, unsigned long piece)
{
}

static inline struct page *pcp_alloc(gfp_t gfp, unsigned long order)
{
	return NULL;
}

static inline struct page *pcp_alloc_plain(void)
{
	return NULL;
}

static inline bool pcp_free(struct page *page, unsigned long order)
{
	return false;
}

static inline bool pcp_free_as(struct page *page, unsigned long order, enum page_type type)
{
	return false;
}
#endif

#endif /* MM_PCP_H */
