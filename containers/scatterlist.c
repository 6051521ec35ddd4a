// SPDX-License-Identifier: BSD-2-Clause
/*
 * Scatter-gather lists: memory that consists of several ranges.  A list consists of arrays of
 * entries.  The last entry of an array is a link to the next array, or has the end mark:
 *
 *	sgl -> [page][page][link] -> [page][page|END]
 *
 * The arrays of a table have SG_MAX_SINGLE_ALLOC entries each, except for the last one and a first
 * array that the caller provides, so that no allocation is larger than a page.  The counts of a
 * table do not include the links.
 */

#include <linux/errno.h>
#include <linux/highmem.h>
#include <linux/minmax.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/string.h>

void sg_set_buf(struct scatterlist *sg, const void *buf, unsigned int length)
{
	if (WARN(!virt_addr_valid(buf), "sg_set_buf: %px is not in the linear map\n", buf)) {
		sg_set_page(sg, NULL, 0, 0);
		return;
	}
	sg_set_page(sg, virt_to_page(buf), length, offset_in_page(buf));
}

void sg_init_table(struct scatterlist *sgl, unsigned int nents)
{
	memset(sgl, 0, sizeof(*sgl) * nents);
	if (nents)
		sg_mark_end(&sgl[nents - 1]);
}

void sg_init_one(struct scatterlist *sg, const void *buf, unsigned int length)
{
	sg_init_table(sg, 1);
	sg_set_buf(sg, buf, length);
}

void sg_chain(struct scatterlist *prv, unsigned int prv_nents, struct scatterlist *sgl)
{
	struct scatterlist *link = &prv[prv_nents - 1];

	link->offset = 0;
	link->length = 0;
	link->page_link = (unsigned long)sgl | SG_CHAIN;
}

struct scatterlist *sg_next(struct scatterlist *sg)
{
	if (sg_is_last(sg))
		return NULL;
	sg++;
	return sg_is_chain(sg) ? sg_chain_ptr(sg) : sg;
}

struct scatterlist *sg_last(struct scatterlist *sgl, unsigned int nents)
{
	struct scatterlist *sg, *last = NULL;
	unsigned int i;

	for_each_sg(sgl, sg, nents, i)
		last = sg;
	return last;
}

int sg_nents(struct scatterlist *sg)
{
	int n = 0;

	for (; sg; sg = sg_next(sg))
		n++;
	return n;
}

int sg_nents_for_len(struct scatterlist *sg, u64 len)
{
	u64 sum = 0;
	int n = 0;

	if (!len)
		return 0;
	for (; sg; sg = sg_next(sg)) {
		n++;
		sum += sg->length;
		if (sum >= len)
			return n;
	}
	return -EINVAL;
}

/* ---- tables ---------------------------------------------------------------------------------- */

/*
 * Free the arrays of a table.  If @nr_first is not 0, the first array belongs to the caller and has
 * @nr_first entries.
 */
static void free_arrays(struct sg_table *table, unsigned int nr_first)
{
	unsigned int left = table->orig_nents, max = nr_first ? nr_first : SG_MAX_SINGLE_ALLOC;
	struct scatterlist *sgl = table->sgl, *next;

	for (; sgl; sgl = next) {
		next = NULL;
		if (left > max) {
			next = sg_chain_ptr(&sgl[max - 1]);
			left -= max - 1;
		}
		if (!nr_first || sgl != table->sgl)
			kfree(sgl);
		max = SG_MAX_SINGLE_ALLOC;
	}
	*table = (struct sg_table){ NULL, 0, 0 };
}

void sg_free_table(struct sg_table *table)
{
	free_arrays(table, 0);
}

static int alloc_arrays(struct sg_table *table, unsigned int nents, struct scatterlist *first,
			unsigned int nr_first, gfp_t gfp)
{
	unsigned int left = nents, max = nr_first ? nr_first : SG_MAX_SINGLE_ALLOC, n;
	struct scatterlist *sgl = first, *prev = NULL;

	*table = (struct sg_table){ NULL, 0, 0 };
	if (!nents)
		return -EINVAL;
	for (;;) {
		n = min(left, max);
		if (!sgl)
			sgl = kmalloc_array(n, sizeof(*sgl), gfp);
		if (!sgl) {
			/*
			 * The arrays allocated so far form a complete list without a link at its
			 * end.
			 */
			free_arrays(table, nr_first);
			return -ENOMEM;
		}
		sg_init_table(sgl, n);
		if (prev) {
			sg_chain(prev, prev == first ? nr_first : SG_MAX_SINGLE_ALLOC, sgl);
			table->orig_nents--;	/* an entry of this table became the link */
		} else {
			table->sgl = sgl;
		}
		table->orig_nents += n;
		if (n == left)
			break;
		left -= n - 1;
		prev = sgl;
		sgl = NULL;
		max = SG_MAX_SINGLE_ALLOC;
	}
	table->nents = table->orig_nents;
	return 0;
}

int sg_alloc_table(struct sg_table *table, unsigned int nents, gfp_t gfp)
{
	return alloc_arrays(table, nents, NULL, 0, gfp);
}

/*
 * Return the number of usable entries of the first array.  An array of one entry cannot hold an
 * entry and the link.
 */
static unsigned int sg_usable(unsigned int nr_first)
{
	return nr_first > 1 ? nr_first : 0;
}

int sg_alloc_table_chained(struct sg_table *table, int nents, struct scatterlist *first_chunk,
			   unsigned int nents_first_chunk)
{
	unsigned int nr_first = first_chunk ? nents_first_chunk : 0;

	if (nents <= 0)
		return -EINVAL;
	if ((unsigned int)nents > nr_first)
		nr_first = sg_usable(nr_first);
	return alloc_arrays(table, nents, nr_first ? first_chunk : NULL, nr_first, GFP_ATOMIC);
}

/*
 * Free a chained table.  As in Linux, a table that only consists of the caller's array is
 * unchanged.
 */
void sg_free_table_chained(struct sg_table *table, unsigned int nents_first_chunk)
{
	if (table->orig_nents > nents_first_chunk)
		free_arrays(table, sg_usable(nents_first_chunk));
}

/* Return the number of contiguous pages at the start of @pages, at most @max. */
static unsigned int contiguous(struct page **pages, unsigned int n_pages, unsigned int max)
{
	unsigned int n = 1;

	while (n < n_pages && n < max && pages[n] == pages[n - 1] + 1)
		n++;
	return n;
}

int sg_alloc_table_from_pages_segment(struct sg_table *table, struct page **pages,
				      unsigned int n_pages, unsigned int offset, unsigned long size,
				      unsigned int max_segment, gfp_t gfp)
{
	unsigned int max = max_segment >> PAGE_SHIFT, nents = 0, at, i;
	struct scatterlist *sg;
	int err;

	*table = (struct sg_table){ NULL, 0, 0 };
	if (!max || offset >= PAGE_SIZE || size > ((unsigned long)n_pages << PAGE_SHIFT) - offset)
		return -EINVAL;
	for (at = 0; at < n_pages; at += contiguous(pages + at, n_pages - at, max))
		nents++;
	err = sg_alloc_table(table, nents, gfp);
	if (err)
		return err;
	at = 0;
	for_each_sgtable_sg(table, sg, i) {
		unsigned int n = contiguous(pages + at, n_pages - at, max);
		unsigned long bytes = min(((unsigned long)n << PAGE_SHIFT) - offset, size);

		sg_set_page(sg, pages[at], bytes, offset);
		size -= bytes;
		offset = 0;
		at += n;
	}
	return 0;
}

/* ---- page by page ---------------------------------------------------------------------------- */

void __sg_page_iter_start(struct sg_page_iter *piter, struct scatterlist *sglist,
			  unsigned int nents, unsigned long pgoffset)
{
	piter->sg = sglist;
	piter->sg_pgoffset = pgoffset;
	piter->__nents = nents;
	piter->__pg_advance = 0;
}

static unsigned int page_count_of(u64 bytes)
{
	return PAGE_ALIGN(bytes) >> PAGE_SHIFT;
}

/*
 * Advance to the next page.  If @dma is true, the iterator visits the pages of the DMA mappings,
 * otherwise the pages of the memory.
 */
static bool sg_page_iter_advance(struct sg_page_iter *piter, bool dma)
{
	if (!piter->__nents || !piter->sg)
		return false;
	piter->sg_pgoffset += piter->__pg_advance;
	piter->__pg_advance = 1;
	for (;;) {
		struct scatterlist *sg = piter->sg;
		unsigned int n = page_count_of(dma ? sg_dma_len(sg) : (u64)sg->offset + sg->length);

		if (piter->sg_pgoffset < n)
			return true;
		piter->sg_pgoffset -= n;
		piter->sg = sg_next(sg);
		if (!--piter->__nents || !piter->sg)
			return false;
	}
}

bool __sg_page_iter_next(struct sg_page_iter *piter)
{
	return sg_page_iter_advance(piter, false);
}

bool __sg_page_iter_dma_next(struct sg_dma_page_iter *dma_iter)
{
	return sg_page_iter_advance(&dma_iter->base, true);
}

/* ---- mapped to addresses --------------------------------------------------------------------- */

void sg_miter_start(struct sg_mapping_iter *miter, struct scatterlist *sgl, unsigned int nents,
		    unsigned int flags)
{
	memset(miter, 0, sizeof(*miter));
	__sg_page_iter_start(&miter->piter, sgl, nents, 0);
	miter->__flags = flags;
}

/* Advance to the next page if no byte of the current page remains.  Returns false at the end. */
static bool fetch(struct sg_mapping_iter *miter)
{
	struct sg_page_iter *piter = &miter->piter;

	while (!miter->__remaining) {
		u64 end, at;

		if (!__sg_page_iter_next(piter))
			return false;
		end = (u64)piter->sg->offset + piter->sg->length;
		at = max((u64)piter->sg_pgoffset << PAGE_SHIFT, (u64)piter->sg->offset);
		piter->sg_pgoffset = at >> PAGE_SHIFT;
		miter->__offset = offset_in_page(at);
		miter->__remaining = min(end - at, (u64)PAGE_SIZE - miter->__offset);
	}
	return true;
}

static void consume(struct sg_mapping_iter *miter, size_t bytes)
{
	miter->__offset += bytes;
	miter->__remaining -= bytes;
}

bool sg_miter_skip(struct sg_mapping_iter *miter, off_t offset)
{
	sg_miter_stop(miter);
	while (offset > 0) {
		size_t bytes;

		if (!fetch(miter))
			return false;
		bytes = min_t(u64, offset, miter->__remaining);
		consume(miter, bytes);
		offset -= bytes;
	}
	return true;
}

static bool sg_miter_is_local(const struct sg_mapping_iter *miter)
{
	return miter->__flags & (SG_MITER_ATOMIC | SG_MITER_LOCAL) || !PageHighMem(miter->page);
}

bool sg_miter_next(struct sg_mapping_iter *miter)
{
	struct page *page;

	sg_miter_stop(miter);
	if (!fetch(miter))
		return false;
	page = sg_page_iter_page(&miter->piter);
	miter->page = page;
	miter->addr = sg_miter_is_local(miter) ? kmap_local_page(page) : kmap(page);
	miter->addr += miter->__offset;
	miter->length = miter->consumed = miter->__remaining;
	return true;
}

void sg_miter_stop(struct sg_mapping_iter *miter)
{
	if (!miter->addr)
		return;
	if (miter->__flags & SG_MITER_TO_SG)
		flush_dcache_page(miter->page);
	if (sg_miter_is_local(miter))
		kunmap_local(miter->addr);
	else
		kunmap(miter->page);
	consume(miter, miter->consumed);
	miter->page = NULL;
	miter->addr = NULL;
	miter->length = miter->consumed = 0;
}

/* ---- contents -------------------------------------------------------------------------------- */

enum what { TO_BUFFER, FROM_BUFFER, ZERO };

static size_t sg_copy_or_zero(struct scatterlist *sgl, unsigned int nents, void *buf, size_t buflen,
			      off_t skip, enum what what)
{
	struct sg_mapping_iter miter;
	size_t done = 0;

	sg_miter_start(&miter, sgl, nents, SG_MITER_LOCAL |
		       (what == TO_BUFFER ? SG_MITER_FROM_SG : SG_MITER_TO_SG));
	if (!sg_miter_skip(&miter, skip))
		return 0;
	while (done < buflen && sg_miter_next(&miter)) {
		size_t bytes = min(miter.length, buflen - done);

		if (what == TO_BUFFER)
			memcpy(buf + done, miter.addr, bytes);
		else if (what == FROM_BUFFER)
			memcpy(miter.addr, buf + done, bytes);
		else
			memset(miter.addr, 0, bytes);
		done += bytes;
	}
	sg_miter_stop(&miter);
	return done;
}

size_t sg_copy_buffer(struct scatterlist *sgl, unsigned int nents, void *buf, size_t buflen,
		      off_t skip, bool to_buffer)
{
	return sg_copy_or_zero(sgl, nents, buf, buflen, skip, to_buffer ? TO_BUFFER : FROM_BUFFER);
}

size_t sg_copy_from_buffer(struct scatterlist *sgl, unsigned int nents, const void *buf,
			   size_t buflen)
{
	return sg_copy_or_zero(sgl, nents, (void *)buf, buflen, 0, FROM_BUFFER);
}

size_t sg_copy_to_buffer(struct scatterlist *sgl, unsigned int nents, void *buf, size_t buflen)
{
	return sg_copy_or_zero(sgl, nents, buf, buflen, 0, TO_BUFFER);
}

size_t sg_pcopy_from_buffer(struct scatterlist *sgl, unsigned int nents, const void *buf,
			    size_t buflen, off_t skip)
{
	return sg_copy_or_zero(sgl, nents, (void *)buf, buflen, skip, FROM_BUFFER);
}

size_t sg_pcopy_to_buffer(struct scatterlist *sgl, unsigned int nents, void *buf, size_t buflen,
			  off_t skip)
{
	return sg_copy_or_zero(sgl, nents, buf, buflen, skip, TO_BUFFER);
}

size_t sg_zero_buffer(struct scatterlist *sgl, unsigned int nents, size_t buflen, off_t skip)
{
	return sg_copy_or_zero(sgl, nents, NULL, buflen, skip, ZERO);
}
