/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef MM_CMA_H
#define MM_CMA_H

/* Shared by the files of CMA and by its tests. */

#include <linux/cma.h>
#include <linux/mutex.h>
#include <linux/spinlock.h>

struct cma {
	unsigned long base_pfn;
	unsigned long count;		/* pages; 0: the area could not be taken into use */
	unsigned long *bitmap;		/* lock: a bit is set for what is allocated */
	unsigned int order_per_bit;
	unsigned int releasing;		/* lock: bits are clear whose pages are not free yet, so often */
	unsigned int released;		/* lock: such that came to an end */
	spinlock_t lock;
	struct mutex alloc_mutex;	/* page blocks are isolated by one at a time */
	char name[CMA_MAX_NAME];
};

extern struct cma cma_areas[CONFIG_CMA_AREAS];
extern unsigned int cma_area_count;

/* Give an area that was described its map: 0 or -ENOMEM. */
int cma_setup(struct cma *cma);

#endif /* MM_CMA_H */
