/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_DEMAND_H
#define INTERNAL_DEMAND_H

/* Demand-paged regions for the core; <quarry/demand.h> declares the public functions. */

#include <linux/types.h>
#include <quarry/demand.h>

struct pt_regs;
struct seq_file;

/*
 * Called by the page-fault handler with interrupts off, if no entry allows the access.  Returns
 * true if the page is mapped now and the access must be retried.
 */
bool demand_fault(unsigned long addr, const struct pt_regs *regs);

/* Print one line per region.  Needs CONFIG_MM_REPORTS. */
void heapinfo_show(struct seq_file *m);

#endif /* INTERNAL_DEMAND_H */
