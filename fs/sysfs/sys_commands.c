// SPDX-License-Identifier: BSD-2-Clause
/* The commands ls, cat and echo for names below /sys. */

#include <internal/kernfs.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/stat.h>
#include <linux/string.h>
#include <quarry/console.h>
#include <quarry/report.h>

bool is_sys_path(const char *path)
{
	return !strncmp(path, "/sys", 4) && (!path[4] || path[4] == '/');
}

/* Return the node, or print a message and return NULL. */
static struct kernfs_node *find_node(const char *path)
{
	struct kernfs_node *kn = kernfs_find_path(path);

	if (!kn)
		console_printf("%s: there is no such file or directory\n", path);
	return kn;
}

static int report_error(const char *path, long err)
{
	if (err < 0)
		console_printf("%s: %s (%pe)\n", path,
			       err == -EISDIR ? "it is a directory" :
			       err == -EACCES ? "it does not allow this access" :
			       err == -ENODEV ? "there is no such device" : "error", ERR_PTR(err));
	return err < 0;
}

static void list_node(struct kernfs_node *kn)
{
	char target[160];

	if (kn->target)
		report_row(&console_seq, "l%04o{mode}  %s{name} -> %s{target}\n", kn->mode,
			   kn->name, kernfs_path(kn->target, target, sizeof(target)));
	else
		report_row(&console_seq, kernfs_is_directory(kn) ? "d%04o{mode}  %s{name}/\n" :
								   "-%04o{mode}  %s{name}\n",
			   kn->mode, kn->name);
}

int sys_list(const char *path)
{
	struct kernfs_node *dir = find_node(path), *kn = NULL;

	if (!dir)
		return 1;
	report_open(&console_seq, NULL, '[');
	if (kernfs_is_directory(dir)) {
		while ((kn = kernfs_next(dir, kn)))
			list_node(kn);
	} else {
		list_node(dir);
	}
	report_close(&console_seq, ']');
	kernfs_put(dir);
	return 0;
}

static ssize_t print_content(struct kernfs_open_file *of)
{
	char *buf = (char *)__get_free_page(GFP_KERNEL);
	ssize_t size = buf ? 0 : -ENOMEM;
	loff_t pos = 0;

	while (buf && !console_interrupted() &&
	       (size = kernfs_read(of, buf, PAGE_SIZE, pos)) > 0) {
		console_write(buf, (size_t)size);
		pos += size;
	}
	free_page((unsigned long)buf);
	return size;
}

int sys_cat(const char *path)
{
	struct kernfs_node *kn = find_node(path);
	struct kernfs_open_file *of;
	ssize_t err;

	if (!kn)
		return 1;
	of = kernfs_open(kn);
	err = IS_ERR(of) ? PTR_ERR(of) : print_content(of);
	if (!IS_ERR(of))
		kernfs_close(of);
	kernfs_put(kn);
	return report_error(path, err);
}

int sys_write(const char *path, const char *text, size_t size)
{
	struct kernfs_node *kn = find_node(path);
	struct kernfs_open_file *of;
	ssize_t done = 0;
	loff_t pos = 0;

	if (!kn)
		return 1;
	of = kernfs_open(kn);
	if (IS_ERR(of))
		done = PTR_ERR(of);
	while (!IS_ERR(of) && size) {
		done = kernfs_write(of, text + pos, size, pos);
		if (done <= 0)
			break;
		pos += done;
		size -= min_t(size_t, size, (size_t)done);
	}
	if (!IS_ERR(of))
		kernfs_close(of);
	kernfs_put(kn);
	return report_error(path, done);
}
