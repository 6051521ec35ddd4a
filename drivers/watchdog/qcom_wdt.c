// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of Qualcomm's watchdog of the application CPUs (KPSS).  Its counter has 20 bits and counts
 * the cycles of the sleep clock of about 32 kHz.  The watchdog has two signals, the bark and the
 * bite; both are set to the same time.
 */

#include "wdt.h"

#define RST		0x04
#define EN		0x08
#define BARK		0x10
#define BITE		0x14

static bool qcom_is_running(struct wdt *wdt)
{
	return readl(wdt->regs + EN) & 1;
}

static void qcom_feed(struct wdt *wdt)
{
	writel(1, wdt->regs + RST);
}

static void qcom_stop(struct wdt *wdt)
{
	writel(0, wdt->regs + EN);
}

static void qcom_start(struct wdt *wdt, u64 counts)
{
	qcom_stop(wdt);
	qcom_feed(wdt);
	writel((u32)counts, wdt->regs + BARK);
	writel((u32)counts, wdt->regs + BITE);
	writel(1, wdt->regs + EN);
}

static const struct wdt_kind kpss = {
	.info = { .identity = "KPSS", .options = WDIOF_SETTIMEOUT | WDIOF_KEEPALIVEPING },
	.size = BITE + 4,
	.fastest = 32768,
	.max = 0xfffff,
	.is_running = qcom_is_running,
	.start = qcom_start,
	.feed = qcom_feed,
	.stop = qcom_stop,
};

static const struct of_device_id qcom_ids[] = {
	{ .compatible = "qcom,kpss-wdt", .data = &kpss },
	{}
};

WDT_DRIVER(qcom_wdt, qcom_ids);
