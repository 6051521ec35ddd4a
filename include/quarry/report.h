/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUARRY_REPORT_H
#define QUARRY_REPORT_H

/*
 * Reports that people read as text and programs as JSON, from the same calls.
 *
 * A format is printf's, with the name that a value has in JSON in braces behind its conversion:
 *
 *	report_open(m, NULL, '[');
 *	for (...)
 *		report_row(m, "Node %d{node}, zone %8s{zone}\n", nid, name);
 *	report_close(m, ']');
 *
 * As text that is what seq_printf() makes of the format without the braces.  Where m->json is set it
 * is [{"node": 0, "zone": "DMA32"}, ...]:
 *
 *  - %d, %i, %u are numbers; %x is a string "0x..."; %c, %s and %p with its extensions are strings,
 *    without the blanks that they start with.  Any width, any length modifier; a precision of %s only;
 *    "*" only as that precision; no "%%".
 *  - A value without braces, and all other text, is left out; "{}" is a value without a name, for arrays.
 *  - "{name}" that does not follow a conversion is a mark: "name": true.
 *
 * A name ends in its unit where it has one: _kB, _KiB, _bytes, _us.  Context: as seq_printf(); one call
 * makes one line at most.
 */

#include <linux/compiler.h>
#include <linux/seq_file.h>

/* Begin an array ('[') or an object ('{'), with its name if it lies in an object; no text. */
void report_open(struct seq_file *m, const char *name, char bracket);
void report_close(struct seq_file *m, char bracket);

/* Members of the object, or values of the array, that is open. */
void report_fields(struct seq_file *m, const char *fmt, ...) __printf(2, 3);

/* The same as an object of its own. */
void report_row(struct seq_file *m, const char *fmt, ...) __printf(2, 3);

#endif /* QUARRY_REPORT_H */
