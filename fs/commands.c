// SPDX-License-Identifier: BSD-2-Clause
/*
 * The shell commands ls, cat and sha256sum for the files of the disk, and the functions by which
 * the shell reads lines of these files and completes their names.
 */

#include <crypto/sha2.h>
#include <internal/block.h>
#include <internal/kernfs.h>
#include <internal/line.h>
#include <internal/shell.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/hex.h>
#include <linux/kernel.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <quarry/console.h>
#include <quarry/report.h>

#define CHUNK 4096

/*
 * Return the files of the disk, with a reference.  If this fails, prints a message and returns
 * NULL.
 */
static struct files *open_disk(void)
{
	struct files *files = files_open();

	if (!IS_ERR(files))
		return files;
	if (files == ERR_PTR(-ENODEV))
		console_printf("there is no disk\n");
	else
		console_printf("the disk cannot be read (%ld)\n", PTR_ERR(files));
	return NULL;
}

static int ls(int argc, char **argv)
{
	struct file *file = NULL;
	struct files *files;

	if (argc > 1 && is_sys_path(argv[1]))
		return sys_list(argv[1]);
	if (argc > 1) {
		console_printf("ls: \"%s\" is not below /sys; \"ls\" alone lists the disk\n", argv[1]);
		return 1;
	}
	files = open_disk();
	if (!files)
		return 1;
	report_open(&console_seq, NULL, '[');
	while ((file = file_next(files, file)))
		report_row(&console_seq, file_is_directory(file) ?
			   "%10llu{size_bytes}  %s{name}/{directory}\n" :
			   "%10llu{size_bytes}  %s{name}\n",
			   (unsigned long long)file_size(file), file_name(file));
	report_close(&console_seq, ']');
	files_close(files);
	return 0;
}
SHELL_COMMAND(ls, "ls", "[-j] [directory]", "the files of the disk, or of a directory of /sys", ls);

/*
 * Call @fn for all data of a file, in chunks of at most CHUNK bytes.  Returns 0 or a negative error
 * number.
 */
static int for_each_chunk(struct file *file, void (*fn)(const u8 *data, size_t size, void *arg),
			  void *arg)
{
	u8 *chunk = kmalloc(CHUNK, GFP_KERNEL);
	u64 offset = 0, size = file_size(file);
	int err = chunk ? 0 : -ENOMEM;

	while (!err && offset < size && !console_interrupted()) {
		size_t n = min_t(u64, CHUNK, size - offset);

		err = file_read(file, offset, chunk, n);
		if (!err)
			fn(chunk, n, arg);
		offset += n;
	}
	kfree(chunk);
	if (!err && offset < size)
		err = -EINTR;
	return err;
}

static void print_chunk(const u8 *data, size_t size, void *arg)
{
	console_write((const char *)data, size);
}

static void hash_chunk(const u8 *data, size_t size, void *arg)
{
	sha256_update(arg, data, size);
}

/* Return the message for an error of a file. */
static const char *file_error_text(int err)
{
	return err == -ENOENT ? "there is no such file" :
	       err == -EINTR ? "interrupted by Ctrl-C" : "read error";
}

/*
 * Call @fn for each file that the arguments name.  Returns 1 if a file does not exist or cannot be
 * read.
 */
static int for_each_file(int argc, char **argv, int (*fn)(struct file *file))
{
	struct files *files;
	int status = 0;

	if (argc < 2) {
		console_printf("%s: the name of a file is missing\n", argv[0]);
		return 1;
	}
	files = open_disk();
	if (!files)
		return 1;
	for (int i = 1; i < argc; i++) {
		struct file *file = file_find(files, argv[i]);
		int err = file && !file_is_directory(file) ? fn(file) : -ENOENT;

		if (err)
			console_printf("%s: %s\n", argv[i], file_error_text(err));
		status |= err != 0;
	}
	files_close(files);
	return status;
}

static int cat_file(struct file *file)
{
	return for_each_chunk(file, print_chunk, NULL);
}

static int cat(int argc, char **argv)
{
	int status = 0;

	if (argc < 2 || !is_sys_path(argv[1]))
		return for_each_file(argc, argv, cat_file);
	for (int i = 1; i < argc; i++)
		status |= sys_cat(argv[i]);
	return status;
}
SHELL_COMMAND(cat, "cat", "file...", "the contents of files of the disk or of /sys", cat);

static int hash(struct file *file, u8 digest[SHA256_DIGEST_SIZE])
{
	struct sha256_ctx state;
	int err;

	sha256_init(&state);
	err = for_each_chunk(file, hash_chunk, &state);
	if (!err)
		sha256_final(&state, digest);
	return err;
}

static int hash_file(struct file *file)
{
	u8 digest[SHA256_DIGEST_SIZE];
	int err = hash(file, digest);

	if (!err)
		console_printf("%*phN  %s\n", SHA256_DIGEST_SIZE, digest, file_name(file));
	return err;
}

/*
 * Check one line in a list of checksums: the digest in hexadecimal, two blanks, and the file name.
 */
static int check_line(struct files *files, char *line)
{
	u8 want[SHA256_DIGEST_SIZE], got[SHA256_DIGEST_SIZE];
	char *name = line + 2 * SHA256_DIGEST_SIZE + 2;
	struct file *file;
	bool ok;
	int err;

	if (strlen(line) < 2 * SHA256_DIGEST_SIZE + 3 || hex2bin(want, line, sizeof(want))) {
		console_printf("invalid checksum line: %s\n", line);
		return 1;
	}
	file = file_find(files, name);
	err = file ? hash(file, got) : -ENOENT;
	ok = !err && !memcmp(want, got, sizeof(got));
	console_printf("%s: %s\n", name, ok ? "OK" : err == -EINTR ? file_error_text(err) : "FAILED");
	return !ok;
}

/*
 * Call @fn for each line of @file that is not empty.  Returns the last status that was not 0, or 0
 * if all were 0.  Returns a negative error number if the file cannot be read, or if its size is not
 * below 64 KiB.
 */
static int for_each_line(struct files *files, struct file *file,
			 int (*fn)(struct files *files, char *line))
{
	u64 size = file_size(file);
	char *text = size < SZ_64K ? kzalloc(size + 1, GFP_KERNEL) : NULL, *at = text, *line;
	int err = text ? file_read(file, 0, text, size) : -ENOMEM, status = 0;

	while (!err && (line = strsep(&at, "\n")) && !console_interrupted()) {
		if (*line)
			status = fn(files, line) ?: status;
	}
	kfree(text);
	return err ?: status;
}

static int sha256sum(int argc, char **argv)
{
	struct files *files;
	struct file *list;
	int status;

	if (argc != 3 || strcmp(argv[1], "-c"))
		return for_each_file(argc, argv, hash_file);
	files = open_disk();
	if (!files)
		return 1;
	list = file_find(files, argv[2]);
	if (!list)
		console_printf("%s: there is no such file\n", argv[2]);
	status = !list || for_each_line(files, list, check_line);
	files_close(files);
	return status;
}
SHELL_COMMAND(sha256sum, "sha256sum", "[-c] file...", "SHA-256 checksums; -c checks a list of them",
	      sha256sum);

int file_for_each_line(const char *name, int (*fn)(struct files *files, char *line))
{
	struct files *files = open_disk();
	struct file *file;
	int status = 1;

	if (!files)
		return 1;
	file = file_find(files, name);
	if (file && !file_is_directory(file))
		status = for_each_line(files, file, fn);
	else
		console_printf("%s: there is no such file\n", name);
	if (status < 0)
		console_printf("%s: it cannot be read, or is larger than 64 KiB\n", name);
	files_close(files);
	return status;
}

/*
 * Store in @name the file name that has number @index, from 0, among those that start with @prefix.
 * Returns false if there is no such name, or if it is too long for @name.
 */
bool file_complete(const char *prefix, unsigned int index, char name[COMPLETION_SIZE])
{
	struct files *files = files_open();
	struct file *file = NULL;
	bool found = false;

	if (IS_ERR(files))
		return false;
	while (!found && (file = file_next(files, file)))
		found = !strncmp(file_name(file), prefix, strlen(prefix)) && !index--;
	found = found && strscpy(name, file_name(file), COMPLETION_SIZE) >= 0;
	files_close(files);
	return found;
}
