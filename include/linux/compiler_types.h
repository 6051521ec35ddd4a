/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_COMPILER_TYPES_H
#define LINUX_COMPILER_TYPES_H

#include <linux/compiler.h>

#endif /* LINUX_COMPILER_TYPES_H */
