// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of SiFive's platform DMA engine (FU540-C000 manual, chapter 12) of FU540, FU740 and
 * PolarFire SoC.
 *
 * A channel has a page of registers.  The driver claims the channel, sets source, destination and
 * number of bytes, and starts it.  The channel copies with any alignment, in transactions as large
 * as possible.
 */

#include <linux/errno.h>
#include <linux/module.h>
#include <linux/of.h>

#include "copier.h"

#define MAX_CHANS	32
#define CHAN_SIZE	0x1000

#define CONTROL		0x000
#define  CLAIM		BIT(0)
#define  RUN		BIT(1)
#define  DONE_ENABLE	BIT(14)
#define  ERROR_ENABLE	BIT(15)
#define  DONE		BIT(30)
#define  ERROR		BIT(31)
#define NEXT_CONFIG	0x004
#define  ORDER		BIT(3)			/* writes have the order of the reads */
#define  LARGEST	(0xffU << 24)		/* largest transactions for reads and writes */
#define NEXT_BYTES	0x008
#define NEXT_DST	0x010
#define NEXT_SRC	0x018

static size_t pdma_start(struct copier_chan *cc, dma_addr_t dst, dma_addr_t src, size_t len)
{
	writel(CLAIM, cc->regs + CONTROL);
	writel(LARGEST | ORDER, cc->regs + NEXT_CONFIG);
	writeq(len, cc->regs + NEXT_BYTES);
	writeq(dst, cc->regs + NEXT_DST);
	writeq(src, cc->regs + NEXT_SRC);
	writel(CLAIM | RUN | DONE_ENABLE | ERROR_ENABLE, cc->regs + CONTROL);
	return len;
}

static int pdma_poll(struct copier_chan *cc)
{
	u32 control = readl(cc->regs + CONTROL);

	if (!(control & (DONE | ERROR)))
		return -EINPROGRESS;
	writel(CLAIM, cc->regs + CONTROL);
	return control & ERROR ? -EIO : 0;
}

static int pdma_stop(struct copier_chan *cc)
{
	int err;

	writel(CLAIM, cc->regs + CONTROL);
	err = copier_wait(cc->regs + CONTROL, RUN, 0);
	writel(0, cc->regs + CONTROL);
	return err;
}

static const struct copier_ops pdma_ops = {
	.wake = copier_stop_all,
	.start = pdma_start,
	.poll = pdma_poll,
	.stop = pdma_stop,
	.address_bits = 64,
};

static int pdma_probe(struct platform_device *pdev)
{
	struct copier *copier;
	u32 nr_chans = 4;

	of_property_read_u32(pdev->dev.of_node, "dma-channels", &nr_chans);
	copier = copier_alloc(pdev, &pdma_ops, nr_chans, MAX_CHANS,
			      (resource_size_t)nr_chans * CHAN_SIZE);
	if (IS_ERR(copier))
		return PTR_ERR(copier);
	for (unsigned int i = 0; i < nr_chans; i++)
		copier->chans[i].regs = copier->regs + i * CHAN_SIZE;
	return copier_register(copier);
}

static const struct of_device_id pdma_ids[] = {
	{ .compatible = "sifive,fu540-c000-pdma" },
	{ .compatible = "sifive,pdma0" },
	{ .compatible = "microchip,mpfs-pdma" },
	{ }
};

static struct platform_driver pdma_driver = {
	.probe = pdma_probe,
	.remove = copier_remove,
	.shutdown = copier_shutdown,
	.driver = {
		.name = "sifive-pdma",
		.of_match_table = pdma_ids,
	},
};
module_platform_driver(pdma_driver);
