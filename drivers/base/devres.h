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
	struct list_head entry;		/* dev->devres_lock; empty: not a device's */
	dr_release_t release;
};

struct devres {
	struct devres_node node;
	size_t size;			/* bytes of data, as asked for */
	u8 data[];
};
static_assert(offsetof(struct devres, data) % DEVRES_ALIGN == 0);

/* Like devres_alloc(), cleared only if @gfp says so. */
struct devres *devres_alloc_entry(dr_release_t release, size_t size, gfp_t gfp, int nid);
/* @new takes the place of @old, which is the caller's then. */
void devres_replace(struct device *dev, struct devres *old, struct devres *new);

#endif /* DRIVERS_BASE_DEVRES_H */
