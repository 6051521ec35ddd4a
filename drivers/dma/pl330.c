// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of Arm's DMA-330, "PL330" (Arm DDI 0424).
 *
 * The engine has a manager and up to eight channels, which run programs in memory.  To start a
 * channel, the driver lets the manager execute the instruction DMAGO through the debug registers.
 * The program ends with an event, which is the channel's interrupt:
 *
 *	DMAMOV CCR, SAR, DAR	set access attributes, source and destination
 *	DMALP n			two nested loops: load and store a burst
 *	  DMALD DMAST
 *	DMALPEND
 *	DMAWMB DMASEV DMAEND	wait for writes; signal the event; end
 *
 * A burst has up to 16 beats, and a beat is as wide as the addresses allow.  A program copies
 * complete bursts of one size.  The rest of a copy is done by further programs with smaller
 * bursts and narrower beats.
 */

#include <linux/bitops.h>
#include <linux/errno.h>
#include <linux/minmax.h>
#include <linux/module.h>
#include <linux/of.h>

#include "copier.h"

#define MAX_CHANS	8

#define DPC		0x004
#define INTEN		0x020
#define INTMIS		0x028
#define INTCLR		0x02c
#define FSRC		0x034		/* a bit for each channel with a fault */
#define CSR(i)		(0x100 + (i) * 8)
#define  STATE_MASK	0xf
#define  STOPPED	0x0
#define DBGSTATUS	0xd00
#define  DBG_BUSY	BIT(0)
#define DBGCMD		0xd04
#define DBGINST0	0xd08
#define DBGINST1	0xd0c
#define CR0		0xe00
#define  CR0_CHANS(v)	(((v) >> 4 & 7) + 1)
#define  CR0_NONSECURE	BIT(2)		/* the manager is non-secure after reset */
#define CRD		0xe14
#define  CRD_WIDTH(v)	((v) & 7)	/* log2 of bytes */
#define  CRD_DEPTH(v)	(((v) >> 20) + 1)	/* beats in the data buffer */
#define PERIPH_ID	0xfe0
#define REGS_SIZE	0x1000

/* Instructions. */
enum { DMAEND = 0x00, DMAKILL = 0x01, DMALD = 0x04, DMAST = 0x08, DMARMB = 0x12, DMAWMB = 0x13,
	DMALP0 = 0x20,
	DMALP1 = 0x22,
	DMASEV = 0x34,
	DMALPEND0 = 0x38,
	DMALPEND1 = 0x3c,
	DMAGO = 0xa0,
	DMAMOV = 0xbc };
enum { SAR, CCR, DAR };
#define DMAGO_NONSECURE	BIT(1)

/*
 * Fields of the control register.  Its lower half applies to reads, and its upper half to writes.
 */
#define CCR_INC		1U
#define CCR_SIZE(w)	((w) << 1)
#define CCR_BEATS(n)	(((n) - 1) << 4)
#define CCR_NONSECURE	(2U << 8)
#define CCR_CACHED	(6U << 11)	/* for coherent devices: modifiable, allocate */
#define CCR_BOTH(v)	((v) | (v) << 14)

#define MAX_BEATS	16U
#define MAX_LOOPS	256U
#define PROGRAM_SIZE	64

struct program {
	u8 *code;
	unsigned int size;
};

static void pl330_emit(struct program *p, u8 byte)
{
	p->code[p->size++] = byte;
}

static void emit_move(struct program *p, u8 reg, u32 value)
{
	pl330_emit(p, DMAMOV);
	pl330_emit(p, reg);
	for (unsigned int i = 0; i < 4; i++)
		pl330_emit(p, (u8)(value >> 8 * i));
}

/*
 * Emit loops that copy @n bursts, or fewer if two nested loops cannot count them.  Returns the
 * number of bursts that the loops copy.
 */
static u32 emit_bursts(struct program *p, u32 n)
{
	u32 inner = min(n, MAX_LOOPS), outer = min(n / inner, MAX_LOOPS);
	unsigned int first, again;

	pl330_emit(p, DMALP1);
	pl330_emit(p, (u8)(outer - 1));
	again = p->size;
	pl330_emit(p, DMALP0);
	pl330_emit(p, (u8)(inner - 1));
	first = p->size;
	pl330_emit(p, DMALD);
	pl330_emit(p, DMAST);
	pl330_emit(p, DMALPEND0);
	pl330_emit(p, (u8)(p->size - 1 - first));
	pl330_emit(p, DMALPEND1);
	pl330_emit(p, (u8)(p->size - 1 - again));
	return inner * outer;
}

static u32 control(const struct copier_chan *cc, u32 width, u32 beats)
{
	return CCR_BOTH(CCR_INC | CCR_SIZE(width) | CCR_BEATS(beats) | CCR_NONSECURE |
			(cc->chan.device->dev->dma_coherent ? CCR_CACHED : 0));
}

/* Execute an instruction in the manager or in a channel's thread, through the debug registers. */
static int execute(struct copier *copier, bool of_channel, unsigned int index, u8 op, u8 operand,
		   u32 imm)
{
	int err = copier_wait(copier->regs + DBGSTATUS, DBG_BUSY, 0);

	if (err)
		return err;
	writel((u32)operand << 24 | (u32)op << 16 | index << 8 | of_channel,
	       copier->regs + DBGINST0);
	writel(imm, copier->regs + DBGINST1);
	writel(0, copier->regs + DBGCMD);
	return copier_wait(copier->regs + DBGSTATUS, DBG_BUSY, 0);
}

static size_t pl330_start(struct copier_chan *cc, dma_addr_t dst, dma_addr_t src, size_t len)
{
	struct copier *copier = cc->copier;
	u32 cr0 = readl(copier->regs + CR0), crd = readl(copier->regs + CRD);
	u32 width = (u32)__ffs64(dst | src | BIT(CRD_WIDTH(crd))), beats, bursts;
	struct program p = { .code = cc->mem };
	int err;

	while (!(len >> width))
		width--;
	/* The data buffer is shared by all channels, so this channel uses only its part. */
	beats = clamp(CRD_DEPTH(crd) / CR0_CHANS(cr0), 1U, MAX_BEATS);
	beats = (u32)min_t(size_t, len >> width, beats);
	emit_move(&p, CCR, control(cc, width, beats));
	emit_move(&p, SAR, (u32)src);
	emit_move(&p, DAR, (u32)dst);
	bursts = emit_bursts(&p, (u32)min_t(size_t, (len >> width) / beats, U32_MAX));
	pl330_emit(&p, DMAWMB);
	pl330_emit(&p, DMASEV);
	pl330_emit(&p, (u8)(cc->index << 3));
	pl330_emit(&p, DMAEND);

	/* Channels share the registers of the manager. */
	spin_lock(&copier->lock);
	writel(readl(copier->regs + INTEN) | BIT(cc->index), copier->regs + INTEN);
	err = execute(copier, false, 0, DMAGO | (cr0 & CR0_NONSECURE ? DMAGO_NONSECURE : 0),
		      (u8)cc->index, (u32)cc->mem_addr);
	spin_unlock(&copier->lock);
	if (err) {
		dev_err(cc->chan.device->dev,
			"channel %u: the manager does not accept an instruction\n", cc->index);
		return 0;
	}
	return (size_t)bursts * beats << width;
}

static int pl330_stop(struct copier_chan *cc)
{
	struct copier *copier = cc->copier;
	int err;

	spin_lock(&copier->lock);
	err = execute(copier, true, cc->index, DMAKILL, 0, 0);
	spin_unlock(&copier->lock);
	if (!err)
		err = copier_wait(copier->regs + CSR(cc->index), STATE_MASK, STOPPED);
	writel(BIT(cc->index), copier->regs + INTCLR);
	return err;
}

static int pl330_poll(struct copier_chan *cc)
{
	void __iomem *regs = cc->copier->regs;

	if (readl(regs + FSRC) & BIT(cc->index)) {
		pl330_stop(cc);
		return -EIO;
	}
	if (!(readl(regs + INTMIS) & BIT(cc->index)))
		return -EINPROGRESS;
	writel(BIT(cc->index), regs + INTCLR);
	/* DMAEND follows the event, so the channel stops soon. */
	return copier_wait(regs + CSR(cc->index), STATE_MASK, STOPPED) ? -EIO : 0;
}

static int pl330_wake(struct copier *copier)
{
	u32 id = readl(copier->regs + PERIPH_ID) & 0xff, nr_chans;

	if (id != 0x30)
		return dev_err_probe(copier->dma.dev, -EIO,
				     "the ID register reads %#x: no clock, or in reset\n", id);
	nr_chans = CR0_CHANS(readl(copier->regs + CR0));
	copier->nr_chans = min(copier->nr_chans, nr_chans);
	return copier_stop_all(copier);
}

static const struct copier_ops pl330_ops = {
	.wake = pl330_wake,
	.start = pl330_start,
	.poll = pl330_poll,
	.stop = pl330_stop,
	.mem_size = PROGRAM_SIZE,
	.address_bits = 32,
};

/*
 * Probe with the number of channels in the device tree, or with 8 if the tree has none.
 * pl330_wake() reads the real number from the hardware later.
 */
static int pl330_probe(struct platform_device *pdev)
{
	struct copier *copier;
	u32 nr_chans = MAX_CHANS;

	of_property_read_u32(pdev->dev.of_node, "#dma-channels", &nr_chans);
	of_property_read_u32(pdev->dev.of_node, "dma-channels", &nr_chans);
	copier = copier_alloc(pdev, &pl330_ops, nr_chans, MAX_CHANS, REGS_SIZE);
	return IS_ERR(copier) ? PTR_ERR(copier) : copier_register(copier);
}

static const struct of_device_id pl330_ids[] = {
	{ .compatible = "arm,pl330" },
	{ }
};

static struct platform_driver pl330_driver = {
	.probe = pl330_probe,
	.remove = copier_remove,
	.shutdown = copier_shutdown,
	.driver = {
		.name = "pl330",
		.of_match_table = pl330_ids,
	},
};
module_platform_driver(pl330_driver);
