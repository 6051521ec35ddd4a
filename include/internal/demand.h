/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_DEMAND_H
#define INTERNAL_DEMAND_H

/* Demand-paged regions, for the core: <quarry/demand.h> is what others may call. */

#include <linux/types.h>
#include <quarry/demand.h>

struct pt_regs;
struct seq_file;

/*
 * For the handler of a fault without an entry that allows the access: true if the page is there now, and
 * the access is to be made again.  Interrupts off.
 */
bool demand_fault(unsigned long addr, const struct pt_regs *regs);

/* A line for each region.  CONFIG_MM_REPORTS. */
void heapinfo_show(struct seq_file *m);

#endif /* INTERNAL_DEMAND_H */
