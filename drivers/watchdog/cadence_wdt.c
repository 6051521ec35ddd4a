// SPDX-License-Identifier: BSD-2-Clause
/*
 * Cadence watchdog of Zynq and Zynq UltraScale+ (Zynq UltraScale+ Device Technical Reference Manual,
 * UG1085, "System Watchdog Timers"; Zynq-7000's, UG585, the same).
 *
 * It counts 24 bits of its clock, which is divided by 8, 64, 512 or 4096; only the upper 12 bits of the
 * count can be set.  The divisor and the count are taken while it is stopped.  Each register takes writes
 * with a key only.  On Zynq UltraScale+ firmware of the PMU decides what the end of the time resets.
 */

#include <linux/bits.h>
#include <linux/math.h>

#include "wdt.h"

#define ZMR		0x0
#define ZMR_KEY		0xabc000
#define ZMR_RSTLEN_16	(3U << 4)	/* the reset lasts for 16 cycles of the bus, as after power-up */
#define ZMR_RSTEN	BIT(1)		/* the end of the time resets */
#define ZMR_WDEN	BIT(0)
#define CCR		0x4		/* the upper bits of the count 13:2, the divisor 1:0 */
#define CCR_KEY		0x920000
#define RESTART		0x8
#define RESTART_KEY	0x1999

#define LOW_BITS	12	/* of the count, which are all ones */
#define COUNT_BITS	24
#define SLOWEST		3	/* divisor: 8 << 3 * SLOWEST */

/* The divisor's shift, by the number that stands for it. */
static unsigned int cdns_divisor_shift(unsigned int divisor)
{
	return 3 + 3 * divisor;
}

static bool cdns_is_running(struct wdt *wdt)
{
	return readl(wdt->regs + ZMR) & ZMR_WDEN;
}

static void cdns_feed(struct wdt *wdt)
{
	writel(RESTART_KEY, wdt->regs + RESTART);
}

static void cdns_stop(struct wdt *wdt)
{
	writel(ZMR_KEY | ZMR_RSTLEN_16, wdt->regs + ZMR);
}

static void cdns_start(struct wdt *wdt, u64 counts)
{
	unsigned int divisor = 0;
	u32 upper;

	while (divisor < SLOWEST && counts > 1ULL << (COUNT_BITS + cdns_divisor_shift(divisor)))
		divisor++;
	upper = (u32)DIV_ROUND_UP_ULL(counts, 1ULL << (LOW_BITS + cdns_divisor_shift(divisor))) - 1;
	cdns_stop(wdt);
	writel(CCR_KEY | upper << 2 | divisor, wdt->regs + CCR);
	writel(ZMR_KEY | ZMR_RSTLEN_16 | ZMR_RSTEN | ZMR_WDEN, wdt->regs + ZMR);
	cdns_feed(wdt);
}

static const struct wdt_kind cdns = {
	.info = { .identity = "Cadence", .options = WDIOF_SETTIMEOUT | WDIOF_KEEPALIVEPING },
	.size = RESTART + 4,
	.fastest = 200000000,
	.max = 1ULL << (COUNT_BITS + 12),
	.is_running = cdns_is_running,
	.start = cdns_start,
	.feed = cdns_feed,
	.stop = cdns_stop,
};

static const struct of_device_id cdns_ids[] = {
	{ .compatible = "cdns,wdt-r1p2", .data = &cdns },
	{}
};

WDT_DRIVER(cadence_wdt, cdns_ids);
