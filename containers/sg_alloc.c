// SPDX-License-Identifier: BSD-2-Clause
/*
 * Scatter-gather lists that are allocated with their pages, lists that grow, and lists that are
 * split.
 *
 * A table that grows has one or more arrays, of which the last one may have unused entries.  If
 * more are needed, its last entry becomes the link, and the contents of that entry move to the
 * start of the next array:
 *
 *	[a][b][c|END]	and d:	[a][b][link] -> [c][d][ ][ |END]
 *
 * All arrays are allocated before anything is added, so that a failed call adds nothing.  Each
 * array ends with a link or, the last one, with the end mark.  If the list ends earlier, its last
 * entry has the end mark, too.
 */

#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/scatterlist.h>
#include <linux/slab.h>
#include <linux/string.h>

void sg_set_folio(struct scatterlist *sg, struct folio *folio, size_t length, size_t offset)
{
	if (WARN(length > UINT_MAX || offset > UINT_MAX,
		 "sg_set_folio: length %zu or offset %zu exceeds UINT_MAX\n", length, offset)) {
		sg_set_page(sg, NULL, 0, 0);
		return;
	}
	sg_set_page(sg, &folio->page, length, offset);
}

/* ---- lists with their pages ------------------------------------------------------------------ */

struct scatterlist *sgl_alloc_order(unsigned long long length, unsigned int order, bool chainable,
				    gfp_t gfp, unsigned int *nent_p)
{
	unsigned long long bytes, nents;
	struct scatterlist *sgl;

	if (!length || order > MAX_PAGE_ORDER)
		return NULL;
	bytes = PAGE_SIZE << order;
	nents = (length - 1) / bytes + 1;
	if (nents >= INT_MAX)
		return NULL;
	/* The zone flags apply to the pages, but not to the memory of the list. */
	sgl = kmalloc_array(nents + chainable, sizeof(*sgl),
			    gfp & ~(GFP_DMA | GFP_DMA32 | __GFP_HIGHMEM));
	if (!sgl)
		return NULL;
	sg_init_table(sgl, nents + chainable);
	for (unsigned int i = 0; i < nents; i++) {
		struct page *page = alloc_pages(gfp, order);

		if (!page) {
			sgl_free_n_order(sgl, i, order);
			return NULL;
		}
		sg_set_page(&sgl[i], page, min(length, bytes), 0);
		length -= sgl[i].length;
	}
	if (nent_p)
		*nent_p = nents;
	return sgl;
}

struct scatterlist *sgl_alloc(unsigned long long length, gfp_t gfp, unsigned int *nent_p)
{
	return sgl_alloc_order(length, 0, false, gfp, nent_p);
}

void sgl_free_n_order(struct scatterlist *sgl, int nents, int order)
{
	struct scatterlist *sg = sgl;

	for (int i = 0; i < nents && sg; i++, sg = sg_next(sg)) {
		if (sg_page(sg))
			__free_pages(sg_page(sg), order);
	}
	kfree(sgl);
}

void sgl_free_order(struct scatterlist *sgl, int order)
{
	sgl_free_n_order(sgl, INT_MAX, order);
}

void sgl_free(struct scatterlist *sgl)
{
	sgl_free_order(sgl, 0);
}

/* ---- lists that grow ------------------------------------------------------------------------- */

/* Add an array for up to @wanted more entries, at least one. */
static int add_array(struct sg_append_table *append, unsigned int wanted, gfp_t gfp)
{
	/*
	 * One more entry is allocated: the link to this array replaces an entry of the previous
	 * array.  A link must follow at least one entry.
	 */
	unsigned int nents = clamp_t(unsigned int, wanted, 1, SG_MAX_SINGLE_ALLOC - 1) + 1;
	struct scatterlist *sgl = kmalloc_array(nents, sizeof(*sgl), gfp), *tail = append->prv;

	if (!sgl)
		return -ENOMEM;
	sg_init_table(sgl, nents);
	if (!append->sgt.sgl) {
		append->sgt.sgl = sgl;
		append->total_nents = nents;
		return 0;
	}
	if (!tail)
		tail = append->sgt.sgl;
	while (!sg_is_last(tail))
		tail = sg_next(tail);
	if (tail == append->prv) {
		sg_set_page(sgl, sg_page(tail), tail->length, tail->offset);
		append->prv = sgl;
	}
	sg_chain(tail, 1, sgl);
	append->total_nents += nents - 1;
	return 0;
}

/*
 * Return the number of pages that are contiguous from physical address @start on, at most @most
 * bytes.
 */
static unsigned int run_of(struct page **pages, unsigned int n_pages, phys_addr_t start, u64 most)
{
	unsigned int n = 0;

	while (n < n_pages && (n + 1) * (u64)PAGE_SIZE <= most &&
	       page_to_phys(pages[n]) == start + n * (u64)PAGE_SIZE)
		n++;
	return n;
}

/*
 * Return the number of entries that the pages need after the last entry.  If @fill is true, these
 * entries exist and are filled in.
 */
static unsigned int add_pages(struct sg_append_table *append, struct page **pages,
			      unsigned int n_pages, unsigned int offset, unsigned long size,
			      u64 max, bool fill)
{
	struct scatterlist *last = append->prv;
	unsigned int nents = 0, n = 0;
	unsigned long bytes;

	/* A page can only extend an entry that ends at the end of a page. */
	if (last && last->length < max)
		n = run_of(pages, n_pages, sg_phys(last) + last->length, max - last->length);
	bytes = min((unsigned long)n << PAGE_SHIFT, size);
	if (n && fill)
		last->length += bytes;
	while (size -= bytes) {
		pages += n;
		n_pages -= n;
		n = run_of(pages, n_pages, page_to_phys(pages[0]), max);
		bytes = min(((unsigned long)n << PAGE_SHIFT) - offset, size);
		if (fill) {
			last = last ? sg_next(last) : append->sgt.sgl;
			sg_set_page(last, pages[0], bytes, offset);
			append->prv = last;
		}
		nents++;
		offset = 0;
	}
	return nents;
}

int sg_alloc_append_table_from_pages(struct sg_append_table *append, struct page **pages,
				     unsigned int n_pages, unsigned int offset, unsigned long size,
				     unsigned int max_segment, unsigned int left_pages, gfp_t gfp)
{
	u64 max = max_segment & PAGE_MASK;
	unsigned int nents, room;
	bool marked = false;
	int err = 0;

	if (!max || !size || !n_pages || offset >= (append->prv ? 1 : PAGE_SIZE) ||
	    size > ((unsigned long)n_pages << PAGE_SHIFT) - offset)
		return -EINVAL;
	nents = add_pages(append, pages, n_pages, offset, size, max, false);
	room = append->total_nents - append->sgt.orig_nents;
	if (room && append->prv) {
		marked = sg_is_last(append->prv);
		sg_unmark_end(append->prv);
	}
	while (!err && append->total_nents - append->sgt.orig_nents < nents)
		err = add_array(append, nents + left_pages, gfp);
	if (!err) {
		add_pages(append, pages, n_pages, offset, size, max, true);
		append->sgt.orig_nents += nents;
		append->sgt.nents = append->sgt.orig_nents;
		marked = !left_pages;
	}
	if (marked)
		sg_mark_end(append->prv);
	return err;
}

void sg_free_append_table(struct sg_append_table *append)
{
	struct scatterlist *sgl = append->sgt.sgl, *sg;

	/* Only the end mark of the last array must remain. */
	if (append->prv && append->sgt.orig_nents < append->total_nents)
		sg_unmark_end(append->prv);
	while (sgl) {
		for (sg = sgl; !sg_is_chain(sg) && !sg_is_last(sg);)
			sg++;
		sg = sg_is_chain(sg) ? sg_chain_ptr(sg) : NULL;
		kfree(sgl);
		sgl = sg;
	}
	*append = (struct sg_append_table){ .prv = NULL };
}

/* ---- split lists ----------------------------------------------------------------------------- */

/* A position in the memory of a list, or in its DMA segments. */
struct place {
	struct scatterlist *sg;
	unsigned int left;		/* number of entries from sg on */
	unsigned int at;		/* offset in sg, in bytes */
	bool mapped;
};

/*
 * Copy the entries of the next @size bytes to @out, unless @out is NULL, and move the position
 * behind these bytes.  Returns the number of entries, or -EINVAL if the list has fewer bytes.
 */
static int sg_copy_part(struct place *place, u64 size, struct scatterlist *out)
{
	int nents = 0;

	while (size) {
		struct scatterlist *sg = place->sg;
		unsigned int length = place->left ? place->mapped ? sg_dma_len(sg) : sg->length : 0;
		unsigned int part = min_t(u64, length - place->at, size);

		if (!place->left)
			return -EINVAL;
		if (out && place->mapped) {
			sg_dma_address(&out[nents]) = sg_dma_address(sg) + place->at;
			sg_dma_len(&out[nents]) = part;
		} else if (out) {
			sg_set_page(&out[nents], sg_page(sg), part, sg->offset + place->at);
		}
		nents += part != 0;
		size -= part;
		place->at += part;
		if (place->at == length) {
			place->sg = sg_next(sg);
			place->left--;
			place->at = 0;
		}
	}
	return nents;
}

/*
 * Create a list of the next @size bytes.  Stores the number of segments in *@nents.  On failure,
 * returns NULL and stores the error in *@nents.
 */
static struct scatterlist *cut_list(struct place *memory, struct place *segments, size_t size,
				    int *nents, gfp_t gfp)
{
	struct place memory_then = *memory, segments_then = *segments;
	int n = size ? sg_copy_part(memory, size, NULL) : -EINVAL;
	int mapped = segments->mapped ? sg_copy_part(segments, size, NULL) : 0;
	struct scatterlist *sgl;

	*nents = -EINVAL;
	if (n < 0 || mapped < 0)
		return NULL;
	/*
	 * The list may have more segments than entries, because a long entry is split according to
	 * the device's limits.
	 */
	sgl = kmalloc_array(max(n, mapped), sizeof(*sgl), gfp);
	*nents = -ENOMEM;
	if (!sgl)
		return NULL;
	sg_init_table(sgl, max(n, mapped));
	sg_copy_part(&memory_then, size, sgl);
	*nents = segments->mapped ? sg_copy_part(&segments_then, size, sgl) : 0;
	return sgl;
}

int sg_split(struct scatterlist *in, int in_mapped_nents, off_t skip, int nb_splits,
	     const size_t *split_sizes, struct scatterlist **out, int *out_mapped_nents, gfp_t gfp)
{
	struct place memory = { .sg = in, .left = sg_nents(in) };
	struct place segments = {
		.sg = in,
		.left = clamp_t(int, in_mapped_nents, 0, memory.left),
		.mapped = in_mapped_nents > 0,
	};
	int nents;

	memset(out, 0, sizeof(*out) * max(nb_splits, 0));
	if (skip < 0 || sg_copy_part(&memory, skip, NULL) < 0 ||
	    (segments.mapped && sg_copy_part(&segments, skip, NULL) < 0))
		return -EINVAL;
	for (int i = 0; i < nb_splits; i++) {
		out[i] = cut_list(&memory, &segments, split_sizes[i], &nents, gfp);
		if (!out[i]) {
			while (i--) {
				kfree(out[i]);
				out[i] = NULL;
			}
			return nents;
		}
		if (out_mapped_nents)
			out_mapped_nents[i] = nents;
	}
	return 0;
}
