/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_CMA_H
#define MM_CMA_H

/* Data structures that the files of CMA and its tests share. */

#include <linux/cma.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

struct cma {
	unsigned long base_pfn;
	unsigned long count;		/* number of pages; 0 if the activation failed */
	unsigned long *bitmap;		/* protected by lock; bit set: allocated */
	unsigned int order_per_bit;
	unsigned int releasing;		/* protected by lock: releases in progress */
	unsigned int released;		/* protected by lock: number of finished releases */
	spinlock_t lock;
	struct mutex alloc_mutex;	/* only one range is isolated at a time */
	char name[CMA_MAX_NAME];
};

extern struct cma cma_areas[CONFIG_CMA_AREAS];
extern unsigned int cma_area_count;

/* Allocate the bitmap of an area whose other members are set.  Returns 0 or -ENOMEM. */
int cma_setup(struct cma *cma);

#endif /* MM_CMA_H */
