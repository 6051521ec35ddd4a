/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_OF_CLOCK_H
#define INTERNAL_OF_CLOCK_H

#include <linux/types.h>

struct device_node;

/*
 * Return the rate of a clock in Hz, if the device tree contains it: the node is a fixed-clock, or a
 * fixed-factor-clock of one.  Returns 0 if the rate is not known, or above 4 GHz.  Context: any.
 */
u32 of_fixed_clock_hz(const struct device_node *clock);

#endif /* INTERNAL_OF_CLOCK_H */
