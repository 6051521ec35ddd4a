// SPDX-License-Identifier: BSD-2-Clause
/*
 * Memory hotplug: add RAM at run time.
 *
 * The steps are those of boot, for one range.  All steps that can fail come first, and can be
 * undone:
 *
 *	1. Extend the linear map, unless the range is high memory.
 *	2. Back the range's part of the page array with pages of the range itself.
 *	3. Extend the page map.
 *	4. Add the range to memblock.memory.  From now on, page_pfn_zone() finds the range.
 *	5. Extend the zones' spans and rebuild the zonelists.
 *	6. Add the rest of the range to the zones as untouched blocks.  Update watermarks and
 *	   reserves.
 *
 * The page map is read without a lock.  If it has to grow, its bytes are copied to a larger map
 * with the locks of all zones held, so that no byte changes during the copy.  The larger map is
 * published first.  After all CPUs were interrupted, the new number of bytes is published, so that
 * a reader of the new number also sees the new map.  The old map is not freed, because it may still
 * have readers.  Each map has at least twice the size of the previous map.
 *
 * Locking: hotplug_mutex serializes all operations; inside, memory_lock protects memblock.
 */

#define pr_fmt(fmt) "memory: " fmt

#include <internal/arch.h>
#include <linux/align.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/memblock.h>
#include <linux/memory_hotplug.h>
#include <linux/minmax.h>
#include <linux/mmdebug.h>
#include <linux/mutex.h>
#include <linux/pgtable.h>
#include <linux/printk.h>
#include <linux/sizes.h>
#include <linux/smp.h>
#include <linux/string.h>
#include <linux/vmalloc.h>

#include "mm/boot/boot.h"
#include "mm/debug/tools.h"
#include "mm/reclaim/reclaim.h"
#include "mm/virtual/virtual.h"
#include "mm/pages/pcp.h"

/* The struct pages of [start, end), and the physical address of the memory that contains them. */
struct array_part {
	unsigned long va;
	unsigned long size;
	phys_addr_t pa;
};

static DEFINE_MUTEX(hotplug_mutex);
static BLOCKING_NOTIFIER_HEAD(memory_chain);
/* number of entries; 0 until the page map was replaced by a larger one */
static unsigned long page_map_capacity;

int register_memory_notifier(struct notifier_block *nb)
{
	return blocking_notifier_chain_register(&memory_chain, nb);
}

void unregister_memory_notifier(struct notifier_block *nb)
{
	blocking_notifier_chain_unregister(&memory_chain, nb);
}

/*
 * Return the unit in which memory can be added, in bytes: at least the largest block, and so large
 * that its struct pages fill whole pages.
 */
unsigned long memory_block_size_bytes(void)
{
	return max(PAGE_SIZE << MAX_PAGE_ORDER, PAGE_SIZE / sizeof(struct page) * PAGE_SIZE);
}

static int hotplug_notify(unsigned long action, struct memory_notify *what)
{
	return notifier_to_errno(blocking_notifier_call_chain(&memory_chain, action, what));
}

/* Return the end of the physical addresses that can have struct pages. */
static phys_addr_t addressable_end(void)
{
	if (IS_ENABLED(CONFIG_HIGHMEM))
		return page_to_phys((struct page *)vm_layout.vmemmap_end);
	return __pa_linear(vm_layout.linear_limit);
}

static bool overlaps_memory(phys_addr_t start, phys_addr_t end)
{
	const struct memblock_region *r;

	for_each_mem_region(r) {
		if (start < r->base + r->size && r->base < end)
			return true;
	}
	return false;
}

static const char *hotplug_refusal(int nid, phys_addr_t start, phys_addr_t end, mhp_t flags,
				   int *err)
{
	*err = -EINVAL;
	if (flags)
		return "unknown flags";
	if (nid < 0 || nid >= MAX_NUMNODES)
		return "no such node";
	if (end <= start || !IS_ALIGNED(start | end, memory_block_size_bytes()))
		return "not whole memory blocks";
	*err = -E2BIG;
	if (start < __pa_linear(vm_layout.linear_start) || end > addressable_end())
		return "outside the addresses that can be mapped";
	*err = -EEXIST;
	if (overlaps_memory(start, end))
		return "overlaps existing memory";
	*err = 0;
	return NULL;
}

/* Return the end of the part of [start, end) that the linear map can contain. */
static phys_addr_t linear_part_end(phys_addr_t start, phys_addr_t end)
{
	return clamp_t(phys_addr_t, __pa_linear(vm_layout.linear_limit), start, end);
}

/*
 * Do steps 1 and 2 (see the top of the file).  A large array starts at an address that allows
 * leaves of 2 MiB.
 */
static int hotplug_map_range(phys_addr_t start, phys_addr_t end, struct array_part *array)
{
	phys_addr_t linear_end = linear_part_end(start, end);
	int err = kasan_shadow_populate((unsigned long)__va(start), linear_end - start);

	if (!err)
		err = linear_map_add(start, linear_end);

	if (err)
		return err;
	array->va = (unsigned long)phys_to_page(start);
	array->size = ((end - start) >> PAGE_SHIFT) * sizeof(struct page);
	array->pa = start;
	if (array->size >= SZ_2M)
		array->pa += (array->va - start) & (SZ_2M - 1);
	err = pgtable_map_locked(array->va, array->pa, array->size, PAGE_KERNEL);
	if (err)
		linear_map_remove(start, linear_end);
	return err;
}

static void unmap_range(phys_addr_t start, phys_addr_t end, const struct array_part *array)
{
	pgtable_unmap_locked(array->va, array->size);
	arch_tlb_flush(array->va, array->size);
	linear_map_remove(start, linear_part_end(start, end));
}

static void lock_zones(unsigned long *flags) __no_context_analysis
{
	struct zone *zone;

	local_irq_save(*flags);
	for_each_zone(zone)
		spin_lock(&zone->lock);
}

static void unlock_zones(unsigned long flags) __no_context_analysis
{
	struct zone *zone;

	for_each_zone(zone)
		spin_unlock(&zone->lock);
	local_irq_restore(flags);
}

static void nothing(void *unused)
{
}

/* Step 3 (see the top of the file): extend the page map to @end. */
static int extend_page_map(phys_addr_t end)
{
	unsigned long nr = pageblock_index(phys_to_page(end)), flags;

	if (nr <= page_map.nr_pageblocks)
		return 0;
	if (nr > page_map_capacity) {
		unsigned long capacity = max(nr, 2 * page_map.nr_pageblocks);
		u8 *larger = vzalloc(capacity);

		if (!larger)
			return -ENOMEM;
		page_map_capacity = capacity;
		lock_zones(&flags);
		memcpy(larger, page_map.block, page_map.nr_pageblocks);
		smp_store_release(&page_map.block, larger);
		unlock_zones(flags);
	}
	on_each_cpu(nothing, NULL, 1);
	WRITE_ONCE(page_map.nr_pageblocks, nr);
	return 0;
}

/* Step 4 (see the top of the file): publish the range. */
static int announce(int nid, phys_addr_t start, phys_addr_t end)
{
	phys_addr_t linear_end = linear_part_end(start, end);
	unsigned long flags;
	int err;

	write_seqlock_irqsave(&memory_lock, flags);
	VM_WARN_ON(start >= end || !PAGE_ALIGNED(start) || !PAGE_ALIGNED(end));
	err = memblock_inst_add(&memblock, start, end - start, nid, MEMBLOCK_HOTPLUG);
	if (!err && linear_end > start)
		vm_layout.linear_end = max(vm_layout.linear_end, (unsigned long)__va(linear_end));
	write_sequnlock_irqrestore(&memory_lock, flags);
	return err;
}

static void see_zones(void *unused)
{
	struct pcp *pcp = this_cpu_hot_ptr(page_lists);

	if (!page_debug)
		pcp->rare = pcp_rare_flags(pcp->zone);
}

static void update_cpus(void)
{
	on_each_cpu(see_zones, NULL, 1);
	/* Recompute the limits of the per-CPU lists, which depend on the size of the zone. */
	pcp_disable();
	pcp_enable();
}

/* Do steps 5 and 6 (see the top of the file), which cannot fail. */
static void hand_over(int nid, phys_addr_t start, phys_addr_t end, const struct array_part *array)
{
	unsigned long flags;

	VM_WARN_ON(array->pa < start || array->pa + array->size > end);
	zones_add_spans(PFN_DOWN(start), PFN_DOWN(end));
	numa_init();
	zonelists_build();
	zones_release(PFN_DOWN(start), PFN_DOWN(array->pa));
	zones_release(PFN_UP(array->pa + array->size), PFN_DOWN(end));
	write_seqlock_irqsave(&memory_lock, flags);
	memblock_inst_reserve(&memblock, array->pa, PAGE_ALIGN(array->size), "page array");
	write_sequnlock_irqrestore(&memory_lock, flags);
	watermarks_update();
	update_cpus();
	if (kswapd_run(nid))
		pr_warn("node %d: kswapd could not be started\n", nid);
}

static int hotplug_add_range(int nid, phys_addr_t start, phys_addr_t end)
{
	struct array_part array;
	int err = hotplug_map_range(start, end, &array);

	if (err)
		return err;
	err = extend_page_map(end);
	if (!err)
		err = announce(nid, start, end);
	if (err)
		unmap_range(start, end, &array);
	else
		hand_over(nid, start, end, &array);
	return err;
}

/*
 * Add a range that passed the checks, and call the notifiers.  *why is set to the reason for an
 * error.
 */
static int add_announced(int nid, phys_addr_t start, phys_addr_t end, const char **why)
{
	struct memory_notify what = {
		.start_pfn = PFN_DOWN(start),
		.nr_pages = PFN_DOWN(end - start),
		.status_change_nid = NODE_DATA(nid)->node_present_pages ? NUMA_NO_NODE : nid,
	};
	int err = hotplug_notify(MEM_GOING_ONLINE, &what);

	*why = "refused by a notifier";
	if (!err) {
		*why = "mapping failed or out of memory";
		err = hotplug_add_range(nid, start, end);
	}
	hotplug_notify(err ? MEM_CANCEL_ONLINE : MEM_ONLINE, &what);
	return err;
}

int add_memory(int nid, u64 start, u64 size, mhp_t mhp_flags)
{
	phys_addr_t end = start + size;
	const char *why;
	int err;

	mutex_lock(&hotplug_mutex);
	why = hotplug_refusal(nid, start, end, mhp_flags, &err);
	if (!why)
		err = add_announced(nid, start, end, &why);
	mutex_unlock(&hotplug_mutex);
	if (err)
		pr_err("[%#llx, +%#llx) cannot be added to node %d: %s\n", start, size, nid, why);
	else
		pr_info("[%#llx, +%#llx) added to node %d\n", start, size, nid);
	return err;
}
