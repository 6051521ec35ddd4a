// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of Amlogic's watchdog since GXBB (S905 Datasheet, "Watchdog").  Its counter has 16 bits
 * and counts milliseconds.  The clock is divided from the crystal, which is the first clock in the
 * device tree.
 */

#include <linux/bits.h>

#include "wdt.h"

#define CTRL		0x0
#define CTRL_CLKDIV_EN	BIT(25)
#define CTRL_CLK_EN	BIT(24)
#define CTRL_EN		BIT(18)
#define CTRL_DIV	GENMASK(17, 0)
#define TCNT		0x8	/* time in 15:0, elapsed time in 31:16 */
#define RSET		0xc

#define XTAL_HZ		24000000	/* crystal of all these SoCs */

static bool meson_is_running(struct wdt *wdt)
{
	return readl(wdt->regs + CTRL) & CTRL_EN;
}

static void meson_feed(struct wdt *wdt)
{
	writel(0, wdt->regs + RSET);
}

static void meson_start(struct wdt *wdt, u64 counts)
{
	u32 hz = wdt_clock_hz(wdt->dev) ?: XTAL_HZ;

	writel((u32)counts, wdt->regs + TCNT);
	meson_feed(wdt);
	writel((hz / 1000 & CTRL_DIV) | *(const u32 *)wdt->kind->data | CTRL_CLK_EN |
		       CTRL_CLKDIV_EN | CTRL_EN,
	       wdt->regs + CTRL);
}

static void meson_stop(struct wdt *wdt)
{
	writel(readl(wdt->regs + CTRL) & ~CTRL_EN, wdt->regs + CTRL);
}

static u64 meson_left(struct wdt *wdt)
{
	u32 tcnt = readl(wdt->regs + TCNT), time = tcnt & 0xffff, passed = tcnt >> 16;

	return time > passed ? time - passed : 0;
}

/*
 * Define a kind of watchdog.  @reset is the bit of CTRL that enables the reset of the SoC when the
 * time has elapsed.
 */
#define KIND(name, reset)							\
static const u32 name##_reset = (reset);					\
static const struct wdt_kind name = {						\
	.info = { .identity = "Meson", .options = WDIOF_SETTIMEOUT | WDIOF_KEEPALIVEPING },	\
	.size = RSET + 4,							\
	.hz = 1000,								\
	.max = 0xffff,								\
	.data = &name##_reset,							\
	.is_running = meson_is_running,						\
	.start = meson_start,							\
	.feed = meson_feed,							\
	.stop = meson_stop,							\
	.left = meson_left,							\
}

KIND(gxbb, BIT(21));
KIND(t7, BIT(22));

static const struct of_device_id meson_ids[] = {
	{ .compatible = "amlogic,meson-gxbb-wdt", .data = &gxbb },
	{ .compatible = "amlogic,t7-wdt", .data = &t7 },
	{}
};

WDT_DRIVER(meson_gxbb_wdt, meson_ids);
