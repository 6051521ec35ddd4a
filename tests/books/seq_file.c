// SPDX-License-Identifier: BSD-2-Clause
/* Files of many lines: one function, and an iterator over an array. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/array_size.h>
#include <linux/debugfs.h>
#include <linux/module.h>
#include <linux/seq_file.h>

static const char * const planets[] = { "Mercury", "Venus", "Earth", "Mars" };

static int summary_show(struct seq_file *m, void *data)
{
	seq_printf(m, "%zu planets\n", ARRAY_SIZE(planets));
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(summary);

static void *planet_start(struct seq_file *m, loff_t *pos)
{
	return *pos < (loff_t)ARRAY_SIZE(planets) ? (void *)&planets[*pos] : NULL;
}

static void *planet_next(struct seq_file *m, void *entry, loff_t *pos)
{
	++*pos;
	return planet_start(m, pos);
}

static void planet_stop(struct seq_file *m, void *entry)
{
}

static int planet_show(struct seq_file *m, void *entry)
{
	seq_printf(m, "%s\n", *(const char * const *)entry);
	return 0;
}

static const struct seq_operations planet_ops = {
	.start = planet_start,
	.next = planet_next,
	.stop = planet_stop,
	.show = planet_show,
};

static int planet_open(struct inode *inode, struct file *file)
{
	return seq_open(file, &planet_ops);
}

static const struct file_operations planet_fops = {
	.open = planet_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = seq_release,
};

static int __init seq_file_demo_init(void)
{
	struct dentry *directory = debugfs_create_dir("books_planets", NULL);

	debugfs_create_file("summary", 0444, directory, NULL, &summary_fops);
	debugfs_create_file("list", 0444, directory, NULL, &planet_fops);
	pr_info("passed\n");
	return 0;
}
module_init(seq_file_demo_init);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Files of many lines");
