/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_DEVICE_DEVRES_H
#define LINUX_DEVICE_DEVRES_H

/*
 * Managed resources are released in reverse order of their addition when a probe fails, when the
 * driver is unbound, or when the device is removed.
 *
 * Resources may be added and removed in any context that @gfp allows.  Release functions are called
 * without a lock, in the context of the function that releases the resource.  A caller may release
 * resources in other contexts than a thread only if all their release functions allow this.  As in
 * Linux, a search is linear from the newest resource on, which suits devices with tens of
 * resources, not thousands.
 */

#include <linux/compiler.h>
#include <linux/gfp_types.h>
#include <linux/stdarg.h>
#include <linux/types.h>

struct device;
struct device_node;
struct resource;

/* Release @res, the data of devres_alloc().  The caller frees the data afterwards. */
typedef void (*dr_release_t)(struct device *dev, void *res);
/* Return nonzero if @res is the wanted resource.  Called with a lock held and interrupts off. */
typedef int (*dr_match_t)(struct device *dev, void *res, void *match_data);

/*
 * Allocate a resource of @size zeroed bytes with a release function.  The caller owns the resource,
 * and may free it with devres_free(), until it calls devres_add().  Returns NULL on failure.
 */
void *__devres_alloc_node(dr_release_t release, size_t size, gfp_t gfp, int nid) __malloc;
#define devres_alloc(release, size, gfp) \
	__devres_alloc_node(release, size, gfp, NUMA_NO_NODE)
#define devres_alloc_node(release, size, gfp, nid) __devres_alloc_node(release, size, gfp, nid)
void devres_free(void *res);		/* accepts NULL; reports a resource that was added */
void devres_add(struct device *dev, void *res);

/*
 * Return the newest resource with this release function for which @match returns nonzero, or NULL.
 * If @match is NULL, every resource with this release function matches.
 */
void *devres_find(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
/*
 * If a matching resource exists, free @new_res and return the existing resource; otherwise add and
 * return @new_res.
 */
void *devres_get(struct device *dev, void *new_res, dr_match_t match, void *match_data);
/* Remove a resource from the device without releasing it.  The caller then owns the resource. */
void *devres_remove(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
/*
 * Remove and free a resource; devres_release() calls its release function first.  Returns 0 or
 * -ENOENT.
 */
int devres_destroy(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
int devres_release(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
/* Release all resources, newest first.  Returns the number of released resources. */
int devres_release_all(struct device *dev);

/*
 * A group consists of the resources that are added between devres_open_group() and
 * devres_close_group().  A group can be released separately.  @id is any pointer that identifies
 * the group.  If @id is NULL, devres_open_group() generates an id, and the other functions select
 * the group that was opened last and is not closed.  Groups may be nested; releasing a group also
 * removes the groups that are completely inside it.
 */
void *devres_open_group(struct device *dev, void *id, gfp_t gfp) __must_check;	/* id, or NULL */
void devres_close_group(struct device *dev, void *id);
void devres_remove_group(struct device *dev, void *id);		/* retains the resources */
int devres_release_group(struct device *dev, void *id);		/* number of released ones */

/*
 * Allocate managed memory.  Returns NULL on failure.  The memory is aligned to 16 bytes only, even
 * if the size is a power of two, because a header of 32 bytes precedes it.  Size 0 returns
 * ZERO_SIZE_PTR.
 *
 * devm_krealloc() preserves the position in the order of release; on failure it returns NULL and
 * retains the old memory.  devm_kfree() ignores NULL, ZERO_SIZE_PTR and constant strings of the
 * image, which devm_kstrdup_const() may have returned.  Memory that is not managed by the device is
 * refused and reported.
 */
void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp) __malloc __alloc_size(2);
void *devm_kzalloc(struct device *dev, size_t size, gfp_t gfp) __malloc __alloc_size(2);
void *devm_kcalloc(struct device *dev, size_t n, size_t size, gfp_t gfp) __malloc
	__alloc_size(2, 3);
void *devm_kmalloc_array(struct device *dev, size_t n, size_t size, gfp_t gfp)
	__malloc __alloc_size(2, 3);
void *devm_krealloc(struct device *dev, void *p, size_t new_size, gfp_t gfp)
	__must_check __alloc_size(3);
void *devm_krealloc_array(struct device *dev, void *p, size_t new_n, size_t new_size, gfp_t gfp)
	__must_check __alloc_size(3, 4);
void *devm_kmemdup(struct device *dev, const void *src, size_t size, gfp_t gfp)
	__malloc __alloc_size(3);
void *devm_kmemdup_array(struct device *dev, const void *src, size_t n, size_t size, gfp_t gfp)
	__malloc __alloc_size(3, 4);
char *devm_kstrdup(struct device *dev, const char *s, gfp_t gfp) __malloc;
const char *devm_kstrdup_const(struct device *dev, const char *s, gfp_t gfp);
char *devm_kvasprintf(struct device *dev, gfp_t gfp, const char *fmt, va_list args)
	__malloc __printf(3, 0);
char *devm_kasprintf(struct device *dev, gfp_t gfp, const char *fmt, ...) __malloc __printf(3, 4);
void devm_kfree(struct device *dev, const void *p);

/* Allocate 2^order pages and return their address, or 0 on failure. */
unsigned long devm_get_free_pages(struct device *dev, gfp_t gfp, unsigned int order);
void devm_free_pages(struct device *dev, unsigned long addr);

/* Allocate per-CPU memory like __alloc_percpu().  Returns NULL on failure.  May sleep. */
void __percpu *__devm_alloc_percpu(struct device *dev, size_t size, size_t align);
#define devm_alloc_percpu(dev, type)							\
	((__typeof__(type) __percpu *)__devm_alloc_percpu(dev, sizeof(type), __alignof__(type)))
void devm_free_percpu(struct device *dev, void __percpu *pdata);

/*
 * Add an action, which is a function to be called on release.  Returns 0 or -ENOMEM; on failure,
 * devm_add_action_or_reset() calls the function.  May sleep.
 *
 * The other functions remove the newest action with this function and data; devm_release_action()
 * also calls the function.  If no such action exists, devm_remove_action_nowarn() returns -ENOENT,
 * and the others print a report.
 */
int devm_add_action(struct device *dev, void (*action)(void *), void *data);
int devm_add_action_or_reset(struct device *dev, void (*action)(void *), void *data);
int devm_remove_action_nowarn(struct device *dev, void (*action)(void *), void *data);
void devm_remove_action(struct device *dev, void (*action)(void *), void *data);
void devm_release_action(struct device *dev, void (*action)(void *), void *data);

/*
 * Map registers like the functions in <linux/io.h>, until the driver is unbound.  Returns NULL on
 * failure.  devm_iounmap() reports an address that the device did not map.  The _resource forms
 * also request the region.  On failure, they print the reason and return ERR_PTR() of -EINVAL if
 * the resource is not memory, -EBUSY if another driver requested the region, or -ENOMEM.  May
 * sleep.
 */
void __iomem *devm_ioremap(struct device *dev, resource_size_t offset, resource_size_t size);
void __iomem *devm_ioremap_uc(struct device *dev, resource_size_t offset, resource_size_t size);
void __iomem *devm_ioremap_wc(struct device *dev, resource_size_t offset, resource_size_t size);
void devm_iounmap(struct device *dev, void __iomem *addr);
void __iomem *devm_ioremap_resource(struct device *dev, const struct resource *res);
void __iomem *devm_ioremap_resource_wc(struct device *dev, const struct resource *res);
/*
 * Map entry @index of the reg property of @node.  The entry's size in bytes is stored in *@size
 * unless @size is NULL.
 */
void __iomem *devm_of_iomap(struct device *dev, struct device_node *node, int index,
			    resource_size_t *size);

/*
 * Map a range like memremap(), until the driver is unbound.  Returns ERR_PTR(-ENXIO) if the range
 * cannot be mapped, or ERR_PTR(-ENOMEM).
 */
void *devm_memremap(struct device *dev, resource_size_t offset, size_t size, unsigned long flags);
void devm_memunmap(struct device *dev, void *addr);

#endif /* LINUX_DEVICE_DEVRES_H */
