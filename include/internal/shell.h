/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_SHELL_H
#define INTERNAL_SHELL_H

/* The shell, for the core: <quarry/shell.h> is what others may call. */

#include <linux/compiler.h>
#include <quarry/shell.h>

#define STATUS_INTERRUPTED	130

struct files;

/*
 * Call fn for each line of a file of the disk that is not empty.  Returns the status of the last call that
 * failed, 0, or another status after a message.  Supplied by fs/; sleeps.
 */
int file_for_each_line(const char *name, int (*fn)(struct files *files, char *line));

/* Run one command that is split into words.  Returns its status. */
int shell_run_words(int argc, char **argv);

/*
 * The status of the last command of the line so far that failed, or 0; nested calls of shell_run() count.
 * The caller of the outermost one sets it before.  Defined where the machine is left: kernel/reboot.c.
 */
extern int shell_status;

/*
 * shell_run() of a line that Ctrl-C ends.  If a command has to be stopped, @stopped is called in its
 * thread, and has another thread go on: 0 or an error.
 */
int shell_run_watched(const char *line, int (*stopped)(void));

/* Scripts that source each other just now. */
extern unsigned int source_depth;

/* Prompt, for ever. */
void shell_loop(void) __noreturn;

#endif /* INTERNAL_SHELL_H */
