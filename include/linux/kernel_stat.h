/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_KERNEL_STAT_H
#define LINUX_KERNEL_STAT_H

/* What is counted: the interrupts of a line, on all CPUs.  No times by use, no counts by CPU. */

/* 0 for a number that is no line's.  Any context. */
unsigned int kstat_irqs_usr(unsigned int irq);

#endif /* LINUX_KERNEL_STAT_H */
