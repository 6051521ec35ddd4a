/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_LINKAGE_H
#define LINUX_LINKAGE_H

/* Attributes of functions that assembler code calls: asmlinkage and __visible. */

#include <linux/compiler.h>
#include <linux/export.h>
#include <linux/stringify.h>

#endif /* LINUX_LINKAGE_H */
