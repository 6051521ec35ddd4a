/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef WDT_H
#define WDT_H

/*
 * Watchdogs of a few registers: what each kind of hardware is to tell, and wdt.c does the rest.
 *
 * A count is a tick of the hardware's counter, or a unit of its own that a kind chooses.
 */

#include <linux/io.h>
#include <linux/platform_device.h>
#include <linux/watchdog.h>

struct wdt;

struct wdt_kind {
	struct watchdog_info info;
	unsigned int size;	/* bytes of registers that it must have */
	u32 hz;			/* counts a second, where the hardware fixes them; 0: as the clock says */
	u32 fastest;		/* with hz 0: the most that the clock can be, if nothing tells its rate */
	u64 max;		/* counts, unless init sets wdt->max */
	bool fixed;		/* while it runs it has the time that it has; it does tell what is left */
	const void *data;	/* the kind's own */

	/* Optional: before anything else is called.  0 or -errno, with a message. */
	int (*init)(struct wdt *wdt);
	bool (*is_running)(struct wdt *wdt);
	/* Count @counts from now on: 1 to wdt->max, rounded up; it may run before. */
	void (*start)(struct wdt *wdt, u64 counts);
	/* Count wdt->counts again. */
	void (*feed)(struct wdt *wdt);
	/* Whether it has stopped is asked by is_running.  NULL: it cannot. */
	void (*stop)(struct wdt *wdt);
	/* Counts that are left; NULL: it does not tell. */
	u64 (*left)(struct wdt *wdt);
	/* NULL: start(1) does it.  Any context. */
	void (*restart)(struct wdt *wdt);
};

struct wdt {
	struct watchdog_device wdd;
	const struct wdt_kind *kind;
	struct device *dev;
	void __iomem *regs;
	resource_size_t size;	/* of the registers, bytes */
	void __iomem *second;	/* the kind's own, as is @flag */
	bool flag;
	u32 *table;
	u32 hz;			/* 0: not known */
	u64 max;		/* counts */
	u64 counts;		/* what it was started with */
	u64 closed;		/* counts from a feed on in which another one resets */
};

/*
 * The rate of the device's first clock in Hz, or of its property clock-frequency; 0: it cannot be had:
 * there are no drivers of clocks, only what the tree says of fixed ones.
 */
u32 wdt_clock_hz(const struct device *dev);

/* For platform drivers; .data of the match table is a struct wdt_kind. */
int wdt_probe(struct platform_device *pdev);

#define WDT_DRIVER(name_, ids)					\
static struct platform_driver name_##_driver = {		\
	.probe = wdt_probe,					\
	.driver = {						\
		.name = #name_,					\
		.of_match_table = ids,				\
	},							\
};								\
module_platform_driver(name_##_driver)

#endif /* WDT_H */
