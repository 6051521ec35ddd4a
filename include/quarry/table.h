/* SPDX-License-Identifier: BSD-2-Clause */
#ifndef QUARRY_TABLE_H
#define QUARRY_TABLE_H

/*
 * Tables at the console: columns for people, or with "-j" an array of JSON objects for programs.
 *
 *	struct table t;
 *
 *	table_begin(&t, argc, argv, "irq", "count", "name");
 *	table_row(&t, "%u", irq, "%lu", count, "%s", name);
 *	table_end(&t);
 */

#include <linux/compiler.h>
#include <linux/types.h>

#define TABLE_COLUMNS	8

struct table {
	const char *columns[TABLE_COLUMNS];
	unsigned int nr_columns;
	unsigned int nr_rows;
	bool json;
};

/* Names of the columns; the list ends with NULL. */
void __table_begin(struct table *t, int argc, char **argv, ...);
#define table_begin(t, argc, argv, ...) __table_begin(t, argc, argv, __VA_ARGS__, NULL)

/* For each column a format ("%d", "%u", "%ld", "%lu", "%#lx", "%s") and its value. */
void table_row(struct table *t, ...);

void table_end(struct table *t);

/* Whether the command was called with -j. */
bool wants_json(int argc, char **argv);

#endif /* QUARRY_TABLE_H */
