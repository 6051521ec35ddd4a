// SPDX-License-Identifier: BSD-2-Clause
/*
 * Platform devices for the nodes below a node, which a driver creates and removes.
 *
 * At boot, platform.c creates devices for buses and for the nodes below.  This file creates devices
 * for other nodes, such as the functions of a multi-function device.  It leaves nodes alone that
 * have a device.
 */

#include <linux/err.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/of_platform.h>
#include <linux/platform_device.h>

#include "amba.h"
#include "platform.h"

const struct of_device_id of_default_bus_match_table[] = {
	{ .compatible = "simple-bus" },
	{ .compatible = "simple-mfd" },
	{ .compatible = "isa" },
	{}
};

static bool of_platform_has_device(struct device_node *np)
{
	struct platform_device *pdev = of_find_device_by_node(np);

	if (pdev)
		put_device(&pdev->dev);
	return pdev;
}

/*
 * Create the device of a node.  Returns NULL if the node is disabled, if it has a device, if the
 * name is in use, which is reported, or if the new device is on the AMBA bus.
 */
static struct platform_device *of_platform_create(struct device_node *np,
						  const struct of_dev_auxdata *aux,
						  struct device *parent)
{
	struct platform_device *pdev;
	int err;

	if (!of_device_is_available(np) || of_platform_has_device(np))
		return NULL;
	if (amba_has_node(np)) {
		err = amba_create_device(np, parent);
		return err ? ERR_PTR(err) : NULL;
	}
	pdev = of_device_alloc(np, aux ? aux->name : NULL, parent);
	if (!pdev)
		return ERR_PTR(-ENOMEM);
	pdev->of_populated = true;
	pdev->dev.platform_data = aux ? aux->platform_data : NULL;
	err = of_device_add(pdev);
	if (!err)
		return pdev;
	pdev->dev.platform_data = NULL;
	put_device(&pdev->dev);
	return err == -EEXIST ? NULL : ERR_PTR(err);
}

struct platform_device *of_platform_device_create(struct device_node *np, const char *bus_id,
						  struct device *parent)
{
	struct of_dev_auxdata aux = { .name = (char *)bus_id };
	struct platform_device *pdev = of_platform_create(np, &aux, parent);

	return IS_ERR(pdev) ? NULL : pdev;
}

int of_platform_device_destroy(struct device *dev, void *data)
{
	if (IS_ENABLED(CONFIG_ARM_AMBA) && amba_destroy_device(dev))
		return 0;
	if (!dev_is_platform(dev) || !to_platform_device(dev)->of_populated)
		return 0;
	of_platform_depopulate(dev);
	device_del(dev);
	dev->platform_data = NULL;	/* belongs to the table of the caller */
	put_device(dev);
	return 0;
}

/* ---- the nodes below a node ------------------------------------------------------------------ */

/* Return the entry of the table for a node, or NULL.  An address in an entry must match. */
static const struct of_dev_auxdata *of_platform_lookup(const struct of_dev_auxdata *aux,
							struct device_node *np)
{
	struct resource first;
	bool addressed = !of_address_to_resource(np, 0, &first);

	for (; aux && aux->compatible; aux++) {
		if (of_device_is_compatible(np, aux->compatible) &&
		    (!aux->phys_addr || (addressed && first.start == aux->phys_addr)))
			return aux;
	}
	return NULL;
}

/* Return the node after @np below @root in document order, or NULL. */
static struct device_node *of_platform_next(struct device_node *root, struct device_node *np,
					    bool enter)
{
	if (enter && np->child)
		return np->child;
	while (np != root && !np->sibling)
		np = np->parent;
	return np == root ? NULL : np->sibling;
}

/* Create the device of a node below @root.  Its parent is that of its bus, or @top. */
static int of_platform_populate_node(struct device_node *np, struct device_node *root,
				     const struct of_dev_auxdata *lookup, struct device *top)
{
	struct platform_device *pdev, *bus = NULL;

	if (np->parent != root)
		bus = of_find_device_by_node(np->parent);
	pdev = of_platform_create(np, of_platform_lookup(lookup, np), bus ? &bus->dev : top);
	platform_device_put(bus);
	return PTR_ERR_OR_ZERO(pdev);
}

int of_platform_populate(struct device_node *root, const struct of_device_id *matches,
			 const struct of_dev_auxdata *lookup, struct device *parent)
{
	struct device_node *np;
	bool enter;

	root = root ? root : of_root;
	if (!root)
		return -EINVAL;
	for (np = root->child; np; np = of_platform_next(root, np, enter)) {
		int err;

		enter = false;
		if (!of_property_present(np, "compatible") || !of_device_is_available(np))
			continue;
		enter = of_match_node(matches, np);
		err = of_platform_populate_node(np, root, lookup, parent);
		if (err)
			return err;
	}
	return 0;
}

int of_platform_default_populate(struct device_node *root, const struct of_dev_auxdata *lookup,
				 struct device *parent)
{
	return of_platform_populate(root, of_default_bus_match_table, lookup, parent);
}

void of_platform_depopulate(struct device *parent)
{
	device_for_each_child_reverse(parent, NULL, of_platform_device_destroy);
}

static void of_platform_release(void *dev)
{
	of_platform_depopulate(dev);
}

int devm_of_platform_populate(struct device *dev)
{
	int err = -EINVAL;

	if (dev && dev->of_node)
		err = devm_add_action(dev, of_platform_release, dev);
	if (err)
		return err;
	err = of_platform_populate(dev->of_node, NULL, NULL, dev);
	if (err)
		devm_of_platform_depopulate(dev);
	return err;
}

void devm_of_platform_depopulate(struct device *dev)
{
	devm_release_action(dev, of_platform_release, dev);
}
