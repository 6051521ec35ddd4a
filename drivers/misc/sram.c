// SPDX-License-Identifier: BSD-2-Clause
/*
 * Driver of on-chip SRAM: device-tree nodes mmio-sram (devicetree/bindings/sram/sram.yaml).
 *
 * Child nodes reserve parts.  A part with the property "pool" is a separate pool, named by the
 * node's label or name.  The memory that no node reserves is the device's pool without a name.
 * Drivers find pools by of_gen_pool_get().  A part without "pool" is not used: it belongs to
 * firmware, or to a driver that knows its address.  The property "export" only changes what the
 * command sram prints.
 *
 * The memory is mapped write-combining.  With "no-memory-wc" it is mapped like registers, which
 * allow aligned accesses only.  The device is refused if a part lies outside of it or overlaps
 * another one.
 */

#include <linux/array_size.h>
#include <linux/genalloc.h>
#include <linux/io.h>
#include <linux/kernel.h>
#include <linux/log2.h>
#include <linux/module.h>
#include <linux/of_address.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <quarry/report.h>
#include <quarry/shell.h>

#define GRANULE	32

struct sram_part {
	const char *name;
	u64 start, size;	/* in bytes; start is an offset in the SRAM */
	bool pool, export;
};

struct sram {
	struct device *dev;
	struct resource res;
	void *base;
	unsigned int nr_parts;
	struct sram_part *parts;	/* sorted by their start */
};

static const struct of_device_id sram_ids[] = {
	{ .compatible = "mmio-sram" },
	{}
};

static int sram_map(struct sram *sram)
{
	void __iomem *base;

	base = of_property_read_bool(sram->dev->of_node, "no-memory-wc") ?
	       devm_ioremap_resource(sram->dev, &sram->res) :
	       devm_ioremap_resource_wc(sram->dev, &sram->res);
	if (IS_ERR(base))
		return PTR_ERR(base);
	sram->base = (__force void *)base;
	return 0;
}

static int read_part(struct sram *sram, struct device_node *np, struct sram_part *part)
{
	struct resource res;

	if (of_address_to_resource(np, 0, &res) || res.start < sram->res.start ||
	    res.end > sram->res.end || res.end < res.start) {
		dev_err(sram->dev, "%s is outside the SRAM\n", np->full_name);
		return -EINVAL;
	}
	part->name = np->full_name;
	of_property_read_string(np, "label", &part->name);
	part->start = res.start - sram->res.start;
	part->size = resource_size(&res);
	part->pool = of_property_read_bool(np, "pool");
	part->export = of_property_read_bool(np, "export");
	return 0;
}

static int by_start(const void *a, const void *b)
{
	const struct sram_part *l = a, *r = b;

	return l->start < r->start ? -1 : l->start > r->start;
}

static int read_parts(struct sram *sram)
{
	struct device_node *np = sram->dev->of_node, *child;
	unsigned int n = 0;
	int err;

	for_each_available_child_of_node(np, child)
		n++;
	sram->parts = devm_kcalloc(sram->dev, n, sizeof(*sram->parts), GFP_KERNEL);
	if (!sram->parts)
		return -ENOMEM;
	for_each_available_child_of_node(np, child) {
		err = read_part(sram, child, &sram->parts[sram->nr_parts++]);
		if (err)
			return err;
	}
	sort(sram->parts, n, sizeof(*sram->parts), by_start, NULL);
	for (unsigned int i = 1; i < n; i++) {
		if (sram->parts[i].start < sram->parts[i - 1].start + sram->parts[i - 1].size) {
			dev_err(sram->dev, "%s and %s overlap\n", sram->parts[i - 1].name,
				sram->parts[i].name);
			return -EINVAL;
		}
	}
	return 0;
}

/* Add the complete granules of [start, end) to the pool, if there are any.  Returns 0 or -errno. */
static int sram_add_range(struct sram *sram, struct gen_pool *pool, u64 start, u64 end)
{
	start = ALIGN(start, GRANULE);
	end = ALIGN_DOWN(end, GRANULE);
	if (start >= end)
		return 0;
	return gen_pool_add_virt(pool, (unsigned long)sram->base + start, sram->res.start + start,
				 end - start, NUMA_NO_NODE);
}

static int make_pools(struct sram *sram)
{
	struct gen_pool *rest = devm_gen_pool_create(sram->dev, ilog2(GRANULE), NUMA_NO_NODE, NULL);
	u64 at = 0;
	int err;

	if (IS_ERR(rest))
		return PTR_ERR(rest);
	for (unsigned int i = 0; i < sram->nr_parts; i++) {
		struct sram_part *part = &sram->parts[i];
		struct gen_pool *pool;

		err = sram_add_range(sram, rest, at, part->start);
		at = part->start + part->size;
		if (err)
			return err;
		if (!part->pool)
			continue;
		pool = devm_gen_pool_create(sram->dev, ilog2(GRANULE), NUMA_NO_NODE, part->name);
		if (IS_ERR(pool))
			return PTR_ERR(pool);
		err = sram_add_range(sram, pool, part->start, at);
		if (err)
			return err;
	}
	return sram_add_range(sram, rest, at, resource_size(&sram->res));
}

static int sram_probe(struct platform_device *pdev)
{
	struct sram *sram = devm_kzalloc(&pdev->dev, sizeof(*sram), GFP_KERNEL);
	int err;

	if (!sram)
		return -ENOMEM;
	sram->dev = &pdev->dev;
	err = of_address_to_resource(pdev->dev.of_node, 0, &sram->res);
	err = err ?: read_parts(sram);
	err = err ?: sram_map(sram);
	err = err ?: make_pools(sram);
	if (err)
		return err;
	dev_set_drvdata(&pdev->dev, sram);
	dev_info(&pdev->dev, "%llu KiB at %llx, %zu bytes in the pool\n",
		 (unsigned long long)resource_size(&sram->res) >> 10,
		 (unsigned long long)sram->res.start,
		 gen_pool_size(gen_pool_get(&pdev->dev, NULL)));
	return 0;
}

static struct platform_driver sram_driver = {
	.probe = sram_probe,
	.driver = {
		.name = "sram",
		.of_match_table = sram_ids,
	},
};

static int __init sram_init(void)
{
	return platform_driver_register(&sram_driver);
}
fs_initcall(sram_init);	/* runs before the drivers that use the pools probe */

/* ---- the command sram ------------------------------------------------------------------------ */

static void show_part(const struct sram *sram, const char *name, u64 start, u64 size,
		      struct gen_pool *pool, const char *use)
{
	report_row(&console_seq,
		   "%s{device} %s{part} %llx{start} %llu{bytes} %zu{free_bytes} %s{use}\n",
		   dev_name(sram->dev), name, sram->res.start + start, size,
		   pool ? gen_pool_avail(pool) : (size_t)0, use);
}

static void sram_show(struct platform_device *pdev, void *arg)
{
	const struct sram *sram = dev_get_drvdata(&pdev->dev);

	if (pdev->dev.driver != &sram_driver.driver || !sram)
		return;
	for (unsigned int i = 0; i < sram->nr_parts; i++) {
		const struct sram_part *part = &sram->parts[i];
		struct gen_pool *pool = part->pool ? gen_pool_get(&pdev->dev, part->name) : NULL;

		show_part(sram, part->name, part->start, part->size, pool,
			  pool ? "pool" : part->export ? "exported" : "reserved");
	}
	show_part(sram, "-", 0, gen_pool_size(gen_pool_get(&pdev->dev, NULL)),
		  gen_pool_get(&pdev->dev, NULL), "pool");
}

static int cmd_sram(int argc, char **argv)
{
	report_open(&console_seq, NULL, '[');
	platform_for_each(sram_show, NULL);
	report_close(&console_seq, ']');
	return 0;
}
SHELL_COMMAND(sram, "sram", "[-j]", "on-chip SRAM and its parts", cmd_sram);
