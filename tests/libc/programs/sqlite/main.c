// SPDX-License-Identifier: BSD-2-Clause
/*
 * Run SQLite with a database in memory and with a file in RAM: insert 100,000 rows, create an
 * index, and run SQLite's integrity check.
 */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include "sqlite3.h"

#define ROWS 100000

sqlite3_vfs *sqlite3_demovfs(void);

int sqlite3_os_init(void)
{
	return sqlite3_vfs_register(sqlite3_demovfs(), 1);
}

int sqlite3_os_end(void)
{
	return SQLITE_OK;
}

static int show(void *name, int n, char **values, char **columns)
{
	printf("%s: %s\n", (char *)name, values[0]);
	return 0;
}

static void run(sqlite3 *db, const char *sql, const char *name)
{
	char *error = NULL;

	if (sqlite3_exec(db, sql, show, (void *)name, &error)) {
		printf("%s: FAILED: %s\n", sql, error);
		exit(EXIT_FAILURE);
	}
}

static void check(const char *name)
{
	sqlite3_stmt *insert;
	sqlite3 *db;

	if (sqlite3_open(name, &db)) {
		printf("%s: FAILED: %s\n", name, sqlite3_errmsg(db));
		exit(EXIT_FAILURE);
	}
	run(db, "create table t(id integer primary key, name text, value real)", name);
	run(db, "begin", name);
	sqlite3_prepare_v2(db, "insert into t(name, value) values(?, ?)", -1, &insert, NULL);
	for (int i = 0; i < ROWS; i++) {
		char text[32];

		snprintf(text, sizeof(text), "name %d", i * 7919 % ROWS);
		sqlite3_bind_text(insert, 1, text, -1, SQLITE_TRANSIENT);
		sqlite3_bind_double(insert, 2, i / 2.0);
		if (sqlite3_step(insert) != SQLITE_DONE || sqlite3_reset(insert)) {
			printf("%s: FAILED: row %d: %s\n", name, i, sqlite3_errmsg(db));
			exit(EXIT_FAILURE);
		}
	}
	sqlite3_finalize(insert);
	run(db, "commit", name);
	run(db, "create index i on t(name)", name);
	run(db, "select count(distinct name) || ' names, sum ' || sum(value) from t", name);
	run(db, "pragma integrity_check", name);
	if (sqlite3_close(db)) {
		printf("%s: FAILED: it does not close\n", name);
		exit(EXIT_FAILURE);
	}
}

int main(void)
{
	check(":memory:");
	check("/tmp/rows.db");
	return 0;
}
