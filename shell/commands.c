// SPDX-License-Identifier: BSD-2-Clause
/* The commands echo, time and source. */

#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <asm/processor.h>
#include <internal/arch.h>
#include <internal/kernfs.h>
#include <internal/shell.h>
#include <internal/time.h>

/* Write the words, separated by blanks, to a file of /sys. */
static int echo_to(const char *path, int argc, char **argv)
{
	char *text = kmalloc(PAGE_SIZE, GFP_KERNEL);
	size_t size = 0;
	int status;

	if (!text) {
		console_printf("%s: out of memory\n", path);
		return 1;
	}
	for (int i = 0; i < argc; i++)
		size += scnprintf(text + size, PAGE_SIZE - size, i + 1 < argc ? "%s " : "%s\n",
				  argv[i]);
	status = sys_write(path, text, size);
	kfree(text);
	return status;
}

static int cmd_echo(int argc, char **argv)
{
	if (argc > 3 && !strcmp(argv[argc - 2], ">") && is_sys_path(argv[argc - 1]))
		return echo_to(argv[argc - 1], argc - 3, argv + 1);
	for (int i = 1; i < argc; i++)
		console_printf(i + 1 < argc ? "%s " : "%s", argv[i]);
	console_printf("\n");
	return 0;
}
SHELL_COMMAND(echo, "echo", "[word...]",
	      "print words; echo WORD... > FILE writes them to a file of /sys", cmd_echo);

static int cmd_time(int argc, char **argv)
{
	u64 start = ktime_get_ns(), instructions = arch_instructions(), us;
	int status = argc > 1 ? shell_run_words(argc - 1, argv + 1) : 0;

	instructions = arch_instructions() - instructions;
	us = div_u64(ktime_get_ns() - start, 1000);
	console_printf("%llu.%06llu s, %llu instructions\n", (unsigned long long)us / 1000000,
		       (unsigned long long)us % 1000000, (unsigned long long)instructions);
	return status;
}
SHELL_COMMAND(time, "time", "command [word...]",
	      "run a command, and print its time and instructions\n"
	      "These are the instructions of all threads on this CPU; 0 if it does not count them.",
	      cmd_time);

#define SOURCE_DEPTH	4 /* maximum depth of nested scripts; each level needs 1 KiB of stack */

/* This function is used in images without a file system. */
__weak int file_for_each_line(const char *name, int (*fn)(struct files *files, char *line))
{
	console_printf("there is no disk\n");
	return 1;
}

static int source_line(struct files *files, char *line)
{
	return *line == '#' ? 0 : shell_run(line);
}

static int cmd_source(int argc, char **argv)
{
	int status;

	if (argc < 2 || source_depth == SOURCE_DEPTH) {
		console_printf("source: %s\n", argc < 2 ? "the name of a file is missing" :
			       "scripts source each other too deeply");
		return 1;
	}
	source_depth++;
	status = file_for_each_line(argv[1], source_line);
	source_depth--;
	return status;
}
SHELL_COMMAND(source, "source", "file", "run the lines of a file as commands\n"
	      "Empty lines and those that start with \"#\" are skipped.  All others are run; the\n"
	      "status is that of the last one that failed.", cmd_source);
