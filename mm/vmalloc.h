/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_VMALLOC_PRIVATE_H
#define MM_VMALLOC_PRIVATE_H

#include <linux/vmalloc.h>

/* Call fn for each area (or free range) in order of address, vmap_lock held, until it returns non-zero. */
void vmap_for_each(bool used, int (*fn)(const struct vm_struct *area, void *arg), void *arg);

/* What subtree_max has to be. */
unsigned long vmap_subtree_max(const struct vm_struct *area);

#endif /* MM_VMALLOC_PRIVATE_H */
