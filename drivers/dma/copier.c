// SPDX-License-Identifier: BSD-2-Clause
/*
 * Queues of DMA engines whose hardware copies one piece at a time.
 *
 * A descriptor is on one list of its channel, or is the active one:
 *
 *	prepared --submit--> submitted --issue--> issued --> active --> done --callback--> freed
 *
 * The driver splits a copy into pieces that the hardware can copy at once.  When a piece has ended,
 * the interrupt handler starts the next one.  It polls each channel of the engine, so that channels
 * may share interrupts in any way.  dmaengine_tx_status() polls the hardware, too, so that an
 * engine without interrupts works for clients that poll.  A work item then calls the callbacks of
 * the copies that have ended.
 *
 * Invariants:
 *	1. the hardware copies if and only if there is an active descriptor;
 *	2. if no descriptor is active, none is issued;
 *	3. copies of a channel end in the order of their submission, which is that of their cookies;
 *	4. at most one CPU calls callbacks of a channel, in the order in which the copies ended;
 *	5. a channel that did not stop, or that was shut down, is not started again, and its memory
 *	   stays allocated.
 *
 * Locking: cc->lock, with interrupts off, protects all data of a channel.  Callbacks are called
 * without it.
 */

#include <linux/dma-mapping.h>
#include <linux/errno.h>
#include <linux/interrupt.h>
#include <linux/iopoll.h>
#include <linux/kernel.h>
#include <linux/slab.h>

#include "copier.h"

struct copier_desc {
	struct dma_async_tx_descriptor tx;
	struct list_head node;
	dma_addr_t dst, src;		/* addresses of the bytes that are not copied yet */
	size_t left, piece;		/* bytes not copied yet; bytes of the current piece, or 0 */
	int error;
};

static struct copier_chan *to_copier_chan(struct dma_chan *chan)
{
	return container_of(chan, struct copier_chan, chan);
}

int copier_wait(void __iomem *reg, u32 mask, u32 want)
{
	u32 value;

	return readl_poll_timeout_atomic(reg, value, (value & mask) == want, 1, 10000);
}

int copier_stop_all(struct copier *copier)
{
	int err = 0;

	for (unsigned int i = 0; !err && i < copier->nr_chans; i++) {
		struct copier_chan *cc = &copier->chans[i];

		spin_lock_irq(&cc->lock);
		err = copier->ops->stop(cc);
		spin_unlock_irq(&cc->lock);
	}
	return err;
}

/* ---- copying; called with the lock held ------------------------------------------------------ */

static void start_piece(struct copier_chan *cc)
{
	struct copier_desc *desc = cc->active;

	desc->piece = cc->stuck ? 0 : cc->copier->ops->start(cc, desc->dst, desc->src, desc->left);
}

static void start_next(struct copier_chan *cc)
{
	cc->active = list_first_entry_or_null(&cc->issued, struct copier_desc, node);
	if (cc->active) {
		list_del(&cc->active->node);
		start_piece(cc);
	}
}

static void end_active(struct copier_chan *cc, int error)
{
	struct copier_desc *desc = cc->active;

	desc->error = error;
	if (error)
		cc->failed = desc->tx.cookie;
	cc->chan.completed_cookie = desc->tx.cookie;
	list_add_tail(&desc->node, &cc->done);
	start_next(cc);
}

/*
 * Handle pieces that have ended, and start the next ones.  Returns true if at least one has ended.
 */
static bool copier_end_pieces(struct copier_chan *cc)
{
	bool any = false;

	while (cc->active) {
		struct copier_desc *desc = cc->active;
		int ret = desc->piece ? cc->copier->ops->poll(cc) : -EIO;

		if (ret == -EINPROGRESS)
			break;
		any = true;
		if (!ret) {
			desc->dst += desc->piece;
			desc->src += desc->piece;
			desc->left -= desc->piece;
		}
		if (!ret && desc->left)
			start_piece(cc);
		else
			end_active(cc, ret);
	}
	return any;
}

/* ---- callbacks ------------------------------------------------------------------------------- */

static void call_one(struct copier_desc *desc)
{
	struct dma_async_tx_descriptor *tx = &desc->tx;
	struct dmaengine_result result = {
		.result = desc->error ? DMA_TRANS_ABORTED : DMA_TRANS_NOERROR,
		.residue = (u32)min_t(size_t, desc->left, U32_MAX),
	};

	dma_descriptor_unmap(tx);
	if (tx->callback_result)
		tx->callback_result(tx->callback_param, &result);
	else if (tx->callback)
		tx->callback(tx->callback_param);
}

static void call_done(struct copier_chan *cc)
{
	struct copier_desc *desc;
	unsigned long flags;

	spin_lock_irqsave(&cc->lock, flags);
	if (cc->calling) {
		spin_unlock_irqrestore(&cc->lock, flags);
		return;
	}
	cc->calling = true;
	while ((desc = list_first_entry_or_null(&cc->done, struct copier_desc, node))) {
		list_del(&desc->node);
		spin_unlock_irqrestore(&cc->lock, flags);
		call_one(desc);
		kfree(desc);
		spin_lock_irqsave(&cc->lock, flags);
	}
	cc->calling = false;
	spin_unlock_irqrestore(&cc->lock, flags);
}

static void call_work(struct work_struct *work)
{
	struct copier_chan *cc = container_of(work, struct copier_chan, call);

	spin_lock_irq(&cc->lock);
	copier_end_pieces(cc);
	spin_unlock_irq(&cc->lock);
	call_done(cc);
}

static irqreturn_t copier_interrupt(int irq, void *data)
{
	struct copier *copier = data;
	irqreturn_t ret = IRQ_NONE;

	for (unsigned int i = 0; i < copier->nr_chans; i++) {
		struct copier_chan *cc = &copier->chans[i];
		bool ended;

		spin_lock(&cc->lock);
		ended = copier_end_pieces(cc);
		spin_unlock(&cc->lock);
		if (ended) {
			call_done(cc);
			ret = IRQ_HANDLED;
		}
	}
	return ret;
}

/* ---- the interface --------------------------------------------------------------------------- */

static dma_cookie_t copier_submit(struct dma_async_tx_descriptor *tx)
{
	struct copier_chan *cc = to_copier_chan(tx->chan);
	struct copier_desc *desc = container_of(tx, struct copier_desc, tx);
	unsigned long flags;

	spin_lock_irqsave(&cc->lock, flags);
	cc->chan.cookie = cc->chan.cookie == S32_MAX ? DMA_MIN_COOKIE : cc->chan.cookie + 1;
	tx->cookie = cc->chan.cookie;
	list_add_tail(&desc->node, &cc->submitted);
	spin_unlock_irqrestore(&cc->lock, flags);
	return tx->cookie;
}

static struct dma_async_tx_descriptor *copier_prep(struct dma_chan *chan, dma_addr_t dst,
						   dma_addr_t src, size_t len, unsigned long flags)
{
	const struct copier_ops *ops = to_copier_chan(chan)->copier->ops;
	u64 last = DMA_BIT_MASK(ops->address_bits);
	struct copier_desc *desc;

	if (!len || !is_dma_copy_aligned(chan->device, dst, src, len) || dst > last || src > last ||
	    len - 1 > last - dst || len - 1 > last - src)
		return NULL;
	desc = kzalloc(sizeof(*desc), GFP_NOWAIT);
	if (!desc)
		return NULL;
	desc->dst = dst;
	desc->src = src;
	desc->left = len;
	dma_async_tx_descriptor_init(&desc->tx, chan);
	desc->tx.flags = (enum dma_ctrl_flags)flags;
	desc->tx.tx_submit = copier_submit;
	return &desc->tx;
}

static void copier_issue(struct dma_chan *chan)
{
	struct copier_chan *cc = to_copier_chan(chan);
	unsigned long flags;
	bool refused;

	spin_lock_irqsave(&cc->lock, flags);
	list_splice_tail_init(&cc->submitted, &cc->issued);
	if (!cc->active)
		start_next(cc);
	refused = cc->active && !cc->active->piece;
	spin_unlock_irqrestore(&cc->lock, flags);
	if (refused)
		schedule_work(&cc->call);
}

static bool cookie_has_ended(const struct dma_chan *chan, dma_cookie_t cookie)
{
	return dma_async_is_complete(cookie, chan->completed_cookie, chan->cookie) == DMA_COMPLETE;
}

static enum dma_status copier_status(struct dma_chan *chan, dma_cookie_t cookie,
				     struct dma_tx_state *state)
{
	struct copier_chan *cc = to_copier_chan(chan);
	enum dma_status status = DMA_IN_PROGRESS;
	unsigned long flags;
	bool to_call;

	spin_lock_irqsave(&cc->lock, flags);
	to_call = !cookie_has_ended(chan, cookie) && copier_end_pieces(cc) &&
		  !list_empty(&cc->done);
	if (cookie_has_ended(chan, cookie))
		status = cookie == cc->failed ? DMA_ERROR : DMA_COMPLETE;
	if (state) {
		bool is_active = cc->active && cc->active->tx.cookie == cookie;
		u32 left = is_active ? (u32)min_t(size_t, cc->active->left, U32_MAX) : 0;

		dma_set_tx_state(state, chan->completed_cookie, chan->cookie, left);
		state->in_flight_bytes = 0;
	}
	spin_unlock_irqrestore(&cc->lock, flags);
	if (to_call)
		schedule_work(&cc->call);
	return status;
}

static int copier_terminate(struct dma_chan *chan)
{
	struct copier_chan *cc = to_copier_chan(chan);
	struct copier_desc *desc, *next;
	unsigned long flags;
	LIST_HEAD(dropped);

	spin_lock_irqsave(&cc->lock, flags);
	if (cc->active) {
		if (cc->copier->ops->stop(cc)) {
			dev_err(chan->device->dev,
				"channel %u does not stop: it is not used again\n", cc->index);
			cc->stuck = true;
		}
		list_add_tail(&cc->active->node, &dropped);
		cc->active = NULL;
	}
	list_splice_tail_init(&cc->issued, &dropped);
	list_splice_tail_init(&cc->submitted, &dropped);
	list_splice_tail_init(&cc->done, &dropped);
	chan->completed_cookie = chan->cookie;
	spin_unlock_irqrestore(&cc->lock, flags);
	list_for_each_entry_safe(desc, next, &dropped, node) {
		dma_descriptor_unmap(&desc->tx);
		kfree(desc);
	}
	return cc->stuck ? -EIO : 0;
}

static bool is_calling(struct copier_chan *cc)
{
	unsigned long flags;
	bool calling;

	spin_lock_irqsave(&cc->lock, flags);
	calling = cc->calling;
	spin_unlock_irqrestore(&cc->lock, flags);
	return calling;
}

static void copier_synchronize(struct dma_chan *chan)
{
	struct copier_chan *cc = to_copier_chan(chan);

	cancel_work_sync(&cc->call);
	while (is_calling(cc))
		schedule_timeout_uninterruptible(1);
}

/* ---- the engine ------------------------------------------------------------------------------ */

/*
 * Initialize the hardware and request its interrupts at the first use.  dmaengine.c calls this
 * function for one channel at a time.
 */
static int copier_wake(struct copier *copier)
{
	int err, irq;

	if (copier->awake)
		return 0;
	err = copier->ops->wake(copier);
	while (!err) {
		irq = platform_get_irq_optional(copier->pdev, copier->nr_irqs);
		if (irq < 0)
			break;
		err = devm_request_irq(copier->dma.dev, irq, copier_interrupt, IRQF_SHARED,
				       dev_name(copier->dma.dev), copier);
		if (!err)
			copier->nr_irqs++;
	}
	if (err)
		return err;
	if (!copier->nr_irqs)
		dev_warn(copier->dma.dev,
			 "no interrupt: copies progress only during dma_sync_wait()\n");
	copier->awake = true;
	return 0;
}

static int copier_alloc_chan(struct dma_chan *chan)
{
	struct copier_chan *cc = to_copier_chan(chan);
	size_t size = cc->copier->ops->mem_size;
	int err = copier_wake(cc->copier);

	if (!err && cc - cc->copier->chans >= cc->copier->nr_chans)
		err = -ENODEV;
	if (!err && cc->stuck)
		err = -EIO;
	if (err || !size)
		return err;
	cc->mem = dma_alloc_coherent(chan->device->dev, size, &cc->mem_addr, GFP_KERNEL);
	return cc->mem ? 0 : -ENOMEM;
}

static void copier_free_chan(struct dma_chan *chan)
{
	struct copier_chan *cc = to_copier_chan(chan);

	if (cc->mem && !cc->stuck)
		dma_free_coherent(chan->device->dev, cc->copier->ops->mem_size, cc->mem,
				  cc->mem_addr);
	cc->mem = NULL;
}

struct copier *copier_alloc(struct platform_device *pdev, const struct copier_ops *ops,
			    u32 nr_chans, u32 max, resource_size_t size)
{
	struct device *dev = &pdev->dev;
	struct copier *copier;

	if (!nr_chans || nr_chans > max) {
		dev_err(dev, "%u channels: 1 to %u are supported\n", nr_chans, max);
		return ERR_PTR(-EINVAL);
	}
	copier = devm_kzalloc(dev, struct_size(copier, chans, nr_chans), GFP_KERNEL);
	if (!copier)
		return ERR_PTR(-ENOMEM);
	copier->regs = devm_platform_get_and_ioremap_resource(pdev, 0, &copier->res);
	if (IS_ERR(copier->regs))
		return ERR_CAST(copier->regs);
	if (resource_size(copier->res) < size) {
		dev_err(dev, "%pR is too small: %u channels need %#llx bytes\n", copier->res,
			nr_chans, (unsigned long long)size);
		return ERR_PTR(-EINVAL);
	}
	copier->pdev = pdev;
	copier->ops = ops;
	copier->dma.dev = dev;
	spin_lock_init(&copier->lock);
	copier->nr_chans = nr_chans;
	for (unsigned int i = 0; i < nr_chans; i++) {
		copier->chans[i].index = i;
		copier->chans[i].regs = copier->regs;
	}
	return copier;
}

int copier_register(struct copier *copier)
{
	struct dma_device *dma = &copier->dma;
	int err;

	err = dma_set_mask_and_coherent(&copier->pdev->dev,
					DMA_BIT_MASK(copier->ops->address_bits));
	if (err)
		return dev_err_probe(&copier->pdev->dev, err,
				     "the engine cannot address any memory\n");
	INIT_LIST_HEAD(&dma->channels);
	for (unsigned int i = 0; i < copier->nr_chans; i++) {
		struct copier_chan *cc = &copier->chans[i];

		cc->copier = copier;
		spin_lock_init(&cc->lock);
		INIT_LIST_HEAD(&cc->submitted);
		INIT_LIST_HEAD(&cc->issued);
		INIT_LIST_HEAD(&cc->done);
		INIT_WORK(&cc->call, call_work);
		list_add_tail(&cc->chan.device_node, &dma->channels);
	}
	dma_cap_zero(dma->cap_mask);
	dma_cap_set(DMA_MEMCPY, dma->cap_mask);
	dma->copy_align = copier->ops->copy_align;
	dma->device_alloc_chan_resources = copier_alloc_chan;
	dma->device_free_chan_resources = copier_free_chan;
	dma->device_prep_dma_memcpy = copier_prep;
	dma->device_issue_pending = copier_issue;
	dma->device_tx_status = copier_status;
	dma->device_terminate_all = copier_terminate;
	dma->device_synchronize = copier_synchronize;
	platform_set_drvdata(copier->pdev, copier);
	return dma_async_device_register(dma);
}

void copier_remove(struct platform_device *pdev)
{
	struct copier *copier = platform_get_drvdata(pdev);

	dma_async_device_unregister(&copier->dma);
}

void copier_shutdown(struct platform_device *pdev)
{
	struct copier *copier = platform_get_drvdata(pdev);
	unsigned long flags;

	for (unsigned int i = 0; i < copier->nr_chans; i++) {
		struct copier_chan *cc = &copier->chans[i];

		spin_lock_irqsave(&cc->lock, flags);
		if (cc->active && cc->active->piece && copier->ops->stop(cc))
			dev_err(&pdev->dev, "channel %u does not stop\n", cc->index);
		if (cc->active)
			cc->active->piece = 0;
		cc->stuck = true;
		spin_unlock_irqrestore(&cc->lock, flags);
	}
}
