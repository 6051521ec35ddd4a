// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of the NXP watchdog of i.MX 7ULP, 8ULP and 9 (i.MX 93 Applications Processor Reference
 * Manual, "Watchdog timer (WDOG)").
 *
 * Its counter has 16 bits and a 1 kHz clock; on i.MX 9, 32 kHz divided by 256.  Its
 * configuration can be changed while it is unlocked, for about 128 bus cycles.  If firmware did
 * not set UPDATE, it cannot be changed until the next reset: then the watchdog can neither be
 * stopped nor get another time.
 */

#include <linux/bits.h>
#include <linux/iopoll.h>
#include <linux/irqflags.h>
#include <linux/minmax.h>

#include "wdt.h"

#define CS		0x00
#define CS_PRES		BIT(12)	/* the clock is divided by 256 */
#define CS_CMD32EN	BIT(13)	/* keys are written as one word */
#define CS_ULK		BIT(11)	/* unlocked */
#define CS_RCS		BIT(10)	/* the new configuration is effective */
#define CS_LPO_CLK	BIT(8)
#define CS_EN		BIT(7)
#define CS_UPDATE	BIT(5)
#define CNT		0x04
#define TOVAL		0x08
#define UNLOCK_KEY	0xd928c520
#define FEED_KEY	0xb480a602

#define PRESCALER	256
#define IMX93_HZ	125	/* with the prescaler */
#define WAIT_US		10000

static void write_key(struct wdt *wdt, u32 key)
{
	if (readl(wdt->regs + CS) & CS_CMD32EN) {
		writel(key, wdt->regs + CNT);
	} else {
		writew((u16)key, wdt->regs + CNT);
		writew(key >> 16, wdt->regs + CNT);
	}
}

static void imx7ulp_configure(struct wdt *wdt, u32 cs, u32 toval)
{
	unsigned long flags;
	u32 value;

	if (wdt->flag)
		return;
	local_irq_save(flags);
	write_key(wdt, UNLOCK_KEY);
	if (!readl_poll_timeout_atomic(wdt->regs + CS, value, value & CS_ULK, 0, WAIT_US)) {
		writel(toval, wdt->regs + TOVAL);
		writel(cs, wdt->regs + CS);
		readl_poll_timeout_atomic(wdt->regs + CS, value, value & CS_RCS, 0, WAIT_US);
	}
	local_irq_restore(flags);
}

static u32 cs_of(const struct wdt *wdt)
{
	return CS_CMD32EN | CS_LPO_CLK | CS_UPDATE | (wdt->kind->hz == IMX93_HZ ? CS_PRES : 0);
}

/*
 * Read the configuration that firmware left.  wdt->flag is set if the watchdog runs and cannot be
 * changed; in this case, use its time, and its clock rate with or without the prescaler.
 */
static int imx7ulp_init(struct wdt *wdt)
{
	u32 cs = readl(wdt->regs + CS);

	wdt->flag = cs & CS_EN && !(cs & CS_UPDATE);
	if (!wdt->flag)
		return 0;
	wdt->max = max(readl(wdt->regs + TOVAL), 1U);
	if (cs & CS_PRES && wdt->hz != IMX93_HZ)
		wdt->hz = max(wdt->hz / PRESCALER, 1U);
	else if (!(cs & CS_PRES) && wdt->hz == IMX93_HZ)
		wdt->hz *= PRESCALER;
	return 0;
}

static bool imx7ulp_is_running(struct wdt *wdt)
{
	return readl(wdt->regs + CS) & CS_EN;
}

static void imx7ulp_feed(struct wdt *wdt)
{
	unsigned long flags;

	local_irq_save(flags);
	write_key(wdt, FEED_KEY);
	local_irq_restore(flags);
}

static void imx7ulp_start(struct wdt *wdt, u64 counts)
{
	imx7ulp_configure(wdt, cs_of(wdt) | CS_EN, (u32)counts);
	imx7ulp_feed(wdt);
}

static void imx7ulp_stop(struct wdt *wdt)
{
	imx7ulp_configure(wdt, cs_of(wdt), readl(wdt->regs + TOVAL));
}

#define KIND(name, rate)							\
static const struct wdt_kind name = {						\
	.info = { .identity = "i.MX ULP", .options = WDIOF_SETTIMEOUT | WDIOF_KEEPALIVEPING },	\
	.size = TOVAL + 4,							\
	.hz = rate,								\
	.max = 0xffff,								\
	.init = imx7ulp_init,							\
	.is_running = imx7ulp_is_running,					\
	.start = imx7ulp_start,							\
	.feed = imx7ulp_feed,							\
	.stop = imx7ulp_stop,							\
}

KIND(imx7ulp, 1000);
KIND(imx93, IMX93_HZ);

static const struct of_device_id imx7ulp_ids[] = {
	{ .compatible = "fsl,imx7ulp-wdt", .data = &imx7ulp },
	{ .compatible = "fsl,imx8ulp-wdt", .data = &imx7ulp },
	{ .compatible = "fsl,imx93-wdt", .data = &imx93 },
	{ .compatible = "fsl,imx94-wdt", .data = &imx93 },
	{}
};

WDT_DRIVER(imx7ulp_wdt, imx7ulp_ids);
