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
 * Store in @name the completion number @index of @prefix, the word that starts at @text + @start.
 * Returns false if there are no more.  Provided by the shell.
 */
bool shell_complete(const char *text, unsigned int start, const char *prefix, unsigned int index,
		    char name[COMPLETION_SIZE]);

/* The same for file names on the disk.  Provided by fs/.  Sleeps. */
bool file_complete(const char *prefix, unsigned int index, char name[COMPLETION_SIZE]);

#endif /* INTERNAL_LINE_H */
