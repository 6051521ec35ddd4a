// SPDX-License-Identifier: BSD-2-Clause
/* Functions for struct file_operations: copies, files with a number, and files of a seq_file. */

#include <linux/err.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/minmax.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>

int simple_open(struct inode *inode, struct file *file)
{
	file->private_data = inode->i_private;
	return 0;
}

loff_t noop_llseek(struct file *file, loff_t offset, int whence)
{
	return file->f_pos;
}

loff_t default_llseek(struct file *file, loff_t offset, int whence)
{
	return noop_llseek(file, offset, whence);
}

loff_t seq_lseek(struct file *file, loff_t offset, int whence)
{
	return noop_llseek(file, offset, whence);
}

/* Return how many of @count bytes fit at *@pos into @available bytes, or an error. */
static ssize_t bytes_at(const loff_t *pos, size_t count, size_t available)
{
	if (*pos < 0)
		return -EINVAL;
	return *pos >= (loff_t)available ? 0 : (ssize_t)min(count, available - (size_t)*pos);
}

ssize_t simple_read_from_buffer(void __user *to, size_t count, loff_t *pos, const void *from,
				size_t available)
{
	ssize_t n = bytes_at(pos, count, available);

	if (n > 0) {
		memcpy((__force void *)to, from + *pos, (size_t)n);
		*pos += n;
	}
	return n;
}

ssize_t simple_write_to_buffer(void *to, size_t available, loff_t *pos, const void __user *from,
			       size_t count)
{
	ssize_t n = bytes_at(pos, count, available);

	if (n > 0) {
		memcpy(to + *pos, (__force const void *)from, (size_t)n);
		*pos += n;
	}
	return n;
}

/* ---- a number -------------------------------------------------------------------------------- */

struct simple_attr {
	int (*get)(void *data, u64 *value);
	int (*set)(void *data, u64 value);
	const char *fmt;
	void *data;
	char text[32];			/* the number, as it was at the start of the file */
	size_t size;
};

int simple_attr_open(struct inode *inode, struct file *file, int (*get)(void *data, u64 *value),
		     int (*set)(void *data, u64 value), const char *fmt)
{
	struct simple_attr *attr = kzalloc(sizeof(*attr), GFP_KERNEL);

	if (!attr)
		return -ENOMEM;
	attr->get = get;
	attr->set = set;
	attr->fmt = fmt;
	attr->data = inode->i_private;
	file->private_data = attr;
	return 0;
}

int simple_attr_release(struct inode *inode, struct file *file)
{
	kfree(file->private_data);
	return 0;
}

/* Format the number.  @fmt is a constant of the file's definition. */
__attribute__((format(printf, 3, 0)))
static size_t format_number(char *text, size_t size, const char *fmt, ...)
{
	va_list args;
	int n;

	va_start(args, fmt);
	n = vscnprintf(text, size, fmt, args);
	va_end(args);
	return (size_t)n;
}

ssize_t simple_attr_read(struct file *file, char __user *buf, size_t size, loff_t *pos)
{
	struct simple_attr *attr = file->private_data;
	u64 value;
	int err;

	if (!attr->get)
		return -EACCES;
	if (!*pos) {
		err = attr->get(attr->data, &value);
		if (err)
			return err;
		attr->size = format_number(attr->text, sizeof(attr->text), attr->fmt,
					   (unsigned long long)value);
	}
	return simple_read_from_buffer(buf, size, pos, attr->text, attr->size);
}

/* A negative number is accepted, too. */
ssize_t simple_attr_write(struct file *file, const char __user *buf, size_t size, loff_t *pos)
{
	struct simple_attr *attr = file->private_data;
	char text[32];
	u64 value = 0;
	int err;

	if (!attr->set)
		return -EACCES;
	if (size >= sizeof(text))
		return -EINVAL;
	memcpy(text, (__force const void *)buf, size);
	text[size] = '\0';
	err = text[0] == '-' ? kstrtoll(text, 0, (long long *)&value) : kstrtoull(text, 0, &value);
	if (!err)
		err = attr->set(attr->data, value);
	return err ? err : (ssize_t)size;
}

/* ---- a seq_file ------------------------------------------------------------------------------ */

struct seq_reader {
	struct seq_file m;
	int (*show)(struct seq_file *m, void *data);	/* of single_open(), or NULL */
	const struct seq_operations *op;
	char *text;			/* all text of the file, from its first read on */
	size_t size, room;
	int err;
	bool filled;
};

static void reader_write(struct seq_file *m, const char *text, size_t size)
{
	struct seq_reader *r = container_of(m, struct seq_reader, m);

	if (r->size + size > r->room) {
		size_t room = max(2 * r->room, r->size + size + 256);
		char *more = kvrealloc(r->text, room, GFP_KERNEL);

		if (!more) {
			r->err = -ENOMEM;
			return;
		}
		r->text = more;
		r->room = room;
	}
	if (size)
		memcpy(r->text + r->size, text, size);
	r->size += size;
}

static struct seq_reader *open_reader(struct file *file, void *data)
{
	struct seq_reader *r = kzalloc(sizeof(*r), GFP_KERNEL);

	if (!r)
		return NULL;
	r->m.write = reader_write;
	r->m.__keyword(private) = data;
	file->private_data = &r->m;
	return r;
}

int single_open(struct file *file, int (*show)(struct seq_file *m, void *data), void *data)
{
	struct seq_reader *r = open_reader(file, data);

	if (!r)
		return -ENOMEM;
	r->show = show;
	return 0;
}

int seq_open(struct file *file, const struct seq_operations *op)
{
	struct seq_reader *r = open_reader(file, NULL);

	if (!r)
		return -ENOMEM;
	r->op = op;
	return 0;
}

int seq_release(struct inode *inode, struct file *file)
{
	struct seq_reader *r = container_of(file->private_data, struct seq_reader, m);

	kvfree(r->text);
	kfree(r);
	return 0;
}

int single_release(struct inode *inode, struct file *file)
{
	return seq_release(inode, file);
}

/* Iterate.  A show function that returns a positive value skips its entry. */
static int seq_show_entries(struct seq_reader *r)
{
	struct seq_file *m = &r->m;
	loff_t pos = 0;
	void *entry = r->op->start(m, &pos);
	int err = 0;

	while (!IS_ERR_OR_NULL(entry) && !err) {
		size_t before = r->size;

		err = r->op->show(m, entry);
		if (err > 0) {
			r->size = before;
			err = 0;
		}
		if (!err)
			entry = r->op->next(m, entry, &pos);
	}
	if (!err && IS_ERR(entry))
		err = (int)PTR_ERR(entry);
	r->op->stop(m, entry);
	return err;
}

ssize_t seq_read(struct file *file, char __user *buf, size_t size, loff_t *pos)
{
	struct seq_reader *r = container_of(file->private_data, struct seq_reader, m);

	if (!r->filled) {
		int err = r->show ? r->show(&r->m, r->m.__keyword(private)) : seq_show_entries(r);

		r->err = err < 0 ? err : r->err;
		r->filled = true;
	}
	return r->err ? r->err : simple_read_from_buffer(buf, size, pos, r->text, r->size);
}
