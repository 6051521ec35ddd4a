/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUARRY_LINE_H
#define QUARRY_LINE_H

#define LINE_SIZE 512

/* Read a line from the terminal, with editing, history and completion, into line[LINE_SIZE].  Sleeps. */
void line_read(const char *prompt, char *line);

/* The index-th command whose name starts with prefix; NULL.  Supplied by the shell. */
const char *shell_complete(const char *prefix, unsigned int index);

#endif /* QUARRY_LINE_H */
