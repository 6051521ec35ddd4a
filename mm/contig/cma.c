// SPDX-License-Identifier: BSD-2-Clause
/*
 * Contiguous memory areas (CMA): allocation.
 *
 * An area consists of whole page blocks of the migrate type MIGRATE_CMA, in one zone.  The page
 * allocator uses the pages of an area only for movable requests.  When it checks the watermarks for
 * other requests, these pages do not count as free.  The area's bitmap has one bit for
 * 2^order_per_bit pages.  The bit is set if cma_alloc() has allocated the pages.
 *
 * cma_alloc():
 *	1. Find a range of clear bits and set them.
 *	2. Migrate the used pages of this range to other memory, by alloc_contig_range().
 *	3. If that fails because a page cannot be moved at the moment, clear the bits and try the
 *	   next range, up to the end of the area.  Restart if pages were released during the search.
 *
 * cma_release() clears the bits before it frees the pages.  If two callers release the same pages,
 * the second one is refused, and cannot clear the bits of the pages' next owner.
 *
 * Invariant: pages whose bit is set are in use by alloc_contig_range() or by a caller of
 * cma_alloc().
 *
 * Locking: the area's lock protects the bitmap.  Step 2 holds the area's mutex, because two ranges
 * in one page block cannot be isolated at the same time.
 */

#define pr_fmt(fmt) "cma: " fmt

#include <linux/align.h>
#include <linux/bitmap.h>
#include <linux/bug.h>
#include <linux/errno.h>
#include <linux/gfp.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/mm.h>
#include <linux/mmdebug.h>
#include <linux/pfn.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/vmstat.h>
#include <quarry/report.h>
#include <quarry/shell.h>

#include "mm/pages/pages.h"
#include "cma.h"

struct cma cma_areas[CONFIG_CMA_AREAS];
unsigned int cma_area_count;
unsigned long totalcma_pages;

phys_addr_t cma_get_base(const struct cma *cma)
{
	return PFN_PHYS(cma->base_pfn);
}

unsigned long cma_get_size(const struct cma *cma)
{
	return cma->count << PAGE_SHIFT;
}

const char *cma_get_name(const struct cma *cma)
{
	return cma->name;
}

int cma_for_each_area(int (*it)(struct cma *cma, void *data), void *data)
{
	for (unsigned int i = 0; i < cma_area_count; i++) {
		int ret = it(&cma_areas[i], data);

		if (ret)
			return ret;
	}
	return 0;
}

static unsigned long cma_bitmap_pages_to_bits(const struct cma *cma, unsigned long nr_pages)
{
	return ALIGN(nr_pages, 1UL << cma->order_per_bit) >> cma->order_per_bit;
}

int cma_setup(struct cma *cma)
{
	unsigned long nr_bits = cma_bitmap_pages_to_bits(cma, cma->count);

	spin_lock_init(&cma->lock);
	mutex_init(&cma->alloc_mutex);
	cma->bitmap = kcalloc(BITS_TO_LONGS(nr_bits), sizeof(long), GFP_KERNEL);
	return cma->bitmap ? 0 : -ENOMEM;
}

/* Check that the range is in the area, and that its first and last bits are set. */
static void cma_check_claim(const struct cma *cma, unsigned long bit, unsigned long nr_bits)
{
	lockdep_assert_held(&cma->lock);
	VM_WARN_ON(!nr_bits || bit + nr_bits > cma->count >> cma->order_per_bit);
	VM_WARN_ON(!test_bit(bit, cma->bitmap));
	VM_WARN_ON(!test_bit(bit + nr_bits - 1, cma->bitmap));
}

/*
 * Do step 1 of the list at the top of this file.  Returns the first bit of the range, which is at
 * or after @start.  Returns a number above the last bit if no range fits.
 */
static unsigned long cma_claim(struct cma *cma, unsigned long start, unsigned long nr_bits,
			       unsigned int align)
{
	unsigned int shift = align > cma->order_per_bit ? align - cma->order_per_bit : 0;
	unsigned long offset = cma->base_pfn >> cma->order_per_bit & ((1UL << shift) - 1);
	unsigned long size = cma->count >> cma->order_per_bit, bit, flags;

	spin_lock_irqsave(&cma->lock, flags);
	bit = bitmap_find_next_zero_area_off(cma->bitmap, size, start, nr_bits, (1UL << shift) - 1,
					     offset);
	if (bit < size) {
		bitmap_set(cma->bitmap, bit, nr_bits);
		cma_check_claim(cma, bit, nr_bits);
	}
	spin_unlock_irqrestore(&cma->lock, flags);
	return bit;
}

static void unclaim(struct cma *cma, unsigned long bit, unsigned long nr_bits)
{
	unsigned long flags;

	spin_lock_irqsave(&cma->lock, flags);
	cma_check_claim(cma, bit, nr_bits);
	bitmap_clear(cma->bitmap, bit, nr_bits);
	spin_unlock_irqrestore(&cma->lock, flags);
}

static int alloc_range(struct cma *cma, unsigned long pfn, unsigned long count)
{
	int err;

	mutex_lock(&cma->alloc_mutex);
	err = alloc_contig_range(pfn, pfn + count, MIGRATE_CMA, GFP_KERNEL);
	mutex_unlock(&cma->alloc_mutex);
	return err;
}

/*
 * Do steps 1 to 3 of the list at the top of this file, up to the end of the area.  Returns the
 * first page frame number, or 0 with an error in *@err.
 */
static unsigned long cma_alloc_first_fit(struct cma *cma, unsigned long count, unsigned int align,
					 int *err)
{
	unsigned long nr_bits = cma_bitmap_pages_to_bits(cma, count),
		      size = cma->count >> cma->order_per_bit;
	unsigned long bit = 0;

	*err = -ENOMEM;
	while ((bit = cma_claim(cma, bit, nr_bits, align)) < size) {
		unsigned long pfn = cma->base_pfn + (bit << cma->order_per_bit);

		*err = alloc_range(cma, pfn, count);
		if (!*err)
			return pfn;
		unclaim(cma, bit, nr_bits);
		if (*err != -EBUSY)
			break;
		bit++;
	}
	return 0;
}

/* Return true if pages were released since @released was read, or are being released now. */
static bool more_by_now(struct cma *cma, unsigned int released)
{
	return READ_ONCE(cma->releasing) || READ_ONCE(cma->released) != released;
}

struct page *cma_alloc(struct cma *cma, unsigned long count, unsigned int align, bool no_warn)
{
	unsigned long pfn;
	unsigned int released;
	int err = -ENOMEM;

	if (!cma || !cma->bitmap || !count || count > cma->count || align >= BITS_PER_LONG)
		goto failed;
	do {
		released = READ_ONCE(cma->released);
		pfn = cma_alloc_first_fit(cma, count, align, &err);
		if (pfn) {
			count_vm_event(CMA_ALLOC_SUCCESS);
			return pfn_to_page(pfn);
		}
		cond_resched();
	} while (err == -EBUSY && more_by_now(cma, released));
failed:
	count_vm_event(CMA_ALLOC_FAIL);
	if (!no_warn)
		pr_err("%s: no %lu contiguous pages (%d)\n", cma ? cma->name : "(none)", count,
		       err);
	return NULL;
}

bool cma_pages_valid(struct cma *cma, const struct page *pages, unsigned long count)
{
	unsigned long pfn = page_to_pfn(pages);

	return cma && is_page(pages) && pfn >= cma->base_pfn && pfn - cma->base_pfn < cma->count &&
	       count <= cma->count - (pfn - cma->base_pfn);
}

/* Clear the bits if all of them are set.  Returns false and changes nothing otherwise. */
static bool begin_release(struct cma *cma, unsigned long bit, unsigned long nr_bits)
{
	unsigned long flags;
	bool ours;

	spin_lock_irqsave(&cma->lock, flags);
	ours = find_next_zero_bit(cma->bitmap, bit + nr_bits, bit) == bit + nr_bits;
	if (ours) {
		cma_check_claim(cma, bit, nr_bits);
		bitmap_clear(cma->bitmap, bit, nr_bits);
		WRITE_ONCE(cma->releasing, cma->releasing + 1);
	}
	spin_unlock_irqrestore(&cma->lock, flags);
	return ours;
}

static void end_release(struct cma *cma)
{
	unsigned long flags;

	spin_lock_irqsave(&cma->lock, flags);
	VM_WARN_ON(!cma->releasing);
	WRITE_ONCE(cma->released, cma->released + 1);
	WRITE_ONCE(cma->releasing, cma->releasing - 1);
	spin_unlock_irqrestore(&cma->lock, flags);
}

bool cma_release(struct cma *cma, const struct page *pages, unsigned long count)
{
	unsigned long first, bit;

	if (!cma_pages_valid(cma, pages, count) || !cma->bitmap || !count)
		return false;
	first = page_to_pfn(pages) - cma->base_pfn;
	bit = first >> cma->order_per_bit;
	if (WARN(first != bit << cma->order_per_bit ||
		 !begin_release(cma, bit, cma_bitmap_pages_to_bits(cma, count)),
		 "cma: %s: release of pfn %#lx, %lu pages: not allocated\n", cma->name,
		 page_to_pfn(pages), count))
		return false;
	free_contig_range(page_to_pfn(pages), count);
	end_release(cma);
	return true;
}

/* Compute the number of allocated pages and the size of the largest free range. */
static void count_used(struct cma *cma, unsigned long *used, unsigned long *largest)
{
	unsigned long size = cma->count >> cma->order_per_bit, at = 0, end, flags;

	*used = *largest = 0;
	if (!cma->bitmap)
		return;
	spin_lock_irqsave(&cma->lock, flags);
	*used = (unsigned long)bitmap_weight(cma->bitmap, size) << cma->order_per_bit;
	while ((at = find_next_zero_bit(cma->bitmap, size, at)) < size) {
		end = find_next_bit(cma->bitmap, size, at);
		*largest = max(*largest, (end - at) << cma->order_per_bit);
		at = end;
	}
	spin_unlock_irqrestore(&cma->lock, flags);
}

static int cma_show_area(struct cma *cma, void *data)
{
	unsigned long used, largest, kib = PAGE_SHIFT - 10;

	count_used(cma, &used, &largest);
	report_row(data, "%-20s{name}  %#010llx{base}  %10lu{size_KiB}  %10lu{used_KiB}  "
		   "%10lu{largest_free_KiB}\n",
		   cma->name, (unsigned long long)cma_get_base(cma), cma->count << kib, used << kib,
		   largest << kib);
	return 0;
}

void cma_show(struct seq_file *m)
{
	report_open(m, NULL, '[');
	report_fields(m, "%-20s  %-10s  %10s  %10s  %s\n", "name", "base", "KiB", "used",
		      "largest free");
	cma_for_each_area(cma_show_area, m);
	report_close(m, ']');
}

#ifdef CONFIG_MM_REPORTS
static int cmd_cma(int argc, char **argv)
{
	cma_show(&console_seq);
	return 0;
}
SHELL_COMMAND(cma, "cma", "[-j]", "contiguous memory areas: used and free memory",
	      cmd_cma);
#endif
