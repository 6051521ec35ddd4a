/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_DMAENGINE_H
#define LINUX_DMAENGINE_H

/*
 * DMA engines that copy memory, under Linux's names (Documentation/driver-api/dmaengine of Linux): the part
 * of the interface that copying needs.  There are no transfers to and from devices (dma_slave_config), and
 * a channel has one client at a time.
 *
 * A client asks for a channel, maps its buffers for chan->device->dev, prepares a copy, submits it, and
 * starts what was submitted by dma_async_issue_pending().  A channel makes its copies one after the other,
 * in the order of their submission.  The callback is called when a copy has ended, from an interrupt or a
 * worker: it does not sleep, and may prepare and submit.
 *
 * Addresses are the engine's (dma_addr_t), lengths are in bytes.
 */

#include <linux/bitmap.h>
#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/list.h>
#include <linux/types.h>

typedef s32 dma_cookie_t;	/* of a submitted copy: positive; negative is an error */
#define DMA_MIN_COOKIE	1

static inline int dma_submit_error(dma_cookie_t cookie)
{
	return cookie < 0 ? cookie : 0;
}

enum dma_status {
	DMA_COMPLETE,
	DMA_IN_PROGRESS,
	DMA_PAUSED,
	DMA_ERROR,		/* of the channel's last failed copy; of a wait, that it took too long */
};

enum dma_transaction_type {
	DMA_MEMCPY,
	DMA_PRIVATE,		/* accepted; each channel is */
	DMA_TX_TYPE_END,
};

enum dma_ctrl_flags {
	DMA_PREP_INTERRUPT = BIT(0),	/* accepted; each copy ends with an interrupt */
	DMA_CTRL_ACK = BIT(1),		/* accepted; a descriptor is gone after its callback */
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
	dma_cookie_t cookie;		/* of the last that was submitted */
	dma_cookie_t completed_cookie;	/* of the last that has ended */
	int chan_id;			/* within its engine */
	int client_count;		/* 0 or 1; the core's lock */
	struct list_head device_node;	/* device->channels */
	char name[48];			/* of the engine, and the number */
	void *__keyword(private);	/* the client's */
};

static inline const char *dma_chan_name(const struct dma_chan *chan)
{
	return chan->name;
}

enum dmaengine_tx_result {
	DMA_TRANS_NOERROR,
	DMA_TRANS_READ_FAILED,
	DMA_TRANS_WRITE_FAILED,
	DMA_TRANS_ABORTED,		/* the engine does not tell which */
};

struct dmaengine_result {
	enum dmaengine_tx_result result;
	u32 residue;			/* bytes that were not copied, as far as the engine tells */
};

typedef void (*dma_async_tx_callback)(void *param);
typedef void (*dma_async_tx_callback_result)(void *param, const struct dmaengine_result *result);

/* A copy that was prepared.  It is the engine's from its submission, and gone after its callback. */
struct dma_async_tx_descriptor {
	dma_cookie_t cookie;
	enum dma_ctrl_flags flags;
	struct dma_chan *chan;
	dma_cookie_t (*tx_submit)(struct dma_async_tx_descriptor *tx);
	dma_async_tx_callback callback;			/* NULL: none */
	dma_async_tx_callback_result callback_result;	/* called instead, if not NULL */
	void *callback_param;
};

struct dma_tx_state {
	dma_cookie_t last, used;
	u32 residue;
};

/*
 * An engine, as its driver fills it in: channels, capabilities, and the calls, which are Linux's.  What
 * prepares, submits, issues, terminates or asks for the status does not sleep.
 */
struct dma_device {
	struct list_head channels;	/* by device_node */
	struct list_head global_node;	/* the core's */
	unsigned int chancnt;		/* the core's */
	bool leaving;			/* the core's: no channel is handed out any more */
	dma_cap_mask_t cap_mask;
	enum dmaengine_alignment copy_align;	/* of addresses and lengths */
	struct device *dev;

	/* Optional; thread context.  0; -ENODEV: there is no such channel; -errno: it cannot be had. */
	int (*device_alloc_chan_resources)(struct dma_chan *chan);
	void (*device_free_chan_resources)(struct dma_chan *chan);
	struct dma_async_tx_descriptor *(*device_prep_dma_memcpy)(struct dma_chan *chan, dma_addr_t dst,
								  dma_addr_t src, size_t len,
								  unsigned long flags);
	int (*device_terminate_all)(struct dma_chan *chan);
	void (*device_synchronize)(struct dma_chan *chan);
	enum dma_status (*device_tx_status)(struct dma_chan *chan, dma_cookie_t cookie,
					    struct dma_tx_state *state);
	void (*device_issue_pending)(struct dma_chan *chan);
};

/* ---- for drivers of engines ------------------------------------------------------------------ */

/* 0; -EINVAL or -EIO, with a message, if what it needs is missing.  Thread context. */
int dma_async_device_register(struct dma_device *device);
/* Waits, with a message, until all of its channels are released. */
void dma_async_device_unregister(struct dma_device *device);
/* Unregistered when the driver is unbound. */
int dmaenginem_async_device_register(struct dma_device *device);

/* ---- for clients ----------------------------------------------------------------------------- */

typedef bool (*dma_filter_fn)(struct dma_chan *chan, void *param);

/*
 * A free channel that has the capabilities, and that fn, unless NULL, accepts; NULL.  By mask: ERR_PTR
 * (-ENODEV).  Thread context.
 */
struct dma_chan *__dma_request_channel(const dma_cap_mask_t *mask, dma_filter_fn fn, void *param);
#define dma_request_channel(mask, fn, param)	__dma_request_channel(&(mask), fn, param)
struct dma_chan *dma_request_chan_by_mask(const dma_cap_mask_t *mask);
/* Copies that have not ended are dropped.  Thread context. */
void dma_release_channel(struct dma_chan *chan);

/* NULL: the engine cannot copy that (misaligned, of no length), or has no memory. */
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

/* As dmaengine_tx_status(); last and used, unless NULL, are the cookies of the channel. */
enum dma_status dma_async_is_tx_complete(struct dma_chan *chan, dma_cookie_t cookie, dma_cookie_t *last,
					 dma_cookie_t *used);

/* Starts what was submitted, and looks until it has ended: 5 s at most, then DMA_ERROR.  Thread context. */
enum dma_status dma_sync_wait(struct dma_chan *chan, dma_cookie_t cookie);

/*
 * All copies of the channel are dropped, without callbacks, and the engine has stopped.  A callback may
 * still run; dmaengine_synchronize(), in thread context, waits for it.  0, or -EINVAL: the engine cannot.
 */
static inline int dmaengine_terminate_async(struct dma_chan *chan)
{
	return chan->device->device_terminate_all ? chan->device->device_terminate_all(chan) : -EINVAL;
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

static inline bool is_dma_copy_aligned(struct dma_device *device, size_t off1, size_t off2, size_t len)
{
	return !((off1 | off2 | len) & ((1UL << device->copy_align) - 1));
}

/* Call fn for each engine until it returns something else than 0, and return that.  Thread context. */
int dma_for_each_device(int (*fn)(struct dma_device *device, void *arg), void *arg);

#endif /* LINUX_DMAENGINE_H */
