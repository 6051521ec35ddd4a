/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUARRY_SHELL_H
#define QUARRY_SHELL_H

/*
 * The console's commands.  A command is a function that prints through printk-like console output and
 * returns 0 or a positive status; it runs in a thread and may sleep.
 *
 * What it accepts is said once, in args, in words: "[-x]" is an option, "name" or "[name]" an argument,
 * "name..." any number of them.  The shell refuses what is not in it, with a message.  "[-j]" is the
 * shell's own: the command does not see it; it prints by <quarry/report.h> to console_seq, which is
 * set to make JSON of that.
 */

#include <linux/compiler.h>
#include <linux/types.h>
#include <quarry/console.h>

struct shell_command {
	const char *name;
	const char *args;	/* as above; "" if there are none */
	const char *help;	/* one line */
	int (*run)(int argc, char **argv);
};

#define SHELL_COMMAND(ident, name_, args_, help_, fn)					\
	static const struct shell_command __command_##ident = {				\
		.name = name_, .args = args_, .help = help_, .run = fn };		\
	static const struct shell_command *const __command_ptr_##ident __used __retain	\
		__section("tbl_command") = &__command_##ident

/* Run commands separated by ";".  Returns the status of the last one that failed, or 0. */
int shell_run(const char *line);

/*
 * The status of the last command of the line so far that failed, or 0; nested calls of shell_run() count.
 * The caller of the outermost one sets it before.
 */
extern int shell_status;

/* Prompt, for ever. */
void shell_loop(void) __noreturn;

#endif /* QUARRY_SHELL_H */
