/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef WDT_H
#define WDT_H

/*
 * The interface between drivers of simple watchdogs and wdt.c, which implements their common part.
 * Each kind of hardware defines a struct wdt_kind.
 *
 * A count is a tick of the hardware's counter, or another unit that the kind defines.
 */

#include <linux/io.h>
#include <linux/platform_device.h>
#include <linux/watchdog.h>

struct wdt;

struct wdt_kind {
	struct watchdog_info info;
	unsigned int size;	/* minimum size of the registers in bytes */
	u32 hz;			/* counts per second, if fixed by hardware; 0: rate of a clock */
	u32 fastest;		/* if hz is 0: highest possible rate, used while it is unknown */
	u64 max;		/* maximum of @counts, unless init sets wdt->max */
	bool fixed;		/* the time cannot be changed while it runs; requires left() */
	const void *data;	/* private data of the kind */

	/* Optional: called before the other functions.  Returns 0, or -errno after a message. */
	int (*init)(struct wdt *wdt);
	bool (*is_running)(struct wdt *wdt);
	/*
	 * Start the watchdog with @counts (1 to wdt->max), rounded up to a value that the hardware
	 * supports.  The watchdog may be running already.
	 */
	void (*start)(struct wdt *wdt, u64 counts);
	/* Feed the watchdog, so that it counts wdt->counts again. */
	void (*feed)(struct wdt *wdt);
	/* Try to stop; is_running() shows the result.  NULL if the hardware cannot be stopped. */
	void (*stop)(struct wdt *wdt);
	/* Return the counts that are left.  NULL if the counter cannot be read. */
	u64 (*left)(struct wdt *wdt);
	/* Reset the machine.  If it is NULL, start(1) is called instead.  Context: any. */
	void (*restart)(struct wdt *wdt);
};

struct wdt {
	struct watchdog_device wdd;
	const struct wdt_kind *kind;
	struct device *dev;
	void __iomem *regs;
	resource_size_t size;	/* size of the registers in bytes */
	void __iomem *second;	/* for use by the kind, as are @flag and @table */
	bool flag;
	u32 *table;
	u32 hz;			/* counts per second; 0: unknown */
	u64 max;		/* most counts */
	u64 counts;		/* counts of the last start */
	u64 closed;		/* counts after a feed in which another feed resets the machine */
};

/*
 * Return the device's property clock-frequency, or the rate of its first clock in Hz if the device
 * tree contains it (of_fixed_clock_hz()).  Returns 0 if the rate is unknown; there are no drivers
 * of clocks.
 */
u32 wdt_clock_hz(const struct device *dev);

/*
 * The probe function of the platform drivers that use wdt.c.  .data in the match table is a struct
 * wdt_kind.
 */
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
