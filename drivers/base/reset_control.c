// SPDX-License-Identifier: BSD-2-Clause
/* Reset lines of devices, as firmware left them: see <linux/reset.h>. */

#include <linux/device.h>
#include <linux/of.h>
#include <linux/printk.h>
#include <linux/reset.h>
#include <linux/slab.h>

#include "provider.h"

struct reset_control {
	struct device_node *np;		/* the controller of the first line */
	bool shared;
	int nr;				/* number of lines */
	struct provider *providers[] __counted_by(nr);
};

static const char resets[] = "resets";

/* ---- using lines ----------------------------------------------------------------------------- */

int reset_control_deassert(struct reset_control *rstc)
{
	for (int i = 0; rstc && i < rstc->nr; i++)
		provider_report(rstc->providers[i]);
	return 0;
}

int reset_control_assert(struct reset_control *rstc)
{
	if (!rstc || rstc->shared)
		return 0;
	pr_err("%pOF: there is no driver: a reset line cannot be controlled\n", rstc->np);
	return -ENOTSUPP;
}

int reset_control_reset(struct reset_control *rstc)
{
	if (!rstc)
		return 0;
	pr_err("%pOF: there is no driver: a reset line cannot be controlled\n", rstc->np);
	return -ENOTSUPP;
}

int reset_control_rearm(struct reset_control *rstc)
{
	return reset_control_reset(rstc);
}

int reset_control_status(struct reset_control *rstc)
{
	return rstc ? -ENOTSUPP : 0;
}

/* ---- getting lines --------------------------------------------------------------------------- */

/* Get @nr lines from @first on.  Returns them, or an ERR_PTR(). */
static struct reset_control *get_lines(struct device_node *np, int first, int nr,
				       enum reset_control_flags flags)
{
	struct reset_control *rstc = kzalloc(struct_size(rstc, providers, (size_t)nr), GFP_KERNEL);
	int err = rstc ? 0 : -ENOMEM;

	if (err)
		return ERR_PTR(err);
	rstc->nr = nr;
	rstc->shared = flags & RESET_CONTROL_FLAGS_BIT_SHARED;
	for (int i = 0; !err && i < nr; i++) {
		struct of_phandle_args spec;

		err = of_parse_phandle_with_args(np, "resets", "#reset-cells", first + i, &spec);
		if (err)
			break;
		rstc->np = i ? rstc->np : spec.np;
		rstc->providers[i] = provider_get(spec.np, resets);
		err = rstc->providers[i] ? 0 : -ENOMEM;
	}
	if (err) {
		kfree(rstc);
		return ERR_PTR(err);
	}
	if (flags & RESET_CONTROL_FLAGS_BIT_DEASSERTED)
		reset_control_deassert(rstc);
	return rstc;
}

/* Return NULL in place of an optional line, which is missing or cannot be controlled. */
static struct reset_control *optional_line(struct reset_control *rstc,
					   enum reset_control_flags flags)
{
	if (!(flags & RESET_CONTROL_FLAGS_BIT_OPTIONAL))
		return rstc;
	if (IS_ERR(rstc))
		return rstc == ERR_PTR(-ENOENT) ? NULL : rstc;
	reset_control_deassert(rstc);
	reset_control_put(rstc);
	return NULL;
}

struct reset_control *__of_reset_control_get(struct device_node *np, const char *id, int index,
					     enum reset_control_flags flags)
{
	if (id)
		index = of_property_match_string(np, "reset-names", id);
	return optional_line(index < 0 ? ERR_PTR(-ENOENT) : get_lines(np, index, 1, flags), flags);
}

struct reset_control *__reset_control_get(struct device *dev, const char *id, int index,
					  enum reset_control_flags flags)
{
	return __of_reset_control_get(dev->of_node, id, index, flags);
}

struct reset_control *of_reset_control_array_get(struct device_node *np,
						 enum reset_control_flags flags)
{
	int nr = of_count_phandle_with_args(np, "resets", "#reset-cells");

	return optional_line(nr > 0 ? get_lines(np, 0, nr, flags) : ERR_PTR(nr ? nr : -ENOENT),
			     flags);
}

void reset_control_put(struct reset_control *rstc)
{
	if (!IS_ERR(rstc))
		kfree(rstc);
}

int reset_control_get_count(struct device *dev)
{
	int nr = of_count_phandle_with_args(dev->of_node, "resets", "#reset-cells");

	return nr ? nr : -ENOENT;
}

int __device_reset(struct device *dev, bool optional)
{
	struct reset_control *rstc = optional ? reset_control_get_optional_exclusive(dev, NULL) :
						reset_control_get_exclusive(dev, NULL);
	int err;

	if (IS_ERR(rstc))
		return (int)PTR_ERR(rstc);
	err = reset_control_reset(rstc);
	reset_control_put(rstc);
	return err;
}

/* ---- managed lines --------------------------------------------------------------------------- */

static void put_line(void *rstc)
{
	reset_control_put(rstc);
}

static struct reset_control *manage_line(struct device *dev, struct reset_control *rstc)
{
	int err = IS_ERR_OR_NULL(rstc) ? 0 : devm_add_action_or_reset(dev, put_line, rstc);

	return err ? ERR_PTR(err) : rstc;
}

struct reset_control *__devm_reset_control_get(struct device *dev, const char *id, int index,
					       enum reset_control_flags flags)
{
	return manage_line(dev, __reset_control_get(dev, id, index, flags));
}

struct reset_control *devm_reset_control_array_get(struct device *dev,
						   enum reset_control_flags flags)
{
	return manage_line(dev, of_reset_control_array_get(dev->of_node, flags));
}
