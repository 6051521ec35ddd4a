/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUARRY_REPORT_H
#define QUARRY_REPORT_H

/*
 * Reports as text for users and as JSON for programs, from the same calls.
 *
 * A format is that of printf(), with the JSON name of a value in braces after its conversion:
 *
 *	report_open(m, NULL, '[');
 *	for (...)
 *		report_row(m, "Node %d{node}, zone %8s{zone}\n", nid, name);
 *	report_close(m, ']');
 *
 * The text is the output of seq_printf() for the format without the braces.  If m->json is set, the
 * output is [{"node": 0, "zone": "DMA32"}, ...]:
 *
 *  - %d, %i and %u are numbers; %x is a string "0x..."; %c, %s and %p with its extensions are
 *    strings without leading blanks.  Any width and length modifier is allowed, a precision only
 *    for %s, "*" only as that precision, and "%%" not at all.
 *  - A value without braces and all other text are omitted; "{}" is a value without a name, for
 *    arrays.
 *  - "{name}" that does not follow a conversion is a flag: "name": true.
 *
 * A name ends in its unit if it has one: _kB, _KiB, _bytes, _us.  Context: as seq_printf().  One
 * call prints at most one line.
 */

#include <linux/compiler.h>
#include <linux/seq_file.h>

/*
 * Begin or end an array ('[') or an object ('{').  @name is the name of an array or object inside
 * an object.  Prints no text.
 */
void report_open(struct seq_file *m, const char *name, char bracket);
void report_close(struct seq_file *m, char bracket);

/* Print members of the current object, or values of the current array. */
void report_fields(struct seq_file *m, const char *fmt, ...) __printf(2, 3);

/* Print an object as one row. */
void report_row(struct seq_file *m, const char *fmt, ...) __printf(2, 3);

#endif /* QUARRY_REPORT_H */
