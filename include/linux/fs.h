/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_FS_H
#define LINUX_FS_H

/*
 * Files that drivers implement, for debugfs (linux/debugfs.h).
 *
 * There is no user space and no virtual file system: the buffers of read() and write() are memory
 * of the kernel, although their type has __user, as in Linux.  A file of the disk or in RAM is not
 * a struct file.  Context: thread.
 */

#include <linux/compiler.h>
#include <linux/err.h>
#include <linux/kdev_t.h>
#include <linux/stat.h>
#include <linux/types.h>

struct dentry;
struct file;
struct module;

struct inode {
	void *i_private;		/* data of debugfs_create_file() */
};

struct file_operations {
	struct module *owner;
	loff_t (*llseek)(struct file *file, loff_t offset, int whence);	/* not called */
	ssize_t (*read)(struct file *file, char __user *buf, size_t size, loff_t *pos);
	ssize_t (*write)(struct file *file, const char __user *buf, size_t size, loff_t *pos);
	int (*open)(struct inode *inode, struct file *file);
	int (*release)(struct inode *inode, struct file *file);
};

struct file {
	const struct file_operations *f_op;
	struct inode *f_inode;
	void *private_data;		/* data of the file's functions */
	loff_t f_pos;
};

static inline struct inode *file_inode(const struct file *file)
{
	return file->f_inode;
}

/* An open function that makes inode->i_private the private_data of the file.  Returns 0. */
int simple_open(struct inode *inode, struct file *file);

static inline int nonseekable_open(struct inode *inode, struct file *file)
{
	return 0;
}

loff_t default_llseek(struct file *file, loff_t offset, int whence);
loff_t noop_llseek(struct file *file, loff_t offset, int whence);
#define no_llseek	NULL

/*
 * Copy between a caller's buffer and @available bytes at @from or @to, at position *@pos, which
 * advances.  Returns the number of bytes, which is 0 at the end, or -EINVAL if *@pos is negative.
 */
ssize_t simple_read_from_buffer(void __user *to, size_t count, loff_t *pos, const void *from,
				size_t available);
ssize_t simple_write_to_buffer(void *to, size_t available, loff_t *pos, const void __user *from,
			       size_t count);

/*
 * Files with one number.  get() and set() return 0 or an error; @fmt prints an unsigned long long.
 */
int simple_attr_open(struct inode *inode, struct file *file, int (*get)(void *data, u64 *value),
		     int (*set)(void *data, u64 value), const char *fmt);
int simple_attr_release(struct inode *inode, struct file *file);
ssize_t simple_attr_read(struct file *file, char __user *buf, size_t size, loff_t *pos);
ssize_t simple_attr_write(struct file *file, const char __user *buf, size_t size, loff_t *pos);

#define DEFINE_SIMPLE_ATTRIBUTE(name, get, set, fmt)			\
static int name##_open(struct inode *inode, struct file *file)		\
{									\
	return simple_attr_open(inode, file, get, set, fmt);		\
}									\
static const struct file_operations name = {				\
	.owner = NULL,							\
	.open = name##_open,						\
	.release = simple_attr_release,					\
	.read = simple_attr_read,					\
	.write = simple_attr_write,					\
}

#endif /* LINUX_FS_H */
