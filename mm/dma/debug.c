// SPDX-License-Identifier: BSD-2-Clause
/*
 * CONFIG_DMA_API_DEBUG, like Linux's dma-debug: record every mapping and coherent allocation with
 * its call chain, and compare every call of a driver with the records.  The reports are:
 *
 *	map	of memory that is mapped already, if a device writes to it
 *	unmap	of a range that is not mapped, or whose size, direction, device or function differs
 *		from its map call; of a mapping that the driver did not pass to dma_mapping_error()
 *		(once for each device)
 *	sync	of a range that is not wholly inside of one mapping, or in another direction
 *	free	of coherent memory by another size, bus address or device
 *	release	of a driver whose device has mappings or coherent memory: each, with its call chain
 *
 * A call that does not match its record has no effect, since it would invalidate cache lines of
 * another owner.  dma_debug=off in the boot arguments disables all checks.
 *
 * An interval tree holds the records, keyed by the physical range that the device accesses.  This
 * is the range of the bounce buffer, if the mapping has one.  If there is no memory for a record,
 * missing records of this device are not reported until its driver is unbound
 * (device.dma_unrecorded).  owner.c checks that the memory is not freed, and touch.c checks that
 * the CPU does not access it.
 *
 * Locking: dma_debug_lock, with interrupts off, protects the records.
 */

#define pr_fmt(fmt) "dma-debug: " fmt

#include <internal/params.h>
#include <linux/bug.h>
#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/init.h>
#include <linux/kernel.h>
#include <linux/lockdep.h>
#include <linux/mmdebug.h>
#include <linux/overflow.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/stacktrace.h>
#include <linux/string.h>

#include "debug.h"
#include "mm/debug/tools.h"

#define TRACE_DEPTH	12
#define LEAKS_SHOWN	8

static const char *const kind_names[] = {
	[DMA_DEBUG_SINGLE] = "single", [DMA_DEBUG_SG] = "scatterlist", [DMA_DEBUG_PAGES] = "pages",
	[DMA_DEBUG_RESOURCE] = "registers", [DMA_DEBUG_COHERENT] = "coherent",
};

static const char *const dir_names[] = { "both ways", "to the device", "from the device", "none" };

static struct rb_root_cached records = RB_ROOT_CACHED;
DEFINE_SPINLOCK(dma_debug_lock);
static bool disabled;

static int __init set_dma_debug(char *value)
{
	disabled = !strcmp(value, "off");
	dma_touch_protects = !strcmp(value, "protect");
	return disabled || dma_touch_protects ? 0 : -EINVAL;
}
early_param("dma_debug", set_dma_debug);

bool dma_debug_on(void)
{
	return !READ_ONCE(disabled);
}

static int __init dma_debug_init(void)
{
	return dma_debug_on() ? stack_depot_init() : 0;
}
core_initcall(dma_debug_init);

static unsigned long dma_debug_start_of(const struct device *dev, enum dma_debug_kind kind,
					dma_addr_t addr)
{
	return kind == DMA_DEBUG_RESOURCE ? addr : dma_to_phys(dev, addr);
}

#define for_each_overlap(r, start, last)							\
	for (struct interval_tree_node *__n = interval_tree_iter_first(&records, start, last);	\
	     __n && ((r) = container_of(__n, struct dma_record, range), true);			\
	     __n = interval_tree_iter_next(__n, start, last))

void dma_debug_show_record(const struct dma_record *r)
{
	pr_warn("  %s: %s, %zu bytes at %#llx, %s, by:\n", dev_name(r->dev), kind_names[r->kind],
		r->size, (unsigned long long)r->addr, dir_names[r->dir]);
	stack_depot_print(r->trace);
}

/* ---- records --------------------------------------------------------------------------------- */

static void __dma_debug_insert(struct dma_record *r)
{
	lockdep_assert_held(&dma_debug_lock);
	VM_WARN_ON(!r->size || r->range.last < r->range.start);
	interval_tree_insert(&r->range, &records);
	if (dma_record_is_streaming(r))
		__dma_owner_add(r);
}

/* Remove a record.  Returns the parts of the mapping whose checksums have changed. */
static u64 __dma_debug_remove(struct dma_record *r)
{
	u64 changed;

	lockdep_assert_held(&dma_debug_lock);
	interval_tree_remove(&r->range, &records);
	if (!dma_record_is_streaming(r))
		return 0;
	changed = __dma_touch_take(r, 0, r->size);
	__dma_owner_remove(r);
	return changed;
}

/* Return a streaming mapping that the new one must not overlap, or NULL. */
static const struct dma_record *__find_conflict(const struct dma_record *new)
	__must_hold(&dma_debug_lock)
{
	struct dma_record *r;

	lockdep_assert_held(&dma_debug_lock);
	if (!dma_record_is_streaming(new))
		return NULL;
	for_each_overlap(r, new->range.start, new->range.last) {
		if (dma_record_is_streaming(r) &&
		    (r->dir != DMA_TO_DEVICE || new->dir != DMA_TO_DEVICE))
			return r;
	}
	return NULL;
}

void dma_debug_map(struct device *dev, enum dma_debug_kind kind, dma_addr_t addr, size_t size,
		   enum dma_data_direction dir, unsigned long attrs)
{
	unsigned int part_shift = dma_touch_part_shift(size);
	bool sums = dir == DMA_TO_DEVICE && kind != DMA_DEBUG_RESOURCE;
	unsigned int nr_sums = sums ? ((size - 1) >> part_shift) + 1 : 0;
	struct dma_record *r, other;
	unsigned long entries[TRACE_DEPTH], flags;
	const struct dma_record *conflict;

	if (!dma_debug_on())
		return;
	r = kzalloc(struct_size(r, sums, nr_sums), GFP_ATOMIC | __GFP_NOWARN);
	if (!r) {
		pr_warn("%s: no memory to record %zu bytes at %#llx\n", dev_name(dev), size,
			(unsigned long long)addr);
		WRITE_ONCE(dev->dma_unrecorded, true);
		return;
	}
	r->dev = dev;
	r->addr = addr;
	r->size = size;
	r->kind = kind;
	r->dir = dir;
	r->nr_sums = nr_sums;
	r->part_shift = part_shift;
	r->range.start = dma_debug_start_of(dev, kind, addr);
	r->range.last = r->range.start + size - 1;
	r->buffer.start = dma_record_is_streaming(r) ? swiotlb_original(dev, r->range.start) : 0;
	r->buffer.last = r->buffer.start + size - 1;
	r->trace = stack_depot_save(entries, stack_trace_save(entries, TRACE_DEPTH, 1),
				    GFP_ATOMIC | __GFP_NOWARN);
	spin_lock_irqsave(&dma_debug_lock, flags);
	conflict = __find_conflict(r);
	if (conflict)
		other = *conflict;
	__dma_debug_insert(r);
	if (dma_record_is_streaming(r) && !(attrs & DMA_ATTR_SKIP_CPU_SYNC))
		__dma_touch_give(r, 0, size);
	spin_unlock_irqrestore(&dma_debug_lock, flags);
	if (WARN(conflict, "%s: %zu bytes at %#llx are mapped, but overlap an existing mapping:\n",
		 dev_name(dev), size, (unsigned long long)addr))
		dma_debug_show_record(&other);
}

/* ---- comparison of calls with records -------------------------------------------------------- */

/*
 * Return the record that a call which unmaps or frees refers to: one that matches exactly, or else
 * one that begins at the address, preferably of the same device.  Returns NULL if no record begins
 * there.
 */
static struct dma_record *__find_meant(const struct dma_record *call) __must_hold(&dma_debug_lock)
{
	struct dma_record *r, *meant = NULL;

	lockdep_assert_held(&dma_debug_lock);
	for_each_overlap(r, call->range.start, call->range.start) {
		if (r->range.start != call->range.start)
			continue;
		if (!meant || r->dev == call->dev)
			meant = r;
		if (r->dev == call->dev && r->kind == call->kind && r->size == call->size &&
		    r->dir == call->dir)
			break;
	}
	return meant;
}

static const char *why_not_meant(const struct dma_record *r, const struct dma_record *call)
{
	if ((!r || r->dev != call->dev) && READ_ONCE(call->dev->dma_unrecorded))
		return NULL;
	if (!r)
		return call->kind == DMA_DEBUG_COHERENT ? "nothing was allocated there" :
							 "nothing is mapped there";
	if (r->dev != call->dev)
		return "it belongs to another device";
	if (r->kind != call->kind)
		return "it was mapped by another function";
	if (r->size != call->size)
		return "it has another size";
	if (r->addr != call->addr)
		return "it has another bus address";
	if (r->dir != call->dir)
		return "it was mapped in another direction";
	return NULL;
}

const char *dma_debug_match(const struct device *dev, enum dma_debug_kind kind, dma_addr_t addr,
			    size_t size, enum dma_data_direction dir)
{
	struct dma_record call = {
		.dev = dev, .kind = kind, .addr = addr, .size = size, .dir = dir
	};
	unsigned long flags;
	const char *why;

	if (!dma_debug_on())
		return NULL;
	call.range.start = dma_debug_start_of(dev, kind, addr);
	spin_lock_irqsave(&dma_debug_lock, flags);
	why = why_not_meant(__find_meant(&call), &call);
	spin_unlock_irqrestore(&dma_debug_lock, flags);
	return why;
}

static void dma_debug_report_untested(struct device *dev, const struct dma_record *r)
{
	if (dev->dma_untested)
		return;
	dev->dma_untested = true;
	pr_warn("%s: the driver did not call dma_mapping_error() for a mapping:\n", dev_name(dev));
	dma_debug_show_record(r);
}

const char *dma_debug_unmap(struct device *dev, enum dma_debug_kind kind, dma_addr_t addr,
			    size_t size, enum dma_data_direction dir)
{
	struct dma_record call = { .dev = dev,
				   .kind = kind,
				   .addr = addr,
				   .size = size,
				   .dir = dir },
			  *r;
	bool untested = false;
	unsigned long flags;
	const char *why;
	u64 changed = 0;

	if (!dma_debug_on())
		return NULL;
	call.range.start = dma_debug_start_of(dev, kind, addr);
	spin_lock_irqsave(&dma_debug_lock, flags);
	r = __find_meant(&call);
	why = why_not_meant(r, &call);
	if (why || (r && r->dev != dev))
		r = NULL;
	if (r) {
		untested = kind == DMA_DEBUG_SINGLE && !r->tested;
		changed = __dma_debug_remove(r);
	}
	spin_unlock_irqrestore(&dma_debug_lock, flags);
	if (changed)
		dma_touch_report(r, changed);
	if (untested)
		dma_debug_report_untested(dev, r);
	kfree(r);
	return why;
}

const char *dma_debug_sync(const struct device *dev, dma_addr_t addr, size_t size,
			   enum dma_data_direction dir, bool for_device)
{
	unsigned long start = dma_to_phys(dev, addr), last = start + size - 1, flags;
	const char *why = "nothing is mapped there";
	struct dma_record *r, changed_of;
	u64 changed = 0;

	if (!dma_debug_on())
		return NULL;
	spin_lock_irqsave(&dma_debug_lock, flags);
	for_each_overlap(r, start, last) {
		if (r->dev != dev || !dma_record_is_streaming(r))
			continue;
		if (start < r->range.start || last > r->range.last) {
			why = why ? "not all of it is mapped" : NULL;
		} else if (r->dir != dir && r->dir != DMA_BIDIRECTIONAL) {
			why = why ? "it was mapped in another direction" : NULL;
		} else {
			why = NULL;
			changed_of = *r;
			if (for_device)
				__dma_touch_open(r, start - r->range.start, size);
			else
				changed |= __dma_touch_take(r, start - r->range.start, size);
		}
	}
	spin_unlock_irqrestore(&dma_debug_lock, flags);
	if (changed)
		dma_touch_report(&changed_of, changed);
	return READ_ONCE(dev->dma_unrecorded) ? NULL : why;
}

/*
 * If two mappings of the device contain these bytes, the owner of neither changes, because the
 * call may refer to either mapping.
 */
void dma_debug_synced(const struct device *dev, dma_addr_t addr, size_t size)
{
	unsigned long start = dma_to_phys(dev, addr), flags;
	struct dma_record *r, *only = NULL;
	unsigned int n = 0;

	if (!dma_debug_on())
		return;
	spin_lock_irqsave(&dma_debug_lock, flags);
	for_each_overlap(r, start, start + size - 1) {
		if (r->dev == dev && dma_record_is_streaming(r)) {
			only = r;
			n++;
		}
	}
	if (n == 1 && start >= only->range.start && start + size - 1 <= only->range.last)
		__dma_touch_give(only, start - only->range.start, size);
	spin_unlock_irqrestore(&dma_debug_lock, flags);
}

void debug_dma_mapping_error(struct device *dev, dma_addr_t addr)
{
	unsigned long start = dma_to_phys(dev, addr), flags;
	struct dma_record *r;

	if (addr == DMA_MAPPING_ERROR || !dma_debug_on())
		return;
	spin_lock_irqsave(&dma_debug_lock, flags);
	for_each_overlap(r, start, start) {
		if (r->dev == dev && r->addr == addr)
			r->tested = true;
	}
	spin_unlock_irqrestore(&dma_debug_lock, flags);
}

/* ---- records that are left when a driver is unbound ------------------------------------------ */

/* Remove and return a record of the device, or return NULL if it has none. */
static struct dma_record *take_any(const struct device *dev)
{
	struct dma_record *r, *found = NULL;
	unsigned long flags;

	spin_lock_irqsave(&dma_debug_lock, flags);
	for_each_overlap(r, 0, ULONG_MAX) {
		if (r->dev == dev) {
			found = r;
			__dma_debug_remove(r);
			break;
		}
	}
	spin_unlock_irqrestore(&dma_debug_lock, flags);
	return found;
}

void dma_debug_release(struct device *dev)
{
	unsigned int n = 0;
	struct dma_record *r;

	while ((r = take_any(dev))) {
		if (n++ < LEAKS_SHOWN)
			dma_debug_show_record(r);
		kfree(r);
	}
	if (n > LEAKS_SHOWN)
		pr_warn("  and %u more\n", n - LEAKS_SHOWN);
	dev->dma_unrecorded = false;
}
