/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SCATTERLIST_H
#define LINUX_SCATTERLIST_H

/*
 * Memory in pieces: arrays of (page, offset, length) that may be chained.  Lengths are in bytes.  A list
 * does not own what it describes.
 *
 * Any context, but for allocation, which may sleep as its flags say.  Contents are reached through the
 * linear map: pages of high memory have none, and copying stops at one, with a report.
 */

#include <linux/bug.h>
#include <linux/gfp_types.h>
#include <linux/mm.h>
#include <linux/types.h>

struct scatterlist {
	unsigned long page_link;	/* struct page, or the next array; SG_CHAIN, SG_END */
	unsigned int offset;		/* in the page, or beyond it */
	unsigned int length;
	dma_addr_t dma_address;		/* of the mapping, for dma_map_sg() */
	unsigned int dma_length;
};

#define SG_CHAIN		0x01UL	/* no memory: page_link is the next array */
#define SG_END			0x02UL
#define SG_PAGE_LINK_MASK	(SG_CHAIN | SG_END)

#define SG_CHUNK_SIZE		128
/* Entries of one allocation of a table; the last one links where there are more. */
#define SG_MAX_SINGLE_ALLOC	(PAGE_SIZE / sizeof(struct scatterlist))

#define sg_dma_address(sg)	((sg)->dma_address)
#define sg_dma_len(sg)		((sg)->dma_length)

struct sg_table {
	struct scatterlist *sgl;
	unsigned int nents;		/* mapped */
	unsigned int orig_nents;	/* of memory */
};

/* ---- entries --------------------------------------------------------------------------------- */

static inline bool sg_is_chain(const struct scatterlist *sg)
{
	return sg->page_link & SG_CHAIN;
}

static inline bool sg_is_last(const struct scatterlist *sg)
{
	return sg->page_link & SG_END;
}

static inline struct scatterlist *sg_chain_ptr(const struct scatterlist *sg)
{
	return (struct scatterlist *)(sg->page_link & ~SG_PAGE_LINK_MASK);
}

static inline void sg_assign_page(struct scatterlist *sg, struct page *page)
{
	sg->page_link = (sg->page_link & SG_PAGE_LINK_MASK) | (unsigned long)page;
}

static inline struct page *sg_page(const struct scatterlist *sg)
{
	return (struct page *)(sg->page_link & ~SG_PAGE_LINK_MASK);
}

static inline void sg_set_page(struct scatterlist *sg, struct page *page, unsigned int length,
			       unsigned int offset)
{
	sg_assign_page(sg, page);
	sg->offset = offset;
	sg->length = length;
}

/* @buf in the linear map: what is not (vmalloc, stacks, the image) is reported, and the entry is empty. */
void sg_set_buf(struct scatterlist *sg, const void *buf, unsigned int length);

static inline phys_addr_t sg_phys(const struct scatterlist *sg)
{
	return page_to_phys(sg_page(sg)) + sg->offset;
}

static inline void *sg_virt(const struct scatterlist *sg)
{
	return page_address(sg_page(sg)) + sg->offset;
}

static inline void sg_mark_end(struct scatterlist *sg)
{
	sg->page_link = (sg->page_link | SG_END) & ~SG_CHAIN;
}

static inline void sg_unmark_end(struct scatterlist *sg)
{
	sg->page_link &= ~SG_END;
}

/* ---- lists ----------------------------------------------------------------------------------- */

/* @nents empty entries, the last one marked. */
void sg_init_table(struct scatterlist *sgl, unsigned int nents);
void sg_init_one(struct scatterlist *sg, const void *buf, unsigned int length);
/* The entry @prv_nents - 1 of @prv becomes the link to @sgl. */
void sg_chain(struct scatterlist *prv, unsigned int prv_nents, struct scatterlist *sgl);

/* NULL after the last. */
struct scatterlist *sg_next(struct scatterlist *sg);
/* Of a list of @nents entries that hold memory; NULL if there is none. */
struct scatterlist *sg_last(struct scatterlist *sgl, unsigned int nents);
/* Entries to the mark. */
int sg_nents(struct scatterlist *sg);
/* Entries that it takes for @len bytes; -EINVAL if there are fewer. */
int sg_nents_for_len(struct scatterlist *sg, u64 len);

#define for_each_sg(sglist, sg, nr, i) \
	for (i = 0, sg = (sglist); i < (nr); i++, sg = sg_next(sg))
#define for_each_sgtable_sg(sgt, sg, i)		for_each_sg((sgt)->sgl, sg, (sgt)->orig_nents, i)
#define for_each_sgtable_dma_sg(sgt, sg, i)	for_each_sg((sgt)->sgl, sg, (sgt)->nents, i)

/* ---- tables ---------------------------------------------------------------------------------- */

/*
 * 0, -ENOMEM, -EINVAL for none; the table is empty then.  From pages: entries of @size bytes from @offset
 * of the first page on; neighbours become one entry, of @max_segment bytes at most, a multiple of
 * PAGE_SIZE after rounding down.
 */
int sg_alloc_table(struct sg_table *table, unsigned int nents, gfp_t gfp) __must_check;
int sg_alloc_table_from_pages_segment(struct sg_table *table, struct page **pages,
				      unsigned int n_pages, unsigned int offset, unsigned long size,
				      unsigned int max_segment, gfp_t gfp) __must_check;

static inline int sg_alloc_table_from_pages(struct sg_table *table, struct page **pages,
					    unsigned int n_pages, unsigned int offset,
					    unsigned long size, gfp_t gfp)
{
	return sg_alloc_table_from_pages_segment(table, pages, n_pages, offset, size, UINT_MAX, gfp);
}

/* Of an empty table: nothing. */
void sg_free_table(struct sg_table *table);

/* ---- contents -------------------------------------------------------------------------------- */

/* At most @buflen bytes from @skip on; how many there were. */
size_t sg_copy_buffer(struct scatterlist *sgl, unsigned int nents, void *buf, size_t buflen,
		      off_t skip, bool to_buffer);
size_t sg_copy_from_buffer(struct scatterlist *sgl, unsigned int nents, const void *buf, size_t buflen);
size_t sg_copy_to_buffer(struct scatterlist *sgl, unsigned int nents, void *buf, size_t buflen);
size_t sg_pcopy_from_buffer(struct scatterlist *sgl, unsigned int nents, const void *buf,
			    size_t buflen, off_t skip);
size_t sg_pcopy_to_buffer(struct scatterlist *sgl, unsigned int nents, void *buf, size_t buflen,
			  off_t skip);
size_t sg_zero_buffer(struct scatterlist *sgl, unsigned int nents, size_t buflen, off_t skip);

/* ---- page by page ---------------------------------------------------------------------------- */

struct sg_page_iter {
	struct scatterlist *sg;
	unsigned int sg_pgoffset;	/* in the entry */
	unsigned int __nents, __pg_advance;
};

struct sg_dma_page_iter {
	struct sg_page_iter base;
};

void __sg_page_iter_start(struct sg_page_iter *piter, struct scatterlist *sglist, unsigned int nents,
			  unsigned long pgoffset);
bool __sg_page_iter_next(struct sg_page_iter *piter);
bool __sg_page_iter_dma_next(struct sg_dma_page_iter *dma_iter);

static inline struct page *sg_page_iter_page(struct sg_page_iter *piter)
{
	return nth_page(sg_page(piter->sg), piter->sg_pgoffset);
}

static inline dma_addr_t sg_page_iter_dma_address(struct sg_dma_page_iter *dma_iter)
{
	return sg_dma_address(dma_iter->base.sg) +
	       ((dma_addr_t)dma_iter->base.sg_pgoffset << PAGE_SHIFT);
}

#define for_each_sg_page(sglist, piter, nents, pgoffset)			\
	for (__sg_page_iter_start((piter), (sglist), (nents), (pgoffset));	\
	     __sg_page_iter_next(piter);)
#define for_each_sg_dma_page(sglist, dma_iter, dma_nents, pgoffset)		\
	for (__sg_page_iter_start(&(dma_iter)->base, (sglist), (dma_nents), (pgoffset));	\
	     __sg_page_iter_dma_next(dma_iter);)
#define for_each_sgtable_page(sgt, piter, pgoffset) \
	for_each_sg_page((sgt)->sgl, piter, (sgt)->orig_nents, pgoffset)
#define for_each_sgtable_dma_page(sgt, dma_iter, pgoffset) \
	for_each_sg_dma_page((sgt)->sgl, dma_iter, (sgt)->nents, pgoffset)

/* ---- by address ------------------------------------------------------------------------------ */

#define SG_MITER_ATOMIC		(1 << 0)	/* the caller does not sleep */
#define SG_MITER_TO_SG		(1 << 1)
#define SG_MITER_FROM_SG	(1 << 2)
#define SG_MITER_LOCAL		(1 << 3)	/* the address is for the caller alone */

/*
 * sg_miter_next() makes addr the address of length bytes, which lie in one page, until the next call.
 * Who takes fewer says so in consumed.  Pages of high memory are mapped: without SG_MITER_ATOMIC or _LOCAL
 * as by kmap(), so that both calls may sleep then.
 */
struct sg_mapping_iter {
	struct page *page;
	void *addr;
	size_t length, consumed;
	struct sg_page_iter piter;
	unsigned int __offset, __remaining;
	unsigned int __flags;
};

void sg_miter_start(struct sg_mapping_iter *miter, struct scatterlist *sgl, unsigned int nents,
		    unsigned int flags);
bool sg_miter_skip(struct sg_mapping_iter *miter, off_t offset);	/* false: the end came first */
bool sg_miter_next(struct sg_mapping_iter *miter);
void sg_miter_stop(struct sg_mapping_iter *miter);

#endif /* LINUX_SCATTERLIST_H */
