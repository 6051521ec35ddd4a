/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_DEVICE_DEVRES_H
#define LINUX_DEVICE_DEVRES_H

/*
 * Managed resources: what a driver gets for its device, undone in reverse order when its probe fails, when
 * the driver is unbound, or when the device goes.
 *
 * Adding and taking off: any context that gfp allows.  What releases resources calls their release
 * functions without a lock: thread context, unless these allow another.  Finding one resource looks at
 * all that were added after it, newest first, as in Linux: cheap for what is short-lived, and for a
 * device that has tens of resources, not thousands.
 */

#include <linux/compiler.h>
#include <linux/gfp_types.h>
#include <linux/stdarg.h>
#include <linux/types.h>

struct device;
struct device_node;
struct resource;

/* Undo what @res, the data of devres_alloc(), stands for.  The data is freed afterwards, by the caller. */
typedef void (*dr_release_t)(struct device *dev, void *res);
/* Is it the one?  Called with a lock held and interrupts off. */
typedef int (*dr_match_t)(struct device *dev, void *res, void *match_data);

/*
 * @size bytes, zeroed, that go with a release function; NULL.  The caller's until devres_add(), and to be
 * freed by devres_free() before.
 */
void *__devres_alloc_node(dr_release_t release, size_t size, gfp_t gfp, int nid) __malloc;
#define devres_alloc(release, size, gfp) \
	__devres_alloc_node(release, size, gfp, NUMA_NO_NODE)
#define devres_alloc_node(release, size, gfp, nid) __devres_alloc_node(release, size, gfp, nid)
void devres_free(void *res);		/* NULL is fine; not of one that was added: reported */
void devres_add(struct device *dev, void *res);

/* The newest with this release function that @match takes (NULL: any); NULL. */
void *devres_find(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
/* That, and @new_res is freed; or @new_res, added. */
void *devres_get(struct device *dev, void *new_res, dr_match_t match, void *match_data);
/* Take it off the device: then it is the caller's. */
void *devres_remove(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
/* That, and free it, without or with a call of its release function; -ENOENT. */
int devres_destroy(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
int devres_release(struct device *dev, dr_release_t release, dr_match_t match, void *match_data);
/* All of them, newest first.  The number of resources. */
int devres_release_all(struct device *dev);

/*
 * Groups: what is added between open and close can be undone before the rest.  @id: any pointer, or NULL
 * for one that open makes up; for the others NULL is the group opened last that is not closed.  Groups may
 * lie in one another; releasing one also ends those that lie in it whole.
 */
void *devres_open_group(struct device *dev, void *id, gfp_t gfp) __must_check;	/* its id; NULL */
void devres_close_group(struct device *dev, void *id);
void devres_remove_group(struct device *dev, void *id);		/* the group; the resources stay */
int devres_release_group(struct device *dev, void *id);		/* the number of resources */

/*
 * Memory.  NULL without memory.  A multiple of 16 is promised as its alignment, whatever the size, and no
 * more, also not for a power of two: 32 bytes of ours lie before it.  Size 0 is ZERO_SIZE_PTR.
 *
 * devm_krealloc() keeps the memory's place in the order of release; NULL leaves the old memory alone.
 * devm_kfree(): NULL, ZERO_SIZE_PTR and constants of the image (devm_kstrdup_const) are fine; what is not
 * of the device is reported, and nothing happens.
 */
void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp) __malloc __alloc_size(2);
void *devm_kzalloc(struct device *dev, size_t size, gfp_t gfp) __malloc __alloc_size(2);
void *devm_kcalloc(struct device *dev, size_t n, size_t size, gfp_t gfp) __malloc __alloc_size(2, 3);
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

/* 2^order pages, by address; 0. */
unsigned long devm_get_free_pages(struct device *dev, gfp_t gfp, unsigned int order);
void devm_free_pages(struct device *dev, unsigned long addr);

/* Memory of each CPU's own, as __alloc_percpu(); NULL.  May sleep. */
void __percpu *__devm_alloc_percpu(struct device *dev, size_t size, size_t align);
#define devm_alloc_percpu(dev, type)							\
	((__typeof__(type) __percpu *)__devm_alloc_percpu(dev, sizeof(type), __alignof__(type)))
void devm_free_percpu(struct device *dev, void __percpu *pdata);

/*
 * A function to be called.  0 or -ENOMEM; the second one has called it then.  May sleep.  The others take
 * the newest with this function and data off, without or with a call; if there is none that is reported,
 * or -ENOENT.
 */
int devm_add_action(struct device *dev, void (*action)(void *), void *data);
int devm_add_action_or_reset(struct device *dev, void (*action)(void *), void *data);
int devm_remove_action_nowarn(struct device *dev, void (*action)(void *), void *data);
void devm_remove_action(struct device *dev, void (*action)(void *), void *data);
void devm_release_action(struct device *dev, void (*action)(void *), void *data);

/*
 * Mappings, as <linux/io.h> has them: NULL.  devm_iounmap() reports what is no mapping of the device.  The
 * _resource forms request the region, too, and say what went wrong: ERR_PTR(-EINVAL): it is no memory;
 * -EBUSY: another driver has requested it; -ENOMEM: no mapping, or no memory.  May sleep.
 */
void __iomem *devm_ioremap(struct device *dev, resource_size_t offset, resource_size_t size);
void __iomem *devm_ioremap_uc(struct device *dev, resource_size_t offset, resource_size_t size);
void __iomem *devm_ioremap_wc(struct device *dev, resource_size_t offset, resource_size_t size);
void devm_iounmap(struct device *dev, void __iomem *addr);
void __iomem *devm_ioremap_resource(struct device *dev, const struct resource *res);
void __iomem *devm_ioremap_resource_wc(struct device *dev, const struct resource *res);
/* Entry @index of the node's reg; *size, unless NULL: its bytes.  The node need not be the device's. */
void __iomem *devm_of_iomap(struct device *dev, struct device_node *node, int index,
			    resource_size_t *size);

/* As memremap(); ERR_PTR(-ENXIO): it is not mapped; -ENOMEM. */
void *devm_memremap(struct device *dev, resource_size_t offset, size_t size, unsigned long flags);
void devm_memunmap(struct device *dev, void *addr);

#endif /* LINUX_DEVICE_DEVRES_H */
