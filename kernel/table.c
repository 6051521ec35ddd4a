// SPDX-License-Identifier: BSD-2-Clause
/* Tables at the console, as text or JSON. */

#include <linux/bug.h>
#include <linux/ctype.h>
#include <linux/kernel.h>
#include <linux/stdarg.h>
#include <linux/string.h>
#include <quarry/shell.h>
#include <quarry/table.h>

#define CELL_SIZE 96

bool wants_json(int argc, char **argv)
{
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "-j"))
			return true;
	}
	return false;
}

void __table_begin(struct table *t, int argc, char **argv, ...)
{
	va_list args;

	*t = (struct table){ .json = wants_json(argc, argv) };
	va_start(args, argv);
	while (t->nr_columns < TABLE_COLUMNS &&
	       (t->columns[t->nr_columns] = va_arg(args, const char *)))
		t->nr_columns++;
	va_end(args);
	if (t->json) {
		shell_printf("[");
		return;
	}
	for (unsigned int i = 0; i < t->nr_columns; i++)
		shell_printf("%s%-10s", i ? "  " : "", t->columns[i]);
	shell_printf("\n");
}

/* The value that belongs to the format, as text. */
static bool format_cell(char *cell, const char *format, va_list *args)
{
	size_t size = strlen(format);
	bool is_long = size > 2 && format[size - 2] == 'l';

	if (format[size - 1] == 's') {
		scnprintf(cell, CELL_SIZE, "%s", va_arg(*args, const char *));
		return true;
	}
	if (is_long && format[size - 1] == 'x')
		scnprintf(cell, CELL_SIZE, "%#lx", va_arg(*args, unsigned long));
	else if (is_long && format[size - 1] == 'u')
		scnprintf(cell, CELL_SIZE, "%lu", va_arg(*args, unsigned long));
	else if (is_long)
		scnprintf(cell, CELL_SIZE, "%ld", va_arg(*args, long));
	else
		scnprintf(cell, CELL_SIZE, "%d", va_arg(*args, int));
	return format[size - 1] == 'x';
}

/* A string of JSON: quotes, backslashes and control characters are escaped. */
static void print_json_string(const char *s)
{
	shell_printf("\"");
	for (; *s; s++) {
		if (*s == '"' || *s == '\\')
			shell_printf("\\%c", *s);
		else if (isprint(*s))
			shell_printf("%c", *s);
		else
			shell_printf("\\u%04x", (unsigned char)*s);
	}
	shell_printf("\"");
}

void table_row(struct table *t, ...)
{
	char cell[CELL_SIZE];
	va_list args;

	if (t->json)
		shell_printf("%s{", t->nr_rows ? ",\n " : "");
	t->nr_rows++;
	va_start(args, t);
	for (unsigned int i = 0; i < t->nr_columns; i++) {
		const char *format = va_arg(args, const char *);
		bool quoted = format_cell(cell, format, &args);

		if (!t->json) {
			shell_printf("%s%-10s", i ? "  " : "", cell);
			continue;
		}
		shell_printf("%s\"%s\": ", i ? ", " : "", t->columns[i]);
		if (quoted)
			print_json_string(cell);
		else
			shell_printf("%s", cell);
	}
	va_end(args);
	shell_printf(t->json ? "}" : "\n");
}

void table_end(struct table *t)
{
	if (t->json)
		shell_printf("]\n");
}
