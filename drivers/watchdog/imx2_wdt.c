// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of the NXP i.MX watchdog, of i.MX21 to i.MX8M and Layerscape (i.MX 8M Plus Applications
 * Processor Reference Manual, "Watchdog Timer").
 *
 * It counts half seconds of its own clock, up to 128 s.  After it is enabled, it cannot be
 * stopped.  Registers have 16 bits, in the byte order that the device tree specifies.  A second
 * counter, which would drive the board's reset line 16 s after power-up, is disabled.
 */

#include <linux/bits.h>
#include <linux/swab.h>

#include "wdt.h"

#define WCR		0x00
#define WCR_WT		GENMASK(15, 8)	/* half seconds minus one */
#define WCR_WDA		BIT(5)	/* writing 0 drives the board's reset line at once */
#define WCR_SRS		BIT(4)	/* writing 0 resets the SoC at once */
#define WCR_WDT		BIT(3)	/* drive the reset line at the end of the time */
#define WCR_WDE		BIT(2)
#define WCR_WDZST	BIT(0)	/* do not count while the CPU's clocks are off */
#define WSR		0x02
#define WMCR		0x08

static u16 imx2_wdt_read(struct wdt *wdt, unsigned int at)
{
	u16 value = readw(wdt->regs + at);

	return wdt->flag ? swab16(value) : value;
}

static void imx2_wdt_write(struct wdt *wdt, u16 value, unsigned int at)
{
	writew(wdt->flag ? swab16(value) : value, wdt->regs + at);
}

static bool has_line(const struct wdt *wdt)
{
	return of_property_read_bool(wdt->dev->of_node, "fsl,ext-reset-output");
}

static int imx2_init(struct wdt *wdt)
{
	wdt->flag = of_property_read_bool(wdt->dev->of_node, "big-endian");
	imx2_wdt_write(wdt, 0, WMCR);
	return 0;
}

static bool imx2_is_running(struct wdt *wdt)
{
	return imx2_wdt_read(wdt, WCR) & WCR_WDE;
}

static void imx2_feed(struct wdt *wdt)
{
	imx2_wdt_write(wdt, 0x5555, WSR);
	imx2_wdt_write(wdt, 0xaaaa, WSR);
}

static void imx2_start(struct wdt *wdt, u64 counts)
{
	u16 wcr = imx2_wdt_read(wdt, WCR) & ~WCR_WT;

	wcr |= (u16)((counts - 1) << 8) | WCR_WDA | WCR_SRS | WCR_WDZST |
	       (has_line(wdt) ? WCR_WDT : 0);
	imx2_wdt_write(wdt, wcr, WCR);
	imx2_wdt_write(wdt, wcr | WCR_WDE, WCR);
	imx2_feed(wdt);
}

/*
 * Reset the machine immediately.  The register is written three times, because i.MX6 chips with the
 * erratum ERR004346 (NXP IMX6DQCE) need two writes.
 */
static void imx2_restart(struct wdt *wdt)
{
	for (unsigned int i = 0; i < 3; i++)
		imx2_wdt_write(wdt, WCR_WDE | (has_line(wdt) ? WCR_SRS : WCR_WDA), WCR);
}

static const struct wdt_kind imx2 = {
	.info = { .identity = "i.MX", .options = WDIOF_SETTIMEOUT | WDIOF_KEEPALIVEPING },
	.size = WMCR + 2,
	.hz = 2,
	.max = 256,
	.init = imx2_init,
	.is_running = imx2_is_running,
	.start = imx2_start,
	.feed = imx2_feed,
	.restart = imx2_restart,
};

static const struct of_device_id imx2_ids[] = {
	{ .compatible = "fsl,imx21-wdt", .data = &imx2 },
	{}
};

WDT_DRIVER(imx2_wdt, imx2_ids);
