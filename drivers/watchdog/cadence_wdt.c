// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of the Cadence watchdog of Zynq and Zynq UltraScale+ (Zynq UltraScale+ Device Technical
 * Reference Manual, UG1085, "System Watchdog Timers"; also in the manual of Zynq-7000, UG585).
 *
 * The counter has 24 bits.  Its clock is divided by 8, 64, 512 or 4096, and only the upper 12 bits
 * of the count can be set.  The divisor and the count can be set only while the counter is stopped.
 * Each register accepts only writes with a key.  On Zynq UltraScale+, firmware of the PMU
 * determines what is reset when the time has elapsed.
 */

#include <linux/bits.h>
#include <linux/math.h>

#include "wdt.h"

#define ZMR		0x0
#define ZMR_KEY		0xabc000
#define ZMR_RSTLEN_16	(3U << 4)	/* reset for 16 bus cycles, the default after power-up */
#define ZMR_RSTEN	BIT(1)		/* reset when the time has elapsed */
#define ZMR_WDEN	BIT(0)
#define CCR		0x4		/* upper bits of the count in 13:2, the divisor in 1:0 */
#define CCR_KEY		0x920000
#define RESTART		0x8
#define RESTART_KEY	0x1999

#define LOW_BITS	12	/* number of lower bits of the count; they are all 1 */
#define COUNT_BITS	24
#define SLOWEST		3	/* number of the largest divisor, 8 << 3 * SLOWEST */

/* Return log2 of the divisor with the number @divisor in CCR. */
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
