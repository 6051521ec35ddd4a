/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_SHELL_H
#define INTERNAL_SHELL_H

/* Shell functions for internal use; <quarry/shell.h> declares the public functions. */

#include <linux/compiler.h>
#include <quarry/shell.h>

#define STATUS_INTERRUPTED	130

struct files;

/*
 * Call @fn for each non-empty line of a file on the disk.  Returns the status of the last call of
 * @fn that failed, or 0.  If the file cannot be read, prints a message and returns another status.
 * Defined in fs/.  Sleeps.
 */
int file_for_each_line(const char *name, int (*fn)(struct files *files, char *line));

/* Run one command that is split into words.  Returns its status. */
int shell_run_words(int argc, char **argv);

/*
 * The status of the last failed command of the current line, or 0 if none failed.  Commands of
 * nested shell_run() calls count as well.  The outermost caller initializes the variable.  Defined
 * in kernel/reboot.c.
 */
extern int shell_status;

/*
 * Run commands like shell_run(), but Ctrl-C ends the line.  If a command must be stopped, @stopped
 * is called in the command's thread.  @stopped makes another thread continue and returns 0 or an
 * error.
 */
int shell_run_watched(const char *line, int (*stopped)(void));

/* Current nesting depth of source commands. */
extern unsigned int source_depth;

/* Read and run commands forever. */
void shell_loop(void) __noreturn;

#endif /* INTERNAL_SHELL_H */
