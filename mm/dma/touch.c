// SPDX-License-Identifier: BSD-2-Clause
/*
 * Detection of CPU accesses to a buffer that a device owns, a part of CONFIG_DMA_API_DEBUG.
 *
 * From dma_map_*() and dma_sync_*_for_device() to dma_unmap_*() and dma_sync_*_for_cpu() the CPU
 * must not write to a buffer, and may read it only if the device does not write to it.  There are
 * three detectors:
 *
 *	sums		on each machine, always on: a buffer mapped DMA_TO_DEVICE has a checksum,
 *			computed when the device becomes its owner and compared when the CPU does.
 *			It detects a write, but not the writer.  Buffers that the device may write
 *			to have no checksum.
 *	shadow		with SAN=address, always on: buffers that a device writes to are poisoned in
 *			the shadow memory, to the byte.  Only up to 7 bytes at the end of a buffer
 *			remain readable if other data follows in the same 8 bytes, because a shadow
 *			byte counts from the front.  The access itself is reported, with the
 *			mapping, and ends the process.  Shadow memory does not distinguish reads
 *			from writes, so that DMA_TO_DEVICE is left to the sums.
 *	protection	on each machine, with dma_debug=protect: the whole pages of a mapping are
 *			unmapped in the linear map, or made read-only if they are mapped
 *			DMA_TO_DEVICE.  The access faults, is reported with the mapping, and is
 *			repeated; further accesses to that mapping are not detected.  The linear map
 *			consists of single pages, and each change flushes TLBs.
 *
 * Accesses of devices are not detected: on the host port they use another mapping
 * (arch/host/libc_mmu.c), and elsewhere physical addresses.  Accesses through other mappings of
 * the CPU, for example by kmap() and vmap(), are not detected either, because shadow and protection
 * apply to the linear map.
 *
 * Owners of bytes.  A mapping has up to 64 parts of 2^n bytes, at least 64 bytes each, with a bit
 * for each part that the device owns completely.  If a sync does not cover whole parts, the CPU
 * becomes the owner of all parts that it touches, and the device only of the parts that it covers.
 * So there are no false reports, and accesses are missed only at the ends of partial syncs.  At
 * first, the CPU owns mappings with DMA_ATTR_SKIP_CPU_SYNC and pages of dma_alloc_pages().
 *
 * __dma_touch_paint() sets the shadow and the protection of a range by all mappings that overlap
 * it.  So a buffer that is mapped twice is checked until both mappings have ended.
 *
 * The DMA layer itself cleans lines and copies buffers before the mapping's bits are set, after
 * they are cleared, and in a sync for the device between __dma_touch_open() and
 * __dma_touch_give().  Other code reads memory of all owners, too: the allocators' checks read
 * free memory and red zones.  kmemleak's scan is not instrumented, and is off with
 * dma_debug=protect.  Migration does not access a mapped page, because a page is not migrated while
 * a caller uses its physical address.
 *
 * Locking: dma_debug_lock.  If the linear map consists of pages, only the owner of a page changes
 * the page's entry in the page table.
 */

#define pr_fmt(fmt) "dma-debug: " fmt

#include <linux/array_size.h>
#include <linux/bitops.h>
#include <linux/bits.h>
#include <linux/bug.h>
#include <linux/highmem.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/mmdebug.h>
#include <linux/pgtable.h>
#include <linux/printk.h>
#include <linux/stacktrace.h>
#include <linux/vmalloc.h>
#include <asm/ptrace.h>
#include <internal/arch.h>
#include <internal/stack.h>

#include "debug.h"
#include "mm/debug/tools.h"

#define MIN_SHIFT	6
#define MAX_PARTS_SHIFT	6
#define TRACE_DEPTH	12

/* ---- parts ----------------------------------------------------------------------------------- */

unsigned int dma_touch_part_shift(size_t size)
{
	return max_t(unsigned int, order_base_2(size), MIN_SHIFT + MAX_PARTS_SHIFT) -
	       MAX_PARTS_SHIFT;
}

static u64 parts_from_to(unsigned long first, unsigned long end)
{
	VM_WARN_ON(end > 64);
	return first < end ? GENMASK_ULL(end - 1, first) : 0;
}

/* Return a bit for each part that contains any of these bytes. */
static u64 parts_touched(const struct dma_record *r, size_t at, size_t size)
{
	unsigned int shift = r->part_shift;

	return parts_from_to(at >> shift, ((at + size - 1) >> shift) + 1);
}

/* Return a bit for each part that contains only these bytes. */
static u64 parts_within(const struct dma_record *r, size_t at, size_t size)
{
	unsigned int shift = r->part_shift;
	size_t end = at + size == r->size ? r->size + (1UL << shift) - 1 : at + size;

	return parts_from_to((at + (1UL << shift) - 1) >> shift, end >> shift);
}

/*
 * Return the offset in the mapping at which a part begins, or the size of the mapping if the part
 * is after its end.
 */
static size_t part_start(const struct dma_record *r, unsigned int part)
{
	return min((size_t)part << r->part_shift, r->size);
}

#define for_each_part(part, parts)					\
	for ((part) = 0; (part) < 64 && (parts) >> (part); (part)++)	\
		if ((parts) & BIT_ULL(part))

/* ---- sums ------------------------------------------------------------------------------------ */

static __always_inline u64 mix(u64 sum, u64 next)
{
	return rol64(sum ^ next, 23) * 0x9e3779b97f4a7c15ULL;
}

/*
 * Add aligned words where possible.  This is valid because sums are compared only for the same
 * address.
 */
static __no_sanitize_address u32 add_to_sum(u32 old, const u8 *p, size_t size)
{
	u64 sum = old;

	kasan_disable_current();
	for (; size && (unsigned long)p % sizeof(sum); size--)
		sum = mix(sum, *p++);
	for (; size >= sizeof(sum); size -= sizeof(sum), p += sizeof(sum))
		sum = mix(sum, *(const u64 *)p);
	while (size--)
		sum = mix(sum, *p++);
	kasan_enable_current();
	return sum ^ sum >> 32;
}

static u32 touch_sum_of(phys_addr_t pa, size_t size)
{
	u32 sum = 0;

	while (size) {
		size_t n = min_t(size_t, size, PAGE_SIZE - offset_in_page(pa));
		u8 *va = kmap_local_page(pfn_to_page(PFN_DOWN(pa)));

		sum = add_to_sum(sum, va + offset_in_page(pa), n);
		kunmap_local(va);
		pa += n;
		size -= n;
	}
	return sum;
}

static u32 sum_of_part(const struct dma_record *r, unsigned int part)
{
	size_t start = part_start(r, part);

	VM_WARN_ON(part >= r->nr_sums || start >= r->size);
	return touch_sum_of(r->buffer.start + start, part_start(r, part + 1) - start);
}

static u64 changed_parts(const struct dma_record *r, u64 parts)
{
	u64 changed = 0;
	unsigned int i;

	if (!r->nr_sums)
		return 0;
	for_each_part(i, parts) {
		if (r->sums[i] != sum_of_part(r, i))
			changed |= BIT_ULL(i);
	}
	return changed;
}

void dma_touch_report(const struct dma_record *r, u64 changed)
{
	VM_WARN_ON(!changed);
	WARN(1, "dma-debug: %s: bytes %zu to %zu changed while the device owned this mapping:\n",
	     dev_name(r->dev), part_start(r, __ffs64(changed)), part_start(r, fls64(changed)) - 1);
	dma_debug_show_record(r);
}

/* ---- shadow memory --------------------------------------------------------------------------- */

#ifdef QUARRY_ASAN

/*
 * Poison the bytes of [start, end) that the device owns.  Adjacent parts are poisoned together,
 * because the ends of a poisoned range are not exact to the byte.
 */
static void poison(const struct dma_record *r, unsigned long start, unsigned long end)
{
	unsigned int after;

	for (unsigned int i = 0; i < 64 && r->dir != DMA_TO_DEVICE; i = after + 1) {
		unsigned long from, to;

		for (after = i; after < 64 && r->owned & BIT_ULL(after); after++)
			;
		from = max(start, r->buffer.start + part_start(r, i));
		to = min(end, r->buffer.start + part_start(r, after));
		if (from < to)
			__asan_poison_memory_region(__va(from), to - from);
	}
}

static void __paint_shadow(unsigned long start, unsigned long end)
{
	struct dma_record *r;

	if (!is_linear_addr(__va(end - 1)))
		return;
	__asan_unpoison_memory_region(__va(start), end - start);
	for_each_dma_buffer(r, start, end - 1)
		poison(r, start, end);
}
#else
static void __paint_shadow(unsigned long start, unsigned long end)
{
}
#endif

/* ---- protection ------------------------------------------------------------------------------ */

enum right { WRITE, READ, NONE };

static bool owns_page(const struct dma_record *r, unsigned long page)
{
	u64 parts;

	if (r->buffer.start > page || r->buffer.last < page + PAGE_SIZE - 1)
		return false;
	parts = parts_touched(r, page - r->buffer.start, PAGE_SIZE);
	return (r->owned & parts) == parts;
}

/* Return the accesses that all mappings of the page allow to the CPU. */
static enum right right_to(unsigned long page)
{
	enum right right = WRITE;
	struct dma_record *r;

	for_each_dma_buffer(r, page, page + PAGE_SIZE - 1) {
		if (owns_page(r, page) && r->dir != DMA_TO_DEVICE)
			return NONE;
		if (owns_page(r, page))
			right = READ;
	}
	return right;
}

static void __paint_pages(unsigned long start, unsigned long end)
{
	static const struct pgtable_change changes[] = {
		[WRITE] = { .set = _PAGE_READ | _PAGE_WRITE, .show = true },
		[READ] = { .clear = _PAGE_WRITE, .show = true },
		[NONE] = { .hide = true },
	};

	start = ALIGN_DOWN(start, PAGE_SIZE);
	end = ALIGN(end, PAGE_SIZE);
	if (!dma_touch_protects || !is_linear_addr(__va(end - 1)))
		return;
	for (unsigned long page = start; page < end; page += PAGE_SIZE)
		pgtable_change(&kernel_pgtable, (unsigned long)__va(page), PAGE_SIZE,
			       &changes[right_to(page)]);
	arch_tlb_flush((unsigned long)__va(start), end - start);
}

/*
 * ---- owners of parts --------------------------------------------------------------------------
 */

static void __dma_touch_paint(const struct dma_record *r, u64 parts)
{
	unsigned long start, end;

	lockdep_assert_held(&dma_debug_lock);
	if (!parts)
		return;
	start = r->buffer.start + part_start(r, __ffs64(parts));
	end = r->buffer.start + part_start(r, fls64(parts));
	__paint_shadow(start, end);
	__paint_pages(start, end);
}

u64 __dma_touch_take(struct dma_record *r, size_t at, size_t size)
{
	u64 parts = r->owned & parts_touched(r, at, size);

	lockdep_assert_held(&dma_debug_lock);
	r->owned &= ~parts;
	__dma_touch_paint(r, parts);
	return changed_parts(r, parts);
}

void __dma_touch_open(struct dma_record *r, size_t at, size_t size)
{
	u64 owned = r->owned, parts = owned & parts_touched(r, at, size);

	lockdep_assert_held(&dma_debug_lock);
	r->owned &= ~parts;
	__dma_touch_paint(r, parts);
	r->owned = owned;
}

void __dma_touch_give(struct dma_record *r, size_t at, size_t size)
{
	u64 parts = (r->owned & parts_touched(r, at, size)) | parts_within(r, at, size);
	unsigned int i;

	VM_WARN_ON(!size || at + size > r->size);
	lockdep_assert_held(&dma_debug_lock);
	if (r->nr_sums) {
		for_each_part(i, parts)
			r->sums[i] = sum_of_part(r, i);
	}
	r->owned |= parts;
	__dma_touch_paint(r, parts);
}

/*
 * ---- detected accesses -------------------------------------------------------------------------
 */

/*
 * Find a mapping whose device owns the page, make the CPU the owner of the mapping, and copy its
 * record.  Returns false if no device owns the page.
 */
static bool dma_touch_forget(unsigned long page, struct dma_record *copy)
{
	struct dma_record *r, *owner = NULL;
	unsigned long flags;

	spin_lock_irqsave(&dma_debug_lock, flags);
	for_each_dma_buffer(r, page, page + PAGE_SIZE - 1) {
		if (owns_page(r, page))
			owner = r;
	}
	if (owner) {
		*copy = *owner;
		__dma_touch_take(owner, 0, owner->size);
	}
	spin_unlock_irqrestore(&dma_debug_lock, flags);
	return owner;
}

bool dma_touch_fault(unsigned long addr, bool write, const struct pt_regs *regs)
{
	unsigned long entries[TRACE_DEPTH];
	struct dma_record r;

	if (!dma_touch_protects || !is_linear_addr((void *)addr))
		return false;
	/* If another CPU has handled the same access already, the page is mapped now. */
	if (!dma_touch_forget(__pa(addr & PAGE_MASK), &r))
		return vmap_fault(addr, write, false);
	WARN(1, "dma-debug: %s: the CPU %s %px at %pS while the device owns this mapping:\n",
	     dev_name(r.dev), write ? "writes to" : "reads", (void *)addr,
	     (void *)instruction_pointer(regs));
	stack_trace_print(entries, stack_walk(regs, entries, ARRAY_SIZE(entries)), 4);
	dma_debug_show_record(&r);
	return true;
}

void dma_touch_explain(unsigned long addr)
{
	struct dma_record *r, owner;
	bool found = false;

	if (!dma_owner_any() || !is_linear_addr((void *)addr) || !spin_trylock(&dma_debug_lock))
		return;
	/* A wide access may begin before the buffer. */
	for_each_dma_buffer(r, __pa(addr), __pa(addr) + 2 * sizeof(long) - 1) {
		if (r->owned && r->dir != DMA_TO_DEVICE) {
			owner = *r;
			found = true;
		}
	}
	spin_unlock(&dma_debug_lock);
	if (found) {
		pr_err("%s: the CPU accesses %px while the device owns this mapping:\n",
		       dev_name(owner.dev), (void *)addr);
		dma_debug_show_record(&owner);
	}
}
