// SPDX-License-Identifier: BSD-2-Clause
/* Files for debugging: variables, and a file with operations of its own. */

#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/debugfs.h>
#include <linux/fs.h>
#include <linux/module.h>

static struct dentry *directory;
static u32 nr_errors = 4;
static bool verbose;
static const char greeting[] = "hello\n";

static ssize_t greeting_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	return simple_read_from_buffer(buf, count, pos, greeting, sizeof(greeting) - 1);
}

static const struct file_operations greeting_fops = {
	.owner = THIS_MODULE,
	.open = simple_open,
	.read = greeting_read,
	.llseek = default_llseek,
};

static int __init debugfs_demo_init(void)
{
	directory = debugfs_create_dir("books", NULL);
	debugfs_create_u32("nr_errors", 0644, directory, &nr_errors);
	debugfs_create_bool("verbose", 0644, directory, &verbose);
	debugfs_create_file("greeting", 0444, directory, NULL, &greeting_fops);
	pr_info("passed\n");
	return 0;
}

static void __exit debugfs_demo_exit(void)
{
	debugfs_remove_recursive(directory);
}
module_init(debugfs_demo_init);
module_exit(debugfs_demo_exit);

MODULE_LICENSE("BSD");
MODULE_DESCRIPTION("Files of debugfs");
