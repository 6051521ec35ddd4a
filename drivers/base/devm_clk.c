// SPDX-License-Identifier: BSD-2-Clause
/* Managed clocks, which are disabled and freed when the driver is unbound. */

#include <linux/clk.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/slab.h>

struct devm_clk {
	struct clk *clk;
	void (*undo)(struct clk *clk);	/* or NULL */
};

static void release_clk(struct device *dev, void *res)
{
	const struct devm_clk *managed = res;

	if (managed->undo)
		managed->undo(managed->clk);
	clk_put(managed->clk);
}

static int is_clk(struct device *dev, void *res, void *clk)
{
	return ((const struct devm_clk *)res)->clk == clk;
}

/* Manage a clock that the caller got, after calling @use.  Returns it, or an ERR_PTR(). */
static struct clk *manage_clk(struct device *dev, struct clk *clk, int (*use)(struct clk *clk),
			      void (*undo)(struct clk *clk))
{
	struct devm_clk *managed;
	int err;

	if (IS_ERR(clk))
		return clk;
	managed = devres_alloc(release_clk, sizeof(*managed), GFP_KERNEL);
	err = !managed ? -ENOMEM : use ? use(clk) : 0;
	if (err) {
		devres_free(managed);
		clk_put(clk);
		return ERR_PTR(err);
	}
	managed->clk = clk;
	managed->undo = undo;
	devres_add(dev, managed);
	return clk;
}

struct clk *devm_clk_get(struct device *dev, const char *id)
{
	return manage_clk(dev, clk_get(dev, id), NULL, NULL);
}

struct clk *devm_clk_get_prepared(struct device *dev, const char *id)
{
	return manage_clk(dev, clk_get(dev, id), clk_prepare, clk_unprepare);
}

struct clk *devm_clk_get_enabled(struct device *dev, const char *id)
{
	return manage_clk(dev, clk_get(dev, id), clk_prepare_enable, clk_disable_unprepare);
}

struct clk *devm_clk_get_optional(struct device *dev, const char *id)
{
	return manage_clk(dev, clk_get_optional(dev, id), NULL, NULL);
}

struct clk *devm_clk_get_optional_prepared(struct device *dev, const char *id)
{
	return manage_clk(dev, clk_get_optional(dev, id), clk_prepare, clk_unprepare);
}

struct clk *devm_clk_get_optional_enabled(struct device *dev, const char *id)
{
	return manage_clk(dev, clk_get_optional(dev, id), clk_prepare_enable,
			  clk_disable_unprepare);
}

struct clk *devm_clk_get_optional_enabled_with_rate(struct device *dev, const char *id,
						    unsigned long rate)
{
	struct clk *clk = clk_get_optional(dev, id);
	int err = IS_ERR(clk) ? 0 : clk_set_rate(clk, rate);

	if (err) {
		clk_put(clk);
		return ERR_PTR(err);
	}
	return manage_clk(dev, clk, clk_prepare_enable, clk_disable_unprepare);
}

struct clk *devm_get_clk_from_child(struct device *dev, struct device_node *np, const char *id)
{
	return manage_clk(dev, of_clk_get_by_name(np, id), NULL, NULL);
}

void devm_clk_put(struct device *dev, struct clk *clk)
{
	WARN(devres_release(dev, release_clk, is_clk, clk), "%s: the clock is not managed\n",
	     dev_name(dev));
}

/* ---- several clocks -------------------------------------------------------------------------- */

struct devm_clks {
	struct clk_bulk_data *clks;
	int nr;
	bool enabled, all;
};

static void release_clks(struct device *dev, void *res)
{
	const struct devm_clks *managed = res;

	if (managed->enabled)
		clk_bulk_disable_unprepare(managed->nr, managed->clks);
	if (managed->all)
		clk_bulk_put_all(managed->nr, managed->clks);
	else
		clk_bulk_put(managed->nr, managed->clks);
}

static int manage_some(struct device *dev, int nr, struct clk_bulk_data *clks, bool optional)
{
	struct devm_clks *managed = devres_alloc(release_clks, sizeof(*managed), GFP_KERNEL);
	int err;

	if (!managed)
		return -ENOMEM;
	err = optional ? clk_bulk_get_optional(dev, nr, clks) : clk_bulk_get(dev, nr, clks);
	if (err) {
		devres_free(managed);
		return err;
	}
	*managed = (struct devm_clks){ .clks = clks, .nr = nr };
	devres_add(dev, managed);
	return 0;
}

int devm_clk_bulk_get(struct device *dev, int num_clks, struct clk_bulk_data *clks)
{
	return manage_some(dev, num_clks, clks, false);
}

int devm_clk_bulk_get_optional(struct device *dev, int num_clks, struct clk_bulk_data *clks)
{
	return manage_some(dev, num_clks, clks, true);
}

static int manage_all(struct device *dev, struct clk_bulk_data **clks, bool enable)
{
	struct devm_clks *managed = devres_alloc(release_clks, sizeof(*managed), GFP_KERNEL);
	int nr, err;

	if (!managed)
		return -ENOMEM;
	nr = clk_bulk_get_all(dev, clks);
	err = nr <= 0 || !enable ? 0 : clk_bulk_prepare_enable(nr, *clks);
	if (err)
		clk_bulk_put_all(nr, *clks);
	if (nr <= 0 || err) {
		devres_free(managed);
		return nr <= 0 ? nr : err;
	}
	*managed = (struct devm_clks){ .clks = *clks, .nr = nr, .enabled = enable, .all = true };
	devres_add(dev, managed);
	return nr;
}

int devm_clk_bulk_get_all(struct device *dev, struct clk_bulk_data **clks)
{
	return manage_all(dev, clks, false);
}

int devm_clk_bulk_get_all_enabled(struct device *dev, struct clk_bulk_data **clks)
{
	return manage_all(dev, clks, true);
}

int devm_clk_bulk_get_all_enable(struct device *dev, struct clk_bulk_data **clks)
{
	int nr = manage_all(dev, clks, true);

	return nr < 0 ? nr : 0;
}
