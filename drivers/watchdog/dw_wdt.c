// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of the Synopsys DesignWare watchdog (DW_apb_wdt Databook) of Rockchip, Intel SoCFPGA,
 * Sophgo and others.
 *
 * It can count 16 different times, by default 2^16 to 2^31 ticks of its clock; the property
 * snps,watchdog-tops may specify others.  A new time becomes effective at the next feed.  After the
 * watchdog is enabled, only a reset by the SoC's reset controller can stop it.  Quarry has no
 * driver for the reset controller, so the core feeds the watchdog forever.
 */

#include <linux/bits.h>
#include <linux/minmax.h>

#include "wdt.h"

#define CR		0x00
#define CR_EN		BIT(0)
#define CR_RMOD		BIT(1)	/* an interrupt first, and the reset after a second period */
#define TORR		0x04	/* number of the time in 3:0, and of the first period in 7:4 */
#define CCVR		0x08
#define CRR		0x0c
#define CRR_FEED	0x76
#define COMP_PARAMS_1	0xf4
#define FIX_TOP		BIT(6)	/* the times are fixed to powers of two */

#define NR_TOPS		16

static u32 top_of(const struct wdt *wdt, unsigned int i)
{
	return wdt->table ? wdt->table[i] : BIT(16 + i);
}

static int dw_init(struct wdt *wdt)
{
	struct device_node *np = wdt->dev->of_node;

	if (of_property_read_bool(np, "snps,watchdog-tops") &&
	    !(wdt->size > COMP_PARAMS_1 && readl(wdt->regs + COMP_PARAMS_1) & FIX_TOP)) {
		u32 *tops = devm_kcalloc(wdt->dev, NR_TOPS, sizeof(u32), GFP_KERNEL);

		if (!tops)
			return -ENOMEM;
		if (of_property_read_u32_array(np, "snps,watchdog-tops", tops, NR_TOPS)) {
			dev_err(wdt->dev, "%pOF: snps,watchdog-tops must have %u numbers\n", np,
				NR_TOPS);
			return -EINVAL;
		}
		wdt->table = tops;
	}
	for (unsigned int i = 0; i < NR_TOPS; i++)
		wdt->max = max_t(u64, wdt->max, top_of(wdt, i));
	if (wdt->max)
		return 0;
	dev_err(wdt->dev, "%pOF: snps,watchdog-tops has only zeros\n", np);
	return -EINVAL;
}

static bool dw_is_running(struct wdt *wdt)
{
	return readl(wdt->regs + CR) & CR_EN;
}

static void dw_feed(struct wdt *wdt)
{
	writel(CRR_FEED, wdt->regs + CRR);
}

/* Start with the shortest time that has at least @counts. */
static void dw_start(struct wdt *wdt, u64 counts)
{
	u64 best = U64_MAX;
	unsigned int top = 0;

	for (unsigned int i = 0; i < NR_TOPS; i++) {
		if (top_of(wdt, i) >= counts && top_of(wdt, i) < best) {
			best = top_of(wdt, i);
			top = i;
		}
	}
	writel(top | top << 4, wdt->regs + TORR);
	dw_feed(wdt);
	writel((readl(wdt->regs + CR) & ~CR_RMOD) | CR_EN, wdt->regs + CR);
}

static u64 dw_left(struct wdt *wdt)
{
	return readl(wdt->regs + CCVR);
}

static const struct wdt_kind dw = {
	.info = { .identity = "DesignWare", .options = WDIOF_SETTIMEOUT | WDIOF_KEEPALIVEPING },
	.size = CRR + 4,
	.fastest = 500000000,
	.init = dw_init,
	.is_running = dw_is_running,
	.start = dw_start,
	.feed = dw_feed,
	.left = dw_left,
};

static const struct of_device_id dw_ids[] = {
	{ .compatible = "snps,dw-wdt", .data = &dw },
	{}
};

WDT_DRIVER(dw_wdt, dw_ids);
