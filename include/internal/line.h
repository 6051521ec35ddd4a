/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef INTERNAL_LINE_H
#define INTERNAL_LINE_H

#include <linux/types.h>

#define LINE_SIZE 512
#define COMPLETION_SIZE 64

/*
 * Read a line from the terminal into line[LINE_SIZE], with editing, history and completion.
 * Sleeps.
 */
void line_read(const char *prompt, char *line);

/*
 * Store in @name completion number @index of the word @prefix, which starts at @text + @start.
 * Returns false if there is no such completion.  Defined in the shell.
 */
bool shell_complete(const char *text, unsigned int start, const char *prefix, unsigned int index,
		    char name[COMPLETION_SIZE]);

/* Store completion number @index of a file name on the disk.  Defined in fs/.  Sleeps. */
bool file_complete(const char *prefix, unsigned int index, char name[COMPLETION_SIZE]);

#endif /* INTERNAL_LINE_H */
