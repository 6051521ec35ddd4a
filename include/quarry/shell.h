/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUARRY_SHELL_H
#define QUARRY_SHELL_H

/*
 * The console's commands.  A command is a function that prints through printk-like console output and
 * returns 0 or a positive status; it runs in a thread and may sleep.
 *
 * args describes what it accepts, in words: "[-x]" is an option, "name" or "[name]" an argument, "name..."
 * any number of them, "word..." any words as they are, those that start with "-" among them.  The shell
 * refuses all other words, with a message.  "[-j]" is the shell's own: the command does not see it; it
 * prints by <quarry/report.h> to console_seq, which is set to make JSON of that.  A command whose args
 * start with "[.size]" may be called with .b, .w, .l or .q behind its name.
 *
 * After Ctrl-C at the prompt the rest of the line is not run, console_getc() returns 3, and
 * console_interrupted() is true until the line ends.  A command that runs for long checks it where it waits
 * or yields.  An application's command that does not is stopped after two seconds, and its memory and its
 * locks are not given back (CONFIG_CTRL_C_STOPS).
 */

#include <linux/compiler.h>
#include <linux/types.h>
#include <quarry/console.h>

struct shell_command {
	const char *name;
	const char *args;	/* as above; "" if there are none */
	const char *help;	/* a line for the list; further lines, for "help name", follow after "\n" */
	int (*run)(int argc, char **argv);
};

#define SHELL_COMMAND(ident, name_, args_, help_, fn)					\
	static const struct shell_command __command_##ident = {				\
		.name = name_, .args = args_, .help = help_, .run = fn };		\
	static const struct shell_command *const __command_ptr_##ident __used __retain	\
		__section("tbl_command") = &__command_##ident

/* The bytes of an access: 1, 2, 4 or 8 for a command's name with .b, .w, .l or .q; 4 without. */
unsigned int shell_access_size(const char *name);

/* Run commands separated by ";".  Returns the status of the last one that failed, or 0. */
int shell_run(const char *line);

#endif /* QUARRY_SHELL_H */
