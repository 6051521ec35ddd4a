// SPDX-License-Identifier: BSD-2-Clause
/* Clocks of devices, as firmware left them: see <linux/clk.h>. */

#include <internal/of_clock.h>
#include <linux/atomic.h>
#include <linux/clk.h>
#include <linux/device.h>
#include <linux/of.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <linux/string.h>

#include "provider.h"

struct clk {
	struct of_phandle_args spec;
	struct provider *provider;	/* NULL if the rate is known */
	unsigned long rate;		/* in Hz; 0: unknown */
	atomic_t prepared, enabled;	/* number of calls that were not undone */
};

static const char clocks[] = "clocks";

/* ---- getting clocks -------------------------------------------------------------------------- */

struct clk *of_clk_get(struct device_node *np, int index)
{
	struct of_phandle_args spec;
	struct clk *clk;
	int err;

	err = index < 0 ? -EINVAL :
	      of_parse_phandle_with_args(np, "clocks", "#clock-cells", index, &spec);
	if (err)
		return ERR_PTR(err);
	clk = kzalloc(sizeof(*clk), GFP_KERNEL);
	if (!clk)
		return ERR_PTR(-ENOMEM);
	clk->spec = spec;
	clk->rate = of_fixed_clock_hz(spec.np);
	if (!clk->rate)
		clk->provider = provider_get(spec.np, clocks);
	if (clk->rate || clk->provider)
		return clk;
	kfree(clk);
	return ERR_PTR(-ENOMEM);
}

struct clk *of_clk_get_by_name(struct device_node *np, const char *name)
{
	int index = name ? of_property_match_string(np, "clock-names", name) : 0;

	return index < 0 ? ERR_PTR(-ENOENT) : of_clk_get(np, index);
}

struct clk *clk_get(struct device *dev, const char *id)
{
	return dev && dev->of_node ? of_clk_get_by_name(dev->of_node, id) : ERR_PTR(-ENOENT);
}

void clk_put(struct clk *clk)
{
	if (IS_ERR_OR_NULL(clk))
		return;
	WARN(atomic_read(&clk->enabled), "%pOF: a clock is freed while it is enabled\n",
	     clk->spec.np);
	kfree(clk);
}

bool clk_is_match(const struct clk *p, const struct clk *q)
{
	if (p == q)
		return true;
	if (IS_ERR_OR_NULL(p) || IS_ERR_OR_NULL(q) || p->spec.np != q->spec.np)
		return false;
	return p->spec.args_count == q->spec.args_count &&
	       !memcmp(p->spec.args, q->spec.args,
		       (size_t)p->spec.args_count * sizeof(p->spec.args[0]));
}

/* ---- using clocks ---------------------------------------------------------------------------- */

int clk_prepare(struct clk *clk)
{
	if (clk)
		atomic_inc(&clk->prepared);
	return 0;
}

void clk_unprepare(struct clk *clk)
{
	if (!IS_ERR_OR_NULL(clk))
		WARN(atomic_dec_if_positive(&clk->prepared) < 0,
		     "%pOF: a clock is unprepared that is not prepared\n", clk->spec.np);
}

int clk_enable(struct clk *clk)
{
	if (!clk)
		return 0;
	if (WARN(!atomic_read(&clk->prepared), "%pOF: a clock is enabled that is not prepared\n",
		 clk->spec.np))
		return -ESHUTDOWN;
	if (clk->provider)
		provider_report(clk->provider);
	atomic_inc(&clk->enabled);
	return 0;
}

void clk_disable(struct clk *clk)
{
	if (!IS_ERR_OR_NULL(clk))
		WARN(atomic_dec_if_positive(&clk->enabled) < 0,
		     "%pOF: a clock is disabled that is not enabled\n", clk->spec.np);
}

unsigned long clk_get_rate(struct clk *clk)
{
	return clk ? clk->rate : 0;
}

long clk_round_rate(struct clk *clk, unsigned long rate)
{
	if (!clk)
		return 0;
	return clk->rate ? (long)clk->rate : -ENOSYS;
}

int clk_set_rate(struct clk *clk, unsigned long rate)
{
	if (!clk || (clk->rate && clk->rate == rate))
		return 0;
	if (clk->rate) {
		pr_err("%pOF: the rate is fixed, and cannot be set to %lu Hz\n", clk->spec.np,
		       rate);
		return -EINVAL;
	}
	pr_err("%pOF: there is no driver that can set a clock to %lu Hz\n", clk->spec.np, rate);
	return -ENOSYS;
}

int clk_set_parent(struct clk *clk, struct clk *parent)
{
	if (!clk)
		return 0;
	pr_err("%pOF: there is no driver that can change the parent of a clock\n", clk->spec.np);
	return -ENOSYS;
}

/* ---- several clocks -------------------------------------------------------------------------- */

void clk_bulk_put(int num_clks, struct clk_bulk_data *clks)
{
	while (num_clks-- > 0) {
		clk_put(clks[num_clks].clk);
		clks[num_clks].clk = NULL;
	}
}

static int bulk_get(struct device *dev, int nr, struct clk_bulk_data *clks, bool optional)
{
	for (int i = 0; i < nr; i++) {
		struct clk *clk = optional ? clk_get_optional(dev, clks[i].id) :
					     clk_get(dev, clks[i].id);

		if (IS_ERR(clk)) {
			clks[i].clk = NULL;
			clk_bulk_put(i, clks);
			return dev_err_probe(dev, (int)PTR_ERR(clk), "no clock \"%s\"\n",
					     clks[i].id ? clks[i].id : "");
		}
		clks[i].clk = clk;
	}
	return 0;
}

int clk_bulk_get(struct device *dev, int num_clks, struct clk_bulk_data *clks)
{
	return bulk_get(dev, num_clks, clks, false);
}

int clk_bulk_get_optional(struct device *dev, int num_clks, struct clk_bulk_data *clks)
{
	return bulk_get(dev, num_clks, clks, true);
}

int clk_bulk_get_all(struct device *dev, struct clk_bulk_data **clks)
{
	int nr = of_count_phandle_with_args(dev->of_node, "clocks", "#clock-cells");
	struct clk_bulk_data *all;

	if (nr <= 0)
		return nr == -ENOENT ? 0 : nr;
	all = kcalloc((size_t)nr, sizeof(*all), GFP_KERNEL);
	if (!all)
		return -ENOMEM;
	for (int i = 0; i < nr; i++) {
		struct clk *clk = of_clk_get(dev->of_node, i);

		if (IS_ERR(clk)) {
			clk_bulk_put_all(i, all);
			return (int)PTR_ERR(clk);
		}
		all[i].clk = clk;
		of_property_read_string_index(dev->of_node, "clock-names", i, &all[i].id);
	}
	*clks = all;
	return nr;
}

void clk_bulk_put_all(int num_clks, struct clk_bulk_data *clks)
{
	if (IS_ERR_OR_NULL(clks))
		return;
	clk_bulk_put(num_clks, clks);
	kfree(clks);
}

int clk_bulk_prepare(int num_clks, const struct clk_bulk_data *clks)
{
	for (int i = 0; i < num_clks; i++)
		clk_prepare(clks[i].clk);
	return 0;
}

void clk_bulk_unprepare(int num_clks, const struct clk_bulk_data *clks)
{
	while (num_clks-- > 0)
		clk_unprepare(clks[num_clks].clk);
}

int clk_bulk_enable(int num_clks, const struct clk_bulk_data *clks)
{
	for (int i = 0; i < num_clks; i++) {
		int err = clk_enable(clks[i].clk);

		if (err) {
			clk_bulk_disable(i, clks);
			return err;
		}
	}
	return 0;
}

void clk_bulk_disable(int num_clks, const struct clk_bulk_data *clks)
{
	while (num_clks-- > 0)
		clk_disable(clks[num_clks].clk);
}
