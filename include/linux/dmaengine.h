/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_DMAENGINE_H
#define LINUX_DMAENGINE_H

/*
 * Copy memory with DMA engines.  This is the part of Linux's interface that copying needs
 * (Documentation/driver-api/dmaengine in Linux).  Transfers to or from devices (dma_slave_config)
 * are not supported.  A channel has at most one client at a time.
 *
 * A client requests a channel, maps its buffers for chan->device->dev, prepares a copy, submits it,
 * and starts it with dma_async_issue_pending().  A channel executes copies in the order of their
 * submission.  When a copy has ended, its callback runs in an interrupt or a worker.  The callback
 * must not sleep, but may prepare and submit copies.
 *
 * Addresses are bus addresses of the engine (dma_addr_t).  Lengths are in bytes.
 */

#include <linux/bitmap.h>
#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/list.h>
#include <linux/scatterlist.h>
#include <linux/types.h>

typedef s32 dma_cookie_t;	/* positive number of a submitted copy, or -errno */
#define DMA_MIN_COOKIE	1

static inline int dma_submit_error(dma_cookie_t cookie)
{
	return cookie < 0 ? cookie : 0;
}

enum dma_status {
	DMA_COMPLETE,
	DMA_IN_PROGRESS,
	DMA_PAUSED,
	DMA_ERROR,		/* the copy failed, or a wait for it timed out */
};

enum dma_transaction_type {
	DMA_MEMCPY,
	DMA_PRIVATE,		/* ignored: all channels are private */
	DMA_TX_TYPE_END,
};

enum dma_ctrl_flags {
	DMA_PREP_INTERRUPT = BIT(0),	/* ignored: every copy raises an interrupt */
	DMA_CTRL_ACK = BIT(1),		/* ignored: a descriptor is freed after its callback */
};

typedef struct {
	DECLARE_BITMAP(bits, DMA_TX_TYPE_END);
} dma_cap_mask_t;

#define dma_cap_zero(mask)		bitmap_zero((mask).bits, DMA_TX_TYPE_END)
#define dma_cap_set(tx, mask)		__set_bit(tx, (mask).bits)
#define dma_cap_clear(tx, mask)		__clear_bit(tx, (mask).bits)
#define dma_has_cap(tx, mask)		test_bit(tx, (mask).bits)

enum dmaengine_alignment {		/* log2 of bytes */
	DMAENGINE_ALIGN_1_BYTE = 0,
	DMAENGINE_ALIGN_2_BYTES = 1,
	DMAENGINE_ALIGN_4_BYTES = 2,
	DMAENGINE_ALIGN_8_BYTES = 3,
	DMAENGINE_ALIGN_16_BYTES = 4,
	DMAENGINE_ALIGN_32_BYTES = 5,
	DMAENGINE_ALIGN_64_BYTES = 6,
};

struct dma_device;

struct dma_chan {
	struct dma_device *device;
	dma_cookie_t cookie;		/* cookie of the last submitted copy */
	dma_cookie_t completed_cookie;	/* cookie of the last finished copy */
	int chan_id;			/* number of the channel within the engine */
	int client_count;		/* 0 or 1; protected by the core's lock */
	struct list_head device_node;	/* link in device->channels */
	char name[48];			/* engine and number */
	void *__keyword(private);	/* for use by the client */
};

static inline const char *dma_chan_name(const struct dma_chan *chan)
{
	return chan->name;
}

enum dmaengine_tx_result {
	DMA_TRANS_NOERROR,
	DMA_TRANS_READ_FAILED,
	DMA_TRANS_WRITE_FAILED,
	DMA_TRANS_ABORTED,		/* unspecified error */
};

struct dmaengine_result {
	enum dmaengine_tx_result result;
	u32 residue;			/* bytes not copied, if known */
};

typedef void (*dma_async_tx_callback)(void *param);
typedef void (*dma_async_tx_callback_result)(void *param, const struct dmaengine_result *result);

/* A prepared copy.  The engine owns it from submission on, and frees it after the callback. */
struct dma_async_tx_descriptor {
	dma_cookie_t cookie;
	enum dma_ctrl_flags flags;
	struct dma_chan *chan;
	dma_cookie_t (*tx_submit)(struct dma_async_tx_descriptor *tx);
	dma_async_tx_callback callback;			/* may be NULL */
	dma_async_tx_callback_result callback_result;	/* replaces callback unless NULL */
	void *callback_param;
};

struct dma_tx_state {
	dma_cookie_t last, used;
	u32 residue;
};

/*
 * An engine.  The driver of the engine provides the channels, the capabilities and the operations,
 * as in Linux.  The operations that prepare, submit, issue, terminate or return the status must not
 * sleep.
 */
struct dma_device {
	struct list_head channels;	/* struct dma_chan, linked by device_node */
	struct list_head global_node;	/* link in the core's list of engines */
	unsigned int chancnt;		/* number of channels; set by the core */
	bool leaving;			/* used by the core: refuse requests for channels */
	dma_cap_mask_t cap_mask;
	enum dmaengine_alignment copy_align;	/* of addresses and lengths, as log2 */
	struct device *dev;

	/*
	 * Prepare a channel for a client.  Optional; may sleep.  Returns 0; -ENODEV if the channel
	 * does not exist; or another -errno.
	 */
	int (*device_alloc_chan_resources)(struct dma_chan *chan);
	void (*device_free_chan_resources)(struct dma_chan *chan);
	struct dma_async_tx_descriptor *(*device_prep_dma_memcpy)(struct dma_chan *chan,
								  dma_addr_t dst, dma_addr_t src,
								  size_t len, unsigned long flags);
	int (*device_terminate_all)(struct dma_chan *chan);
	void (*device_synchronize)(struct dma_chan *chan);
	enum dma_status (*device_tx_status)(struct dma_chan *chan, dma_cookie_t cookie,
					    struct dma_tx_state *state);
	void (*device_issue_pending)(struct dma_chan *chan);
};

/* ---- for drivers of engines ------------------------------------------------------------------ */

/*
 * Register an engine.  Returns 0, or -EINVAL or -EIO and a message if a required field is missing.
 * Context: thread.
 */
int dma_async_device_register(struct dma_device *device);
/* Unregister an engine.  Prints a message and waits until all channels are released. */
void dma_async_device_unregister(struct dma_device *device);
/* Register an engine that is unregistered when the driver is unbound. */
int dmaenginem_async_device_register(struct dma_device *device);

/* ---- for clients ----------------------------------------------------------------------------- */

typedef bool (*dma_filter_fn)(struct dma_chan *chan, void *param);

/*
 * Request a free channel that has the capabilities in @mask and for which @fn returns true; @fn may
 * be NULL.  If no channel is suitable, dma_request_chan_by_mask() returns ERR_PTR(-ENODEV), and the
 * other functions return NULL.  Context: thread.
 */
struct dma_chan *__dma_request_channel(const dma_cap_mask_t *mask, dma_filter_fn fn, void *param);
#define dma_request_channel(mask, fn, param)	__dma_request_channel(&(mask), fn, param)
struct dma_chan *dma_request_chan_by_mask(const dma_cap_mask_t *mask);
/* Release a channel and drop its unfinished copies.  Context: thread. */
void dma_release_channel(struct dma_chan *chan);

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
 * copy in *@last and of its last submitted copy in *@used; both pointers may be NULL.
 */
enum dma_status dma_async_is_tx_complete(struct dma_chan *chan, dma_cookie_t cookie,
					 dma_cookie_t *last, dma_cookie_t *used);

/*
 * Start submitted copies and poll until the copy @cookie has finished.  Returns DMA_ERROR after
 * 5 seconds.  Context: thread.
 */
enum dma_status dma_sync_wait(struct dma_chan *chan, dma_cookie_t cookie);

/*
 * Stop the channel and drop all its copies, without calling their callbacks.  A callback may still
 * be running; dmaengine_synchronize() waits for it in thread context.  Returns 0, -EINVAL if the
 * engine does not support this, or -EIO if the channel does not stop.
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

static inline bool is_dma_copy_aligned(struct dma_device *device, size_t off1, size_t off2,
				       size_t len)
{
	return !((off1 | off2 | len) & ((1UL << device->copy_align) - 1));
}

/*
 * Call @fn for each engine until it returns a nonzero value, and return that value.  Context:
 * thread.
 */
int dma_for_each_device(int (*fn)(struct dma_device *device, void *arg), void *arg);

#endif /* LINUX_DMAENGINE_H */
