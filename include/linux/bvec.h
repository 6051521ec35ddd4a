/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_BVEC_H
#define LINUX_BVEC_H

/*
 * Memory of a transfer as an array of ranges of pages, and positions in such an array.  Sizes and
 * offsets are in bytes.  Context: any.
 */

#include <linux/mm.h>
#include <linux/types.h>

/* A range that may span several pages with consecutive frame numbers. */
struct bio_vec {
	struct page *bv_page;
	unsigned int bv_len;
	unsigned int bv_offset;
};

struct bvec_iter {
	sector_t bi_sector;		/* on the disk, in units of 512 bytes */
	unsigned int bi_size;		/* left */
	unsigned int bi_idx;		/* index of the range in the array */
	unsigned int bi_bvec_done;	/* of this range */
};

static inline void bvec_set_page(struct bio_vec *bv, struct page *page, unsigned int len,
				 unsigned int offset)
{
	bv->bv_page = page;
	bv->bv_len = len;
	bv->bv_offset = offset;
}

/* Set the range to memory of the linear map. */
static inline void bvec_set_virt(struct bio_vec *bv, void *vaddr, unsigned int len)
{
	bvec_set_page(bv, virt_to_page(vaddr), len, (unsigned int)offset_in_page(vaddr));
}

/* Return the address of a range in the linear map. */
static inline void *bvec_virt(struct bio_vec *bv)
{
	return (char *)page_address(bv->bv_page) + bv->bv_offset;
}

static inline phys_addr_t bvec_phys(const struct bio_vec *bv)
{
	return page_to_phys(bv->bv_page) + bv->bv_offset;
}

/* Return the rest of the range at the position, as far as the transfer needs it. */
static inline struct bio_vec mp_bvec_iter_bvec(const struct bio_vec *bv, struct bvec_iter iter)
{
	unsigned int left = bv[iter.bi_idx].bv_len - iter.bi_bvec_done;
	unsigned int offset = bv[iter.bi_idx].bv_offset + iter.bi_bvec_done;
	struct bio_vec at;

	bvec_set_page(&at, nth_page(bv[iter.bi_idx].bv_page, offset / PAGE_SIZE),
		      left < iter.bi_size ? left : iter.bi_size,
		      (unsigned int)(offset % PAGE_SIZE));
	return at;
}

/* The same, up to the end of the page. */
static inline struct bio_vec bvec_iter_bvec(const struct bio_vec *bv, struct bvec_iter iter)
{
	struct bio_vec at = mp_bvec_iter_bvec(bv, iter);

	if (at.bv_len > PAGE_SIZE - at.bv_offset)
		at.bv_len = (unsigned int)PAGE_SIZE - at.bv_offset;
	return at;
}

/* Advance the position, but not its sector, by @bytes, of which at least that many are left. */
static inline void bvec_iter_advance(const struct bio_vec *bv, struct bvec_iter *iter,
				     unsigned int bytes)
{
	iter->bi_size -= bytes;
	bytes += iter->bi_bvec_done;
	while (bytes && bytes >= bv[iter->bi_idx].bv_len)
		bytes -= bv[iter->bi_idx++].bv_len;
	iter->bi_bvec_done = bytes;
}

#endif /* LINUX_BVEC_H */
