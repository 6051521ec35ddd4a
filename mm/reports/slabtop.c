// SPDX-License-Identifier: BSD-2-Clause
/*
 * slabtop: print the caches ordered by their size, once or continuously, in the format of Linux's
 * slabtop.  Like that program it reads the table that slabinfo prints.
 */

#include <linux/delay.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/kstrtox.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/sprintf.h>
#include <linux/string.h>
#include <quarry/console.h>
#include <quarry/shell.h>

#define SCREEN_ROWS	23
#define HEADER_ROWS	7
#define POLL_MS		50
#define SORTS		"oabclvnpsu"

struct cache {
	char name[32];
	unsigned long active_objs, num_objs, active_slabs, num_slabs;
	unsigned long objsize, objperslab, pagesperslab;	/* objsize: bytes */
};

struct table {
	char *text;
	size_t size, room;
	struct cache *caches;
	unsigned int nr;
};

/* The table */

static void slabtop_collect(struct seq_file *m, const char *text, size_t size)
{
	struct table *table = m->private;

	if (table->size < table->room)
		memcpy(table->text + table->size, text, min(size, table->room - table->size));
	table->size += size;
}

/*
 * Read the text of slabinfo into @table.  The first call finds its size; the text may grow until
 * the second call.  Returns 0 or -ENOMEM.
 */
static int read_text(struct table *table)
{
	struct seq_file m = { .write = slabtop_collect, .private = table };

	slabinfo_show(&m);
	table->room = table->size + PAGE_SIZE;
	table->text = kvmalloc(table->room + 1, GFP_KERNEL);
	if (!table->text)
		return -ENOMEM;
	table->size = 0;
	slabinfo_show(&m);
	table->text[min(table->size, table->room)] = '\0';
	return 0;
}

static bool slabtop_parse(const char *line, struct cache *c)
{
	return sscanf(line, "%31s %lu %lu %lu %lu %lu : tunables %*u %*u %*u : slabdata %lu %lu",
		      c->name, &c->active_objs, &c->num_objs, &c->objsize, &c->objperslab,
		      &c->pagesperslab, &c->active_slabs, &c->num_slabs) == 8;
}

static int read_table(struct table *table)
{
	unsigned int lines = 0;
	char *line;

	if (read_text(table))
		return -ENOMEM;
	for (line = table->text; line; line = strchr(line + 1, '\n'))
		lines++;
	table->caches = kvmalloc_array(lines, sizeof(*table->caches), GFP_KERNEL);
	if (!table->caches)
		return -ENOMEM;
	for (line = table->text; line && table->nr < lines; line = strchr(line, '\n')) {
		line += *line == '\n';
		table->nr += slabtop_parse(line, &table->caches[table->nr]);
	}
	return 0;
}

static void free_table(struct table *table)
{
	kvfree(table->text);
	kvfree(table->caches);
	*table = (struct table){};
}

/* Sorting */

/* Return the bytes of a cache's slabs, or of its objects if the cache shares slabs with others. */
static unsigned long total_size(const struct cache *c)
{
	return c->num_slabs ? c->num_slabs * c->pagesperslab * PAGE_SIZE : c->num_objs * c->objsize;
}

static unsigned int used_percent(unsigned long active, unsigned long all)
{
	return all ? active * 100 / all : 0;
}

static char sort_key;

static unsigned long slabtop_key_of(const struct cache *c)
{
	switch (sort_key) {
	case 'a': return c->active_objs;
	case 'b': return c->objperslab;
	case 'c': return total_size(c);
	case 'l': return c->num_slabs;
	case 'v': return c->active_slabs;
	case 'p': return c->pagesperslab;
	case 's': return c->objsize;
	case 'u': return used_percent(c->active_objs, c->num_objs);
	default: return c->num_objs;
	}
}

/* Compare two caches for the sort order: the largest key first, equal keys by name. */
static int by_key(const void *a, const void *b)
{
	const struct cache *one = a, *other = b;

	if (sort_key != 'n' && slabtop_key_of(one) != slabtop_key_of(other))
		return slabtop_key_of(one) < slabtop_key_of(other) ? 1 : -1;
	return strcmp(one->name, other->name);
}

/* Output */

struct sum {
	unsigned long active_objs, objs, active_slabs, slabs, active_caches, active_size, size;
	unsigned long min_size, max_size;
};

static struct sum slabtop_sum_of(const struct table *table)
{
	struct sum sum = { .min_size = ~0UL };

	for (unsigned int i = 0; i < table->nr; i++) {
		const struct cache *c = &table->caches[i];

		sum.active_objs += c->active_objs;
		sum.objs += c->num_objs;
		sum.active_slabs += c->active_slabs;
		sum.slabs += c->num_slabs;
		sum.active_caches += c->active_objs != 0;
		sum.active_size += c->active_objs * c->objsize;
		sum.size += total_size(c);
		if (!c->num_objs)
			continue;
		sum.min_size = min(sum.min_size, c->objsize);
		sum.max_size = max(sum.max_size, c->objsize);
	}
	return sum;
}

static void show_used(const char *what, unsigned long active, unsigned long all, const char *unit)
{
	console_printf(" Active / Total %-8s (%% used)     : %lu%s / %lu%s (%u%%)\n", what, active,
		       unit, all, unit, used_percent(active, all));
}

static void show_sum(const struct table *table)
{
	struct sum sum = slabtop_sum_of(table);

	show_used("Objects", sum.active_objs, sum.objs, "");
	show_used("Slabs", sum.active_slabs, sum.slabs, "");
	show_used("Caches", sum.active_caches, table->nr, "");
	show_used("Size", sum.active_size >> 10, sum.size >> 10, "K");
	console_printf(" Minimum / Average / Maximum Object : %lu / %lu / %lu bytes\n\n",
		       sum.objs ? sum.min_size : 0, sum.active_size / max(sum.active_objs, 1UL),
		       sum.max_size);
}

static int slabtop_show(unsigned int rows)
{
	struct table table = {};
	int err = read_table(&table);

	if (!err) {
		sort(table.caches, table.nr, sizeof(*table.caches), by_key, NULL);
		show_sum(&table);
		console_printf("  OBJS ACTIVE  USE OBJ SIZE  SLABS OBJ/SLAB CACHE SIZE NAME\n");
	}
	for (unsigned int i = 0; i < min(table.nr, rows); i++) {
		const struct cache *c = &table.caches[i];

		console_printf("%6lu %6lu %3u%% %8lu %6lu %8lu %9luK %s\n", c->num_objs,
			       c->active_objs, used_percent(c->active_objs, c->num_objs),
			       c->objsize, c->num_slabs, c->objperslab, total_size(c) >> 10,
			       c->name);
	}
	free_table(&table);
	return err;
}

/* Return the key that is typed within @ms milliseconds, or 0. */
static int wait_key(unsigned int ms)
{
	for (unsigned int waited = 0; waited < ms; waited += POLL_MS) {
		if (console_has_input())
			return console_getc();
		msleep(POLL_MS);
	}
	return 0;
}

static int live(unsigned int seconds)
{
	int key = 0, err = 0;

	while (!err && key != 'q' && key != 'Q' && key != 3) {
		console_printf("\033[H\033[J");
		err = slabtop_show(SCREEN_ROWS - HEADER_ROWS);
		console_printf("q: quit; sort by: " SORTS);
		key = wait_key(seconds * 1000);
		if (key && strchr(SORTS, key))
			sort_key = key;
	}
	console_printf("\n");
	return err;
}

static int slabtop_usage(const char *what)
{
	console_printf("slabtop: %s; -s one of " SORTS " (objects, active, objects per slab, size, "
		       "slabs, active slabs, name, pages per slab, object size, use), -d seconds\n",
		       what);
	return 1;
}

static int cmd_slabtop(int argc, char **argv)
{
	unsigned int seconds = 3;
	bool once = false;
	int err;

	sort_key = 'o';
	for (int i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "-o"))
			once = true;
		else if (!strcmp(argv[i], "-s") && i + 1 < argc && strlen(argv[i + 1]) == 1 &&
			 strchr(SORTS, argv[i + 1][0]))
			sort_key = argv[++i][0];
		else if (strcmp(argv[i], "-d") || i + 1 == argc ||
			 kstrtouint(argv[++i], 10, &seconds) || !seconds || seconds > 3600)
			return slabtop_usage(argv[i]);
	}
	err = once ? slabtop_show(~0U) : live(seconds);
	if (err)
		console_printf("slabtop: no memory\n");
	return err != 0;
}
SHELL_COMMAND(slabtop, "slabtop", "[-o] [-s] [sort] [-d] [seconds]",
	      "caches by size, live; -o: once; -s: o a b c l v n p s u", cmd_slabtop);
