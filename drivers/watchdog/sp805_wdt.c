// SPDX-License-Identifier: BSD-2-Clause
/*
 * Arm SP805 watchdog (Arm DDI 0270).
 *
 * It counts its load down twice: the first end raises an interrupt, which has no handler here, the second
 * resets.  Its registers are locked while they are not written.
 */

#include "wdt.h"

#define LOAD		0x000
#define VALUE		0x004
#define CONTROL		0x008
#define CONTROL_ON	0x3	/* interrupt, and so the counter; reset */
#define INTCLR		0x00c	/* clears, and loads again */
#define RIS		0x010
#define LOCK		0xc00
#define UNLOCK_KEY	0x1acce551

static bool sp805_is_running(struct wdt *wdt)
{
	return (readl(wdt->regs + CONTROL) & CONTROL_ON) == CONTROL_ON;
}

static void sp805_write(struct wdt *wdt, u32 value, unsigned int at)
{
	writel(UNLOCK_KEY, wdt->regs + LOCK);
	writel(value, wdt->regs + at);
	writel(0, wdt->regs + LOCK);
}

static void sp805_feed(struct wdt *wdt)
{
	sp805_write(wdt, 1, INTCLR);
}

static void sp805_start(struct wdt *wdt, u64 counts)
{
	u64 load = (counts + 1) / 2;

	sp805_write(wdt, (u32)(load - 1) ?: 1, LOAD);
	sp805_feed(wdt);
	sp805_write(wdt, CONTROL_ON, CONTROL);
}

static void sp805_stop(struct wdt *wdt)
{
	sp805_write(wdt, 0, CONTROL);
}

static u64 sp805_left(struct wdt *wdt)
{
	u64 second = readl(wdt->regs + RIS) & 1 ? 0 : (u64)readl(wdt->regs + LOAD) + 1;

	return readl(wdt->regs + VALUE) + second;
}

static const struct wdt_kind sp805 = {
	.info = { .identity = "SP805", .options = WDIOF_SETTIMEOUT | WDIOF_KEEPALIVEPING },
	.size = LOCK + 4,
	.fastest = 500000000,
	.max = 1ULL << 33,
	.is_running = sp805_is_running,
	.start = sp805_start,
	.feed = sp805_feed,
	.stop = sp805_stop,
	.left = sp805_left,
};

static const struct of_device_id sp805_ids[] = {
	{ .compatible = "arm,sp805", .data = &sp805 },
	{}
};

WDT_DRIVER(sp805_wdt, sp805_ids);
