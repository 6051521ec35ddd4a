/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_DMAENGINE_H
#define LINUX_DMAENGINE_H

/*
 * Copy memory with DMA engines, and transfer data between memory and the FIFO registers of devices.
 * This is the part of Linux's interface for copies, transfers of scatter lists and cyclic transfers
 * (Documentation/driver-api/dmaengine in Linux).  A channel has at most one client at a time.
 *
 * A client requests a channel, maps its buffers for chan->device->dev, prepares a transfer, submits
 * it, and starts it with dma_async_issue_pending().  A channel executes transfers in the order of
 * their submission.  When a transfer has ended, its callback runs in an interrupt or a worker.  The
 * callback must not sleep, but may prepare and submit transfers.
 *
 * A client that transfers data to or from a device requests the channel that the device tree names
 * with dma_request_chan(), and sets the address and the width of the device's register with
 * dmaengine_slave_config().  Quarry's own engines (drivers/dma/copier.h) only copy memory.
 *
 * Addresses are bus addresses of the engine (dma_addr_t).  Lengths are in bytes.
 */

#include <linux/bitmap.h>
#include <linux/bits.h>
#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/gfp_types.h>
#include <linux/kref.h>
#include <linux/list.h>
#include <linux/scatterlist.h>
#include <linux/types.h>

typedef s32 dma_cookie_t;	/* positive number of a submitted transfer, or -errno */
#define DMA_MIN_COOKIE	1

static inline int dma_submit_error(dma_cookie_t cookie)
{
	return cookie < 0 ? cookie : 0;
}

enum dma_status {
	DMA_COMPLETE,
	DMA_IN_PROGRESS,
	DMA_PAUSED,
	DMA_ERROR,		/* the transfer failed, or a wait for it timed out */
	DMA_OUT_OF_ORDER,	/* the engine does not end transfers in their order */
};

/*
 * The capabilities of engines.  Clients can prepare transfers of the types DMA_MEMCPY, DMA_SLAVE
 * and DMA_CYCLIC.  The others exist for drivers of engines that name them.
 */
enum dma_transaction_type {
	DMA_MEMCPY,
	DMA_XOR,
	DMA_PQ,
	DMA_XOR_VAL,
	DMA_PQ_VAL,
	DMA_MEMSET,
	DMA_MEMSET_SG,
	DMA_INTERRUPT,
	DMA_PRIVATE,		/* all channels are private, whether this is set or not */
	DMA_ASYNC_TX,
	DMA_SLAVE,
	DMA_CYCLIC,
	DMA_INTERLEAVE,
	DMA_COMPLETION_NO_ORDER,
	DMA_REPEAT,
	DMA_LOAD_EOT,
	DMA_TX_TYPE_END,
};

enum dma_transfer_direction {
	DMA_MEM_TO_MEM,
	DMA_MEM_TO_DEV,
	DMA_DEV_TO_MEM,
	DMA_DEV_TO_DEV,
	DMA_TRANS_NONE,
};

static inline const char *dmaengine_get_direction_text(enum dma_transfer_direction dir)
{
	static const char *const text[] = {
		"MEM_TO_MEM", "MEM_TO_DEV", "DEV_TO_MEM", "DEV_TO_DEV",
	};

	return (unsigned int)dir < DMA_TRANS_NONE ? text[dir] : "invalid";
}

/* Return true if a device is the source or the destination. */
static inline bool is_slave_direction(enum dma_transfer_direction direction)
{
	return direction == DMA_MEM_TO_DEV || direction == DMA_DEV_TO_MEM ||
	       direction == DMA_DEV_TO_DEV;
}

/*
 * Flags of a transfer.  Quarry's own engines ignore all of them: each copy raises an interrupt, and
 * a descriptor is freed after its callback.
 */
enum dma_ctrl_flags {
	DMA_PREP_INTERRUPT = BIT(0),	/* call the callback at the end of the transfer */
	DMA_CTRL_ACK = BIT(1),		/* the client does not refer to the descriptor any more */
	DMA_PREP_PQ_DISABLE_P = BIT(2),
	DMA_PREP_PQ_DISABLE_Q = BIT(3),
	DMA_PREP_CONTINUE = BIT(4),
	DMA_PREP_FENCE = BIT(5),	/* later transfers depend on the result of this one */
	DMA_CTRL_REUSE = BIT(6),	/* see dmaengine_desc_set_reuse() */
	DMA_PREP_CMD = BIT(7),		/* the data is a command for the device */
	DMA_PREP_REPEAT = BIT(8),
	DMA_PREP_LOAD_EOT = BIT(9),
};

typedef struct {
	DECLARE_BITMAP(bits, DMA_TX_TYPE_END);
} dma_cap_mask_t;

#define dma_cap_zero(mask)		bitmap_zero((mask).bits, DMA_TX_TYPE_END)
#define dma_cap_set(tx, mask)		__set_bit(tx, (mask).bits)
#define dma_cap_clear(tx, mask)		__clear_bit(tx, (mask).bits)
#define dma_has_cap(tx, mask)		test_bit(tx, (mask).bits)
#define for_each_dma_cap_mask(cap, mask) for_each_set_bit(cap, (mask).bits, DMA_TX_TYPE_END)

enum dmaengine_alignment {		/* log2 of bytes */
	DMAENGINE_ALIGN_1_BYTE = 0,
	DMAENGINE_ALIGN_2_BYTES = 1,
	DMAENGINE_ALIGN_4_BYTES = 2,
	DMAENGINE_ALIGN_8_BYTES = 3,
	DMAENGINE_ALIGN_16_BYTES = 4,
	DMAENGINE_ALIGN_32_BYTES = 5,
	DMAENGINE_ALIGN_64_BYTES = 6,
	DMAENGINE_ALIGN_128_BYTES = 7,
	DMAENGINE_ALIGN_256_BYTES = 8,
};

struct dma_device;
struct device_node;

/* Width of a register of a device, in bytes.  Masks of widths have BIT(width) set. */
enum dma_slave_buswidth {
	DMA_SLAVE_BUSWIDTH_UNDEFINED = 0,
	DMA_SLAVE_BUSWIDTH_1_BYTE = 1,
	DMA_SLAVE_BUSWIDTH_2_BYTES = 2,
	DMA_SLAVE_BUSWIDTH_3_BYTES = 3,
	DMA_SLAVE_BUSWIDTH_4_BYTES = 4,
	DMA_SLAVE_BUSWIDTH_8_BYTES = 8,
	DMA_SLAVE_BUSWIDTH_16_BYTES = 16,
	DMA_SLAVE_BUSWIDTH_32_BYTES = 32,
	DMA_SLAVE_BUSWIDTH_64_BYTES = 64,
	DMA_SLAVE_BUSWIDTH_128_BYTES = 128,
};

/* How a channel reaches the register of a device.  The other side of the transfer is memory. */
struct dma_slave_config {
	enum dma_transfer_direction direction;	/* deprecated: transfers have a direction */
	phys_addr_t src_addr;			/* register to read, for DMA_DEV_TO_MEM */
	phys_addr_t dst_addr;			/* register to write, for DMA_MEM_TO_DEV */
	enum dma_slave_buswidth src_addr_width;
	enum dma_slave_buswidth dst_addr_width;
	u32 src_maxburst;			/* words of src_addr_width in one burst */
	u32 dst_maxburst;			/* words of dst_addr_width in one burst */
	u32 src_port_window_size;		/* words of the area at src_addr; 0: one register */
	u32 dst_port_window_size;
	bool device_fc;				/* the device controls the flow */
	void *peripheral_config;		/* for the driver of the engine */
	size_t peripheral_size;			/* bytes of peripheral_config */
};

/* After which parts of a transfer the residue in struct dma_tx_state decreases. */
enum dma_residue_granularity {
	DMA_RESIDUE_GRANULARITY_DESCRIPTOR = 0,	/* only at its end */
	DMA_RESIDUE_GRANULARITY_SEGMENT = 1,	/* entries of the scatter list, or periods */
	DMA_RESIDUE_GRANULARITY_BURST = 2,
};

/* What a channel supports; dma_get_slave_caps() fills this structure. */
struct dma_slave_caps {
	u32 src_addr_widths, dst_addr_widths;	/* masks of widths */
	u32 directions;				/* mask of enum dma_transfer_direction */
	u32 min_burst, max_burst;		/* words of a burst */
	u32 max_sg_burst;			/* entries of a scatter list; 0: any number */
	bool cmd_pause, cmd_resume, cmd_terminate;
	enum dma_residue_granularity residue_granularity;
	bool descriptor_reuse;			/* see dmaengine_desc_set_reuse() */
};

/* A device for messages about a channel.  It is on no bus. */
struct dma_chan_dev {
	struct dma_chan *chan;
	struct list_head list;		/* used by the core: link in device->chan_devs */
	struct device device;		/* its parent is the engine */
	int dev_id;			/* number of the engine */
	bool chan_dma_dev;		/* ignored: memory is mapped for the engine */
};

/* Hardware that connects a device with a channel: see of_dma_router_register(). */
struct dma_router {
	struct device *dev;
	/* Called when the client releases the channel.  May sleep. */
	void (*route_free)(struct device *dev, void *route_data);
};

struct dma_chan {
	struct dma_device *device;
	struct dma_chan_dev *dev;	/* of the core, from registration until unregistration */
	struct device *slave;		/* device of dma_request_chan(), or NULL */
	dma_cookie_t cookie;		/* cookie of the last submitted transfer */
	dma_cookie_t completed_cookie;	/* cookie of the last finished transfer */
	int chan_id;			/* number of the channel within the engine */
	int client_count;		/* 0 or 1; protected by the core's lock */
	struct list_head device_node;	/* link in device->channels */
	struct dma_router *router;	/* of the device tree, for this client; or NULL */
	void *route_data;		/* for router->route_free() */
	void *__keyword(private);	/* for use by the client */
};

/* Return the channel's name, such as "dma0chan3". */
static inline const char *dma_chan_name(const struct dma_chan *chan)
{
	return dev_name(&chan->dev->device);
}

enum dmaengine_tx_result {
	DMA_TRANS_NOERROR,
	DMA_TRANS_READ_FAILED,
	DMA_TRANS_WRITE_FAILED,
	DMA_TRANS_ABORTED,		/* unspecified error */
};

struct dmaengine_result {
	enum dmaengine_tx_result result;
	u32 residue;			/* bytes not transferred, if known */
};

/* Where data is that belongs to a transfer, besides its payload. */
enum dma_desc_metadata_mode {
	DESC_METADATA_NONE = 0,
	DESC_METADATA_CLIENT = BIT(0),	/* in memory of the client */
	DESC_METADATA_ENGINE = BIT(1),	/* in memory of the engine */
};

struct dma_async_tx_descriptor;

struct dma_descriptor_metadata_ops {
	int (*attach)(struct dma_async_tx_descriptor *desc, void *data, size_t len);
	void *(*get_ptr)(struct dma_async_tx_descriptor *desc, size_t *payload_len,
			 size_t *max_len);
	int (*set_len)(struct dma_async_tx_descriptor *desc, size_t payload_len);
};

/*
 * Mapped pieces of memory of @len bytes each, which are unmapped when a transfer ends: first to_cnt
 * pieces that the engine reads, then from_cnt pieces that it writes, then bidi_cnt pieces that it
 * reads and writes, or none if the address is 0.
 */
struct dmaengine_unmap_data {
	u16 map_cnt;			/* entries of addr[] */
	u8 to_cnt, from_cnt, bidi_cnt;
	struct device *dev;
	struct kref kref;
	size_t len;
	dma_addr_t addr[];
};

typedef void (*dma_async_tx_callback)(void *param);
typedef void (*dma_async_tx_callback_result)(void *param, const struct dmaengine_result *result);

/*
 * A prepared transfer.  The engine owns it from submission on, and frees it after the callback,
 * unless the client reuses it.
 */
struct dma_async_tx_descriptor {
	dma_cookie_t cookie;
	enum dma_ctrl_flags flags;
	dma_addr_t phys;		/* address of the descriptor, if the engine reads one */
	struct dma_chan *chan;
	dma_cookie_t (*tx_submit)(struct dma_async_tx_descriptor *tx);
	int (*desc_free)(struct dma_async_tx_descriptor *tx);	/* only if it can be reused */
	dma_async_tx_callback callback;			/* may be NULL */
	dma_async_tx_callback_result callback_result;	/* replaces callback unless NULL */
	void *callback_param;
	struct dmaengine_unmap_data *unmap;		/* of dma_set_unmap() */
	enum dma_desc_metadata_mode desc_metadata_mode;	/* mode in use */
	struct dma_descriptor_metadata_ops *metadata_ops;	/* of the engine, or NULL */
};

struct dma_tx_state {
	dma_cookie_t last, used;
	u32 residue;			/* bytes of the transfer that are not transferred yet */
	u32 in_flight_bytes;		/* bytes that the engine holds; 0 if unknown */
};

/* Results of the operations that compute or check parity. */
enum sum_check_bits {
	SUM_CHECK_P = 0,
	SUM_CHECK_Q = 1,
};

enum sum_check_flags {
	SUM_CHECK_P_RESULT = 1 << SUM_CHECK_P,	/* set: the sum is wrong */
	SUM_CHECK_Q_RESULT = 1 << SUM_CHECK_Q,
};

/* A part of a frame, and the gaps behind it, in bytes. */
struct data_chunk {
	size_t size;
	size_t icg;
	size_t dst_icg;		/* 0: icg, as src_icg */
	size_t src_icg;
};

/* A transfer of @numf frames, each of @frame_size chunks. */
struct dma_interleaved_template {
	dma_addr_t src_start;
	dma_addr_t dst_start;
	enum dma_transfer_direction dir;
	bool src_inc, dst_inc;	/* the address increases */
	bool src_sgl, dst_sgl;	/* the gaps apply */
	size_t numf;
	size_t frame_size;
	struct data_chunk sgl[];
};

/* A piece of memory for device_prep_peripheral_dma_vec(). */
struct dma_vec {
	dma_addr_t addr;
	size_t len;
};

#define DMA_HAS_PQ_CONTINUE	BIT(15)

typedef bool (*dma_filter_fn)(struct dma_chan *chan, void *param);

/* Channels of devices without a node: the filter accepts the channel if it gets @param. */
struct dma_slave_map {
	const char *devname;		/* of the client */
	const char *slave;		/* name of the channel */
	void *param;
};

struct dma_filter {
	dma_filter_fn fn;
	int mapcnt;			/* entries of @map */
	const struct dma_slave_map *map;
};

/*
 * An engine.  The driver of the engine provides the channels, the capabilities and the operations,
 * as in Linux.  Unless noted, an operation is optional and must not sleep.
 */
struct dma_device {
	struct list_head channels;	/* struct dma_chan, linked by device_node */
	struct list_head global_node;	/* link in the core's list of engines */
	unsigned int chancnt;		/* number of channels; set by the core */
	unsigned int privatecnt;	/* ignored: all channels are private */
	struct list_head chan_devs;	/* used by the core: struct dma_chan_dev of all channels */
	unsigned int nr_clients;	/* used by the core: number of channels that are in use */
	bool leaving;			/* used by the core: refuse requests for channels */
	dma_cap_mask_t cap_mask;
	struct dma_filter filter;	/* for dma_request_chan() of devices without a node */
	enum dmaengine_alignment copy_align;	/* of addresses and lengths, as log2 */
	enum dmaengine_alignment xor_align, pq_align, fill_align;	/* the same */
	unsigned short max_xor, max_pq;		/* sources, and DMA_HAS_PQ_CONTINUE */
	enum dma_desc_metadata_mode desc_metadata_modes;	/* the supported ones */
	int dev_id;			/* number of the engine, set by the core */
	struct module *owner;		/* ignored */
	struct device *dev;

	/* What dma_get_slave_caps() reports. */
	u32 src_addr_widths, dst_addr_widths, directions;
	u32 min_burst, max_burst, max_sg_burst;
	bool descriptor_reuse;
	enum dma_residue_granularity residue_granularity;

	/*
	 * Prepare a channel for a client.  May sleep.  Returns 0 or a positive number; -ENODEV if
	 * the channel does not exist; or another -errno.
	 */
	int (*device_alloc_chan_resources)(struct dma_chan *chan);
	/* Release what device_alloc_chan_resources() prepared.  May sleep. */
	void (*device_free_chan_resources)(struct dma_chan *chan);
	/*
	 * Prepare a transfer.  Returns NULL on failure.  DMA_MEMCPY requires the first of these
	 * operations, and DMA_CYCLIC the last.
	 */
	struct dma_async_tx_descriptor *(*device_prep_dma_memcpy)(struct dma_chan *chan,
								  dma_addr_t dst, dma_addr_t src,
								  size_t len, unsigned long flags);
	struct dma_async_tx_descriptor *(*device_prep_slave_sg)(
		struct dma_chan *chan, struct scatterlist *sgl, unsigned int sg_len,
		enum dma_transfer_direction direction, unsigned long flags, void *context);
	struct dma_async_tx_descriptor *(*device_prep_dma_cyclic)(
		struct dma_chan *chan, dma_addr_t buf_addr, size_t buf_len, size_t period_len,
		enum dma_transfer_direction direction, unsigned long flags);

	/* Optional transfers, for clients that call dmaengine_prep_...() of the same name. */
	struct dma_async_tx_descriptor *(*device_prep_dma_xor)(
		struct dma_chan *chan, dma_addr_t dst, dma_addr_t *src, unsigned int src_cnt,
		size_t len, unsigned long flags);
	struct dma_async_tx_descriptor *(*device_prep_dma_xor_val)(
		struct dma_chan *chan, dma_addr_t *src, unsigned int src_cnt, size_t len,
		enum sum_check_flags *result, unsigned long flags);
	struct dma_async_tx_descriptor *(*device_prep_dma_pq)(
		struct dma_chan *chan, dma_addr_t *dst, dma_addr_t *src, unsigned int src_cnt,
		const unsigned char *scf, size_t len, unsigned long flags);
	struct dma_async_tx_descriptor *(*device_prep_dma_pq_val)(
		struct dma_chan *chan, dma_addr_t *pq, dma_addr_t *src, unsigned int src_cnt,
		const unsigned char *scf, size_t len, enum sum_check_flags *pqres,
		unsigned long flags);
	struct dma_async_tx_descriptor *(*device_prep_dma_memset)(
		struct dma_chan *chan, dma_addr_t dest, int value, size_t len,
		unsigned long flags);
	struct dma_async_tx_descriptor *(*device_prep_dma_memset_sg)(
		struct dma_chan *chan, struct scatterlist *sg, unsigned int nents, int value,
		unsigned long flags);
	struct dma_async_tx_descriptor *(*device_prep_dma_interrupt)(struct dma_chan *chan,
								     unsigned long flags);
	struct dma_async_tx_descriptor *(*device_prep_peripheral_dma_vec)(
		struct dma_chan *chan, const struct dma_vec *vecs, size_t nents,
		enum dma_transfer_direction direction, unsigned long flags);
	struct dma_async_tx_descriptor *(*device_prep_interleaved_dma)(
		struct dma_chan *chan, struct dma_interleaved_template *xt, unsigned long flags);
	struct dma_async_tx_descriptor *(*device_prep_dma_imm_data)(
		struct dma_chan *chan, dma_addr_t dst, u64 data, unsigned long flags);

	/* Change what dma_get_slave_caps() reports for this channel. */
	void (*device_caps)(struct dma_chan *chan, struct dma_slave_caps *caps);
	int (*device_config)(struct dma_chan *chan, struct dma_slave_config *config);
	/* Prepare a channel with a router for its client.  May sleep.  Returns 0 or -errno. */
	int (*device_router_config)(struct dma_chan *chan);
	int (*device_pause)(struct dma_chan *chan);
	int (*device_resume)(struct dma_chan *chan);
	int (*device_terminate_all)(struct dma_chan *chan);
	/* Wait for running callbacks of terminated transfers.  May sleep. */
	void (*device_synchronize)(struct dma_chan *chan);
	/* Required. */
	enum dma_status (*device_tx_status)(struct dma_chan *chan, dma_cookie_t cookie,
					    struct dma_tx_state *state);
	void (*device_issue_pending)(struct dma_chan *chan);
};

/* ---- for drivers of engines ------------------------------------------------------------------ */

/*
 * Drop a reference, unless @unmap is NULL.  The last one unmaps the memory and frees the list.
 * Context: any.
 */
void dmaengine_unmap_put(struct dmaengine_unmap_data *unmap);

/*
 * Register an engine.  Returns 0, or -EINVAL or -EIO and a message if a required field is missing.
 * Context: thread.
 */
int dma_async_device_register(struct dma_device *device);
/* Unregister an engine.  Prints a message and waits until all channels are released. */
void dma_async_device_unregister(struct dma_device *device);
/* Register an engine that is unregistered when the driver is unbound. */
int dmaenginem_async_device_register(struct dma_device *device);

/* Called at the end of a transfer.  No other transfer depends on it. */
static inline void dma_run_dependencies(struct dma_async_tx_descriptor *tx)
{
}

/* Initialize a descriptor, which is zeroed, for a transfer of @chan.  Context: any. */
void dma_async_tx_descriptor_init(struct dma_async_tx_descriptor *tx, struct dma_chan *chan);

/*
 * Request this channel for a client; or any free channel of the engine, if it has DMA_SLAVE.  For
 * the function that finds the channel of a node (<linux/of_dma.h>).  Returns NULL if the channel
 * has a client or cannot be used.  Context: thread.
 */
struct dma_chan *dma_get_slave_channel(struct dma_chan *chan);
struct dma_chan *dma_get_any_slave_channel(struct dma_device *device);

/*
 * Unmap what dma_set_unmap() set, if anything: called when a transfer has ended, before its
 * callback, or when it is dropped.  Context: any.
 */
static inline void dma_descriptor_unmap(struct dma_async_tx_descriptor *tx)
{
	if (tx->unmap)
		dmaengine_unmap_put(tx->unmap);
	tx->unmap = NULL;
}

/* ---- for clients ----------------------------------------------------------------------------- */

/*
 * Request a free channel that has the capabilities in @mask and for which @fn returns true; @fn may
 * be NULL.  Unless @np is NULL, engines with another node are skipped.  If no channel is suitable,
 * dma_request_chan_by_mask() returns ERR_PTR(-ENODEV), and the other functions return NULL.
 * Context: thread.
 */
struct dma_chan *__dma_request_channel(const dma_cap_mask_t *mask, dma_filter_fn fn, void *param,
				       struct device_node *np);
#define dma_request_channel(mask, fn, param)	__dma_request_channel(&(mask), fn, param, NULL)
struct dma_chan *dma_request_chan_by_mask(const dma_cap_mask_t *mask);

/*
 * Request the channel that the property "dmas" of the device's node lists under this name in
 * "dma-names".  If several entries have the name, one whose channel is free is used.  For a device
 * without a node, request a channel that the filter of an engine names.  Returns an ERR_PTR():
 * -EPROBE_DEFER if the engine has no driver yet, or if no filter names a free channel; -ENODEV if
 * the node has no such entry, or if the channel is in use; or another error of the engine.  The
 * caller calls dma_release_channel().  The channel of devm_dma_request_chan() is released when the
 * driver of @dev is unbound.  Context: thread.
 */
struct dma_chan *dma_request_chan(struct device *dev, const char *name);
struct dma_chan *devm_dma_request_chan(struct device *dev, const char *name);

/* Request a channel like dma_request_chan(), but return NULL on failure. */
static inline struct dma_chan *dma_request_slave_channel(struct device *dev, const char *name)
{
	struct dma_chan *chan = dma_request_chan(dev, name);

	return IS_ERR(chan) ? NULL : chan;
}

/* Release a channel and drop its unfinished transfers.  Context: thread. */
void dma_release_channel(struct dma_chan *chan);

/* Return the device for which the client maps its buffers. */
static inline struct device *dmaengine_get_dma_device(struct dma_chan *chan)
{
	return chan->device->dev;
}

/*
 * Fill @caps.  Returns 0, -EINVAL if a pointer is NULL, or -ENXIO if the engine has neither
 * DMA_SLAVE nor DMA_CYCLIC, or does not state its directions.  Context: any.
 */
int dma_get_slave_caps(struct dma_chan *chan, struct dma_slave_caps *caps);

/*
 * Set the register of the device for later transfers.  Returns 0, -ENOSYS if the engine has no
 * configuration, or another -errno.
 */
static inline int dmaengine_slave_config(struct dma_chan *chan, struct dma_slave_config *config)
{
	return chan->device->device_config ? chan->device->device_config(chan, config) : -ENOSYS;
}

/*
 * Prepare a copy.  Returns NULL if memory is exhausted, if @len is 0, or if an address or @len has
 * an alignment that the engine does not support.
 */
static inline struct dma_async_tx_descriptor *
dmaengine_prep_dma_memcpy(struct dma_chan *chan, dma_addr_t dst, dma_addr_t src, size_t len,
			  unsigned long flags)
{
	if (!chan || !chan->device->device_prep_dma_memcpy)
		return NULL;
	return chan->device->device_prep_dma_memcpy(chan, dst, src, len, flags);
}

/*
 * Prepare to fill memory with a byte, to transfer frames with gaps, or pieces of memory to or from
 * the device.  They return NULL if the engine does not support this, or on failure.
 */
static inline struct dma_async_tx_descriptor *
dmaengine_prep_dma_memset(struct dma_chan *chan, dma_addr_t dest, int value, size_t len,
			  unsigned long flags)
{
	if (!chan || !chan->device->device_prep_dma_memset)
		return NULL;
	return chan->device->device_prep_dma_memset(chan, dest, value, len, flags);
}

static inline struct dma_async_tx_descriptor *
dmaengine_prep_interleaved_dma(struct dma_chan *chan, struct dma_interleaved_template *xt,
			       unsigned long flags)
{
	if (!chan || !chan->device->device_prep_interleaved_dma)
		return NULL;
	return chan->device->device_prep_interleaved_dma(chan, xt, flags);
}

static inline struct dma_async_tx_descriptor *
dmaengine_prep_peripheral_dma_vec(struct dma_chan *chan, const struct dma_vec *vecs, size_t nents,
				  enum dma_transfer_direction dir, unsigned long flags)
{
	if (!chan || !chan->device->device_prep_peripheral_dma_vec)
		return NULL;
	return chan->device->device_prep_peripheral_dma_vec(chan, vecs, nents, dir, flags);
}

/* The gap behind a chunk at the source, and at the destination, in bytes. */
static inline size_t dmaengine_get_icg(bool inc, bool sgl, size_t icg, size_t dir_icg)
{
	return !inc ? 0 : dir_icg ? dir_icg : sgl ? icg : 0;
}

static inline size_t dmaengine_get_dst_icg(struct dma_interleaved_template *xt,
					   struct data_chunk *chunk)
{
	return dmaengine_get_icg(xt->dst_inc, xt->dst_sgl, chunk->icg, chunk->dst_icg);
}

static inline size_t dmaengine_get_src_icg(struct dma_interleaved_template *xt,
					   struct data_chunk *chunk)
{
	return dmaengine_get_icg(xt->src_inc, xt->src_sgl, chunk->icg, chunk->src_icg);
}

/*
 * Return the number of sources that a P+Q operation with these flags can have.  A device that
 * cannot continue an operation needs one source for the old Q, and three for the old P and Q.
 */
static inline int dma_maxpq(struct dma_device *dma, unsigned long flags)
{
	int sources = dma->max_pq & ~DMA_HAS_PQ_CONTINUE;

	if (dma->max_pq & DMA_HAS_PQ_CONTINUE || !(flags & DMA_PREP_CONTINUE))
		return sources;
	return sources - (flags & DMA_PREP_PQ_DISABLE_P ? 1 : 3);
}

static inline void dma_set_maxpq(struct dma_device *dma, int maxpq, int has_pq_continue)
{
	dma->max_pq = (unsigned short)(maxpq | (has_pq_continue ? DMA_HAS_PQ_CONTINUE : 0));
}

/*
 * Prepare a transfer of @sg_len mapped entries of a scatter list to or from the device.  Returns
 * NULL on failure, for example if the channel has not been configured for this direction.
 */
static inline struct dma_async_tx_descriptor *
dmaengine_prep_slave_sg(struct dma_chan *chan, struct scatterlist *sgl, unsigned int sg_len,
			enum dma_transfer_direction dir, unsigned long flags)
{
	if (!chan || !chan->device->device_prep_slave_sg)
		return NULL;
	return chan->device->device_prep_slave_sg(chan, sgl, sg_len, dir, flags, NULL);
}

/* Prepare a transfer of one mapped buffer, in the same way. */
static inline struct dma_async_tx_descriptor *
dmaengine_prep_slave_single(struct dma_chan *chan, dma_addr_t buf, size_t len,
			    enum dma_transfer_direction dir, unsigned long flags)
{
	struct scatterlist sg;

	sg_init_table(&sg, 1);
	sg_dma_address(&sg) = buf;
	sg_dma_len(&sg) = (unsigned int)len;
	return dmaengine_prep_slave_sg(chan, &sg, 1, dir, flags);
}

/*
 * Prepare a transfer that repeats until it is terminated.  The callback is called after each period
 * of @period_len bytes.  Returns NULL on failure.
 */
static inline struct dma_async_tx_descriptor *
dmaengine_prep_dma_cyclic(struct dma_chan *chan, dma_addr_t buf_addr, size_t buf_len,
			  size_t period_len, enum dma_transfer_direction dir, unsigned long flags)
{
	if (!chan || !chan->device->device_prep_dma_cyclic)
		return NULL;
	return chan->device->device_prep_dma_cyclic(chan, buf_addr, buf_len, period_len, dir,
						    flags);
}

/*
 * Allocate a list of up to @nr pieces with one reference, for the client to fill in.  Returns NULL
 * if memory is exhausted.  The client drops its reference after dma_set_unmap(), which adds one for
 * the transfer, so that several transfers can share a list.  Context: as the GFP flags say.
 */
struct dmaengine_unmap_data *dmaengine_get_unmap_data(struct device *dev, int nr, gfp_t flags);

static inline void dma_set_unmap(struct dma_async_tx_descriptor *tx,
				 struct dmaengine_unmap_data *unmap)
{
	kref_get(&unmap->kref);
	tx->unmap = unmap;
}

static inline bool dmaengine_is_metadata_mode_supported(struct dma_chan *chan,
							enum dma_desc_metadata_mode mode)
{
	return chan && chan->device->desc_metadata_modes & mode;
}

/*
 * Attach the client's memory to a prepared transfer; or get the metadata of the descriptor, with
 * its used and its largest length in bytes, until the callback returns; and set the used length
 * before submission.  They return the result of the engine, or an error or ERR_PTR(): -EINVAL if
 * @desc is NULL or is used in the other mode; -ENOTSUPP if the engine does not support the mode.
 */
int dmaengine_desc_attach_metadata(struct dma_async_tx_descriptor *desc, void *data, size_t len);
void *dmaengine_desc_get_metadata_ptr(struct dma_async_tx_descriptor *desc, size_t *payload_len,
				      size_t *max_len);
int dmaengine_desc_set_metadata_len(struct dma_async_tx_descriptor *desc, size_t payload_len);

/* Acknowledge the descriptor, or test whether the client has done so: see DMA_CTRL_ACK. */
static inline void async_tx_ack(struct dma_async_tx_descriptor *tx)
{
	tx->flags = (enum dma_ctrl_flags)(tx->flags | DMA_CTRL_ACK);
}

static inline void async_tx_clear_ack(struct dma_async_tx_descriptor *tx)
{
	tx->flags = (enum dma_ctrl_flags)(tx->flags & ~DMA_CTRL_ACK);
}

static inline bool async_tx_test_ack(struct dma_async_tx_descriptor *tx)
{
	return tx->flags & DMA_CTRL_ACK;
}

/*
 * Let the client submit the descriptor again after each end of its transfer.  It is freed by
 * dmaengine_desc_free(), or after the next transfer if the client calls
 * dmaengine_desc_clear_reuse().  dmaengine_desc_set_reuse() returns -EPERM if the engine does not
 * support this, or the error of dma_get_slave_caps().  dmaengine_desc_free() returns -EPERM if the
 * descriptor is not reused.
 */
static inline int dmaengine_desc_set_reuse(struct dma_async_tx_descriptor *tx)
{
	struct dma_slave_caps caps;
	int err = dma_get_slave_caps(tx->chan, &caps);

	if (err)
		return err;
	if (!caps.descriptor_reuse)
		return -EPERM;
	tx->flags = (enum dma_ctrl_flags)(tx->flags | DMA_CTRL_REUSE);
	return 0;
}

static inline void dmaengine_desc_clear_reuse(struct dma_async_tx_descriptor *tx)
{
	tx->flags = (enum dma_ctrl_flags)(tx->flags & ~DMA_CTRL_REUSE);
}

static inline bool dmaengine_desc_test_reuse(struct dma_async_tx_descriptor *tx)
{
	return tx->flags & DMA_CTRL_REUSE;
}

static inline int dmaengine_desc_free(struct dma_async_tx_descriptor *tx)
{
	return dmaengine_desc_test_reuse(tx) ? tx->desc_free(tx) : -EPERM;
}

static inline dma_cookie_t dmaengine_submit(struct dma_async_tx_descriptor *desc)
{
	return desc->tx_submit(desc);
}

static inline void dma_async_issue_pending(struct dma_chan *chan)
{
	chan->device->device_issue_pending(chan);
}

static inline enum dma_status dmaengine_tx_status(struct dma_chan *chan, dma_cookie_t cookie,
						  struct dma_tx_state *state)
{
	return chan->device->device_tx_status(chan, cookie, state);
}

/*
 * Return the status like dmaengine_tx_status().  Store the cookies of the channel's last finished
 * transfer in *@last and of its last submitted transfer in *@used; both pointers may be NULL.
 */
enum dma_status dma_async_is_tx_complete(struct dma_chan *chan, dma_cookie_t cookie,
					 dma_cookie_t *last, dma_cookie_t *used);

/*
 * Return DMA_COMPLETE if the transfer @cookie has ended, and DMA_IN_PROGRESS otherwise.
 * @last_complete and @last_used are the cookies that dma_async_is_tx_complete() stores.  Cookies
 * wrap.  Context: any.
 */
static inline enum dma_status dma_async_is_complete(dma_cookie_t cookie, dma_cookie_t last_complete,
						    dma_cookie_t last_used)
{
	bool below = cookie <= last_complete, above = cookie > last_used;

	return (last_complete <= last_used ? below || above : below && above) ? DMA_COMPLETE
									      : DMA_IN_PROGRESS;
}

/* Fill the state, for device_tx_status().  @state may be NULL. */
static inline void dma_set_tx_state(struct dma_tx_state *state, dma_cookie_t last,
				    dma_cookie_t used, u32 residue)
{
	if (!state)
		return;
	state->last = last;
	state->used = used;
	state->residue = residue;
}

/*
 * Start submitted transfers and poll until the transfer @cookie has finished.  Returns DMA_ERROR
 * after 5 seconds.  Context: thread.
 */
enum dma_status dma_sync_wait(struct dma_chan *chan, dma_cookie_t cookie);

/*
 * Suspend the channel without losing data, and resume it.  Returns 0, -ENOSYS if the engine does
 * not support this, or another -errno.
 */
static inline int dmaengine_pause(struct dma_chan *chan)
{
	return chan->device->device_pause ? chan->device->device_pause(chan) : -ENOSYS;
}

static inline int dmaengine_resume(struct dma_chan *chan)
{
	return chan->device->device_resume ? chan->device->device_resume(chan) : -ENOSYS;
}

/*
 * Stop the channel and drop all its transfers, without calling their callbacks.  A callback may
 * still be running; dmaengine_synchronize() waits for it in thread context.  Returns 0, -EINVAL if
 * the engine does not support this, or -EIO if the channel does not stop.
 */
static inline int dmaengine_terminate_async(struct dma_chan *chan)
{
	return chan->device->device_terminate_all ? chan->device->device_terminate_all(chan)
						  : -EINVAL;
}

static inline void dmaengine_synchronize(struct dma_chan *chan)
{
	if (chan->device->device_synchronize)
		chan->device->device_synchronize(chan);
}

static inline int dmaengine_terminate_sync(struct dma_chan *chan)
{
	int err = dmaengine_terminate_async(chan);

	if (!err)
		dmaengine_synchronize(chan);
	return err;
}

#define dmaengine_terminate_all(chan)	dmaengine_terminate_async(chan)

static inline bool dmaengine_check_align(enum dmaengine_alignment align, size_t off1, size_t off2,
					 size_t len)
{
	return !((off1 | off2 | len) & ((1UL << align) - 1));
}

static inline bool is_dma_copy_aligned(struct dma_device *device, size_t off1, size_t off2,
				       size_t len)
{
	return dmaengine_check_align(device->copy_align, off1, off2, len);
}

static inline bool is_dma_xor_aligned(struct dma_device *device, size_t off1, size_t off2,
				      size_t len)
{
	return dmaengine_check_align(device->xor_align, off1, off2, len);
}

static inline bool is_dma_pq_aligned(struct dma_device *device, size_t off1, size_t off2,
				     size_t len)
{
	return dmaengine_check_align(device->pq_align, off1, off2, len);
}

static inline bool is_dma_fill_aligned(struct dma_device *device, size_t off1, size_t off2,
				       size_t len)
{
	return dmaengine_check_align(device->fill_align, off1, off2, len);
}

/*
 * Call @fn for each engine until it returns a nonzero value, and return that value.  Context:
 * thread.
 */
int dma_for_each_device(int (*fn)(struct dma_device *device, void *arg), void *arg);

#endif /* LINUX_DMAENGINE_H */
