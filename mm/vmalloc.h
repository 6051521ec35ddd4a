/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_VMALLOC_PRIVATE_H
#define MM_VMALLOC_PRIVATE_H

#include <linux/vmalloc.h>

/*
 * Call used for each area, then unused for each free range, in order of address, until one returns
 * non-zero; vmap_lock is held all the time.  NULL: not called.  Returns the bytes that are neither, for
 * they are being unmapped.
 */
unsigned long vmap_for_each(int (*used)(const struct vm_struct *area, void *arg), void *used_arg,
			    int (*unused)(const struct vm_struct *area, void *arg), void *unused_arg);

/* What subtree_max has to be. */
unsigned long vmap_subtree_max(const struct vm_struct *area);

/* Bytes of the window, by use, and the largest free range. */
struct vmap_usage {
	unsigned long used;		/* mapped by vmalloc(), stacks among it */
	unsigned long stacks;
	unsigned long largest_free;
};

void vmap_usage(struct vmap_usage *usage);

#endif /* MM_VMALLOC_PRIVATE_H */
