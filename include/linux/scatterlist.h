/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SCATTERLIST_H
#define LINUX_SCATTERLIST_H

/*
 * A scatterlist describes memory in several pieces by arrays of (page, offset, length) that may be
 * chained.  Lengths are in bytes.  A list does not own the memory that it describes.
 *
 * Allocation may sleep as its flags allow; all other functions may be called in any context.
 * Contents are accessed through the linear map.  Copying stops with a report at a page of high
 * memory.
 */

#include <linux/bug.h>
#include <linux/gfp_types.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <linux/types.h>

struct scatterlist {
	unsigned long page_link;	/* struct page * or next array, with SG_CHAIN, SG_END */
	unsigned int offset;		/* bytes from the start of the page; may exceed PAGE_SIZE */
	unsigned int length;
	dma_addr_t dma_address;		/* set by dma_map_sg() */
	unsigned int dma_length;
};

#define SG_CHAIN		0x01UL	/* page_link is the next array */
#define SG_END			0x02UL
#define SG_PAGE_LINK_MASK	(SG_CHAIN | SG_END)

#define SG_CHUNK_SIZE		128
/* Number of entries in one allocation of a table.  The last entry links to the next allocation. */
#define SG_MAX_SEGMENTS		2048	/* of a list, by convention; it is not checked */
#define SG_MAX_SINGLE_ALLOC	(PAGE_SIZE / sizeof(struct scatterlist))

#define sg_dma_address(sg)	((sg)->dma_address)
#define sg_dma_len(sg)		((sg)->dma_length)

struct sg_table {
	struct scatterlist *sgl;
	unsigned int nents;		/* number of mapped segments */
	unsigned int orig_nents;	/* number of entries with memory */
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

/*
 * Set an entry to the memory at @buf, which must be in the linear map.  Other memory (vmalloc,
 * stacks, the image) is reported, and the entry then is empty.
 */
void sg_set_buf(struct scatterlist *sg, const void *buf, unsigned int length);

struct folio;
void sg_set_folio(struct scatterlist *sg, struct folio *folio, size_t length, size_t offset);

static inline phys_addr_t sg_phys(const struct scatterlist *sg)
{
	return page_to_phys(sg_page(sg)) + sg->offset;
}

static inline void *sg_virt(const struct scatterlist *sg)
{
	return (char *)page_address(sg_page(sg)) + sg->offset;
}

static inline void sg_mark_end(struct scatterlist *sg)
{
	sg->page_link = (sg->page_link | SG_END) & ~SG_CHAIN;
}

static inline void sg_unmark_end(struct scatterlist *sg)
{
	sg->page_link &= ~SG_END;
}

/*
 * In Linux, these flags mark bus addresses and copied segments.  Quarry's mappings have no flags.
 */
static inline bool sg_dma_is_bus_address(struct scatterlist *sg)
{
	return false;
}

static inline void sg_dma_mark_bus_address(struct scatterlist *sg)
{
}

static inline void sg_dma_unmark_bus_address(struct scatterlist *sg)
{
}

static inline bool sg_dma_is_swiotlb(struct scatterlist *sg)
{
	return false;
}

static inline void sg_dma_mark_swiotlb(struct scatterlist *sg)
{
}

/* ---- lists ----------------------------------------------------------------------------------- */

/* Mark the last of @nents entries as the end of the list, and change nothing else. */
static inline void sg_init_marker(struct scatterlist *sgl, unsigned int nents)
{
	sg_mark_end(&sgl[nents - 1]);
}

/* Initialize @nents empty entries and mark the last one. */
void sg_init_table(struct scatterlist *sgl, unsigned int nents);
void sg_init_one(struct scatterlist *sg, const void *buf, unsigned int length);
/* Turn entry @prv_nents - 1 of @prv into the link to @sgl. */
void sg_chain(struct scatterlist *prv, unsigned int prv_nents, struct scatterlist *sgl);

/* Return the next entry, or NULL after the last one. */
struct scatterlist *sg_next(struct scatterlist *sg);
/* Return the last of @nents entries of memory, or NULL if @nents is 0. */
struct scatterlist *sg_last(struct scatterlist *sgl, unsigned int nents);
/* Return the number of entries up to the end mark. */
int sg_nents(struct scatterlist *sg);
/* Return the number of entries that hold @len bytes, or -EINVAL if the list is too short. */
int sg_nents_for_len(struct scatterlist *sg, u64 len);

#define for_each_sg(sglist, sg, nr, i) \
	for (i = 0, sg = (sglist); i < (nr); i++, sg = sg_next(sg))
#define for_each_sgtable_sg(sgt, sg, i)		for_each_sg((sgt)->sgl, sg, (sgt)->orig_nents, i)
#define for_each_sgtable_dma_sg(sgt, sg, i)	for_each_sg((sgt)->sgl, sg, (sgt)->nents, i)

/* ---- tables ---------------------------------------------------------------------------------- */

/*
 * Allocate a table of @nents entries, or describe an array of pages: @size bytes from @offset of
 * the first page on.  Adjacent pages are merged up to @max_segment bytes, rounded down to
 * PAGE_SIZE.  Returns 0, -ENOMEM, or -EINVAL for an empty list; the table is empty after an error.
 */
int sg_alloc_table(struct sg_table *table, unsigned int nents, gfp_t gfp) __must_check;
int sg_alloc_table_from_pages_segment(struct sg_table *table, struct page **pages,
				      unsigned int n_pages, unsigned int offset, unsigned long size,
				      unsigned int max_segment, gfp_t gfp) __must_check;

static inline int sg_alloc_table_from_pages(struct sg_table *table, struct page **pages,
					    unsigned int n_pages, unsigned int offset,
					    unsigned long size, gfp_t gfp)
{
	return sg_alloc_table_from_pages_segment(table, pages, n_pages, offset, size, UINT_MAX,
						 gfp);
}

/* Free the entries of a table.  An empty table is ignored. */
void sg_free_table(struct sg_table *table);

/*
 * Allocate a table whose first entries are the caller's array of @nents_first_chunk entries.
 * Memory is allocated, without sleeping, only if @nents is larger than @nents_first_chunk.  The
 * caller's array is then not used if it has one entry, because a link would occupy it.  Free the
 * table with the same @nents_first_chunk.  Returns 0, -ENOMEM, or -EINVAL if @nents is 0.
 */
int sg_alloc_table_chained(struct sg_table *table, int nents, struct scatterlist *first_chunk,
			   unsigned int nents_first_chunk) __must_check;
void sg_free_table_chained(struct sg_table *table, unsigned int nents_first_chunk);

/* ---- other ways to create lists (sg_alloc.c) ------------------------------------------------- */

/*
 * Allocate @length bytes of pages, in entries of PAGE_SIZE << @order bytes; the last one may be
 * smaller.  *@nent_p, unless NULL, becomes the number of entries.  Returns an array, or NULL if
 * memory is exhausted or @length is 0.  @chainable adds an empty entry for sg_chain().  The free
 * functions free the pages and the array; sgl_free_n_order() frees the pages of the first @nents
 * entries.
 */
struct scatterlist *sgl_alloc_order(unsigned long long length, unsigned int order, bool chainable,
				    gfp_t gfp, unsigned int *nent_p);
struct scatterlist *sgl_alloc(unsigned long long length, gfp_t gfp, unsigned int *nent_p);
void sgl_free_n_order(struct scatterlist *sgl, int nents, int order);
void sgl_free_order(struct scatterlist *sgl, int order);
void sgl_free(struct scatterlist *sgl);

/* A table to which pages can be appended.  The caller initializes it with zeros. */
struct sg_append_table {
	struct sg_table sgt;		/* nents equals orig_nents */
	struct scatterlist *prv;	/* last entry; may move when the table grows */
	unsigned int total_nents;	/* capacity in entries */
};

/*
 * Append pages, as sg_alloc_table_from_pages_segment() does; pages that follow the last entry
 * extend it.  @offset must be 0 except in the first call.  @left_pages is the number of pages to be
 * added later; 0 marks the end, but more may still follow.  Returns 0, -EINVAL, or -ENOMEM; after
 * an error nothing was appended, and the caller must still free the table.  May sleep if @gfp
 * allows it.
 */
int sg_alloc_append_table_from_pages(struct sg_append_table *append, struct page **pages,
				     unsigned int n_pages, unsigned int offset, unsigned long size,
				     unsigned int max_segment, unsigned int left_pages, gfp_t gfp);
void sg_free_append_table(struct sg_append_table *append);

/*
 * Split a list, from @skip bytes on, into @nb_splits lists of @split_sizes bytes.  The rest is in
 * no list.  Each list is an array that the caller frees with kfree().  If @in_mapped_nents, the
 * result of dma_map_sg(), is not 0, the DMA segments are split as well, and @out_mapped_nents,
 * unless NULL, receives their numbers; only @in may be unmapped.  Returns 0; -EINVAL if the list is
 * too short or a size is 0; or -ENOMEM, with NULL pointers in @out.
 */
int sg_split(struct scatterlist *in, int in_mapped_nents, off_t skip, int nb_splits,
	     const size_t *split_sizes, struct scatterlist **out, int *out_mapped_nents, gfp_t gfp);

/* ---- contents -------------------------------------------------------------------------------- */

/* Copy at most @buflen bytes from offset @skip on.  Returns the number of copied bytes. */
size_t sg_copy_buffer(struct scatterlist *sgl, unsigned int nents, void *buf, size_t buflen,
		      off_t skip, bool to_buffer);
size_t sg_copy_from_buffer(struct scatterlist *sgl, unsigned int nents, const void *buf,
			   size_t buflen);
size_t sg_copy_to_buffer(struct scatterlist *sgl, unsigned int nents, void *buf, size_t buflen);
size_t sg_pcopy_from_buffer(struct scatterlist *sgl, unsigned int nents, const void *buf,
			    size_t buflen, off_t skip);
size_t sg_pcopy_to_buffer(struct scatterlist *sgl, unsigned int nents, void *buf, size_t buflen,
			  off_t skip);
size_t sg_zero_buffer(struct scatterlist *sgl, unsigned int nents, size_t buflen, off_t skip);

/* ---- page by page ---------------------------------------------------------------------------- */

struct sg_page_iter {
	struct scatterlist *sg;
	unsigned int sg_pgoffset;	/* number of the page within the entry */
	unsigned int __nents, __pg_advance;
};

struct sg_dma_page_iter {
	struct sg_page_iter base;
};

void __sg_page_iter_start(struct sg_page_iter *piter, struct scatterlist *sglist,
			  unsigned int nents, unsigned long pgoffset);
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

#define SG_MITER_ATOMIC		(1 << 0)	/* the caller must not sleep */
#define SG_MITER_TO_SG		(1 << 1)
#define SG_MITER_FROM_SG	(1 << 2)
#define SG_MITER_LOCAL		(1 << 3)	/* only this thread uses the address */

/*
 * sg_miter_next() maps the next part of the list, at most one page: addr and length are valid until
 * the next call.  A caller that used fewer bytes stores their number in consumed.  Without
 * SG_MITER_ATOMIC or SG_MITER_LOCAL, pages of high memory are mapped by kmap(), so sg_miter_next()
 * and sg_miter_stop() may sleep.
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
bool sg_miter_skip(struct sg_mapping_iter *miter, off_t offset);	/* false: end of list */
bool sg_miter_next(struct sg_mapping_iter *miter);
void sg_miter_stop(struct sg_mapping_iter *miter);

#endif /* LINUX_SCATTERLIST_H */
