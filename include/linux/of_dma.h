/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_OF_DMA_H
#define LINUX_OF_DMA_H

/*
 * DMA engines in the device tree, for drivers of engines.  A device lists its channels in the
 * property "dmas", each entry with the phandle of an engine and as many cells as the engine's
 * property "#dma-cells" states, and their names in "dma-names".  Clients call dma_request_chan()
 * (<linux/dmaengine.h>).
 *
 * Context: thread.
 */

#include <linux/dmaengine.h>
#include <linux/list.h>
#include <linux/of.h>
#include <linux/types.h>

/* A registered engine. */
struct of_dma {
	struct list_head of_dma_controllers;	/* link in the list of engines */
	struct device_node *of_node;
	struct dma_chan *(*of_dma_xlate)(struct of_phandle_args *args, struct of_dma *ofdma);
	void *of_dma_data;			/* for of_dma_xlate */
	/* of a router: */
	void *(*of_dma_route_allocate)(struct of_phandle_args *args, struct of_dma *ofdma);
	struct dma_router *dma_router;
};

/* The data of an engine that is registered with of_dma_simple_xlate(). */
struct of_dma_filter_info {
	dma_cap_mask_t dma_cap;
	dma_filter_fn filter_fn;
};

/*
 * Register the engine of the node @np.  The function of_dma_xlate() requests the channel for an
 * entry, and returns NULL if this channel is not free, or an ERR_PTR().  Its data must exist until
 * of_dma_controller_free(), which the caller calls before it unregisters the engine.  Returns 0;
 * -EINVAL if @np or the function is NULL; or -ENOMEM.
 */
int of_dma_controller_register(struct device_node *np,
			       struct dma_chan *(*of_dma_xlate)(struct of_phandle_args *args,
								struct of_dma *ofdma),
			       void *data);
void of_dma_controller_free(struct device_node *np);

/*
 * Register the router of the node @np, which of_dma_controller_free() removes.  For an entry with
 * the phandle of the router, the function of_dma_route_allocate() connects a request line, and
 * replaces *args by the entry for the engine, with a reference of its node in args->np.  It returns
 * what route_free() gets, or an ERR_PTR().  The engine must not be a router: a request then fails
 * with -EINVAL and a message.  Returns 0, -EINVAL if an argument is NULL, or -ENOMEM.
 */
int of_dma_router_register(struct device_node *np,
			   void *(*of_dma_route_allocate)(struct of_phandle_args *args,
							  struct of_dma *ofdma),
			   struct dma_router *dma_router);

/*
 * Request the channel with this name in the properties of @np.  Returns an ERR_PTR() like
 * dma_request_chan(), which clients call.
 */
struct dma_chan *of_dma_request_slave_channel(struct device_node *np, const char *name);

/*
 * Functions of_dma_xlate() for engines with one cell:
 *
 *	of_dma_simple_xlate	the data is a struct of_dma_filter_info, whose filter gets a pointer
 *				to the cell, and accepts the channel.  The request is limited to the
 *				engine of the entry's node
 *	of_dma_xlate_by_chan_id	the data is a struct dma_device, and the cell the number of its
 *				channel
 */
struct dma_chan *of_dma_simple_xlate(struct of_phandle_args *args, struct of_dma *ofdma);
struct dma_chan *of_dma_xlate_by_chan_id(struct of_phandle_args *args, struct of_dma *ofdma);

#endif /* LINUX_OF_DMA_H */
