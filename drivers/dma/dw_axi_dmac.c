// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of the Synopsys DesignWare AXI DMA controller (databook of DW_axi_dmac 1.01a) of
 * JH7110, TH1520, K230 and others.
 *
 * Registers describe a copy by its addresses, the number of beats, and the width of a beat.
 * Addresses and length are multiples of the width; remaining bytes at the end are a separate piece.
 *
 * Firmware has to enable the controller's clocks and release its resets.
 */

#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/slab.h>

#include "copier.h"

#define MAX_CHANS	16
#define FEW_CHANS	8		/* with more channels, DMAC_CHEN has another layout */

#define DMAC_COMPVER	0x008
#define DMAC_CFG	0x010
#define  DMAC_ENABLE	BIT(0)
#define  INT_ENABLE	BIT(1)
#define DMAC_CHEN	0x018
#define CHAN(i)		(0x100 + (i) * 0x100)
#define CH_SAR		0x00
#define CH_DAR		0x08
#define CH_BLOCK_TS	0x10		/* beats - 1 */
#define CH_CTL		0x18
#define  SRC_WIDTH(w)	((w) << 8)	/* log2 of bytes */
#define  DST_WIDTH(w)	((w) << 11)
#define  SRC_MSIZE_8	(2U << 14)	/* a burst has 8 items */
#define  DST_MSIZE_8	(2U << 18)
#define CH_CTL_HIGH	0x1c
#define CH_CFG		0x20
#define CH_CFG_HIGH	0x24		/* 0: memory to memory; the controller controls the flow */
#define CH_INT_ENABLE	0x80
#define CH_INT_STATUS	0x88
#define CH_INT_SIGNAL	0x90
#define CH_INT_CLEAR	0x98
#define  TRANSFER_DONE	BIT(1)
#define  ERRORS		0x003f7fe0U	/* bus errors and programming errors */

struct axi_dmac {
	u32 max_width;			/* log2 of bytes */
	u32 block_size[MAX_CHANS];	/* beats */
	unsigned int enable_shift;	/* position of the write-enable bits in DMAC_CHEN */
};

static void set_enabled(struct copier_chan *cc, bool on)
{
	const struct axi_dmac *dmac = cc->copier->data;
	u32 bit = BIT(cc->index);

	writel(bit << dmac->enable_shift | (on ? bit : 0), cc->copier->regs + DMAC_CHEN);
}

static size_t dw_axi_start(struct copier_chan *cc, dma_addr_t dst, dma_addr_t src, size_t len)
{
	const struct axi_dmac *dmac = cc->copier->data;
	u32 width = (u32)__ffs64(dst | src | BIT(dmac->max_width)), beats;

	while (!(len >> width))
		width--;
	beats = (u32)min_t(size_t, len >> width, dmac->block_size[cc->index]);
	writel(0, cc->regs + CH_CFG);
	writel(0, cc->regs + CH_CFG_HIGH);
	writeq(src, cc->regs + CH_SAR);
	writeq(dst, cc->regs + CH_DAR);
	writel(beats - 1, cc->regs + CH_BLOCK_TS);
	writel(SRC_WIDTH(width) | DST_WIDTH(width) | SRC_MSIZE_8 | DST_MSIZE_8, cc->regs + CH_CTL);
	writel(0, cc->regs + CH_CTL_HIGH);
	writel(TRANSFER_DONE | ERRORS, cc->regs + CH_INT_ENABLE);
	writel(TRANSFER_DONE | ERRORS, cc->regs + CH_INT_SIGNAL);
	set_enabled(cc, true);
	return (size_t)beats << width;
}

static int axi_poll(struct copier_chan *cc)
{
	u32 status = readl(cc->regs + CH_INT_STATUS);

	if (!(status & (TRANSFER_DONE | ERRORS)))
		return -EINPROGRESS;
	writel(status, cc->regs + CH_INT_CLEAR);
	if (!(status & ERRORS))
		return 0;
	set_enabled(cc, false);
	return -EIO;
}

static int axi_stop(struct copier_chan *cc)
{
	int err;

	set_enabled(cc, false);
	err = copier_wait(cc->copier->regs + DMAC_CHEN, BIT(cc->index), 0);
	writel(U32_MAX, cc->regs + CH_INT_CLEAR);
	return err;
}

static int axi_wake(struct copier *copier)
{
	u32 version = readl(copier->regs + DMAC_COMPVER);

	if (!version || version == U32_MAX)
		return dev_err_probe(copier->dma.dev, -EIO,
				     "the version register reads %#x: no clock, or in reset\n",
				     version);
	writel(DMAC_ENABLE | INT_ENABLE, copier->regs + DMAC_CFG);
	return copier_stop_all(copier);
}

static const struct copier_ops axi_ops = {
	.wake = axi_wake,
	.start = dw_axi_start,
	.poll = axi_poll,
	.stop = axi_stop,
	.address_bits = 64,
};

/* Read and check the properties: the data width (log2 of bytes), and the block sizes in beats. */
static int axi_read_tree(struct device *dev, struct axi_dmac *dmac, u32 nr_chans)
{
	if (of_property_read_u32(dev->of_node, "snps,data-width", &dmac->max_width) ||
	    dmac->max_width > 6)
		return dev_err_probe(dev, -EINVAL, "snps,data-width must be 0 to 6\n");
	if (of_property_read_u32_array(dev->of_node, "snps,block-size", dmac->block_size, nr_chans))
		return dev_err_probe(dev, -EINVAL, "snps,block-size must have %u sizes\n",
				     nr_chans);
	for (unsigned int i = 0; i < nr_chans; i++) {
		if (!dmac->block_size[i])
			return dev_err_probe(dev, -EINVAL, "snps,block-size of channel %u is 0\n",
					     i);
	}
	dmac->enable_shift = nr_chans <= FEW_CHANS ? 8 : 16;
	return 0;
}

static int axi_probe(struct platform_device *pdev)
{
	struct device *dev = &pdev->dev;
	struct axi_dmac *dmac = devm_kzalloc(dev, sizeof(*dmac), GFP_KERNEL);
	struct copier *copier;
	u32 nr_chans = 0;
	int err;

	if (!dmac)
		return -ENOMEM;
	of_property_read_u32(dev->of_node, "dma-channels", &nr_chans);
	copier = copier_alloc(pdev, &axi_ops, nr_chans, MAX_CHANS, CHAN((resource_size_t)nr_chans));
	if (IS_ERR(copier))
		return PTR_ERR(copier);
	err = axi_read_tree(dev, dmac, nr_chans);
	if (err)
		return err;
	copier->data = dmac;
	for (unsigned int i = 0; i < nr_chans; i++)
		copier->chans[i].regs = copier->regs + CHAN(i);
	return copier_register(copier);
}

static const struct of_device_id axi_ids[] = {
	{ .compatible = "snps,axi-dma-1.01a" },
	{ .compatible = "starfive,jh7110-axi-dma" },
	{ }
};

static struct platform_driver axi_driver = {
	.probe = axi_probe,
	.remove = copier_remove,
	.shutdown = copier_shutdown,
	.driver = {
		.name = "dw-axi-dmac",
		.of_match_table = axi_ids,
	},
};
module_platform_driver(axi_driver);
