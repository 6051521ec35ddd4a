// SPDX-License-Identifier: BSD-2-Clause
/* Registers of devices: see <linux/regmap.h>. */

#define pr_fmt(fmt) "regmap: " fmt

#include <linux/clk.h>
#include <linux/delay.h>
#include <linux/device.h>
#include <linux/io.h>
#include <linux/mutex.h>
#include <linux/regmap.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/string.h>

struct regmap {
	struct device *dev;		/* or NULL */
	struct regmap_config config;
	unsigned int bytes;		/* of a value */
	bool big;			/* registers in memory are big-endian */
	bool spins;			/* spinlock, in place of mutex */
	unsigned long flags;		/* of the CPU that holds spinlock */
	spinlock_t spinlock;
	struct mutex mutex;
	void __iomem *regs;		/* NULL: the functions of the configuration */
	void *context;
};

struct regmap_field {
	struct regmap *map;
	unsigned int reg, shift, mask;
};

/* ---- locks and checks ------------------------------------------------------------------------ */

/* Which lock is taken depends on the map, so clang cannot follow it. */
static void __no_context_analysis lock_map(struct regmap *map)
{
	unsigned long flags;

	if (map->config.disable_locking)
		return;
	if (map->config.lock) {
		map->config.lock(map->config.lock_arg);
	} else if (map->spins) {
		spin_lock_irqsave(&map->spinlock, flags);
		map->flags = flags;
	} else {
		mutex_lock(&map->mutex);
	}
}

static void __no_context_analysis unlock_map(struct regmap *map)
{
	if (map->config.disable_locking)
		return;
	if (map->config.unlock)
		map->config.unlock(map->config.lock_arg);
	else if (map->spins)
		spin_unlock_irqrestore(&map->spinlock, map->flags);
	else
		mutex_unlock(&map->mutex);
}

static bool in_ranges(unsigned int reg, const struct regmap_range *ranges, unsigned int count)
{
	for (unsigned int i = 0; i < count; i++) {
		if (reg >= ranges[i].range_min && reg <= ranges[i].range_max)
			return true;
	}
	return false;
}

static bool in_table(unsigned int reg, const struct regmap_access_table *table)
{
	return !in_ranges(reg, table->no_ranges, table->n_no_ranges) &&
	       (!table->n_yes_ranges || in_ranges(reg, table->yes_ranges, table->n_yes_ranges));
}

/* Returns 0 if the register can be used, or the error of the functions for registers. */
static int check_reg(const struct regmap *map, unsigned int reg, bool write)
{
	const struct regmap_config *config = &map->config;
	const struct regmap_access_table *table = write ? config->wr_table : config->rd_table;
	bool (*allowed)(struct device *dev, unsigned int reg) =
		write ? config->writeable_reg : config->readable_reg;

	if (reg % (unsigned int)config->reg_stride)
		return -EINVAL;
	if (config->max_register && reg > config->max_register)
		return -EIO;
	if (allowed)
		return allowed(map->dev, reg) ? 0 : -EIO;
	return !table || in_table(reg, table) ? 0 : -EIO;
}

/* ---- one register; the caller holds the lock ------------------------------------------------- */

static unsigned int load_reg(const struct regmap *map, const void __iomem *at)
{
	switch (map->bytes) {
	case 1:
		return readb(at);
	case 2:
		return map->big ? ioread16be(at) : readw(at);
	default:
		return map->big ? ioread32be(at) : readl(at);
	}
}

static void store_reg(const struct regmap *map, void __iomem *at, unsigned int val)
{
	switch (map->bytes) {
	case 1:
		writeb((u8)val, at);
		break;
	case 2:
		if (map->big)
			iowrite16be((u16)val, at);
		else
			writew((u16)val, at);
		break;
	default:
		if (map->big)
			iowrite32be(val, at);
		else
			writel(val, at);
	}
}

static int __regmap_read(struct regmap *map, unsigned int reg, unsigned int *val)
{
	int err = check_reg(map, reg, false);

	if (err)
		return err;
	if (!map->regs)
		return map->config.reg_read ? map->config.reg_read(map->context, reg, val) : -EIO;
	*val = load_reg(map, map->regs + reg);
	return 0;
}

static int __regmap_write(struct regmap *map, unsigned int reg, unsigned int val)
{
	int err = check_reg(map, reg, true);

	if (err)
		return err;
	if (!map->regs)
		return map->config.reg_write ? map->config.reg_write(map->context, reg, val) : -EIO;
	store_reg(map, map->regs + reg, val);
	return 0;
}

/* ---- functions for drivers ------------------------------------------------------------------- */

int regmap_read(struct regmap *map, unsigned int reg, unsigned int *val)
{
	int err;

	lock_map(map);
	err = __regmap_read(map, reg, val);
	unlock_map(map);
	return err;
}

int regmap_write(struct regmap *map, unsigned int reg, unsigned int val)
{
	int err;

	lock_map(map);
	err = __regmap_write(map, reg, val);
	unlock_map(map);
	return err;
}

/* Return the element @i of an array of values. */
static unsigned int array_val(const struct regmap *map, const void *array, size_t i)
{
	return map->bytes == 1 ? ((const u8 *)array)[i] :
	       map->bytes == 2 ? ((const u16 *)array)[i] : ((const u32 *)array)[i];
}

int regmap_bulk_read(struct regmap *map, unsigned int reg, void *val, size_t count)
{
	unsigned int one = 0;
	int err = 0;

	lock_map(map);
	for (size_t i = 0; i < count && !err; i++) {
		err = __regmap_read(map, reg + (unsigned int)i *
				    (unsigned int)map->config.reg_stride, &one);
		if (err)
			break;
		if (map->bytes == 1)
			((u8 *)val)[i] = (u8)one;
		else if (map->bytes == 2)
			((u16 *)val)[i] = (u16)one;
		else
			((u32 *)val)[i] = one;
	}
	unlock_map(map);
	return err;
}

int regmap_bulk_write(struct regmap *map, unsigned int reg, const void *val, size_t count)
{
	int err = 0;

	lock_map(map);
	for (size_t i = 0; i < count && !err; i++)
		err = __regmap_write(map, reg + (unsigned int)i *
				     (unsigned int)map->config.reg_stride, array_val(map, val, i));
	unlock_map(map);
	return err;
}

int regmap_multi_reg_write(struct regmap *map, const struct reg_sequence *regs, int count)
{
	int err = 0;

	lock_map(map);
	for (int i = 0; i < count && !err; i++) {
		err = __regmap_write(map, regs[i].reg, regs[i].def);
		if (!err && regs[i].delay_us)
			udelay(regs[i].delay_us);
	}
	unlock_map(map);
	return err;
}

int regmap_update_bits_base(struct regmap *map, unsigned int reg, unsigned int mask,
			    unsigned int val, bool *change, bool async, bool force)
{
	unsigned int old = 0, new;
	int err;

	if (change)
		*change = false;
	lock_map(map);
	err = __regmap_read(map, reg, &old);
	new = (old & ~mask) | (val & mask);
	if (!err && (force || new != old)) {
		err = __regmap_write(map, reg, new);
		if (!err && change)
			*change = true;
	}
	unlock_map(map);
	return err;
}

int regmap_test_bits(struct regmap *map, unsigned int reg, unsigned int bits)
{
	unsigned int val;
	int err = regmap_read(map, reg, &val);

	return err ? err : (val & bits) == bits;
}

struct device *regmap_get_device(struct regmap *map)
{
	return map->dev;
}

int regmap_get_val_bytes(struct regmap *map)
{
	return (int)map->bytes;
}

int regmap_get_reg_stride(struct regmap *map)
{
	return map->config.reg_stride;
}

int regmap_get_max_register(struct regmap *map)
{
	return map->config.max_register ? (int)map->config.max_register : -EINVAL;
}

/* ---- maps ------------------------------------------------------------------------------------ */

static int refuse_config(const struct device *dev, const struct regmap_config *config)
{
	const char *why = config->cache_type != REGCACHE_NONE ? "a cache is not supported" :
			  config->val_bits != 8 && config->val_bits != 16 &&
			  config->val_bits != 32 ? "values have 8, 16 or 32 bits" : NULL;

	if (!why)
		return 0;
	pr_err("%s %s: %s\n", dev ? dev_name(dev) : "a map", config->name ?: "", why);
	return -EOPNOTSUPP;
}

static struct regmap *create_map(struct device *dev, void __iomem *regs, void *context,
				 const struct regmap_config *config)
{
	int err = config ? refuse_config(dev, config) : -EINVAL;
	struct regmap *map;

	if (err)
		return ERR_PTR(err);
	map = kzalloc(sizeof(*map), GFP_KERNEL);
	if (!map)
		return ERR_PTR(-ENOMEM);
	map->dev = dev;
	map->config = *config;
	map->bytes = (unsigned int)config->val_bits / 8;
	map->big = config->val_format_endian == REGMAP_ENDIAN_BIG;
	map->spins = regs || config->fast_io;
	map->regs = regs;
	map->context = context;
	spin_lock_init(&map->spinlock);
	mutex_init(&map->mutex);
	if (!map->config.reg_stride)
		map->config.reg_stride = 1;
	/* Registers in memory are aligned to their size. */
	if (regs && map->config.reg_stride % (int)map->bytes) {
		kfree(map);
		return ERR_PTR(-EINVAL);
	}
	return map;
}

struct regmap *regmap_init_mmio(struct device *dev, void __iomem *regs,
				const struct regmap_config *config)
{
	return create_map(dev, regs, NULL, config);
}

struct regmap *regmap_init(struct device *dev, const struct regmap_bus *bus, void *context,
			   const struct regmap_config *config)
{
	struct regmap *map = create_map(dev, NULL, context, config);

	if (bus && !IS_ERR(map)) {
		map->config.reg_read = bus->reg_read;
		map->config.reg_write = bus->reg_write;
		map->spins |= bus->fast_io;
	}
	return map;
}

void regmap_exit(struct regmap *map)
{
	kfree(map);
}

static void release_map(struct device *dev, void *res)
{
	regmap_exit(*(struct regmap **)res);
}

/* Let the device own a map that the caller created. */
static struct regmap *manage_map(struct device *dev, struct regmap *map)
{
	struct regmap **res;

	if (IS_ERR(map))
		return map;
	res = devres_alloc(release_map, sizeof(*res), GFP_KERNEL);
	if (!res) {
		regmap_exit(map);
		return ERR_PTR(-ENOMEM);
	}
	*res = map;
	devres_add(dev, res);
	return map;
}

struct regmap *devm_regmap_init_mmio(struct device *dev, void __iomem *regs,
				     const struct regmap_config *config)
{
	return manage_map(dev, regmap_init_mmio(dev, regs, config));
}

struct regmap *devm_regmap_init_mmio_clk(struct device *dev, const char *clk_id,
					 void __iomem *regs, const struct regmap_config *config)
{
	struct clk *clk = clk_id ? devm_clk_get_enabled(dev, clk_id) : NULL;

	return IS_ERR(clk) ? ERR_CAST(clk) : devm_regmap_init_mmio(dev, regs, config);
}

struct regmap *devm_regmap_init(struct device *dev, const struct regmap_bus *bus, void *context,
				const struct regmap_config *config)
{
	return manage_map(dev, regmap_init(dev, bus, context, config));
}

static int is_named_map(struct device *dev, void *res, void *name)
{
	const struct regmap *map = *(struct regmap **)res;

	return !name || (map->config.name && !strcmp(map->config.name, name));
}

struct regmap *dev_get_regmap(struct device *dev, const char *name)
{
	struct regmap **res = devres_find(dev, release_map, is_named_map, (void *)name);

	return res ? *res : NULL;
}

/* ---- fields ---------------------------------------------------------------------------------- */

struct regmap_field *devm_regmap_field_alloc(struct device *dev, struct regmap *map,
					     struct reg_field field)
{
	struct regmap_field *rm;

	if (field.msb < field.lsb || field.msb >= map->bytes * 8 || field.id_size > 1)
		return ERR_PTR(-EINVAL);
	rm = devm_kzalloc(dev, sizeof(*rm), GFP_KERNEL);
	if (!rm)
		return ERR_PTR(-ENOMEM);
	rm->map = map;
	rm->reg = field.reg;
	rm->shift = field.lsb;
	rm->mask = (unsigned int)GENMASK(field.msb, field.lsb);
	return rm;
}

int devm_regmap_field_bulk_alloc(struct device *dev, struct regmap *map,
				 struct regmap_field **fields, const struct reg_field *field,
				 int count)
{
	for (int i = 0; i < count; i++) {
		fields[i] = devm_regmap_field_alloc(dev, map, field[i]);
		if (IS_ERR(fields[i]))
			return (int)PTR_ERR(fields[i]);
	}
	return 0;
}

int regmap_field_read(struct regmap_field *field, unsigned int *val)
{
	int err = regmap_read(field->map, field->reg, val);

	if (!err)
		*val = (*val & field->mask) >> field->shift;
	return err;
}

int regmap_field_update_bits_base(struct regmap_field *field, unsigned int mask, unsigned int val,
				  bool *change, bool async, bool force)
{
	return regmap_update_bits_base(field->map, field->reg, mask << field->shift & field->mask,
				       val << field->shift, change, async, force);
}
