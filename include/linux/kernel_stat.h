/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_KERNEL_STAT_H
#define LINUX_KERNEL_STAT_H

/* Statistics: only the number of interrupts per line, summed over all CPUs. */

/* Returns 0 for an invalid number.  Context: any. */
unsigned int kstat_irqs_usr(unsigned int irq);

#endif /* LINUX_KERNEL_STAT_H */
