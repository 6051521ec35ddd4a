// SPDX-License-Identifier: BSD-2-Clause
/*
 * The command interpreter.  A line contains commands, separated by ";".  Words may be in single or
 * double quotes.  Commands are registered by the files that implement them; this file has only
 * "help".
 */

#include <internal/console.h>
#include <internal/line.h>
#include <internal/shell.h>
#include <linux/err.h>
#include <linux/kernel.h>
#include <linux/kthread.h>
#include <linux/printk.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <quarry/report.h>

#define MAX_ARGS	16
#define STATUS_USAGE	2
#define STATUS_UNKNOWN	127
#define ACCESS_SIZES	"bwlq"

extern const struct shell_command *const __start_tbl_command[], *const __stop_tbl_command[];

unsigned int source_depth;

static bool has_access_size(const char *suffix)
{
	return suffix[0] == '.' && suffix[1] && strchr(ACCESS_SIZES, suffix[1]) && !suffix[2];
}

unsigned int shell_access_size(const char *name)
{
	const char *suffix = name + strcspn(name, ".");

	return has_access_size(suffix) ? 1U << (strchr(ACCESS_SIZES, suffix[1]) - ACCESS_SIZES) : 4;
}

static const struct shell_command *shell_find(const char *name)
{
	size_t size = strcspn(name, ".");

	for (const struct shell_command *const *c = __start_tbl_command; c < __stop_tbl_command;
	     c++) {
		if (strncmp((*c)->name, name, size) || (*c)->name[size])
			continue;
		if (!name[size] ||
		    (!strncmp((*c)->args, "[.size]", 7) && has_access_size(name + size)))
			return *c;
	}
	return NULL;
}

/*
 * Split off the next command of *line in place.  *argv is set to its words, and *line to the text
 * after its ";".  Returns the number of words, or -1 if there are too many or a quote is not
 * closed.
 */
static int shell_split(char **line, char **argv)
{
	char *in = *line, *out = in, quote = '\0';
	bool in_word = false;
	int argc = 0;

	for (; *in && (quote || *in != ';'); in++) {
		bool is_quote = quote ? *in == quote : *in == '"' || *in == '\'';

		if (is_quote) {
			quote = quote ? '\0' : *in;
			if (in_word)
				continue;
		} else if (*in == ' ' && !quote) {
			if (in_word)
				*out++ = '\0';
			in_word = false;
			continue;
		}
		if (!in_word) {
			if (argc == MAX_ARGS)
				return -1;
			in_word = true;
			argv[argc++] = out;
		}
		if (!is_quote)
			*out++ = *in;
	}
	*line = *in ? in + 1 : in;
	*out = '\0';
	argv[argc] = NULL;
	return quote ? -1 : argc;
}

static bool is_option(const struct shell_command *command, const char *arg)
{
	const char *at = strstr(command->args, arg);

	return at && at > command->args && at[-1] == '[' && at[strlen(arg)] == ']';
}

/* Return the maximum number of arguments that the command accepts, not counting options. */
static int max_operands(const struct shell_command *command)
{
	int n = 0;

	for (const char *at = command->args; *at; at += strcspn(at, " "), at += strspn(at, " "))
		n += strncmp(at, "[-", 2) && strncmp(at, "[.", 2);
	return strstr(command->args, "...") ? MAX_ARGS : n;
}

/* Run the command.  ctrl_c_enter() permits Ctrl-C to stop it. */
static int shell_call(const struct shell_command *command, int argc, char **argv)
{
	unsigned long outer = ctrl_c_enter(__builtin_frame_address(0));
	int ret = command->run(argc, argv);

	ctrl_c_leave(outer);
	return ret;
}

/*
 * Check the arguments against the usage of the command, remove "-j" from them, and run the command.
 */
static int shell_run_command(const struct shell_command *command, int argc, char **argv)
{
	int operands = max_operands(command), kept = 1, ret;
	bool json = false;

	if (strstr(command->args, "word..."))
		return shell_call(command, argc, argv);
	for (int i = 1; i < argc; i++) {
		bool known = argv[i][0] == '-' ? is_option(command, argv[i]) : operands-- > 0;

		if (!known) {
			console_printf("%s: \"%s\" is not understood; usage: %s %s\n", argv[0],
				       argv[i], argv[0], command->args);
			return STATUS_USAGE;
		}
		if (!strcmp(argv[i], "-j"))
			json = true;
		else
			argv[kept++] = argv[i];
	}
	argv[kept] = NULL;
	console_seq.json = json;
	console_seq.comma = false;
	console_seq.may_yield = is_option(command, "-j");
	ret = shell_call(command, kept, argv);
	console_seq.json = false;
	console_seq.may_yield = false;
	if (json)
		console_printf("\n");
	return ret;
}

int shell_run_words(int argc, char **argv)
{
	const struct shell_command *command = shell_find(argv[0]);
	int ret;

	if (!command) {
		console_printf("%s: there is no such command; \"help\" lists them\n", argv[0]);
		return STATUS_UNKNOWN;
	}
	ret = shell_run_command(command, argc, argv);
	return ret < 0 ? 1 : ret;
}

int shell_run(const char *text)
{
	char line[LINE_SIZE], *at = line, *argv[MAX_ARGS + 1];
	int status = 0, ret;

	if (strscpy(line, text, sizeof(line)) < 0) {
		console_printf("the line is longer than %d characters\n", LINE_SIZE - 1);
		return shell_status = 1;
	}
	while (*at) {
		int argc = shell_split(&at, argv);

		if (!argc)
			continue;
		if (argc < 0) {
			console_printf("more than %d words, or a quote is not closed\n", MAX_ARGS);
			return shell_status = 1;
		}
		ret = shell_run_words(argc, argv);
		if (console_interrupted())
			ret = STATUS_INTERRUPTED;
		if (ret)
			shell_status = status = ret;
		if (console_interrupted())
			break;
	}
	return status;
}

int shell_run_watched(const char *text, int (*stopped)(void))
{
	int status;

	console_watch_interrupt(true);
	ctrl_c_watch(stopped);
	status = shell_run(text);
	ctrl_c_watch(NULL);
	console_watch_interrupt(false);
	return status;
}

static int shell_stopped(void);

static void __noreturn shell_prompt(void)
{
	static char line[LINE_SIZE];

	for (;;) {
		line_read("quarry> ", line);
		shell_status = 0;
		shell_run_watched(line, shell_stopped);
	}
}

/* Run the prompt in a new thread, after Ctrl-C has stopped the previous thread in a command. */
static int shell_thread(void *unused)
{
	ctrl_c_watch(NULL);
	console_watch_interrupt(false);
	console_seq.json = false;
	console_seq.may_yield = false;
	source_depth = 0;
	shell_prompt();
}

static int shell_stopped(void)
{
	return PTR_ERR_OR_ZERO(kthread_run(shell_thread, NULL, "shell"));
}

void shell_loop(void)
{
	console_printf("\nType \"help\" for the commands.\n");
	shell_prompt();
}

/*
 * Return true if the word at text + start is a command's name: the first word of a command, or the
 * word after "help" or "time".
 */
static bool is_command_word(const char *text, unsigned int start)
{
	while (start && text[start - 1] == ' ')
		start--;
	return !start || text[start - 1] == ';' ||
	       (start >= 4 && (!strncmp(text + start - 4, "help", 4) ||
			       !strncmp(text + start - 4, "time", 4)));
}

/* Fallback for images without the file system of the disk. */
__weak bool file_complete(const char *prefix, unsigned int index, char name[COMPLETION_SIZE])
{
	return false;
}

/*
 * Return the command that follows the name @prev in alphabetical order, or NULL after the last one.
 * If @prev is NULL, returns the first command.
 */
static const struct shell_command *next_by_name(const char *prev)
{
	const struct shell_command *best = NULL;

	for (const struct shell_command *const *c = __start_tbl_command; c < __stop_tbl_command;
	     c++) {
		if ((!prev || strcmp((*c)->name, prev) > 0) &&
		    (!best || strcmp((*c)->name, best->name) < 0))
			best = *c;
	}
	return best;
}

bool shell_complete(const char *text, unsigned int start, const char *prefix, unsigned int index,
		    char name[COMPLETION_SIZE])
{
	const struct shell_command *c = NULL;

	if (!is_command_word(text, start))
		return file_complete(prefix, index, name);
	while ((c = next_by_name(c ? c->name : NULL))) {
		if (!strncmp(c->name, prefix, strlen(prefix)) && !index--)
			return strscpy(name, c->name, COMPLETION_SIZE) >= 0;
	}
	return false;
}

/* Print all lines of the help text except the first, indented. */
static void help_more(const struct shell_command *command)
{
	for (const char *at = command->help; (at = strchr(at, '\n'));) {
		at++;
		console_printf("    %.*s\n", (int)strcspn(at, "\n"), at);
	}
}

static int help(int argc, char **argv)
{
	const struct shell_command *c = NULL;

	if (argc > 1 && !shell_find(argv[1])) {
		console_printf("%s: there is no such command\n", argv[1]);
		return 1;
	}
	report_open(&console_seq, NULL, '[');
	while ((c = next_by_name(c ? c->name : NULL))) {
		if (argc < 2 || c == shell_find(argv[1]))
			report_row(&console_seq, "  %-14s{name} %-18s{args} %.*s{help}\n", c->name,
				   c->args, (int)strcspn(c->help, "\n"), c->help);
	}
	report_close(&console_seq, ']');
	if (argc > 1 && !console_seq.json)
		help_more(shell_find(argv[1]));
	return 0;
}
SHELL_COMMAND(help, "help", "[-j] [command]", "list the commands, or explain one\n"
	      "Commands are separated by \";\".  Quote words with blanks.  -j prints JSON.\n"
	      "Tab completes the names of commands and files.  Ctrl-C ends a command.", help);
