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
	unsigned long *bitmap;		/* a set bit: pages are allocated; protected by lock */
	unsigned int order_per_bit;
	unsigned int releasing;		/* number of releases in progress; protected by lock */
	unsigned int released;		/* number of finished releases; protected by lock */
	spinlock_t lock;
	/* held while a range is isolated, so that it is the only one */
	struct mutex alloc_mutex;
	char name[CMA_MAX_NAME];
};

extern struct cma cma_areas[CONFIG_CMA_AREAS];
extern unsigned int cma_area_count;

/* Allocate the bitmap of an area whose other members are set.  Returns 0 or -ENOMEM. */
int cma_setup(struct cma *cma);

#endif /* MM_CMA_H */
