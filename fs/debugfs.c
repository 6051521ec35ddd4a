// SPDX-License-Identifier: BSD-2-Clause
/* Files for debugging in /sys/kernel/debug: see <linux/debugfs.h>.  An entry is a kernfs node. */

#include <internal/kernfs.h>
#include <linux/debugfs.h>
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/io.h>
#include <linux/kobject.h>
#include <linux/kstrtox.h>
#include <linux/math.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>

static struct kernfs_node *debug_root;

static int __init debugfs_init(void)
{
	debug_root = kernfs_create(kernel_kobj->sd, "debug", 0700, NULL, NULL, NULL);
	return PTR_ERR_OR_ZERO(debug_root);
}
postcore_initcall(debugfs_init);

/* ---- files ----------------------------------------------------------------------------------- */

/* The data of a file's node. */
struct debug_file {
	struct inode inode;
	const struct file_operations *fops;
};

static struct debug_file *debug_file(struct kernfs_open_file *of)
{
	return of->kn->priv;
}

static int debug_open(struct kernfs_open_file *of)
{
	struct debug_file *df = debug_file(of);
	struct file *file = kzalloc(sizeof(*file), GFP_KERNEL);
	int err;

	if (!file)
		return -ENOMEM;
	file->f_op = df->fops;
	file->f_inode = &df->inode;
	err = df->fops->open ? df->fops->open(&df->inode, file) : 0;
	if (err)
		kfree(file);
	else
		of->priv = file;
	return err;
}

static ssize_t debug_read(struct kernfs_open_file *of, char *buf, size_t size, loff_t pos)
{
	struct file *file = of->priv;

	file->f_pos = pos;
	return file->f_op->read ?
	       file->f_op->read(file, (__force char __user *)buf, size, &file->f_pos) : -EINVAL;
}

static ssize_t debug_write(struct kernfs_open_file *of, const char *buf, size_t size, loff_t pos)
{
	struct file *file = of->priv;

	file->f_pos = pos;
	return file->f_op->write ?
	       file->f_op->write(file, (__force const char __user *)buf, size, &file->f_pos) :
	       -EINVAL;
}

static void debug_release(struct kernfs_open_file *of)
{
	struct file *file = of->priv;

	if (file->f_op->release)
		file->f_op->release(file->f_inode, file);
	kfree(file);
}

static void debug_free(void *priv)
{
	kfree(priv);
}

static const struct kernfs_ops debug_ops = {
	.open = debug_open,
	.read = debug_read,
	.write = debug_write,
	.release = debug_release,
	.free = debug_free,
};

/* ---- entries --------------------------------------------------------------------------------- */

static struct kernfs_node *node_of(struct dentry *dentry)
{
	return dentry ? (struct kernfs_node *)dentry : debug_root;
}

struct dentry *debugfs_create_dir(const char *name, struct dentry *parent)
{
	struct kernfs_node *dir = node_of(parent);

	return (struct dentry *)(IS_ERR(dir) ? dir : kernfs_create(dir, name, 0755, NULL, NULL,
								   NULL));
}

struct dentry *debugfs_create_file(const char *name, umode_t mode, struct dentry *parent,
				   void *data, const struct file_operations *fops)
{
	struct kernfs_node *dir = node_of(parent), *kn;
	struct debug_file *df;

	if (IS_ERR(dir))
		return ERR_CAST(dir);
	df = kzalloc(sizeof(*df), GFP_KERNEL);
	if (!df)
		return ERR_PTR(-ENOMEM);
	df->inode.i_private = data;
	df->fops = fops;
	kn = kernfs_create(dir, name, mode, &debug_ops, NULL, df);
	if (IS_ERR(kn))
		kfree(df);
	return (struct dentry *)kn;
}

/* Only a target with a full path, in /sys, can be found. */
struct dentry *debugfs_create_symlink(const char *name, struct dentry *parent, const char *target)
{
	struct kernfs_node *dir = node_of(parent), *to = kernfs_find_path(target), *kn;

	if (!to)
		kn = ERR_PTR(-ENOENT);
	else
		kn = IS_ERR(dir) ? dir : kernfs_create(dir, name, 0777, NULL, to, NULL);
	kernfs_put(to);
	return (struct dentry *)kn;
}

struct dentry *debugfs_lookup(const char *name, struct dentry *parent)
{
	struct kernfs_node *dir = node_of(parent);

	return IS_ERR(dir) ? NULL : (struct dentry *)kernfs_find(dir, name);
}

void debugfs_remove(struct dentry *dentry)
{
	kernfs_remove((struct kernfs_node *)dentry);
}

void debugfs_lookup_and_remove(const char *name, struct dentry *parent)
{
	struct dentry *dentry = debugfs_lookup(name, parent);

	debugfs_remove(dentry);
	dput(dentry);
}

void dput(struct dentry *dentry)
{
	kernfs_put((struct kernfs_node *)dentry);
}

/* ---- files with a variable ------------------------------------------------------------------- */

#define DEFINE_NUMBER(name, type, fmt)					\
static int number_##name##_get(void *data, u64 *value)		\
{									\
	*value = READ_ONCE(*(type *)data);				\
	return 0;							\
}									\
static int number_##name##_set(void *data, u64 value)		\
{									\
	WRITE_ONCE(*(type *)data, (type)value);				\
	return 0;							\
}									\
static int number_##name##_open(struct inode *inode, struct file *file)	\
{									\
	return simple_attr_open(inode, file, number_##name##_get,	\
				number_##name##_set, fmt);		\
}									\
const struct file_operations debugfs_##name##_fops = {			\
	.open = number_##name##_open,					\
	.release = simple_attr_release,					\
	.read = simple_attr_read,					\
	.write = simple_attr_write,					\
}

DEFINE_NUMBER(u8, u8, "%llu\n");
DEFINE_NUMBER(u16, u16, "%llu\n");
DEFINE_NUMBER(u32, u32, "%llu\n");
DEFINE_NUMBER(u64, u64, "%llu\n");
DEFINE_NUMBER(x8, u8, "0x%02llx\n");
DEFINE_NUMBER(x16, u16, "0x%04llx\n");
DEFINE_NUMBER(x32, u32, "0x%08llx\n");
DEFINE_NUMBER(x64, u64, "0x%016llx\n");
DEFINE_NUMBER(atomic, int, "%lld\n");

static ssize_t bool_read(struct file *file, char __user *buf, size_t size, loff_t *pos)
{
	const char *text = *(bool *)file->private_data ? "Y\n" : "N\n";

	return simple_read_from_buffer(buf, size, pos, text, 2);
}

static ssize_t bool_write(struct file *file, const char __user *buf, size_t size, loff_t *pos)
{
	bool value;
	char text[8];
	ssize_t n = simple_write_to_buffer(text, sizeof(text) - 1, pos, buf, size);

	if (n < 0)
		return n;
	text[n] = '\0';
	if (kstrtobool(text, &value))
		return -EINVAL;
	*(bool *)file->private_data = value;
	return (ssize_t)size;
}

const struct file_operations debugfs_bool_fops = {
	.open = simple_open, .read = bool_read, .write = bool_write };

static int str_show(struct seq_file *m, void *data)
{
	const char *text = *(char **)data;

	seq_printf(m, "%s\n", text ? text : "");
	return 0;
}

static int str_open(struct inode *inode, struct file *file)
{
	return single_open(file, str_show, inode->i_private);
}

const struct file_operations debugfs_str_fops = {
	.open = str_open, .read = seq_read, .release = single_release };

static ssize_t blob_read(struct file *file, char __user *buf, size_t size, loff_t *pos)
{
	const struct debugfs_blob_wrapper *blob = file->private_data;

	return simple_read_from_buffer(buf, size, pos, blob->data, blob->size);
}

const struct file_operations debugfs_blob_fops = { .open = simple_open, .read = blob_read };

void debugfs_print_regs32(struct seq_file *m, const struct debugfs_reg32 *regs, int nregs,
			  void __iomem *base, char *prefix)
{
	for (int i = 0; i < nregs; i++)
		seq_printf(m, "%s%s = 0x%08x\n", prefix ? prefix : "", regs[i].name,
			   readl(base + regs[i].offset));
}

static int regset32_show(struct seq_file *m, void *data)
{
	const struct debugfs_regset32 *set = data;

	debugfs_print_regs32(m, set->regs, set->nregs, set->base, NULL);
	return 0;
}

static int regset32_open(struct inode *inode, struct file *file)
{
	return single_open(file, regset32_show, inode->i_private);
}

const struct file_operations debugfs_regset32_fops = {
	.open = regset32_open, .read = seq_read, .release = single_release };
