/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_REGMAP_H
#define LINUX_REGMAP_H

/*
 * Registers of a device, through one interface: those in memory (regmap_init_mmio()), and those
 * that functions of the driver read and write (regmap_init()).  Each function has a lock of the
 * map, so that regmap_update_bits() is atomic.
 *
 * There is no cache: a configuration with a cache_type is refused with a message.  There are no
 * maps of I2C, SPI or other buses.
 *
 * Context: any for registers in memory; otherwise thread, unless the configuration has fast_io.
 */

#include <linux/bits.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/io.h>
#include <linux/iopoll.h>
#include <linux/types.h>

struct clk;
struct device;
struct reg_field;
struct regmap;
struct regmap_field;

enum regcache_type {
	REGCACHE_NONE,
	REGCACHE_RBTREE,	/* this and the following ones are refused */
	REGCACHE_FLAT,
	REGCACHE_MAPLE,
};

enum regmap_endian {
	REGMAP_ENDIAN_DEFAULT,	/* little */
	REGMAP_ENDIAN_BIG,
	REGMAP_ENDIAN_LITTLE,
	REGMAP_ENDIAN_NATIVE,	/* little */
};

struct reg_sequence {
	unsigned int reg;
	unsigned int def;
	unsigned int delay_us;	/* after the write */
};

struct reg_default {
	unsigned int reg;
	unsigned int def;
};

struct regmap_range {
	unsigned int range_min;
	unsigned int range_max;
};

#define regmap_reg_range(low, high)	{ .range_min = (low), .range_max = (high) }

/* A register is in the table if it is in a range of the first array, and in none of the second. */
struct regmap_access_table {
	const struct regmap_range *yes_ranges;	/* none: all registers */
	unsigned int n_yes_ranges;
	const struct regmap_range *no_ranges;
	unsigned int n_no_ranges;
};

typedef void (*regmap_lock)(void *arg);
typedef void (*regmap_unlock)(void *arg);

struct regmap_config {
	const char *name;		/* for messages */
	int reg_bits;			/* of a register number; 8, 16 or 32 */
	int reg_stride;			/* distance of registers; 0: 1 */
	int val_bits;			/* of a value: 8, 16 or 32 */
	/* Which registers can be used.  Others return -EIO.  NULL and 0: all. */
	bool (*writeable_reg)(struct device *dev, unsigned int reg);
	bool (*readable_reg)(struct device *dev, unsigned int reg);
	bool (*volatile_reg)(struct device *dev, unsigned int reg);	/* ignored: no cache */
	bool (*precious_reg)(struct device *dev, unsigned int reg);	/* ignored */
	const struct regmap_access_table *wr_table;
	const struct regmap_access_table *rd_table;
	const struct regmap_access_table *volatile_table;		/* ignored */
	unsigned int max_register;
	bool disable_locking;		/* the driver has a lock of its own */
	regmap_lock lock;		/* in place of the lock of the map, with unlock */
	regmap_unlock unlock;
	void *lock_arg;
	bool fast_io;			/* a spinlock in place of a mutex */
	bool use_raw_spinlock;		/* ignored: spinlocks do not sleep */
	/* For regmap_init(): the functions of the driver, which return 0 or -errno. */
	int (*reg_read)(void *context, unsigned int reg, unsigned int *val);
	int (*reg_write)(void *context, unsigned int reg, unsigned int val);
	const struct reg_default *reg_defaults;	/* ignored: no cache */
	unsigned int num_reg_defaults;
	enum regcache_type cache_type;
	enum regmap_endian reg_format_endian;	/* ignored */
	enum regmap_endian val_format_endian;	/* of registers in memory */
};

/* Functions that read and write registers, in place of those of the configuration. */
struct regmap_bus {
	bool fast_io;			/* as in the configuration */
	int (*reg_read)(void *context, unsigned int reg, unsigned int *val);
	int (*reg_write)(void *context, unsigned int reg, unsigned int val);
};

/*
 * Create a map of the registers at @regs.  _clk enables the clock @clk_id of the device, unless it
 * is NULL.  @dev may be NULL without devm_.  Returns an ERR_PTR(): -EINVAL if the configuration is
 * inconsistent, -EOPNOTSUPP, with a message, if it needs what this header excludes, or -ENOMEM.
 * regmap_init() uses the functions of @bus, or those of @config if it is NULL.  Context: thread.
 */
struct regmap *regmap_init_mmio(struct device *dev, void __iomem *regs,
				const struct regmap_config *config);
struct regmap *devm_regmap_init_mmio(struct device *dev, void __iomem *regs,
				     const struct regmap_config *config);
struct regmap *devm_regmap_init_mmio_clk(struct device *dev, const char *clk_id,
					 void __iomem *regs, const struct regmap_config *config);
struct regmap *regmap_init(struct device *dev, const struct regmap_bus *bus, void *context,
			   const struct regmap_config *config);
struct regmap *devm_regmap_init(struct device *dev, const struct regmap_bus *bus, void *context,
				const struct regmap_config *config);
void regmap_exit(struct regmap *map);

/* Return the map with this name that belongs to @dev, or any of it if @name is NULL, or NULL. */
struct regmap *dev_get_regmap(struct device *dev, const char *name);
struct device *regmap_get_device(struct regmap *map);
int regmap_get_val_bytes(struct regmap *map);
int regmap_get_reg_stride(struct regmap *map);
/* Return the highest register, or -EINVAL if it is not known. */
int regmap_get_max_register(struct regmap *map);

/*
 * Read and write registers.  They return 0; -EINVAL if a register number is not a multiple of the
 * stride; -EIO if the configuration excludes the register; or the error of the driver.
 */
int regmap_read(struct regmap *map, unsigned int reg, unsigned int *val);
int regmap_write(struct regmap *map, unsigned int reg, unsigned int val);
/* @count registers; each value of the array has the size of a register. */
int regmap_bulk_read(struct regmap *map, unsigned int reg, void *val, size_t count);
int regmap_bulk_write(struct regmap *map, unsigned int reg, const void *val, size_t count);
int regmap_multi_reg_write(struct regmap *map, const struct reg_sequence *regs, int count);
/*
 * Replace the bits of @mask by those of @val.  The register is not written if they do not change,
 * unless @force is true.  *@change, unless it is NULL, tells whether they changed.
 */
int regmap_update_bits_base(struct regmap *map, unsigned int reg, unsigned int mask,
			    unsigned int val, bool *change, bool async, bool force);

static inline int regmap_update_bits(struct regmap *map, unsigned int reg, unsigned int mask,
				     unsigned int val)
{
	return regmap_update_bits_base(map, reg, mask, val, NULL, false, false);
}

static inline int regmap_update_bits_check(struct regmap *map, unsigned int reg,
					   unsigned int mask, unsigned int val, bool *change)
{
	return regmap_update_bits_base(map, reg, mask, val, change, false, false);
}

static inline int regmap_write_bits(struct regmap *map, unsigned int reg, unsigned int mask,
				    unsigned int val)
{
	return regmap_update_bits_base(map, reg, mask, val, NULL, false, true);
}

static inline int regmap_set_bits(struct regmap *map, unsigned int reg, unsigned int bits)
{
	return regmap_update_bits_base(map, reg, bits, bits, NULL, false, false);
}

static inline int regmap_clear_bits(struct regmap *map, unsigned int reg, unsigned int bits)
{
	return regmap_update_bits_base(map, reg, bits, 0, NULL, false, false);
}

static inline int regmap_assign_bits(struct regmap *map, unsigned int reg, unsigned int bits,
				     bool value)
{
	return value ? regmap_set_bits(map, reg, bits) : regmap_clear_bits(map, reg, bits);
}

/* Returns 1 if all of @bits are set, 0 if not, or -errno. */
int regmap_test_bits(struct regmap *map, unsigned int reg, unsigned int bits);

/* ---- fields: some bits of a register --------------------------------------------------------- */

struct reg_field {
	unsigned int reg;
	unsigned int lsb;
	unsigned int msb;
	unsigned int id_size;	/* number of such registers; 0: 1 */
	unsigned int id_offset;	/* distance of them */
};

#define REG_FIELD(reg_, lsb_, msb_)	{ .reg = (reg_), .lsb = (lsb_), .msb = (msb_) }

/* Returns an ERR_PTR(-EINVAL) or ERR_PTR(-ENOMEM) on failure.  Context: thread. */
struct regmap_field *devm_regmap_field_alloc(struct device *dev, struct regmap *map,
					     struct reg_field field);
int devm_regmap_field_bulk_alloc(struct device *dev, struct regmap *map,
				 struct regmap_field **fields, const struct reg_field *field,
				 int count);
int regmap_field_read(struct regmap_field *field, unsigned int *val);
int regmap_field_update_bits_base(struct regmap_field *field, unsigned int mask, unsigned int val,
				  bool *change, bool async, bool force);

static inline int regmap_field_write(struct regmap_field *field, unsigned int val)
{
	return regmap_field_update_bits_base(field, ~0U, val, NULL, false, false);
}

static inline int regmap_field_update_bits(struct regmap_field *field, unsigned int mask,
					   unsigned int val)
{
	return regmap_field_update_bits_base(field, mask, val, NULL, false, false);
}

/* Poll as read_poll_timeout() does.  They return 0, -ETIMEDOUT, or the error of the read. */
#define regmap_read_poll_timeout(map, reg, val, cond, sleep_us, timeout_us)		\
({											\
	int __read_err, __poll_err;							\
											\
	__poll_err = read_poll_timeout(regmap_read, __read_err, __read_err || (cond),	\
				       sleep_us, timeout_us, false, map, reg, &(val));	\
	__read_err ?: __poll_err;							\
})
#define regmap_read_poll_timeout_atomic(map, reg, val, cond, delay_us, timeout_us)	\
({											\
	int __read_err, __poll_err;							\
											\
	__poll_err = read_poll_timeout_atomic(regmap_read, __read_err,			\
					      __read_err || (cond), delay_us, timeout_us, \
					      false, map, reg, &(val));			\
	__read_err ?: __poll_err;							\
})
#define regmap_field_read_poll_timeout(field, val, cond, sleep_us, timeout_us)		\
({											\
	int __read_err, __poll_err;							\
											\
	__poll_err = read_poll_timeout(regmap_field_read, __read_err,			\
				       __read_err || (cond), sleep_us, timeout_us, false, \
				       field, &(val));					\
	__read_err ?: __poll_err;							\
})

#endif /* LINUX_REGMAP_H */
