// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of TI's windowed watchdog of K3 SoCs, the RTI module (AM62x Technical Reference Manual,
 * "Real Time Interrupt (RTI/WWDT) Module").
 *
 * The watchdog counts down to 0, from a preload of 12 bits followed by 13 lower bits.  A feed
 * writes two keys in the open window, which is the last part of the time, half of it or less.  A
 * feed before the window, another key, and the end of the time are violations, which reset the SoC
 * through its error module.  After the watchdog is enabled, it can neither be stopped nor get
 * another time until the next reset.
 *
 * If the power domain of a module is off, an access to the module causes an abort, which is caught.
 */

#include <internal/arch.h>
#include <linux/bits.h>
#include <linux/delay.h>
#include <linux/math64.h>

#include "wdt.h"

#define DWDCTRL		0x90
#define DWDCTRL_ENABLE	0xa98559da
#define DWDPRLD		0x94
#define DWDPRLD_MAX	0xfff
#define WDSTATUS	0x98
#define WDSTATUS_ENDED	BIT(1)
#define WDKEY		0x9c
#define WDKEY_FIRST	0xe51a
#define WDKEY_SECOND	0xa35c
#define DWDCNTR		0xa0
#define WWDRXNCTRL	0xa4
#define WWDRXNCTRL_NMI	0xa	/* a violation goes to the error module, which resets the SoC */
#define WWDSIZECTRL	0xa8
#define SIZE_ALL	0x5	/* window always open; smaller windows: 0x50, 0x500, ... */
#define SIZE_HALF	0x50

#define LOW_BITS	13
#define SMALLEST	5	/* the smallest window is 1 / 2^5 of the time */
#define TRIES		10

static bool rti_is_running(struct wdt *wdt)
{
	return readl(wdt->regs + DWDCTRL) == DWDCTRL_ENABLE;
}

/*
 * Read the time and the window from the hardware, which treats an invalid window size as the
 * smallest.
 */
static void rti_read_time(struct wdt *wdt)
{
	u32 size = readl(wdt->regs + WWDSIZECTRL);
	unsigned int shift = 0;

	while (shift < SMALLEST && size != (u32)SIZE_ALL << 4 * shift)
		shift++;
	wdt->max = ((readl(wdt->regs + DWDPRLD) & DWDPRLD_MAX) + 1ULL) << LOW_BITS;
	wdt->closed = wdt->max - (wdt->max >> shift);
}

static int rti_init(struct wdt *wdt)
{
	u64 value;

	if (arch_try_load((void __force *)wdt->regs + DWDCTRL, 4, &value)) {
		dev_info(wdt->dev, "%pOF: it does not answer: its power is off\n",
			 wdt->dev->of_node);
		return -ENODEV;
	}
	if (rti_is_running(wdt))
		rti_read_time(wdt);
	return 0;
}

static u64 rti_left(struct wdt *wdt)
{
	return readl(wdt->regs + WDSTATUS) & WDSTATUS_ENDED ? 0 : readl(wdt->regs + DWDCNTR);
}

/*
 * Feed in the open window.  The counter is read again after each sleep, because its clock rate may
 * have changed since it was measured.
 */
static void rti_feed(struct wdt *wdt)
{
	u64 open = wdt->max - wdt->closed, left = rti_left(wdt);

	for (unsigned int i = 0; left >= open && wdt->closed && i < TRIES; i++) {
		msleep((unsigned int)mul_u64_u32_div(left - open, 1000, wdt->hz) + 1);
		left = rti_left(wdt);
	}
	if (left >= open && wdt->closed)
		return;
	writel(WDKEY_FIRST, wdt->regs + WDKEY);
	writel(WDKEY_SECOND, wdt->regs + WDKEY);
}

static void rti_start(struct wdt *wdt, u64 counts)
{
	writel((u32)DIV_ROUND_UP_ULL(counts, 1ULL << LOW_BITS) - 1, wdt->regs + DWDPRLD);
	writel(WWDRXNCTRL_NMI, wdt->regs + WWDRXNCTRL);
	writel(SIZE_HALF, wdt->regs + WWDSIZECTRL);
	readl(wdt->regs + WWDSIZECTRL);
	writel(DWDCTRL_ENABLE, wdt->regs + DWDCTRL);
	rti_read_time(wdt);
}

/* Write a wrong key, which is a violation and resets the SoC. */
static void rti_restart(struct wdt *wdt)
{
	if (!rti_is_running(wdt))
		rti_start(wdt, 1);
	writel(0, wdt->regs + WDKEY);
}

static const struct wdt_kind rti = {
	.info = { .identity = "K3 RTI", .options = WDIOF_SETTIMEOUT | WDIOF_KEEPALIVEPING },
	.size = WWDSIZECTRL + 4,
	.fastest = 500000000,
	.max = (DWDPRLD_MAX + 1ULL) << LOW_BITS,
	.fixed = true,
	.init = rti_init,
	.is_running = rti_is_running,
	.start = rti_start,
	.feed = rti_feed,
	.left = rti_left,
	.restart = rti_restart,
};

static const struct of_device_id rti_ids[] = {
	{ .compatible = "ti,j7-rti-wdt", .data = &rti },
	{}
};

WDT_DRIVER(rti_wdt, rti_ids);
