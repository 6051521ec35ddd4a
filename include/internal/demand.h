/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_DEMAND_H
#define INTERNAL_DEMAND_H

/* Internal functions of demand-paged regions; <quarry/demand.h> declares the public functions. */

#include <linux/types.h>
#include <quarry/demand.h>

struct demand_region;
struct page;
struct pt_regs;
struct seq_file;

/*
 * Map the page at @addr if it belongs to a demand-paged region.  Called by the page-fault handler
 * with interrupts off, if no page-table entry allows the access.  Returns true if the page is
 * mapped now and the access must be retried.
 */
bool demand_fault(unsigned long addr, const struct pt_regs *regs);

/*
 * Map @page, which is cleared, at @va in an application stack, without a lock.  Returns false if a
 * page is mapped there already.  Only the thread whose stack it is may call this, with interrupts
 * off.
 */
bool demand_put_page(struct demand_region *region, unsigned long va, struct page *page);

/* Return the region that starts at @start, for demand_put_page().  May sleep. */
struct demand_region *demand_region_at(void *start);

/* Print one line per demand-paged region.  Needs CONFIG_MM_REPORTS. */
void heapinfo_show(struct seq_file *m);

#endif /* INTERNAL_DEMAND_H */
