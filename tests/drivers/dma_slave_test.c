// SPDX-License-Identifier: BSD-2-Clause
/*
 * Tests of transfers between memory and devices: how a client finds its channel in the device tree,
 * and what it learns about the engine.  The simulated engine records transfers and ends them when
 * they are issued.
 */

#include <kunit/test.h>
#include <linux/device.h>
#include <linux/errno.h>
#include <linux/of_dma.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "../of/tree.h"

#define NR_CHANS 2

static struct {
	struct dma_device dma;
	struct dma_chan chans[NR_CHANS];
	struct of_dma_filter_info filter;
	int alloc_ret;			/* result of device_alloc_chan_resources() */
	unsigned int allocs, frees;
	struct dma_slave_config config;
	dma_addr_t addr;
	size_t len, period;
	enum dma_transfer_direction dir;
	unsigned int calls;		/* calls of the client's callback */
	bool paused;
} slave_engine;

static struct device *slave_client;
static struct tree slave_blob;
static struct device_node slave_nodes[10];
static struct of_tree slave_tree = { .nodes = slave_nodes };

/* ---- the engine ------------------------------------------------------------------------------ */

static int slave_alloc(struct dma_chan *chan)
{
	slave_engine.allocs++;
	return slave_engine.alloc_ret;
}

static void slave_free(struct dma_chan *chan)
{
	slave_engine.frees++;
}

static dma_cookie_t slave_submit(struct dma_async_tx_descriptor *tx)
{
	tx->cookie = ++tx->chan->cookie;
	tx->chan->private = tx;
	return tx->cookie;
}

static int slave_desc_free(struct dma_async_tx_descriptor *tx)
{
	kfree(tx);
	return 0;
}

static struct dma_async_tx_descriptor *slave_prep(struct dma_chan *chan, dma_addr_t addr,
						  size_t len, size_t period,
						  enum dma_transfer_direction dir,
						  unsigned long flags)
{
	struct dma_async_tx_descriptor *tx = kzalloc(sizeof(*tx), GFP_NOWAIT);

	if (!tx)
		return NULL;
	dma_async_tx_descriptor_init(tx, chan);
	tx->flags = (enum dma_ctrl_flags)flags;
	tx->tx_submit = slave_submit;
	tx->desc_free = slave_desc_free;
	slave_engine.addr = addr;
	slave_engine.len = len;
	slave_engine.period = period;
	slave_engine.dir = dir;
	return tx;
}

static struct dma_async_tx_descriptor *slave_prep_sg(struct dma_chan *chan, struct scatterlist *sgl,
						     unsigned int sg_len,
						     enum dma_transfer_direction dir,
						     unsigned long flags, void *context)
{
	return sg_len == 1 ? slave_prep(chan, sg_dma_address(sgl), sg_dma_len(sgl), 0, dir, flags)
			   : NULL;
}

static void slave_issue(struct dma_chan *chan)
{
	struct dma_async_tx_descriptor *tx = chan->private;

	chan->completed_cookie = tx->cookie;
	tx->callback(tx->callback_param);
	if (!dmaengine_desc_test_reuse(tx))
		kfree(tx);
}

static enum dma_status slave_status(struct dma_chan *chan, dma_cookie_t cookie,
				    struct dma_tx_state *state)
{
	dma_set_tx_state(state, chan->completed_cookie, chan->cookie, 5);
	return dma_async_is_complete(cookie, chan->completed_cookie, chan->cookie);
}

static int slave_config(struct dma_chan *chan, struct dma_slave_config *config)
{
	slave_engine.config = *config;
	return 0;
}

static int slave_pause(struct dma_chan *chan)
{
	slave_engine.paused = true;
	return 0;
}

static int slave_resume(struct dma_chan *chan)
{
	slave_engine.paused = false;
	return 0;
}

static void slave_caps(struct dma_chan *chan, struct dma_slave_caps *caps)
{
	caps->max_burst = 10 + (u32)chan->chan_id;
}

/* ---- set-up ---------------------------------------------------------------------------------- */

static int slave_write_tree(void)
{
	struct tree *t = &slave_blob;

	tree_start(t);
	tree_begin(t, "");
	tree_begin(t, "engine");
	tree_cells(t, "phandle", 1);
	tree_cells(t, "#dma-cells", 1);
	tree_end(t);
	tree_begin(t, "driverless");
	tree_cells(t, "phandle", 2);
	tree_cells(t, "#dma-cells", 0);
	tree_end(t);
	tree_begin(t, "client");
	tree_cells(t, "dmas", 1, 1, 2, 1, 0, 1, 1, 1, 7);
	tree_bytes(t, "dma-names", "tx\0late\0any\0any\0bad", sizeof("tx\0late\0any\0any\0bad"));
	tree_end(t);
	tree_begin(t, "router");
	tree_cells(t, "phandle", 3);
	tree_cells(t, "#dma-cells", 1);
	tree_end(t);
	tree_begin(t, "routed");
	tree_cells(t, "dmas", 3, 7);
	tree_bytes(t, "dma-names", "tx", sizeof("tx"));
	tree_end(t);
	tree_begin(t, "nameless");
	tree_cells(t, "dmas", 1, 1);
	tree_end(t);
	tree_end(t);
	return tree_index(t, &slave_tree, ARRAY_SIZE(slave_nodes));
}

static struct device_node *slave_node(const char *path)
{
	return of_tree_find_path(&slave_tree, path);
}

static int dma_slave_test_init(struct kunit *test)
{
	struct dma_device *dma = &slave_engine.dma;
	int err = slave_tree.nr_nodes ? 0 : slave_write_tree();

	memset(&slave_engine, 0, sizeof(slave_engine));
	if (err)
		return err;
	slave_client = root_device_register("dma-client");
	if (IS_ERR(slave_client))
		return PTR_ERR(slave_client);
	slave_client->of_node = slave_node("/client");
	INIT_LIST_HEAD(&dma->channels);
	for (unsigned int i = 0; i < NR_CHANS; i++)
		list_add_tail(&slave_engine.chans[i].device_node, &dma->channels);
	dma_cap_set(DMA_SLAVE, dma->cap_mask);
	dma_cap_set(DMA_CYCLIC, dma->cap_mask);
	dma->dev = slave_client;
	dma->directions = BIT(DMA_MEM_TO_DEV);
	dma->src_addr_widths = BIT(DMA_SLAVE_BUSWIDTH_4_BYTES);
	dma->max_burst = 3;
	dma->device_alloc_chan_resources = slave_alloc;
	dma->device_free_chan_resources = slave_free;
	dma->device_prep_slave_sg = slave_prep_sg;
	dma->device_prep_dma_cyclic = slave_prep;
	dma->device_issue_pending = slave_issue;
	dma->device_tx_status = slave_status;
	err = dma_async_device_register(dma);
	return err ? err : of_dma_controller_register(slave_node("/engine"),
						      of_dma_xlate_by_chan_id, dma);
}

static void dma_slave_test_exit(struct kunit *test)
{
	of_dma_controller_free(slave_node("/engine"));
	/* A test that failed may have left clients. */
	for (unsigned int i = 0; i < NR_CHANS; i++) {
		if (slave_engine.chans[i].client_count)
			dma_release_channel(&slave_engine.chans[i]);
	}
	if (slave_engine.dma.global_node.next)
		dma_async_device_unregister(&slave_engine.dma);
	if (!IS_ERR_OR_NULL(slave_client))
		root_device_unregister(slave_client);
	slave_client = NULL;
}

static void dma_slave_test_called(void *param)
{
	slave_engine.calls++;
}

#define EXPECT_REFUSED(test, name, err)	\
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(dma_request_chan(slave_client, name)), err)

/* ---- channels of the device tree ------------------------------------------------------------- */

/* A client gets the channel that the device tree names, and no other client gets it meanwhile. */
static void dma_slave_test_names(struct kunit *test)
{
	struct dma_chan *chan = dma_request_chan(slave_client, "tx");

	KUNIT_ASSERT_FALSE(test, IS_ERR(chan));
	KUNIT_EXPECT_PTR_EQ(test, chan, &slave_engine.chans[1]);
	KUNIT_EXPECT_PTR_EQ(test, chan->slave, slave_client);
	KUNIT_EXPECT_PTR_EQ(test, dmaengine_get_dma_device(chan), slave_client);
	EXPECT_REFUSED(test, "tx", -ENODEV);
	KUNIT_EXPECT_NULL(test, dma_request_slave_channel(slave_client, "tx"));
	KUNIT_EXPECT_NULL(test, dma_get_slave_channel(chan));
	dma_release_channel(chan);
	KUNIT_EXPECT_NULL(test, chan->slave);
	KUNIT_EXPECT_EQ(test, slave_engine.frees, 1U);
	KUNIT_EXPECT_PTR_EQ(test, dma_request_slave_channel(slave_client, "tx"), chan);
	dma_release_channel(chan);
}

/* If several entries have the name, the client gets one whose channel is free. */
static void dma_slave_test_several(struct kunit *test)
{
	struct dma_chan *chans[2];

	for (unsigned int i = 0; i < 2; i++) {
		chans[i] = dma_request_chan(slave_client, "any");
		KUNIT_ASSERT_FALSE(test, IS_ERR(chans[i]));
	}
	KUNIT_EXPECT_PTR_NE(test, chans[0], chans[1]);
	EXPECT_REFUSED(test, "any", -ENODEV);
	dma_release_channel(chans[0]);
	dma_release_channel(chans[1]);
}

static void dma_slave_test_absent(struct kunit *test)
{
	EXPECT_REFUSED(test, "rx", -ENODEV);
	EXPECT_REFUSED(test, "bad", -ENODEV);
	EXPECT_REFUSED(test, "late", -EPROBE_DEFER);
	slave_client->of_node = slave_node("/nameless");
	EXPECT_REFUSED(test, "tx", -ENODEV);
	slave_client->of_node = slave_node("/client");
	of_dma_controller_free(slave_node("/engine"));
	EXPECT_REFUSED(test, "tx", -EPROBE_DEFER);
	KUNIT_EXPECT_EQ(test, of_dma_controller_register(NULL, of_dma_xlate_by_chan_id, NULL),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, of_dma_controller_register(slave_client->of_node, NULL, NULL),
			-EINVAL);
	KUNIT_EXPECT_EQ(test, slave_engine.allocs, 0U);
}

static bool dma_slave_test_filter(struct dma_chan *chan, void *cell)
{
	return chan->chan_id == *(int *)cell;
}

/* The filter of an engine names channels of devices that have no node. */
static void dma_slave_test_without_node(struct kunit *test)
{
	static int cells[NR_CHANS] = { 0, 1 };
	const struct dma_slave_map map[] = {
		{ "other", "tx", &cells[0] },
		{ "dma-client", "rx", &cells[0] },
		{ "dma-client", "tx", &cells[1] },
	};
	struct dma_chan *chan;

	slave_client->of_node = NULL;
	EXPECT_REFUSED(test, "tx", -EPROBE_DEFER);
	EXPECT_REFUSED(test, NULL, -ENODEV);
	slave_engine.dma.filter = (struct dma_filter){
		dma_slave_test_filter, ARRAY_SIZE(map), map,
	};
	chan = dma_request_chan(slave_client, "tx");
	KUNIT_EXPECT_PTR_EQ(test, chan, &slave_engine.chans[1]);
	KUNIT_EXPECT_PTR_EQ(test, slave_engine.chans[1].slave, slave_client);
	EXPECT_REFUSED(test, "tx", -EPROBE_DEFER);
	EXPECT_REFUSED(test, "absent", -EPROBE_DEFER);
}

static struct {
	struct dma_router router;
	int error;		/* of the allocation, and then of the channel's configuration */
	int config_error;
	u32 freed;		/* sum of the routes that were freed */
	const char *target;	/* node of the engine */
} slave_route;

static void *slave_route_allocate(struct of_phandle_args *args, struct of_dma *ofdma)
{
	if (slave_route.error)
		return ERR_PTR(slave_route.error);
	args->np = of_node_get(slave_node(slave_route.target));
	args->args[0] = 1;
	return (void *)1000UL;
}

static void slave_route_free(struct device *dev, void *route_data)
{
	slave_route.freed += (u32)(unsigned long)route_data;
}

static int slave_router_config(struct dma_chan *chan)
{
	return slave_route.config_error;
}

/* A router replaces the entry, and its route is freed when the channel is released or refused. */
static void dma_slave_test_router(struct kunit *test)
{
	struct dma_router *router = &slave_route.router;
	struct device_node *np = slave_node("/router");
	struct dma_chan *chan;

	memset(&slave_route, 0, sizeof(slave_route));
	slave_route.target = "/engine";
	router->route_free = slave_route_free;
	slave_engine.dma.device_router_config = slave_router_config;
	slave_client->of_node = slave_node("/routed");
	KUNIT_EXPECT_EQ(test, of_dma_router_register(np, NULL, router), -EINVAL);
	KUNIT_EXPECT_EQ(test, of_dma_router_register(np, slave_route_allocate, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, of_dma_router_register(NULL, slave_route_allocate, router), -EINVAL);
	EXPECT_REFUSED(test, "tx", -EPROBE_DEFER);
	KUNIT_ASSERT_EQ(test, of_dma_router_register(np, slave_route_allocate, router), 0);

	chan = dma_request_chan(slave_client, "tx");
	KUNIT_ASSERT_PTR_EQ(test, chan, &slave_engine.chans[1]);
	KUNIT_EXPECT_PTR_EQ(test, chan->router, router);
	EXPECT_REFUSED(test, "tx", -ENODEV);	/* in use: the second route is freed */
	KUNIT_EXPECT_EQ(test, slave_route.freed, 1000U);
	dma_release_channel(chan);
	KUNIT_EXPECT_EQ(test, slave_route.freed, 2000U);
	KUNIT_EXPECT_NULL(test, chan->router);

	slave_route.config_error = -ERANGE;
	EXPECT_REFUSED(test, "tx", -ERANGE);
	KUNIT_EXPECT_EQ(test, slave_route.freed, 3000U);
	slave_route.target = "/driverless";
	EXPECT_REFUSED(test, "tx", -EPROBE_DEFER);
	KUNIT_EXPECT_EQ(test, slave_route.freed, 4000U);
	slave_route.target = "/router";		/* itself */
	EXPECT_REFUSED(test, "tx", -EINVAL);
	KUNIT_EXPECT_EQ(test, slave_route.freed, 5000U);
	slave_route.error = -ENOSPC;
	EXPECT_REFUSED(test, "tx", -ENODEV);
	slave_route.error = -EPROBE_DEFER;
	EXPECT_REFUSED(test, "tx", -EPROBE_DEFER);
	KUNIT_EXPECT_EQ(test, slave_route.freed, 5000U);
	of_dma_controller_free(np);
	EXPECT_REFUSED(test, "tx", -EPROBE_DEFER);
}

/* The filter of of_dma_simple_xlate() gets the cell of the entry. */
static void dma_slave_test_simple_xlate(struct kunit *test)
{
	struct of_dma_filter_info *info = &slave_engine.filter;
	struct dma_chan *chan;

	of_dma_controller_free(slave_node("/engine"));
	KUNIT_ASSERT_EQ(test, of_dma_controller_register(slave_node("/engine"),
							 of_dma_simple_xlate, info), 0);
	EXPECT_REFUSED(test, "tx", -ENODEV);
	info->filter_fn = dma_slave_test_filter;
	dma_cap_set(DMA_SLAVE, info->dma_cap);
	/* The engine's device must not have the node of another engine. */
	EXPECT_REFUSED(test, "tx", -ENODEV);
	slave_engine.dma.dev->of_node = slave_node("/engine");
	chan = of_dma_request_slave_channel(slave_node("/client"), "tx");
	KUNIT_ASSERT_FALSE(test, IS_ERR(chan));
	KUNIT_EXPECT_PTR_EQ(test, chan, &slave_engine.chans[1]);
	dma_release_channel(chan);
}

/* The channel is released when the driver of the client is unbound. */
static void dma_slave_test_managed(struct kunit *test)
{
	struct device *dev = root_device_register("dma-client-2");
	struct dma_chan *chan;

	KUNIT_ASSERT_FALSE(test, IS_ERR(dev));
	dev->of_node = slave_node("/client");
	chan = devm_dma_request_chan(dev, "tx");
	KUNIT_EXPECT_FALSE(test, IS_ERR(chan));
	KUNIT_EXPECT_EQ(test, PTR_ERR_OR_ZERO(devm_dma_request_chan(dev, "tx")), -ENODEV);
	root_device_unregister(dev);
	KUNIT_EXPECT_EQ(test, slave_engine.chans[1].client_count, 0);
	KUNIT_EXPECT_EQ(test, slave_engine.frees, slave_engine.allocs);
}

/* A driver may return a number of descriptors.  If it returns an error, the channel stays free. */
static void dma_slave_test_alloc(struct kunit *test)
{
	struct dma_chan *chan;

	slave_engine.alloc_ret = 64;
	chan = dma_get_any_slave_channel(&slave_engine.dma);
	KUNIT_EXPECT_PTR_EQ(test, chan, &slave_engine.chans[0]);
	if (chan)
		dma_release_channel(chan);
	slave_engine.alloc_ret = -EBUSY;
	KUNIT_EXPECT_NULL(test, dma_get_slave_channel(&slave_engine.chans[0]));
	slave_engine.alloc_ret = 0;
	slave_engine.dma.leaving = true;
	KUNIT_EXPECT_NULL(test, dma_get_slave_channel(&slave_engine.chans[0]));
	slave_engine.dma.leaving = false;
	dma_cap_clear(DMA_SLAVE, slave_engine.dma.cap_mask);
	KUNIT_EXPECT_NULL(test, dma_get_any_slave_channel(&slave_engine.dma));
	KUNIT_EXPECT_EQ(test, slave_engine.chans[0].client_count, 0);
}

/* An engine with a capability but without its operation is refused. */
static void dma_slave_test_incomplete(struct kunit *test)
{
	struct dma_device *dma = &slave_engine.dma;

	dma_async_device_unregister(dma);
	dma->device_prep_dma_cyclic = NULL;
	KUNIT_EXPECT_EQ(test, dma_async_device_register(dma), -EIO);
	dma_cap_clear(DMA_CYCLIC, dma->cap_mask);
	KUNIT_EXPECT_EQ(test, dma_async_device_register(dma), 0);
}

/* ---- transfers ------------------------------------------------------------------------------- */

static void dma_slave_test_caps(struct kunit *test)
{
	struct dma_chan *chan = &slave_engine.chans[1];
	struct dma_device *dma = &slave_engine.dma;
	struct dma_slave_caps caps;

	KUNIT_EXPECT_EQ(test, dma_get_slave_caps(NULL, &caps), -EINVAL);
	KUNIT_EXPECT_EQ(test, dma_get_slave_caps(chan, NULL), -EINVAL);
	KUNIT_EXPECT_EQ(test, dma_get_slave_caps(chan, &caps), 0);
	KUNIT_EXPECT_EQ(test, caps.directions, (u32)BIT(DMA_MEM_TO_DEV));
	KUNIT_EXPECT_EQ(test, caps.src_addr_widths, (u32)BIT(DMA_SLAVE_BUSWIDTH_4_BYTES));
	KUNIT_EXPECT_EQ(test, caps.dst_addr_widths, 0U);
	KUNIT_EXPECT_EQ(test, caps.max_burst, 3U);
	KUNIT_EXPECT_FALSE(test, caps.cmd_pause || caps.cmd_resume || caps.cmd_terminate);
	dma->device_pause = slave_pause;
	dma->device_caps = slave_caps;
	KUNIT_EXPECT_EQ(test, dma_get_slave_caps(chan, &caps), 0);
	KUNIT_EXPECT_TRUE(test, caps.cmd_pause);
	KUNIT_EXPECT_EQ(test, caps.max_burst, 11U);
	dma->directions = 0;
	KUNIT_EXPECT_EQ(test, dma_get_slave_caps(chan, &caps), -ENXIO);
	dma->directions = BIT(DMA_MEM_TO_DEV);
	dma_cap_zero(dma->cap_mask);
	KUNIT_EXPECT_EQ(test, dma_get_slave_caps(chan, &caps), -ENXIO);
}

/* Operations that the engine lacks fail.  Those that it has get the arguments of the client. */
static void dma_slave_test_operations(struct kunit *test)
{
	struct dma_slave_config config = { .dst_addr = 0x1000, .dst_maxburst = 8 };
	struct dma_chan *chan = &slave_engine.chans[0];
	struct dma_device *dma = &slave_engine.dma;

	KUNIT_EXPECT_EQ(test, dmaengine_slave_config(chan, &config), -ENOSYS);
	KUNIT_EXPECT_EQ(test, dmaengine_pause(chan), -ENOSYS);
	KUNIT_EXPECT_EQ(test, dmaengine_resume(chan), -ENOSYS);
	dma->device_config = slave_config;
	dma->device_pause = slave_pause;
	dma->device_resume = slave_resume;
	KUNIT_EXPECT_EQ(test, dmaengine_slave_config(chan, &config), 0);
	KUNIT_EXPECT_EQ(test, slave_engine.config.dst_addr, (phys_addr_t)0x1000);
	KUNIT_EXPECT_EQ(test, dmaengine_pause(chan), 0);
	KUNIT_EXPECT_TRUE(test, slave_engine.paused);
	KUNIT_EXPECT_EQ(test, dmaengine_resume(chan), 0);
	KUNIT_EXPECT_FALSE(test, slave_engine.paused);
	dma->device_prep_slave_sg = NULL;
	dma->device_prep_dma_cyclic = NULL;
	KUNIT_EXPECT_NULL(test, dmaengine_prep_slave_single(chan, 16, 4, DMA_MEM_TO_DEV, 0));
	KUNIT_EXPECT_NULL(test, dmaengine_prep_dma_cyclic(chan, 16, 4, 2, DMA_MEM_TO_DEV, 0));
	KUNIT_EXPECT_NULL(test, dmaengine_prep_slave_single(NULL, 16, 4, DMA_MEM_TO_DEV, 0));
	KUNIT_EXPECT_TRUE(test, is_slave_direction(DMA_DEV_TO_MEM));
	KUNIT_EXPECT_FALSE(test, is_slave_direction(DMA_MEM_TO_MEM));
}

static void dma_slave_test_transfer(struct kunit *test)
{
	struct dma_chan *chan = &slave_engine.chans[0];
	struct dma_async_tx_descriptor *tx;
	struct dma_tx_state state;
	dma_cookie_t cookie;

	tx = dmaengine_prep_dma_cyclic(chan, 0x100, 64, 16, DMA_DEV_TO_MEM, DMA_CTRL_ACK);
	KUNIT_ASSERT_NOT_NULL(test, tx);
	KUNIT_EXPECT_EQ(test, slave_engine.period, (size_t)16);
	KUNIT_EXPECT_TRUE(test, async_tx_test_ack(tx));
	async_tx_clear_ack(tx);
	KUNIT_EXPECT_FALSE(test, async_tx_test_ack(tx));
	async_tx_ack(tx);
	KUNIT_EXPECT_TRUE(test, async_tx_test_ack(tx));
	KUNIT_EXPECT_EQ(test, dmaengine_desc_free(tx), -EPERM);
	kfree(tx);

	tx = dmaengine_prep_slave_single(chan, 0x200, 48, DMA_MEM_TO_DEV, 0);
	KUNIT_ASSERT_NOT_NULL(test, tx);
	KUNIT_EXPECT_PTR_EQ(test, tx->chan, chan);
	KUNIT_EXPECT_EQ(test, slave_engine.addr, (dma_addr_t)0x200);
	KUNIT_EXPECT_EQ(test, slave_engine.len, (size_t)48);
	KUNIT_EXPECT_EQ(test, slave_engine.dir, DMA_MEM_TO_DEV);
	tx->callback = dma_slave_test_called;
	/* A descriptor that is reused is freed by the client. */
	KUNIT_EXPECT_EQ(test, dmaengine_desc_set_reuse(tx), -EPERM);
	slave_engine.dma.descriptor_reuse = true;
	KUNIT_EXPECT_EQ(test, dmaengine_desc_set_reuse(tx), 0);
	for (unsigned int i = 1; i <= 2; i++) {
		cookie = dmaengine_submit(tx);
		KUNIT_EXPECT_EQ(test, dmaengine_tx_status(chan, cookie, &state), DMA_IN_PROGRESS);
		KUNIT_EXPECT_EQ(test, state.used, cookie);
		KUNIT_EXPECT_EQ(test, state.residue, 5U);
		dma_async_issue_pending(chan);
		KUNIT_EXPECT_EQ(test, slave_engine.calls, i);
		KUNIT_EXPECT_EQ(test, dmaengine_tx_status(chan, cookie, NULL), DMA_COMPLETE);
	}
	dmaengine_desc_clear_reuse(tx);
	KUNIT_EXPECT_EQ(test, dmaengine_desc_free(tx), -EPERM);
	tx->flags = (enum dma_ctrl_flags)(tx->flags | DMA_CTRL_REUSE);
	KUNIT_EXPECT_EQ(test, dmaengine_desc_free(tx), 0);
	chan->private = NULL;
}

/* The cookies between the last completed and the last used one are in progress; cookies wrap. */
static void dma_slave_test_cookies(struct kunit *test)
{
	static const struct { dma_cookie_t cookie, complete, used; bool done; } cases[] = {
		{ 5, 5, 7, true },	{ 6, 5, 7, false },   { 7, 5, 7, false },
		{ 8, 5, 7, true },	{ 7, 7, 7, true },    { S32_MAX, S32_MAX - 1, 2, false },
		{ 2, S32_MAX, 2, false }, { 3, S32_MAX, 2, true }, { S32_MAX, S32_MAX, 2, true },
	};

	for (unsigned int i = 0; i < ARRAY_SIZE(cases); i++)
		KUNIT_EXPECT_EQ_MSG(test, dma_async_is_complete(cases[i].cookie, cases[i].complete,
								cases[i].used),
				    cases[i].done ? DMA_COMPLETE : DMA_IN_PROGRESS, "case %u", i);
}

static int slave_attach(struct dma_async_tx_descriptor *desc, void *data, size_t len)
{
	return (int)len;
}

static void *slave_get_ptr(struct dma_async_tx_descriptor *desc, size_t *payload_len,
			   size_t *max_len)
{
	*max_len = 20;
	return desc;
}

/* Metadata is passed to the engine, in one mode for each descriptor. */
static void dma_slave_test_metadata(struct kunit *test)
{
	struct dma_descriptor_metadata_ops ops = {
		.attach = slave_attach, .get_ptr = slave_get_ptr,
	};
	struct dma_async_tx_descriptor tx = {};
	size_t used, most;

	dma_async_tx_descriptor_init(&tx, &slave_engine.chans[0]);
	KUNIT_EXPECT_EQ(test, dmaengine_desc_attach_metadata(NULL, &used, 3), -EINVAL);
	KUNIT_EXPECT_EQ(test, dmaengine_desc_attach_metadata(&tx, &used, 3), -ENOTSUPP);
	slave_engine.dma.desc_metadata_modes = DESC_METADATA_CLIENT;
	KUNIT_EXPECT_EQ(test, dmaengine_desc_attach_metadata(&tx, &used, 3), -ENOTSUPP);
	tx.metadata_ops = &ops;
	KUNIT_EXPECT_EQ(test, PTR_ERR(dmaengine_desc_get_metadata_ptr(&tx, &used, &most)),
			-ENOTSUPP);
	KUNIT_EXPECT_EQ(test, dmaengine_desc_attach_metadata(&tx, &used, 3), 3);
	slave_engine.dma.desc_metadata_modes |= DESC_METADATA_ENGINE;
	KUNIT_EXPECT_EQ(test, PTR_ERR(dmaengine_desc_get_metadata_ptr(&tx, &used, &most)),
			-EINVAL);
	tx.desc_metadata_mode = DESC_METADATA_NONE;
	KUNIT_EXPECT_PTR_EQ(test, dmaengine_desc_get_metadata_ptr(&tx, &used, &most), (void *)&tx);
	KUNIT_EXPECT_EQ(test, most, 20U);
	KUNIT_EXPECT_EQ(test, dmaengine_desc_set_metadata_len(&tx, 3), -ENOTSUPP);
	KUNIT_EXPECT_EQ(test, dmaengine_desc_attach_metadata(&tx, &used, 3), -EINVAL);
}

static struct kunit_case dma_slave_cases[] = {
	KUNIT_CASE(dma_slave_test_names),
	KUNIT_CASE(dma_slave_test_several),
	KUNIT_CASE(dma_slave_test_absent),
	KUNIT_CASE(dma_slave_test_without_node),
	KUNIT_CASE(dma_slave_test_router),
	KUNIT_CASE(dma_slave_test_simple_xlate),
	KUNIT_CASE(dma_slave_test_managed),
	KUNIT_CASE(dma_slave_test_alloc),
	KUNIT_CASE(dma_slave_test_incomplete),
	KUNIT_CASE(dma_slave_test_caps),
	KUNIT_CASE(dma_slave_test_operations),
	KUNIT_CASE(dma_slave_test_transfer),
	KUNIT_CASE(dma_slave_test_metadata),
	KUNIT_CASE(dma_slave_test_cookies),
	{}
};

static struct kunit_suite dma_slave_suite = {
	.name = "dma_slave",
	.init = dma_slave_test_init,
	.exit = dma_slave_test_exit,
	.test_cases = dma_slave_cases,
};
kunit_test_suite(dma_slave_suite);
