/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_DEBUGFS_H
#define LINUX_DEBUGFS_H

/*
 * Files for debugging, in /sys/kernel/debug.
 *
 * The functions return an ERR_PTR() if a file cannot be created.  Callers need not check it: an
 * ERR_PTR() may be passed as the parent, which returns the same error, and to debugfs_remove().
 * NULL as the parent is the root.  debugfs_remove() removes a file, or a directory with all of its
 * contents, and waits until nobody has a file open; so a function of a file must not remove it.
 *
 * Without CONFIG_SYSFS, all functions return ERR_PTR(-ENODEV).  Context: thread.
 */

#include <linux/atomic.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/seq_file.h>
#include <linux/types.h>

struct dentry;
struct device;

struct debugfs_blob_wrapper {
	void *data;
	unsigned long size;	/* in bytes */
};

struct debugfs_reg32 {
	char *name;
	unsigned long offset;	/* from the base of the set, in bytes */
};

struct debugfs_regset32 {
	const struct debugfs_reg32 *regs;
	int nregs;
	void __iomem *base;
	struct device *dev;	/* not used: devices stay on */
};

#define DEFINE_DEBUGFS_ATTRIBUTE(name, get, set, fmt) DEFINE_SIMPLE_ATTRIBUTE(name, get, set, fmt)
#define DEFINE_DEBUGFS_ATTRIBUTE_SIGNED(name, get, set, fmt) \
	DEFINE_SIMPLE_ATTRIBUTE(name, get, set, fmt)

#ifdef CONFIG_SYSFS
struct dentry *debugfs_create_dir(const char *name, struct dentry *parent);
struct dentry *debugfs_create_file(const char *name, umode_t mode, struct dentry *parent,
				   void *data, const struct file_operations *fops);
struct dentry *debugfs_create_symlink(const char *name, struct dentry *parent, const char *target);
/* Return the entry with a reference, which dput() drops, or NULL. */
struct dentry *debugfs_lookup(const char *name, struct dentry *parent);
void debugfs_lookup_and_remove(const char *name, struct dentry *parent);
void debugfs_remove(struct dentry *dentry);
void dput(struct dentry *dentry);

static inline bool debugfs_initialized(void)
{
	return true;
}
#else
static inline struct dentry *debugfs_create_dir(const char *name, struct dentry *parent)
{
	return (struct dentry *)ERR_PTR(-ENODEV);
}

static inline struct dentry *debugfs_create_file(const char *name, umode_t mode,
						 struct dentry *parent, void *data,
						 const struct file_operations *fops)
{
	return (struct dentry *)ERR_PTR(-ENODEV);
}

static inline struct dentry *debugfs_create_symlink(const char *name, struct dentry *parent,
						    const char *target)
{
	return (struct dentry *)ERR_PTR(-ENODEV);
}

static inline struct dentry *debugfs_lookup(const char *name, struct dentry *parent)
{
	return NULL;
}

static inline void debugfs_lookup_and_remove(const char *name, struct dentry *parent)
{
}

static inline void debugfs_remove(struct dentry *dentry)
{
}

static inline void dput(struct dentry *dentry)
{
}

static inline bool debugfs_initialized(void)
{
	return false;
}
#endif

#define debugfs_remove_recursive(dentry) debugfs_remove(dentry)
#define debugfs_create_file_unsafe(name, mode, parent, data, fops) \
	debugfs_create_file(name, mode, parent, data, fops)

/* Files with a variable: a decimal number, or with x a hexadecimal number. */
extern const struct file_operations debugfs_u8_fops, debugfs_u16_fops, debugfs_u32_fops;
extern const struct file_operations debugfs_u64_fops, debugfs_x8_fops, debugfs_x16_fops;
extern const struct file_operations debugfs_x32_fops, debugfs_x64_fops, debugfs_bool_fops;
extern const struct file_operations debugfs_atomic_fops, debugfs_str_fops, debugfs_blob_fops;
extern const struct file_operations debugfs_regset32_fops;

static inline void debugfs_create_u8(const char *name, umode_t mode, struct dentry *parent,
				     u8 *value)
{
	debugfs_create_file(name, mode, parent, value, &debugfs_u8_fops);
}

static inline void debugfs_create_u16(const char *name, umode_t mode, struct dentry *parent,
				      u16 *value)
{
	debugfs_create_file(name, mode, parent, value, &debugfs_u16_fops);
}

static inline void debugfs_create_u32(const char *name, umode_t mode, struct dentry *parent,
				      u32 *value)
{
	debugfs_create_file(name, mode, parent, value, &debugfs_u32_fops);
}

static inline void debugfs_create_u64(const char *name, umode_t mode, struct dentry *parent,
				      u64 *value)
{
	debugfs_create_file(name, mode, parent, value, &debugfs_u64_fops);
}

static inline void debugfs_create_ulong(const char *name, umode_t mode, struct dentry *parent,
					unsigned long *value)
{
	debugfs_create_file(name, mode, parent, value, &debugfs_u64_fops);
}

static inline void debugfs_create_size_t(const char *name, umode_t mode, struct dentry *parent,
					 size_t *value)
{
	debugfs_create_file(name, mode, parent, value, &debugfs_u64_fops);
}

static inline void debugfs_create_x8(const char *name, umode_t mode, struct dentry *parent,
				     u8 *value)
{
	debugfs_create_file(name, mode, parent, value, &debugfs_x8_fops);
}

static inline void debugfs_create_x16(const char *name, umode_t mode, struct dentry *parent,
				      u16 *value)
{
	debugfs_create_file(name, mode, parent, value, &debugfs_x16_fops);
}

static inline void debugfs_create_x32(const char *name, umode_t mode, struct dentry *parent,
				      u32 *value)
{
	debugfs_create_file(name, mode, parent, value, &debugfs_x32_fops);
}

static inline void debugfs_create_x64(const char *name, umode_t mode, struct dentry *parent,
				      u64 *value)
{
	debugfs_create_file(name, mode, parent, value, &debugfs_x64_fops);
}

/* "Y" or "N". */
static inline void debugfs_create_bool(const char *name, umode_t mode, struct dentry *parent,
				       bool *value)
{
	debugfs_create_file(name, mode, parent, value, &debugfs_bool_fops);
}

static inline void debugfs_create_atomic_t(const char *name, umode_t mode, struct dentry *parent,
					   atomic_t *value)
{
	debugfs_create_file(name, mode, parent, value, &debugfs_atomic_fops);
}

/* A text, which is only read. */
static inline void debugfs_create_str(const char *name, umode_t mode, struct dentry *parent,
				      char **value)
{
	debugfs_create_file(name, mode & ~0222, parent, value, &debugfs_str_fops);
}

static inline struct dentry *debugfs_create_blob(const char *name, umode_t mode,
						 struct dentry *parent,
						 struct debugfs_blob_wrapper *blob)
{
	return debugfs_create_file(name, mode & ~0222, parent, blob, &debugfs_blob_fops);
}

/* The values of registers, one line for each. */
static inline void debugfs_create_regset32(const char *name, umode_t mode, struct dentry *parent,
					   struct debugfs_regset32 *regset)
{
	debugfs_create_file(name, mode & ~0222, parent, regset, &debugfs_regset32_fops);
}

void debugfs_print_regs32(struct seq_file *m, const struct debugfs_reg32 *regs, int nregs,
			  void __iomem *base, char *prefix);

#endif /* LINUX_DEBUGFS_H */
