// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of MediaTek's watchdog.  Its counter has 11 bits in units of 1/64 s, at most 31 s.  Each
 * register accepts only writes with a key.
 */

#include <linux/bits.h>

#include "wdt.h"

#define MODE		0x00
#define MODE_EN		BIT(0)
#define MODE_IRQ_EN	BIT(3)	/* raise an interrupt instead of the reset */
#define MODE_DUAL_EN	BIT(6)	/* raise an interrupt before the reset */
#define MODE_KEY	0x22000000
#define LENGTH		0x04
#define LENGTH_KEY	0x8
#define RST		0x08
#define RST_FEED	0x1971

static bool mtk_is_running(struct wdt *wdt)
{
	return readl(wdt->regs + MODE) & MODE_EN;
}

static void mtk_feed(struct wdt *wdt)
{
	writel(RST_FEED, wdt->regs + RST);
}

static void set_mode(struct wdt *wdt, u32 clear, u32 set)
{
	u32 mode = readl(wdt->regs + MODE) & 0xffffff & ~clear;

	writel(mode | set | MODE_KEY, wdt->regs + MODE);
}

static void mtk_start(struct wdt *wdt, u64 counts)
{
	writel((u32)counts << 5 | LENGTH_KEY, wdt->regs + LENGTH);
	mtk_feed(wdt);
	set_mode(wdt, MODE_IRQ_EN | MODE_DUAL_EN, MODE_EN);
}

static void mtk_stop(struct wdt *wdt)
{
	set_mode(wdt, MODE_EN, 0);
}

static const struct wdt_kind mtk = {
	.info = { .identity = "MediaTek", .options = WDIOF_SETTIMEOUT | WDIOF_KEEPALIVEPING },
	.size = RST + 4,
	.hz = 64,
	.max = 0x7ff,
	.is_running = mtk_is_running,
	.start = mtk_start,
	.feed = mtk_feed,
	.stop = mtk_stop,
};

static const struct of_device_id mtk_ids[] = {
	{ .compatible = "mediatek,mt6589-wdt", .data = &mtk },
	{ .compatible = "mediatek,mt6735-wdt", .data = &mtk },
	{ .compatible = "mediatek,mt6795-wdt", .data = &mtk },
	{ .compatible = "mediatek,mt7986-wdt", .data = &mtk },
	{ .compatible = "mediatek,mt7988-wdt", .data = &mtk },
	{ .compatible = "mediatek,mt8183-wdt", .data = &mtk },
	{ .compatible = "mediatek,mt8186-wdt", .data = &mtk },
	{ .compatible = "mediatek,mt8188-wdt", .data = &mtk },
	{ .compatible = "mediatek,mt8192-wdt", .data = &mtk },
	{ .compatible = "mediatek,mt8195-wdt", .data = &mtk },
	{}
};

WDT_DRIVER(mtk_wdt, mtk_ids);
