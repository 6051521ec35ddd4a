/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef LINUX_SEQ_FILE_H
#define LINUX_SEQ_FILE_H

/*
 * Text output to the reader of a report: the console, a buffer or a file.
 *
 * The reader provides write(), which is called for each piece of text, which may be empty, in the
 * context of the report.  One seq_printf() prints at most SEQ_LINE_MAX - 1 characters; longer text
 * is truncated and sets overflow.
 */

#include <linux/bug.h>
#include <linux/compiler.h>
#include <linux/mutex.h>
#include <linux/nodemask.h>
#include <linux/stdarg.h>
#include <linux/string_helpers.h>
#include <linux/types.h>

#define SEQ_LINE_MAX	256

struct seq_file {
	void (*write)(struct seq_file *m, const char *text, size_t size);
	void *__keyword(private);	/* for the reader's data */
	bool overflow;
	bool json, comma;	/* JSON output; the next value needs a comma */
	bool may_yield;		/* write() may call cond_resched() */
};

void seq_printf(struct seq_file *m, const char *fmt, ...) __printf(2, 3);
void seq_vprintf(struct seq_file *m, const char *fmt, va_list args) __printf(2, 0);
void seq_puts(struct seq_file *m, const char *text);
void seq_putc(struct seq_file *m, char c);
int seq_write(struct seq_file *m, const void *data, size_t size);

/* Let the reader yield the CPU, as after a line.  @m may be NULL. */
static inline void seq_pause(struct seq_file *m)
{
	if (m)
		m->write(m, "", 0);
}

static inline bool seq_has_overflowed(const struct seq_file *m)
{
	return m->overflow;
}

/* ---- Files of debugfs ------------------------------------------------------------------------ */

/*
 * A file whose text is made when it is first read.  single_open() calls @show once, with @data as
 * m->private and as the second argument of @show; seq_open() iterates.  Both are called by the open
 * function of a file; the others are functions of struct file_operations.  Context: thread.
 */
struct file;
struct inode;

struct seq_operations {
	void *(*start)(struct seq_file *m, loff_t *pos);	/* the entry at *pos, or NULL */
	void (*stop)(struct seq_file *m, void *entry);
	void *(*next)(struct seq_file *m, void *entry, loff_t *pos);	/* advances *pos */
	int (*show)(struct seq_file *m, void *entry);
};

#define SEQ_START_TOKEN	((void *)1)

int single_open(struct file *file, int (*show)(struct seq_file *m, void *data), void *data);
int single_release(struct inode *inode, struct file *file);
int seq_open(struct file *file, const struct seq_operations *op);
int seq_release(struct inode *inode, struct file *file);
ssize_t seq_read(struct file *file, char __user *buf, size_t size, loff_t *pos);
loff_t seq_lseek(struct file *file, loff_t offset, int whence);

/*
 * Define the functions and the struct file_operations of a file for a function with the suffix
 * _show and, in the second form, one with _write.
 */
#define DEFINE_SHOW_ATTRIBUTE(name)						\
static int name##_open(struct inode *inode, struct file *file)			\
{										\
	return single_open(file, name##_show, inode->i_private);		\
}										\
static const struct file_operations name##_fops = {				\
	.open = name##_open,							\
	.read = seq_read,							\
	.llseek = seq_lseek,							\
	.release = single_release,						\
}
#define DEFINE_SHOW_STORE_ATTRIBUTE(name)					\
static int name##_open(struct inode *inode, struct file *file)			\
{										\
	return single_open(file, name##_show, inode->i_private);		\
}										\
static const struct file_operations name##_fops = {				\
	.open = name##_open,							\
	.read = seq_read,							\
	.write = name##_write,							\
	.llseek = seq_lseek,							\
	.release = single_release,						\
}

#endif /* LINUX_SEQ_FILE_H */
