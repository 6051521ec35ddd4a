/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_MM_TYPES_H
#define LINUX_MM_TYPES_H

#include <linux/types.h>

/*
 * What the struct page of the first page of a block says about the block.  Every other page of a
 * block is PGTY_none: that its struct page is blank is what tells that it is no block's first.  To
 * PGTY_cached and PGTY_allocated the migrate type that was asked for is added.
 */
enum page_type {
	PGTY_none	= 0,	/* inside a block, or of nobody */
	PGTY_free	= 4,	/* on a free list */
	PGTY_cached	= 8,	/* on a list of one CPU */
	PGTY_isolated	= 12,	/* taken off its free list by whoever isolates the range */
	PGTY_reserved	= 16,	/* never handed to the page allocator */
	PGTY_untouched	= 20,	/* first of a run of whole blocks whose other struct pages are garbage */
	PGTY_allocated	= 24,	/* handed out, no particular owner */
	PGTY_large_kmalloc = 28, /* handed out; one object of kmalloc() or of a cache */
	PGTY_table	= 32,	/* handed out; a page table */
	PGTY_movable	= 36,	/* handed out; its owner moves it on request */
	PGTY_debug_slab	= 40,	/* handed out; objects under watch: an s8 above 0, see slab_debug.c */
	PGTY_marked	= 44,	/* handed out; SetPageReserved() */
	PGTY_kfence	= 48,	/* handed out; of the pool of mm/debug/kfence.c, an s8 above 0 */
	PGTY_dma	= 52,	/* handed out; pieces of coherent memory, see mm/dma/lines.c */
	PGTY_vmalloc	= 56,	/* handed out; vmalloc()'s, and may be moved: see vmalloc_move.c */
	PGTY_slab	= 128,	/* handed out; holds objects of an object allocator */
};

#define PGTY_MIGRATETYPE	3	/* the bits that are free for the migrate type */

/*
 * 16 bytes for each page of RAM.  type, order, zone and the links belong to the page allocator,
 * under the zone's lock while the block is free.  Of an allocated block, the flags and the last 8
 * bytes belong to the owner, and the count is atomic.
 */
struct page {
	union {
		struct {
			union {
				struct {
					u8 type;	/* enum page_type, and see there */
					u8 order;	/* the block has 2^order pages */
				};
				u16 kind;		/* both, for one comparison */
			};
			u8 zone;			/* index in the zone table */
			u8 flags;			/* PG_*; of a free block: its migrate type */
			atomic_t _refcount;		/* 0 unless allocated */
		};
		u32 tag;				/* all but the count */
		u64 word;				/* all of it */
	};
	union {
		struct {
			u32 next;	/* page numbers in the page map; 0: none */
			u32 prev;
		};
		u64 links;
		unsigned long __keyword(private);/* the owner's */
		void *slab;		/* PGTY_slab: the allocator's */
		struct page *below;	/* PGTY_cached: the next one in the CPU's list */
		struct {
			u32 pool;	/* or these */
			u32 places;
		};
	};
};

/* A page or a whole compound page, by its head: never a tail. */
struct folio {
	struct page page;
};

/* Flags of an allocated block. */
#define PG_compound	0x80		/* by __GFP_COMP: references to any page count for all */
#define PG_locked	0x40		/* lock_page() */
#define PG_pfmemalloc	0x10		/* came from below `min` */
#define PG_frag		0x01		/* PGTY_allocated: page_frag_alloc() cuts pieces from it */
#define PG_isolated	0x20		/* PGTY_movable: held by who moves it */
#define PG_movable_ops	0x0f		/* PGTY_movable: number of its operations */

#endif /* LINUX_MM_TYPES_H */
