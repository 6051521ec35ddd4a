/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_CLK_H
#define LINUX_CLK_H

/*
 * Clocks of devices, as firmware left them.  There are no drivers of clock controllers.
 *
 * A fixed-clock of the device tree has the rate that its node contains, and a fixed-factor-clock of
 * it has a multiple of it.  A clock of any other node is assumed to be on, and its rate is unknown,
 * which is 0.  Enabling it succeeds, with one message for each such node; a device whose clock
 * firmware switched off does not work.  No clock is ever switched off, and no rate changes.
 *
 * NULL is a clock, too: that of the optional forms for a device without the clock.  All functions
 * accept it and do nothing, and return 0.
 *
 * Context: thread, except for clk_enable(), clk_disable() and clk_get_rate(), which may be called
 * in any context.
 */

#include <linux/err.h>
#include <linux/errno.h>
#include <linux/notifier.h>
#include <linux/types.h>

struct clk;
struct device;
struct device_node;

/*
 * Return the clock with this name in clock-names, or the first clock if @id is NULL.  The caller
 * frees it with clk_put().  Returns an ERR_PTR(): -ENOENT if the device has no such clock, -EINVAL
 * if the reference is invalid, or -ENOMEM.  The optional forms return NULL in place of -ENOENT.
 */
struct clk *clk_get(struct device *dev, const char *id);
void clk_put(struct clk *clk);
/* The same for a node, by the position in the property clocks, or by the name. */
struct clk *of_clk_get(struct device_node *np, int index);
struct clk *of_clk_get_by_name(struct device_node *np, const char *name);

static inline struct clk *clk_get_optional(struct device *dev, const char *id)
{
	struct clk *clk = clk_get(dev, id);

	return clk == ERR_PTR(-ENOENT) ? NULL : clk;
}

/* The same, until the driver of @dev is unbound.  _prepared and _enabled: it is undone, too. */
struct clk *devm_clk_get(struct device *dev, const char *id);
struct clk *devm_clk_get_prepared(struct device *dev, const char *id);
struct clk *devm_clk_get_enabled(struct device *dev, const char *id);
struct clk *devm_clk_get_optional(struct device *dev, const char *id);
struct clk *devm_clk_get_optional_prepared(struct device *dev, const char *id);
struct clk *devm_clk_get_optional_enabled(struct device *dev, const char *id);
/* Fails as clk_set_rate() does. */
struct clk *devm_clk_get_optional_enabled_with_rate(struct device *dev, const char *id,
						    unsigned long rate);
/* The clock of the node @np, which belongs to @dev. */
struct clk *devm_get_clk_from_child(struct device *dev, struct device_node *np, const char *id);
void devm_clk_put(struct device *dev, struct clk *clk);

/*
 * Each call is undone by one call of the other function; more of them cause a warning.  Returns 0,
 * or -ESHUTDOWN with a warning if a clock is enabled that is not prepared.
 */
int clk_prepare(struct clk *clk);
void clk_unprepare(struct clk *clk);
int clk_enable(struct clk *clk);
void clk_disable(struct clk *clk);

static inline int clk_prepare_enable(struct clk *clk)
{
	int err = clk_prepare(clk);

	return err ? err : clk_enable(clk);
}

static inline void clk_disable_unprepare(struct clk *clk)
{
	clk_disable(clk);
	clk_unprepare(clk);
}

/* Return the rate in Hz, or 0 if it is unknown. */
unsigned long clk_get_rate(struct clk *clk);

/*
 * Ask for a rate in Hz.  Returns 0 if the clock has it.  Otherwise prints a message, and returns
 * -EINVAL if the clock has another rate, or -ENOSYS if the rate is unknown.
 */
int clk_set_rate(struct clk *clk, unsigned long rate);
/* Return the rate that clk_set_rate() would set, which is that of the clock, or -ENOSYS. */
long clk_round_rate(struct clk *clk, unsigned long rate);
/* Prints a message, and returns -ENOSYS. */
int clk_set_parent(struct clk *clk, struct clk *parent);

/* Return true if both are the same output of the same node, or both are NULL. */
bool clk_is_match(const struct clk *p, const struct clk *q);

/* The rate never changes, so that nothing has to be done to keep it. */
static inline int clk_rate_exclusive_get(struct clk *clk)
{
	return 0;
}

static inline void clk_rate_exclusive_put(struct clk *clk)
{
}

static inline int devm_clk_rate_exclusive_get(struct device *dev, struct clk *clk)
{
	return 0;
}

static inline int clk_set_rate_exclusive(struct clk *clk, unsigned long rate)
{
	return clk_set_rate(clk, rate);
}

/* Notifiers for changes of the rate, which are never called, as the rate never changes. */
#define PRE_RATE_CHANGE		(1UL << 0)
#define POST_RATE_CHANGE	(1UL << 1)
#define ABORT_RATE_CHANGE	(1UL << 2)

struct clk_notifier_data {
	struct clk *clk;
	unsigned long old_rate;
	unsigned long new_rate;
};

static inline int clk_notifier_register(struct clk *clk, struct notifier_block *nb)
{
	return clk && nb ? 0 : -EINVAL;
}

static inline int clk_notifier_unregister(struct clk *clk, struct notifier_block *nb)
{
	return clk && nb ? 0 : -EINVAL;
}

static inline int devm_clk_notifier_register(struct device *dev, struct clk *clk,
					     struct notifier_block *nb)
{
	return clk_notifier_register(clk, nb);
}

/* ---- several clocks -------------------------------------------------------------------------- */

struct clk_bulk_data {
	const char *id;		/* the name in clock-names, or NULL */
	struct clk *clk;
};

/* Get the clocks with the names in @clks.  Returns 0, or an error, which clk_get() explains. */
int clk_bulk_get(struct device *dev, int num_clks, struct clk_bulk_data *clks);
int clk_bulk_get_optional(struct device *dev, int num_clks, struct clk_bulk_data *clks);
void clk_bulk_put(int num_clks, struct clk_bulk_data *clks);
/* Get all clocks of the device; _put_all() frees the array.  Returns their number, or an error. */
int clk_bulk_get_all(struct device *dev, struct clk_bulk_data **clks);
void clk_bulk_put_all(int num_clks, struct clk_bulk_data *clks);
int devm_clk_bulk_get(struct device *dev, int num_clks, struct clk_bulk_data *clks);
int devm_clk_bulk_get_optional(struct device *dev, int num_clks, struct clk_bulk_data *clks);
int devm_clk_bulk_get_all(struct device *dev, struct clk_bulk_data **clks);
/* And enable them, until the driver is unbound.  _enable() returns 0 in place of the number. */
int devm_clk_bulk_get_all_enabled(struct device *dev, struct clk_bulk_data **clks);
int devm_clk_bulk_get_all_enable(struct device *dev, struct clk_bulk_data **clks);

int clk_bulk_prepare(int num_clks, const struct clk_bulk_data *clks);
void clk_bulk_unprepare(int num_clks, const struct clk_bulk_data *clks);
int clk_bulk_enable(int num_clks, const struct clk_bulk_data *clks);
void clk_bulk_disable(int num_clks, const struct clk_bulk_data *clks);

static inline int clk_bulk_prepare_enable(int num_clks, const struct clk_bulk_data *clks)
{
	int err = clk_bulk_prepare(num_clks, clks);

	return err ? err : clk_bulk_enable(num_clks, clks);
}

static inline void clk_bulk_disable_unprepare(int num_clks, const struct clk_bulk_data *clks)
{
	clk_bulk_disable(num_clks, clks);
	clk_bulk_unprepare(num_clks, clks);
}

#endif /* LINUX_CLK_H */
