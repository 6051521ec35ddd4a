// SPDX-License-Identifier: BSD-2-Clause
/*
 * Managed mappings of registers and memory, and regions of physical addresses.
 *
 * Each mapping and each region has an entry in the device's list of resources.  The entry contains
 * the address that the driver got, by which the entry is found.  A mapping of a resource has three
 * entries: a string with the names of the device and the resource, the region, which uses this
 * string as its name, and the mapping.  They are released in reverse order.
 */

#include <linux/bug.h>
#include <linux/device.h>
#include <linux/io.h>
#include <linux/ioport.h>
#include <linux/of_address.h>

/* ---- mappings -------------------------------------------------------------------------------- */

static void release_mapping(struct device *dev, void *res)
{
	iounmap(*(void __iomem **)res);
}

static void release_memremap(struct device *dev, void *res)
{
	memunmap(*(void **)res);
}

static int is_pointer(struct device *dev, void *res, void *data)
{
	return *(void **)res == data;
}

static void __iomem *map_managed(struct device *dev, resource_size_t offset, resource_size_t size,
				 void __iomem *(*map)(phys_addr_t phys, size_t size))
{
	void __iomem **res = devres_alloc(release_mapping, sizeof(*res), GFP_KERNEL);

	if (!res)
		return NULL;
	*res = map(offset, size);
	if (!*res) {
		devres_free(res);
		return NULL;
	}
	devres_add(dev, res);
	return *res;
}

void __iomem *devm_ioremap(struct device *dev, resource_size_t offset, resource_size_t size)
{
	return map_managed(dev, offset, size, ioremap);
}

void __iomem *devm_ioremap_uc(struct device *dev, resource_size_t offset, resource_size_t size)
{
	return map_managed(dev, offset, size, ioremap_uc);
}

void __iomem *devm_ioremap_wc(struct device *dev, resource_size_t offset, resource_size_t size)
{
	return map_managed(dev, offset, size, ioremap_wc);
}

void devm_iounmap(struct device *dev, void __iomem *addr)
{
	WARN(devres_release(dev, release_mapping, is_pointer, (void __force *)addr),
	     "devm_iounmap: %px does not belong to %s\n", (void __force *)addr, dev_name(dev));
}

void *devm_memremap(struct device *dev, resource_size_t offset, size_t size, unsigned long flags)
{
	void **res = devres_alloc(release_memremap, sizeof(*res), GFP_KERNEL);

	if (!res)
		return ERR_PTR(-ENOMEM);
	*res = memremap(offset, size, flags);
	if (!*res) {
		devres_free(res);
		return ERR_PTR(-ENXIO);
	}
	devres_add(dev, res);
	return *res;
}

void devm_memunmap(struct device *dev, void *addr)
{
	WARN(devres_release(dev, release_memremap, is_pointer, addr),
	     "devm_memunmap: %px does not belong to %s\n", addr, dev_name(dev));
}

/* ---- regions --------------------------------------------------------------------------------- */

struct region_devres {
	struct resource *parent;
	resource_size_t start, n;
};

static void release_region_of(struct device *dev, void *res)
{
	const struct region_devres *region = res;

	__release_region(region->parent, region->start, region->n);
}

static int is_region(struct device *dev, void *res, void *data)
{
	const struct region_devres *region = res, *wanted = data;

	return region->parent == wanted->parent && region->start == wanted->start &&
	       region->n == wanted->n;
}

struct resource *__devm_request_region(struct device *dev, struct resource *parent,
				       resource_size_t start, resource_size_t n, const char *name)
{
	struct region_devres *region = devres_alloc(release_region_of, sizeof(*region), GFP_KERNEL);
	struct resource *res;

	if (!region)
		return NULL;
	res = __request_region(parent, start, n, name, 0);
	if (!res) {
		devres_free(region);
		return NULL;
	}
	*region = (struct region_devres){ .parent = parent, .start = start, .n = n };
	devres_add(dev, region);
	return res;
}

void __devm_release_region(struct device *dev, struct resource *parent, resource_size_t start,
			   resource_size_t n)
{
	struct region_devres wanted = { .parent = parent, .start = start, .n = n };

	WARN(devres_release(dev, release_region_of, is_region, &wanted),
	     "devm_release_region: [%pa, + %pa) does not belong to %s\n", &start, &n,
	     dev_name(dev));
}

static void release_resource_of(struct device *dev, void *res)
{
	release_resource(*(struct resource **)res);
}

int devm_request_resource(struct device *dev, struct resource *root, struct resource *new)
{
	struct resource **res = devres_alloc(release_resource_of, sizeof(*res), GFP_KERNEL),
			*conflict;

	if (!res)
		return -ENOMEM;
	*res = new;
	conflict = request_resource_conflict(root, new);
	if (conflict) {
		dev_err(dev, "%pR is in use by %s\n", new,
			conflict->name ? conflict->name : "unknown");
		devres_free(res);
		return -EBUSY;
	}
	devres_add(dev, res);
	return 0;
}

void devm_release_resource(struct device *dev, struct resource *new)
{
	WARN(devres_release(dev, release_resource_of, is_pointer, new),
	     "devm_release_resource: %pR does not belong to %s\n", new, dev_name(dev));
}

/* ---- regions with their mappings ------------------------------------------------------------- */

static void __iomem *devm_map_resource(struct device *dev, const struct resource *res,
				       void __iomem *(*map)(phys_addr_t phys, size_t size))
{
	void __iomem *addr;
	const char *name;

	if (!res || resource_type(res) != IORESOURCE_MEM) {
		dev_err(dev, "the memory resource is missing or invalid\n");
		return IOMEM_ERR_PTR(-EINVAL);
	}
	if (map == ioremap && res->flags & IORESOURCE_MEM_NONPOSTED)
		map = ioremap_np;
	name = res->name ? devm_kasprintf(dev, GFP_KERNEL, "%s %s", dev_name(dev), res->name) :
			   devm_kstrdup(dev, dev_name(dev), GFP_KERNEL);
	if (!name)
		return IOMEM_ERR_PTR(-ENOMEM);
	if (!devm_request_mem_region(dev, res->start, resource_size(res), name)) {
		dev_err(dev, "cannot reserve %pR\n", res);
		devm_kfree(dev, name);
		return IOMEM_ERR_PTR(-EBUSY);
	}
	addr = map_managed(dev, res->start, resource_size(res), map);
	if (addr)
		return addr;
	dev_err(dev, "%pR cannot be mapped\n", res);
	devm_release_mem_region(dev, res->start, resource_size(res));
	devm_kfree(dev, name);
	return IOMEM_ERR_PTR(-ENOMEM);
}

void __iomem *devm_ioremap_resource(struct device *dev, const struct resource *res)
{
	return devm_map_resource(dev, res, ioremap);
}

void __iomem *devm_ioremap_resource_wc(struct device *dev, const struct resource *res)
{
	return devm_map_resource(dev, res, ioremap_wc);
}

void __iomem *devm_of_iomap(struct device *dev, struct device_node *node, int index,
			    resource_size_t *size)
{
	struct resource res;

	if (of_address_to_resource(node, index, &res)) {
		dev_err(dev, "%pOF has no reg entry %d\n", node, index);
		return IOMEM_ERR_PTR(-EINVAL);
	}
	if (size)
		*size = resource_size(&res);
	return devm_ioremap_resource(dev, &res);
}
