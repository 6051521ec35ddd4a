/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_CPUFEATURE_H
#define ASM_CPUFEATURE_H

#include <linux/types.h>

struct device_node;

/*
 * Return true if the node of a CPU lists the multi-letter extension @name, in either of the two
 * properties for extensions.
 */
bool riscv_has_extension(struct device_node *cpu, const char *name);

#endif /* ASM_CPUFEATURE_H */
