// SPDX-License-Identifier: BSD-2-Clause
/*
 * Find the DMA channels that the properties "dmas" and "dma-names" of a node list.
 *
 * Locking: registry_lock, a mutex, protects the list of registered engines.  It is held while an
 * engine translates an entry, so that the engine is not removed meanwhile, and is acquired before
 * the lock of dmaengine.c.
 */

#include <linux/err.h>
#include <linux/errno.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/of_dma.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

static LIST_HEAD(registry);
static DEFINE_MUTEX(registry_lock);

static struct of_dma *find_registered(const struct device_node *np)
{
	struct of_dma *ofdma;

	lockdep_assert_held(&registry_lock);
	list_for_each_entry(ofdma, &registry, of_dma_controllers) {
		if (ofdma->of_node == np)
			return ofdma;
	}
	return NULL;
}

static int add_registered(const struct of_dma *values)
{
	struct of_dma *ofdma = kmemdup(values, sizeof(*values), GFP_KERNEL);

	if (!ofdma)
		return -ENOMEM;
	mutex_lock(&registry_lock);
	list_add_tail(&ofdma->of_dma_controllers, &registry);
	mutex_unlock(&registry_lock);
	return 0;
}

int of_dma_controller_register(struct device_node *np,
			       struct dma_chan *(*of_dma_xlate)(struct of_phandle_args *args,
								struct of_dma *ofdma),
			       void *data)
{
	struct of_dma values = {
		.of_node = np, .of_dma_xlate = of_dma_xlate, .of_dma_data = data,
	};

	return np && of_dma_xlate ? add_registered(&values) : -EINVAL;
}

void of_dma_controller_free(struct device_node *np)
{
	struct of_dma *ofdma;

	mutex_lock(&registry_lock);
	ofdma = find_registered(np);
	if (ofdma)
		list_del(&ofdma->of_dma_controllers);
	mutex_unlock(&registry_lock);
	kfree(ofdma);
}

/* ---- routers --------------------------------------------------------------------------------- */

/*
 * Request the channel to which the router has connected the entry.  A router behind a router is
 * refused, because the device tree could connect them in a circle.
 */
static struct dma_chan *take_routed(struct of_phandle_args *args)
{
	struct of_dma *engine = find_registered(args->np);

	if (!engine)
		return ERR_PTR(-EPROBE_DEFER);
	if (engine->dma_router) {
		pr_err("%pOF: a DMA router is connected to a DMA router\n", args->np);
		return ERR_PTR(-EINVAL);
	}
	return engine->of_dma_xlate(args, engine);
}

static struct dma_chan *route_entry(struct of_phandle_args *args, struct of_dma *ofdma)
{
	struct dma_router *router = ofdma->dma_router;
	struct of_phandle_args routed = *args;
	void *data = ofdma->of_dma_route_allocate(&routed, ofdma);
	struct dma_chan *chan;
	int err;

	if (IS_ERR(data))
		return PTR_ERR(data) == -EPROBE_DEFER ? ERR_CAST(data) : NULL;
	chan = take_routed(&routed);
	of_node_put(routed.np);
	if (IS_ERR_OR_NULL(chan)) {
		router->route_free(router->dev, data);
		return chan;
	}
	chan->router = router;
	chan->route_data = data;
	err = chan->device->device_router_config ? chan->device->device_router_config(chan) : 0;
	if (!err)
		return chan;
	dma_release_channel(chan);
	return ERR_PTR(err);
}

int of_dma_router_register(struct device_node *np,
			   void *(*of_dma_route_allocate)(struct of_phandle_args *args,
							  struct of_dma *ofdma),
			   struct dma_router *dma_router)
{
	struct of_dma values = {
		.of_node = np,
		.of_dma_xlate = route_entry,
		.of_dma_route_allocate = of_dma_route_allocate,
		.dma_router = dma_router,
	};

	return np && of_dma_route_allocate && dma_router ? add_registered(&values) : -EINVAL;
}

/* ---- entries --------------------------------------------------------------------------------- */

/* Request the channel of an entry.  Returns NULL if the channel is not free. */
static struct dma_chan *translate_entry(struct of_phandle_args *args)
{
	struct dma_chan *chan;
	struct of_dma *ofdma;

	mutex_lock(&registry_lock);
	ofdma = find_registered(args->np);
	chan = ofdma ? ofdma->of_dma_xlate(args, ofdma) : ERR_PTR(-EPROBE_DEFER);
	mutex_unlock(&registry_lock);
	of_node_put(args->np);
	return chan;
}

struct dma_chan *of_dma_request_slave_channel(struct device_node *np, const char *name)
{
	struct dma_chan *defer = NULL;
	int count = name ? of_property_count_strings(np, "dma-names") : 0;

	for (int i = 0; i < count; i++) {
		struct of_phandle_args args;
		struct dma_chan *chan;
		const char *entry;

		if (of_property_read_string_index(np, "dma-names", i, &entry) ||
		    strcmp(entry, name) ||
		    of_parse_phandle_with_args(np, "dmas", "#dma-cells", i, &args))
			continue;
		chan = translate_entry(&args);
		if (chan == ERR_PTR(-EPROBE_DEFER))
			defer = chan;
		else if (chan)
			return chan;
	}
	return defer ? defer : ERR_PTR(-ENODEV);
}

struct dma_chan *of_dma_simple_xlate(struct of_phandle_args *args, struct of_dma *ofdma)
{
	const struct of_dma_filter_info *info = ofdma->of_dma_data;

	if (!info || !info->filter_fn || args->args_count != 1)
		return NULL;
	return __dma_request_channel(&info->dma_cap, info->filter_fn, &args->args[0], args->np);
}

struct dma_chan *of_dma_xlate_by_chan_id(struct of_phandle_args *args, struct of_dma *ofdma)
{
	const struct dma_device *device = ofdma->of_dma_data;
	struct dma_chan *chan;

	if (!device || args->args_count != 1)
		return NULL;
	list_for_each_entry(chan, &device->channels, device_node) {
		if (chan->chan_id == (int)args->args[0])
			return dma_get_slave_channel(chan);
	}
	return NULL;
}
