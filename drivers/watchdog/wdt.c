// SPDX-License-Identifier: BSD-2-Clause
/*
 * The common part of drivers for simple watchdogs: it implements struct watchdog_ops with the
 * functions of a struct wdt_kind.
 *
 * The rate of the counter is fixed by the hardware, or is that of a clock.  There are no drivers of
 * clocks, so the device tree has a rate only if it is a fixed clock.  Otherwise the rate is
 * measured as soon as the counter runs, if the counter can be read.  While the rate is unknown, the
 * counter is set to its longest time, and the core feeds it as if the clock had the highest
 * possible rate.  So no reset is too early, but a reset after a user's timeout may be late.
 */

#include <internal/of_clock.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/minmax.h>

#include "wdt.h"

#define DEFAULT_TIMEOUT	30	/* seconds */
#define MEASURED_MS	20
#define RESTART_MS	1000	/* wait for a reset; longer than the shortest time of each kind */

static inline struct wdt *to_wdt(struct watchdog_device *wdd)
{
	return container_of(wdd, struct wdt, wdd);
}

/* ---- rates ----------------------------------------------------------------------------------- */

u32 wdt_clock_hz(const struct device *dev)
{
	u32 hz;

	if (!of_property_read_u32(dev->of_node, "clock-frequency", &hz))
		return hz;
	return of_fixed_clock_hz(of_parse_phandle(dev->of_node, "clocks", 0));
}

/*
 * Set the limits of the hardware's timeout for a rate of the counter.  The maximum is at least
 * 1 ms.
 */
static void set_rate(struct wdt *wdt, u32 hz)
{
	wdt->wdd.max_hw_heartbeat_ms =
		(unsigned int)clamp_t(u64, mul_u64_u32_div(wdt->max, 1000, hz), 1, UINT_MAX);
	wdt->wdd.min_hw_heartbeat_ms = (unsigned int)mul_u64_u32_div(wdt->closed, 1000, hz);
}

/*
 * Measure the rate of the counter, which is running, if the rate is unknown and the counter can be
 * read.
 */
static void measure_rate(struct wdt *wdt)
{
	u64 left, start;

	if (wdt->hz || !wdt->kind->left)
		return;
	left = wdt->kind->left(wdt);
	start = ktime_get_ns();
	msleep(MEASURED_MS);
	left -= wdt->kind->left(wdt);
	wdt->hz = (u32)min_t(u64, mul_u64_u64_div_u64(left, NSEC_PER_SEC, ktime_get_ns() - start),
			     wdt->kind->fastest);
	if (wdt->hz)
		set_rate(wdt, wdt->hz);
}

static u64 wdt_seconds_to_counts(const struct wdt *wdt, unsigned int seconds)
{
	return wdt->hz ? min((u64)seconds * wdt->hz, wdt->max) : wdt->max;
}

/* ---- operations for the core ----------------------------------------------------------------- */

static void start_with(struct wdt *wdt, u64 counts)
{
	wdt->counts = counts;
	wdt->kind->start(wdt, counts);
	set_bit(WDOG_HW_RUNNING, &wdt->wdd.status);
	if (wdt->kind->fixed)
		set_rate(wdt, wdt->hz);
}

static int wdt_start(struct watchdog_device *wdd)
{
	struct wdt *wdt = to_wdt(wdd);
	bool known = wdt->hz;

	start_with(wdt, wdt_seconds_to_counts(wdt, wdd->timeout));
	measure_rate(wdt);
	if (!known && wdt->hz)
		start_with(wdt, wdt_seconds_to_counts(wdt, wdd->timeout));
	return 0;
}

static int wdt_ping(struct watchdog_device *wdd)
{
	struct wdt *wdt = to_wdt(wdd);

	wdt->kind->feed(wdt);
	return 0;
}

static int wdt_stop(struct watchdog_device *wdd)
{
	struct wdt *wdt = to_wdt(wdd);

	if (wdt->kind->stop)
		wdt->kind->stop(wdt);
	if (wdt->kind->is_running(wdt))
		set_bit(WDOG_HW_RUNNING, &wdd->status);
	return 0;
}

static int wdt_set_timeout(struct watchdog_device *wdd, unsigned int seconds)
{
	struct wdt *wdt = to_wdt(wdd);
	bool fixed = watchdog_hw_running(wdd) && wdt->kind->fixed;

	if (fixed && seconds < wdd->max_hw_heartbeat_ms / 1000)
		return -EBUSY;
	wdd->timeout = seconds;
	if (watchdog_hw_running(wdd) && !fixed)
		start_with(wdt, wdt_seconds_to_counts(wdt, seconds));
	return 0;
}

static unsigned int wdt_get_timeleft(struct watchdog_device *wdd)
{
	struct wdt *wdt = to_wdt(wdd);

	return wdt->hz ? (unsigned int)div_u64(wdt->kind->left(wdt), wdt->hz) : 0;
}

static int wdt_restart(struct watchdog_device *wdd, unsigned long action, void *data)
{
	struct wdt *wdt = to_wdt(wdd);

	if (wdt->kind->restart)
		wdt->kind->restart(wdt);
	else
		start_with(wdt, 1);
	mdelay(RESTART_MS);
	return -EIO;
}

static const struct watchdog_ops wdt_ops = {
	.start = wdt_start,
	.stop = wdt_stop,
	.ping = wdt_ping,
	.set_timeout = wdt_set_timeout,
	.restart = wdt_restart,
};

static const struct watchdog_ops wdt_ops_left = {
	.start = wdt_start,
	.stop = wdt_stop,
	.ping = wdt_ping,
	.set_timeout = wdt_set_timeout,
	.get_timeleft = wdt_get_timeleft,
	.restart = wdt_restart,
};

/* ---- probe ----------------------------------------------------------------------------------- */

static int wdt_map(struct wdt *wdt, struct platform_device *pdev)
{
	struct resource *res = platform_get_resource(pdev, IORESOURCE_MEM, 0);

	if (!res || resource_size(res) < wdt->kind->size) {
		dev_err(wdt->dev, "%pOF: reg is missing, or below %u bytes\n", wdt->dev->of_node,
			wdt->kind->size);
		return -EINVAL;
	}
	wdt->size = resource_size(res);
	wdt->regs = devm_platform_ioremap_resource(pdev, 0);
	return PTR_ERR_OR_ZERO(wdt->regs);
}

/*
 * Tell the core how long ago firmware started or last fed the watchdog, which then had its full
 * time left.
 */
static void note_last_feed(struct wdt *wdt)
{
	u64 passed = wdt->max - min(wdt->kind->left(wdt), wdt->max);

	watchdog_set_last_hw_keepalive(&wdt->wdd,
				       (unsigned int)mul_u64_u32_div(passed, 1000, wdt->hz));
}

int wdt_probe(struct platform_device *pdev)
{
	struct wdt *wdt = devm_kzalloc(&pdev->dev, sizeof(*wdt), GFP_KERNEL);
	int err;

	if (!wdt)
		return -ENOMEM;
	wdt->dev = &pdev->dev;
	wdt->kind = of_match_node(pdev->dev.driver->of_match_table, pdev->dev.of_node)->data;
	wdt->max = wdt->kind->max;
	wdt->hz = wdt->kind->hz ?: wdt_clock_hz(wdt->dev);
	err = wdt_map(wdt, pdev);
	if (!err && wdt->kind->init)
		err = wdt->kind->init(wdt);
	if (err)
		return err;
	wdt->wdd.parent = wdt->dev;
	wdt->wdd.info = &wdt->kind->info;
	wdt->wdd.ops = wdt->kind->left ? &wdt_ops_left : &wdt_ops;
	wdt->wdd.min_timeout = 1;
	set_rate(wdt, wdt->hz ?: wdt->kind->fastest);
	if (wdt->kind->is_running(wdt)) {
		set_bit(WDOG_HW_RUNNING, &wdt->wdd.status);
		measure_rate(wdt);
	}
	if (wdt->kind->fixed && !wdt->hz) {
		dev_info(wdt->dev, "%pOF: its clock rate is unknown: the watchdog is not changed\n",
			 wdt->dev->of_node);
		return -ENODEV;
	}
	wdt->wdd.timeout = clamp(wdt->wdd.max_hw_heartbeat_ms / 1000, 1U, DEFAULT_TIMEOUT + 0U);
	watchdog_init_timeout(&wdt->wdd, 0, wdt->dev);
	watchdog_set_restart_priority(&wdt->wdd, 128);
	platform_set_drvdata(pdev, wdt);
	err = devm_watchdog_register_device(wdt->dev, &wdt->wdd);
	if (!err && wdt->kind->fixed && watchdog_hw_running(&wdt->wdd))
		note_last_feed(wdt);
	return err;
}
