// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of the general-purpose DMA engines "ZDMA" of Zynq UltraScale+ and Versal (UG1085, chapter
 * 19).  Each engine has one channel.
 *
 * Registers describe a copy ("simple mode").  A copy is coherent with the CPUs if the engine's
 * registers request this.  The driver requests it if the device tree has dma-coherent.
 */

#include <linux/errno.h>
#include <linux/iopoll.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/sizes.h>

#include "copier.h"

#define ISR		0x100		/* acknowledged by writing 1 */
#define IER		0x108
#define IDS		0x10c
#define  DONE		BIT(10)
#define  ERRORS		(BIT(9) | BIT(8) | BIT(7) | BIT(6) | BIT(3) | BIT(0))
#define CTRL0		0x110
#define STATUS		0x11c
#define  BUSY		0x2
#define  STATE_MASK	0x3
#define DATA_ATTR	0x120
#define  BURST_INCR	(1U << 26 | 1U << 12)	/* incrementing bursts, for reads and writes */
#define  BURST_LEN	(0xfU << 14 | 0xfU)
#define  CACHE		(0xfU << 22 | 0xfU << 8)
#define SRC_WORD0	0x128	/* four words: low and high address, bytes, coherent (bit 0) */
#define DST_WORD0	0x138
#define CTRL2		0x200
#define  ENABLE		BIT(0)
#define REGS_SIZE	0x204

#define MAX_PIECE	(SZ_1G - SZ_4K)

static void tell(void __iomem *words, dma_addr_t addr, size_t len, bool coherent)
{
	writel((u32)addr, words);
	writel((u32)(addr >> 32), words + 4);
	writel((u32)len, words + 8);
	writel(coherent, words + 12);
}

static size_t zdma_start(struct copier_chan *cc, dma_addr_t dst, dma_addr_t src, size_t len)
{
	bool coherent = cc->chan.device->dev->dma_coherent;

	len = min_t(size_t, len, MAX_PIECE);
	writel(0, cc->regs + CTRL0);
	writel(BURST_INCR | BURST_LEN | (coherent ? CACHE : 0), cc->regs + DATA_ATTR);
	tell(cc->regs + SRC_WORD0, src, len, coherent);
	tell(cc->regs + DST_WORD0, dst, len, coherent);
	writel(DONE | ERRORS, cc->regs + IER);
	writel(ENABLE, cc->regs + CTRL2);
	return len;
}

static int zdma_poll(struct copier_chan *cc)
{
	u32 isr = readl(cc->regs + ISR);

	if (!(isr & (DONE | ERRORS)))
		return -EINPROGRESS;
	writel(isr, cc->regs + ISR);
	return isr & ERRORS ? -EIO : 0;
}

static int zdma_stop(struct copier_chan *cc)
{
	u32 status;
	int err;

	writel(0, cc->regs + CTRL2);
	err = readl_poll_timeout_atomic(cc->regs + STATUS, status, (status & STATE_MASK) != BUSY, 1,
					10000);
	writel(U32_MAX, cc->regs + IDS);
	writel(readl(cc->regs + ISR), cc->regs + ISR);
	return err;
}

static const struct copier_ops zdma_ops = {
	.wake = copier_stop_all,
	.start = zdma_start,
	.poll = zdma_poll,
	.stop = zdma_stop,
	.address_bits = 44,
};

static int zdma_probe(struct platform_device *pdev)
{
	struct copier *copier = copier_alloc(pdev, &zdma_ops, 1, 1, REGS_SIZE);

	return IS_ERR(copier) ? PTR_ERR(copier) : copier_register(copier);
}

static const struct of_device_id zdma_ids[] = {
	{ .compatible = "xlnx,zynqmp-dma-1.0" },
	{ }
};

static struct platform_driver zdma_driver = {
	.probe = zdma_probe,
	.remove = copier_remove,
	.shutdown = copier_shutdown,
	.driver = {
		.name = "zynqmp-dma",
		.of_match_table = zdma_ids,
	},
};
module_platform_driver(zdma_driver);
