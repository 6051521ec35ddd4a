/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_VMSTAT_H
#define LINUX_VMSTAT_H

/*
 * Counts of what the memory system did, by CPU; vmstat prints their sums under these names, which are
 * Linux's where Linux has the event.
 */

#include <linux/percpu.h>

/* What is counted on the fast paths: pages handed out, by their zone, and given back. */
#ifdef CONFIG_VM_EVENT_COUNTERS
#define VM_PAGE_EVENTS(EVENT)						\
	EVENT(PGALLOC_DMA, "pgalloc_dma")		\
	EVENT(PGALLOC_DMA32, "pgalloc_dma32")		\
	EVENT(PGALLOC_NORMAL, "pgalloc_normal")		\
	EVENT(PGALLOC_HIGH, "pgalloc_high")		\
	EVENT(PGALLOC_MOVABLE, "pgalloc_movable")	\
	EVENT(PGFREE, "pgfree")
#else
#define VM_PAGE_EVENTS(EVENT)
#endif

#define VM_EVENTS(EVENT)						\
	/* Requests that had to reclaim themselves, by the highest zone that they may use. */		\
	EVENT(ALLOCSTALL_DMA, "allocstall_dma")		\
	EVENT(ALLOCSTALL_DMA32, "allocstall_dma32")	\
	EVENT(ALLOCSTALL_NORMAL, "allocstall_normal")	\
	EVENT(ALLOCSTALL_HIGH, "allocstall_high")	\
	EVENT(ALLOCSTALL_MOVABLE, "allocstall_movable")	\
	EVENT(SLABS_SCANNED, "slabs_scanned")		/* objects that shrinkers looked at */	\
	EVENT(PAGEOUTRUN, "pageoutrun")			/* kswapd had to reclaim */	\
	EVENT(DROP_SLAB, "drop_slab")			\
	EVENT(OOM_NOTIFY, "oom_notify")			/* out of memory: notifiers were called */	\
	EVENT(PAGEBLOCK_CLAIM, "pageblock_claim")	/* half free, given another type */	\
	EVENT(PAGEBLOCK_STEAL, "pageblock_steal")	/* a block of another type handed out */	\
	EVENT(COMPACTMIGRATE_SCANNED, "compact_migrate_scanned")	\
	EVENT(COMPACTFREE_SCANNED, "compact_free_scanned")	\
	EVENT(COMPACTISOLATED, "compact_isolated")	\
	EVENT(COMPACTSTALL, "compact_stall")	/* had to compact themselves */	\
	EVENT(COMPACTFAIL, "compact_fail")		\
	EVENT(COMPACTSUCCESS, "compact_success")	\
	EVENT(CMA_ALLOC_SUCCESS, "cma_alloc_success")	\
	EVENT(CMA_ALLOC_FAIL, "cma_alloc_fail")		\
	VM_PAGE_EVENTS(EVENT)

#define VM_EVENT_ENUM(name, text) name,
enum vm_event_item {
	VM_EVENTS(VM_EVENT_ENUM)
	NR_VM_EVENT_ITEMS
};
#undef VM_EVENT_ENUM

struct vm_event_state {
	unsigned long event[NR_VM_EVENT_ITEMS];
};

DECLARE_PER_CPU(struct vm_event_state, vm_event_states);

/* Any context; the second form where interrupts are off. */
#define count_vm_events(item, n)	this_cpu_add(vm_event_states.event[item], n)
#define count_vm_event(item)		count_vm_events(item, 1)
#define __count_vm_events(item, n)							\
do {											\
	unsigned long *__event = &this_cpu_ptr(&vm_event_states)->event[item];		\
											\
	WRITE_ONCE(*__event, *__event + (n));						\
} while (0)
#define __count_vm_event(item)		__count_vm_events(item, 1)

/* ---- how much there is of what, as of about now ---------------------------------------------- */

struct zone;

enum zone_stat_item {
	NR_FREE_PAGES,
	NR_FREE_CMA_PAGES,
	NR_VM_ZONE_STAT_ITEMS
};

enum node_stat_item {
	NR_SLAB_RECLAIMABLE_B,		/* of objects: bytes by the name, pages in these functions */
	NR_SLAB_UNRECLAIMABLE_B,
	NR_KERNEL_STACK_KB,		/* KiB */
	NR_PAGETABLE,			/* pages of page tables */
	NR_VM_NODE_STAT_ITEMS
};

static inline bool vmstat_item_in_bytes(int item)
{
	return item == NR_SLAB_RECLAIMABLE_B || item == NR_SLAB_UNRECLAIMABLE_B;
}

/*
 * Pages, of a zone or of all; the lists of the CPUs count as free in the second.  Node items are known for
 * the machine as a whole: with CONFIG_NUMA there is no node_page_state().  global_node_page_state() is not
 * for items in bytes.  With CONFIG_MM_REPORTS.  Any context.
 */
unsigned long zone_page_state(const struct zone *zone, enum zone_stat_item item);
unsigned long global_zone_page_state(enum zone_stat_item item);
unsigned long global_node_page_state_pages(enum node_stat_item item);
unsigned long global_node_page_state(enum node_stat_item item);
#ifndef CONFIG_NUMA
#define node_page_state(pgdat, item)		((void)(pgdat), global_node_page_state(item))
#define node_page_state_pages(pgdat, item)	((void)(pgdat), global_node_page_state_pages(item))
#endif

/* The sums over all CPUs, as of about now: NR_VM_EVENT_ITEMS of them. */
void all_vm_events(unsigned long *sums);

#endif /* LINUX_VMSTAT_H */
