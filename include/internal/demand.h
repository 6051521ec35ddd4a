/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_DEMAND_H
#define INTERNAL_DEMAND_H

/* Internal functions of demand-paged regions; <quarry/demand.h> declares the public functions. */

#include <linux/types.h>
#include <quarry/demand.h>

struct pt_regs;
struct seq_file;

/*
 * Map the page at @addr if it belongs to a demand-paged region.  Called by the page-fault handler
 * with interrupts off, if no page-table entry allows the access.  Returns true if the page is
 * mapped now and the access must be retried.
 */
bool demand_fault(unsigned long addr, const struct pt_regs *regs);

/* Print one line per demand-paged region.  Needs CONFIG_MM_REPORTS. */
void heapinfo_show(struct seq_file *m);

#endif /* INTERNAL_DEMAND_H */
