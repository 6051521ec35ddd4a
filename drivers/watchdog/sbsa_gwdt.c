// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of Arm's generic watchdog of servers (Arm Base System Architecture, DEN0094, "Generic
 * Watchdog").
 *
 * The watchdog uses the system counter, which is also the CPU's counter, and counts two periods
 * after the last feed.  The length of a period is the offset register.  At the end of the first
 * period, the watchdog raises an interrupt, which has no handler here.  At the end of the second
 * period, it signals firmware, or resets.  One page of registers is for control, and one for
 * feeding.  The offset has 32 bits; later versions have 48 bits, and the driver sets the upper bits
 * to 0.
 */

#include <internal/time.h>
#include <linux/bits.h>
#include <linux/err.h>

#include "wdt.h"

#define WRR		0x000	/* in the page for feeding */
#define WCS		0x000
#define WCS_EN		BIT(0)
#define WOR		0x008
#define WOR_HIGH	0x00c
#define W_IIDR		0xfcc
#define VERSION(iidr)	((iidr) >> 16 & 0xf)

static int sbsa_init(struct wdt *wdt)
{
	struct resource *res = platform_get_resource(to_platform_device(wdt->dev), IORESOURCE_MEM,
						     1);

	if (!res || resource_size(res) < WRR + 4) {
		dev_err(wdt->dev, "%pOF: reg has no second range (refresh frame)\n",
			wdt->dev->of_node);
		return -EINVAL;
	}
	wdt->second = devm_ioremap_resource(wdt->dev, res);
	if (IS_ERR(wdt->second))
		return PTR_ERR(wdt->second);
	wdt->hz = (u32)arch_counter_hz;
	wdt->flag = wdt->size > W_IIDR && VERSION(readl(wdt->regs + W_IIDR)) > 0;
	return 0;
}

static bool sbsa_is_running(struct wdt *wdt)
{
	return readl(wdt->regs + WCS) & WCS_EN;
}

static void sbsa_feed(struct wdt *wdt)
{
	writel(0, wdt->second + WRR);
}

static void sbsa_start(struct wdt *wdt, u64 counts)
{
	writel((u32)((counts + 1) / 2), wdt->regs + WOR);
	if (wdt->flag)
		writel(0, wdt->regs + WOR_HIGH);
	writel(WCS_EN, wdt->regs + WCS);
	sbsa_feed(wdt);
}

static void sbsa_stop(struct wdt *wdt)
{
	writel(0, wdt->regs + WCS);
}

static const struct wdt_kind sbsa = {
	.info = { .identity = "SBSA", .options = WDIOF_SETTIMEOUT | WDIOF_KEEPALIVEPING },
	.size = WOR_HIGH + 4,
	.max = 2ULL * U32_MAX,
	.init = sbsa_init,
	.is_running = sbsa_is_running,
	.start = sbsa_start,
	.feed = sbsa_feed,
	.stop = sbsa_stop,
};

static const struct of_device_id sbsa_ids[] = {
	{ .compatible = "arm,sbsa-gwdt", .data = &sbsa },
	{}
};

WDT_DRIVER(sbsa_gwdt, sbsa_ids);
