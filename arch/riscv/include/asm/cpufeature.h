/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef ASM_CPUFEATURE_H
#define ASM_CPUFEATURE_H

#include <linux/types.h>

struct device_node;

/*
 * Return true if the node of a CPU lists a multi-letter extension, in either of the two properties.
 */
bool riscv_has_extension(struct device_node *cpu, const char *name);

#endif /* ASM_CPUFEATURE_H */
