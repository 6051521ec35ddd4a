// SPDX-License-Identifier: BSD-2-Clause
/*
 * Line editing for terminals with ANSI escape sequences.  These keys are supported: left, right,
 * home, end, delete; up and down for the history; tab to complete names of commands and files; ^A
 * ^E ^K ^U ^W ^C ^L.
 */

#include <internal/line.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <quarry/console.h>
#include <quarry/shell.h>

#define HISTORY 16

#define CTRL(c) ((c) & 0x1f)

enum key {
	KEY_UP = 256,
	KEY_DOWN,
	KEY_LEFT,
	KEY_RIGHT,
	KEY_HOME,
	KEY_END,
	KEY_DELETE,
	KEY_NONE,
};

struct editor {
	char *text;
	unsigned int size;	/* length of the text */
	unsigned int cursor;
	const char *prompt;
	unsigned int back;	/* number of lines back in the history; 0: the new line */
	bool too_long;		/* characters were not inserted: the line is full */
};

static char history[HISTORY][LINE_SIZE];
static unsigned int history_count;

static int read_key(void)
{
	int c = console_getc();

	if (c != '\033')
		return c;
	c = console_getc();
	if (c != '[' && c != 'O')
		return KEY_NONE;
	switch (console_getc()) {
	case 'A': return KEY_UP;
	case 'B': return KEY_DOWN;
	case 'C': return KEY_RIGHT;
	case 'D': return KEY_LEFT;
	case 'H': return KEY_HOME;
	case 'F': return KEY_END;
	case '1': return console_getc() == '~' ? KEY_HOME : KEY_NONE;
	case '3': return console_getc() == '~' ? KEY_DELETE : KEY_NONE;
	case '4': return console_getc() == '~' ? KEY_END : KEY_NONE;
	default: return KEY_NONE;
	}
}

static void redraw(const struct editor *e)
{
	console_printf("\r%s%s\033[K", e->prompt, e->text);
	if (e->cursor < e->size)
		console_printf("\033[%uD", e->size - e->cursor);
}

static void set_text(struct editor *e, const char *text)
{
	strscpy(e->text, text, LINE_SIZE);
	e->size = strlen(e->text);
	e->cursor = e->size;
	e->too_long = false;
}

static void line_insert(struct editor *e, const char *text, unsigned int n)
{
	if (e->size + n >= LINE_SIZE) {
		e->too_long = true;
		return;
	}
	memmove(e->text + e->cursor + n, e->text + e->cursor, e->size - e->cursor + 1);
	memcpy(e->text + e->cursor, text, n);
	e->size += n;
	e->cursor += n;
}

static void line_erase(struct editor *e, unsigned int from, unsigned int to)
{
	memmove(e->text + from, e->text + to, e->size - to + 1);
	e->size -= to - from;
	e->cursor = from;
}

static unsigned int word_start(const struct editor *e)
{
	unsigned int at = e->cursor;

	while (at && e->text[at - 1] == ' ')
		at--;
	while (at && e->text[at - 1] != ' ' && e->text[at - 1] != ';')
		at--;
	return at;
}

/*
 * Insert the common prefix of all candidates.  If the prefix adds no character, list the
 * candidates.
 */
static void line_complete(struct editor *e)
{
	unsigned int start = word_start(e), size = e->cursor - start, common, nr;
	char prefix[COMPLETION_SIZE], first[COMPLETION_SIZE], other[COMPLETION_SIZE];

	if (size >= sizeof(prefix))
		return;
	memcpy(prefix, e->text + start, size);
	prefix[size] = '\0';
	if (!shell_complete(e->text, start, prefix, 0, first))
		return;
	common = strlen(first);
	for (nr = 1; shell_complete(e->text, start, prefix, nr, other); nr++) {
		while (strncmp(first, other, common))
			common--;
	}
	if (common > size) {
		line_insert(e, first + size, common - size);
	} else if (nr > 1) {
		console_printf("\n");
		for (unsigned int i = 0; shell_complete(e->text, start, prefix, i, other); i++)
			console_printf("%s  ", other);
		console_printf("\n");
	}
	if (nr == 1)
		line_insert(e, " ", 1);
}

static void recall(struct editor *e, int by)
{
	unsigned int back = e->back + by;

	if (back > history_count || back > HISTORY)
		return;
	e->back = back;
	set_text(e, back ? history[(history_count - back) % HISTORY] : "");
}

static void line_remember(const char *line)
{
	if (!*line)
		return;
	if (history_count && !strcmp(line, history[(history_count - 1) % HISTORY]))
		return;
	strscpy(history[history_count++ % HISTORY], line, LINE_SIZE);
}

static int cmd_history(int argc, char **argv)
{
	for (unsigned int i = history_count > HISTORY ? history_count - HISTORY : 0;
	     i < history_count; i++)
		console_printf("%4u  %s\n", i + 1, history[i % HISTORY]);
	return 0;
}
SHELL_COMMAND(history, "history", "", "the last typed lines", cmd_history);

/*
 * Insert a character.  At the end of the line, only this character is drawn, otherwise the whole
 * line.
 */
static void type(struct editor *e, char c)
{
	bool at_end = e->cursor == e->size;

	line_insert(e, &c, 1);
	if (at_end)
		console_printf("%c", c);
	else
		redraw(e);
}

static void edit(struct editor *e, int key)
{
	switch (key) {
	case KEY_UP: recall(e, 1); break;
	case KEY_DOWN: recall(e, -1); break;
	case KEY_LEFT: e->cursor -= e->cursor > 0; break;
	case KEY_RIGHT: e->cursor += e->cursor < e->size; break;
	case KEY_HOME: case CTRL('A'): e->cursor = 0; break;
	case KEY_END: case CTRL('E'): e->cursor = e->size; break;
	case KEY_DELETE:
		if (e->cursor < e->size)
			line_erase(e, e->cursor, e->cursor + 1);
		break;
	case '\b': case 127:
		if (e->cursor)
			line_erase(e, e->cursor - 1, e->cursor);
		break;
	case CTRL('K'): line_erase(e, e->cursor, e->size); break;
	case CTRL('U'): line_erase(e, 0, e->cursor); break;
	case CTRL('W'): line_erase(e, word_start(e), e->cursor); break;
	case CTRL('L'): console_printf("\033[H\033[2J"); break;
	case '\t': line_complete(e); break;
	}
	redraw(e);
}

void line_read(const char *prompt, char *line)
{
	struct editor e = { .text = line, .prompt = prompt };
	int key;

	line[0] = '\0';
	redraw(&e);
	while ((key = read_key()) != '\r' && key != '\n') {
		if (key == CTRL('C')) {
			console_printf("^C\n");
			set_text(&e, "");
		}
		if (key >= ' ' && key < 127)
			type(&e, key);
		else
			edit(&e, key);
	}
	console_printf("\n");
	line_remember(line);
	if (e.too_long) {
		console_printf("the line is longer than %d characters: it is not run\n",
			       LINE_SIZE - 1);
		line[0] = '\0';
	}
}
