/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef DRIVERS_BASE_DEVRES_H
#define DRIVERS_BASE_DEVRES_H

#include <linux/build_bug.h>
#include <linux/device/devres.h>
#include <linux/list.h>
#include <linux/stddef.h>
#include <linux/types.h>

#define DEVRES_ALIGN	16

struct devres_node {
	struct list_head entry;		/* protected by dev->devres_lock; empty if not in a list */
	dr_release_t release;
};

struct devres {
	struct devres_node node;
	size_t size;			/* requested bytes of data */
	u8 data[];
};
static_assert(offsetof(struct devres, data) % DEVRES_ALIGN == 0);

/* Allocate an entry like devres_alloc(), but clear its data only if @gfp contains __GFP_ZERO. */
struct devres *devres_alloc_entry(dr_release_t release, size_t size, gfp_t gfp, int nid);
/* Replace @old in the list by @new.  The caller has to free @old. */
void devres_replace(struct device *dev, struct devres *old, struct devres *new);

#endif /* DRIVERS_BASE_DEVRES_H */
