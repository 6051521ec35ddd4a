// SPDX-License-Identifier: BSD-2-Clause
/*
 * Resources that belong to a device's binding: a list of things to undo, newest first.
 *
 * Memory is allocated with its list entry in front; an action is an entry with a function.  Locking:
 * dev->devres_lock, interrupts off, protects the list; undoing happens outside of it.
 */

#include <linux/bug.h>
#include <linux/device.h>
#include <linux/io.h>
#include <linux/overflow.h>
#include <linux/slab.h>
#include <linux/string.h>

struct devres {
	struct list_head entry;
	void (*action)(void *data);	/* NULL: memory that goes with the entry */
	void *data;
	size_t size;
	u64 pad;			/* memory is as well aligned as kmalloc() makes the entry */
	u8 memory[];
};
static_assert(offsetof(struct devres, memory) % 16 == 0);

static void devres_add(struct device *dev, struct devres *res)
{
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	list_add(&res->entry, &dev->devres_head);
	spin_unlock_irqrestore(&dev->devres_lock, flags);
}

/* Take the newest entry with this action and data off the list. */
static struct devres *devres_take(struct device *dev, void (*action)(void *), const void *data)
{
	struct devres *res, *found = NULL;
	unsigned long flags;

	spin_lock_irqsave(&dev->devres_lock, flags);
	list_for_each_entry(res, &dev->devres_head, entry) {
		if (res->action == action && res->data == data) {
			list_del(&res->entry);
			found = res;
			break;
		}
	}
	spin_unlock_irqrestore(&dev->devres_lock, flags);
	return found;
}

int devres_release_all(struct device *dev)
{
	struct devres *res;
	unsigned long flags;
	int n = 0;

	for (;; n++) {
		spin_lock_irqsave(&dev->devres_lock, flags);
		res = list_first_entry_or_null(&dev->devres_head, struct devres, entry);
		if (res)
			list_del(&res->entry);
		spin_unlock_irqrestore(&dev->devres_lock, flags);
		if (!res)
			return n;
		if (res->action)
			res->action(res->data);
		kfree(res);
	}
}

void *devm_kmalloc(struct device *dev, size_t size, gfp_t gfp)
{
	struct devres *res;

	if (!size)
		return ZERO_SIZE_PTR;
	if (size > SIZE_MAX - sizeof(*res))
		return NULL;
	res = kmalloc(sizeof(*res) + size, gfp);
	if (!res)
		return NULL;
	res->action = NULL;
	res->data = res->memory;
	res->size = size;
	devres_add(dev, res);
	return res->memory;
}

void *devm_kzalloc(struct device *dev, size_t size, gfp_t gfp)
{
	return devm_kmalloc(dev, size, gfp | __GFP_ZERO);
}

void *devm_kmalloc_array(struct device *dev, size_t n, size_t size, gfp_t gfp)
{
	size_t bytes;

	return check_mul_overflow(n, size, &bytes) ? NULL : devm_kmalloc(dev, bytes, gfp);
}

void *devm_kcalloc(struct device *dev, size_t n, size_t size, gfp_t gfp)
{
	return devm_kmalloc_array(dev, n, size, gfp | __GFP_ZERO);
}

void *devm_kmemdup(struct device *dev, const void *src, size_t size, gfp_t gfp)
{
	void *p = devm_kmalloc(dev, size, gfp);

	return p ? memcpy(p, src, size) : NULL;
}

char *devm_kstrdup(struct device *dev, const char *s, gfp_t gfp)
{
	return s ? devm_kmemdup(dev, s, strlen(s) + 1, gfp) : NULL;
}

void devm_kfree(struct device *dev, const void *p)
{
	struct devres *res;

	if (ZERO_OR_NULL_PTR(p))
		return;
	res = devres_take(dev, NULL, p);
	if (!WARN(!res, "devm_kfree: %px is not of %s\n", p, dev_name(dev)))
		kfree(res);
}

int devm_add_action(struct device *dev, void (*action)(void *), void *data)
{
	struct devres *res = kmalloc(sizeof(*res), GFP_KERNEL);

	if (!res)
		return -ENOMEM;
	res->action = action;
	res->data = data;
	res->size = 0;
	devres_add(dev, res);
	return 0;
}

int devm_add_action_or_reset(struct device *dev, void (*action)(void *), void *data)
{
	int err = devm_add_action(dev, action, data);

	if (err)
		action(data);
	return err;
}

void devm_remove_action(struct device *dev, void (*action)(void *), void *data)
{
	struct devres *res = devres_take(dev, action, data);

	if (!WARN(!res, "devm_remove_action: no such action of %s\n", dev_name(dev)))
		kfree(res);
}

static void unmap(void *addr)
{
	iounmap((void __iomem *)addr);
}

void __iomem *devm_ioremap(struct device *dev, resource_size_t start, resource_size_t size)
{
	void __iomem *addr = ioremap(start, size);

	if (!addr || devm_add_action_or_reset(dev, unmap, (void *)addr))
		return NULL;
	return addr;
}

void __iomem *devm_ioremap_resource(struct device *dev, const struct resource *res)
{
	void __iomem *addr;

	if (!res || !(res->flags & IORESOURCE_MEM)) {
		dev_err(dev, "no memory resource\n");
		return IOMEM_ERR_PTR(-EINVAL);
	}
	addr = devm_ioremap(dev, res->start, resource_size(res));
	if (!addr) {
		dev_err(dev, "%pR cannot be mapped\n", res);
		return IOMEM_ERR_PTR(-ENOMEM);
	}
	return addr;
}
