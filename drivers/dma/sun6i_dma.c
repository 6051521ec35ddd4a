// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of Allwinner's DMA engine since the A31 (D1-H user manual, section 3.9; A64 user manual,
 * section 3.13).
 *
 * A channel reads a list of descriptors from memory and executes the copies that they describe;
 * here the list has one descriptor.  The configuration word of a descriptor differs between
 * generations only in bits that are 0 for memory.  A copy consists of whole words.
 *
 * Firmware must enable the engine's clock and release its reset.  Otherwise all registers read as 0
 * and ignore writes.
 */

#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/sizes.h>

#include "copier.h"

#define MAX_CHANS	16
#define CHANS_PER_REG	8		/* an interrupt register has 4 bits for each channel */

#define IRQ_ENABLE(i)	((i) / CHANS_PER_REG * 4)
#define IRQ_STATUS(i)	((i) / CHANS_PER_REG * 4 + 0x10)	/* acknowledged by writing 1 */
#define  QUEUE_END(i)	BIT((i) % CHANS_PER_REG * 4 + 2)
#define AUTO_GATE	0x28
#define  GATE_OFF	BIT(2)		/* no clock gating between engine and memory */
#define STATUS		0x30		/* one bit for each channel that is copying */
#define CHAN(i)		(0x100 + (i) * 0x40)
#define CHAN_ENABLE	0x00
#define CHAN_PAUSE	0x04
#define CHAN_DESC	0x08

#define MEMORY		1U		/* number of the memory's port */
#define BURST_8		(2U << 6)
#define WIDTH_4		(2U << 9)
#define TO(config)	((config) << 16)
#define CONFIG		(MEMORY | BURST_8 | WIDTH_4)
#define NORMAL_WAIT	8U
#define LAST		0xfffff800U
#define MAX_PIECE	(SZ_32M - 4)

struct sun6i_desc {
	__le32 config, src, dst, length, parameter, next;
};

static void irq_enable(struct copier_chan *cc, bool on)
{
	void __iomem *reg = cc->copier->regs + IRQ_ENABLE(cc->index);
	u32 bit = QUEUE_END(cc->index);

	/* Channels share the interrupt enable register, so the engine's lock protects it. */
	spin_lock(&cc->copier->lock);
	writel(on ? readl(reg) | bit : readl(reg) & ~bit, reg);
	spin_unlock(&cc->copier->lock);
}

static size_t sun6i_start(struct copier_chan *cc, dma_addr_t dst, dma_addr_t src, size_t len)
{
	struct sun6i_desc *desc = cc->mem;

	len = min_t(size_t, len, MAX_PIECE);
	*desc = (struct sun6i_desc) {
		.config = cpu_to_le32(CONFIG | TO(CONFIG)),
		.src = cpu_to_le32((u32)src),
		.dst = cpu_to_le32((u32)dst),
		.length = cpu_to_le32((u32)len),
		.parameter = cpu_to_le32(NORMAL_WAIT),
		.next = cpu_to_le32(LAST),
	};
	irq_enable(cc, true);
	/* writel() orders this register write after the writes to memory. */
	writel((u32)cc->mem_addr, cc->regs + CHAN_DESC);
	writel(1, cc->regs + CHAN_ENABLE);
	return len;
}

static int sun6i_poll(struct copier_chan *cc)
{
	void __iomem *status = cc->copier->regs + IRQ_STATUS(cc->index);

	if (!(readl(status) & QUEUE_END(cc->index)))
		return -EINPROGRESS;
	writel(QUEUE_END(cc->index), status);
	return 0;
}

static int sun6i_stop(struct copier_chan *cc)
{
	irq_enable(cc, false);
	writel(0, cc->regs + CHAN_ENABLE);
	writel(0, cc->regs + CHAN_PAUSE);
	writel(QUEUE_END(cc->index), cc->copier->regs + IRQ_STATUS(cc->index));
	return copier_wait(cc->copier->regs + STATUS, BIT(cc->index), 0);
}

static int sun6i_wake(struct copier *copier)
{
	writel(GATE_OFF, copier->regs + AUTO_GATE);
	if (!(readl(copier->regs + AUTO_GATE) & GATE_OFF))
		return dev_err_probe(copier->dma.dev, -EIO,
				     "its registers ignore writes: no clock, or in reset\n");
	return copier_stop_all(copier);
}

static const struct copier_ops sun6i_ops = {
	.wake = sun6i_wake,
	.start = sun6i_start,
	.poll = sun6i_poll,
	.stop = sun6i_stop,
	.mem_size = sizeof(struct sun6i_desc),
	.copy_align = DMAENGINE_ALIGN_4_BYTES,
	.address_bits = 32,
};

/* Supported engines.  data is the number of channels if the device tree does not specify it. */
static const struct of_device_id sun6i_ids[] = {
	{ .compatible = "allwinner,sun8i-h3-dma", .data = (void *)12 },
	{ .compatible = "allwinner,sun50i-a64-dma", .data = (void *)8 },
	{ .compatible = "allwinner,sun50i-a100-dma", .data = (void *)8 },
	{ .compatible = "allwinner,sun50i-h6-dma", .data = (void *)16 },
	{ .compatible = "allwinner,sun20i-d1-dma", .data = (void *)16 },
	{ }
};

static int sun6i_probe(struct platform_device *pdev)
{
	u32 nr_chans = (u32)(unsigned long)of_match_node(sun6i_ids, pdev->dev.of_node)->data;
	struct copier *copier;

	of_property_read_u32(pdev->dev.of_node, "dma-channels", &nr_chans);
	copier = copier_alloc(pdev, &sun6i_ops, nr_chans, MAX_CHANS,
			      CHAN((resource_size_t)nr_chans));
	if (IS_ERR(copier))
		return PTR_ERR(copier);
	for (unsigned int i = 0; i < nr_chans; i++)
		copier->chans[i].regs = copier->regs + CHAN(i);
	return copier_register(copier);
}

static struct platform_driver sun6i_driver = {
	.probe = sun6i_probe,
	.remove = copier_remove,
	.shutdown = copier_shutdown,
	.driver = {
		.name = "sun6i-dma",
		.of_match_table = sun6i_ids,
	},
};
module_platform_driver(sun6i_driver);
