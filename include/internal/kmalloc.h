/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_KMALLOC_H
#define INTERNAL_KMALLOC_H

/* An entry of the slab allocator for malloc() of the C library.  Every engine implements it. */

#include <linux/types.h>

/*
 * Allocate an object like kmalloc(@size, GFP_KERNEL | __GFP_NOWARN).  If there is no memory, return
 * the result of @slow(@size).  All functions of the usual path end in tail calls, so that neither
 * the caller nor the fast path needs a stack frame for the check of the result.  @size must not be
 * 0.  May sleep.
 */
void *kmalloc_quick(size_t size, void *(*slow)(size_t size));

#endif /* INTERNAL_KMALLOC_H */
