// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of Raspberry Pi's watchdog, which is part of the SoC's power management.  Its counter has
 * 20 bits at 65,536 Hz, at most 16 s.
 *
 * Its reset also switches the board off: the firmware, which starts first after a reset, halts if
 * the boot partition is 63.  This does not pass on an exit status, so the port's arch_exit() is
 * called first.
 */

#include <internal/arch.h>
#include <linux/delay.h>
#include <linux/minmax.h>
#include <linux/reboot.h>

#include "wdt.h"

#define RSTC		0x1c
#define RSTC_CONFIG	0x30	/* action at the end of the time */
#define RSTC_FULL_RESET	0x20
#define RSTC_STOP	0x102
#define RSTS		0x20
#define RSTS_HALT	0x555	/* partition 63; its bits are at even positions */
#define WDOG		0x24
#define WDOG_TIME	0xfffff
#define PASSWORD	0x5a000000U	/* upper bits of each write */

#define LEAST		10	/* smallest count; fewer could expire during the setup */

static bool bcm2835_is_running(struct wdt *wdt)
{
	return readl(wdt->regs + RSTC) & RSTC_FULL_RESET;
}

static void bcm2835_wdt_start(struct wdt *wdt, u64 counts)
{
	u32 rstc = readl(wdt->regs + RSTC) & ~RSTC_CONFIG;

	writel(PASSWORD | max((u32)counts, LEAST + 0U), wdt->regs + WDOG);
	writel(PASSWORD | (rstc & 0xffffff) | RSTC_FULL_RESET, wdt->regs + RSTC);
}

static void bcm2835_feed(struct wdt *wdt)
{
	bcm2835_wdt_start(wdt, wdt->counts ?: wdt->max);
}

static void bcm2835_wdt_stop(struct wdt *wdt)
{
	writel(PASSWORD | RSTC_STOP, wdt->regs + RSTC);
}

static u64 bcm2835_left(struct wdt *wdt)
{
	return readl(wdt->regs + WDOG) & WDOG_TIME;
}

/* ---- switching off --------------------------------------------------------------------------- */

static struct wdt *controller;

/* Switch the board off.  The power-off has no exit status, so it is used only for success. */
static void bcm2835_exit(int status)
{
	arch_exit(status);
	if (!controller || status)
		return;
	writel(PASSWORD | (readl(controller->regs + RSTS) & 0xffffff) | RSTS_HALT,
	       controller->regs + RSTS);
	bcm2835_wdt_start(controller, LEAST);
	mdelay(1000);
}

static struct exit_handler bcm2835_off = {
	.name = "power management",
	.priority = 10,
	.exit = bcm2835_exit,
};

static void forget_controller(void *unused)
{
	controller = NULL;
}

static int bcm2835_init(struct wdt *wdt)
{
	static bool registered;

	if (!of_property_read_bool(wdt->dev->of_node, "system-power-controller") || controller)
		return 0;
	controller = wdt;
	if (!registered)
		register_exit_handler(&bcm2835_off);
	registered = true;
	return devm_add_action_or_reset(wdt->dev, forget_controller, NULL);
}

static const struct wdt_kind bcm2835 = {
	.info = { .identity = "BCM2835", .options = WDIOF_SETTIMEOUT | WDIOF_KEEPALIVEPING },
	.size = WDOG + 4,
	.hz = 65536,
	.max = WDOG_TIME,
	.init = bcm2835_init,
	.is_running = bcm2835_is_running,
	.start = bcm2835_wdt_start,
	.feed = bcm2835_feed,
	.stop = bcm2835_wdt_stop,
	.left = bcm2835_left,
};

static const struct of_device_id bcm2835_ids[] = {
	{ .compatible = "brcm,bcm2835-pm-wdt", .data = &bcm2835 },
	{ .compatible = "brcm,bcm2835-pm", .data = &bcm2835 },
	{}
};

WDT_DRIVER(bcm2835_wdt, bcm2835_ids);
