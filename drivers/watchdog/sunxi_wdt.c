// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of Allwinner's watchdogs (Allwinner A64 User Manual, "Watchdog"; D1-H User Manual,
 * "Watchdog").  The time is half a second, 1 to 6 s, or 8 to 16 s in steps of two.  The kinds of
 * watchdogs differ in the offsets of their registers; later kinds accept only writes with a key.
 */

#include <linux/array_size.h>
#include <linux/bits.h>

#include "wdt.h"

#define CTRL_FEED	(1 | 0x0a57 << 1)
#define MODE_EN		BIT(0)
#define KEY		0x16aa0000

struct sunxi_regs {
	u8 ctrl, cfg, mode;	/* offsets of registers */
	u8 shift;		/* shift of the time in mode */
	u32 mask;		/* bits of cfg that select the action when the time expires */
	u32 reset;		/* value of these bits for a reset of the system */
	u32 key;
};

/* Times in half seconds.  The index is the value in the mode register. */
static const u8 times[] = { 1, 2, 4, 6, 8, 10, 12, 16, 20, 24, 28, 32 };

static const struct sunxi_regs *regs_of(const struct wdt *wdt)
{
	return wdt->kind->data;
}

static bool sunxi_is_running(struct wdt *wdt)
{
	return readl(wdt->regs + regs_of(wdt)->mode) & MODE_EN;
}

static void sunxi_feed(struct wdt *wdt)
{
	writel(CTRL_FEED, wdt->regs + regs_of(wdt)->ctrl);
}

/*
 * Start with the shortest time of at least @counts half seconds.  cfg and mode may be the same
 * register.
 */
static void sunxi_start(struct wdt *wdt, u64 counts)
{
	const struct sunxi_regs *regs = regs_of(wdt);
	unsigned int i = 0;
	u32 value;

	while (i < ARRAY_SIZE(times) - 1 && times[i] < counts)
		i++;
	value = readl(wdt->regs + regs->cfg) & ~regs->mask & 0xffff;
	writel(value | regs->reset | regs->key, wdt->regs + regs->cfg);
	value = readl(wdt->regs + regs->mode) & ~(0xfU << regs->shift) & 0xffff;
	writel(value | i << regs->shift | MODE_EN | regs->key, wdt->regs + regs->mode);
	sunxi_feed(wdt);
}

static void sunxi_stop(struct wdt *wdt)
{
	writel(regs_of(wdt)->key, wdt->regs + regs_of(wdt)->mode);
}

#define KIND(name, bytes, ...)							\
static const struct sunxi_regs name##_regs = { __VA_ARGS__ };			\
static const struct wdt_kind name = {						\
	.info = { .identity = "Allwinner", .options = WDIOF_SETTIMEOUT | WDIOF_KEEPALIVEPING },	\
	.size = bytes,								\
	.hz = 2,								\
	.max = 32,								\
	.data = &name##_regs,							\
	.is_running = sunxi_is_running,						\
	.start = sunxi_start,							\
	.feed = sunxi_feed,							\
	.stop = sunxi_stop,							\
}

KIND(sun4i, 0x08, .ctrl = 0x00, .cfg = 0x04, .mode = 0x04, .shift = 3, .mask = 2, .reset = 2);
KIND(sun6i, 0x1c, .ctrl = 0x10, .cfg = 0x14, .mode = 0x18, .shift = 4, .mask = 3, .reset = 1);
KIND(sun20i, 0x1c, .ctrl = 0x10, .cfg = 0x14, .mode = 0x18, .shift = 4, .mask = 3, .reset = 1,
     .key = KEY);
KIND(sun55i, 0x18, .ctrl = 0x0c, .cfg = 0x10, .mode = 0x14, .shift = 4, .mask = 3, .reset = 1,
     .key = KEY);

static const struct of_device_id sunxi_ids[] = {
	{ .compatible = "allwinner,sun4i-a10-wdt", .data = &sun4i },
	{ .compatible = "allwinner,sun6i-a31-wdt", .data = &sun6i },
	{ .compatible = "allwinner,sun20i-d1-wdt", .data = &sun20i },
	{ .compatible = "allwinner,sun55i-a523-wdt", .data = &sun55i },
	{}
};

WDT_DRIVER(sunxi_wdt, sunxi_ids);
