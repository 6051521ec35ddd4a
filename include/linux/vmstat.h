/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_VMSTAT_H
#define LINUX_VMSTAT_H

/*
 * Event counters of the memory system, one set for each CPU.  vmstat prints the sums over all CPUs
 * with these names.  Events that Linux also counts have Linux's names.
 */

#include <linux/percpu.h>

/* Events of the fast paths: allocated pages, by zone, and freed pages. */
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

/*
 * Events that drivers of balloons read.  Only PGFAULT, BALLOON_INFLATE and BALLOON_DEFLATE can be
 * other than 0: there is no swap space, no page cache with lists to scan, and no process to kill.
 */
#ifdef CONFIG_MEMORY_BALLOON
#define VM_BALLOON_EVENTS(EVENT)				\
	EVENT(PSWPIN, "pswpin")					\
	EVENT(PSWPOUT, "pswpout")				\
	EVENT(PGFAULT, "pgfault")	/* of demand paging */	\
	EVENT(PGMAJFAULT, "pgmajfault")				\
	EVENT(PGSCAN_KSWAPD, "pgscan_kswapd")			\
	EVENT(PGSCAN_DIRECT, "pgscan_direct")			\
	EVENT(PGSTEAL_KSWAPD, "pgsteal_kswapd")			\
	EVENT(PGSTEAL_DIRECT, "pgsteal_direct")			\
	EVENT(OOM_KILL, "oom_kill")				\
	EVENT(BALLOON_INFLATE, "balloon_inflate")		\
	EVENT(BALLOON_DEFLATE, "balloon_deflate")
#else
#define VM_BALLOON_EVENTS(EVENT)
#endif

#define VM_EVENTS(EVENT)									\
	/* Direct reclaims, counted by the highest allowed zone. */				\
	EVENT(ALLOCSTALL_DMA, "allocstall_dma")							\
	EVENT(ALLOCSTALL_DMA32, "allocstall_dma32")						\
	EVENT(ALLOCSTALL_NORMAL, "allocstall_normal")						\
	EVENT(ALLOCSTALL_HIGH, "allocstall_high")						\
	EVENT(ALLOCSTALL_MOVABLE, "allocstall_movable")						\
	EVENT(SLABS_SCANNED, "slabs_scanned")		/* objects scanned by shrinkers */	\
	EVENT(PAGEOUTRUN, "pageoutrun")			/* kswapd had to reclaim */		\
	EVENT(DROP_SLAB, "drop_slab")								\
	EVENT(OOM_NOTIFY, "oom_notify")			/* calls of OOM notifiers */		\
	EVENT(PAGEBLOCK_CLAIM, "pageblock_claim")	/* page block changed its type */	\
	EVENT(PAGEBLOCK_STEAL, "pageblock_steal")	/* took a block of another type */	\
	EVENT(COMPACTMIGRATE_SCANNED, "compact_migrate_scanned")				\
	EVENT(COMPACTFREE_SCANNED, "compact_free_scanned")					\
	EVENT(COMPACTISOLATED, "compact_isolated")						\
	EVENT(COMPACTSTALL, "compact_stall")	/* direct compactions */			\
	EVENT(COMPACTFAIL, "compact_fail")							\
	EVENT(COMPACTSUCCESS, "compact_success")						\
	EVENT(CMA_ALLOC_SUCCESS, "cma_alloc_success")						\
	EVENT(CMA_ALLOC_FAIL, "cma_alloc_fail")							\
	VM_BALLOON_EVENTS(EVENT)								\
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

/* Add to a counter.  Context: any; the __ forms need interrupts off. */
#define count_vm_events(item, n)	this_cpu_add(vm_event_states.event[item], n)
#define count_vm_event(item)		count_vm_events(item, 1)
#define __count_vm_events(item, n)							\
do {											\
	unsigned long *__event = &this_cpu_ptr(&vm_event_states)->event[item];		\
											\
	WRITE_ONCE(*__event, *__event + (n));						\
} while (0)
#define __count_vm_event(item)		__count_vm_events(item, 1)

/* ---- Approximate current amounts ------------------------------------------------------------- */

struct zone;

enum zone_stat_item {
	NR_FREE_PAGES,
	NR_FREE_CMA_PAGES,
	NR_VM_ZONE_STAT_ITEMS
};

enum node_stat_item {
	NR_SLAB_RECLAIMABLE_B,		/* bytes in Linux; pages in these functions */
	NR_SLAB_UNRECLAIMABLE_B,
	NR_KERNEL_STACK_KB,		/* KiB */
	NR_PAGETABLE,			/* pages of page tables */
	NR_FILE_PAGES,			/* 0: there is no page cache */
	NR_VM_NODE_STAT_ITEMS
};

static inline bool vmstat_item_in_bytes(int item)
{
	return item == NR_SLAB_RECLAIMABLE_B || item == NR_SLAB_UNRECLAIMABLE_B;
}

/*
 * Return the number of pages in a zone, or in all zones.  The global form counts pages in per-CPU
 * lists as free.  Node items exist only for the whole machine: with CONFIG_NUMA, node_page_state()
 * does not exist.  global_node_page_state() does not support items in bytes.  Needs
 * CONFIG_MM_REPORTS.  Context: any.
 */
unsigned long zone_page_state(const struct zone *zone, enum zone_stat_item item);
unsigned long global_zone_page_state(enum zone_stat_item item);
unsigned long global_node_page_state_pages(enum node_stat_item item);
unsigned long global_node_page_state(enum node_stat_item item);
#ifndef CONFIG_NUMA
#define node_page_state(pgdat, item)		((void)(pgdat), global_node_page_state(item))
#define node_page_state_pages(pgdat, item)	((void)(pgdat), global_node_page_state_pages(item))
#endif

/* Store the approximate sums over all CPUs; @sums has NR_VM_EVENT_ITEMS elements. */
void all_vm_events(unsigned long *sums);

#endif /* LINUX_VMSTAT_H */
