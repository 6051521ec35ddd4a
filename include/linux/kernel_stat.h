/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_KERNEL_STAT_H
#define LINUX_KERNEL_STAT_H

/* Statistics.  Quarry only has the number of interrupts of each line, summed over all CPUs. */

/* Return the number of interrupts, or 0 for an invalid @irq.  Context: any. */
unsigned int kstat_irqs_usr(unsigned int irq);

#endif /* LINUX_KERNEL_STAT_H */
