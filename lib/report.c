// SPDX-License-Identifier: BSD-2-Clause
/*
 * Reports as text or as JSON, from one format with names in braces, such as "%u{count} pages".
 *
 * As text, the names are removed from the format, and seq_vprintf() prints the rest.  As JSON, each
 * conversion with a name becomes a member, a name without a conversion becomes a member that is
 * true, and all other text is omitted.  A conversion without a name also consumes its argument.
 * The only state between two calls is whether the next JSON element needs a comma.
 */

#include <linux/ctype.h>
#include <linux/kallsyms.h>
#include <linux/kernel.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <quarry/report.h>

static void comma(struct seq_file *m, bool new_line)
{
	if (m->comma)
		seq_puts(m, new_line ? ",\n " : ", ");
	m->comma = true;
}

static void json_string(struct seq_file *m, const char *s, int max)
{
	s = s ?: "(null)";
	seq_putc(m, '"');
	while (max && *s == ' ')
		s++, max--;
	for (; max && *s; s++, max--) {
		if (*s == '"' || *s == '\\')
			seq_putc(m, '\\');
		if (isprint(*s))
			seq_putc(m, *s);
		else
			seq_printf(m, "\\u%04x", (unsigned char)*s);
	}
	seq_putc(m, '"');
}

void report_open(struct seq_file *m, const char *name, char bracket)
{
	if (!m->json)
		return;
	comma(m, bracket == '{');
	if (name) {
		json_string(m, name, -1);
		seq_puts(m, ": ");
	}
	seq_putc(m, bracket);
	m->comma = false;
}

void report_close(struct seq_file *m, char bracket)
{
	if (!m->json)
		return;
	seq_putc(m, bracket);
	m->comma = true;
}

/* A conversion of a format, and the name after the conversion. */
struct field {
	const char *spec, *name;
	unsigned int spec_size, name_size;
	bool is_value, is_named, is_long;
	int precision;
	char kind;
};

/*
 * Parse the conversion at @fmt, which starts with '%'.  Returns the address after its last
 * character.
 */
static const char *read_spec(struct field *f, const char *fmt, va_list *args)
{
	f->spec = fmt++;
	f->precision = -1;
	fmt += strspn(fmt, "-+ #0123456789");
	if (fmt[0] == '.' && fmt[1] == '*') {
		f->precision = va_arg(*args, int);
		fmt += 2;
	}
	for (; *fmt == 'l' || *fmt == 'z'; fmt++)
		f->is_long = true;
	f->kind = *fmt++;
	while (f->kind == 'p' && isalnum(*fmt))
		fmt++;
	f->spec_size = fmt - f->spec;
	f->is_value = true;
	return fmt;
}

/*
 * Parse the next conversion or name of a format.  Returns the rest of the format, or NULL at the
 * end of the format.
 */
static const char *next_field(struct field *f, const char *fmt, va_list *args)
{
	*f = (struct field){};
	fmt += strcspn(fmt, "%{");
	if (*fmt == '%')
		fmt = read_spec(f, fmt, args);
	if (*fmt == '{') {
		f->name = ++fmt;
		f->name_size = strcspn(fmt, "}");
		f->is_named = true;
		fmt += f->name_size + 1;
	}
	return f->is_value || f->is_named ? fmt : NULL;
}

static void json_pointer(struct seq_file *m, const struct field *f, void *p)
{
	char spec[8], text[KSYM_SYMBOL_LEN];

	scnprintf(spec, sizeof(spec), "%.*s", (int)f->spec_size, f->spec);
	scnprintf(text, sizeof(text), spec, p);
	json_string(m, text, -1);
}

static void json_number(struct seq_file *m, const struct field *f, unsigned long value)
{
	if (f->kind == 'x')
		seq_printf(m, "\"0x%lx\"", f->is_long ? value : (unsigned int)value);
	else if (f->kind == 'c')
		json_string(m, (const char *)&value, 1);
	else if (f->kind == 'u')
		seq_printf(m, "%lu", f->is_long ? value : (unsigned int)value);
	else
		seq_printf(m, "%ld", f->is_long ? (long)value : (int)value);
}

static void json_field(struct seq_file *m, const struct field *f, va_list *args)
{
	bool is_pointer = f->kind == 'p' || f->kind == 's';
	void *p = f->is_value && is_pointer ? va_arg(*args, void *) : NULL;
	unsigned long value = 1;

	if (f->is_value && !is_pointer)
		value = f->is_long ? va_arg(*args, unsigned long) : va_arg(*args, unsigned int);
	if (!f->is_named)
		return;
	comma(m, false);
	if (f->name_size)
		seq_printf(m, "\"%.*s\": ", (int)f->name_size, f->name);
	if (!f->is_value)
		seq_puts(m, "true");
	else if (f->kind == 's')
		json_string(m, p, f->precision);
	else if (f->kind == 'p')
		json_pointer(m, f, p);
	else
		json_number(m, f, value);
}

static void show_text(struct seq_file *m, const char *fmt, va_list args)
{
	char text[SEQ_LINE_MAX];
	size_t used = 0;

	while (*fmt) {
		size_t n = strcspn(fmt, "{");

		used += scnprintf(text + used, sizeof(text) - used, "%.*s", (int)n, fmt);
		fmt += n;
		if (*fmt)
			fmt += strcspn(fmt, "}") + 1;
	}
	seq_vprintf(m, text, args);
}

static void report_show(struct seq_file *m, const char *fmt, va_list args)
{
	struct field f;
	va_list rest;

	if (!m->json) {
		show_text(m, fmt, args);
		return;
	}
	va_copy(rest, args);
	while ((fmt = next_field(&f, fmt, &rest)))
		json_field(m, &f, &rest);
	va_end(rest);
}

void report_fields(struct seq_file *m, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	report_show(m, fmt, args);
	va_end(args);
}

void report_row(struct seq_file *m, const char *fmt, ...)
{
	va_list args;

	report_open(m, NULL, '{');
	va_start(args, fmt);
	report_show(m, fmt, args);
	va_end(args);
	report_close(m, '}');
}
