/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUARRY_SHELL_H
#define QUARRY_SHELL_H

/*
 * Commands of the console.  A command is a function that prints to the console and returns 0 or a
 * positive status.  It runs in a thread and may sleep.
 *
 * args lists the accepted words: "[-x]" is an option, "name" or "[name]" an argument, "name..." any
 * number of arguments, and "word..." any words, including those that start with "-".  The shell
 * rejects other words with a message.  The shell handles "[-j]": the command prints with
 * <quarry/report.h> to console_seq, which the shell sets to JSON.  Such a command yields the CPU at
 * the end of each line (cond_resched()), unless interrupts are off; so it must not print as an RCU
 * reader.  If args starts with "[.size]", the command's name may be followed by .b, .w, .l or .q.
 *
 * After Ctrl-C at the prompt, the rest of the line is not run, console_getc() returns 3, and
 * console_interrupted() is true until the line ends.  A long-running command checks
 * console_interrupted() where it waits or yields.  An application's command that does not check it
 * is stopped after 2 s; the memory and locks of the command are not released (CONFIG_CTRL_C_STOPS).
 */

#include <linux/compiler.h>
#include <linux/types.h>
#include <quarry/console.h>

struct shell_command {
	const char *name;
	const char *args;	/* accepted words, see above; "" for none */
	const char *help;	/* one line for the list; more lines for "help name" after "\n" */
	int (*run)(int argc, char **argv);
};

#define SHELL_COMMAND(ident, name_, args_, help_, fn)					\
	static const struct shell_command __command_##ident = {				\
		.name = name_, .args = args_, .help = help_, .run = fn };		\
	static const struct shell_command *const __command_ptr_##ident __used __retain	\
		__section("tbl_command") = &__command_##ident

/*
 * Return the access size in bytes of a command name: 1, 2, 4 or 8 for .b, .w, .l or .q, otherwise
 * 4.
 */
unsigned int shell_access_size(const char *name);

/*
 * Run commands that are separated by ";".  Returns the status of the last command that failed, or
 * 0.
 */
int shell_run(const char *line);

#endif /* QUARRY_SHELL_H */
