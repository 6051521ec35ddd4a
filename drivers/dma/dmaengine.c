// SPDX-License-Identifier: BSD-2-Clause
/*
 * Register DMA engines, and assign their channels to clients.
 *
 * Invariants:
 * 1. A channel has at most one client: client_count is 1 from a request until the release.
 * 2. An engine that is being unregistered gets no new clients.  It is removed from the list when
 *    none of its channels has a client.
 *
 * Locking: engines_lock, a mutex, protects the list of engines, the client_count of each
 * channel, and their sum, nr_clients of each engine.
 */

#include <linux/dma-mapping.h>
#include <linux/dmaengine.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/lockdep.h>
#include <linux/mutex.h>
#include <linux/of_dma.h>
#include <linux/sched.h>
#include <linux/string.h>
#include <linux/wait.h>

#define SYNC_TIMEOUT_NS	(5 * NSEC_PER_SEC)

static LIST_HEAD(engines);
static DEFINE_MUTEX(engines_lock);
static DECLARE_WAIT_QUEUE_HEAD(channel_released);

/* ---- Engines --------------------------------------------------------------------------------- */

static void free_chan_dev(struct device *dev)
{
	kfree(container_of(dev, struct dma_chan_dev, device));
}

/* Some drivers have removed their channels from device->channels by now. */
static void drop_chan_devs(struct dma_device *device)
{
	struct dma_chan_dev *chan_dev, *next;

	list_for_each_entry_safe(chan_dev, next, &device->chan_devs, list) {
		chan_dev->chan->dev = NULL;
		put_device(&chan_dev->device);
	}
}

static bool dev_id_in_use(int id)
{
	const struct dma_device *device;

	lockdep_assert_held(&engines_lock);
	list_for_each_entry(device, &engines, global_node) {
		if (device->dev_id == id)
			return true;
	}
	return false;
}

/* Create the device of each channel, which has the name of the channel. */
static int create_chan_devs(struct dma_device *device)
{
	struct dma_chan *chan;
	int err = 0;

	INIT_LIST_HEAD(&device->chan_devs);
	list_for_each_entry(chan, &device->channels, device_node) {
		chan->dev = err ? NULL : kzalloc(sizeof(*chan->dev), GFP_KERNEL);
		if (!chan->dev) {
			err = -ENOMEM;
			continue;
		}
		chan->dev->chan = chan;
		list_add_tail(&chan->dev->list, &device->chan_devs);
		device_initialize(&chan->dev->device);
		chan->dev->device.release = free_chan_dev;
		chan->dev->device.parent = device->dev;
		chan->dev->dev_id = device->dev_id;
		err = dev_set_name(&chan->dev->device, "dma%dchan%d", device->dev_id,
				   chan->chan_id);
	}
	if (err)
		drop_chan_devs(device);
	return err;
}

int dma_async_device_register(struct dma_device *device)
{
	struct dma_chan *chan;
	int err;

	if (!device->dev)
		return -EINVAL;
	if (!device->device_issue_pending || !device->device_tx_status ||
	    list_empty(&device->channels) ||
	    (dma_has_cap(DMA_MEMCPY, device->cap_mask) && !device->device_prep_dma_memcpy) ||
	    (dma_has_cap(DMA_CYCLIC, device->cap_mask) && !device->device_prep_dma_cyclic)) {
		dev_err(device->dev, "the DMA engine lacks channels or a required operation\n");
		return -EIO;
	}
	device->chancnt = device->nr_clients = 0;
	device->leaving = false;
	list_for_each_entry(chan, &device->channels, device_node) {
		chan->device = device;
		chan->chan_id = (int)device->chancnt++;
		chan->client_count = 0;
		chan->cookie = chan->completed_cookie = DMA_MIN_COOKIE;
	}
	mutex_lock(&engines_lock);
	device->dev_id = 0;
	while (dev_id_in_use(device->dev_id))
		device->dev_id++;
	err = create_chan_devs(device);
	if (!err)
		list_add_tail(&device->global_node, &engines);
	mutex_unlock(&engines_lock);
	return err;
}

void dma_async_device_unregister(struct dma_device *device)
{
	unsigned int n;

	/* Some drivers have removed their channels from device->channels by now. */
	mutex_lock(&engines_lock);
	device->leaving = true;
	n = device->nr_clients;
	mutex_unlock(&engines_lock);
	if (n)
		dev_warn(device->dev, "%u channels are in use: waiting for their release\n", n);
	wait_event(channel_released, !READ_ONCE(device->nr_clients));
	mutex_lock(&engines_lock);
	list_del(&device->global_node);
	mutex_unlock(&engines_lock);
	drop_chan_devs(device);
}

static void dmaengine_unregister(void *device)
{
	dma_async_device_unregister(device);
}

int dmaenginem_async_device_register(struct dma_device *device)
{
	int err = dma_async_device_register(device);

	return err ? err : devm_add_action_or_reset(device->dev, dmaengine_unregister, device);
}

int dma_for_each_device(int (*fn)(struct dma_device *device, void *arg), void *arg)
{
	struct dma_device *device;
	int ret = 0;

	mutex_lock(&engines_lock);
	list_for_each_entry(device, &engines, global_node) {
		ret = fn(device, arg);
		if (ret)
			break;
	}
	mutex_unlock(&engines_lock);
	return ret;
}

/* ---- Channels -------------------------------------------------------------------------------- */

/* Assign the channel to a client.  Returns false if it has one, or cannot be used. */
static bool occupy_channel(struct dma_chan *chan)
{
	struct dma_device *device = chan->device;
	int ret = 0;

	lockdep_assert_held(&engines_lock);
	if (device->leaving || chan->client_count)
		return false;
	if (device->device_alloc_chan_resources)
		ret = device->device_alloc_chan_resources(chan);
	if (ret < 0) {
		if (ret != -ENODEV)
			dev_err(device->dev, "channel %d cannot be used: error %d\n",
				chan->chan_id, ret);
		return false;
	}
	chan->client_count = 1;
	device->nr_clients++;
	return true;
}

static struct dma_chan *take_channel(struct dma_device *device, const dma_cap_mask_t *mask,
				     dma_filter_fn fn, void *param)
{
	struct dma_chan *chan;

	lockdep_assert_held(&engines_lock);
	if (device->leaving ||
	    !bitmap_subset(mask->bits, device->cap_mask.bits, DMA_TX_TYPE_END))
		return NULL;
	list_for_each_entry(chan, &device->channels, device_node) {
		if (!chan->client_count && (!fn || fn(chan, param)) && occupy_channel(chan))
			return chan;
	}
	return NULL;
}

struct dma_chan *__dma_request_channel(const dma_cap_mask_t *mask, dma_filter_fn fn, void *param,
				       struct device_node *np)
{
	struct dma_device *device;
	struct dma_chan *chan = NULL;

	mutex_lock(&engines_lock);
	list_for_each_entry(device, &engines, global_node) {
		if (!np || !device->dev->of_node || device->dev->of_node == np)
			chan = take_channel(device, mask, fn, param);
		if (chan)
			break;
	}
	mutex_unlock(&engines_lock);
	return chan;
}

struct dma_chan *dma_request_chan_by_mask(const dma_cap_mask_t *mask)
{
	struct dma_chan *chan = mask ? __dma_request_channel(mask, NULL, NULL, NULL) : NULL;

	return chan ? chan : ERR_PTR(-ENODEV);
}

struct dma_chan *dma_get_slave_channel(struct dma_chan *chan)
{
	bool free;

	mutex_lock(&engines_lock);
	free = occupy_channel(chan);
	mutex_unlock(&engines_lock);
	return free ? chan : NULL;
}

struct dma_chan *dma_get_any_slave_channel(struct dma_device *device)
{
	struct dma_chan *chan;
	dma_cap_mask_t mask;

	dma_cap_zero(mask);
	dma_cap_set(DMA_SLAVE, mask);
	mutex_lock(&engines_lock);
	chan = take_channel(device, &mask, NULL, NULL);
	mutex_unlock(&engines_lock);
	return chan;
}

/* Request the channel that the filter of an engine names for a device without a node. */
static struct dma_chan *request_filtered(struct device *dev, const char *name)
{
	struct dma_chan *chan = NULL;
	struct dma_device *device;
	dma_cap_mask_t mask;

	dma_cap_zero(mask);
	dma_cap_set(DMA_SLAVE, mask);
	mutex_lock(&engines_lock);
	list_for_each_entry(device, &engines, global_node) {
		const struct dma_slave_map *map = device->filter.map;

		for (int i = 0; !chan && i < device->filter.mapcnt; i++) {
			if (!strcmp(map[i].devname, dev_name(dev)) && !strcmp(map[i].slave, name))
				chan = take_channel(device, &mask, device->filter.fn, map[i].param);
		}
	}
	mutex_unlock(&engines_lock);
	return chan ? chan : ERR_PTR(-EPROBE_DEFER);
}

struct dma_chan *dma_request_chan(struct device *dev, const char *name)
{
	struct dma_chan *chan = dev->of_node || !name ?
				of_dma_request_slave_channel(dev->of_node, name) :
				request_filtered(dev, name);

	if (!IS_ERR(chan))
		chan->slave = dev;
	return chan;
}

static void dmaengine_release(void *chan)
{
	dma_release_channel(chan);
}

struct dma_chan *devm_dma_request_chan(struct device *dev, const char *name)
{
	struct dma_chan *chan = dma_request_chan(dev, name);
	int err = IS_ERR(chan) ? 0 : devm_add_action_or_reset(dev, dmaengine_release, chan);

	return err ? ERR_PTR(err) : chan;
}

void dma_release_channel(struct dma_chan *chan)
{
	if (WARN_ON(!chan->client_count))
		return;
	/* Wait for running callbacks, even if the engine did not stop. */
	dmaengine_terminate_async(chan);
	dmaengine_synchronize(chan);
	if (chan->device->device_free_chan_resources)
		chan->device->device_free_chan_resources(chan);
	if (chan->router)
		chan->router->route_free(chan->router->dev, chan->route_data);
	mutex_lock(&engines_lock);
	chan->router = NULL;
	chan->route_data = NULL;
	chan->private = NULL;
	chan->slave = NULL;
	chan->client_count = 0;
	WRITE_ONCE(chan->device->nr_clients, chan->device->nr_clients - 1);
	mutex_unlock(&engines_lock);
	wake_up_all(&channel_released);
}

int dma_get_slave_caps(struct dma_chan *chan, struct dma_slave_caps *caps)
{
	const struct dma_device *device;

	if (!chan || !caps)
		return -EINVAL;
	device = chan->device;
	if (!device->directions || !(dma_has_cap(DMA_SLAVE, device->cap_mask) ||
				     dma_has_cap(DMA_CYCLIC, device->cap_mask)))
		return -ENXIO;
	*caps = (struct dma_slave_caps){
		.src_addr_widths = device->src_addr_widths,
		.dst_addr_widths = device->dst_addr_widths,
		.directions = device->directions,
		.min_burst = device->min_burst,
		.max_burst = device->max_burst,
		.max_sg_burst = device->max_sg_burst,
		.cmd_pause = device->device_pause,
		.cmd_resume = device->device_resume,
		.cmd_terminate = device->device_terminate_all,
		.residue_granularity = device->residue_granularity,
		.descriptor_reuse = device->descriptor_reuse,
	};
	if (device->device_caps)
		device->device_caps(chan, caps);
	return 0;
}

/* ---- Transfers ------------------------------------------------------------------------------- */

void dma_async_tx_descriptor_init(struct dma_async_tx_descriptor *tx, struct dma_chan *chan)
{
	tx->chan = chan;
}

/* Returns 0 if metadata of this mode can be used with the descriptor. */
static int use_metadata(struct dma_async_tx_descriptor *desc, enum dma_desc_metadata_mode mode)
{
	if (!desc || (desc->desc_metadata_mode && desc->desc_metadata_mode != mode))
		return -EINVAL;
	if (!dmaengine_is_metadata_mode_supported(desc->chan, mode) || !desc->metadata_ops)
		return -ENOTSUPP;
	desc->desc_metadata_mode = mode;
	return 0;
}

int dmaengine_desc_attach_metadata(struct dma_async_tx_descriptor *desc, void *data, size_t len)
{
	int err = use_metadata(desc, DESC_METADATA_CLIENT);

	if (err)
		return err;
	return desc->metadata_ops->attach ? desc->metadata_ops->attach(desc, data, len)
					  : -ENOTSUPP;
}

void *dmaengine_desc_get_metadata_ptr(struct dma_async_tx_descriptor *desc, size_t *payload_len,
				      size_t *max_len)
{
	int err = use_metadata(desc, DESC_METADATA_ENGINE);

	if (err)
		return ERR_PTR(err);
	return desc->metadata_ops->get_ptr ?
	       desc->metadata_ops->get_ptr(desc, payload_len, max_len) : ERR_PTR(-ENOTSUPP);
}

int dmaengine_desc_set_metadata_len(struct dma_async_tx_descriptor *desc, size_t payload_len)
{
	int err = use_metadata(desc, DESC_METADATA_ENGINE);

	if (err)
		return err;
	return desc->metadata_ops->set_len ? desc->metadata_ops->set_len(desc, payload_len)
					   : -ENOTSUPP;
}

struct dmaengine_unmap_data *dmaengine_get_unmap_data(struct device *dev, int nr, gfp_t flags)
{
	struct dmaengine_unmap_data *unmap;

	if (nr < 0 || nr > U16_MAX)
		return NULL;
	unmap = kzalloc(struct_size(unmap, addr, (size_t)nr), flags);
	if (!unmap)
		return NULL;
	kref_init(&unmap->kref);
	unmap->dev = dev;
	unmap->map_cnt = (u16)nr;
	return unmap;
}

static void unmap_and_free(struct kref *kref)
{
	struct dmaengine_unmap_data *unmap = container_of(kref, typeof(*unmap), kref);
	const dma_addr_t *addr = unmap->addr;

	for (unsigned int i = 0; i < unmap->to_cnt; i++)
		dma_unmap_page(unmap->dev, *addr++, unmap->len, DMA_TO_DEVICE);
	for (unsigned int i = 0; i < unmap->from_cnt; i++)
		dma_unmap_page(unmap->dev, *addr++, unmap->len, DMA_FROM_DEVICE);
	for (unsigned int i = 0; i < unmap->bidi_cnt; i++, addr++)
		if (*addr)
			dma_unmap_page(unmap->dev, *addr, unmap->len, DMA_BIDIRECTIONAL);
	kfree(unmap);
}

void dmaengine_unmap_put(struct dmaengine_unmap_data *unmap)
{
	if (unmap)
		kref_put(&unmap->kref, unmap_and_free);
}

enum dma_status dma_async_is_tx_complete(struct dma_chan *chan, dma_cookie_t cookie,
					 dma_cookie_t *last, dma_cookie_t *used)
{
	struct dma_tx_state state;
	enum dma_status status = dmaengine_tx_status(chan, cookie, &state);

	if (last)
		*last = state.last;
	if (used)
		*used = state.used;
	return status;
}

enum dma_status dma_sync_wait(struct dma_chan *chan, dma_cookie_t cookie)
{
	u64 start = ktime_get_ns();
	enum dma_status status;

	dma_async_issue_pending(chan);
	for (;;) {
		status = dmaengine_tx_status(chan, cookie, NULL);
		if (status != DMA_IN_PROGRESS)
			return status;
		if (ktime_get_ns() - start > SYNC_TIMEOUT_NS) {
			dev_err(chan->device->dev, "channel %d: a transfer timed out\n",
				chan->chan_id);
			return DMA_ERROR;
		}
		cond_resched();
	}
}
