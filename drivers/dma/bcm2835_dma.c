// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of the DMA engine of Raspberry Pi 1 to 4 (BCM2835 ARM Peripherals, chapter 4).
 *
 * A channel reads a control block of 32 bytes, which describes a copy, from memory.  The upper
 * channels are "lite" channels, whose lengths have 16 bits.  The property brcm,dma-channel-mask
 * lists the channels that firmware does not use.
 *
 * The driver only copies whole words.  The hardware can copy single bytes, but emulators count
 * words, so that a copy of single bytes never ends in an emulator.
 */

#include <linux/bitmap.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/of.h>
#include <linux/sizes.h>

#include "copier.h"

#define MAX_CHANS	15		/* channel 15 has other registers */
#define CHAN_SIZE	0x100

#define CS		0x00
#define  ACTIVE		BIT(0)
#define  END		BIT(1)
#define  INT		BIT(2)
#define  ERROR		BIT(8)
#define  WAIT_WRITES	BIT(28)		/* wait for outstanding writes */
#define  RESET		BIT(31)
#define CONBLK_AD	0x04
#define DEBUG		0x20
#define  DEBUG_ERRORS	0x7		/* cleared by writing 1 */
#define  DEBUG_LITE	BIT(28)

#define TI_INTEN	BIT(0)
#define TI_WAIT_RESP	BIT(3)
#define TI_DEST_INC	BIT(4)
#define TI_SRC_INC	BIT(8)

#define MAX_LITE	(SZ_64K - 4)
#define MAX_FULL	(SZ_1G - 4)

struct control_block {
	__le32 info, src, dst, length, stride, next, reserved[2];
};

static size_t bcm2835_dma_start(struct copier_chan *cc, dma_addr_t dst, dma_addr_t src, size_t len)
{
	bool lite = readl(cc->regs + DEBUG) & DEBUG_LITE;
	struct control_block *cb = cc->mem;

	len = min_t(size_t, len, lite ? MAX_LITE : MAX_FULL);
	*cb = (struct control_block) {
		.info = cpu_to_le32(TI_INTEN | TI_WAIT_RESP | TI_DEST_INC | TI_SRC_INC),
		.src = cpu_to_le32((u32)src),
		.dst = cpu_to_le32((u32)dst),
		.length = cpu_to_le32((u32)len),
	};
	/* writel() orders the register write after the writes to memory. */
	writel((u32)cc->mem_addr, cc->regs + CONBLK_AD);
	writel(ACTIVE | WAIT_WRITES, cc->regs + CS);
	return len;
}

static int bcm2835_poll(struct copier_chan *cc)
{
	u32 cs = readl(cc->regs + CS);

	if (cs & ERROR) {
		writel(DEBUG_ERRORS, cc->regs + DEBUG);
		writel(RESET, cc->regs + CS);
		return -EIO;
	}
	if (!(cs & END) || cs & ACTIVE)
		return -EINPROGRESS;
	writel(END | INT, cc->regs + CS);
	return 0;
}

static int bcm2835_dma_stop(struct copier_chan *cc)
{
	int err;

	writel(RESET, cc->regs + CS);
	err = copier_wait(cc->regs + CS, ACTIVE, 0);
	writel(END | INT, cc->regs + CS);
	return err;
}

static const struct copier_ops bcm2835_ops = {
	.wake = copier_stop_all,
	.start = bcm2835_dma_start,
	.poll = bcm2835_poll,
	.stop = bcm2835_dma_stop,
	.mem_size = sizeof(struct control_block),
	.copy_align = DMAENGINE_ALIGN_4_BYTES,
	.address_bits = 32,
};

static int bcm2835_probe(struct platform_device *pdev)
{
	u32 mask = BIT(MAX_CHANS) - 1;
	struct copier *copier;
	unsigned int n = 0;

	of_property_read_u32(pdev->dev.of_node, "brcm,dma-channel-mask", &mask);
	mask &= BIT(MAX_CHANS) - 1;
	copier = copier_alloc(pdev, &bcm2835_ops, hweight32(mask), MAX_CHANS,
			      (resource_size_t)fls(mask) * CHAN_SIZE);
	if (IS_ERR(copier))
		return PTR_ERR(copier);
	for (unsigned int i = 0; i < MAX_CHANS; i++) {
		if (!(mask & BIT(i)))
			continue;
		copier->chans[n].index = i;
		copier->chans[n++].regs = copier->regs + i * CHAN_SIZE;
	}
	return copier_register(copier);
}

static const struct of_device_id bcm2835_ids[] = {
	{ .compatible = "brcm,bcm2835-dma" },
	{ }
};

static struct platform_driver bcm2835_driver = {
	.probe = bcm2835_probe,
	.remove = copier_remove,
	.shutdown = copier_shutdown,
	.driver = {
		.name = "bcm2835-dma",
		.of_match_table = bcm2835_ids,
	},
};
module_platform_driver(bcm2835_driver);
