/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_RBTREE_TYPES_H
#define LINUX_RBTREE_TYPES_H

/* In Linux this header has the types only. */
#include <linux/rbtree.h>

#endif /* LINUX_RBTREE_TYPES_H */
