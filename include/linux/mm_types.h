/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MM_TYPES_H
#define LINUX_MM_TYPES_H

#include <linux/types.h>

/*
 * Type of a block of pages.  The struct page of the block's first page contains the type; all other
 * pages of the block are PGTY_none.  A zeroed struct page is therefore never the first page of a
 * block.  PGTY_cached and PGTY_allocated are combined with the requested migrate type.
 */
enum page_type {
	PGTY_none	= 0,	/* not the first page of a block, or unused */
	PGTY_free	= 4,	/* on a free list */
	PGTY_cached	= 8,	/* on a free list of a CPU */
	PGTY_isolated	= 12,	/* removed from its free list by page isolation */
	PGTY_reserved	= 16,	/* never freed to the page allocator */
	PGTY_untouched	= 20,	/* start of a run of untouched blocks; see buddy.c */
	PGTY_allocated	= 24,	/* allocated, without a more specific type */
	PGTY_large_kmalloc = 28, /* allocated: one large object of kmalloc() or of a cache */
	PGTY_table	= 32,	/* allocated: a page table */
	PGTY_movable	= 36,	/* allocated: its owner can migrate it */
	PGTY_debug_slab	= 40,	/* allocated: watched objects; see mm/debug/slab_debug.c */
	PGTY_marked	= 44,	/* allocated: SetPageReserved() */
	PGTY_kfence	= 48,	/* allocated: page of the pool of mm/debug/kfence.c */
	PGTY_dma	= 52,	/* allocated: divided into coherent memory, see mm/dma/lines.c */
	PGTY_vmalloc	= 56,	/* allocated: movable page of vmalloc(), see vmalloc_move.c */
	PGTY_slab	= 128,	/* allocated: slab objects; kfree() tests bit 7 */
};

#define PGTY_MIGRATETYPE	3	/* mask of the bits that hold the migrate type */

/*
 * Descriptor of a page, 16 bytes for each page of RAM, or 32 with CONFIG_PAGE_LRU.  The page
 * allocator owns type, order, zone and links.  While the block is free, the zone's lock protects
 * these fields.  The flags, lru and the 8 bytes of links of an allocated block belong to the
 * block's owner.  The reference count is atomic.
 */
struct page {
	union {
		struct {
			union {
				struct {
					u8 type;	/* enum page_type */
					u8 order;	/* the block has 2^order pages */
				};
				u16 kind;		/* type and order as one value */
			};
			u8 zone;			/* index in the zone table */
			u8 flags;			/* PG_*; of a free block: migrate type */
			atomic_t _refcount;		/* 0 unless allocated */
		};
		u32 tag;				/* all fields above except _refcount */
		u64 word;				/* all fields above */
	};
	union {
		struct {
			u32 next;	/* page numbers in the page map; 0: none */
			u32 prev;
		};
		u64 links;
		unsigned long __keyword(private);/* for the block's owner */
		void *slab;		/* PGTY_slab: for the slab allocator */
		struct page *below;	/* PGTY_cached: next page in the CPU's list */
		struct {
			u32 pool;	/* PGTY_slab: SLOB only, see slob_page_slabs.h */
			u32 slots;
		};
	};
#ifdef CONFIG_PAGE_LRU
	struct list_head lru;	/* for the block's owner */
#endif
};

/* A single page, or the head of a compound page; never a tail page. */
struct folio {
	struct page page;
};

/* Flags of an allocated block. */
#define PG_compound	0x80	/* __GFP_COMP: references to any page count for the first page */
#define PG_locked	0x40		/* lock_page() */
#define PG_pfmemalloc	0x10		/* the block came from the reserve below `min` */
#define PG_frag		0x01		/* PGTY_allocated: page_frag_alloc() uses it */
#define PG_isolated	0x20		/* PGTY_movable: isolated for migration */
#define PG_movable_ops	0x0f		/* PGTY_movable: index of its movable operations */

#endif /* LINUX_MM_TYPES_H */
