// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of the Arm SP805 watchdog (Arm DDI 0270), which StarFive JH7110 also has.
 *
 * The watchdog counts down from its load value twice.  The first time, it raises an interrupt,
 * which has no handler here; the second time, it resets.  Its registers are locked except during
 * writes.
 *
 * On JH7110, an access is not answered while a clock is off or the block is in reset.  So the
 * driver first reads the SoC's controller of clocks and resets, which always answers.
 */

#include <linux/bits.h>
#include <linux/of_address.h>

#include "wdt.h"

#define LOAD		0x000
#define VALUE		0x004
#define CONTROL		0x008
#define CONTROL_ON	0x3	/* enables counter and interrupt (bit 0), and the reset (bit 1) */
#define INTCLR		0x00c	/* writing clears the interrupt and reloads the counter */
#define RIS		0x010
#define LOCK		0xc00
#define UNLOCK_KEY	0x1acce551

static bool sp805_is_running(struct wdt *wdt)
{
	return (readl(wdt->regs + CONTROL) & CONTROL_ON) == CONTROL_ON;
}

static void sp805_wdt_write(struct wdt *wdt, u32 value, unsigned int at)
{
	writel(UNLOCK_KEY, wdt->regs + LOCK);
	writel(value, wdt->regs + at);
	writel(0, wdt->regs + LOCK);
}

static void sp805_feed(struct wdt *wdt)
{
	sp805_wdt_write(wdt, 1, INTCLR);
}

static void sp805_start(struct wdt *wdt, u64 counts)
{
	u64 load = (counts + 1) / 2;

	sp805_wdt_write(wdt, (u32)(load - 1) ?: 1, LOAD);
	sp805_feed(wdt);
	sp805_wdt_write(wdt, CONTROL_ON, CONTROL);
}

static void sp805_stop(struct wdt *wdt)
{
	sp805_wdt_write(wdt, 0, CONTROL);
}

static u64 sp805_left(struct wdt *wdt)
{
	u64 second = readl(wdt->regs + RIS) & 1 ? 0 : (u64)readl(wdt->regs + LOAD) + 1;

	return readl(wdt->regs + VALUE) + second;
}

/* ---- JH7110 ---------------------------------------------------------------------------------- */

#define JH7110_OSC_HZ	24000000	/* rate of the counter's clock */
#define NR_CLOCKS	2		/* number of clocks, and of resets: registers and counter */
#define CLOCK_ON	BIT(31)		/* in a clock's register */
#define RESET_STATUS	0x308		/* one bit for each reset; 1: released */

/*
 * Return true if clock @i of the node is on (or reset @i is released if @clock is false), or if the
 * node has no such clock or reset.
 */
static bool jh7110_is_on(struct device_node *np, unsigned int i, bool clock)
{
	const char *list = clock ? "clocks" : "resets",
		   *cells = clock ? "#clock-cells" : "#reset-cells";
	struct of_phandle_args args;
	struct resource res;
	void __iomem *reg;
	u32 value, number;
	u64 at;

	if (of_parse_phandle_with_args(np, list, cells, (int)i, &args) ||
	    !of_device_is_compatible(args.np, "starfive,jh7110-syscrg"))
		return true;
	number = args.args_count ? args.args[0] : U32_MAX;
	at = clock ? 4ULL * number : RESET_STATUS + 4ULL * (number / 32);
	if (of_address_to_resource(args.np, 0, &res) || at + sizeof(u32) > resource_size(&res))
		return false;
	reg = ioremap(res.start + at, sizeof(u32));
	value = reg ? readl(reg) : 0;
	iounmap(reg);
	return value & (clock ? CLOCK_ON : BIT(number % 32));
}

static int jh7110_init(struct wdt *wdt)
{
	struct device_node *np = wdt->dev->of_node;

	for (unsigned int i = 0; i < NR_CLOCKS; i++) {
		if (!jh7110_is_on(np, i, true) || !jh7110_is_on(np, i, false)) {
			dev_info(wdt->dev, "%pOF: not enabled by firmware: not used\n", np);
			return -ENODEV;
		}
	}
	return 0;
}

#define KIND(name, text, ...)							\
static const struct wdt_kind name = {						\
	.info = { .identity = text, .options = WDIOF_SETTIMEOUT | WDIOF_KEEPALIVEPING },	\
	.size = LOCK + 4,							\
	.max = 1ULL << 33,							\
	.is_running = sp805_is_running,						\
	.start = sp805_start,							\
	.feed = sp805_feed,							\
	.stop = sp805_stop,							\
	.left = sp805_left,							\
	__VA_ARGS__								\
}

KIND(sp805, "SP805", .fastest = 500000000);
KIND(jh7110, "JH7110", .hz = JH7110_OSC_HZ, .init = jh7110_init);

static const struct of_device_id sp805_ids[] = {
	{ .compatible = "arm,sp805", .data = &sp805 },
	{ .compatible = "starfive,jh7110-wdt", .data = &jh7110 },
	{}
};

WDT_DRIVER(sp805_wdt, sp805_ids);
